"""The secrets that webhooks are signed with."""

import base64
import secrets
from datetime import datetime, timedelta
from typing import Final

from integrations.models import WebhookEndpoint
from talentsync.lib.encryption import decrypted, encrypted

PURPOSE: Final = "webhook secret"
# The former secret signs as well for that long after a new one was made.
OVERLAP: Final = timedelta(hours=24)


def new_secret() -> str:
    """A secret in the form of Standard Webhooks, as it is shown once."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def stored(secret: str) -> str:
    return encrypted(secret, purpose=PURPOSE)


def signing_secrets(endpoint: WebhookEndpoint, now: datetime) -> list[str]:
    """All that sign now, the newest first. Raises Undecryptable."""
    ciphertexts = [endpoint.secret]
    if endpoint.previous_secret_until is not None and now < endpoint.previous_secret_until:
        ciphertexts.append(endpoint.previous_secret)
    return [decrypted(each, purpose=PURPOSE) for each in ciphertexts]
