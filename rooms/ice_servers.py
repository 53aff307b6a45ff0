"""ICE servers for a peer: STUN as configured, TURN with credentials that expire.

The credentials are those of coturn's `use-auth-secret`: the user name is `<expiry as Unix time>:<any name>`, the
password the base64 of HMAC-SHA1 over it with the shared secret.
"""

import base64
import hashlib
import hmac
from typing import Any

from django.conf import settings

from interviews.access.rooms import Participant


def turn_credential(secret: str, username: str) -> str:
    digest = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def check_servers(person: Participant, *, needed: bool, now: float) -> list[dict[str, Any]]:
    """The servers for a check before the call, with a login of this person's own; none where there will be no call."""
    if not needed:
        return []
    # coturn's logs tell who asked; a colon would be read as the end of the expiry.
    name = f"check-{person.actor.key.replace(':', '-')}"
    servers: list[dict[str, Any]] = ice_configuration(name, now=now)["iceServers"]
    return servers


def ice_configuration(user_id: str, *, now: float) -> dict[str, Any]:
    """`{iceServers, iceTransportPolicy}` for one peer; `now` is Unix time in seconds."""
    servers: list[dict[str, Any]] = []
    if settings.STUN_URLS:
        servers.append({"urls": settings.STUN_URLS})
    if settings.TURN_URLS:
        username = f"{int(now) + settings.TURN_CREDENTIAL_SECONDS}:{user_id}"
        servers.append(
            {
                "urls": settings.TURN_URLS,
                "username": username,
                "credential": turn_credential(settings.TURN_SECRET, username),
            }
        )
    return {"iceServers": servers, "iceTransportPolicy": "relay" if settings.ICE_RELAY_ONLY else "all"}
