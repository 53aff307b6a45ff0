"""Requests pass our middlewares on the event loop, and come out as they do from Django's own."""

import asyncio
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from asgiref.sync import ThreadSensitiveContext
from django.contrib import messages
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.test import AsyncClient, Client
from django.urls import path
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from pytest_django.fixtures import Settings

from talentsync.lib.event_loop_middleware import OnEventLoop
from talentsync.lib.threads import CountingThread

# What Django itself does in a thread for each request: its signal at the start, and closing the response.
HOPS_OF_DJANGO = 2


async def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def hello_from_thread(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


async def give_token(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


async def leave_message(request: HttpRequest) -> HttpResponse:
    messages.info(request, "Saved.")
    return HttpResponse()


async def look_into_session(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(await request.session.aget("seen", 0)))


async def keep_in_session(request: HttpRequest) -> HttpResponse:
    await request.session.aset("seen", 1)
    return HttpResponse()


urlpatterns = [
    path("hello", hello),
    path("exempt", csrf_exempt(hello)),
    path("hello-from-thread", hello_from_thread),
    path("token", give_token),
    path("leave-message", leave_message),
    path("look-into-session", look_into_session),
    path("keep-in-session", keep_in_session),
]

pytestmark = pytest.mark.urls(__name__)


class HopCounter(CountingThread):
    """One thread, which knows how often it was given something to do."""

    hops = 0

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.hops += 1
        return super().submit(function, *args, **kwargs)


@pytest.fixture
def thread() -> Iterator[HopCounter]:
    counter = HopCounter("middleware")
    yield counter
    counter.shutdown()


async def ask(thread: HopCounter, method: str, to: str) -> int:
    """The status of the answer. All synchronous work is the thread's."""
    request = iter([{"type": "http.request"}])
    answer: list[Any] = []

    async def receive() -> Any:
        for message in request:
            return message
        return await asyncio.Event().wait()  # nobody goes away

    async def send(message: Any) -> None:
        answer.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": to,
        "query_string": b"",
        "headers": [(b"host", b"testserver")],
    }
    async with ThreadSensitiveContext(executor=thread):
        await ASGIHandler()(scope, receive, send)
    status: int = answer[0]["status"]
    return status


@pytest.mark.parametrize(
    ("method", "to", "status", "hops"),
    [
        ("GET", "/hello", 200, 0),
        ("POST", "/exempt", 200, 0),
        ("GET", "/hello-from-thread", 200, 1),
        ("GET", "/token", 200, 0),
        # Its form may have to be read.
        ("POST", "/hello", 403, 1),
        # Stored by the middleware of messages.
        ("GET", "/leave-message", 200, 1),
    ],
)
async def test_hops_to_a_thread(thread: HopCounter, method: str, to: str, status: int, hops: int) -> None:
    assert await ask(thread, method, to) == status
    # One more for Django's log, which tells of what is refused in a thread of its own pool: it is not counted here.
    assert thread.hops == HOPS_OF_DJANGO + hops


def by_django(settings: Settings) -> list[str]:
    """The middlewares with Django's own in place of ours."""

    def original(name: str) -> str:
        ours = import_string(name)
        if not (isinstance(ours, type) and issubclass(ours, OnEventLoop)):
            return name
        [theirs] = [base for base in ours.__bases__ if base is not OnEventLoop]
        return f"{theirs.__module__}.{theirs.__qualname__}"

    return [original(name) for name in settings.MIDDLEWARE]


def without_nonce(answer: HttpResponseBase) -> dict[str, str]:
    """The headers, with what is random taken out."""
    return {name: re.sub(r"'nonce-[^']+'", "'nonce'", value) for name, value in answer.headers.items()}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "to", ["/hello", "/exempt", "/hello-from-thread", "/token", "/leave-message", "/nothing", "/hello/"]
)
async def test_answers_are_those_of_djangos_middlewares(settings: Settings, method: str, to: str) -> None:
    ours = await AsyncClient(enforce_csrf_checks=True).generic(method, to)
    replaced = by_django(settings)
    assert sum(name.startswith("django.") for name in replaced) >= 8
    settings.MIDDLEWARE = replaced
    theirs = await AsyncClient(enforce_csrf_checks=True).generic(method, to)

    assert ours.status_code == theirs.status_code
    assert {"Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options"} <= set(ours.headers)
    assert without_nonce(ours) == without_nonce(theirs)
    # Tokens are random.
    assert set(ours.cookies) == set(theirs.cookies)


@pytest.mark.django_db(transaction=True)
async def test_sessions_are_read_and_stored() -> None:
    client = AsyncClient()
    assert (await client.get("/look-into-session")).content == b"0"

    kept = await client.get("/keep-in-session")

    assert kept.cookies["sessionid"]["httponly"]
    assert (await client.get("/look-into-session")).content == b"1"


async def test_a_form_needs_its_token() -> None:
    client = AsyncClient(enforce_csrf_checks=True)
    token = (await client.get("/token")).content.decode()

    assert (await client.post("/hello")).status_code == 403
    assert (await client.post("/hello", {"csrfmiddlewaretoken": "x" * 64})).status_code == 403
    assert (await client.post("/hello", {"csrfmiddlewaretoken": token})).status_code == 200
    foreign = await client.post(
        "/hello", {"csrfmiddlewaretoken": token}, headers={"origin": "https://elsewhere.example"}
    )
    assert foreign.status_code == 403


def test_without_an_event_loop_too() -> None:
    client = Client(enforce_csrf_checks=True)
    token = client.get("/token").content.decode()

    assert client.post("/hello").status_code == 403
    assert client.post("/hello", {"csrfmiddlewaretoken": token}).status_code == 200
    assert client.post("/exempt").status_code == 200
