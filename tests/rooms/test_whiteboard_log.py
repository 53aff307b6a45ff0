"""The whiteboard's log and scene in the database: what won, in order, and what stands in the end."""

from importlib import import_module
from typing import Any

import orjson
import pytest
from django.apps import apps
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django.fixtures import Settings

from interviews.models import Interview, Invitation, StageTypeConfig, User
from interviews.models.timeline import AppendOnlyError
from interviews.services.interviews import (
    cancel_interview,
    complete_interview,
    schedule_interview,
    start_interview,
)
from interviews.timeline import Actor
from rooms.batch_writer import WriteResult
from rooms.models import WhiteboardChange, WhiteboardCheckpoint, WhiteboardElement
from rooms.whiteboard import checkpoints
from rooms.whiteboard import store as whiteboard_store
from rooms.whiteboard.checkpoints import scene_at
from rooms.whiteboard.scene import Element, Version, digest, merge, read_elements
from rooms.whiteboard.store import NewElements, WhiteboardStore, scene_digest, scene_page
from talentsync.lib.errors import Refused
from tests.conftest import make_person
from tests.rooms.elements import element


@pytest.fixture
def store() -> WhiteboardStore:
    return WhiteboardStore()


def by(person: User | Invitation, interview: Interview, *elements: dict[str, Any]) -> NewElements:
    actor = Actor.user(person) if isinstance(person, User) else Actor(invitation_id=person.pk)
    return NewElements(interview.pk, actor, read_elements(elements))


def codes(results: list[WriteResult]) -> list[object]:
    return [result.code.value if isinstance(result, Refused) else result for result in results]


def whole_scene(interview: Interview) -> list[dict[str, Any]]:
    """All pages of the scene."""
    elements: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        page = scene_page(interview.pk, after=after)
        elements += [orjson.loads(each) for each in page.elements]
        after = page.next
        if after is None:
            return elements


def test_what_is_newer_is_logged_and_stands(
    store: WhiteboardStore, interview: Interview, ivan: User, cara: Invitation
) -> None:
    box, line = element("box", 1, 5), element("line", 1, 5, type="line")
    moved, lost = element("box", 2, 9, x=99), element("box", 2, 10, x=-99)
    erased = element("line", 2, 0, type="line", isDeleted=True)
    batch = [by(ivan, interview, box, line), by(cara, interview, moved), by(ivan, interview, lost, erased)]
    assert store.append(batch) == [True, True, True]

    changes = WhiteboardChange.objects.filter(interview=interview)
    assert [(row.sequence, row.actor.key, orjson.loads(row.elements_json)) for row in changes] == [
        (1, f"user:{ivan.pk}", [box, line]),
        (2, f"invitation:{cara.pk}", [moved]),
        (3, f"user:{ivan.pk}", [erased]),
    ]
    assert whole_scene(interview) == [moved, erased]
    assert scene_digest(interview.pk) == digest([("box", Version(2, 9)), ("line", Version(2, 0))])
    assert [scene_at(interview.pk, sequence) for sequence in range(4)] == [
        [],
        [box, line],
        [moved, line],
        [moved, erased],
    ]
    assert scene_at(interview.pk) == whole_scene(interview)


def test_what_loses_is_not_stored(store: WhiteboardStore, interview: Interview, ivan: User) -> None:
    """A resend, an older copy, and the copy with the higher nonce; in the same batch or later."""
    current = element("box", 3, 5)
    older = [current, element("box", 2, 0), element("box", 3, 6)]
    batch = [by(ivan, interview, current), *(by(ivan, interview, each) for each in older)]
    assert store.append(batch) == [True, False, False, False]
    assert store.append([by(ivan, interview, each) for each in older]) == [False] * 3
    assert WhiteboardChange.objects.count() == 1
    assert whole_scene(interview) == [current]


def test_of_two_copies_in_one_change_one_is_stored(
    store: WhiteboardStore, interview: Interview, ivan: User
) -> None:
    assert store.append([by(ivan, interview, element("box", 2), element("box", 1))]) == [True]
    assert orjson.loads(WhiteboardChange.objects.get().elements_json) == [element("box", 2)]


@pytest.mark.parametrize(
    ("end", "code"),
    [(complete_interview, "interview_over"), (cancel_interview, "interview_cancelled")],
)
def test_an_ended_interview_takes_nothing(
    store: WhiteboardStore, interview: Interview, ivan: User, end: Any, code: str
) -> None:
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    store.append([by(ivan, interview, element("box"))])
    end(interview_id=interview.pk, actor=Actor.user(ivan))
    assert codes(store.append([by(ivan, interview, element("box", 2))])) == [code]
    assert whole_scene(interview) == [element("box")]
    assert scene_page(interview.pk, after=None).read_only


