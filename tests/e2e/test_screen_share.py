"""A shared screen: beside the camera, in the work area, without a new negotiation; pinning and one's own picture."""

from playwright.sync_api import expect

from interviews.models import Interview, User
from tests.e2e.conftest import CARA, IVAN, Inspect, OpenRoom
from tests.e2e.room_page import RoomPage
from tests.e2e.waiting import eventually


def test_a_shared_screen_takes_the_work_area_and_the_face_stays(ivans: RoomPage, caras: RoomPage) -> None:
    ivans.expect_flowing(CARA)
    negotiations = _negotiations(ivans, caras)
    code = ivans.browser_page.locator("#editor-panel")
    expect(code).to_be_visible()

    caras.control("screen").click()
    expect(caras.control("screen")).to_have_attribute("aria-pressed", "true")
    ivans.expect_mark(CARA, "screen", shown=True)
    eventually(caras.browser_page, lambda: caras.sends_a_screen(), "a screen on its way")
    ivans.expect_moving_screen()
    expect(ivans.browser_page.locator("#screen-title")).to_have_text(f"{CARA}'s screen")
    expect(code).to_be_hidden()
    box = ivans.screen.bounding_box()
    assert box is not None
    assert box["width"] > 600
    ivans.expect_flowing(CARA)
    expect(ivans.tile(CARA).locator("video")).to_have_attribute("aria-label", f"{CARA}'s camera")

    # The work is one tab away, and the screen stays there.
    ivans.browser_page.get_by_role("tab", name="Code").click()
    expect(code).to_be_visible()
    expect(ivans.screen).to_be_hidden()
    ivans.browser_page.get_by_role("tab", name="Screen").click()
    ivans.expect_moving_screen()

    caras.control("screen").click()
    ivans.expect_mark(CARA, "screen", shown=False)
    expect(ivans.screen).to_be_hidden()
    expect(code).to_be_visible()
    expect(ivans.browser_page.get_by_role("tab", name="Screen")).to_be_hidden()
    ivans.expect_flowing(CARA)
    assert _negotiations(ivans, caras) == negotiations


def test_a_screen_is_shared_with_the_camera_off(ivans: RoomPage, caras: RoomPage) -> None:
    caras.control("camera").click()
    ivans.expect_mark(CARA, "no-video", shown=True)
    caras.control("screen").click()
    ivans.expect_moving_screen()
    expect(ivans.tile(CARA).locator(".tile-avatar")).to_be_visible()
    caras.control("screen").click()
    ivans.expect_mark(CARA, "screen", shown=False)
    expect(ivans.tile(CARA).locator(".tile-avatar")).to_be_visible()


def test_two_screens_at_once_and_whoever_comes_later(
    open_room: OpenRoom, ivans: RoomPage, caras: RoomPage, ines: User, interview: Interview, inspect: Inspect
) -> None:
    interview.interviewers.add(ines)
    caras.control("screen").click()
    ivans.control("screen").click()
    iness = open_room(ines)
    iness.join()
    iness.expect_connected(IVAN, CARA)
    iness.expect_moving_screen()
    choice = iness.browser_page.get_by_label("Which screen")
    choice.select_option(label=f"{CARA}'s screen")
    expect(iness.browser_page.locator("#screen-title")).to_have_text(f"{CARA}'s screen")
    iness.expect_moving_screen()
    iness.browser_page.get_by_role("button", name="Full screen").click()
    eventually(
        iness.browser_page,
        lambda: iness.browser_page.evaluate("() => document.fullscreenElement?.id") == "screen-panel",
        "the screen in full screen",
    )
    iness.browser_page.evaluate("() => document.exitFullscreen()")
    inspect(iness.browser_page)
    caras.control("screen").click()
    expect(iness.browser_page.locator("#screen-title")).to_have_text(f"{IVAN}'s screen")
    expect(choice).to_be_hidden()


def test_a_face_is_pinned_and_ones_own_is_hidden(ivans: RoomPage, caras: RoomPage) -> None:
    page = ivans.browser_page
    ivans.tile(CARA).hover()
    pin = page.get_by_role("button", name=f"Pin {CARA}")
    pin.click()
    expect(pin).to_have_attribute("aria-pressed", "true")
    ivans.expect_moving_screen()
    expect(page.locator("#screen-title")).to_have_text(f"{CARA}, pinned")
    small = "() => document.pictureInPictureElement?.closest('section')?.id"
    page.get_by_role("button", name="Small window", exact=True).click()
    eventually(page, lambda: page.evaluate(small) == "screen-panel", "the picture in a small window")
    page.get_by_role("button", name="Small window", exact=True).click()
    eventually(page, lambda: page.evaluate(small) is None, "the picture back in the page")
    caras.control("camera").click()
    expect(page.get_by_text("Their camera is off.")).to_be_visible()
    page.get_by_role("button", name="Unpin").click()
    expect(ivans.screen).to_be_hidden()
    expect(page.locator("#editor-panel")).to_be_visible()

    own = page.locator("#tiles > li.is-self")
    expect(own).to_be_visible()
    theirs, mine = ivans.tile(CARA).bounding_box(), own.bounding_box()
    assert theirs is not None
    assert mine is not None
    assert mine["width"] < 0.7 * theirs["width"]
    own.hover()
    page.get_by_role("button", name="Hide your own picture from yourself").click()
    expect(own).to_be_hidden()
    ivans.reload()
    ivans.expect_connected(CARA)
    expect(own).to_be_hidden()
    page.get_by_role("button", name="Show your own picture").click()
    expect(own).to_be_visible()


def test_who_speaks_is_marked_and_a_good_connection_is_silent(ivans: RoomPage, caras: RoomPage) -> None:
    """Chromium's fake microphone beeps once in a second."""
    expect(ivans.tile(CARA).locator(".tile-mark.speaking")).to_be_visible()
    expect(ivans.tile(CARA).locator(".tile-connection")).to_be_hidden()
    expect(ivans.tile(CARA).locator(".tile-quality")).to_be_hidden()
    caras.control("microphone").click()
    expect(ivans.tile(CARA).locator(".tile-mark.speaking")).to_be_hidden()
    expect(ivans.tile(CARA).locator(".tile-mark.no-audio")).to_be_visible()


def _negotiations(*pages: RoomPage) -> int:
    return sum(len(page.recording.sent("OFFER")) for page in pages)
