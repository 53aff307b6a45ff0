"""Somebody who writes in the shared document: a Yjs document that keeps the updates it makes."""

from typing import Any

from pycrdt import Doc, Map, Text, TransactionEvent

from tests.rooms.page import Page


class Typist:
    """`made` holds the updates in the order of their making. Positions count characters, as people do."""

    def __init__(self, client_id: int | None = None) -> None:
        self._doc: Doc[Any] = Doc() if client_id is None else Doc(client_id=client_id)
        self._code = self._doc.get("code", type=Text)
        self._settings = self._doc.get("settings", type=Map)
        self.made: list[bytes] = []
        self._is_hearing = False
        self._doc.observe(self._keep)

    def _keep(self, event: TransactionEvent) -> None:
        if not self._is_hearing:
            self.made.append(event.update)

    @property
    def code(self) -> str:
        return str(self._code)

    @property
    def language(self) -> str | None:
        language: str | None = self._settings.get("language")
        return language

    @property
    def state_vector(self) -> bytes:
        return self._doc.get_state()

    def lacking(self, state_vector: bytes) -> bytes:
        """What somebody with this state vector lacks."""
        return self._doc.get_update(state_vector)

    def type(self, text: str, at: int | None = None) -> bytes:
        """Insert, at the end unless told otherwise; gives the update."""
        code = self.code
        self._code.insert(len(code[: len(code) if at is None else at].encode()), text)
        return self.made[-1]

    def erase(self, start: int, end: int) -> bytes:
        code = self.code
        del self._code[len(code[:start].encode()) : len(code[:end].encode())]
        return self.made[-1]

    def choose(self, language: str) -> bytes:
        self._settings["language"] = language
        return self.made[-1]

    def hear(self, update: bytes) -> None:
        """Apply somebody else's update."""
        self._is_hearing = True
        self._doc.apply_update(update)
        self._is_hearing = False

    def sync(self, page: Page) -> None:
        """Both ways with the server, as pages do after each join. Everything is on the server afterwards."""
        ack = page.ask("doc_sync", {"stateVector": self.state_vector})
        self.hear(ack["update"])
        assert page.ask("doc_update", {"update": self.lacking(ack["stateVector"])}) == {}
