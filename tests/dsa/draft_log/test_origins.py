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
from talentsync.lib.errors import Refused


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


def test_what_undo_and_redo_bring_back_is_what_it_was(
    session: DsaSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    pasted = [("starter", "# start\n"), ("pasted", "12"), ("typed", "a")]
    steps: list[tuple[Origin, Any]] = [
        (Origin.STARTER, "# start\n"),
        (Origin.TYPED, [8, [0, "a"]]),
        (Origin.PASTED, [8, [0, "12"], 1]),
        (Origin.TYPED, [[11]]),
        (Origin.RESTORED, [[0, "# start", "12a"]]),
        (Origin.RESTORED, [8, [2], 1]),
        (Origin.RESTORED, [8, [0, "12"], 1]),
    ]
    stream = log(session, *steps)
    assert parts(stream) == pasted
    replayed = written_at(stream, timezone.now())
    assert replayed is not None
    assert [(run.origin.value, run.length) for run in replayed.runs] == [tuple(run) for run in stream.runs]

    # In requests of their own, with checkpoints between them.
    monkeypatch.setattr(services, "CHANGES_PER_CHECKPOINT", 2)
    monkeypatch.setattr(services, "CHANGES_REMEMBERED", 4)
    name = StreamName(uuid.uuid4(), uuid.uuid4(), "mirror", "python")
    for number, (origin, what) in enumerate(steps):
        made = Change(0, origin, None, what) if isinstance(what, str) else Change(0, origin, what, None)
        append_changes(session=session, name=name, first=number, changes=[made])
    assert parts(DraftStream.objects.get(key=name.key)) == pasted


def test_moved_lines_are_what_they_were(session: DsaSession) -> None:
    """As CodeMirror moves a line down: the one below it is taken out and put in above."""
    stream = log(
        session,
        (Origin.STARTER, "own\n"),
        (Origin.PASTED, [4, [0, "theirs"]]),
        (Origin.RESTORED, [[0, "theirs", ""], 3, [7]]),
    )
    assert parts(stream) == [("pasted", "theirs\n"), ("starter", "own")]


def test_words_that_trade_places_are_what_they_were(session: DsaSession) -> None:
    """Each is looked up among all that the change takes out."""
    stream = log(
        session,
        (Origin.STARTER, "aa"),
        (Origin.TYPED, [2, [0, "|x|"]]),
        (Origin.PASTED, [5, [0, "bb"]]),
        (Origin.RESTORED, [[2, "bb"], 3, [2, "aa"]]),
    )
    assert parts(stream) == [("pasted", "bb"), ("typed", "|x|"), ("starter", "aa")]


def test_what_is_not_known_any_more_counts_as_typed(session: DsaSession) -> None:
    stream = log(session, (Origin.STARTER, "a"), (Origin.RESTORED, [1, [0, "b"]]))
    assert parts(stream) == [("starter", "a"), ("typed", "b")]


@pytest.mark.parametrize("change_set", [[2], ["x"]])
def test_nothing_comes_back_by_what_is_no_change_of_the_text(session: DsaSession, change_set: Any) -> None:
    with pytest.raises(Refused) as refused:
        log(session, (Origin.STARTER, "a"), (Origin.RESTORED, change_set))
    assert refused.value.code == "draft_log_invalid"


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