def test_a_deleted_interview_takes_its_whiteboard_along(
    store: WhiteboardStore, interview: Interview, ivan: User, cara: Invitation
) -> None:
    store.append([by(cara, interview, element("box"))])
    gone = Interview(pk=interview.pk)
    interview.delete()
    assert not WhiteboardChange.objects.exists()
    assert not WhiteboardElement.objects.exists()
    assert codes(store.append([by(ivan, gone, element("box"))])) == ["room_not_found"]


def test_a_failed_transaction_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, store: WhiteboardStore, interview: Interview, ivan: User
) -> None:
    """The log is written before the scene: one without the other must not stay."""

    def fail(rows: object, **options: object) -> None:
        raise OperationalError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(WhiteboardElement.objects, "bulk_create", fail)
        with pytest.raises(OperationalError):
            store.append([by(ivan, interview, element("box"))])
    assert not WhiteboardChange.objects.exists()
    assert store.append([by(ivan, interview, element("box"))]) == [True]


# Size -----------------------------------------------------------------------------------------------------------------


def test_a_scene_past_a_megabyte_comes_in_pages(
    store: WhiteboardStore, interview: Interview, ivan: User
) -> None:
    drawn = [element(f"{number:03}", text="x" * 10_000) for number in range(120)]
    for start in range(0, 120, 20):
        assert store.append([by(ivan, interview, *drawn[start : start + 20])]) == [True]
    pages = 0
    after: str | None = None
    seen: list[Any] = []
    while pages == 0 or after is not None:
        page = scene_page(interview.pk, after=after)
        assert sum(map(len, page.elements)) < whiteboard_store.PAGE_BYTES + 11_000
        assert page.digest == scene_digest(interview.pk)
        seen += map(orjson.loads, page.elements)
        pages, after = pages + 1, page.next
    assert seen == drawn
    assert pages == 5


def test_a_scene_may_not_grow_past_its_limits(
    monkeypatch: pytest.MonkeyPatch,
    store: WhiteboardStore,
    settings: Settings,
    interview: Interview,
    ivan: User,
) -> None:
    """Elements are replaced, not added up; and what becomes smaller gets in even then."""
    settings.ROOM_WHITEBOARD_MAX_BYTES = 10_000
    for version in range(1, 6):
        assert store.append([by(ivan, interview, element("box", version, text="x" * 9_000))]) == [True]
    assert codes(store.append([by(ivan, interview, element("other", text="x" * 2_000))])) == ["too_large"]
    settings.ROOM_WHITEBOARD_MAX_BYTES = 5_000
    assert codes(store.append([by(ivan, interview, element("box", 9, text="x" * 9_500))])) == ["too_large"]
    assert store.append([by(ivan, interview, element("box", 9, text="x" * 8_000))]) == [True]

    settings.ROOM_WHITEBOARD_MAX_BYTES = 100_000
    monkeypatch.setattr(whiteboard_store, "MAX_SCENE_ELEMENTS", 3)
    assert store.append([by(ivan, interview, element("2"), element("3"))]) == [True]
    assert codes(store.append([by(ivan, interview, element("4"))])) == ["too_large"]
    assert store.append([by(ivan, interview, element("3", 2, isDeleted=True))]) == [True]
    last = WhiteboardChange.objects.latest("sequence")
    rows = WhiteboardElement.objects.all()
    assert (last.scene_elements, last.scene_bytes) == (3, sum(row.size_bytes for row in rows))


def test_a_change_of_very_many_elements(store: WhiteboardStore, interview: Interview, ivan: User) -> None:
    many = [element(f"{number:04}") for number in range(700)]
    assert store.append([by(ivan, interview, *many)]) == [True]
    assert store.append([by(ivan, interview, *many)]) == [False]
    assert whole_scene(interview) == many


# Any order ------------------------------------------------------------------------------------------------------------


