"""The page of a coding session: who gets it, and what those read who do not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dsa.models import DsaSession
from interviews.choices import InterviewState
from interviews.models import Interview, Invitation, User
from interviews.services.invitations import reissue_invitation, revoke_invitation
from tests.dsa.factories import MARKERS

pytestmark = pytest.mark.django_db


def page_of(token: str) -> tuple[int, str]:
    """Status and HTML."""
    response = Client().get(f"/dsa/{token}/")
    assert "no-store" in response.headers["Cache-Control"]
    return response.status_code, response.content.decode()


def test_a_session_that_is_open(cara_dsa: Invitation) -> None:
    """It holds the interview's title, and nothing of the problems: the API tells of those once the session runs."""
    status, text = page_of(cara_dsa.token)
    assert status == 200
    assert "Backend engineer: coding" in text
    assert not [word for word in (*MARKERS, "Mirror", "mirror") if word in text]
    assert DsaSession.objects.get().invitation == cara_dsa


def test_candidates_are_told_that_submissions_are_compared(cara_dsa: Invitation) -> None:
    _, text = page_of(cara_dsa.token)
    assert "What you submit may be compared with what others submitted to the same problem" in text


def test_a_finished_session_still_has_its_page(session: DsaSession, cara_dsa: Invitation) -> None:
    DsaSession.objects.filter(pk=session.pk).update(
        deadline=timezone.now() - timedelta(seconds=10), started_at=timezone.now() - timedelta(hours=1)
    )
    status, _ = page_of(cara_dsa.token)
    assert status == 200
    session.refresh_from_db()
    assert session.finish_reason == "deadline"


def test_too_early(cara_dsa: Invitation, dsa_interview: Interview) -> None:
    """The page is there, for it opens by itself; its status tells programs that there is nothing yet."""
    Interview.objects.filter(pk=dsa_interview.pk).update(scheduled_start=timezone.now() + timedelta(hours=1))
    status, text = page_of(cara_dsa.token)
    assert status == 403
    assert 'id="welcome-opens"' in text


def test_an_unknown_link(db: None) -> None:
    expect_refusal("not-a-token", 404, "This link is not valid")


def test_a_link_to_a_live_room(cara: Invitation) -> None:
    expect_refusal(cara.token, 404, "This is no coding session")


def test_an_expired_link(cara_dsa: Invitation) -> None:
    Invitation.objects.filter(pk=cara_dsa.pk).update(expires_at=timezone.now())
    expect_refusal(cara_dsa.token, 410, "This invitation has expired")


def test_a_withdrawn_link(cara_dsa: Invitation, rita: User) -> None:
    revoke_invitation(invitation=cara_dsa, actor=rita)
    expect_refusal(cara_dsa.token, 410, "This invitation was withdrawn")


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        (InterviewState.CANCELLED, "This interview was cancelled"),
        (InterviewState.COMPLETED, "This interview has ended"),
    ],
)
def test_an_interview_that_is_closed(
    cara_dsa: Invitation, dsa_interview: Interview, state: InterviewState, heading: str
) -> None:
    now = timezone.now()
    Interview.objects.filter(pk=dsa_interview.pk).update(state=state, started_at=now, ended_at=now)
    expect_refusal(cara_dsa.token, 410, heading)


def expect_refusal(token: str, status: int, heading: str) -> None:
    found, text = page_of(token)
    assert found == status
    assert f"<h1>{heading}" in text
    # Nothing of the session, and no script of its page.
    assert "dsa-config" not in text


def test_a_replaced_link_says_so_and_whom_to_ask(cara_dsa: Invitation, rita: User) -> None:
    """In place of a typo to look for; a link that nobody made is still one that was copied wrongly."""
    old = cara_dsa.token
    reissue_invitation(invitation=cara_dsa, actor=rita)
    for path in (f"/dsa/{old}/", f"/join/{old}/", f"/me/{old}/"):
        answer = Client().get(path)
        assert answer.status_code == 404
        text = answer.content.decode()
        assert "This link was replaced" in text
        assert "reply to them" in text
        assert "copied all of it" not in text
    refusal = Client().get(f"/v1/dsa/{old}").json()
    assert refusal["code"] == "invitation_invalid"
    assert "replaced by a newer one" in refusal["detail"]
    assert "copied all of it" in page_of(old[:-1] + ("A" if old[-1] != "A" else "B"))[1]
