"""JSON from outside: read as JavaScript reads it, and only so deep."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talentsync.lib.json import InvalidJSON, check_depth, decode_json

# A busy machine is no reason for a property to fail.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize("text", ["", "{", "[1,]", "NaN", '["\\ud800",Infinity]', '["\\ud800",1e999]'])
def test_what_is_not_json_is_refused(text: str) -> None:
    """By either parser, and with one exception."""
    with pytest.raises(InvalidJSON):
        decode_json(text)


def test_a_lone_surrogate_is_a_character() -> None:
    """JavaScript's strings may hold one."""
    assert decode_json('["\\ud800"]') == ["\ud800"]


@unhurried
@given(json_values, st.integers(1, 5))
def test_depth_shortcut_agrees_with_the_walk(value: Any, maximum: int) -> None:
    """Counting brackets never lets pass what the walk refuses."""
    text = json.dumps(value)

    def verdict(**shortcut: Any) -> bool:
        try:
            check_depth(value, maximum, **shortcut)
        except InvalidJSON:
            return False
        return True

    assert verdict(text=text) == verdict()
