"""API tokens in the admin: made, looked up, revoked."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString

from integrations.admin.shown_once import show_once
from integrations.choices import Scope
from integrations.models import ApiToken
from integrations.services.tokens import is_grantable, make_token, revoke_token
from interviews.admin.confirmed_actions import ConfirmedAction, confirm
from interviews.admin.display import local_time, state
from interviews.admin.requests import acting_user
from interviews.models import User

TERMS = ((30, "30 days"), (90, "90 days"), (365, "A year"), (0, "Until it is revoked"))


class TokenForm(forms.ModelForm[ApiToken]):
    """What a new token is for. Offers what its owner may do."""

    scopes = forms.MultipleChoiceField(
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only what the other system needs.",
    )
    valid_days = forms.TypedChoiceField(label="Valid for", choices=TERMS, coerce=int, initial=365)
    owner: User

    class Meta:
        model = ApiToken
        fields = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "scopes" in self.fields:
            offered = [scope for scope in Scope if is_grantable(self.owner, scope)]
            self.fields["scopes"].choices = [(scope.value, scope.label) for scope in offered]  # type: ignore[attr-defined]


@admin.register(ApiToken)
class TokenAdmin(admin.ModelAdmin[ApiToken]):
    """One's own tokens; a superuser's list has everybody's. They are never changed and never deleted, only revoked."""

    list_display = ["name", "owner", "scope_list", "made", "used", "status"]
    search_fields = ["name"]
    list_per_page = 50
    show_full_result_count = False
    ordering = ["-created"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        tokens: QuerySet[ApiToken] = super().get_queryset(request).select_related("user", "revoked_by")
        user = acting_user(request)
        return tokens if user.is_superuser else tokens.filter(user=user)

    def get_form(
        self, request: HttpRequest, obj: ApiToken | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is not None:
            return super().get_form(request, obj, change, **kwargs)
        return type("OwnTokenForm", (TokenForm,), {"owner": acting_user(request)})

    def get_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        if obj is None:
            return ["name", "scopes", "valid_days"]
        return ["name", "owner", "scope_list", "begins_with", "made", "expires", "used", "status"]

    def get_readonly_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        return [] if obj is None else self.get_fields(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

    @admin.display(description="owner", ordering="user__username")
    def owner(self, token: ApiToken) -> str:
        return str(token.user.display_name)

    @admin.display(description="scopes")
    def scope_list(self, token: ApiToken) -> str:
        return ", ".join(token.scopes)

    @admin.display(description="begins with")
    def begins_with(self, token: ApiToken) -> str:
        return f"{token.token_key}…"

    @admin.display(description="made", ordering="created")
    def made(self, token: ApiToken) -> str:
        return local_time(token.created)

    @admin.display(description="expires", ordering="expiry")
    def expires(self, token: ApiToken) -> str:
        return local_time(token.expiry)

    @admin.display(description="last used", ordering="last_used_at", empty_value="never")
    def used(self, token: ApiToken) -> str | None:
        return local_time(token.last_used_at) if token.last_used_at else None

    @admin.display(description="state")
    def status(self, token: ApiToken) -> SafeString:
        if token.revoked_at is not None:
            return state("revoked", "Revoked")
        return state("valid", "Valid") if token.opens_anything() else state("expired", "Expired")

    # Made ------------------------------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        token, text = make_token(
            owner=acting_user(request),
            name=form.cleaned_data["name"],
            scopes=[Scope(value) for value in form.cleaned_data["scopes"]],
            valid_days=form.cleaned_data["valid_days"] or None,
        )
        obj.digest = token.digest
        # For the answer to this request, and nowhere else.
        request.shown_once = text  # type: ignore[attr-defined]

    def response_add(
        self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None
    ) -> HttpResponse:
        return show_once(
            request,
            self.admin_site,
            obj,
            title=f"Token for {obj.name}",
            label="The token",
            text=request.shown_once,  # type: ignore[attr-defined]
            advice="Copy it now: only a hash of it is kept, so nobody can show it again. "
            "The other system sends it as “Authorization: Bearer …”.",
        )

    # Revoked ---------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        revoke = path(
            "<str:digest>/revoke/",
            self.admin_site.admin_view(self.revoke_view),
            name="integrations_apitoken_revoke",
        )
        return [revoke, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        token = self.get_object(request, object_id)
        may_revoke = (
            token is not None
            and token.revoked_at is None
            and request.user.has_perm("integrations.change_apitoken")
        )
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "may_revoke": may_revoke}
        )

    def revoke_view(self, request: HttpRequest, digest: str) -> HttpResponse:
        token = self.get_object(request, digest)
        if token is None or not request.user.has_perm("integrations.change_apitoken"):
            raise PermissionDenied
        return confirm(
            request,
            self.admin_site,
            token,
            ConfirmedAction(
                title="Revoke this token",
                consequence=f"“{token.name}” opens nothing any more, at once and for good.",
                button="Revoke the token",
                done="The token is revoked.",
                stale_message="It was revoked before.",
                action=lambda: revoke_token(token=token, actor=acting_user(request)),
                is_dangerous=True,
            ),
        )