class AnyOrder(TestCase):
    """hypothesis needs a transaction of its own around each example."""

    @given(
        st.lists(
            st.tuples(
                st.lists(
                    st.tuples(st.sampled_from("abc"), st.integers(1, 4), st.integers(0, 3)),
                    min_size=1,
                    max_size=3,
                ),
                st.booleans(),
            ),
            max_size=6,
        )
    )
    def test_the_stored_scene_is_the_merged_one(
        self, changes: list[tuple[list[tuple[str, int, int]], bool]]
    ) -> None:
        """However changes fall into batches, scene, log and rule agree."""
        import_module("interviews.migrations.0002_stage_presets").install_presets(apps, None)
        rita = make_person("rita-here")
        stage = StageTypeConfig.objects.get(key="live_technical")
        interview = Interview(title="Here", stage=stage, scheduled_start=timezone.now())
        schedule_interview(interview=interview, actor=rita)
        store = WhiteboardStore()
        expected: dict[str, Element] = {}
        batch: list[NewElements] = []
        for versions, ends_batch in changes:
            elements = [
                element(id, version, nonce, x=version + nonce / 10) for id, version, nonce in versions
            ]
            expected = merge(expected, read_elements(elements))
            batch.append(by(rita, interview, *elements))
            if ends_batch:
                store.append(batch)
                batch = []
        if batch:
            store.append(batch)
        scene = sorted((orjson.loads(each.json) for each in expected.values()), key=lambda each: each["id"])
        assert whole_scene(interview) == scene
        assert sorted(scene_at(interview.pk), key=lambda each: each["id"]) == scene
        sequences = list(WhiteboardChange.objects.values_list("sequence", flat=True))
        assert sequences == list(range(1, len(sequences) + 1))


# Checkpoints ----------------------------------------------------------------------------------------------------------


def test_checkpoints_stand_along_a_long_log(
    store: WhiteboardStore, interview: Interview, ivan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scene of every moment is the same with them, from processes that know of each other and that do not."""
    monkeypatch.setattr(checkpoints, "CHECKPOINT_BYTES", 2_000)
    scenes: list[list[dict[str, Any]]] = [[]]
    scene: dict[str, dict[str, Any]] = {}
    for number in range(60):
        drawn = element(f"{number % 7}", number + 1, text="x" * 100)
        scene[drawn["id"]] = drawn
        scenes.append(list(scene.values()))
        writer = store if number % 20 < 15 else WhiteboardStore()
        assert writer.append([by(ivan, interview, drawn)]) == [True]
        if writer.needs_maintenance:
            writer.maintain()
            assert not writer.needs_maintenance
    made = list(WhiteboardCheckpoint.objects.values_list("sequence", "elements_json"))
    assert len(made) > 3
    assert [orjson.loads(state) for _, state in made] == [scenes[sequence] for sequence, _ in made]
    assert [scene_at(interview.pk, sequence) for sequence in range(61)] == scenes
    # They take no more space than the log itself, however large the scene is.
    log = sum(len(text) for text in WhiteboardChange.objects.values_list("elements_json", flat=True))
    assert sum(len(state) for _, state in made) <= log


def test_a_whiteboard_without_a_long_log_has_no_checkpoint(
    store: WhiteboardStore, interview: Interview, ivan: User
) -> None:
    store.append([by(ivan, interview, element("box"))])
    store.maintain()
    store.append([by(ivan, interview, element("box", 2))])
    assert not store.needs_maintenance
    assert not WhiteboardCheckpoint.objects.exists()


# The tables -----------------------------------------------------------------------------------------------------------


def test_a_log_is_never_changed(store: WhiteboardStore, interview: Interview, ivan: User) -> None:
    store.append([by(ivan, interview, element("box"))])
    row = WhiteboardChange.objects.get()
    rows = WhiteboardChange.objects.all()
    for change in (row.save, row.delete, rows.delete, lambda: rows.update(sequence=2)):
        with pytest.raises(AppendOnlyError):
            change()
    assert WhiteboardChange.objects.count() == 1


def test_the_database_refuses_what_no_log_holds(
    store: WhiteboardStore, interview: Interview, ivan: User
) -> None:
    store.append([by(ivan, interview, element("box"))])
    row: dict[str, Any] = {
        "interview": interview,
        "created_at": timezone.now(),
        "elements_json": "[]",
        "scene_elements": 1,
        "scene_bytes": 1,
    }
    contradictions: dict[str, dict[str, Any]] = {
        "whiteboardchange_sequence_unique|UNIQUE": {"sequence": 1, "actor_user": ivan},
        "whiteboardchange_sequence_from_1": {"sequence": 0, "actor_user": ivan},
        "whiteboardchange_one_actor": {"sequence": 2},
    }
    for constraint, values in contradictions.items():
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            WhiteboardChange.objects.create(**row, **values)
