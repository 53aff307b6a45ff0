"""Holds what a server sends against the structs that the front-end's types are made of."""

from typing import Any

import msgspec

from rooms.events.server_schemas import ACKNOWLEDGEMENTS, ERROR_CODES, SERVER_EVENTS, Refusal


def check_event(event: str, payload: Any) -> None:
    """Raises where the payload is not exactly what the event's struct describes."""
    _check(payload, SERVER_EVENTS[event])
    assert payload.get("code") in (None, *ERROR_CODES), payload


def check_acknowledgement(event: str, acknowledgement: Any) -> None:
    """Likewise, for a refusal as well."""
    if "error" in acknowledgement:
        _check(acknowledgement, Refusal)
        assert acknowledgement["error"]["code"] in ERROR_CODES, acknowledgement
    else:
        _check(acknowledgement, ACKNOWLEDGEMENTS[event])


def _check(value: Any, struct: type[msgspec.Struct]) -> None:
    msgspec.convert(value, struct, builtin_types=(bytes,))
