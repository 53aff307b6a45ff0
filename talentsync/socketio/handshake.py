"""Whether an HTTP request may become an Engine.IO connection, decided from its query string alone."""

from enum import IntEnum
from urllib.parse import parse_qs

import orjson

PROTOCOL_VERSION = "4"
TRANSPORT = "websocket"


class HandshakeError(IntEnum):
    """Engine.IO's numbers for a refused handshake; the Node server gives the same ones."""

    UNKNOWN_TRANSPORT = 0
    UNKNOWN_SID = 1
    BAD_REQUEST = 3
    UNSUPPORTED_PROTOCOL_VERSION = 5

    def body(self) -> bytes:
        """The JSON body of the 400 response, in the shape Engine.IO clients know."""
        message = self.name.replace("_", " ").capitalize()
        return orjson.dumps({"code": self.value, "message": message})


def check_handshake(query_string: bytes) -> HandshakeError | None:
    """Why the request is refused, or None.

    A `sid` names a session of another transport, and there is none yet.
    """
    try:
        query = parse_qs(query_string.decode("ascii"), max_num_fields=50)
    except ValueError:
        return HandshakeError.BAD_REQUEST
    if query.get("transport") != [TRANSPORT]:
        return HandshakeError.UNKNOWN_TRANSPORT
    if "sid" in query:
        return HandshakeError.UNKNOWN_SID
    if query.get("EIO") != [PROTOCOL_VERSION]:
        return HandshakeError.UNSUPPORTED_PROTOCOL_VERSION
    return None
