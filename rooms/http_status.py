"""The one table of the HTTP statuses of the codes with which pages and endpoints of the rooms refuse."""

from collections.abc import Mapping
from typing import Final

from interviews import http_status
from rooms.errors import RoomCode

STATUS_OF_CODE: Final[Mapping[str, int]] = {
    **http_status.STATUS_OF_CODE,
    RoomCode.TOO_LARGE: 413,
    RoomCode.INVALID_PAYLOAD: 422,
    RoomCode.RATE_LIMITED: 429,
}
