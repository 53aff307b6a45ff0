"""Where each part of the code came from: through edits, reloads, other devices and earlier submissions."""

import uuid
from typing import Any

import pytest
from django.utils import timezone

from dsa.choices import Origin
from dsa.draft_log import services
from dsa.draft_log.change_sets import ChangeSetInvalid, Run, WrittenText
from dsa.draft_log.selectors import written_at
from dsa.draft_log.services import Change, StreamName, append_changes
from dsa.models import DraftChanges, DraftStream, DsaSession


def log(session: DsaSession, *changes: tuple[Origin, Any]) -> DraftStream:
    """A page that opens and makes these changes: a text, or a change set."""
    name = StreamName(uuid.uuid4(), uuid.uuid4(), "mirror", "python")
    now = round(timezone.now().timestamp() * 1000)
    append_changes(
        session=session,
        name=name,
        first=0,
        changes=[
            Change(
                now, origin, None if isinstance(what, str) else what, what if isinstance(what, str) else None
            )
            for origin, what in changes
        ],
    )
    return DraftStream.objects.get(session=session, key=name.key)


def parts(stream: DraftStream) -> list[tuple[str, str]]:
    """The parts of the last text with their origins."""
    written = WrittenText.restored(stream.text, stream.runs)
    at = 0
    found = []
    for run in written.runs:
        found.append((run.origin.value, written.units[2 * at : 2 * (at + run.length)].decode("utf-16-le")))
        at += run.length
    return found


def test_parts_keep_their_origin_where_they_are_moved(session: DsaSession) -> None:
    stream = log(
        session,
        (Origin.STARTER, "# start\n"),
        (Origin.TYPED, [8, [0, "abcd"]]),
        (Origin.PASTED, [10, [0, "12", "34"], 2]),
        (Origin.TYPED, [[2], 15]),
    )
    assert parts(stream) == [
        ("starter", "start\n"),
        ("typed", "ab"),
        ("pasted", "12\n34"),
        ("typed", "cd"),
    ]


def test_a_reload_does_not_make_typed_code_a_loaded_one(session: DsaSession) -> None:
    log(session, (Origin.STARTER, ""), (Origin.TYPED, [[0, "mine"]]))
    assert parts(log(session, (Origin.LOADED, "mine"))) == [("typed", "mine")]


def test_what_no_log_has_is_loaded(session: DsaSession) -> None:
    log(session, (Origin.STARTER, ""), (Origin.TYPED, [[0, "mine"]]))
    assert parts(log(session, (Origin.LOADED, "mi<>ne"))) == [
        ("typed", "mi"),
        ("loaded", "<>"),
        ("typed", "ne"),
    ]


def test_an_earlier_submission_is_loaded(session: DsaSession) -> None:
    stream = log(session, (Origin.STARTER, ""), (Origin.TYPED, [[0, "new"]]), (Origin.LOADED, "old"))
    assert parts(stream) == [("loaded", "old")]


def test_another_devices_code_is_what_it_was_there(session: DsaSession) -> None:
    log(session, (Origin.STARTER, ""), (Origin.PASTED, [[0, "theirs"]]))
    stream = log(session, (Origin.STARTER, ""), (Origin.TYPED, [[0, "own"]]), (Origin.LOADED, "theirs"))
    assert parts(stream) == [("pasted", "theirs")]


def test_checkpoints(session: DsaSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "CHANGES_PER_CHECKPOINT", 3)
    typing = [(Origin.TYPED, [place, [0, "x"]] if place else [[0, "x"]]) for place in range(7)]
    stream = log(session, (Origin.STARTER, ""), *typing)
    row = DraftChanges.objects.get(stream=stream)
    assert (row.count, row.is_checkpoint, row.text_after) == (8, True, "x" * 7)
    written = written_at(stream, timezone.now())
    assert written is not None
    assert written.runs == (Run(Origin.TYPED, 7),)


@pytest.mark.parametrize(
    "change_set",
    [
        [2],
        [4],
        [3, 1],
        [-3],
        [True, 2],
        [[4]],
        [[0]],
        [3, [0, "a\nb"]],
        [3, ["0"]],
        [3, [0, 1]],
        [[]],
        [3.0],
        ["abc"],
        {"3": 1},
        None,
    ],
)
def test_what_is_no_change_of_this_text(change_set: Any) -> None:
    with pytest.raises(ChangeSetInvalid):
        WrittenText.of("abc", Origin.TYPED).changed(change_set, Origin.TYPED)
