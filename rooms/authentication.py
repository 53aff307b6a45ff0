"""Who opened a socket."""

from importlib import import_module
from typing import Any, cast

from channels.auth import get_user
from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from interviews.access.codes import AccessCode, refused
from interviews.access.invitations import require_usable_token
from interviews.models import User
from rooms.events.schemas import ConnectAuth, decode
from rooms.services.participation import Principal


async def authenticate(auth: object, cookies: dict[str, str]) -> Principal:
    """The person behind a socket's `auth` and its cookies. Raises Refused.

    A candidate's token counts before a session: a recruiter may try a link in their own browser.
    """
    credentials = decode([{} if auth is None else auth], ConnectAuth)
    if credentials.token:
        await database_sync_to_async(require_usable_token)(credentials.token)
        return Principal(token=credentials.token)
    user = await _signed_in_user(cookies)
    if not user.is_authenticated or not user.is_active:
        raise refused(AccessCode.UNAUTHENTICATED)
    return Principal(user_id=user.pk)


async def _signed_in_user(cookies: dict[str, str]) -> User | AnonymousUser:
    """Whose session cookie came with the socket.

    Asked for here and not by Channels' middleware, which would load a session for every holder of a token as well, and
    pass each outgoing frame through a wrapper that watches for changes of it.
    """
    session_key = cookies.get(settings.SESSION_COOKIE_NAME)
    session: Any = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    return cast("User | AnonymousUser", await get_user({"session": session}))
