"""Reading JSON that came from outside."""

import json
import math
from typing import Any

import orjson


class InvalidJSON(ValueError):
    """The text is not JSON, or what it holds is nested too deeply."""


def decode_json(text: str) -> Any:
    """Parse JSON as JavaScript does, lone surrogates included, but refuse numbers that are not finite.

    Raises InvalidJSON.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        # A JavaScript string may hold half a surrogate pair, which JSON.stringify writes as an escape and orjson
        # refuses. Nothing else is worth a second parse.
        if "\\ud" not in text and "\\uD" not in text and "\\Ud" not in text:
            raise InvalidJSON(f"payload is not JSON: {error}") from None
    try:
        return json.loads(
            text, parse_constant=_refuse_constant, parse_int=_parse_integer, parse_float=_parse_float
        )
    except (ValueError, RecursionError) as error:
        raise InvalidJSON(f"payload is not JSON: {error}") from None


def check_depth(data: Any, max_depth: int, *, text: str | None = None) -> None:
    """Refuse data nested deeper than `max_depth`, so that nobody who walks it recursively can be made to fail.

    `text`, the JSON it came from, lets most data pass without a walk: it nests no deeper than its brackets. Raises
    InvalidJSON.
    """
    if text is not None and text.count("[") + text.count("{") <= max_depth:
        return
    level = [data]
    for _ in range(max_depth):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return
    raise InvalidJSON("payload is nested too deeply")


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [child for child in value.values() if isinstance(child, (dict, list))]
    if isinstance(value, list):
        return [child for child in value if isinstance(child, (dict, list))]
    return []


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _parse_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("number out of range")
    return number


def _parse_integer(text: str) -> int | float:
    # orjson's rule, so that both parsers read the same text alike: past 64 bits an integer becomes a float.
    if len(text) <= 20 and -(2**63) <= int(text) < 2**64:
        return int(text)
    return _parse_float(text)
