"""The tables of integrations. Other apps import models from here, never from the modules below."""

from integrations.models.idempotency import IdempotentRequest
from integrations.models.token import ApiToken
from integrations.models.webhook import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEvent

__all__ = [
    "ApiToken",
    "IdempotentRequest",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEvent",
]
