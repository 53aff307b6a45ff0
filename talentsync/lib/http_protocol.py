"""HTTP as uvicorn speaks it, with a bound on what a request may have in front of its body.

httptools, which parses requests, keeps headers of any length: a client that never ends them fills the memory.
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# The request line and all headers together. More than any proxy or browser sends.
MAX_HEAD_BYTES = 64 * 1024
ANSWER = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class _TooLarge(Exception):
    """Told to the parser, which stops at it."""


class BoundedHttpProtocol(HttpToolsProtocol):
    """Answers 431 to a request with a longer head than that, or with longer trailers, and hangs up."""

    # What has come since the last piece of a body, or since the head or the request was complete.
    _pending_bytes = 0
    # What the headers of this request are long.
    _head_bytes = 0

    def data_received(self, data: bytes) -> None:
        self._pending_bytes += len(data)
        super().data_received(data)
        if self._pending_bytes > MAX_HEAD_BYTES and not self.transport.is_closing():
            self._refuse()

    def send_400_response(self, msg: str) -> None:
        if self._head_bytes > MAX_HEAD_BYTES:
            self._refuse()
        else:
            super().send_400_response(msg)

    def _refuse(self) -> None:
        self.transport.write(ANSWER)
        self.transport.close()

    # Called by the parser ---------------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        self._head_bytes = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._pending_bytes = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._pending_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._pending_bytes = 0
        super().on_message_complete()

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > MAX_HEAD_BYTES:
            raise _TooLarge
