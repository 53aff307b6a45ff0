"""What the apps above this one add to interviews' pages. Imports run from them to here, so they bring it themselves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.options import InlineModelAdmin
from django.http import HttpRequest

from interviews.models import Interview


@dataclass(frozen=True, slots=True)
class Link:
    """A button above an interview's page."""

    label: str
    url: str


def no_links(request: HttpRequest, interview: Interview) -> Iterable[Link]:
    return ()


def no_warnings(interview: Interview) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """One app's additions. Each part is optional.

    `save` gets the inline's form set and `actor=`, and hands what it holds to the app's services. `links` are asked
    for what this person may open, `warnings` after each save for what is allowed but more often a slip.
    """

    inline: type[InlineModelAdmin[Any, Any]] | None = None
    save: Callable[..., None] | None = None
    links: Callable[[HttpRequest, Interview], Iterable[Link]] = no_links
    warnings: Callable[[Interview], Iterable[str]] = no_warnings
    list_actions: tuple[Callable[..., Any], ...] = ()
