"""Reloads and second tabs: one person, one tile."""

import pytest
from playwright.sync_api import Page, expect

from interviews.models import Interview, Invitation, User
from tests.e2e.conftest import CARA, IVAN, OpenRoom, StartServer, Tabs
from tests.e2e.room_page import RoomPage
from tests.e2e.waiting import eventually
from tests.servers import ServerProcess


@pytest.mark.parametrize("who", ["interviewer", "candidate"])
def test_a_reload_gives_the_others_one_tile_and_never_a_ghost(
    ivans: RoomPage, caras: RoomPage, who: str
) -> None:
    reloading, staying = (ivans, caras) if who == "interviewer" else (caras, ivans)
    staying_sees, reloading_sees = (IVAN, CARA) if who == "interviewer" else (CARA, IVAN)
    for _ in range(2):
        staying.watch_tiles()
        reloading.reload()
        reloading.expect_connected(reloading_sees)
        staying.expect_connected(staying_sees)
        staying.expect_flowing(staying_sees)
        reloading.expect_flowing(reloading_sees)
        assert staying.max_tiles_at_once() == 2
        assert staying.live_connections() == reloading.live_connections() == 1


def test_a_full_room_keeps_the_place_of_whoever_reloads(
    open_room: OpenRoom,
    start_server: StartServer,
    interview: Interview,
    ivan: User,
    ines: User,
    cara: Invitation,
) -> None:
    """While her page is away, nobody else gets in; nothing is to be pressed, and her camera stays off."""
    interview.interviewers.add(ines)
    url = start_server(ROOM_CAPACITY="2", ROOM_RESUME_GRACE_SECONDS="60").url
    ivans = open_room(ivan, at=url)
    ivans.join()
    caras = open_room(cara, at=url)
    caras.join("Cara C.")
    ivans.expect_connected(CARA)
    caras.control("camera").click()
    ivans.expect_mark(CARA, "no-video", shown=True)
    third = open_room(ines, at=url)

    with caras.elsewhere():
        third.ask_to_join()
        expect(third.join_status).to_contain_text("full")

    ivans.expect_connected(CARA)
    expect(caras.control("camera")).to_have_attribute("data-state", "off")
    ivans.expect_mark(CARA, "no-video", shown=True)
    ivans.expect_sound(CARA)


def test_a_camera_that_is_off_stays_off_when_who_waits_reloads(open_room: OpenRoom, cara: Invitation) -> None:
    """Nobody is there yet who could let them in, so they wait in the lobby, and twice."""
    caras = open_room(cara)
    caras.wait_for_devices()
    caras.lobby_control("camera").click()
    expect(caras.lobby_control("camera")).to_have_attribute("data-state", "off")
    caras.join_button.click()
    expect(caras.join_status).to_contain_text("Waiting for the interviewer")
    for _ in range(2):
        caras.browser_page.reload()
        expect(caras.join_status).to_contain_text("Waiting for the interviewer")
        expect(caras.lobby_control("microphone")).to_have_attribute("data-state", "on")
        expect(caras.lobby_control("camera")).to_have_attribute("data-state", "off")


def test_a_crashed_tab_that_is_reloaded_is_in_the_room_again(ivans: RoomPage, caras: RoomPage) -> None:
    """In the same place and with the same devices, by nothing but the browser's own button."""
    caras.control("camera").click()
    ivans.expect_mark(CARA, "no-video", shown=True)
    ivans.watch_tiles()

    again = caras.crash_and_reload()

    eventually(ivans.browser_page, lambda: again.phase() == "call", "the room in the tab that crashed")
    ivans.expect_connected(CARA)
    ivans.expect_sound(CARA)
    ivans.expect_mark(CARA, "no-video", shown=True)
    assert ivans.max_tiles_at_once() == 2
    assert ivans.live_connections() == 1
    assert ivans.recording.received("USER_LEFT") == []
    # Before anybody asks it for what it has violated: Playwright waits for its page in vain.
    again.close()


def test_who_left_comes_to_the_lobby(caras: RoomPage) -> None:
    """The button means it: no reload leads back in."""
    caras.leave()
    caras.browser_page.reload()
    expect(caras.join_button).to_be_visible()
    caras.join()


def test_a_duplicated_tab_takes_the_place_and_gives_it_back(
    ivans: RoomPage, caras: RoomPage, tabs: Tabs, site: ServerProcess, cara: Invitation
) -> None:
    ivans.watch_tiles()
    second = _duplicate(caras, tabs, site)
    second.join()
    caras.expect_over("The interview is open in another tab")
    second.expect_flowing(IVAN)
    ivans.expect_connected(CARA)
    ivans.expect_flowing(CARA)
    assert caras.live_connections() == 0

    expect(caras.rejoin_button).to_have_text("Use here")
    caras.rejoin_button.click()
    caras.expect_in_the_room()
    second.expect_over("The interview is open in another tab")
    caras.expect_flowing(IVAN)
    ivans.expect_connected(CARA)
    ivans.expect_flowing(CARA)
    assert ivans.max_tiles_at_once() == 2


def _duplicate(original: RoomPage, tabs: Tabs, site: ServerProcess) -> RoomPage:
    """As "duplicate tab" does it: the copy starts with the original's session storage, the resume token in it."""
    duplicate: Page
    with original.browser_page.expect_popup() as opened:
        original.browser_page.evaluate("() => void window.open(location.href)")
    duplicate = opened.value
    assert duplicate.evaluate("() => sessionStorage.length") > 0
    return RoomPage(duplicate, tabs.record(duplicate, site.url, "duplicate"))
