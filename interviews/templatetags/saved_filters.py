"""Filters of the list of interviews that people ask for every day."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from django import template

register = template.Library()

# What each is called, and its choices among the list's filters.
INTERVIEWS: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("All", {}),
    ("Live now", {"state__exact": "live"}),
    ("Today", {"start": "today"}),
    ("Tomorrow", {"start": "tomorrow"}),
    ("Next 7 days", {"start": "next-7-days"}),
)
# What a query may hold beside filters: search, order, page, counts.
BESIDE: Final = frozenset({"q", "o", "p", "all", "_facets"})


@dataclass(frozen=True, slots=True)
class SavedFilter:
    label: str
    query: str
    is_current: bool


@register.simple_tag(takes_context=True)
def saved_filters(context: dict[str, Any]) -> list[SavedFilter]:
    """Those of interviews; current is the one whose choices are exactly those of this list."""
    asked = parse_qsl(context["request"].META.get("QUERY_STRING", ""))
    chosen = {name: value for name, value in asked if name not in BESIDE}
    return [SavedFilter(label, f"?{urlencode(choices)}", chosen == choices) for label, choices in INTERVIEWS]
