"""Middlewares of Django and django-csp that run on the event loop, without a hop to a thread for each of their hooks.

Under ASGI Django hands `process_request`, `process_view` and `process_response` of its synchronous middlewares to a
thread one by one, whatever they do: seventeen hops there and back for a request. Most of them look at a header or set
one, which takes a fraction of the hop. Here a hook goes to the thread only where it may wait for something: a session
that is stored, messages that are, a form that is read for its CSRF token. Without an event loop, as under Django's test
client, these are the middlewares that they inherit from, with nothing changed.
"""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from asgiref.sync import sync_to_async
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.common import CommonMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.locale import LocaleMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils.deprecation import MiddlewareMixin

# Views that read only are asked for no token.
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class OnEventLoop(MiddlewareMixin):
    """Calls the hooks of the middleware that is inherited beside it where the request is, and not in a thread.

    `process_request` must wait for nothing. Neither may `process_response` where `waits_after` says so.
    """

    def waits_after(self, request: HttpRequest) -> bool:
        """Whether `process_response` may wait for something, as the database."""
        return False

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        before: Callable[..., HttpResponseBase | None] | None = getattr(self, "process_request", None)
        after: Callable[..., HttpResponseBase] | None = getattr(self, "process_response", None)
        response = before and before(request)
        if response is None:
            response = await cast("Awaitable[HttpResponseBase]", self.get_response(request))
        if after is None:
            return response
        if self.waits_after(request):
            return await sync_to_async(after)(request, response)
        return after(request, response)


class Security(OnEventLoop, SecurityMiddleware):
    """Redirects to HTTPS, HSTS and their like."""


class ContentSecurityPolicy(OnEventLoop, CSPMiddleware):
    """The Content-Security-Policy header."""


class Session(OnEventLoop, SessionMiddleware):
    """Sessions, which are read where somebody first asks for something in them."""

    def waits_after(self, request: HttpRequest) -> bool:
        session = getattr(request, "session", None)
        return session is not None and (session.modified or settings.SESSION_SAVE_EVERY_REQUEST)


class Locale(OnEventLoop, LocaleMiddleware):
    """The language of the answer."""


class Common(OnEventLoop, CommonMiddleware):
    """Slashes at the end of addresses, and Content-Length."""


class Csrf(OnEventLoop, CsrfViewMiddleware):
    """The CSRF check, before the view is called. It reads the body where a form has to carry the token."""

    def __init__(self, get_response: Callable[..., Any]) -> None:
        super().__init__(get_response)
        if self.async_mode:
            # Only here: for a synchronous request Django would start an event loop to call it.
            self.process_view = self._check_view  # type: ignore[method-assign,assignment]

    async def _check_view(
        self, request: HttpRequest, callback: Callable[..., Any], *of_view: Any
    ) -> HttpResponseBase | None:
        check = super().process_view
        if getattr(callback, "csrf_exempt", False) or request.method in SAFE_METHODS:
            return check(request, callback, *of_view)
        return await sync_to_async(check)(request, callback, *of_view)


class Authentication(OnEventLoop, AuthenticationMiddleware):
    """`request.user`, which is read where somebody first asks for it."""


class Messages(OnEventLoop, MessageMiddleware):
    """Messages for the next page, kept in a cookie or in the session."""

    def waits_after(self, request: HttpRequest) -> bool:
        messages: Any = getattr(request, "_messages", None)
        return messages is not None and (messages.used or messages.added_new)


class FrameOptions(OnEventLoop, XFrameOptionsMiddleware):
    """The X-Frame-Options header."""
