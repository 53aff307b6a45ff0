"""Icons are drawn once, and as the package draws them."""

from typing import Any

import pytest
from django.template import Context, Template
from lucide.templatetags import lucide as package

from talentsync.lib.templatetags import icons


def rendered(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


@pytest.mark.parametrize(
    "tag",
    [
        '{% lucide "timer" %}',
        '{% lucide "timer" size=18 aria_hidden="true" %}',
        '{% lucide "timer" size=None stroke_linecap="butt" class=given %}',
    ],
)
def test_an_icon_is_the_package_s(tag: str) -> None:
    of_package = "{% load lucide %}" + tag

    assert rendered(tag, given='"<x>') == rendered(of_package, given='"<x>')


def test_an_icon_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    icons._drawn.cache_clear()
    drawn = []

    def draw(name: str, **options: Any) -> str:
        drawn.append((name, options))
        return package.lucide(name, **options)

    monkeypatch.setattr(icons, "draw", draw)
    for _ in range(3):
        rendered('{% lucide "timer" size=18 %}{% lucide "timer" size=20 %}')

    assert drawn == [("timer", {"size": 18}), ("timer", {"size": 20})]


def test_values_that_are_equal_and_read_differently_are_drawn_apart() -> None:
    assert rendered("{% lucide 'timer' data_x=given %}", given=1) != rendered(
        "{% lucide 'timer' data_x=given %}", given=True
    )
