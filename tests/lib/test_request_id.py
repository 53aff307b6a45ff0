"""Each log line says which request, connection or task it belongs to."""

import asyncio
import logging
import re
from io import StringIO
from typing import Any

import pytest
from celery import Celery
from django.conf import settings

import talentsync.celery  # noqa: F401  whose signals set the id of a task
from talentsync.lib.body_limit import Message, Receive, Send
from talentsync.lib.logs import AddRequestId
from talentsync.lib.request_id import RequestId, request_id

PROXY = "10.0.0.1"
MADE_HERE = re.compile(r"[0-9a-f]{16}")

logger = logging.getLogger(__name__)


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """What `logger` has written, in the format of the settings' handler."""
    configuration: dict[str, Any] = getattr(settings, "LOGGING")  # noqa: B009  typed as object
    assert "request_id" in configuration["handlers"]["stderr"]["filters"]
    line_format = configuration["formatters"]["line"]["format"]
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(AddRequestId())
    handler.setFormatter(logging.Formatter(line_format.removeprefix("{asctime} "), style="{"))
    monkeypatch.setattr(logger, "handlers", [handler])
    monkeypatch.setattr(logger, "propagate", False)
    return written


async def log_and_respond(scope: Message, receive: Receive, send: Send) -> None:
    """Logs in its own task, in one that it starts, and in a thread."""
    logger.warning("here")
    await asyncio.create_task(log_in_a_task())
    await asyncio.to_thread(logger.warning, "in a thread")
    await send({"type": "http.response.start", "status": 200, "headers": [(b"server", b"a test")]})
    await send({"type": "http.response.body", "body": b""})


async def log_in_a_task() -> None:
    logger.warning("in a task")


async def get(given: bytes | None = None, *, client: tuple[str, int] | None = (PROXY, 1)) -> str:
    """The id that the response carries."""
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("nobody reads this request")

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [] if given is None else [(b"x-request-id", given)]
    scope = {"type": "http", "headers": headers, "client": client}
    # As a server does: in a task, and so in a context, of its own.
    await asyncio.create_task(
        RequestId(log_and_respond, is_trusted={PROXY}.__contains__)(scope, receive, send)
    )
    assert sent[0]["headers"][0] == (b"server", b"a test")
    ((name, value),) = sent[0]["headers"][1:]
    assert name == b"x-request-id"
    return str(value.decode())


async def test_every_line_of_a_request_carries_its_id(lines: StringIO) -> None:
    first, second = await asyncio.gather(get(), get())

    assert first != second
    for identifier in (first, second):
        assert MADE_HERE.fullmatch(identifier)
        for where in ("here", "in a task", "in a thread"):
            assert f"WARNING {__name__} [{identifier}]: {where}\n" in lines.getvalue()
    assert request_id.get() == "-"


@pytest.mark.parametrize("given", [b"5f0c6a1e-2b8f-4d2a-9a37-0c1f7e0b9d11", b"req_1.2-3", b"x" * 64])
async def test_a_trusted_proxy_may_name_the_request(given: bytes, lines: StringIO) -> None:
    assert await get(given) == given.decode()
    assert f"[{given.decode()}]: here\n" in lines.getvalue()


@pytest.mark.parametrize("client", [("10.0.0.2", 1), None])
async def test_nobody_else_may(client: tuple[str, int] | None) -> None:
    """A client that connects through a Unix socket has no address."""
    assert MADE_HERE.fullmatch(await get(b"chosen-by-a-stranger", client=client))


@pytest.mark.parametrize(
    "given", [b"", b"x" * 65, b"two words", b"id]: forged", b"a\nb", b"\xff", b"/join/x"]
)
async def test_what_could_forge_a_log_line_is_not_accepted(given: bytes) -> None:
    assert MADE_HERE.fullmatch(await get(given))


async def test_a_websocket_keeps_one_id_and_its_channels(lines: StringIO) -> None:
    """Its messages pass by: `receive` and `send` are the server's own."""

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None: ...

    async def room(scope: Message, given_receive: Receive, given_send: Send) -> None:
        assert (given_receive, given_send) == (receive, send)
        logger.warning("connected")
        await given_receive()
        logger.warning("received")

    scope = {"type": "websocket", "headers": [], "client": (PROXY, 1)}
    await asyncio.create_task(RequestId(room, is_trusted=lambda _: False)(scope, receive, send))

    (first, second) = re.findall(r"\[(\w+)\]: (?:connected|received)\n", lines.getvalue())
    assert first == second
    assert MADE_HERE.fullmatch(first)


def test_a_task_logs_with_its_id(lines: StringIO) -> None:
    app = Celery("test", set_as_current=False)

    @app.task
    def log() -> None:
        logger.warning("at work")

    log.apply(task_id="the-id-of-the-task")
    logger.warning("between tasks")

    assert lines.getvalue() == (
        f"WARNING {__name__} [the-id-of-the-task]: at work\nWARNING {__name__} [-]: between tasks\n"
    )
