"""Browsers that lack something, or ask first: the page says so, and everything else works."""

from playwright.sync_api import expect

from interviews.models import Interview, Invitation, User
from tests.e2e.board_panel import BoardPanel
from tests.e2e.code_panel import CodePanel, expect_one_document
from tests.e2e.conftest import CARA, IVAN, LAPTOP, Inspect, OpenRoom
from tests.e2e.room_page import RoomPage
from tests.e2e.waiting import eventually

NO_WEBRTC = "delete window.RTCPeerConnection;"
# As in WebKitGTK, where the name is there and the attempt fails.
BLOCKED_WEBRTC = "window.RTCPeerConnection = class { constructor() { throw new Error('blocked'); } };"
NO_ANSWER = "navigator.mediaDevices.getUserMedia = () => new Promise(() => undefined);"
NO_AUDIO_CONTEXT = "window.AudioContext = class { constructor() { throw new Error('no audio'); } };"
HELD_AUDIO_CONTEXT = """
Object.defineProperty(AudioContext.prototype, "state", {
  get: () => (window.heldBack === false ? "running" : "suspended"),
});
"""
OWN_LIST_OF_SPEAKERS = """
const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
const desk = { kind: "audiooutput", deviceId: "default", label: "Desk speaker", groupId: "" };
const exposed = [];
navigator.mediaDevices.enumerateDevices = async () =>
  [...(await list()).filter(({ kind }) => kind !== "audiooutput"), ...exposed];
navigator.mediaDevices.selectAudioOutput = async () => {
  exposed.push(desk);
  return desk;
};
"""


def test_without_webrtc_one_joins_with_code_and_board_only(
    ivans: RoomPage,
    open_room: OpenRoom,
    inspect: Inspect,
    interview: Interview,
    cara: Invitation,
    ines: User,
) -> None:
    caras = open_room(cara, without=NO_WEBRTC)
    hers = caras.browser_page
    told = hers.locator("#without-call")
    expect(told).to_contain_text("you join with code and board only, and the others read why")
    expect(hers.locator("#lobby [data-control]")).to_have_count(0)
    inspect(hers)
    hers.set_viewport_size(LAPTOP)
    caras.join_button.click()
    caras.expect_in_the_room()

    # He reads it, and she does not wait for a picture of him.
    expect(ivans.notices).to_contain_text(f"{CARA} (candidate) joined without picture and sound")
    ivans.expect_connection_words(CARA, "No picture or sound")
    caras.expect_connection_words(IVAN, "No picture or sound")
    expect(caras.tile(IVAN).locator(".tile-connection")).to_have_attribute("title", _OWN)
    expect(ivans.tile(CARA).locator(".tile-connection")).to_have_attribute("title", _THEIRS)
    assert hers.evaluate("() => probe.madeConnections()") == 0

    # Document, board, questions and chat go over the server; with the others he has his call.
    interview.interviewers.add(ines)
    ineses = open_room(ines)
    ineses.join()
    ivans.expect_flowing("Ines Example")
    assert ivans.live_connections() == 1
    code = [CodePanel(page) for page in (ivans, caras)]
    code[1].write("answer = 42\n")
    code[0].expect_text("answer = 42\n")
    code[0].type("")
    expect_one_document(interview, *code)
    # A screen that she cannot see takes nothing from her work, and nobody's picture can be pinned who has none.
    ivans.control("screen").click()
    caras.expect_mark(IVAN, "screen", shown=True)
    ineses.expect_moving_screen()
    expect(hers.locator("#editor-panel")).to_be_visible()
    expect(caras.screen).to_be_hidden()
    for page, other in ((caras, IVAN), (ivans, CARA)):
        expect(page.tile(other).locator(".tile-pin")).to_be_hidden()
    ivans.control("screen").click()
    caras.expect_mark(IVAN, "screen", shown=False)
    ivans.push_typed("Can you read me?")
    expect(caras.question_text).to_have_text("Can you read me?")
    boards = [BoardPanel(page) for page in (ivans, caras)]
    for board in boards:
        board.open()
    boards[1].draw("r", (150, 150), (300, 250))
    boards[1].expect_saved()
    eventually(ivans.browser_page, lambda: len(boards[0].scene()) == 1, "her rectangle on his board")

    # A reload brings her back as she was.
    caras.reload()
    ivans.expect_connection_words(CARA, "No picture or sound")
    caras.leave()
    expect(ivans.other_tiles).to_have_count(1)


