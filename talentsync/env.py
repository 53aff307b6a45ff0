"""Typed readers of environment variables that fail loudly.

A variable that is set to something unusable stops the process at start with one sentence that names it; it is never
quietly replaced by its default. An empty value counts as unset, so that `NAME=` in an `.env` file means "the default".
Every variable read here is listed in `.env.example`, which a test compares with `Environment.names_read`.
"""

import os
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Self, overload

from django.core.exceptions import ImproperlyConfigured
from dotenv import dotenv_values

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})


class InvalidVariable(ImproperlyConfigured):
    """An environment variable is missing or holds something that its reader cannot use."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"Environment variable {name}: {problem}")


class Environment:
    """Reads one mapping of variables and remembers which names were asked for."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.names_read: set[str] = set()

    @classmethod
    def of_process(cls, default_file: Path) -> Self:
        """The process environment over the .env file, as with every tool that reads such files.

        ENV_FILE names another file; tests name an empty one.
        """
        file = Path(os.environ.get("ENV_FILE", default_file))
        return cls({**{name: value or "" for name, value in dotenv_values(file).items()}, **os.environ})

    def _get(self, name: str) -> str | None:
        self.names_read.add(name)
        return self._variables.get(name, "").strip() or None

    @overload
    def text(self, name: str) -> str: ...
    @overload
    def text(self, name: str, default: str) -> str: ...
    def text(self, name: str, default: str | None = None) -> str:
        """The value as it stands. Without a default the variable must be set."""
        value = self._get(name)
        if value is not None:
            return value
        if default is None:
            raise InvalidVariable(name, "must be set")
        return default

    def choice(self, name: str, default: str, *, options: frozenset[str]) -> str:
        """One of `options`, spelled exactly."""
        value = self.text(name, default)
        if value not in options:
            raise InvalidVariable(name, f"{value!r} is not one of {', '.join(sorted(options))}")
        return value

    def flag(self, name: str, default: bool) -> bool:
        """A truth value: 1/true/yes/on or 0/false/no/off, in any case."""
        value = self._get(name)
        if value is None:
            return default
        if value.lower() in TRUE_WORDS:
            return True
        if value.lower() in FALSE_WORDS:
            return False
        raise InvalidVariable(name, f"{value!r} is neither true nor false")

    def integer(self, name: str, default: int, *, minimum: int, maximum: int) -> int:
        """A whole number within the bounds, both included."""
        value = self._get(name)
        if value is None:
            return default
        try:
            number = int(value)
        except ValueError:
            raise InvalidVariable(name, f"{value!r} is not a whole number") from None
        if not minimum <= number <= maximum:
            raise InvalidVariable(name, f"{number} is not between {minimum} and {maximum}")
        return number

    def seconds(self, name: str, default: float, *, minimum: float, maximum: float) -> float:
        """A duration in seconds within the bounds; fractions are allowed."""
        return self.number(name, default, minimum=minimum, maximum=maximum, unit=" seconds")

    def number(self, name: str, default: float, *, minimum: float, maximum: float, unit: str = "") -> float:
        """A number within the bounds; fractions are allowed."""
        value = self._get(name)
        if value is None:
            return default
        try:
            number = float(value)
        except ValueError:
            raise InvalidVariable(name, f"{value!r} is not a number{' of' if unit else ''}{unit}") from None
        # A comparison with NaN is always false, so this refuses "nan" as well.
        if not minimum <= number <= maximum:
            raise InvalidVariable(name, f"{value} is not between {minimum:g} and {maximum:g}{unit}")
        return number

    def listing(self, name: str, default: tuple[str, ...] = ()) -> list[str]:
        """Comma-separated words; blank ones are dropped."""
        value = self._get(name)
        if value is None:
            return list(default)
        return [word for part in value.split(",") if (word := part.strip())]

    def networks(self, name: str) -> list[IPv4Network | IPv6Network]:
        """Comma-separated networks or single addresses, such as 10.0.0.0/8."""
        try:
            return [ip_network(word) for word in self.listing(name)]
        except ValueError as error:
            raise InvalidVariable(name, str(error)) from None
