"""Candidates have their own records deleted: asked twice, when the rules allow it, by a worker, and proven."""

import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from dsa.choices import Origin
from dsa.draft_log.services import Change, StreamName, append_changes
from dsa.models import Draft, DraftChanges, DraftStream, DsaSession
from dsa.sessions.services import assign_problems, get_or_create_session, save_draft, start_session
from interviews.admin.deletions import deletions_of
from interviews.choices import DeletionState, EventKind, InterviewState
from interviews.models import Interview, Invitation, OwnDeletion, TimelineEvent, User
from interviews.models.user import RECRUITERS
from interviews.services import own_deletion
from interviews.services.interviews import complete_interview, reopen_interview
from interviews.services.invitations import revoke_invitation
from interviews.timeline import SYSTEM, Actor
from proctoring.models import Consent, Snapshot
from proctoring.services import retention
from proctoring.services.erasure_check import remains
from replay.models import Edition, Record, private_storage
from rooms.models import ComputerCheck
from tests.conftest import SentTasks, make_person, signed_in
from tests.dsa.factories import make_problem
from tests.proctoring.conftest import stored

SECRET = "zebraquartz"
DAYS = 14


def path(invitation: Invitation, rest: str = "") -> str:
    return f"/me/{invitation.token}/{rest}"


def text(invitation: Invitation, rest: str = "") -> str:
    return Client().get(path(invitation, rest), follow=True).content.decode()


@pytest.fixture
def written(willing: Invitation, rita: User) -> Invitation:
    """Cara, who has a picture, a draft and a log of it."""
    stored(willing)
    problem = make_problem("mirror", {"a 1": "a 2", "b 1": "b 2", "c 1": "c 2"})
    assign_problems(interview=willing.interview, problems=[problem], actor=rita)
    session = start_session(session=get_or_create_session(willing))
    save_draft(session=session, problem_key="mirror", language="python", source_code=SECRET, base_version=0)
    append_changes(
        session=session,
        name=StreamName(uuid.uuid4(), uuid.uuid4(), "mirror", "python"),
        first=0,
        changes=[
            Change(round(timezone.now().timestamp() * 1000), Origin.STARTER, None, ""),
            Change(round(timezone.now().timestamp() * 1000), Origin.TYPED, [[0, SECRET]], None),
        ],
    )
    return willing


@pytest.fixture
def ended(written: Invitation, settings: Settings) -> Invitation:
    """The same when the interview was long enough ago."""
    settings.OWN_DELETION_AFTER_DAYS = 0
    complete_interview(interview_id=written.interview_id)
    written.refresh_from_db()
    return written


def test_while_the_interview_goes_on(written: Invitation) -> None:
    assert "some time after the interview has ended" in text(written)
    answer = Client().post(path(written, "delete/"), {"is_sure": "on"}, follow=True)
    assert "Nothing was deleted. The interview has not ended yet." in answer.content.decode()
    assert not OwnDeletion.objects.exists()


def test_before_the_people_could_look(written: Invitation, settings: Settings) -> None:
    complete_interview(interview_id=written.interview_id)
    settings.OWN_DELETION_AFTER_DAYS = DAYS
    date = timezone.now() + timedelta(days=DAYS)
    page = text(written)
    assert f"{date.day} {date:%B %Y}" in page
    assert "Delete my records…" not in page
    answer = Client().post(path(written, "delete/"), {"is_sure": "on"}, follow=True)
    assert "Nothing was deleted." in answer.content.decode()
    assert not OwnDeletion.objects.exists()


