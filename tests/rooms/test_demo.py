"""The demo's live room holds a program that runs."""

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from interviews.choices import EventKind
from interviews.models import Interview
from rooms import demo
from rooms.document.store import document_at
from rooms.models import DocumentUpdate
from rooms.running.problems import attached_problems

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


def test_the_ended_interview_was_typed_key_by_key_while_it_lasted() -> None:
    call_command("seed_demo", verbosity=0)
    call_command("seed_rooms", verbosity=0)
    call_command("seed_rooms", verbosity=0)

    interview = Interview.objects.ended().get(title="Platform engineer")
    updates = list(DocumentUpdate.objects.filter(interview=interview))
    assert len(updates) == len(demo.ENDED_CODE) + 1
    assert document_at(interview.pk).code == demo.ENDED_CODE + demo.ENDED_PASTE
    assert interview.started_at is not None
    assert interview.ended_at is not None
    times = [update.created_at for update in updates]
    assert [interview.started_at, *times, interview.ended_at] == sorted(
        [interview.started_at, *times, interview.ended_at]
    )
    assert {update.actor_invitation for update in updates} == {interview.invitations.get()}
    compile(demo.ENDED_CODE, "main.py", "exec")
    # The paste is the one that the timeline tells of.
    told = interview.timeline.get(kind=EventKind.CANDIDATE_ACTIVITY, payload__activity="paste")
    assert (told.created_at, told.payload["characters"]) == (updates[-1].created_at, len(demo.ENDED_PASTE))
    exec(compile(demo.ENDED_CODE + demo.ENDED_PASTE, "main.py", "exec"), {})  # noqa: S102  what it asserts holds


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
