"""A mail server on this machine that keeps what it gets, and can be slow, refuse, or break off."""

import asyncio
import email.message
import email.policy
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Message = email.message.EmailMessage


class MailServer:
    """What arrived, in order; `answers` are given to the next mails in place of a yes."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.refused_addresses: dict[str, str] = {}
        self.answers: deque[str] = deque()
        # Takes the next mail and says nothing more.
        self.goes_silent = False
        self._controller: Controller | None = None
        self.port = 0

    @property
    def messages(self) -> list[Message]:
        parser = BytesParser(policy=email.policy.default)
        return [parser.parsebytes(raw) for raw in self.raw]

    def start(self, port: int = 0) -> None:
        controller = _Controller(_Handler(self), hostname="127.0.0.1", port=port)
        controller.start()
        self.port = controller.port
        self._controller = controller

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


class _Controller(Controller):
    """Lets the system choose the port where none is asked for."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


class _Handler:
    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if refusal := self._server.refused_addresses.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self._server.answers:
            return self._server.answers.popleft()
        assert isinstance(envelope.content, bytes)
        self._server.raw.append(envelope.content)
        if self._server.goes_silent:
            await asyncio.sleep(3600)
        return "250 OK"


@contextmanager
def running_mail_server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()