def test_asked_twice_and_done_by_a_worker(
    valkey: str,
    ended: Invitation,
    sent_tasks: SentTasks,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    page = text(ended)
    for words in (
        "Delete my records…",
        "<li>your code with the log",
        "<li>your answers and requests about the webcam",
    ):
        assert words in page, words
    assert "What stays" in text(ended, "delete/")
    unsure = Client().post(path(ended, "delete/"), {})
    assert unsure.status_code == 422
    assert not OwnDeletion.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        answer = Client().post(path(ended, "delete/"), {"is_sure": "on"}, follow=True)
    assert "Your records are being deleted." in answer.content.decode()
    row = OwnDeletion.objects.get()
    assert (own_deletion.QUEUE.task, row.pk) in sent_tasks
    assert Draft.objects.exists(), "that is the worker's"

    own_deletion.carry_out(row.pk)
    own_deletion.carry_out(row.pk)
    retention.delete_marked()
    row.refresh_from_db()
    assert (row.state, row.claim) == (DeletionState.DONE, None)
    for model in (Draft, DraftStream, DraftChanges, DsaSession, Snapshot, Consent):
        assert not model._default_manager.exists(), model
    kinds = list(TimelineEvent.objects.values_list("kind", flat=True))
    assert kinds.count(EventKind.OWN_DELETION_ASKED) == kinds.count(EventKind.OWN_RECORDS_DELETED) == 1
    page = text(ended)
    assert "as you wished" in page
    assert SECRET not in page
    written = StringIO()
    call_command("verify_erasure", str(ended.pk), "--word", SECRET, stdout=written)
    assert written.getvalue() == "Nothing is left.\n"


def test_all_that_goes_is_looked_for(valkey: str, ended: Invitation, rita: User) -> None:
    """Beyond proctoring: the session, the check of the computer, records, and files of records that are gone."""
    ComputerCheck.objects.create(invitation=ended, findings={"browser": {"state": "ok", "words": "Fine."}})
    Record.objects.create(interview=ended.interview, edition=Edition.CANDIDATE, requested_by=rita)
    name = private_storage().save("records/forgotten.html", ContentFile(b"<html>"))
    try:
        found = remains(ended)
    finally:
        private_storage().delete(name)
    for line in (
        f"the coding session of invitation {ended.pk}",
        "1 computer check",
        "1 record of the interview",
        "file records/forgotten.html belongs to no row",
    ):
        assert line in found, line
    written = StringIO()
    with pytest.raises(CommandError, match="traces are left"):
        call_command("verify_erasure", str(ended.pk), stdout=written)
    # The erasure of what proctoring holds is proven without the rest.
    retention.erase_candidate_data(invitation=ended, actor=Actor.user(rita))
    retention.delete_marked()
    call_command("verify_erasure", str(ended.pk), "--proctoring", stdout=written)
    assert written.getvalue().endswith("Nothing is left.\n")
    own_deletion.carry_out(own_deletion.ask_for_deletion(invitation=ended).pk)
    assert remains(ended) == []


def test_asked_again_while_it_waits(ended: Invitation) -> None:
    for words in ("being deleted", "You have asked for it already."):
        answer = Client().post(path(ended, "delete/"), {"is_sure": "on"}, follow=True)
        assert words in answer.content.decode()
    assert OwnDeletion.objects.count() == 1
    assert "It is under way" in text(ended)
    assert "It is under way" in text(ended, "delete/")


def test_reopened_before_the_worker_came(ended: Invitation) -> None:
    row = own_deletion.ask_for_deletion(invitation=ended)
    reopen_interview(interview_id=ended.interview_id, actor=SYSTEM)
    assert Interview.objects.get().state == InterviewState.LIVE
    own_deletion.carry_out(row.pk)
    row.refresh_from_db()
    assert row.state == DeletionState.FAILED
    assert Draft.objects.exists()
    assert "could not be done" in text(ended)


def test_a_failure_is_tried_again(ended: Invitation, monkeypatch: pytest.MonkeyPatch) -> None:
    row = own_deletion.ask_for_deletion(invitation=ended)

    def fail(*_: object) -> None:
        raise OSError("no")

    with monkeypatch.context() as patched:
        patched.setattr(own_deletion, "invitation_erasers", [fail])
        own_deletion.carry_out(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.claim) == (DeletionState.WAITING, 1, None)
    assert Draft.objects.exists()
    OwnDeletion.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert own_deletion.dispatch() == 1
    own_deletion.carry_out(row.pk)
    assert not Draft.objects.exists()


def test_a_failed_one_waits_on_the_desk(
    ended: Invitation, rita: User, monkeypatch: pytest.MonkeyPatch, sent_tasks: SentTasks
) -> None:
    """From there its one action leads to a page that asks once more, and a worker carries it out."""
    row = own_deletion.ask_for_deletion(invitation=ended)
    OwnDeletion.objects.update(attempts=8, lease_until=timezone.now() - timedelta(seconds=1))
    own_deletion.dispatch()
    row.refresh_from_db()
    assert (row.state, row.claim) == (DeletionState.FAILED, None)
    recruiter = signed_in(rita)
    page = f"/admin/interviews/interview/{ended.interview_id}/change/"
    desk = recruiter.get("/admin/").content.decode()
    assert "Deletions for candidates that failed" in desk
    assert f"{page}#deletions-heading" in desk
    again = f"/admin/interviews/interview/deletions/{row.pk}/again/"
    assert again in recruiter.get(page).content.decode()
    assert "Cara Candidate" in recruiter.get(again).content.decode()
    assert Draft.objects.exists(), "it was only asked"
    done = recruiter.post(again, follow=True).content.decode()
    assert "The records of Cara Candidate are being deleted." in done
    assert again not in done
    assert "Deletions for candidates that failed" not in recruiter.get("/admin/").content.decode()
    assert "It is under way or done" in recruiter.post(again, follow=True).content.decode()
    own_deletion.carry_out(row.pk)
    assert not Draft.objects.exists()
    assert "as you wished" in text(ended)


def test_a_failed_one_waits_for_nobody_who_cannot_settle_it(
    ended: Invitation, rita: User, settings: Settings
) -> None:
    """While nothing may be deleted, and once the candidate has asked anew."""
    row = own_deletion.ask_for_deletion(invitation=ended)
    OwnDeletion.objects.update(state=DeletionState.FAILED, ended_at=timezone.now())
    settings.OWN_DELETION_AFTER_DAYS = DAYS
    assert not own_deletion.delete_again(deletion=row)
    assert "that failed" not in signed_in(rita).get("/admin/").content.decode()
    settings.OWN_DELETION_AFTER_DAYS = 0
    newer = own_deletion.ask_for_deletion(invitation=ended)
    assert not own_deletion.delete_again(deletion=row)
    assert "that failed" not in signed_in(rita).get("/admin/").content.decode()
    own_deletion.carry_out(newer.pk)
    assert not own_deletion.delete_again(deletion=row)
    path_again = f"/admin/interviews/interview/deletions/{row.pk}/again/"
    viewer = make_person("vera", RECRUITERS, is_staff=True)
    viewer.groups.clear()
    viewer.user_permissions.add(Permission.objects.get(codename="view_interview"))
    assert signed_in(viewer).post(path_again).status_code == 403


def test_the_page_of_an_interview_costs_the_same_however_often_it_was_asked_for(
    ended: Invitation, rita: User
) -> None:
    """What is to be settled stands first, before what was asked for later."""
    recruiter, page = signed_in(rita), f"/admin/interviews/interview/{ended.interview_id}/change/"
    failed = OwnDeletion(invitation=ended, asked_at=timezone.now(), state=DeletionState.FAILED)
    failed.save()
    others = Invitation(
        interview=ended.interview, candidate=ended.candidate, name="Bob", email="b@mail.example"
    )
    others.save()
    recruiter.get(page)
    with CaptureQueriesContext(connection) as of_one:
        assert recruiter.get(page).content.decode().count("Delete again…") == 1
    for _ in range(60):
        OwnDeletion.objects.create(
            invitation=others, asked_at=timezone.now(), state=DeletionState.DONE, ended_at=timezone.now()
        )
    with CaptureQueriesContext(connection) as of_many:
        html = recruiter.get(page).content.decode()
    assert html.count("Delete again…") == 1
    assert len(deletions_of(ended.interview)) == 50
    assert len(of_many) == len(of_one)


def test_who_has_no_good_link_deletes_nothing(ended: Invitation, rita: User) -> None:
    revoke_invitation(invitation=ended, actor=rita)
    for rest in ("", "copy/", "delete/"):
        assert Client().get(path(ended, rest)).status_code == 410
        assert Client().get(f"/me/not-a-token/{rest}").status_code == 404
    assert Client().post(path(ended, "delete/"), {"is_sure": "on"}).status_code == 410
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path(ended, "delete/"), {"is_sure": "on"}).status_code == 403
    assert not OwnDeletion.objects.exists()
