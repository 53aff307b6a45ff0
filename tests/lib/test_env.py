"""The readers of the environment: the right value, or one sentence that names the variable."""

from collections.abc import Callable
from typing import Any

import pytest

from talentsync.env import Environment, InvalidVariable

Read = Callable[[Environment], Any]


def flag(env: Environment) -> bool:
    return env.flag("X", False)


def integer(env: Environment) -> int:
    return env.integer("X", 7, minimum=1, maximum=10)


def seconds(env: Environment) -> float:
    return env.seconds("X", 1.5, minimum=0.1, maximum=60)


def choice(env: Environment) -> str:
    return env.choice("X", "INFO", options=frozenset({"INFO", "DEBUG"}))


def listing(env: Environment) -> list[str]:
    return env.listing("X", ("a", "b"))


def text(env: Environment) -> str:
    return env.text("X", "default")


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (text, "hello", "hello"),
        (text, "  hello  ", "hello"),
        (text, "", "default"),
        (text, "   ", "default"),
        (flag, "1", True),
        (flag, "TRUE", True),
        (flag, "yes", True),
        (flag, "On", True),
        (flag, "0", False),
        (flag, "off", False),
        (flag, "No", False),
        (flag, "", False),
        (integer, "1", 1),
        (integer, "10", 10),
        (integer, " 5 ", 5),
        (integer, "", 7),
        (seconds, "0.1", 0.1),
        (seconds, "60", 60.0),
        (seconds, "", 1.5),
        (choice, "DEBUG", "DEBUG"),
        (choice, "", "INFO"),
        (listing, "x", ["x"]),
        (listing, " x , y ,, z,", ["x", "y", "z"]),
        (listing, "", ["a", "b"]),
        (listing, ",", []),
    ],
)
def test_a_value_is_read(read: Read, value: str, expected: Any) -> None:
    found = read(Environment({"X": value}))
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("read", [text, flag, integer, seconds, choice, listing])
def test_a_missing_variable_is_the_default(read: Read) -> None:
    assert read(Environment({})) == read(Environment({"X": ""}))


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (flag, "maybe"),
        (flag, "2"),
        (integer, "five"),
        (integer, "1.0"),
        (integer, "0"),
        (integer, "11"),
        (integer, "1e1"),
        (seconds, "0"),
        (seconds, "61"),
        (seconds, "nan"),
        (seconds, "inf"),
        (seconds, "1m"),
        (choice, "info"),
        (choice, "LOUD"),
    ],
)
def test_an_unusable_value_stops_the_start_and_is_named(read: Read, value: str) -> None:
    with pytest.raises(InvalidVariable) as raised:
        read(Environment({"X": value}))
    assert str(raised.value).startswith("Environment variable X: ")
    assert value in str(raised.value)


def test_what_has_no_default_must_be_set() -> None:
    with pytest.raises(InvalidVariable, match="Environment variable X: must be set"):
        Environment({"X": " "}).text("X")


def test_it_remembers_what_was_asked_for() -> None:
    env = Environment({})
    env.text("A", "")
    env.flag("B", True)
    env.listing("C")
    assert env.names_read == {"A", "B", "C"}


def test_networks() -> None:
    read = Environment({"GOOD": "10.0.0.0/8, ::1", "BAD": "10.0.0.1/8", "WORSE": "localhost"})
    assert [str(network) for network in read.networks("GOOD")] == ["10.0.0.0/8", "::1/128"]
    assert read.networks("UNSET") == []
    for name in ("BAD", "WORSE"):
        with pytest.raises(InvalidVariable, match=name):
            read.networks(name)
