"""Which copy of an element is newer, what an element must be, and what a digest is of."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.whiteboard.scene import Element, InvalidElements, TooLarge, Version, digest, merge, read_elements
from tests.rooms.elements import element
from tests.rooms.node_process import NodeProcess

PROGRAM = Path(__file__).parent / "node" / "excalidraw.mjs"

# Few ids, versions and nonces, so that they meet. A version names one copy, so what else is in it follows from it.
ids = st.sampled_from(["0", "1", "2", "3"])
copies = st.builds(
    lambda id, version, nonce: element(id, version, nonce, isDeleted=nonce % 2 == 0, x=version * 100 + nonce),
    ids,
    st.integers(1, 4),
    st.integers(0, 3),
)


@st.composite
def scenes(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Elements with one copy of each."""
    return list({copy["id"]: copy for copy in draw(st.lists(copies, max_size=6))}.values())


def scene_of(*changes: list[dict[str, Any]]) -> dict[str, Element]:
    scene: dict[str, Element] = {}
    for change in changes:
        scene = merge(scene, read_elements(change))
    return scene


# Merging --------------------------------------------------------------------------------------------------------------


@given(scenes(), scenes())
def test_it_makes_no_difference_who_comes_first(
    one: list[dict[str, Any]], other: list[dict[str, Any]]
) -> None:
    assert scene_of(one, other) == scene_of(other, one)


@given(scenes(), scenes(), scenes())
def test_it_makes_no_difference_who_meets_first(
    one: list[dict[str, Any]], other: list[dict[str, Any]], third: list[dict[str, Any]]
) -> None:
    met = scene_of(other, third)
    assert merge(scene_of(one), met.values()) == scene_of(one, other, third)


@given(scenes(), scenes())
def test_nothing_changes_the_second_time(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> None:
    assert scene_of(one, one) == scene_of(one)
    assert scene_of(one, other, one, other) == scene_of(one, other)


def test_the_higher_number_is_newer_and_of_equals_the_lower_nonce() -> None:
    assert Version(2, 9).is_newer_than(Version(1, 0))
    assert not Version(1, 0).is_newer_than(Version(2, 9))
    assert Version(2, 3).is_newer_than(Version(2, 4))
    assert not Version(2, 4).is_newer_than(Version(2, 3))
    assert not Version(2, 3).is_newer_than(Version(2, 3))
    assert Version(1, 9).is_newer_than(None)


@pytest.fixture(scope="module")
def excalidraw() -> Iterator[NodeProcess]:
    with NodeProcess(PROGRAM) as process:
        yield process


@settings(max_examples=200)
@given(scenes(), scenes())
def test_it_is_excalidraws_own_rule(
    excalidraw: NodeProcess, local: list[dict[str, Any]], remote: list[dict[str, Any]]
) -> None:
    theirs = excalidraw.ask({"local": local, "remote": remote})["elements"]
    ours = scene_of(local, remote)
    assert {each["id"]: each for each in theirs} == {id: orjson.loads(each.json) for id, each in ours.items()}


# Digests --------------------------------------------------------------------------------------------------------------


def test_a_digest_is_what_the_protocol_says() -> None:
    """The example is spelled out, because pages in another language compute the same."""
    versions = [("b", Version(2, 7)), ("a", Version(10, 0)), ("B", Version(1, 1))]
    assert digest(versions) == hashlib.sha256(b"B:1:1\na:10:0\nb:2:7").hexdigest()
    assert digest([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(scenes(), scenes())
def test_digests_match_exactly_when_scenes_do(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> None:
    first, second = scene_of(one), scene_of(other)
    digests = [digest((id, each.version) for id, each in scene.items()) for scene in (first, second)]
    assert (digests[0] == digests[1]) == (first == second)


# What an element must be ----------------------------------------------------------------------------------------------


def test_what_is_not_ours_is_kept_as_it_came() -> None:
    drawn = element(
        customData={"a": [1, {"b": None}]}, points=[[0, 0], [1.5, 2]], text="naïve \U0001f600 \x00"
    )
    (read,) = read_elements([drawn])
    assert orjson.loads(read.json) == drawn
    assert (read.id, read.version) == ("box", Version(1, 0))
    assert read.size == len(read.json.encode())


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "link", [None, "", "https://example.org/?element=1", "HTTP://example.org", "mailto:a@b.example"]
)
def test_links_that_people_may_follow(link: str | None) -> None:
    assert read_elements([element(link=link)])


@pytest.mark.parametrize(
    "change",
    [
        *[
            {"link": link}
            for link in ("javascript:alert(1)", " javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x")
        ],
        *[
            {"link": link}
            for link in ("file:///etc/passwd", "//example.org", "https://x\njavascript:y", 7, ["https://x"])
        ],
        *[{"type": kind} for kind in ("image", "embeddable", "iframe", "selection", "", 7, None)],
        *[{"id": id} for id in ("", "x" * 65, "a b", "a:b", "ä", "a\n", 7, None)],
        *[{"version": version} for version in (0, -1, 2**31, 1.5, "1", True, None)],
        *[{"versionNonce": nonce} for nonce in (-1, 2**31, 1.5, "1", None)],
        *[{"isDeleted": deleted} for deleted in (0, "false", None)],
        *[{"x": x} for x in (1e8, -1e8, "0", None, [0])],
        {"angle": 1e300},
        {"text": "\ud800"},
        {"attachment": b"bytes"},
        {"customData": nested(12)},
    ],
    ids=repr,
)
def test_elements_that_are_none(change: dict[str, Any]) -> None:
    """The bad one is named, and the good one beside it is refused with it."""
    with pytest.raises(InvalidElements, match="Element 1"):
        read_elements([element("good"), element(**{"id": "bad", **change})])


@pytest.mark.parametrize(
    "missing",
    ["id", "type", "version", "versionNonce", "isDeleted", "x", "y", "width", "height", "angle"],
)
def test_what_an_element_cannot_do_without(missing: str) -> None:
    with pytest.raises(InvalidElements, match=missing):
        read_elements([{name: value for name, value in element().items() if name != missing}])


def test_sizes_are_bounded() -> None:
    with pytest.raises(TooLarge, match="Element 0"):
        read_elements([element(text="x" * 200_000)])
    with pytest.raises(TooLarge, match="256000 bytes"):
        read_elements([element(str(number), text="x" * 90_000) for number in range(3)])
    with pytest.raises(TooLarge, match="2000 elements"):
        read_elements([element()] * 2_001)
    assert len(read_elements([element(str(number)) for number in range(500)])) == 500
