"""Whoever loses the right to be in a room is named by `access_withdrawn`: after the commit, and only then."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from interviews.access.codes import AccessCode
from interviews.choices import MailKind, MailState
from interviews.hooks import AccessWithdrawn, InterviewEnded, access_withdrawn, interview_ended
from interviews.models import Interview, Invitation, OutgoingMail, User
from interviews.services.interviews import change_interview
from interviews.services.invitations import change_invitation, reissue_invitation, revoke_invitation
from tests.interviews.conftest import Subscribe

# The apps above listen too, and reach for Redis.
pytestmark = pytest.mark.usefixtures("valkey")

Capture = Callable[..., AbstractContextManager[Any]]


class Undone(Exception):
    """Raised to roll a transaction back."""


def deactivate(interview: Interview, ivan: User, cara: Invitation, rita: User) -> None:
    ivan.is_active = False
    ivan.save()


def take_off(interview: Interview, ivan: User, cara: Invitation, rita: User) -> None:
    interview.interviewers.remove(ivan)


def take_off_from_the_other_side(interview: Interview, ivan: User, cara: Invitation, rita: User) -> None:
    ivan.interviews.remove(interview)


def clear(interview: Interview, ivan: User, cara: Invitation, rita: User) -> None:
    interview.interviewers.clear()


def clear_from_the_other_side(interview: Interview, ivan: User, cara: Invitation, rita: User) -> None:
    ivan.interviews.clear()


def replace(interview: Interview, ivan: User, cara: Invitation, rita: User) -> None:
    change_interview(interview=interview, fields=[], interviewers=[rita], actor=rita)


def delete_account(interview: Interview, ivan: User, cara: Invitation, rita: User) -> None:
    ivan.delete()


def revoke(interview: Interview, ivan: User, cara: Invitation, rita: User) -> None:
    revoke_invitation(invitation=cara, actor=rita)


def reissue(interview: Interview, ivan: User, cara: Invitation, rita: User) -> None:
    reissue_invitation(invitation=cara, actor=rita)


def correct_the_address(interview: Interview, ivan: User, cara: Invitation, rita: User) -> None:
    """After a mail went to the wrong one."""
    OutgoingMail.objects.create(
        kind=MailKind.CANDIDATE_INVITATION,
        state=MailState.SENT,
        interview=interview,
        invitation=cara,
        sent_to=cara.email,
        lease_until=timezone.now(),
    )
    cara.email = "cara@right.example"
    change_invitation(invitation=cara, fields=["email"], actor=rita)


def delete_invitation(interview: Interview, ivan: User, cara: Invitation, rita: User) -> None:
    cara.delete()


ACTS: list[tuple[Callable[..., None], str, AccessCode, bool]] = [
    (deactivate, "ivan", AccessCode.FORBIDDEN, False),
    (delete_account, "ivan", AccessCode.FORBIDDEN, False),
    (take_off, "ivan", AccessCode.FORBIDDEN, True),
    (take_off_from_the_other_side, "ivan", AccessCode.FORBIDDEN, True),
    (clear, "ivan", AccessCode.FORBIDDEN, True),
    (clear_from_the_other_side, "ivan", AccessCode.FORBIDDEN, True),
    (replace, "ivan", AccessCode.FORBIDDEN, True),
    (revoke, "cara", AccessCode.INVITATION_REVOKED, False),
    (reissue, "cara", AccessCode.INVITATION_REVOKED, False),
    (correct_the_address, "cara", AccessCode.INVITATION_REVOKED, False),
    (delete_invitation, "cara", AccessCode.INVITATION_REVOKED, False),
]


@pytest.mark.parametrize(("act", "who", "code", "only_here"), ACTS, ids=[act[0].__name__ for act in ACTS])
def test_it_is_told_on_commit_and_not_on_rollback(
    interview: Interview,
    ivan: User,
    cara: Invitation,
    rita: User,
    subscribe: Subscribe,
    django_capture_on_commit_callbacks: Capture,
    act: Callable[..., None],
    who: str,
    code: AccessCode,
    only_here: bool,
) -> None:
    key = f"user:{ivan.pk}" if who == "ivan" else f"invitation:{cara.pk}"
    told = subscribe(access_withdrawn)

    def act_and_undo() -> None:
        with transaction.atomic():
            act(interview, ivan, cara, rita)
            raise Undone

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Undone):
        act_and_undo()
    assert told == []
    # The objects in memory still hold what was undone.
    fresh_ivan, fresh_cara = User.objects.get(username="ivan"), Invitation.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        act(Interview.objects.get(), fresh_ivan, fresh_cara, rita)
        assert told == [], "nobody is put out for a change that may still be undone"
    assert told == [AccessWithdrawn(key, interview.pk if only_here else None, code)]


def test_other_changes_of_an_account_put_nobody_out(
    ivan: User, subscribe: Subscribe, django_capture_on_commit_callbacks: Capture
) -> None:
    told = subscribe(access_withdrawn)
    ivan.last_name = "Other"
    with django_capture_on_commit_callbacks(execute=True):
        ivan.save()
    assert told == []


def test_adding_somebody_puts_nobody_out(
    interview: Interview, ines: User, subscribe: Subscribe, django_capture_on_commit_callbacks: Capture
) -> None:
    told = subscribe(access_withdrawn)
    with django_capture_on_commit_callbacks(execute=True):
        interview.interviewers.add(ines)
    assert told == []


def test_a_deleted_interview_is_over_for_everybody(
    interview: Interview, subscribe: Subscribe, django_capture_on_commit_callbacks: Capture
) -> None:
    ended = subscribe(interview_ended)
    gone = interview.pk
    with django_capture_on_commit_callbacks(execute=True):
        interview.delete()
    assert ended == [InterviewEnded(gone, AccessCode.INTERVIEW_CANCELLED)]


def test_a_receiver_that_fails_undoes_nothing(
    cara: Invitation,
    rita: User,
    subscribe: Subscribe,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    def fail(event: AccessWithdrawn) -> None:
        raise ConnectionError("Redis is away")

    access_withdrawn.register(fail)
    told = subscribe(access_withdrawn)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            assert revoke_invitation(invitation=cara, actor=rita)
    finally:
        access_withdrawn.unregister(fail)
    assert len(told) == 1, "the receivers after it hear of it all the same"
    assert "Redis is away" in caplog.text
    cara.refresh_from_db()
    assert cara.revoked_at is not None
