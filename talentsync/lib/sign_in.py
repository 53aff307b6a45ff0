"""Whether a request comes from somebody who is signed in, for what must know it before Django has the request."""

from importlib import import_module
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, parse_cookie

from talentsync.lib.body_limit import Scope


async def is_signed_in(scope: Scope) -> bool:
    """By the session cookie of an ASGI request, as Django's own middleware would find it."""
    key = _cookies(scope).get(settings.SESSION_COOKIE_NAME)
    return key is not None and bool(await database_sync_to_async(_has_user)(key))


def _cookies(scope: Scope) -> dict[str, str]:
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"]
    return dict(parse_cookie("; ".join(lines)))


def _has_user(session_key: str) -> bool:
    request = HttpRequest()
    session: Any = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    request.session = session
    user = get_user(request)
    return user.is_authenticated and user.is_active
