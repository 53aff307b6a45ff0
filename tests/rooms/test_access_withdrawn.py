"""Whoever loses their access while in a room, or waiting for it, is put out at once; so is everybody when it ends."""

from collections.abc import Callable

import pytest

from interviews.models import Interview, Invitation, User
from interviews.services.interviews import cancel_interview, complete_interview, schedule_interview
from interviews.services.invitations import reissue_invitation, revoke_invitation
from interviews.timeline import Actor
from tests.rooms.conftest import OpenPage
from tests.rooms.page import ConnectRefused, Page
from tests.servers import ServerProcess


def test_a_revoked_candidate_is_put_out(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, cara: Invitation, rita: User
) -> None:
    """Told why, disconnected, gone for the others, and the link opens nothing any more."""
    revoke_invitation(invitation=cara, actor=rita)

    assert caras_page.wait_for("room_closed")["code"] == "invitation_revoked"
    caras_page.wait_for_end()
    assert ivans_page.wait_for("USER_LEFT") == {"userId": caras_page.user_id}
    with pytest.raises(ConnectRefused) as refused:
        open_page(cara)
    assert refused.value.data["code"] == "invitation_revoked"


def test_all_tabs_of_the_revoked_go(
    open_page: OpenPage,
    ivans_page: Page,
    caras_page: Page,
    cara: Invitation,
    interview: Interview,
    rita: User,
) -> None:
    """The one that was admitted beside the first as well."""
    second = open_page(cara)
    second.refusal("JOIN_ROOM", {"roomId": str(interview.pk), "userInfo": {}})
    ivans_page.ask("admit", {"requestId": ivans_page.wait_for("admission_requested")["requestId"]})
    second.wait_for("room_opened")
    second.join(interview.pk)
    revoke_invitation(invitation=cara, actor=rita)
    for page in (caras_page, second):
        assert page.wait_for("room_closed")["code"] == "invitation_revoked"


def test_a_reissued_invitation_puts_the_old_links_holder_out(
    open_page: OpenPage,
    ivans_page: Page,
    caras_page: Page,
    cara: Invitation,
    rita: User,
    interview: Interview,
) -> None:
    fresh = reissue_invitation(invitation=Invitation.objects.get(pk=cara.pk), actor=rita)
    assert caras_page.wait_for("room_closed")["code"] == "invitation_revoked"
    open_page(fresh).join(interview.pk)


def test_a_waiting_candidate_is_told_as_well(
    open_page: OpenPage, cara: Invitation, rita: User, interview: Interview
) -> None:
    page = open_page(cara)
    join = {"roomId": str(interview.pk), "userInfo": {}}
    assert page.refusal("JOIN_ROOM", join) == "waiting_for_interviewer"
    revoke_invitation(invitation=cara, actor=rita)
    assert page.wait_for("room_closed")["code"] == "invitation_revoked"


def test_a_deactivated_interviewer_is_put_out(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, ivan: User, interview: Interview
) -> None:
    ivan.is_active = False
    ivan.save()

    assert ivans_page.wait_for("room_closed")["code"] == "forbidden"
    ivans_page.wait_for_end()
    assert caras_page.wait_for("USER_LEFT") == {"userId": ivans_page.user_id}
    with pytest.raises(ConnectRefused):
        open_page(ivan)


def test_an_interviewer_taken_off_the_interview_is_put_out(
    ivans_page: Page, caras_page: Page, ivan: User, interview: Interview
) -> None:
    interview.interviewers.remove(ivan)
    assert ivans_page.wait_for("room_closed")["code"] == "forbidden"


def test_taken_off_one_interview_one_stays_in_another(
    open_page: OpenPage, ivans_page: Page, ivan: User, rita: User, interview: Interview
) -> None:
    other = schedule_interview(
        interview=Interview(
            title="Another", stage=interview.stage, scheduled_start=interview.scheduled_start
        ),
        interviewers=[ivan],
        actor=rita,
    )
    elsewhere = open_page(ivan)
    elsewhere.join(other.pk)
    interview.interviewers.clear()
    assert ivans_page.wait_for("room_closed")["code"] == "forbidden"
    assert elsewhere.ask("refresh_ice", {})["iceServers"] == []


def test_a_change_that_no_signal_tells_of_is_found(
    open_page: OpenPage, start_server: Callable[..., ServerProcess], ivan: User, interview: Interview
) -> None:
    """A bulk update in the database sends no signal; the membership's heartbeat reads the records again."""
    page = open_page(ivan, at=start_server(ROOM_PRESENCE_TTL_SECONDS="0.5"))
    page.join(interview.pk)
    User.objects.filter(pk=ivan.pk).update(is_active=False)
    assert page.wait_for("room_closed")["code"] == "forbidden"


@pytest.mark.parametrize(
    ("end", "code"),
    [(complete_interview, "interview_over"), (cancel_interview, "interview_cancelled")],
)
def test_the_end_of_the_interview_closes_the_room(
    ivans_page: Page,
    caras_page: Page,
    ivan: User,
    interview: Interview,
    end: Callable[..., bool],
    code: str,
) -> None:
    assert end(interview_id=interview.pk, actor=Actor.user(ivan))
    for page in (ivans_page, caras_page):
        closed = page.wait_for("room_closed")
        assert closed["code"] == code
        assert closed["message"]
        page.wait_for_end()


def test_a_cancelled_interview_sends_the_waiting_away(
    open_page: OpenPage, cara: Invitation, rita: User, interview: Interview
) -> None:
    page = open_page(cara)
    join = {"roomId": str(interview.pk), "userInfo": {}}
    assert page.refusal("JOIN_ROOM", join) == "waiting_for_interviewer"
    cancel_interview(interview_id=interview.pk, actor=Actor.user(rita))
    assert page.wait_for("room_closed")["code"] == "interview_cancelled"


def test_a_deleted_interview_closes_its_room(
    ivans_page: Page, caras_page: Page, interview: Interview
) -> None:
    """Its people are put out although there is no timeline left to write their departure to."""
    interview.delete()
    for page in (ivans_page, caras_page):
        assert page.wait_for("room_closed")["code"] in ("interview_cancelled", "invitation_revoked")
        page.wait_for_end()
