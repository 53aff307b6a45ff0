"""A page in a test: a Socket.IO client that keeps each frame it got. Written from the protocol, not from our codec."""

import json
import re
import time
from collections import deque
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.rooms.shapes import check_acknowledgement, check_event

PATIENCE_SECONDS = 60.0
PACKET = re.compile(r"4(?P<type>[2356])(?:(?P<attachments>\d+)-)?(?P<id>\d*)(?P<json>\[.*)", re.DOTALL)

Json = dict[str, Any]


def address_of(url: str) -> str:
    """Where a server with this HTTP address speaks Socket.IO."""
    return url.replace("http://", "ws://") + "/socket.io/?EIO=4&transport=websocket"


def handshake(url: str, auth: str) -> str:
    """The server's reply to a CONNECT whose body is the given text."""
    with connect(address_of(url)) as socket:
        socket.recv(timeout=PATIENCE_SECONDS)
        socket.send("40" + auth)
        return str(socket.recv(timeout=PATIENCE_SECONDS))


def flattened(value: Any, attachments: list[bytes]) -> Any:
    """The value with a placeholder for each bytes in it, which go to `attachments`."""
    if isinstance(value, bytes):
        attachments.append(value)
        return {"_placeholder": True, "num": len(attachments) - 1}
    if isinstance(value, dict):
        return {key: flattened(item, attachments) for key, item in value.items()}
    if isinstance(value, list):
        return [flattened(item, attachments) for item in value]
    return value


def filled(value: Any, attachments: list[bytes]) -> Any:
    """The reverse."""
    if isinstance(value, dict):
        if value.get("_placeholder") is True:
            return attachments[value["num"]]
        return {key: filled(item, attachments) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, attachments) for item in value]
    return value


class Disconnected(Exception):
    """The server ended the namespace or the connection while something was awaited."""


class ConnectRefused(Exception):
    """The server answered CONNECT with an error; `data` is what it sent along."""

    def __init__(self, message: str, data: Json) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


