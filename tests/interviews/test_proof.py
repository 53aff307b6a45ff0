"""The chain of hashes: what was written verifies, and whatever was done to it is found."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from io import StringIO
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F
from django.utils import timezone as django_timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from interviews import heads_file
from interviews.chain import GENESIS, LogDigest, canonical, content_digest, link, time_text
from interviews.choices import EventKind, InterviewState
from interviews.examination import (
    Evidence,
    Finding,
    Head,
    StoredEvent,
    StoredLog,
    Tampering,
    examine,
)
from interviews.heads_file import BrokenFile, HeadLine
from interviews.hooks import proven_logs
from interviews.models import ChainHead, Interview, Invitation, Scorecard, SealedLog, TimelineEvent, User
from interviews.scorecard_proof import scorecard_digest
from interviews.services.erasure import ERASED_NAME, erase_candidate
from interviews.services.interviews import complete_interview, start_interview
from interviews.services.invitations import issue_invitation
from interviews.services.proof import (
    note_heads,
    record_log_erased,
    seal_ended_interviews,
    seal_interview,
    write_heads,
)
from interviews.services.scorecards import save_scorecard
from interviews.tasks import prove_interviews
from interviews.timeline import SYSTEM, Actor, record_event
from interviews.verification import Verification, verify_interview
from rooms.models import ChatMessage, CodeRun, CodeRunState, DocumentUpdate, WhiteboardChange
from tests.rooms.runs import finished_run
from tests.rooms.typist import Typist

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
ID = UUID("00000000-0000-4000-8000-000000000001")


# The canonical form ---------------------------------------------------------------------------------------------------


def test_the_canonical_form_is_what_the_documentation_says() -> None:
    """Spelled out, because others compute the same."""
    assert canonical({"b": [1.0, "é", None, True], "a": {"y": 0.5, "x": -0.0}}) == (
        b'{"a":{"x":0,"y":0.5},"b":[1,"\\u00e9",null,true]}'
    )
    assert time_text(datetime(2026, 11, 28, 13, tzinfo=timezone(timedelta(hours=1)))) == (
        "2026-11-28T12:00:00.000000Z"
    )
    content = content_digest(
        interview_id=ID, sequence=1, at=NOON, actor="user:3", kind="interview_started", payload={}
    )
    assert content == "bb63bc5d086608bd8ebd99acab3d40d1246a37269db1db1d37ef49393f878519"
    assert link(GENESIS, content) == "031a5935fba744c393fd8dfd17341b19c91f39ec3917185e0d99ba8116a62a20"


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    )
)
def test_what_a_database_gives_back_has_the_same_form(value: Any) -> None:
    assert canonical(json.loads(canonical(value))) == canonical(value)


# Tampering ------------------------------------------------------------------------------------------------------------

EVENTS, ROWS = 12, 9


def intact() -> Evidence:
    """An ended interview of twelve events with two sealed logs, of which more was noted than its end."""
    logs = {
        name: [{"sequence": n, "text": f"{name} {n}"} for n in range(1, ROWS + 1)]
        for name in ("chat", "document")
    }
    digests = {name: LogDigest.of(rows) for name, rows in logs.items()}
    events: list[StoredEvent] = []
    previous = GENESIS
    for sequence in range(1, EVENTS + 1):
        seal = sequence == EVENTS - 1
        payload: dict[str, Any] = {"number": sequence}
        if seal:
            payload = {
                "logs": [
                    {"name": name, "rows": digest.rows, "digest": digest.hexdigest}
                    for name, digest in digests.items()
                ]
            }
        fields: dict[str, Any] = {
            "sequence": sequence,
            "at": NOON + timedelta(seconds=sequence),
            "actor": "user:3",
            "kind": "logs_sealed" if seal else "participant_joined",
            "payload": payload,
        }
        previous = link(previous, content_digest(interview_id=ID, **fields))
        events.append(StoredEvent(**fields, digest=previous))
    return Evidence(
        interview_id=ID,
        last_sequence=EVENTS,
        has_ended=True,
        events=events,
        logs={name: StoredLog(rows, bytes(digests[name].marks)) for name, rows in logs.items()},
        heads=[Head(5, events[4].digest), Head(EVENTS, events[-1].digest)],
    )


INTACT = intact()
WHERES = ("timeline", "chat", "document")


def test_nothing_is_found_where_nothing_was_done() -> None:
    assert examine(INTACT) == []


def with_events(events: list[StoredEvent]) -> Evidence:
    return replace(INTACT, events=events)


def with_rows(name: str, rows: list[Any]) -> Evidence:
    return replace(INTACT, logs={**INTACT.logs, name: replace(INTACT.logs[name], rows=rows)})


def chained_anew(events: list[StoredEvent]) -> list[StoredEvent]:
    """As somebody does who knows the rules: numbers and digests fit each other."""
    previous, result = GENESIS, []
    for sequence, event in enumerate(events, 1):
        moved = replace(event, sequence=sequence)
        content = content_digest(
            interview_id=ID,
            sequence=sequence,
            at=moved.at,
            actor=moved.actor,
            kind=moved.kind,
            payload=moved.payload,
        )
        previous = link(previous, content)
        result.append(replace(moved, digest=previous))
    return result


@st.composite
def tampered(draw: st.DrawFn) -> Evidence:
    """One row is changed, dropped, doubled, added or swapped with another, by somebody more or less careful."""
    where = draw(st.sampled_from(WHERES))
    what = draw(st.sampled_from(["change", "drop", "double", "add", "swap", "cut"]))
    if where != "timeline":
        rows: list[Any] = list(INTACT.logs[where].rows)
        return with_rows(where, _tampered_rows(draw, what, rows, lambda row: {**row, "text": "another"}))
    events = list(INTACT.events)
    change = draw(
        st.sampled_from(
            [
                lambda event: replace(event, payload={**event.payload, "number": -1}),
                lambda event: replace(event, actor="invitation:8"),
                lambda event: replace(event, at=event.at + timedelta(microseconds=1)),
                lambda event: replace(event, kind="participant_left"),
                lambda event: replace(event, digest="f" * 64),
            ]
        )
    )
    result = _tampered_rows(draw, what, events, change)
    care = draw(st.sampled_from(["none", "renumbered", "chained"]))
    if care == "none":
        return with_events(result)
    renumbered = [replace(event, sequence=number) for number, event in enumerate(result, 1)]
    if care == "renumbered" and renumbered != list(INTACT.events):
        return replace(INTACT, events=renumbered, last_sequence=len(renumbered))
    # Whoever chains everything anew is found by what was noted elsewhere.
    anew = chained_anew(result)
    if anew[:EVENTS] == list(INTACT.events):
        # The digest alone was changed, and is right again; or one event more, which is what appending is as well: it is
        # told by the interview's own count.
        return with_events(anew if len(anew) > EVENTS else list(INTACT.events[:-1]))
    return replace(INTACT, events=anew, last_sequence=len(anew))


def _tampered_rows(draw: st.DrawFn, what: str, rows: list[Any], change: Any) -> list[Any]:
    at = draw(st.integers(0, len(rows) - 1))
    other = draw(st.integers(0, len(rows) - 2))
    match what:
        case "change":
            rows[at] = change(rows[at])
        case "drop":
            del rows[at]
        case "double":
            rows.insert(at, rows[at])
        case "add":
            rows.insert(at, change(rows[at]))
        case "cut":
            del rows[at:]
        case "swap":
            other += other >= at
            rows[at], rows[other] = rows[other], rows[at]
            if isinstance(rows[at], StoredEvent):
                here, there = rows[at].sequence, rows[other].sequence
                rows[at], rows[other] = replace(rows[at], sequence=there), replace(rows[other], sequence=here)
    return rows


@settings(max_examples=1_000, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(tampered())
def test_whatever_is_done_to_one_row_is_found(evidence: Evidence) -> None:
    assert examine(evidence) != []


def test_what_was_done_to_the_timeline_is_told() -> None:
    events = list(INTACT.events)
    changed = [*events[:4], replace(events[4], actor="invitation:8"), *events[5:]]
    assert examine(with_events(changed)) == [Finding("timeline", Tampering.CHANGED, 5, 5)]
    assert examine(with_events([*events[:4], *events[6:]])) == [Finding("timeline", Tampering.DROPPED, 5, 6)]
    assert examine(with_events(events[:-1])) == [Finding("timeline", Tampering.DROPPED, EVENTS, EVENTS)]
    swapped = [
        *events[:2],
        replace(events[5], sequence=3),
        *events[3:5],
        replace(events[2], sequence=6),
        *events[6:],
    ]
    assert examine(with_events(swapped)) == [
        Finding("timeline", Tampering.MOVED, 3, 3),
        Finding("timeline", Tampering.MOVED, 6, 6),
    ]
    added = [*events, replace(events[-1], sequence=EVENTS + 1)]
    assert examine(with_events(added)) == [Finding("timeline", Tampering.ADDED, EVENTS + 1, EVENTS + 1)]
    anew = chained_anew([*events[:3], replace(events[3], actor="invitation:8"), *events[4:]])
    assert examine(with_events(anew)) == [
        Finding("heads", Tampering.CHANGED, 5, 5),
        Finding("heads", Tampering.CHANGED, EVENTS, EVENTS),
    ]


def test_what_was_done_to_a_log_is_told() -> None:
    rows = list(INTACT.logs["chat"].rows)
    other = {**rows[3], "text": "another"}
    cases: list[tuple[list[Any], Finding]] = [
        ([*rows[:3], other, *rows[4:]], Finding("chat", Tampering.CHANGED, 4, 4)),
        ([*rows[:3], *rows[5:]], Finding("chat", Tampering.DROPPED, 4, 5)),
        ([*rows[:3], other, *rows[3:]], Finding("chat", Tampering.ADDED, 4, 4)),
        ([*rows, other], Finding("chat", Tampering.ADDED, ROWS + 1, ROWS + 1)),
        ([*rows[:2], rows[3], rows[2], *rows[4:]], Finding("chat", Tampering.MOVED, 3, 4)),
        ([], Finding("chat", Tampering.DROPPED, 1, ROWS)),
    ]
    for tampered_rows, finding in cases:
        assert examine(with_rows("chat", tampered_rows)) == [finding]
    # Without the marks it is found all the same.
    blind = replace(INTACT.logs["chat"], rows=[*rows[:3], other, *rows[4:]], marks=b"")
    assert examine(replace(INTACT, logs={**INTACT.logs, "chat": blind})) != []


def test_a_room_that_is_open_again_may_grow() -> None:
    rows = [*INTACT.logs["chat"].rows, {"sequence": ROWS + 1, "text": "more"}]
    grown = replace(with_rows("chat", rows), has_ended=False)
    assert examine(grown) == []
    assert examine(replace(with_rows("chat", rows[1:]), has_ended=False)) != []


# The file of heads ----------------------------------------------------------------------------------------------------


def head_line(number: int) -> HeadLine:
    return HeadLine(number, "2026-11-28T12:00:00.000000Z", str(ID), "grown", number, f"{number:064}")


def test_each_line_of_the_file_follows_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "heads.jsonl"
    heads_file.append(path, [head_line(1), head_line(2)])
    heads_file.append(path, [head_line(3)])
    heads_file.append(path, [])
    assert heads_file.read(path) == [head_line(1), head_line(2), head_line(3)]
    assert path.stat().st_mode & 0o777 == 0o600
    lines = path.read_bytes().splitlines(keepends=True)
    for broken in (
        [lines[0], lines[2]],
        [lines[1], lines[0], lines[2]],
        [lines[0], lines[0], lines[1], lines[2]],
        [lines[0].replace(b'"events":1', b'"events":2'), *lines[1:]],
        [*lines, b"{}\n"],
        [*lines, b"not json\n"],
    ):
        path.write_bytes(b"".join(broken))
        with pytest.raises(BrokenFile, match="line"):
            heads_file.read(path)


@pytest.mark.parametrize("kept", [0, 1, 40, -5, -1])
def test_what_is_left_of_a_torn_line_hides_no_other(tmp_path: Path, kept: int) -> None:
    """A process was killed, or the machine, after so many bytes of its second line."""
    path = tmp_path / "heads.jsonl"
    heads_file.append(path, [head_line(1)])
    first = path.read_bytes()
    heads_file.append(path, [head_line(2), head_line(3)])
    second = path.read_bytes()[len(first) :].splitlines(keepends=True)[0]
    torn = first + second[:kept]
    path.write_bytes(torn)
    assert heads_file.read(path) == [head_line(1)]
    heads_file.append(path, [head_line(2), head_line(3)])
    # Nothing of what was there was changed.
    assert path.read_bytes().startswith(torn)
    # All of the line was there but for its end.
    whole = [head_line(2)] if kept == -1 else []
    assert heads_file.read(path) == [head_line(1), *whole, head_line(2), head_line(3)]
    lines = path.read_bytes().splitlines(keepends=True)
    if kept in (40, -5):
        other = lines[1].replace(b"2026", b"2027")
        for changed in (
            [lines[0], other, *lines[2:]],
            [lines[0], *lines[2:]],
            [lines[0], lines[1], lines[3]],
        ):
            path.write_bytes(b"".join(changed))
            with pytest.raises(BrokenFile, match="line"):
                heads_file.read(path)


def test_a_machine_that_died_may_leave_much_that_is_no_line(tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    heads_file.append(path, [head_line(1)])
    with path.open("ab") as file:
        file.write(b"\0" * 3 * heads_file.TAIL_BYTES)
    heads_file.append(path, [head_line(2)])
    heads_file.append(path, [head_line(3)])
    assert heads_file.read(path) == [head_line(1), head_line(2), head_line(3)]


def test_processes_append_at_the_same_time(tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"

    def write(number: int) -> None:
        for line in range(20):
            heads_file.append(path, [head_line(number * 100 + line)])

    threads = [Thread(target=write, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(heads_file.read(path)) == 80


# In the database ------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def heads(tmp_path: Path, settings: Settings) -> Path:
    path = tmp_path / "heads.jsonl"
    settings.CHAIN_HEADS_FILE = path
    return path


@pytest.fixture
def held(interview: Interview, ivan: User, cara: Invitation) -> Interview:
    """An interview in which something was typed, drawn, said and run."""
    his = Actor.user(ivan)
    start_interview(interview_id=interview.pk, actor=his)
    for number in range(3):
        record_event(
            interview.pk,
            EventKind.QUESTION_PUSHED,
            actor=his,
            payload={"questionText": f"Question {number}?", "points": 1.0},
        )
    typist = Typist()
    for sequence in range(1, 6):
        DocumentUpdate.objects.create(
            interview=interview,
            sequence=sequence,
            created_at=NOON,
            actor_invitation=cara,
            update_bytes=typist.type("x"),
        )
        ChatMessage.objects.create(
            interview=interview,
            created_at=NOON + timedelta(seconds=sequence),
            channel="room",
            actor_user=ivan,
            peer_id="his",
            author_name="Ivan",
            text=f"message {sequence}",
        )
    WhiteboardChange.objects.create(
        interview=interview,
        sequence=1,
        created_at=NOON,
        actor_user=ivan,
        elements_json="[]",
        scene_elements=0,
        scene_bytes=0,
    )
    finished_run(interview, ivan, document_sequence=5, finished_at=NOON, stdout="42")
    return interview


@pytest.fixture
def proven(held: Interview, ivan: User) -> Interview:
    note_heads()
    complete_interview(interview_id=held.pk, actor=Actor.user(ivan))
    prove_interviews()
    held.refresh_from_db()
    return held


def verify(interview_id: UUID, path: Path) -> Verification:
    result = verify_interview(interview_id, path)
    assert result is not None
    return result


def test_an_interview_verifies_at_every_time(held: Interview, ivan: User, heads: Path) -> None:
    assert verify(held.pk, heads).is_good
    prove_interviews()
    assert verify(held.pk, heads).is_good
    assert not verify(held.pk, heads).is_sealed
    complete_interview(interview_id=held.pk, actor=Actor.user(ivan))
    assert verify(held.pk, heads).is_good
    prove_interviews()
    result = verify(held.pk, heads)
    assert result.is_good
    assert result.is_sealed
    assert result.logs == {
        "document": 5,
        "whiteboard": 1,
        "chat": 5,
        "runs": 1,
        "submissions": 0,
        "drafts": 0,
    }
    events = TimelineEvent.objects.filter(interview=held).count()
    assert heads_file.read(heads)[-1].events == events
    # Again, it finds nothing to do.
    assert prove_interviews() == 0
    assert TimelineEvent.objects.filter(interview=held).count() == events


def test_an_erased_name_is_no_tampering(
    held: Interview, ivan: User, cara: Invitation, rita: User, heads: Path
) -> None:
    """Somebody else is invited, so that the interview stays. Names are in no digest."""
    dan = Invitation(interview=held, name="Dan", email="dan@mail.example", expires_at=cara.expires_at)
    issue_invitation(invitation=dan, actor=rita)
    CodeRun.objects.update(actor_user=None, actor_invitation=cara, author_name=cara.name)
    complete_interview(interview_id=held.pk, actor=Actor.user(ivan))
    prove_interviews()
    erase_candidate(candidate=cara.candidate, actor=rita)
    assert CodeRun.objects.get().author_name == ERASED_NAME
    result = verify(held.pk, heads)
    assert result.is_sealed
    assert result.is_good


def test_waiting_runs_put_the_seal_off(held: Interview, ivan: User) -> None:
    CodeRun.objects.update(state=CodeRunState.RUNNING)
    complete_interview(interview_id=held.pk, actor=Actor.user(ivan))
    assert seal_ended_interviews() == 0
    CodeRun.objects.update(state=CodeRunState.FINISHED)
    assert seal_ended_interviews() == 1
    assert not seal_interview(uuid4())


def test_of_two_who_seal_at_once_one_does(
    held: Interview, ivan: User, heads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete_interview(interview_id=held.pk, actor=Actor.user(ivan))
    digest_of, others = LogDigest.of, list[bool]()

    def after_another(rows: Iterable[Any]) -> LogDigest:
        monkeypatch.setattr(LogDigest, "of", digest_of)
        others.append(seal_interview(held.pk))
        return digest_of(rows)

    monkeypatch.setattr(LogDigest, "of", after_another)
    assert not seal_interview(held.pk)
    assert others == [True]
    assert TimelineEvent.objects.filter(interview=held, kind=EventKind.LOGS_SEALED).count() == 1
    assert verify(held.pk, heads).is_good


def test_what_was_sealed_in_the_first_form_is_verified_in_that(
    held: Interview, ivan: User, heads: Path
) -> None:
    complete_interview(interview_id=held.pk, actor=Actor.user(ivan))
    logs = {
        log.name: LogDigest.of(log.older.get(1, log.rows)(held.pk))
        for log in proven_logs
        if log.name != "drafts"
    }
    record_event(
        held.pk,
        EventKind.LOGS_SEALED,
        actor=SYSTEM,
        payload={
            "version": 1,
            "logs": [
                {"name": name, "rows": digest.rows, "digest": digest.hexdigest}
                for name, digest in logs.items()
            ],
        },
    )
    for name, digest in logs.items():
        SealedLog.objects.create(interview=held, name=name, marks=bytes(digest.marks))
    Interview.objects.filter(pk=held.pk).update(sealed_at=F("ended_at"))
    assert verify(held.pk, heads).is_good
    CodeRun.objects.update(problem=None, test_results=[{"verdict": "AC"}])
    assert verify(held.pk, heads).is_good
    CodeRun.objects.update(stdout="43")
    assert verify(held.pk, heads).findings == [Finding("runs", Tampering.CHANGED, 1, 1)]
    CodeRun.objects.update(stdout="42")
    # Sealed again, it is held to both forms.
    assert seal_interview(held.pk)
    assert verify(held.pk, heads).is_good
    CodeRun.objects.update(test_results=[])
    assert verify(held.pk, heads).findings == [Finding("runs", Tampering.CHANGED, 1, 1)]


TAMPERINGS: list[tuple[str, str, str]] = [
    (
        "UPDATE interviews_timelineevent SET kind = 'participant_left' WHERE interview_id = %s AND sequence = 2",
        "timeline",
        "changed",
    ),
    ("DELETE FROM interviews_timelineevent WHERE interview_id = %s AND sequence = 3", "timeline", "dropped"),
    (
        "UPDATE rooms_chatmessage SET text = 'other' WHERE interview_id = %s AND text = 'message 3'",
        "chat",
        "changed",
    ),
    ("DELETE FROM rooms_documentupdate WHERE interview_id = %s AND sequence = 4", "document", "dropped"),
    (
        "INSERT INTO rooms_documentupdate (interview_id, sequence, created_at, actor_invitation_id, update_bytes)"
        " SELECT interview_id, 6, created_at, actor_invitation_id, update_bytes"
        " FROM rooms_documentupdate WHERE interview_id = %s AND sequence = 5",
        "document",
        "added",
    ),
    ("UPDATE rooms_coderun SET stdout = '43' WHERE interview_id = %s", "runs", "changed"),
    (
        """UPDATE rooms_coderun SET test_results = '[{"verdict": "AC"}]' WHERE interview_id = %s""",
        "runs",
        "changed",
    ),
    (
        "UPDATE rooms_whiteboardchange SET elements_json = '[1]' WHERE interview_id = %s",
        "whiteboard",
        "changed",
    ),
]


@pytest.mark.parametrize(("statement", "where", "what"), TAMPERINGS)
def test_tampering_in_the_database_is_told(
    proven: Interview, heads: Path, statement: str, where: str, what: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [Interview._meta.pk.get_db_prep_value(proven.pk, connection)])
        assert cursor.rowcount == 1
    findings = verify(proven.pk, heads).findings
    assert [(finding.where, finding.what.value) for finding in findings] == [(where, what)]
    output = StringIO()
    with pytest.raises(CommandError, match="1 problems"):
        call_command("verify_interview", str(proven.pk), stdout=output)
    assert f"{where}: row" in output.getvalue().lower()
    assert what in output.getvalue()


@pytest.fixture
def judged(held: Interview, ivan: User, ines: User, heads: Path) -> Interview:
    """Ivan's scorecard was handed in, and Ines's before events had digests."""
    held.interviewers.add(ines)
    complete_interview(interview_id=held.pk, actor=Actor.user(ivan))
    save_scorecard(
        interviewer=ivan, interview_id=held.pk, ratings=[], recommendation=1, summary="Not yet.", hand_in=True
    )
    Scorecard.objects.create(
        interview=held, interviewer=ines, recommendation=2, handed_in_at=django_timezone.now(), ratings=[]
    )
    record_event(held.pk, EventKind.SCORECARD_HANDED_IN, actor=Actor.user(ines))
    prove_interviews()
    assert verify(held.pk, heads).is_good
    return held


def test_a_scorecard_that_was_changed_after_it_was_handed_in_is_told(
    judged: Interview, ivan: User, heads: Path
) -> None:
    own = Scorecard.objects.filter(interviewer=ivan)
    as_it_was = own.values().get()
    assert as_it_was["handed_in_at"] is not None
    later = as_it_was["handed_in_at"] + timedelta(microseconds=1)
    rating = {"criterion": "Code", "mark": 4, "anchor": "", "comment": ""}
    for change in (
        {"recommendation": 4},
        {"summary": "Surely."},
        {"ratings": [rating]},
        {"handed_in_at": later},
        {"proof_salt": ""},
    ):
        own.update(**change)
        result = verify(judged.pk, heads)
        assert result.findings == [Finding("scorecards", Tampering.CHANGED, 1, 1)]
        own.update(**as_it_was)
        assert verify(judged.pk, heads).is_good
    assert result.problems == ["Scorecards: row 1 changed."]


def test_scorecards_that_went_or_came_are_told(
    judged: Interview, ivan: User, rita: User, heads: Path
) -> None:
    Scorecard.objects.filter(interviewer=ivan).delete()
    Scorecard.objects.create(
        interview=judged, interviewer=rita, recommendation=4, handed_in_at=django_timezone.now(), ratings=[]
    )
    assert verify(judged.pk, heads).findings == [
        Finding("scorecards", Tampering.DROPPED, 1, 1),
        Finding("scorecards", Tampering.ADDED, 3, 3),
    ]


def test_a_handed_in_event_tells_nobody_what_a_scorecard_says(judged: Interview, ivan: User) -> None:
    """Four recommendations and no words are soon tried: whoever reads the timeline lacks the salt."""
    scorecard = Scorecard.objects.get(interviewer=ivan)
    event = TimelineEvent.objects.get(interview=judged, kind=EventKind.SCORECARD_HANDED_IN, actor_user=ivan)
    assert "Not yet." not in str(event.payload)
    assert scorecard.proof_salt not in str(event.payload)
    assert len(scorecard.proof_salt) == 32
    scorecard.proof_salt = ""
    assert scorecard_digest(scorecard) != event.payload["digest"]


def test_swapped_events_are_told(proven: Interview, heads: Path) -> None:
    with connection.cursor() as cursor:
        key = Interview._meta.pk.get_db_prep_value(proven.pk, connection)
        for number, other in ((2, 99), (4, 2), (99, 4)):
            cursor.execute(
                "UPDATE interviews_timelineevent SET sequence = %s WHERE interview_id = %s AND sequence = %s",
                [other, key, number],
            )
    findings = verify(proven.pk, heads).findings
    assert {(finding.what, finding.first) for finding in findings if finding.where == "timeline"} == {
        (Tampering.MOVED, 2),
        (Tampering.MOVED, 4),
    }


def test_the_last_events_cannot_go_unseen(proven: Interview, heads: Path) -> None:
    """Not even by somebody who counts the interview down."""
    with connection.cursor() as cursor:
        key = Interview._meta.pk.get_db_prep_value(proven.pk, connection)
        cursor.execute(
            "DELETE FROM interviews_timelineevent WHERE interview_id = %s AND sequence = %s",
            [key, proven.last_event_sequence],
        )
    Interview.objects.filter(pk=proven.pk).update(last_event_sequence=proven.last_event_sequence - 1)
    assert [finding.what for finding in verify(proven.pk, heads).findings] == [Tampering.DROPPED]


def test_the_file_of_heads_is_watched(proven: Interview, heads: Path) -> None:
    content = heads.read_bytes()
    heads.write_bytes(content.replace(b'"events":', b'"events":1', 1))
    assert "cannot be trusted" in verify(proven.pk, heads).problems[0]
    heads.write_bytes(content.splitlines(keepends=True)[0])
    assert "lacks" in verify(proven.pk, heads).problems[0]
    heads.unlink()
    assert "lacks" in verify(proven.pk, heads).problems[0]
    heads.write_bytes(content)
    assert verify(proven.pk, heads).is_good


def test_a_head_that_could_not_be_written_is_written_later(
    held: Interview, heads: Path, settings: Settings, tmp_path: Path
) -> None:
    settings.CHAIN_HEADS_FILE = tmp_path / "file" / "heads.jsonl"
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        note_heads()
    assert ChainHead.objects.waiting().count() == 1
    settings.CHAIN_HEADS_FILE = heads
    assert write_heads() == 1
    assert write_heads() == 0
    assert verify(held.pk, heads).is_good


def test_an_erased_interview_leaves_a_tombstone(proven: Interview, heads: Path) -> None:
    interview_id, events = proven.pk, proven.last_event_sequence
    proven.delete()
    assert not SealedLog.objects.exists()
    prove_interviews()
    result = verify(interview_id, heads)
    assert result.is_good
    assert result.erased_at is not None
    assert result.events == events
    output = StringIO()
    call_command("verify_interview", str(interview_id), stdout=output)
    assert f"its timeline had {events} events" in output.getvalue()
    with pytest.raises(CommandError, match="there was none"):
        call_command("verify_interview", str(uuid4()))


def test_an_interview_that_is_gone_without_a_tombstone_is_told(proven: Interview, heads: Path) -> None:
    interview_id = proven.pk
    proven.delete()
    ChainHead.objects.filter(reason="erased")._raw_delete("default")
    assert verify(interview_id, heads).problems == [
        "The interview is gone, and nothing tells that it was erased."
    ]
    with pytest.raises(TypeError, match="for good"):
        ChainHead.objects.all().delete()


def test_a_log_that_was_erased_is_sealed_anew(proven: Interview, heads: Path) -> None:
    ChatMessage.objects.filter(text="message 2")._raw_delete("default")
    assert not verify(proven.pk, heads).is_good
    record_log_erased(proven.pk, "chat", actor=SYSTEM)
    prove_interviews()
    assert verify(proven.pk, heads).is_good
    ChatMessage.objects.filter(text="message 3")._raw_delete("default")
    assert [(finding.where, finding.what) for finding in verify(proven.pk, heads).findings] == [
        ("chat", Tampering.DROPPED)
    ]


def test_an_interview_that_is_held_again_is_sealed_again(proven: Interview, ivan: User, heads: Path) -> None:
    """What was sealed first stays as it was, and the second seal does not cover up for a change of it."""
    Interview.objects.filter(pk=proven.pk).update(state=InterviewState.LIVE, ended_at=None)
    ChatMessage.objects.create(
        interview=proven,
        created_at=NOON + timedelta(hours=1),
        channel="room",
        actor_user=ivan,
        peer_id="his",
        author_name="Ivan",
        text="again",
    )
    assert verify(proven.pk, heads).is_good
    ChatMessage.objects.filter(text="message 3")._raw_delete("default")
    complete_interview(interview_id=proven.pk, actor=Actor.user(ivan))
    prove_interviews()
    assert TimelineEvent.objects.filter(interview=proven, kind=EventKind.LOGS_SEALED).count() == 2
    assert [finding.where for finding in verify(proven.pk, heads).findings] == ["chat"]


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_make_one_chain(
    interview: Interview, heads: Path, close_connections_of_threads: None
) -> None:
    before = TimelineEvent.objects.filter(interview=interview).count()
    start = Barrier(4)

    def write() -> None:
        start.wait()
        for number in range(10):
            record_event(interview.pk, EventKind.ROOM_LOCKED, actor=SYSTEM, payload={"number": number})

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert TimelineEvent.objects.filter(interview=interview).count() == before + 40
    assert verify(interview.pk, heads).is_good


@pytest.mark.django_db(transaction=True)
def test_old_interviews_are_chained(heads: Path) -> None:
    """By the migration, on the database of the commit before it."""
    before = [("interviews", "0008_notes_and_scorecards"), ("rooms", "0004_admission")]
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate(before)
    apps = executor.loader.project_state(before).apps
    recruiter = apps.get_model("interviews", "User").objects.create(username="recruiter")
    stage = apps.get_model("interviews", "StageTypeConfig").objects.create(
        key="talk", name="Talk", tools_config={}, dsa_config={}
    )
    ids = []
    for number in range(3):
        interview = apps.get_model("interviews", "Interview").objects.create(
            title=f"No {number}",
            stage=stage,
            scheduled_start=NOON,
            created_by=recruiter,
            last_event_sequence=5,
        )
        ids.append(interview.pk)
        for sequence in range(1, 6):
            apps.get_model("interviews", "TimelineEvent").objects.create(
                interview=interview,
                sequence=sequence,
                created_at=NOON + timedelta(seconds=sequence),
                actor_user=recruiter if sequence % 2 else None,
                kind="question_pushed",
                payload={"questionText": f"{number}", "points": 2.0},
            )
    MigrationExecutor(connection).migrate(latest)
    for pk in ids:
        record_event(pk, EventKind.ROOM_LOCKED, actor=SYSTEM)
        result = verify(pk, heads)
        assert result.problems == []
        assert result.events == 6
