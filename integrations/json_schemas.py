"""The shapes of the lists that tokens and endpoints keep."""

from typing import Any, Final

from integrations.choices import Scope, WebhookType


def _subset(values: list[str], title: str) -> dict[str, Any]:
    return {
        "type": "array",
        "title": title,
        "items": {"type": "string", "enum": values},
        "uniqueItems": True,
        "minItems": 1,
    }


SCOPES: Final = _subset(list(Scope.values), "scopes")
WEBHOOK_TYPES: Final = _subset(list(WebhookType.values), "events")
