"""The timeline of a live interview: everything that happened, by time, and nothing else."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from interviews.choices import EventKind
from interviews.models import Interview, InterviewQuestion, Invitation, User
from interviews.services.interviews import complete_interview, start_interview
from interviews.services.notes import save_note
from interviews.services.questions import add_question
from interviews.services.scorecards import save_scorecard
from interviews.timeline import SYSTEM, Actor, record_event
from replay import views
from replay.changes import changes_of
from replay.timeline import (
    BURST_GAP,
    Change,
    Entry,
    EntryKind,
    Event,
    WrittenNote,
    aggregate,
    time_limits,
)
from rooms.models import ChatMessage, CodeRun, CodeRunState, DocumentUpdate
from rooms.services.participation import record_departure
from tests.conftest import signed_in
from tests.replay.conftest import Record
from tests.rooms.typist import Typist

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
IVAN, CARA = Actor(user_id=1), Actor(invitation_id=2)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_entries_of_all_logs_come_by_time() -> None:
    events = [
        Event(at(0), IVAN, EventKind.INTERVIEW_STARTED, {}),
        Event(at(1), CARA, EventKind.PARTICIPANT_JOINED, {"userId": "x", "role": "candidate"}),
        Event(at(20), IVAN, EventKind.QUESTION_PUSHED, {"questionText": "Why?"}),
        Event(at(30), CARA, EventKind.PARTICIPANT_LEFT, {"userId": "x", "reason": "dropped"}),
        Event(at(40), IVAN, EventKind.INTERVIEW_COMPLETED, {}),
    ]
    document = [Change(at(2), CARA, 1), Change(at(25), IVAN, 2)]
    board = [Change(at(3), CARA, 1)]
    assert [(entry.at, entry.kind, entry.actor) for entry in aggregate(events, document, board, [], [])] == [
        (at(0), EntryKind.STARTED, IVAN),
        (at(1), EntryKind.JOINED, CARA),
        (at(2), EntryKind.DOCUMENT_EDITED, CARA),
        (at(3), EntryKind.BOARD_EDITED, CARA),
        (at(20), EntryKind.QUESTION_PUSHED, IVAN),
        (at(25), EntryKind.DOCUMENT_EDITED, IVAN),
        (at(30), EntryKind.LEFT, CARA),
        (at(40), EntryKind.COMPLETED, IVAN),
    ]


def test_what_one_person_does_without_a_pause_is_one_entry() -> None:
    gap = BURST_GAP.total_seconds()
    changes = [
        Change(at(0), CARA, 1),
        Change(at(gap - 1), CARA, 2),
        Change(at(gap), IVAN, 3),
        Change(at(gap), CARA, 4),
        Change(at(2 * gap), CARA, 5),
    ]
    assert list(aggregate([], changes, [], [], [])) == [
        Entry(at(0), EntryKind.DOCUMENT_EDITED, CARA, {"from": 1, "to": 2, "until": at(gap - 1)}),
        Entry(at(gap), EntryKind.DOCUMENT_EDITED, IVAN, {"from": 3, "to": 3, "until": at(gap)}),
        Entry(at(gap), EntryKind.DOCUMENT_EDITED, CARA, {"from": 4, "to": 4, "until": at(gap)}),
        Entry(at(2 * gap), EntryKind.DOCUMENT_EDITED, CARA, {"from": 5, "to": 5, "until": at(2 * gap)}),
    ]


def test_limits_hold_the_whole_of_the_last_entry() -> None:
    entries = list(
        aggregate([], [Change(at(1), CARA, 1), Change(at(4), CARA, 2)], [Change(at(2), IVAN, 1)], [], [])
    )
    assert time_limits(entries) == (at(1), at(4))
    assert time_limits([]) is None


def test_an_activity_says_what_was_done_and_nothing_else() -> None:
    paste = {"activity": "paste", "characters": 240, "secret": "marker"}
    events = [
        Event(at(1), CARA, EventKind.CANDIDATE_ACTIVITY, paste),
        Event(at(2), CARA, EventKind.CANDIDATE_ACTIVITY, {"activity": "hidden"}),
    ]
    assert [entry.reference for entry in aggregate(events, [], [], [], [])] == [
        {"activity": "paste", "characters": 240},
        {"activity": "hidden"},
    ]


@pytest.mark.parametrize("kind", EventKind.values)
def test_kinds_that_nobody_chose_stay_out(kind: str) -> None:
    shown = {
        EventKind.INTERVIEW_STARTED,
        EventKind.INTERVIEW_COMPLETED,
        EventKind.INTERVIEW_CANCELLED,
        EventKind.PARTICIPANT_JOINED,
        EventKind.PARTICIPANT_LEFT,
        EventKind.QUESTION_PUSHED,
        EventKind.CODE_RUN,
        EventKind.CANDIDATE_ACTIVITY,
        EventKind.PARTICIPANT_ADMITTED,
        EventKind.PARTICIPANT_DENIED,
        EventKind.PARTICIPANT_REMOVED,
        EventKind.ROOM_LOCKED,
        EventKind.ROOM_UNLOCKED,
    }
    run = {"runId": "id", "language": "python", "state": "finished", "problemTitle": "Mirror"}
    payload = {**run, "questionText": "marker", "reason": "left", "secret": "marker"}
    entries = list(aggregate([Event(NOON, IVAN, kind, payload)], [], [], [], []))
    assert bool(entries) == (kind in shown)
    assert all("secret" not in entry.reference for entry in entries)


def test_notes_stand_at_their_moments() -> None:
    notes = [WrittenNote(at(2), IVAN, "Asks first.")]
    entries = list(aggregate([], [Change(at(1), CARA, 1)], [Change(at(3), CARA, 1)], [], notes))
    assert [entry.kind for entry in entries] == [
        EntryKind.DOCUMENT_EDITED,
        EntryKind.NOTE,
        EntryKind.BOARD_EDITED,
    ]
    assert entries[1] == Entry(at(2), EntryKind.NOTE, IVAN, {"text": "Asks first."})


def test_each_reader_gets_the_notes_that_are_theirs_to_read(
    held: Interview, ivan: User, ines: User, rita: User
) -> None:
    held.interviewers.add(ines)
    for person in (ivan, ines):
        save_note(
            author=person,
            interview_id=held.pk,
            note_id=uuid4(),
            at=timezone.now(),
            text=f"of {person.username}",
        )

    def noted(reader: User) -> list[str]:
        answer = signed_in(reader).get(f"/interviews/{held.pk}/replay/timeline.json").json()
        return [entry["reference"]["text"] for entry in answer["entries"] if entry["kind"] == "note"]

    assert [noted(person) for person in (ivan, ines, rita)] == [["of ivan"], ["of ines"], []]
    for person in (ivan, ines):
        save_scorecard(
            interviewer=person,
            interview_id=held.pk,
            ratings=[],
            recommendation=3,
            summary="",
            hand_in=True,
        )
    assert [sorted(noted(person)) for person in (ivan, ines, rita)] == [["of ines", "of ivan"]] * 3


@pytest.fixture
def held(interview: Interview, ivan: User, cara: Invitation, rita: User, record: Record) -> Interview:
    """An interview that was held, with a marker in everything that is not for the timeline."""
    add_question(
        question=InterviewQuestion(
            interview=interview,
            owner=ivan,
            text="unasked-marker",
            interviewer_hints="hint-marker",
            expected_answer_guide="guide-marker",
        ),
        actor=rita,
    )
    Interview.objects.filter(pk=interview.pk).update(recruiter_notes="notes-marker")
    his, hers = Actor.user(ivan), Actor(invitation_id=cara.pk)
    start_interview(interview_id=interview.pk, actor=his)
    for colour, (actor, role) in enumerate(((his, "interviewer"), (hers, "candidate"))):
        payload = {"userId": role, "role": role, "colour": colour}
        record_event(interview.pk, EventKind.PARTICIPANT_JOINED, actor=actor, payload=payload)
    record_event(interview.pk, EventKind.QUESTION_PUSHED, actor=his, payload={"questionText": "Why?"})
    typist = Typist()
    typist.type("x = 1\n")
    last = interview.timeline.latest("created_at").created_at
    record([(last, cara, typist.made[0])])
    record_departure(interview_id=interview.pk, actor=hers, user_id="candidate", reason="left")
    complete_interview(interview_id=interview.pk, actor=his)
    interview.refresh_from_db()
    return interview


def test_json_of_an_interview(held: Interview, ivan: User, cara: Invitation) -> None:
    answer = signed_in(ivan).get(f"/interviews/{held.pk}/replay/timeline.json")
    content = answer.json()
    his, hers = f"user:{ivan.pk}", f"invitation:{cara.pk}"
    assert [(entry["kind"], entry["actor"]) for entry in content["entries"]] == [
        ("started", his),
        ("joined", his),
        ("joined", hers),
        ("question_pushed", his),
        ("document_edited", hers),
        ("left", hers),
        ("completed", his),
    ]
    assert content["entries"][3]["reference"] == {"questionText": "Why?"}
    edited = content["entries"][4]
    assert edited["reference"] == {"from": 1, "to": 1, "until": edited["at"]}
    assert content["people"][his] == {"name": "Ivan Example", "role": "interviewer", "colour": 0}
    assert content["people"][hers] == {"name": "Cara Candidate", "role": "candidate", "colour": 1}
    assert content["next"] is None
    assert "marker" not in json.dumps(content)


def test_the_page_tells_nothing_that_is_not_for_it(held: Interview, ivan: User) -> None:
    page = signed_in(ivan).get(f"/interviews/{held.pk}/replay/")
    assert page.status_code == 200
    assert b"marker" not in page.content
    assert b"x = 1" in page.content
    assert b"Why?" in page.content


def test_pages_follow_each_other(held: Interview, ivan: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client, url = signed_in(ivan), f"/interviews/{held.pk}/replay/timeline.json"
    whole = client.get(url).json()["entries"]
    monkeypatch.setattr(views, "ENTRIES_PER_PAGE", 3)
    pages: list[list[Any]] = []
    offset: int | None = 0
    while offset is not None:
        page = client.get(url, {"offset": offset}).json()
        pages.append(page["entries"])
        offset = page["next"]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [entry for page in pages for entry in page] == whole
    for nonsense in ("-1", "x", "1" * 30, "²"):
        assert client.get(url, {"offset": nonsense}).status_code == 404


def test_people_keep_their_part_when_they_are_taken_off(held: Interview, ivan: User, rita: User) -> None:
    held.interviewers.clear()
    record_event(held.pk, EventKind.INTERVIEW_COMPLETED, actor=Actor.user(rita))
    record_event(held.pk, EventKind.PARTICIPANT_LEFT, actor=SYSTEM, payload={"reason": "closed"})
    people = signed_in(rita).get(f"/interviews/{held.pk}/replay/timeline.json").json()["people"]
    assert people[f"user:{ivan.pk}"]["role"] == "interviewer"
    assert people[f"user:{rita.pk}"] == {"name": "Rita Example", "role": "recruiter", "colour": None}
    assert people["system"] == {"name": "TalentSync", "role": "system", "colour": None}


def test_final_code_and_board_are_files(held: Interview, ivan: User) -> None:
    client = signed_in(ivan)
    code = client.get(f"/interviews/{held.pk}/replay/code/")
    assert code.content == b"x = 1\n"
    assert code["Content-Disposition"] == 'attachment; filename="backend-engineer.py"'
    board = client.get(f"/interviews/{held.pk}/replay/board/")
    assert board.json()["elements"] == []
    assert board["Content-Disposition"] == 'attachment; filename="backend-engineer.excalidraw"'


def test_the_number_of_queries_does_not_grow(
    held: Interview, ivan: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(ivan)
    for _ in range(30):
        record_event(held.pk, EventKind.PARTICIPANT_JOINED, actor=Actor.user(ivan), payload={"userId": "y"})
    with django_assert_max_num_queries(18):
        client.get(f"/interviews/{held.pk}/replay/timeline.json")


def test_chat_is_part_of_it(held: Interview, ivan: User, cara: Invitation) -> None:
    """What interviewers say among themselves as well: candidates see no replay."""
    for who, channel, text in ((cara, "room", "Is this right?"), (ivan, "staff", "She is quick.")):
        ChatMessage.objects.create(
            interview=held,
            channel=channel,
            actor_user=who if isinstance(who, User) else None,
            actor_invitation=who if isinstance(who, Invitation) else None,
            peer_id="x",
            author_name="x",
            text=text,
        )
    content = signed_in(ivan).get(f"/interviews/{held.pk}/replay/timeline.json").json()
    assert [
        (entry["actor"], entry["reference"])
        for entry in content["entries"]
        if entry["kind"] == "chat_message"
    ] == [
        (f"invitation:{cara.pk}", {"channel": "room", "text": "Is this right?"}),
        (f"user:{ivan.pk}", {"channel": "staff", "text": "She is quick."}),
    ]


def test_what_a_run_gave(held: Interview, ivan: User, cara: Invitation, rita: User) -> None:
    """Only runs of this interview, and only those that are over."""

    def run_in(interview: Interview, state: CodeRunState) -> CodeRun:
        return CodeRun.objects.create(
            interview=interview,
            actor_invitation=cara,
            peer_id="hers",
            author_name="Cara",
            language="python",
            document_sequence=1,
            stdin="5",
            state=state,
            verdict="AC",
            stdout="25\n",
            stderr="",
        )

    client = signed_in(ivan)
    other = Interview.objects.create(
        title="Another", stage=held.stage, scheduled_start=held.scheduled_start, created_by=rita
    )

    def get(run: CodeRun) -> Any:
        return client.get(f"/interviews/{held.pk}/replay/runs/{run.pk}/")

    finished = run_in(held, CodeRunState.FINISHED)
    told = get(finished).json()
    assert (told["name"], told["language"], told["stdin"]) == ("Cara", "python", "5")
    assert (told["result"]["verdict"], told["result"]["stdout"]) == ("AC", "25\n")
    assert get(run_in(held, CodeRunState.QUEUED)).status_code == 404
    assert get(run_in(other, CodeRunState.FINISHED)).status_code == 404


def test_a_log_that_grows_is_read_on(
    held: Interview, ivan: User, cara: Invitation, record: Record, django_assert_num_queries: Any
) -> None:
    """What a process has read once it does not read again, and joins what goes on."""
    first = list(changes_of(DocumentUpdate, held.pk))
    assert [(change.sequence, change.last_sequence) for change in first] == [(1, 1)]
    for sequence, (seconds, who) in enumerate(((1, cara), (2, cara), (3, ivan)), 2):
        DocumentUpdate.objects.create(
            interview=held,
            sequence=sequence,
            created_at=first[0].at + timedelta(seconds=seconds),
            actor_user=who if isinstance(who, User) else None,
            actor_invitation=who if isinstance(who, Invitation) else None,
            update_bytes=b"",
        )
    for _ in range(2):
        with django_assert_num_queries(1):
            changes = changes_of(DocumentUpdate, held.pk)
        assert [(change.sequence, change.last_sequence) for change in changes] == [(1, 3), (4, 4)]
