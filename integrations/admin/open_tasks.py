"""What of integrations waits for a recruiter, on the desk."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from integrations.models import WebhookEndpoint
from interviews.desk import tasks_of
from interviews.hooks import OpenTask, OpenTasks
from interviews.visibility import sees_everything


def suspended_endpoints(request: HttpRequest) -> OpenTasks | None:
    """Endpoints that were turned off after repeated failure: what happens is held until somebody looks after them."""
    may = sees_everything(request.user) and request.user.has_perm("integrations.change_webhookendpoint")
    if not may:
        return None
    return tasks_of(
        WebhookEndpoint.objects.suspended().order_by("suspended_at", "pk"),
        title="Webhook endpoints that were turned off",
        describe=_described,
        all_url=reverse("admin:integrations_webhookendpoint_changelist"),
    )


def _described(endpoint: WebhookEndpoint) -> OpenTask:
    assert endpoint.suspended_at is not None
    when = date_format(timezone.localtime(endpoint.suspended_at), "D j M, H:i")
    return OpenTask(
        subject=endpoint.name,
        detail=f"Took nothing any more; off since {when}",
        action="Look at it",
        url=reverse("admin:integrations_webhookendpoint_change", args=[endpoint.pk]),
    )
