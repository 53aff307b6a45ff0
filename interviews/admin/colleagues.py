"""Colleagues: their accounts as recruiters manage them, and their invitations."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache

from interviews.account_mail import send_colleague_invitation
from interviews.admin.confirmed_actions import ConfirmedAction, confirm
from interviews.admin.display import NOTHING, copyable, local_time, state
from interviews.admin.requests import acting_user
from interviews.choices import ColleagueRole, InvitationStatus
from interviews.models import Colleague, ColleagueInvitation, User
from interviews.models.user import INTERVIEWERS, RECRUITERS
from interviews.services.colleagues import (
    change_colleague,
    invite_colleague,
    may_manage,
    revoke_colleague_invitation,
)
from talentsync.lib.errors import Refused

FIELDS = ["first_name", "last_name", "email", "is_active", "roles", "only_own_positions"]
ROLE_OF_GROUP = {INTERVIEWERS: ColleagueRole.INTERVIEWER, RECRUITERS: ColleagueRole.RECRUITER}


def roles_of(person: User) -> list[ColleagueRole]:
    return [ROLE_OF_GROUP[group.name] for group in person.groups.all() if group.name in ROLE_OF_GROUP]


class ColleagueForm(forms.ModelForm[Colleague]):
    """Validates only; `interviews.services.colleagues` writes."""

    email = forms.EmailField(label="E-mail")
    roles = forms.MultipleChoiceField(
        choices=ColleagueRole.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Colleague
        fields = ["first_name", "last_name", "is_active", "only_own_positions"]
        labels = {"is_active": "May sign in"}
        help_texts = {
            "is_active": "Untick it when somebody leaves: they are out at once, and what they did stays."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["email"] = self.instance.email
            self.initial["roles"] = [role.value for role in roles_of(self.instance)]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Somebody else has this address.", code="taken")
        return email

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if "email" in answers:
            self.instance.email = answers["email"]
        return answers


@admin.register(Colleague)
class ColleagueAdmin(admin.ModelAdmin[Colleague]):
    """Accounts in our groups. Recruiters change those of interviewers, and read the others."""

    form = ColleagueForm
    list_display = ["display_name", "username", "email", "role_list", "status", "signed_in"]
    list_filter = ["groups", "is_active"]
    search_fields = ["username", "first_name", "last_name", "email"]
    list_per_page = 50
    show_full_result_count = False
    ordering = ["first_name", "last_name", "username"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Colleague]:
        ours = Q(groups__name__in=ROLE_OF_GROUP)
        colleagues: QuerySet[Colleague] = super().get_queryset(request).prefetch_related("groups")
        # In a subquery: the join would list those in both groups twice.
        return colleagues.filter(pk__in=User.objects.filter(ours).values("pk"))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["queryset"] = Group.objects.filter(name__in=ROLE_OF_GROUP)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Colleague | None = None) -> Any:
        shown = ["username", *FIELDS, "signed_in"]
        if obj is not None and not self.has_change_permission(request, obj):
            return [
                "username",
                "display_name",
                "email",
                "role_list",
                "status",
                "only_own_positions",
                "signed_in",
            ]
        return shown

    def get_readonly_fields(self, request: HttpRequest, obj: Colleague | None = None) -> Any:
        return ["username", "display_name", "role_list", "status", "signed_in"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are invited, and make their account themselves."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Colleague | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Colleague | None = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or may_manage(acting_user(request), obj))

    @admin.display(description="roles")
    def role_list(self, person: Colleague) -> str:
        return ", ".join(role.label for role in roles_of(person)) or NOTHING

    @admin.display(description="state", ordering="is_active")
    def status(self, person: Colleague) -> SafeString:
        return state("valid", "May sign in") if person.is_active else state("revoked", "Closed")

    @admin.display(description="last signed in", ordering="last_login")
    def signed_in(self, person: Colleague) -> str:
        return local_time(person.last_login) if person.last_login else "never"

    def save_model(self, request: HttpRequest, obj: Colleague, form: Any, change: bool) -> None:
        changed = set(form.changed_data)
        change_colleague(
            person=obj,
            fields=changed - {"roles"},
            roles=[ColleagueRole(value) for value in form.cleaned_data["roles"]]
            if "roles" in changed
            else None,
            actor=acting_user(request),
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            # Django's transaction around this view has undone the rest.
            messages.error(request, f"{refusal.message} Nothing was saved.")
            return redirect("admin:interviews_colleague_changelist")

    # A new password --------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        link = path(
            "<int:person_id>/password-link/",
            self.admin_site.admin_view(never_cache(self.password_link_view)),
            name="interviews_colleague_password_link",
        )
        return [link, *super().get_urls()]

    def password_link_view(self, request: HttpRequest, person_id: int) -> HttpResponse:
        """Where no mail reaches somebody: a link with which they choose a new password, shown once."""
        person = self.get_object(request, str(person_id))
        if person is None or not self.has_change_permission(request, person) or not person.is_active:
            raise PermissionDenied
        if request.method != "POST":
            return confirm(
                request,
                self.admin_site,
                person,
                ConfirmedAction(
                    title=f"Make a link to a new password for {person.display_name}?",
                    consequence="Whoever has the link chooses the password. It works once, and for four hours.",
                    button="Make the link",
                    done="",
                    stale_message="",
                    action=lambda: True,
                ),
            )
        account = User.objects.get(pk=person.pk)
        key = f"{user_pk_to_url_str(account)}-{default_token_generator.make_token(account)}"
        address = reverse("account_reset_password_from_key", args=key.split("-", 1))
        self.log_change(request, person, "Made a link to a new password.")
        return _show_link(request, self, person, request.build_absolute_uri(address))


@admin.register(ColleagueInvitation)
class ColleagueInvitationAdmin(admin.ModelAdmin[ColleagueInvitation]):
    """Invitations to have an account: made here, sent by mail, and their links shown once."""

    list_display = ["email", "role", "status", "inviter", "expires"]
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_fields(self, request: HttpRequest, obj: ColleagueInvitation | None = None) -> Any:
        fields = ["email", "role", "only_own_positions"]
        return fields if obj is None else [*fields, "status", "inviter", "expires"]

    def get_readonly_fields(self, request: HttpRequest, obj: ColleagueInvitation | None = None) -> Any:
        return [] if obj is None else self.get_fields(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ColleagueInvitation]:
        return super().get_queryset(request).select_related("invited_by", "accepted_by")

    def has_change_permission(self, request: HttpRequest, obj: ColleagueInvitation | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ColleagueInvitation | None = None) -> bool:
        return False

    @admin.display(description="state")
    def status(self, invitation: ColleagueInvitation) -> SafeString:
        if invitation.accepted_by is not None:
            return state("completed", f"Accepted by {invitation.accepted_by.display_name}")
        if invitation.revoked_at is not None:
            return state(InvitationStatus.REVOKED, "Withdrawn")
        if not invitation.is_open:
            return state(InvitationStatus.EXPIRED, "Expired")
        return state("scheduled", "Not accepted yet")

    @admin.display(description="invited by")
    def inviter(self, invitation: ColleagueInvitation) -> str:
        return invitation.invited_by.display_name

    @admin.display(description="expires", ordering="expires_at")
    def expires(self, invitation: ColleagueInvitation) -> str:
        return local_time(invitation.expires_at)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            answer = super().add_view(request, form_url, extra_context)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(request.get_full_path())
        if not isinstance(answer, _Invited):
            return answer
        # The mail is sent after the page's transaction, when what its link leads to is there.
        made = ColleagueInvitation.objects.select_related("invited_by").get(pk=answer.invitation_id)
        return self._tell(request, made)

    def save_model(self, request: HttpRequest, obj: ColleagueInvitation, form: Any, change: bool) -> None:
        made = invite_colleague(
            email=form.cleaned_data["email"],
            role=ColleagueRole(form.cleaned_data["role"]),
            only_own_positions=form.cleaned_data["only_own_positions"],
            actor=acting_user(request),
        )
        obj.pk, obj.key, obj.expires_at = made.pk, made.key, made.expires_at

    def response_add(
        self, request: HttpRequest, obj: ColleagueInvitation, post_url_continue: str | None = None
    ) -> HttpResponse:
        return _Invited(obj.pk)

    def _tell(self, request: HttpRequest, invitation: ColleagueInvitation) -> HttpResponse:
        link = request.build_absolute_uri(reverse("colleague_invitation", args=[invitation.token]))
        if send_colleague_invitation(invitation, link):
            messages.success(request, f"A mail with the link is on its way to {invitation.email}.")
        else:
            messages.warning(request, "No mail was sent: give them the link yourself.")
        return _show_link(request, self, invitation, link)

    # Withdrawn -------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        revoke = path(
            "<int:invitation_id>/revoke/",
            self.admin_site.admin_view(self.revoke_view),
            name="interviews_colleagueinvitation_revoke",
        )
        return [revoke, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        may_revoke = request.user.has_perm("interviews.change_colleagueinvitation")
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "may_revoke": may_revoke}
        )

    def revoke_view(self, request: HttpRequest, invitation_id: int) -> HttpResponse:
        invitation = self.get_object(request, str(invitation_id))
        if invitation is None or not request.user.has_perm("interviews.change_colleagueinvitation"):
            raise PermissionDenied
        return confirm(
            request,
            self.admin_site,
            invitation,
            ConfirmedAction(
                title=f"Withdraw the invitation of {invitation.email}?",
                consequence="The link leads nowhere any more.",
                button="Withdraw the invitation",
                done="The invitation is withdrawn.",
                stale_message="It was accepted or withdrawn before.",
                action=lambda: revoke_colleague_invitation(invitation=invitation),
                is_dangerous=True,
            ),
        )


class _Invited(HttpResponse):
    """What `response_add` hands to `add_view`, which answers with the link."""

    def __init__(self, invitation_id: int) -> None:
        super().__init__()
        self.invitation_id = invitation_id


def _show_link(
    request: HttpRequest, model_admin: admin.ModelAdmin[Any], subject: Any, link: str
) -> HttpResponse:
    """In the answer itself, so that it stands in no session and no message."""
    answer = TemplateResponse(
        request,
        "admin/interviews/colleague/link.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": "The link",
            "subject": subject,
            "opts": model_admin.opts,
            "field": copyable(link, name="the link", element_id="shown-once"),
        },
    )
    answer["Cache-Control"] = "no-store, private"
    return answer
