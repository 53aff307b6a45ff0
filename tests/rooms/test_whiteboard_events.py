"""The whiteboard over the socket: synced in pages, on disk before it is acknowledged, and passed on."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from interviews.models import Interview, Invitation, StageTypeConfig, User
from interviews.services.interviews import complete_interview
from rooms.models import WhiteboardChange
from rooms.whiteboard.checkpoints import scene_at
from tests.rooms.conftest import OpenPage
from tests.rooms.elements import element
from tests.rooms.page import Json, Page
from tests.servers import ServerProcess


def draw(page: Page, *elements: Json, **fields: object) -> None:
    assert page.ask("whiteboard_update", {"elements": list(elements), **fields}) == {}


def synced(page: Page) -> list[Json]:
    """The scene, as a page that joins gets it."""
    elements: list[Json] = []
    ack: Json = {"next": None}
    request: Json = {}
    while not elements or ack["next"] is not None:
        ack = page.ask("whiteboard_sync", request)
        assert ack["readOnly"] is False
        elements += ack["elements"]
        request = {"after": ack["next"]}
        if not ack["elements"]:
            break
    return elements


def test_what_one_draws_the_other_gets_and_the_server_keeps(
    ivans_page: Page, caras_page: Page, ivan: User, cara: Invitation, interview: Interview
) -> None:
    box, line = element("box", 1, 4), element("line", 1, 4, type="line", points=[[0, 0], [10.5, 3]])
    draw(ivans_page, box, line)
    assert caras_page.wait_for("whiteboard_update") == {
        "elements": [box, line],
        "senderId": ivans_page.user_id,
    }
    moved = element("box", 2, 1, x=-3)
    draw(caras_page, moved)
    assert ivans_page.wait_for("whiteboard_update")["elements"] == [moved]

    assert synced(ivans_page) == scene_at(interview.pk) == [moved, line]
    rows = WhiteboardChange.objects.filter(interview=interview)
    assert [(row.sequence, row.actor.key) for row in rows] == [
        (1, f"user:{ivan.pk}"),
        (2, f"invitation:{cara.pk}"),
    ]
    ivans_page.hears_from(caras_page)
    assert ivans_page.pending("whiteboard_update") == []


def test_what_loses_is_accepted_and_goes_no_further(ivans_page: Page, caras_page: Page) -> None:
    draw(ivans_page, element("box", 3, 5))
    caras_page.wait_for("whiteboard_update")
    for loser in (element("box", 3, 5), element("box", 2, 0), element("box", 3, 6)):
        draw(ivans_page, loser)
    caras_page.hears_from(ivans_page)
    assert caras_page.pending("whiteboard_update") == []
    assert synced(caras_page) == [element("box", 3, 5)]


def test_whom_the_sender_has_reached_the_server_leaves_out(
    ivans_page: Page, caras_page: Page, ivans_second_page: Page
) -> None:
    draw(ivans_page, element("a"), reached=[caras_page.user_id])
    assert ivans_second_page.wait_for("whiteboard_update")["elements"] == [element("a")]
    draw(ivans_page, element("b"), reached=[caras_page.user_id, ivans_second_page.user_id])
    draw(ivans_page, element("c"))
    assert caras_page.wait_for("whiteboard_update")["elements"] == [element("c")]
    assert ivans_second_page.wait_for("whiteboard_update")["elements"] == [element("c")]


def test_a_scene_past_a_megabyte_reaches_who_comes_late(
    open_page: OpenPage, ivans_page: Page, cara: Invitation, interview: Interview
) -> None:
    """Over a socket that takes packets of a megabyte at most."""
    drawn = [element(f"{number:03}", text="ü" * 4_000) for number in range(180)]
    for start in range(0, len(drawn), 30):
        draw(ivans_page, *drawn[start : start + 30])
    caras_page = open_page(cara)
    caras_page.join(interview.pk)
    assert synced(caras_page) == drawn
    assert max(len(frame) for frame in caras_page.frames) < 1_000_000


def test_digests_tell_whether_a_page_has_it_all(ivans_page: Page, caras_page: Page) -> None:
    def matches(page: Page, lines: str) -> bool:
        ack = page.ask("whiteboard_digest", {"digest": hashlib.sha256(lines.encode()).hexdigest()})
        assert set(ack) == {"matches"}
        return bool(ack["matches"])

    assert matches(caras_page, "")
    draw(ivans_page, element("b", 2, 7, isDeleted=True), element("a", 10, 0))
    assert matches(caras_page, "a:10:0\nb:2:7")
    assert not matches(caras_page, "a:10:0")
    sync = caras_page.ask("whiteboard_sync", {})
    assert sync["digest"] == hashlib.sha256(b"a:10:0\nb:2:7").hexdigest()


def test_pages_of_two_processes_end_with_one_scene(
    open_page: OpenPage,
    other_server: ServerProcess,
    ivans_page: Page,
    cara: Invitation,
    interview: Interview,
) -> None:
    """Both change the same elements without hearing of each other in time."""
    caras_page = open_page(cara, at=other_server)
    caras_page.join(interview.pk)
    ids = [
        (page, page.ask_later("whiteboard_update", {"elements": [element(f"{n % 3}", 1 + n // 3, nonce)]}))
        for n in range(30)
        for page, nonce in ((ivans_page, 7), (caras_page, 7 + (-1) ** n))
    ]
    assert [page.ack_of(id) for page, id in ids] == [{}] * 60
    expected = [element(f"{id}", 10, nonce) for id, nonce in ((0, 6), (1, 7), (2, 6))]
    assert synced(ivans_page) == synced(caras_page) == expected
    sequences = list(WhiteboardChange.objects.values_list("sequence", flat=True))
    assert sequences == list(range(1, len(sequences) + 1))


def test_a_killed_server_has_kept_all_that_it_acknowledged(
    open_page: OpenPage,
    start_server: Callable[..., ServerProcess],
    ivan: User,
    interview: Interview,
) -> None:
    doomed = start_server()
    page = open_page(ivan, at=doomed)
    page.join(interview.pk)
    for number in range(20):
        draw(page, element(f"{number:02}"))
    page.send("whiteboard_update", {"elements": [element("last")]})
    doomed.kill()
    again = open_page(ivan)
    again.join(interview.pk)
    assert [each["id"] for each in synced(again)][:20] == [f"{number:02}" for number in range(20)]


def test_the_end_of_the_interview_is_the_end_of_drawing(
    ivans_page: Page, caras_page: Page, interview: Interview
) -> None:
    for number in range(50):
        caras_page.send("whiteboard_update", {"elements": [element(str(number))]})
    ivans_page.wait_for("whiteboard_update")
    assert complete_interview(interview_id=interview.pk)
    at_the_end = scene_at(interview.pk)
    caras_page.wait_for_end()
    ivans_page.wait_for_end()
    assert scene_at(interview.pk) == at_the_end
    assert at_the_end


# Refusals -------------------------------------------------------------------------------------------------------------


def test_what_is_refused_changes_nothing_and_is_heard_by_nobody(
    ivans_page: Page, caras_page: Page, interview: Interview
) -> None:
    """One bad element refuses the good ones beside it."""
    good = element("good")
    refusals: dict[str, tuple[list[Any], str]] = {
        "none": ([], "invalid_payload"),
        "no object": ([good, 7], "invalid_payload"),
        "script": ([good, element("bad", link="javascript:alert(1)")], "invalid_payload"),
        "image": ([good, element("bad", type="image", fileId="x")], "invalid_payload"),
        "page": ([good, element("bad", type="embeddable", link="https://example.org")], "invalid_payload"),
        "binary": ([good, element("bad", data=b"bytes")], "invalid_payload"),
        "oversize": ([good, element("bad", text="x" * 200_001)], "too_large"),
        "too many": ([element(str(n)) for n in range(2_001)], "too_large"),
    }
    for name, (elements, code) in refusals.items():
        assert (name, ivans_page.refusal("whiteboard_update", {"elements": elements})) == (name, code)
    caras_page.hears_from(ivans_page)
    assert caras_page.pending("whiteboard_update") == []
    assert scene_at(interview.pk) == []


def test_without_a_whiteboard_there_is_none(
    open_page: OpenPage, stage_hr: StageTypeConfig, ivan: User, interview: Interview
) -> None:
    Interview.objects.filter(pk=interview.pk).update(stage=stage_hr)
    page = open_page(ivan)
    assert page.join(interview.pk)["tools"]["whiteboard"] is False
    events: dict[str, Json] = {
        "whiteboard_sync": {},
        "whiteboard_update": {"elements": [element()]},
        "whiteboard_digest": {"digest": "0" * 64},
        "whiteboard_pointer": {"x": 1, "y": 2},
    }
    assert {page.refusal(event, payload) for event, payload in events.items()} == {"tool_off"}
    assert scene_at(interview.pk) == []


# Pointers -------------------------------------------------------------------------------------------------------------


def test_pointers_are_passed_on_and_not_kept(
    ivans_page: Page, caras_page: Page, ivans_second_page: Page
) -> None:
    pointer = {"x": 1.5, "y": -2, "tool": "laser", "button": "down", "selectedElementIds": {"box": True}}
    ivans_page.send("whiteboard_pointer", {**pointer, "reached": [caras_page.user_id]})
    received = ivans_second_page.wait_for("whiteboard_pointer")
    assert received == {**pointer, "senderId": ivans_page.user_id}
    caras_page.hears_from(ivans_page)
    assert caras_page.pending("whiteboard_pointer") == []


@pytest.mark.parametrize(
    "bad",
    [
        {"x": 1},
        {"x": 1e9, "y": 0},
        {"x": "1", "y": 0},
        {"x": 1, "y": 0, "tool": "hammer"},
        {"x": 1, "y": 0, "button": "left"},
        {"x": 1, "y": 0, "selectedElementIds": {"a b": True}},
        {"x": 1, "y": 0, "selectedElementIds": {str(n): True for n in range(201)}},
        {"x": 1, "y": 0, "name": "somebody else"},
        {"x": 1, "y": 0, "senderId": "somebody else"},
    ],
    ids=repr,
)
def test_pointers_that_are_none(ivans_page: Page, caras_page: Page, bad: Json) -> None:
    """Nobody points under another's name."""
    assert ivans_page.refusal("whiteboard_pointer", bad) == "invalid_payload"
    caras_page.hears_from(ivans_page)
    assert caras_page.pending("whiteboard_pointer") == []
