"""The log of webhooks: what was sent to whom, each try, and sending it again."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.safestring import SafeString

from integrations.admin.permissions import ForThoseWhoSeeAll
from integrations.choices import DeliveryState
from integrations.models import WebhookAttempt, WebhookDelivery
from integrations.services.endpoints import send_again
from interviews.admin.display import local_time, state
from interviews.visibility import sees_everything
from talentsync.lib.errors import Refused

# The looks of the states, by those that the stylesheet knows.
LOOKS = {
    DeliveryState.WAITING: "scheduled",
    DeliveryState.DELIVERED: "valid",
    DeliveryState.FAILED: "revoked",
    DeliveryState.HELD: "expired",
}


class AttemptInline(admin.TabularInline[WebhookAttempt, WebhookDelivery]):
    model = WebhookAttempt
    # Django's table has two nameless columns for what nobody can do here.
    template = "admin/integrations/webhookdelivery/tries.html"
    verbose_name_plural = "tries"
    fields = ["when", "status", "failure", "duration_ms", "detail"]
    readonly_fields = ["when"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("integrations.view_webhookdelivery")

    @admin.display(description="when")
    def when(self, attempt: WebhookAttempt) -> str:
        return local_time(attempt.at)


@admin.register(WebhookDelivery)
class DeliveryAdmin(ForThoseWhoSeeAll):
    list_display = ["type", "endpoint", "status", "attempts", "recorded"]
    list_filter = ["state", "endpoint", "event__type"]
    list_select_related = ["event", "endpoint"]
    list_per_page = 50
    show_full_result_count = False
    fields = ["type", "message_id", "endpoint", "status", "recorded", "next_try", "body"]
    readonly_fields = ["type", "message_id", "endpoint", "status", "recorded", "next_try", "body"]
    inlines = [AttemptInline]
    actions = ["send_selected_again"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: WebhookDelivery | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: WebhookDelivery | None = None) -> bool:
        return False

    @admin.display(description="event", ordering="event__type")
    def type(self, delivery: WebhookDelivery) -> str:
        return delivery.event.type

    @admin.display(description="webhook-id")
    def message_id(self, delivery: WebhookDelivery) -> str:
        return delivery.event.message_id

    @admin.display(description="state", ordering="state")
    def status(self, delivery: WebhookDelivery) -> SafeString:
        where = DeliveryState(delivery.state)
        return state(LOOKS[where], str(where.label))

    @admin.display(description="recorded", ordering="created_at")
    def recorded(self, delivery: WebhookDelivery) -> str:
        return local_time(delivery.created_at)

    @admin.display(description="next try at the latest")
    def next_try(self, delivery: WebhookDelivery) -> str:
        return local_time(delivery.lease_until if delivery.state == DeliveryState.WAITING else None)

    @admin.display(description="what is sent")
    def body(self, delivery: WebhookDelivery) -> str:
        return delivery.event.body

    # Again -----------------------------------------------------------------------------------------------------------

    def _may_send(self, request: HttpRequest) -> bool:
        return sees_everything(request.user) and request.user.has_perm("integrations.change_webhookdelivery")

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Django asks for it where the action says `permissions=["send"]`."""
        return self._may_send(request)

    @admin.action(description="Send the selected webhooks again", permissions=["send"])
    def send_selected_again(self, request: HttpRequest, deliveries: QuerySet[WebhookDelivery]) -> None:
        sent, refusals = 0, set()
        for delivery in deliveries:
            try:
                send_again(delivery=delivery)
                sent += 1
            except Refused as refusal:
                refusals.add(refusal.message)
        if sent:
            messages.success(request, f"On their way again: {sent}.")
        for sentence in sorted(refusals):
            messages.warning(request, sentence)

    def get_urls(self) -> list[URLPattern]:
        again = path(
            "<int:delivery_id>/again/",
            self.admin_site.admin_view(self.again_view),
            name="integrations_webhookdelivery_again",
        )
        return [again, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "may_send": self._may_send(request)}
        )

    def again_view(self, request: HttpRequest, delivery_id: int) -> HttpResponse:
        delivery = self.get_object(request, str(delivery_id))
        if delivery is None or not self._may_send(request):
            raise PermissionDenied
        if request.method == "POST":
            try:
                send_again(delivery=delivery)
                messages.success(request, "It is on its way again, with the id of before.")
            except Refused as refusal:
                messages.error(request, refusal.message)
        return redirect("admin:integrations_webhookdelivery_change", delivery.pk)
