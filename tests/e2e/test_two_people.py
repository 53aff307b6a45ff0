"""An interviewer and a candidate in one room: they see and hear each other, and are told of each other's state."""

from playwright.sync_api import expect

from interviews.models import Invitation, User
from tests.e2e.browsers import THREE_CAMERAS
from tests.e2e.conftest import CARA, IVAN, OpenRoom
from tests.e2e.room_page import RoomPage
from tests.e2e.waiting import eventually

# A beep brings some hundredths, digital silence some billionths.
FAINTEST_BEEP = 1e-5


def test_they_see_and_hear_each_other(ivans: RoomPage, caras: RoomPage) -> None:
    ivans.expect_flowing(CARA)
    caras.expect_flowing(IVAN)

    expect(ivans.tile(CARA)).to_have_attribute("data-route", "direct")
    expect(ivans.status).to_have_text("2 people")
    expect(ivans.tile(CARA).locator(".tile-role")).to_have_text("Candidate")
    expect(caras.tile(IVAN).locator(".tile-role")).to_have_text("Interviewer")
    assert caras.live_connections() == 1


def test_the_name_typed_in_the_lobby_stands_beside_the_invitations(
    open_room: OpenRoom, ivans: RoomPage, cara: Invitation
) -> None:
    open_room(cara).join("  Dr Cara C.  ")
    ivans.expect_connected(CARA)
    expect(ivans.tile(CARA).get_by_text("says “Dr Cara C.”")).to_be_visible()


def test_muting_and_the_camera_are_told_in_words(ivans: RoomPage, caras: RoomPage) -> None:
    ivans.expect_flowing(CARA)
    caras.control("microphone").click()
    ivans.expect_mark(CARA, "no-audio", shown=True)
    expect(ivans.tile(CARA).get_by_text("microphone off")).to_have_count(1)
    expect(caras.control("microphone")).to_have_attribute("aria-pressed", "false")

    caras.control("camera").click()
    ivans.expect_mark(CARA, "no-video", shown=True)
    # No frozen last frame: the avatar takes the picture's place.
    expect(ivans.tile(CARA).locator(".tile-avatar")).to_be_visible()

    caras.control("microphone").click()
    caras.control("camera").click()
    ivans.expect_mark(CARA, "no-audio", shown=False)
    ivans.expect_mark(CARA, "no-video", shown=False)
    ivans.expect_flowing(CARA)


def test_a_muted_microphone_sends_silence(ivans: RoomPage, caras: RoomPage) -> None:
    ivans.expect_sound(CARA)
    caras.control("microphone").click()
    ivans.expect_mark(CARA, "no-audio", shown=True)

    def is_silent() -> bool:
        before = ivans.received_from(CARA)
        # Fifteen frames take at least half a second, in which the fake microphone beeps.
        eventually(
            ivans.browser_page,
            lambda: ivans.received_from(CARA)["frames"] >= before["frames"] + 15,
            "fifteen frames",
        )
        return bool(ivans.received_from(CARA)["soundEnergy"] - before["soundEnergy"] < FAINTEST_BEEP)

    eventually(ivans.browser_page, is_silent, "silence")


def test_who_speaks_is_marked_for_the_others_and_for_oneself(ivans: RoomPage, caras: RoomPage) -> None:
    """The fake microphone beeps."""
    marks = (
        ivans.tile(CARA).locator(".tile-mark.speaking"),
        caras.browser_page.locator("#tiles .is-self .tile-mark.speaking"),
    )
    for mark in marks:
        expect(mark).to_be_visible()
        expect(mark).to_contain_text("speaking")
    caras.control("microphone").click()
    for mark in marks:
        expect(mark).to_be_hidden()


def test_another_camera_takes_over_without_a_new_negotiation(
    open_room: OpenRoom, ivan: User, cara: Invitation
) -> None:
    ivans = open_room(ivan)
    ivans.join()
    caras = open_room(cara, devices=THREE_CAMERAS)
    caras.join()
    ivans.expect_flowing(CARA)
    negotiations = caras.recording.sent("OFFER") + ivans.recording.sent("OFFER")

    caras.browser_page.locator("#open-devices").click()
    cameras = caras.browser_page.locator("#call-camera")
    other = cameras.locator("option").last.get_attribute("value")
    assert other != cameras.input_value()
    cameras.select_option(other)
    expect(caras.control("camera")).to_have_attribute("data-state", "on")
    own = caras.browser_page.locator("#tiles .is-self video")
    in_use = "video => video.srcObject?.getVideoTracks()[0].getSettings().deviceId"
    eventually(caras.browser_page, lambda: own.evaluate(in_use) == other, "the other camera")

    ivans.expect_flowing(CARA)
    assert caras.recording.sent("OFFER") + ivans.recording.sent("OFFER") == negotiations


def test_leaving_and_coming_back(ivans: RoomPage, caras: RoomPage) -> None:
    caras.leave()
    ivans.expect_alone()
    expect(ivans.notices).to_contain_text(f"{CARA} left")
    assert caras.live_connections() == 0

    caras.rejoin_button.click()
    caras.expect_in_the_room()
    ivans.expect_connected(CARA)
    ivans.expect_flowing(CARA)
    caras.expect_flowing(IVAN)
