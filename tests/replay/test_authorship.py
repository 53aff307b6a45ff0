"""Who wrote which characters: each id belongs to who inserted it first, whatever is said again later."""

import random
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from interviews.models import Interview, Invitation, User
from interviews.timeline import Actor
from replay import selectors
from replay.authorship import AT_ONCE_CHARACTERS, SPAN_GAP, WrittenSpan, written_spans
from rooms.document.update_validator import state_of
from rooms.document.yjs_encoding import read_update
from tests.conftest import signed_in
from tests.replay.conftest import Record, random_script
from tests.rooms.node_process import NodeProcess
from tests.rooms.typist import Typist

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
IVAN, CARA = Actor(user_id=1), Actor(invitation_id=2)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_what_is_typed_without_a_pause_is_one_span() -> None:
    cara = Typist(7)
    gap = SPAN_GAP.total_seconds()
    updates = [
        (at(0), CARA, cara.type("a")),
        (at(gap - 1), CARA, cara.type("b")),
        (at(2 * gap), CARA, cara.type("c")),
    ]
    assert list(written_spans(updates)) == [
        WrittenSpan(7, 0, 2, CARA, at(0), is_at_once=False),
        WrittenSpan(7, 2, 3, CARA, at(2 * gap), is_at_once=False),
    ]


def test_much_text_in_one_update_stands_alone() -> None:
    cara = Typist(7)
    pasted = "x" * AT_ONCE_CHARACTERS
    updates = [
        (at(0), CARA, cara.type("a")),
        (at(1), CARA, cara.type(pasted)),
        (at(2), CARA, cara.type("b")),
    ]
    spans = list(written_spans(updates))
    assert [(span.start, span.end, span.is_at_once) for span in spans] == [
        (0, 1, False),
        (1, 1 + len(pasted), True),
        (1 + len(pasted), 2 + len(pasted), False),
    ]


def test_what_is_said_again_stays_with_its_first_author() -> None:
    """Ivan's page sends the whole document, in which only the end is his."""
    cara, ivan = Typist(7), Typist(8)
    first = cara.type("from Cara")
    ivan.hear(first)
    second = ivan.type(", from Ivan")
    updates = [(at(0), CARA, first), (at(1), IVAN, state_of([first, second]))]
    spans = sorted(written_spans(updates), key=lambda span: span.client)
    assert [(span.client, span.actor, span.start, span.end) for span in spans] == [
        (7, CARA, 0, 9),
        (8, IVAN, 0, 11),
    ]


def test_deleting_and_choosing_a_language_write_nothing_at_once() -> None:
    cara = Typist(7)
    updates = [
        (at(0), CARA, cara.type("abc")),
        (at(1), CARA, cara.erase(0, 2)),
        (at(2), CARA, cara.choose("go")),
    ]
    assert [span.is_at_once for span in written_spans(updates)] == [False]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_character_of_a_session_has_its_author(
    record: Record,
    yjs: NodeProcess,
    interview: Interview,
    ivan: User,
    cara: Invitation,
    start: datetime,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Over pages: spans of one client neither overlap nor leave gaps, and each belongs to whose update had its ids."""
    chance = random.Random(seed)  # noqa: S311  the same session each time
    people = (ivan, cara)
    made = [
        (person, b64decode(update))
        for person, update in yjs.ask({"script": random_script(chance, steps=300)})["updates"]
    ]
    record(
        [(start + timedelta(seconds=n), people[person], update) for n, (person, update) in enumerate(made)]
    )
    monkeypatch.setattr(selectors, "UPDATES_PER_AUTHORSHIP_PAGE", 100)
    spans = every_span(signed_in(ivan), interview)

    keys = (f"user:{ivan.pk}", f"invitation:{cara.pk}")
    truth: dict[tuple[int, int], str] = {}
    for person, update in made:
        for client, items in read_update(update).items.items():
            for item in items:
                for clock in range(item.clock, item.clock + item.length):
                    truth.setdefault((client, clock), keys[person])
    told: dict[tuple[int, int], str] = {}
    for span in spans:
        for clock in range(span["from"], span["to"]):
            assert (span["client"], clock) not in told
            told[span["client"], clock] = span["actor"]
    assert told == truth


def test_full_pages_are_read_once_and_the_last_one_grows(
    record: Record, interview: Interview, ivan: User, start: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "UPDATES_PER_AUTHORSHIP_PAGE", 3)
    typist, client, read = Typist(7), signed_in(ivan), []
    read_page = selectors._read_authorship_page

    def counted(of: Interview, after: int) -> selectors.AuthorshipPage:
        read.append(after)
        return read_page(of, after)

    monkeypatch.setattr(selectors, "_read_authorship_page", counted)
    record([(start, ivan, typist.type(letter)) for letter in "abcd"])
    assert [(span["from"], span["to"]) for span in every_span(client, interview)] == [(0, 3), (3, 4)]
    record([(start, ivan, typist.type("e"))])
    assert [(span["from"], span["to"]) for span in every_span(client, interview)] == [(0, 3), (3, 5)]
    assert read == [0, 3, 3]


def every_span(client: Client, interview: Interview) -> list[dict[str, Any]]:
    spans: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page = client.get(f"/interviews/{interview.pk}/replay/authorship.json", {"after": after}).json()
        spans += page["spans"]
        after = page["next"]
    return spans
