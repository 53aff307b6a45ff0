"""A cable between browsers and a server that a test can cut: a TCP proxy. The call's media do not go through it."""

import socket
import threading
from contextlib import suppress

_CHUNK_BYTES = 65_536


class Cable:
    """Listens on a port of its own. Ready at once; cut and mended as often as wanted.

    With `upgrades=False` it passes WebSocket handshakes on as plain requests, as many a proxy does.
    """

    def __init__(self, target_port: int, *, upgrades: bool = True) -> None:
        self._hidden = b"" if upgrades else b"Upgrade: websocket\r\n"
        self._target = ("127.0.0.1", target_port)
        self._lock = threading.Lock()
        self._ends: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._serve()

    def cut(self) -> None:
        """End every connection, without a goodbye of the WebSocket, and refuse new ones."""
        with self._lock:
            for end in (self._listener, *self._ends):
                _shut(end)
            self._ends.clear()

    def mend(self) -> None:
        """Take connections again, on the same port."""
        self._listener = socket.create_server(("127.0.0.1", self._port))
        self._serve()

    def _serve(self) -> None:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                self._connect(near, listener)

    def _connect(self, near: socket.socket, listener: socket.socket) -> None:
        try:
            far = socket.create_connection(self._target)
        except OSError:
            _shut(near)
            return
        with self._lock:
            if listener.fileno() == -1:
                # Cut between the two lines above.
                _shut(near)
                _shut(far)
                return
            self._ends += [near, far]
        for source, target in ((near, far), (far, near)):
            threading.Thread(target=_pump, args=(source, target, self._hidden), daemon=True).start()


def _pump(source: socket.socket, target: socket.socket, hidden: bytes) -> None:
    with suppress(OSError):
        while data := source.recv(_CHUNK_BYTES):
            target.sendall(data.replace(hidden, b"") if hidden else data)
    _shut(source)
    _shut(target)


def _shut(end: socket.socket) -> None:
    # Closing alone does not wake a thread that waits in recv() or accept().
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
