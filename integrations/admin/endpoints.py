"""Webhook endpoints in the admin."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from integrations.admin.permissions import ForThoseWhoSeeAll
from integrations.admin.shown_once import show_once
from integrations.choices import DeliveryState, WebhookType
from integrations.models import WebhookEndpoint
from integrations.models.webhook import MAX_URL_LENGTH
from integrations.services.endpoints import (
    add_endpoint,
    change_endpoint,
    renew_secret,
    resume_endpoint,
    send_test,
)
from integrations.webhooks.addresses import literal_is_refused
from interviews.admin.confirmed_actions import ConfirmedAction, confirm
from interviews.admin.display import NOTHING, local_time, state
from interviews.admin.requests import acting_user
from talentsync.lib.errors import Refused

ADVICE = (
    "Copy it now: it is not shown again. The receiver checks the signature of each webhook with it, as the Standard "
    "Webhooks scheme describes."
)


class EndpointForm(forms.ModelForm[WebhookEndpoint]):
    """Where to post what."""

    url = forms.URLField(
        label="Address",
        max_length=MAX_URL_LENGTH,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )
    types = forms.MultipleChoiceField(
        label="Events", choices=WebhookType.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = WebhookEndpoint
        fields = ["name", "url", "types", "is_active"]

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        parts = urlsplit(url)
        if parts.username is not None or parts.password is not None:
            raise ValidationError("Leave out the name and the password.", code="credentials")
        if literal_is_refused(parts.hostname or "", is_encrypted=parts.scheme == "https"):
            raise ValidationError(
                "Nothing is posted there: use https and a public address, or have the operator allow the network "
                "(WEBHOOK_ALLOWED_NETWORKS).",
                code="address_refused",
            )
        return url


@admin.register(WebhookEndpoint)
class EndpointAdmin(ForThoseWhoSeeAll):
    """Addresses that are told of events, each with its secret."""

    form = EndpointForm
    list_display = ["name", "url", "status", "failing"]
    search_fields = ["name", "url"]
    list_per_page = 50
    show_full_result_count = False

    def get_fields(self, request: HttpRequest, obj: WebhookEndpoint | None = None) -> Any:
        fields = ["name", "url", "types", "is_active"]
        return fields if obj is None else [*fields, "status", "failing", "held", "log"]

    def get_readonly_fields(self, request: HttpRequest, obj: WebhookEndpoint | None = None) -> Any:
        return [] if obj is None else ["status", "failing", "held", "log"]

    @admin.display(description="state")
    def status(self, endpoint: WebhookEndpoint) -> SafeString:
        if not endpoint.is_active:
            return state("revoked", "Off")
        if endpoint.suspended_at is not None:
            return state("revoked", "Turned off after repeated failure")
        return state("valid", "On")

    @admin.display(description="failing since")
    def failing(self, endpoint: WebhookEndpoint) -> str:
        if endpoint.failing_since is None:
            return NOTHING
        return f"{local_time(endpoint.failing_since)}, tries: {endpoint.failures}"

    @admin.display(description="held until it is on")
    def held(self, endpoint: WebhookEndpoint) -> str | SafeString:
        number = endpoint.deliveries.filter(state=DeliveryState.HELD).count()
        if not number:
            return NOTHING
        address = reverse("admin:integrations_webhookdelivery_changelist")
        return format_html(
            '<a href="{}?endpoint__id__exact={}&amp;state__exact={}">Events: {}</a>',
            address,
            endpoint.pk,
            DeliveryState.HELD.value,
            number,
        )

    @admin.display(description="log")
    def log(self, endpoint: WebhookEndpoint) -> SafeString:
        address = reverse("admin:integrations_webhookdelivery_changelist")
        return format_html(
            '<a href="{}?endpoint__id__exact={}">What was sent, and what came of it</a>', address, endpoint.pk
        )

    # Stored ----------------------------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: WebhookEndpoint, form: Any, change: bool) -> None:
        if change:
            change_endpoint(endpoint=obj, fields=form.changed_data)
            return
        # For the answer to this request, and nowhere else.
        request.shown_once = add_endpoint(endpoint=obj, actor=acting_user(request))  # type: ignore[attr-defined]

    def response_add(
        self, request: HttpRequest, obj: WebhookEndpoint, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._show_secret(request, obj, request.shown_once)  # type: ignore[attr-defined]

    def _show_secret(self, request: HttpRequest, endpoint: WebhookEndpoint, secret: str) -> HttpResponse:
        return show_once(
            request,
            self.admin_site,
            endpoint,
            title=f"Secret of {endpoint}",
            label="The signing secret",
            text=secret,
            advice=ADVICE,
        )

    # More to do ------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def page(name: str, view: Callable[..., HttpResponse]) -> URLPattern:
            pattern: URLPattern = path(
                f"<int:endpoint_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"integrations_webhookendpoint_{name}",
            )
            return pattern

        return [
            page("test", self.test_view),
            page("secret", self.secret_view),
            page("resume", self.resume_view),
            *super().get_urls(),
        ]

    def _endpoint(self, request: HttpRequest, endpoint_id: int) -> WebhookEndpoint:
        endpoint: WebhookEndpoint | None = self.get_object(request, str(endpoint_id))
        if endpoint is None or not self.has_change_permission(request, endpoint):
            raise PermissionDenied
        return endpoint

    def test_view(self, request: HttpRequest, endpoint_id: int) -> HttpResponse:
        """Post a test event; its page shows what came of it."""
        endpoint = self._endpoint(request, endpoint_id)
        back = redirect("admin:integrations_webhookendpoint_change", endpoint.pk)
        if request.method != "POST":
            return back
        try:
            delivery = send_test(endpoint=endpoint)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return back
        messages.success(request, "A test event is on its way. This page shows what came of it.")
        return redirect("admin:integrations_webhookdelivery_change", delivery.pk)

    def secret_view(self, request: HttpRequest, endpoint_id: int) -> HttpResponse:
        endpoint = self._endpoint(request, endpoint_id)
        if request.method == "POST":
            return self._show_secret(request, endpoint, renew_secret(endpoint=endpoint))
        return confirm(
            request,
            self.admin_site,
            endpoint,
            ConfirmedAction(
                title="Make a new secret",
                consequence="Webhooks are signed with both secrets for 24 hours, then with the new one alone.",
                button="Make a new secret",
                done="",
                stale_message="",
                action=lambda: True,
            ),
        )

    def resume_view(self, request: HttpRequest, endpoint_id: int) -> HttpResponse:
        endpoint = self._endpoint(request, endpoint_id)

        def resume() -> str:
            number = resume_endpoint(endpoint=endpoint)
            return f"The endpoint is on again. Events that were held and are sent now: {number}."

        return confirm(
            request,
            self.admin_site,
            endpoint,
            ConfirmedAction(
                title=f"Turn {endpoint} on again",
                consequence="What was held while it was off is sent, with the time at which it happened.",
                button="Turn it on",
                done="",
                stale_message="",
                action=resume,
            ),
        )
