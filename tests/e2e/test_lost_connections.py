"""The socket drops, the server dies, a tab crashes: the call goes on, and nobody turns into a ghost."""

import pytest
from playwright.sync_api import expect

from interviews.models import Invitation
from tests.e2e.conftest import CARA, IVAN, LayCable, Meet, OpenRoom, StartServer
from tests.e2e.room_page import RoomPage

IMPATIENT = {"ROOM_RESUME_GRACE_SECONDS": "0.3", "ROOM_PRESENCE_TTL_SECONDS": "1"}


def in_call(meet: Meet, **addresses: str) -> tuple[RoomPage, RoomPage]:
    ivans, caras = meet(**addresses)
    for page, other in ((ivans, CARA), (caras, IVAN)):
        page.expect_flowing(other)
    return ivans, caras


def expect_the_same_call(ivans: RoomPage, caras: RoomPage) -> None:
    """Nobody left, nothing was connected anew, and both still get each other."""
    for page, other in ((ivans, CARA), (caras, IVAN)):
        page.expect_connected(other)
        page.expect_flowing(other)
        assert page.recording.received("USER_LEFT") == []
        assert page.live_connections() == 1
        # The first that the page made was to see whether it can make any.
        assert page.received_from(other)["connection"] == 1


def test_the_call_goes_on_while_the_socket_is_down(
    meet: Meet, start_server: StartServer, lay_cable: LayCable
) -> None:
    server = start_server()
    cable = lay_cable(server)
    ivans, caras = in_call(meet, his=cable.url, hers=server.url)

    cable.cut()
    expect(ivans.banner).to_contain_text("Reconnecting")
    expect(ivans.status).to_have_text("Reconnecting…")
    ivans.expect_flowing(CARA)
    caras.expect_flowing(IVAN)
    expect(caras.status).to_have_text("2 people")
    # Neither side's news must be lost with the socket.
    caras.control("microphone").click()
    ivans.control("camera").click()
    expect(ivans.control("camera")).to_have_attribute("data-state", "off")

    cable.mend()
    expect(ivans.banner).to_be_hidden()
    expect(ivans.status).to_have_text("2 people")
    ivans.expect_mark(CARA, "no-audio", shown=True)
    caras.expect_mark(IVAN, "no-video", shown=True)
    caras.control("microphone").click()
    ivans.control("camera").click()
    expect_the_same_call(ivans, caras)
    ivans.push_typed("Are you still there?")
    expect(caras.question_text).to_have_text("Are you still there?")


@pytest.mark.parametrize("end", ["stop", "kill"], ids=["restarted", "killed"])
def test_the_call_survives_the_server(meet: Meet, start_server: StartServer, end: str) -> None:
    server = start_server()
    ivans, caras = in_call(meet, his=server.url, hers=server.url)

    getattr(server, end)()
    for page in (ivans, caras):
        expect(page.banner).to_contain_text("Reconnecting")
    ivans.expect_flowing(CARA)
    caras.expect_flowing(IVAN)

    server.start()
    for page in (ivans, caras):
        expect(page.banner).to_be_hidden()
        expect(page.status).to_have_text("2 people")
    expect_the_same_call(ivans, caras)
    ivans.push_typed("Where were we?")
    expect(caras.question_text).to_have_text("Where were we?")


def test_who_comes_back_after_the_grace_joins_anew_with_one_tile(
    meet: Meet, start_server: StartServer, lay_cable: LayCable
) -> None:
    server = start_server(**IMPATIENT)
    cable = lay_cable(server)
    ivans, caras = in_call(meet, his=server.url, hers=cable.url)

    cable.cut()
    ivans.expect_alone()
    cable.mend()
    ivans.expect_connected(CARA)
    caras.expect_connected(IVAN)
    ivans.expect_flowing(CARA)
    caras.expect_flowing(IVAN)
    for page in (ivans, caras):
        assert page.live_connections() == 1


def test_a_crashed_tab_leaves_no_ghost(
    open_room: OpenRoom, meet: Meet, start_server: StartServer, cara: Invitation
) -> None:
    server = start_server(**IMPATIENT)
    ivans, caras = in_call(meet, his=server.url, hers=server.url)

    caras.crash()
    ivans.expect_alone()
    again = open_room(cara, at=server.url)
    again.join()
    ivans.expect_connected(CARA)
    ivans.expect_flowing(CARA)
    again.expect_flowing(IVAN)
    assert ivans.live_connections() == 1
