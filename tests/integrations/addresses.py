"""Every address of the site, out of the URL configuration, and what says that somebody is not let in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

# What says that somebody is not let in: refused, not there, not by this method, gone, or too often.
REFUSALS: Final = frozenset({401, 403, 404, 405, 410, 429})
PARAMETER: Final = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One route with the view that it leads to."""

    route: str
    name: str | None
    view: Any

    @property
    def plain(self) -> str:
        return plain(self.route)

    @property
    def parameters(self) -> list[str]:
        return [name for _, name in PARAMETER.findall(self.plain)]

    def path(self, values: dict[str, object]) -> str:
        return "/" + PARAMETER.sub(lambda match: str(values[match.group(2)]), self.plain)


def plain(route: str) -> str:
    """A route with parameters only, whether it is written as a path or as a regular expression."""
    cleaned = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<str:\1>", route).replace("^", "").replace("$", "")
    return cleaned.replace("\\Z", "").replace("\\", "").replace("/?", "/")


def walk(patterns: list[Any], prefix: str = "") -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield Address(route, pattern.name, pattern.callback)


def all_addresses() -> list[Address]:
    """Once each, in the order of their routes."""
    by_route = {address.route: address for address in walk(get_resolver().url_patterns)}
    return [by_route[route] for route in sorted(by_route)]


def is_refused(answer: Any) -> bool:
    if answer.status_code in REFUSALS:
        return True
    if answer.status_code in {301, 302}:
        target = answer["Location"]
        # In the admin, what is not there leads to its first page before anybody's rights are asked for.
        if target == "/admin/":
            return True
        return target.startswith(("/accounts/login/", "/admin/login/")) or "reauthenticate" in target
    return False
