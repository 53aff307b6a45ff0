"""Icons in templates."""

from functools import lru_cache

from django import template
from lucide.templatetags.lucide import lucide as draw

register = template.Library()


@register.simple_tag
def lucide(name: str, *, size: int | None = 24, **attributes: object) -> str:
    """One of Lucide's icons as SVG, as the tag of that name gives it, drawn once for all pages.

    Drawing takes an XML tree apart and puts it together again; a coding session's page has two dozen icons, and they
    took more than half of its rendering.
    """
    return _drawn(name, size, tuple((key, str(value)) for key, value in attributes.items()))


@lru_cache(maxsize=1024)
def _drawn(name: str, size: int | None, attributes: tuple[tuple[str, str], ...]) -> str:
    drawn: str = draw(name, size=size, **dict(attributes))
    return drawn
