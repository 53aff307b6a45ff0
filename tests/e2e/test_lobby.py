"""Before the room: waiting, and joining with less than a camera and a microphone."""

from playwright.sync_api import expect

from interviews.models import Invitation, User
from tests.e2e.browsers import NO_CAMERA, PERMISSION_DENIED
from tests.e2e.conftest import CARA, IVAN, Inspect, OpenRoom
from tests.e2e.room_page import RoomPage
from tests.e2e.waiting import eventually


def test_an_early_candidate_waits_and_is_let_in(open_room: OpenRoom, ivan: User, cara: Invitation) -> None:
    caras = open_room(cara)
    caras.ask_to_join()
    expect(caras.join_status).to_contain_text("Waiting for the interviewer.")
    expect(caras.status).to_have_text("Waiting for the interviewer")
    expect(caras.join_button).to_be_disabled()

    ivans = open_room(ivan)
    ivans.join()
    caras.expect_in_the_room()
    caras.expect_connected(IVAN)
    ivans.expect_flowing(CARA)


def test_the_lobby_shows_ones_own_picture_and_level(open_room: OpenRoom, cara: Invitation) -> None:
    caras = open_room(cara)
    caras.wait_for_devices()
    page = caras.browser_page
    preview = page.locator("#preview-video")
    expect(preview).to_be_visible()
    expect(page.locator("#lobby-camera option")).not_to_have_count(0)
    expect(page.locator("#join-hint")).to_have_text("")
    eventually(page, lambda: preview.evaluate("video => video.videoWidth > 0"), "the own picture")
    level = page.locator("#lobby .level")
    eventually(page, lambda: level.get_attribute("aria-valuenow") != "0", "a level above silence")

    caras.lobby_control("microphone").click()
    expect(page.locator("#join-hint")).to_contain_text("You join without a microphone")
    expect(page.locator("#lobby .level-text")).to_have_text("The microphone is off")


def test_joining_without_camera_and_microphone(
    ivans: RoomPage, open_room: OpenRoom, cara: Invitation
) -> None:
    caras = open_room(cara)
    caras.wait_for_devices()
    for control in ("microphone", "camera"):
        caras.lobby_control(control).click()
    expect(caras.browser_page.locator("#join-hint")).to_contain_text("without camera and microphone")
    caras.join_button.click()
    caras.expect_in_the_room()

    caras.expect_flowing(IVAN)
    ivans.expect_connected(CARA)
    for mark in ("no-audio", "no-video"):
        ivans.expect_mark(CARA, mark, shown=True)

    caras.control("camera").click()
    caras.control("microphone").click()
    ivans.expect_flowing(CARA)


def test_a_refused_permission_is_explained_and_does_not_keep_anybody_out(
    ivans: RoomPage, open_room: OpenRoom, cara: Invitation
) -> None:
    caras = open_room(cara, devices=PERMISSION_DENIED)
    problems = caras.browser_page.locator("#media-problems")
    expect(problems).to_contain_text("Your browser does not let this page use the camera or microphone.")
    caras.join_button.click()
    caras.expect_in_the_room()
    caras.expect_connected(IVAN)

    caras.expect_flowing(IVAN)
    ivans.expect_mark(CARA, "no-video", shown=True)
    ivans.expect_mark(CARA, "no-audio", shown=True)


def test_a_missing_camera_is_explained_and_the_microphone_still_works(
    ivans: RoomPage, open_room: OpenRoom, cara: Invitation
) -> None:
    caras = open_room(cara, devices=NO_CAMERA)
    expect(caras.browser_page.locator("#media-problems")).to_contain_text("No camera was found.")
    expect(caras.lobby_control("microphone")).to_have_attribute("data-state", "on")
    caras.join_button.click()
    caras.expect_in_the_room()

    ivans.expect_connected(CARA)
    ivans.expect_mark(CARA, "no-video", shown=True)
    ivans.expect_sound(CARA)
    caras.expect_flowing(IVAN)


def test_the_lobby_says_who_when_how_long_and_what_is_kept(
    open_room: OpenRoom, cara: Invitation, inspect: Inspect
) -> None:
    caras = open_room(cara)
    caras.wait_for_devices()
    lobby = caras.browser_page.locator("#lobby")
    for words in (
        IVAN,
        "60 minutes",
        "Picture and sound are not recorded.",
        "the shared code with every change and run",
        "when you paste 100 characters or more",
        "when another page or program covers this one",
    ):
        expect(lobby).to_contain_text(words)
    expect(caras.status).to_have_text("Before you join")

    # Nothing is said of a camera that is on, to anybody.
    expect(lobby.get_by_text("Your camera is off")).to_have_count(0)
    caras.lobby_control("camera").click()
    expect(lobby.get_by_text("Your camera is off")).to_be_visible()
    inspect(caras.browser_page)


def test_trying_devices_and_connection_before_joining(open_room: OpenRoom, cara: Invitation) -> None:
    caras = open_room(cara)
    caras.wait_for_devices()
    lobby = caras.browser_page.locator("#lobby")
    lobby.get_by_role("button", name="Play a test sound").click()
    expect(lobby.locator("[data-speaker-test] [role=status]")).to_contain_text("Nothing heard?")
    # Offered and on; whether Chromium's microphone of tests lets it be changed differs from run to run.
    expect(lobby.get_by_label("Suppress noise around me")).to_be_checked()
    lobby.get_by_role("button", name="Check the connection").click()
    expect(lobby.locator("#connection-check")).to_have_attribute("data-result", "no-relay")
    expect(lobby.locator("#connection-check")).to_contain_text("no relay server")


def test_who_waits_may_try_the_editor(open_room: OpenRoom, cara: Invitation, inspect: Inspect) -> None:
    caras = open_room(cara)
    page = caras.browser_page
    expect(page.locator("#practice-editor .cm-content")).to_have_count(0)
    caras.ask_to_join()
    code = page.locator("#practice-editor .cm-content")
    expect(code).to_contain_text("Nobody sees it")
    code.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("class Room:")
    page.locator("#practice-language").select_option("java")
    expect(code).to_contain_text("class Room:")
    # It helps as much as the room's own.
    code.press_sequentially("\nretu")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("return")
    inspect(page)
    assert not any("doc_" in frame for frame in caras.recording.frames if frame.startswith(">"))
