"""The demo's live room holds a program that runs, and its ended one all that a room can leave."""

import json
from contextlib import redirect_stdout
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from interviews.choices import EventKind
from interviews.models import Interview, TimelineEvent, User
from replay.selectors import run_of, timeline_entries
from replay.timeline import EntryKind
from rooms import demo, demo_ended
from rooms.document.store import document_at
from rooms.models import (
    ChatChannel,
    ChatMessage,
    CodeRun,
    DocumentUpdate,
    WhiteboardChange,
    WhiteboardElement,
)
from rooms.running.problems import attached_problems
from rooms.whiteboard.checkpoints import scene_at

pytestmark = pytest.mark.usefixtures("presets", "db")


def test_the_shared_document_holds_a_program_once() -> None:
    call_command("seed_demo", verbosity=0)
    call_command("seed_rooms", verbosity=0)
    call_command("seed_rooms", verbosity=0)

    update = DocumentUpdate.objects.get(interview__in=Interview.objects.open())
    interview = Interview.objects.get(pk=update.interview_id)
    assert interview.stage.key == "live_technical"
    document = document_at(interview.pk)
    assert (document.code, document.language) == (demo.CODE, demo.LANGUAGE)
    assert update.actor_user == interview.interviewers.get()
    compile(document.code, "main.py", "exec")


@pytest.fixture
def ended() -> Interview:
    """The ended interview, told once by two runs of the command."""
    call_command("seed_demo", verbosity=0)
    call_command("seed_rooms", verbosity=0)
    call_command("seed_rooms", verbosity=0)
    return Interview.objects.ended().get(title="Platform engineer")


def test_the_ended_interview_was_typed_key_by_key_and_pasted_once(ended: Interview) -> None:
    updates = list(DocumentUpdate.objects.filter(interview=ended))
    assert len(updates) == len(demo_ended.CODE) - len(demo_ended.PASTED) + 1
    assert document_at(ended.pk).code == demo_ended.CODE
    assert {update.actor_invitation for update in updates} == {ended.invitations.get()}
    paste = TimelineEvent.objects.get(interview=ended, payload__activity="paste")
    (pasted,) = [update.sequence for update in updates if update.created_at == paste.created_at]
    code, before = (document_at(ended.pk, sequence).code for sequence in (pasted, pasted - 1))
    assert len(code) - len(before) == paste.payload["characters"]


def test_its_runs_printed_what_the_code_of_their_moments_prints(ended: Interview) -> None:
    events = TimelineEvent.objects.filter(interview=ended, kind=EventKind.CODE_RUN).order_by("sequence")
    runs = [run_of(ended, UUID(event.payload["runId"])) for event in events]
    assert len(runs) == CodeRun.objects.count() == 2
    for event, run in zip(events, runs, strict=True):
        assert run is not None
        typed = DocumentUpdate.objects.filter(interview=ended, created_at__lte=run.created_at)
        assert run.document_sequence == event.payload["documentSequence"] == typed.count()
        printed = StringIO()
        with redirect_stdout(printed):
            exec(document_at(ended.pk, run.document_sequence).code, {})  # noqa: S102  our own program
        assert run.stdout == printed.getvalue()
        # The first is wrong, the second right.
        is_right = all(line[0] == line[-1] for line in run.stdout.splitlines())
        assert is_right == (run is runs[1])


def test_the_ended_interview_has_a_drawing_and_a_chat(ended: Interview) -> None:
    scene = WhiteboardElement.objects.filter(interview=ended)
    drawn = {element["id"]: element for element in scene_at(ended.pk)}
    assert {row.element_id: json.loads(row.element_json) for row in scene} == drawn
    last = WhiteboardChange.objects.filter(interview=ended).last()
    assert last is not None
    assert (last.scene_elements, last.scene_bytes) == (len(drawn), sum(row.size_bytes for row in scene))
    (for_staff,) = ChatMessage.objects.filter(interview=ended, channel=ChatChannel.STAFF)
    assert ChatMessage.objects.filter(interview=ended).count() == len(demo_ended.MESSAGES)
    page = Client().get(f"/me/{ended.invitations.get().token}/").content.decode()
    assert "May I assume that every meeting ends after it starts?" in page
    assert "1 should be 2" in page
    assert for_staff.text not in page


def test_all_of_it_happened_while_the_ended_interview_lasted(ended: Interview) -> None:
    entries = timeline_entries(ended, User.objects.get(username="ivan"))
    moments = [entry.at for entry in entries]
    assert [ended.started_at, *moments, ended.ended_at] == sorted(
        at for at in (ended.started_at, *moments, ended.ended_at) if at is not None
    )
    kinds = [entry.kind for entry in entries]
    assert kinds.count(EntryKind.CODE_RUN) == 2
    assert {EntryKind.BOARD_EDITED, EntryKind.CHAT_MESSAGE, EntryKind.DOCUMENT_EDITED} <= set(kinds)


def test_what_a_visitor_held_stays_as_it_was() -> None:
    """An interview of the demo's recruiter in which nobody typed gets nothing that nobody did."""
    call_command("seed_demo", verbosity=0)
    Interview.objects.filter(title="Platform engineer").update(title="Held by a visitor")
    call_command("seed_rooms", verbosity=0)
    assert not ChatMessage.objects.exists()
    assert not DocumentUpdate.objects.filter(interview__title="Held by a visitor").exists()


def test_the_open_room_has_a_problem_once(tests_stored: None) -> None:
    call_command("seed_problems", verbosity=0)
    call_command("seed_demo", verbosity=0)
    call_command("seed_rooms", verbosity=0)
    call_command("seed_rooms", verbosity=0)

    interview = Interview.objects.open().get(stage__key="live_technical", is_time_open=False)
    (shown,) = attached_problems(interview.pk)
    assert shown["problemId"] == demo.PROBLEM
    assert shown["visibleTests"]
    assert shown["languages"][demo.LANGUAGE]


@override_settings(DEMO_DATA=False)
def test_not_where_the_demo_is_off() -> None:
    with pytest.raises(CommandError):
        call_command("seed_rooms")
    assert not DocumentUpdate.objects.exists()
