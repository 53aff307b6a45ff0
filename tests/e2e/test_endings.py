"""How a call ends, or never begins: for one person, and for everybody."""

from functools import partial

from playwright.sync_api import expect

from interviews.models import Interview, Invitation, User
from interviews.services.invitations import revoke_invitation
from rooms.document.store import document_at
from tests.e2e.code_panel import CodePanel
from tests.e2e.conftest import (
    CARA,
    IVAN,
    BehindTheScenes,
    LayCable,
    Meet,
    OpenRoom,
    StartServer,
)
from tests.e2e.room_page import RoomPage
from tests.servers import ServerProcess

GONE = "the server responded with a status of 410"


def test_ending_the_interview_ends_it_for_everyone(
    ivans: RoomPage, caras: RoomPage, site: ServerProcess, interview: Interview
) -> None:
    caras.expect_flowing(IVAN)
    ivans.browser_page.locator("#leave").click()
    ivans.browser_page.get_by_role("button", name="End interview for everyone").click()
    caras.expect_over("The interview has ended")
    expect(caras.rejoin_button).to_be_hidden()
    assert caras.live_connections() == 0
    expect(ivans.browser_page).to_have_url(f"{site.url}/interviews/{interview.pk}/scorecard/")

    caras.recording.tolerate(GONE)
    caras.browser_page.reload()
    expect(caras.browser_page.locator("h1")).to_have_text("This interview has ended")


def test_the_end_waits_for_what_was_typed_and_has_not_reached_the_server(
    start_server: StartServer, lay_cable: LayCable, meet: Meet, interview: Interview
) -> None:
    """Cara has lost the server and types on: Ivan's page has it from hers, and hands it in before the end."""
    server = start_server()
    cable = lay_cable(server)
    ivans, caras = meet(his=server.url, hers=cable.url)
    his, hers = CodePanel(ivans), CodePanel(caras)
    hers.write("one")
    his.expect_text("one")
    his.expect_open_channels(1)
    cable.cut()
    expect(hers.status).to_contain_text("Offline")
    hers.type(" two")
    his.expect_text("one two")
    ivans.browser_page.locator("#leave").click()
    ivans.browser_page.get_by_role("button", name="End interview for everyone").click()
    expect(ivans.browser_page).to_have_url(f"{server.url}/interviews/{interview.pk}/scorecard/")
    assert document_at(interview.pk).code == "one two"


def test_a_revoked_invitation_puts_its_holder_out(
    ivans: RoomPage, caras: RoomPage, cara: Invitation, rita: User, behind_the_scenes: BehindTheScenes
) -> None:
    caras.expect_flowing(IVAN)
    behind_the_scenes(partial(revoke_invitation, invitation=cara, actor=rita))
    caras.expect_over("Your invitation is no longer valid")
    expect(caras.rejoin_button).to_be_hidden()
    assert caras.live_connections() == 0
    ivans.expect_alone()
    assert ivans.live_connections() == 0

    caras.recording.tolerate(GONE)
    caras.browser_page.reload()
    expect(caras.browser_page.locator("h1")).to_have_text("This invitation was withdrawn")


def test_a_deactivated_interviewer_is_put_out(
    ivans: RoomPage, caras: RoomPage, ivan: User, behind_the_scenes: BehindTheScenes
) -> None:
    def deactivate() -> None:
        ivan.is_active = False
        ivan.save()

    behind_the_scenes(deactivate)
    ivans.expect_over("You are not in this interview")
    caras.expect_alone()
    expect(caras.status).to_have_text("Waiting for others")


def test_a_third_person_finds_a_room_for_two_full(
    open_room: OpenRoom,
    start_server: StartServer,
    interview: Interview,
    ivan: User,
    ines: User,
    cara: Invitation,
) -> None:
    interview.interviewers.add(ines)
    url = start_server(ROOM_CAPACITY="2").url
    ivans = open_room(ivan, at=url)
    ivans.join()
    caras = open_room(cara, at=url)
    caras.join()
    caras.expect_connected(IVAN)

    third = open_room(ines, at=url)
    third.ask_to_join()
    expect(third.join_status).to_contain_text("full")
    caras.expect_connected(IVAN)
    ivans.expect_connected(CARA)

    caras.leave()
    ivans.expect_alone()
    third.join_button.click()
    third.expect_in_the_room()
    third.expect_connected(IVAN)