_OWN = "This browser has no WebRTC, so you take part with code and board only."
_THEIRS = "Their browser has no WebRTC, so they take part with code and board only."


def test_where_webrtc_is_blocked_it_is_the_same(
    ivans: RoomPage, open_room: OpenRoom, cara: Invitation
) -> None:
    caras = open_room(cara, without=BLOCKED_WEBRTC)
    expect(caras.browser_page.locator("#without-call")).to_be_visible()
    caras.join_button.click()
    caras.expect_in_the_room()
    ivans.expect_connection_words(CARA, "No picture or sound")


def test_leaving_by_an_address_is_told_at_once(ivans: RoomPage, caras: RoomPage) -> None:
    """Long before her place is given up. Coming back ends it."""
    with caras.elsewhere():
        ivans.expect_connection_words(CARA, "Left the page")
    ivans.expect_connected(CARA)
    ivans.expect_flowing(CARA)


def test_a_question_of_the_browser_that_is_open_is_no_failure(
    ivans: RoomPage, open_room: OpenRoom, inspect: Inspect, cara: Invitation
) -> None:
    """She is told to answer it, and may join meanwhile."""
    caras = open_room(cara, without=NO_ANSWER)
    page = caras.browser_page
    expect(page.locator("#preview-text")).to_contain_text("If the browser asks")
    expect(page.locator("#lobby .level-text")).to_contain_text("Starting the microphone")
    expect(page.locator("#join-hint")).to_contain_text("You can also join now")
    expect(page.locator("#media-problems")).to_be_empty()
    inspect(page)
    page.set_viewport_size(LAPTOP)
    caras.join_button.click()
    caras.expect_in_the_room()
    ivans.expect_connected(CARA)
    caras.expect_flowing(IVAN)
    expect(page.locator("#call-media-problems")).to_be_empty()
    page.locator("#open-devices").click()
    expect(page.locator("#devices-dialog .level-text")).to_contain_text("Starting the microphone")


def test_a_level_that_cannot_be_measured_says_so(
    ivans: RoomPage, open_room: OpenRoom, cara: Invitation
) -> None:
    """In the lobby, and in the dialog of the call."""
    caras = open_room(cara, without=NO_AUDIO_CONTEXT)
    caras.wait_for_devices()
    expect(caras.browser_page.locator("#lobby .level-text")).to_contain_text("cannot show how loud you are")
    caras.join()
    caras.browser_page.locator("#open-devices").click()
    expect(caras.browser_page.locator("#devices-dialog .level-text")).to_contain_text(
        "cannot show how loud you are"
    )


def test_a_level_that_is_held_back_says_what_to_do(open_room: OpenRoom, cara: Invitation) -> None:
    caras = open_room(cara, without=HELD_AUDIO_CONTEXT)
    caras.wait_for_devices()
    text = caras.browser_page.locator("#lobby .level-text")
    expect(text).to_contain_text("Click anywhere on this page")
    caras.browser_page.evaluate("() => { window.heldBack = false; }")
    expect(text).to_have_text("Speak: the bar should move")


def test_a_browser_with_its_own_list_of_speakers_is_asked_for_it(
    open_room: OpenRoom, inspect: Inspect, cara: Invitation
) -> None:
    caras = open_room(cara, without=OWN_LIST_OF_SPEAKERS)
    caras.wait_for_devices()
    page = caras.browser_page
    speakers = page.locator("#lobby-speaker")
    expect(speakers.locator("option")).to_have_text(["The system's default"])
    inspect(page)
    page.get_by_role("button", name="Choose a speaker").click()
    expect(speakers.locator("option")).to_have_text(["Desk speaker"])
    expect(speakers).to_be_enabled()
