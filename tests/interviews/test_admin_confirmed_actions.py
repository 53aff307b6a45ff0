"""Cancel, complete, revoke and make a new link: asked once more, done once, and told in the timeline."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from interviews.access.invitations import invitation_for_token
from interviews.admin.display import local_time
from interviews.choices import EventKind, InterviewState
from interviews.models import Interview, Invitation, User
from interviews.services.interviews import cancel_interview, change_interview, start_interview
from interviews.services.invitations import issue_invitation
from interviews.timeline import SYSTEM
from talentsync.lib.errors import Refused
from tests.conftest import signed_in
from tests.interviews.admin_pages import change_path, messages_of


@pytest.fixture
def page(rita: User) -> Client:
    return signed_in(rita)


def cancel_path(interview: Interview) -> str:
    return reverse("admin:interviews_interview_cancel", args=[interview.pk])


def complete_path(interview: Interview) -> str:
    return reverse("admin:interviews_interview_complete", args=[interview.pk])


def revoke_path(invitation: Invitation) -> str:
    return reverse("admin:interviews_invitation_revoke", args=[invitation.pk])


def reissue_path(invitation: Invitation) -> str:
    return reverse("admin:interviews_invitation_reissue", args=[invitation.pk])


PATHS: dict[str, Callable[[Interview, Invitation], str]] = {
    "cancel": lambda interview, cara: cancel_path(interview),
    "complete": lambda interview, cara: complete_path(interview),
    "revoke": lambda interview, cara: revoke_path(cara),
    "reissue": lambda interview, cara: reissue_path(cara),
}


def snapshot(interview: Interview, cara: Invitation) -> tuple[Any, ...]:
    interview.refresh_from_db()
    cara.refresh_from_db()
    return (interview.state, cara.key, cara.revoked_at, interview.timeline.count(), LogEntry.objects.count())


@pytest.mark.parametrize("act", PATHS)
def test_asking_changes_nothing(page: Client, interview: Interview, cara: Invitation, act: str) -> None:
    start_interview(interview_id=interview.pk, actor=SYSTEM)
    before = snapshot(interview, cara)
    response = page.get(PATHS[act](interview, cara))
    text = response.content.decode()
    assert 'method="post"' in text
    assert text.index("No, go back") < text.index('class="button danger"'), "apart, and not the first"
    assert snapshot(interview, cara) == before


@pytest.mark.parametrize("act", PATHS)
def test_a_post_from_another_site_is_refused(
    rita: User, interview: Interview, cara: Invitation, act: str
) -> None:
    before = snapshot(interview, cara)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(rita)
    assert strict.post(PATHS[act](interview, cara)).status_code == 403
    assert snapshot(interview, cara) == before


def test_cancelling(page: Client, interview: Interview, rita: User) -> None:
    response = page.post(cancel_path(interview), follow=True)
    assert messages_of(response) == ["The interview is cancelled."]
    interview.refresh_from_db()
    assert interview.state == InterviewState.CANCELLED
    event = interview.timeline.latest("sequence")
    assert (event.kind, event.actor_user) == (EventKind.INTERVIEW_CANCELLED, rita)
    assert LogEntry.objects.get().user == rita
    again = page.post(cancel_path(interview), follow=True)
    assert messages_of(again) == ["The interview had ended already; nothing was changed."]
    assert LogEntry.objects.count() == 1


def test_completing(page: Client, interview: Interview) -> None:
    early = page.post(complete_path(interview), follow=True)
    assert messages_of(early) == ["The interview is not live, so there was nothing to complete."]
    start_interview(interview_id=interview.pk, actor=SYSTEM)
    assert messages_of(page.post(complete_path(interview), follow=True)) == ["The interview is completed."]
    interview.refresh_from_db()
    assert interview.state == InterviewState.COMPLETED


def test_revoking(page: Client, cara: Invitation) -> None:
    token = cara.token
    assert token in page.get(change_path(cara.interview_id)).content.decode()
    response = page.post(revoke_path(cara), follow=True)
    assert messages_of(response) == ["The link of Cara Candidate is revoked."]
    assert token not in response.content.decode()
    assert "Revoked" in response.content.decode()
    with pytest.raises(Refused):
        invitation_for_token(token)
    assert messages_of(page.post(revoke_path(cara), follow=True)) == ["The link had been revoked already."]


def test_a_new_link(page: Client, cara: Invitation) -> None:
    old = cara.token
    response = page.post(reissue_path(cara), follow=True)
    cara.refresh_from_db()
    assert messages_of(response) == ["Cara Candidate has a new link; send it to cara@mail.example."]
    assert cara.token in response.content.decode()
    assert old not in response.content.decode()


def test_a_new_link_into_a_room_that_somebody_else_was_invited_to_is_asked_about(
    page: Client, interview: Interview, cara: Invitation, rita: User
) -> None:
    page.post(revoke_path(cara))
    sven = Invitation(interview=interview, name="Sven Second", email="sven@mail.example")
    issue_invitation(invitation=sven, actor=rita)
    text = page.get(reissue_path(cara)).content.decode()
    assert "Sven Second is invited to this interview as well." in text
    refused = page.post(reissue_path(cara)).content.decode()
    assert "Tick this if both are to meet in one room" in refused
    assert list(interview.invitations.filter(revoked_at=None)) == [sven]
    page.post(reissue_path(cara), {"shares_room": "on"})
    assert list(interview.invitations.filter(revoked_at=None)) == [cara, sven]
    # Both are let in by now.
    assert "shares_room" not in page.get(reissue_path(cara)).content.decode()


def test_no_new_link_after_the_end(page: Client, interview: Interview, cara: Invitation) -> None:
    cancel_interview(interview_id=interview.pk, actor=SYSTEM)
    response = page.post(reissue_path(cara), follow=True)
    assert messages_of(response) == ["This interview was cancelled."]


def test_after_the_end_the_page_is_read_only(page: Client, interview: Interview, cara: Invitation) -> None:
    cancel_interview(interview_id=interview.pk, actor=SYSTEM)
    html = page.get(change_path(interview.pk)).content.decode()
    assert "View interview" in html
    assert 'name="_save"' not in html
    assert 'name="title"' not in html
    assert cara.token not in html
    assert cancel_path(interview) not in html
    assert revoke_path(cara) not in html
    assert local_time(interview.scheduled_start) in html, "with its zone"
    assert "closed with the interview" in html
    assert "Interview cancelled" in html, "the timeline is still there"


def test_the_timeline_is_told_in_words(
    page: Client, interview: Interview, cara: Invitation, ines: User, rita: User
) -> None:
    interview.title = "Another title"
    change_interview(interview=interview, fields=["title"], interviewers=[ines], actor=rita)
    html = page.get(change_path(interview.pk)).content.decode()
    assert "changed: title; added Ines Example; removed Ivan Example" in html
    assert "Cara Candidate &lt;cara@mail.example&gt;" in html
    assert "invitationId" not in html


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_what_people_typed_is_never_markup(
    page: Client, interview: Interview, cara: Invitation, ivan: User, payload: str
) -> None:
    Interview.objects.update(title=payload)
    Invitation.objects.update(name=payload[:80])
    User.objects.filter(pk=ivan.pk).update(first_name=payload)
    for path in [change_path(interview.pk), revoke_path(cara), "/admin/interviews/interview/"]:
        assert payload not in page.get(path).content.decode()