class Page:
    """One browser tab, as far as the server can tell. Reads only while something is awaited."""

    def __init__(self, url: str, *, token: str | None = None, cookie: str | None = None) -> None:
        headers = {"Cookie": cookie} if cookie else {}
        self.frames: list[str] = []
        self._events: deque[tuple[str, Any]] = deque()
        self._acks: dict[int, Any] = {}
        self._asked: dict[int, str] = {}
        self._next_id = 0
        self._stack = ExitStack()
        self._socket: ClientConnection = self._stack.enter_context(
            connect(address_of(url), additional_headers=headers)
        )
        self.opened = json.loads(self._receive()[1:])
        self._socket.send("40" + (json.dumps({"token": token}) if token else ""))
        reply = self._receive()
        while not reply.startswith(("40", "44")):
            reply = self._receive()
        body = json.loads(reply[2:])
        if reply.startswith("44"):
            self._stack.close()
            raise ConnectRefused(body["message"], body.get("data", {}))
        self.user_id = ""
        self.resume_token = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    # Frames -----------------------------------------------------------------------------------------------------------

    def _receive_any(self, deadline: float | None) -> str | bytes:
        remaining = PATIENCE_SECONDS if deadline is None else max(0.01, deadline - time.monotonic())
        try:
            return self._socket.recv(timeout=remaining)
        except ConnectionClosed as closed:
            raise Disconnected(str(closed)) from None

    def _receive(self, deadline: float | None = None) -> str:
        frame = self._receive_any(deadline)
        assert isinstance(frame, str)
        self.frames.append(frame)
        return frame

    def _receive_attachment(self, deadline: float) -> bytes:
        frame = self._receive_any(deadline)
        assert isinstance(frame, bytes)
        return frame

    def _read_one(self, deadline: float) -> None:
        frame = self._receive(deadline)
        if frame == "2":
            self._socket.send("3")
        elif frame.startswith("41"):
            raise Disconnected("41")
        elif frame.startswith(("42", "43", "45", "46")):
            self._read_packet(frame, deadline)

    def _read_packet(self, frame: str, deadline: float) -> None:
        packet = PACKET.fullmatch(frame)
        assert packet is not None, frame
        attachments = [self._receive_attachment(deadline) for _ in range(int(packet["attachments"] or 0))]
        body = filled(json.loads(packet["json"]), attachments)
        if packet["type"] in "25":
            event, payload = body
            check_event(event, payload)
            self._events.append((event, payload))
        else:
            id = int(packet["id"])
            check_acknowledgement(self._asked.pop(id, ""), body[0])
            self._acks[id] = body[0]

    # Talking ----------------------------------------------------------------------------------------------------------

    def send(self, event: str, *arguments: Any) -> None:
        """Emit without asking for an acknowledgement."""
        self._emit("", event, *arguments)

    def _emit(self, id: str, event: str, *arguments: Any) -> None:
        attachments: list[bytes] = []
        body = json.dumps(flattened([event, *arguments], attachments))
        head = f"45{len(attachments)}-" if attachments else "42"
        self._socket.send(f"{head}{id}{body}")
        for attachment in attachments:
            self._socket.send(attachment)

    def send_text(self, frame: str) -> None:
        self._socket.send(frame)

    def send_bytes(self, attachment: bytes) -> None:
        self._socket.send(attachment)

    def ask(self, event: str, *arguments: Any) -> Json:
        """Emit and wait for the acknowledgement."""
        return self.ack_of(self.ask_later(event, *arguments))

    def ask_later(self, event: str, *arguments: Any) -> int:
        """Emit with an acknowledgement asked for, which `ack_of` waits for."""
        self._next_id += 1
        self._asked[self._next_id] = event
        self._emit(str(self._next_id), event, *arguments)
        return self._next_id

    def ack_of(self, id: int) -> Json:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while id not in self._acks:
            self._read_one(deadline)
        ack = self._acks.pop(id)
        assert isinstance(ack, dict)
        return ack

    def refusal(self, event: str, *arguments: Any) -> str:
        """The code with which the event is refused."""
        ack = self.ask(event, *arguments)
        assert set(ack) == {"error"}, ack
        assert set(ack["error"]) == {"code", "message"}
        assert ack["error"]["message"]
        return str(ack["error"]["code"])

    def join(self, room_id: object, **fields: Any) -> Json:
        """JOIN_ROOM, accepted; remembers the id and the resume token."""
        payload = {"roomId": str(room_id), "userInfo": {}, **fields}
        ack = self.ask("JOIN_ROOM", payload)
        assert "error" not in ack, ack
        self.user_id = ack["userId"]
        self.resume_token = ack["resumeToken"]
        return ack

    def wait_for(self, event: str) -> Json:
        """The payload of the next such event; earlier ones of other kinds stay to be waited for."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            for index, (name, payload) in enumerate(self._events):
                if name == event:
                    del self._events[index]
                    assert isinstance(payload, dict)
                    return payload
            self._read_one(deadline)

    def wait_for_end(self) -> None:
        """Read until the server ends the namespace or the connection."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        try:
            while True:
                self._read_one(deadline)
        except Disconnected:
            return

    def pending(self, event: str) -> list[Json]:
        """Such events that have arrived and were not waited for. Use it behind a barrier, such as `hears_from`."""
        return [payload for name, payload in self._events if name == event]

    def hears_from(self, other: "Page") -> None:
        """A barrier: whatever the other's server sent to the room before has arrived here after this."""
        marker = {"audio": False, "video": True, "screen": True}
        other.ask("media_state", marker)
        while self.wait_for("media_state") != {**marker, "senderId": other.user_id}:
            pass

    # Going ------------------------------------------------------------------------------------------------------------

    def leave(self) -> None:
        assert self.ask("LEAVE_ROOM", {}) == {}

    def close(self) -> None:
        """Close the WebSocket without LEAVE_ROOM, as a browser does when the network goes."""
        self._socket.close()

    def navigate(self) -> None:
        """Close it as a browser does whose page goes: navigated away from, reloaded or closed."""
        self._socket.close(code=1001)

    def vanish(self) -> None:
        """Cut the TCP connection without a word."""
        self._socket.socket.close()
