"""An interviewer's notes over HTTP: kept, changed, deleted; nobody else's business."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from interviews.models import Interview, Invitation, Note, User
from interviews.models.feedback import MAX_NOTE_LENGTH
from interviews.services import notes
from interviews.services.interviews import complete_interview, start_interview
from interviews.services.notes import save_note
from interviews.services.scorecards import save_scorecard
from interviews.timeline import Actor
from tests.conftest import signed_in
from tests.openapi import validator

pytestmark = pytest.mark.usefixtures("valkey")


@pytest.fixture
def begun(interview: Interview, ivan: User) -> Interview:
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    interview.refresh_from_db()
    return interview


def path_of(interview: Interview, note_id: object = "") -> str:
    return f"/v1/interviews/{interview.pk}/notes" + (f"/{note_id}" if note_id else "")


def put(client: Client, path: str, body: Any) -> Any:
    return client.put(path, json.dumps(body), content_type="application/json")


def body_of(text: str = "Asks first.", **fields: Any) -> dict[str, Any]:
    return {"text": text, "at": timezone.now().isoformat(), **fields}


def test_a_note_is_kept_changed_and_deleted(begun: Interview, ivan: User) -> None:
    page, note_id = signed_in(ivan), uuid4()
    for text in ("Asks first.", "Asks first, and writes it down."):
        answer = put(page, path_of(begun, note_id), body_of(text))
        assert answer.status_code == 200
        validator("NoteAnswer").validate(answer.json())
        assert (answer.json()["id"], answer.json()["text"]) == (str(note_id), text)
    listed = page.get(path_of(begun)).json()
    validator("Notes").validate(listed)
    assert [note["text"] for note in listed["notes"]] == ["Asks first, and writes it down."]
    assert listed["isFixed"] is False
    # Once more is no error: the first answer may have been lost.
    for _ in range(2):
        assert page.delete(path_of(begun, note_id)).status_code == 200
    assert not Note.objects.exists()


def test_notes_stand_by_their_moments_which_lie_within_the_interview(begun: Interview, ivan: User) -> None:
    now = timezone.now()
    for text, at in (("late", now + timedelta(days=1)), ("early", now - timedelta(days=1))):
        save_note(author=ivan, interview_id=begun.pk, note_id=uuid4(), at=at, text=text)
    early, late = Note.objects.all()
    assert (early.text, early.at) == ("early", begun.started_at)
    assert late.at <= timezone.now()


def test_they_may_be_written_after_the_end(begun: Interview, ivan: User) -> None:
    complete_interview(interview_id=begun.pk, actor=Actor.user(ivan))
    begun.refresh_from_db()
    answer = put(signed_in(ivan), path_of(begun, uuid4()), body_of())
    assert answer.status_code == 200
    assert begun.ended_at is not None
    assert Note.objects.get().at <= begun.ended_at


Who = Callable[[pytest.FixtureRequest], Client]


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [
        ("nobody", 403, "unauthenticated"),
        ("candidate", 403, "unauthenticated"),
        ("sam", 404, "room_not_found"),
        ("ines", 404, "room_not_found"),
        ("rita", 404, "room_not_found"),
        ("root", 404, "room_not_found"),
    ],
)
def test_wrong_people(
    request: pytest.FixtureRequest,
    begun: Interview,
    ivan: User,
    cara: Invitation,
    who: str,
    status: int,
    code: str,
) -> None:
    note = save_note(author=ivan, interview_id=begun.pk, note_id=uuid4(), at=timezone.now(), text="MARKER")
    client = Client() if who in ("nobody", "candidate") else signed_in(request.getfixturevalue(who))
    if who == "candidate":
        # She has been on her page, and has what it gave her.
        client.get(f"/join/{cara.token}/")
    answers = [
        client.get(path_of(begun)),
        put(client, path_of(begun, note.pk), body_of("theirs")),
        put(client, path_of(begun, uuid4()), body_of("new")),
        client.delete(path_of(begun, note.pk)),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(status, code)] * 4
    assert "MARKER" not in "".join(answer.content.decode() for answer in answers)
    assert [kept.text for kept in Note.objects.all()] == ["MARKER"]


def test_another_interviewer_of_the_same_interview(begun: Interview, ivan: User, ines: User) -> None:
    """Reads none of them, and changes and deletes none, by whatever id."""
    begun.interviewers.add(ines)
    note = save_note(author=ivan, interview_id=begun.pk, note_id=uuid4(), at=timezone.now(), text="his")
    page = signed_in(ines)
    assert page.get(path_of(begun)).json()["notes"] == []
    answer = put(page, path_of(begun, note.pk), body_of("hers"))
    assert (answer.status_code, answer.json()["code"]) == (404, "note_not_found")
    assert page.delete(path_of(begun, note.pk)).status_code == 200
    assert Note.objects.get().text == "his"


def test_an_id_of_another_interview(begun: Interview, ivan: User, rita: User) -> None:
    other = Interview.objects.create(
        title="Other", stage=begun.stage, scheduled_start=timezone.now(), created_by=rita
    )
    other.interviewers.add(ivan)
    start_interview(interview_id=other.pk, actor=Actor.user(ivan))
    note = save_note(author=ivan, interview_id=begun.pk, note_id=uuid4(), at=timezone.now(), text="there")
    answer = put(signed_in(ivan), path_of(other, note.pk), body_of("here"))
    assert answer.json()["code"] == "note_not_found"
    assert Note.objects.get().text == "there"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "invalid_request"),
        (body_of(""), 400, "invalid_request"),
        (body_of(" \n"), 400, "invalid_request"),
        (body_of("x" * (MAX_NOTE_LENGTH + 1)), 400, "invalid_request"),
        (body_of("a\0b"), 400, "invalid_request"),
        (body_of("\ud800"), 400, "parse_error"),
        (body_of(7), 400, "invalid_request"),  # type: ignore[arg-type]
        (body_of(at="soon"), 400, "invalid_request"),
        (body_of(at=None), 400, "invalid_request"),
        (body_of(author=1), 400, "invalid_request"),
        ([], 400, "invalid_request"),
        (body_of("x" * 70_000), 413, "too_large"),
    ],
)
def test_malformed_ones_change_nothing(
    begun: Interview, ivan: User, body: Any, status: int, code: str
) -> None:
    answer = put(signed_in(ivan), path_of(begun, uuid4()), body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Note.objects.exists()


def test_before_the_interview_there_is_nothing_to_note(interview: Interview, ivan: User) -> None:
    answer = put(signed_in(ivan), path_of(interview, uuid4()), body_of())
    assert (answer.status_code, answer.json()["code"]) == (409, "not_started")


def test_after_handing_in_they_stay_as_they_are(begun: Interview, ivan: User) -> None:
    note = save_note(author=ivan, interview_id=begun.pk, note_id=uuid4(), at=timezone.now(), text="kept")
    save_scorecard(
        interviewer=ivan,
        interview_id=begun.pk,
        ratings=[],
        recommendation=3,
        summary="",
        hand_in=True,
    )
    page = signed_in(ivan)
    for answer in (
        put(page, path_of(begun, note.pk), body_of("changed")),
        put(page, path_of(begun, uuid4()), body_of("new")),
        page.delete(path_of(begun, note.pk)),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "scorecard_handed_in")
    assert Note.objects.get().text == "kept"
    assert page.get(path_of(begun)).json()["isFixed"] is True


def test_another_site_cannot_write_them(begun: Interview, ivan: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ivan)
    assert put(browser, path_of(begun, uuid4()), body_of()).status_code == 403
    assert not Note.objects.exists()


def test_there_is_an_end_to_them(begun: Interview, ivan: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "MAX_NOTES", 1)
    page, first = signed_in(ivan), uuid4()
    assert put(page, path_of(begun, first), body_of()).status_code == 200
    assert put(page, path_of(begun, uuid4()), body_of()).json()["code"] == "too_many_notes"
    assert put(page, path_of(begun, first), body_of("changed")).status_code == 200
