"""Sharing a screen: in place of the camera, without a new negotiation."""

from playwright.sync_api import expect

from tests.e2e.conftest import CARA
from tests.e2e.room_page import RoomPage
from tests.e2e.waiting import eventually


def test_a_shared_screen_takes_the_cameras_place_and_gives_it_back(ivans: RoomPage, caras: RoomPage) -> None:
    ivans.expect_flowing(CARA)
    negotiations = _negotiations(ivans, caras)

    caras.control("screen").click()
    expect(caras.control("screen")).to_have_attribute("aria-pressed", "true")
    ivans.expect_mark(CARA, "screen", shown=True)
    eventually(caras.browser_page, lambda: caras.sends_a_screen(), "the screen in the camera's place")
    ivans.expect_flowing(CARA)
    expect(ivans.tile(CARA).locator("video")).to_have_attribute("aria-label", f"{CARA}'s screen")

    caras.control("screen").click()
    ivans.expect_mark(CARA, "screen", shown=False)
    eventually(caras.browser_page, lambda: not caras.sends_a_screen(), "the camera in its place again")
    ivans.expect_flowing(CARA)
    assert _negotiations(ivans, caras) == negotiations


def test_a_screen_is_shared_with_the_camera_off(ivans: RoomPage, caras: RoomPage) -> None:
    caras.control("camera").click()
    ivans.expect_mark(CARA, "no-video", shown=True)
    caras.control("screen").click()
    ivans.expect_mark(CARA, "screen", shown=True)
    ivans.expect_moving_picture(CARA)
    caras.control("screen").click()
    ivans.expect_mark(CARA, "screen", shown=False)
    expect(ivans.tile(CARA).locator(".tile-avatar")).to_be_visible()


def _negotiations(*pages: RoomPage) -> int:
    return sum(len(page.recording.sent("OFFER")) for page in pages)
