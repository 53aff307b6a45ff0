"""Keyboard shortcuts: they work in the call, and rest in fields and dialogs."""

from playwright.sync_api import expect

from tests.e2e.code_panel import CodePanel
from tests.e2e.conftest import CARA, Inspect
from tests.e2e.room_page import RoomPage

TIME_BY_HAND = """() => {
    let nowMs = performance.now();
    performance.now = () => nowMs;
    window.passMs = (ms) => { nowMs += ms; };
}"""
NOTE_DEFAULTS = """() => {
    window.defaults = [];
    window.addEventListener("keydown", (event) => {
        window.defaults.push(event.defaultPrevented ? "prevented" : "done");
    });
}"""


def test_single_keys_work_the_controls(ivans: RoomPage, caras: RoomPage) -> None:
    page = caras.browser_page
    for key, what in (("m", "microphone"), ("v", "camera"), ("s", "screen")):
        before = caras.control(what).get_attribute("aria-pressed")
        after = "false" if before == "true" else "true"
        page.keyboard.press(key)
        expect(caras.control(what)).to_have_attribute("aria-pressed", after)
        page.keyboard.press(key)
        expect(caras.control(what)).to_have_attribute("aria-pressed", before or "")

    page.keyboard.press("?")
    expect(page.locator("#help-dialog")).to_be_visible()
    page.keyboard.press("m")
    page.keyboard.press("Escape")
    expect(page.locator("#help-dialog")).to_be_hidden()
    expect(caras.control("microphone")).to_have_attribute("aria-pressed", "true")

    panel = ivans.browser_page.locator("#side")
    expect(panel).to_be_visible()
    ivans.browser_page.keyboard.press("q")
    expect(panel).to_be_hidden()


def test_they_rest_while_somebody_types(ivans: RoomPage) -> None:
    page = ivans.browser_page
    states = {
        what: ivans.control(what).get_attribute("aria-pressed") for what in ("microphone", "camera", "screen")
    }
    page.get_by_text("Ask something else").click()
    field = page.get_by_label("Your question")
    field.press_sequentially("mvsqn? MVSQN")
    expect(field).to_have_value("mvsqn? MVSQN")
    assert page.locator("dialog[open]").count() == 0
    expect(page.locator("#side")).to_be_visible()
    for what, state in states.items():
        expect(ivans.control(what)).to_have_attribute("aria-pressed", state or "")

    # With the browser's own combinations nothing of ours happens either.
    field.blur()
    page.keyboard.press("Control+m")
    expect(ivans.control("microphone")).to_have_attribute("aria-pressed", "true")


def test_muting_while_typing_and_talking_while_a_key_is_held(ivans: RoomPage, caras: RoomPage) -> None:
    page = caras.browser_page
    # Whether a press was a tap is measured: the machine's speed is to have no part in it.
    page.evaluate(TIME_BY_HAND)
    microphone = caras.control("microphone")
    code = CodePanel(caras)
    code.text.click()
    code.type("m")
    page.keyboard.press("Alt+m")
    expect(microphone).to_have_attribute("aria-pressed", "false")
    ivans.expect_mark(CARA, "no-audio", shown=True)
    page.keyboard.press("Alt+m")
    expect(microphone).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Alt+m")
    expect(microphone).to_have_attribute("aria-pressed", "false")

    page.keyboard.down("Alt")
    page.keyboard.down("m")
    expect(microphone).to_have_attribute("aria-pressed", "true")
    ivans.expect_mark(CARA, "no-audio", shown=False)
    ivans.expect_sound(CARA)
    # Longer than a tap.
    page.evaluate("() => window.passMs(500)")
    page.keyboard.up("m")
    page.keyboard.up("Alt")
    expect(microphone).to_have_attribute("aria-pressed", "false")
    assert code.read() == "m"

    # The space bar talks where it types nothing, and never opens a microphone that is open.
    code.type(" ")
    expect(microphone).to_have_attribute("aria-pressed", "false")
    page.evaluate("() => document.activeElement.blur()")
    page.evaluate(NOTE_DEFAULTS)
    page.keyboard.down(" ")
    expect(microphone).to_have_attribute("aria-pressed", "true")
    # Held down it repeats, and the page stays where it is.
    page.keyboard.down(" ")
    page.keyboard.up(" ")
    assert page.evaluate("() => window.defaults") == ["prevented", "prevented"]
    expect(microphone).to_have_attribute("aria-pressed", "false")


def test_single_letters_are_changed_and_switched_off(ivans: RoomPage, inspect: Inspect) -> None:
    page = ivans.browser_page
    microphone = ivans.control("microphone")
    page.locator("#open-help").click()
    field = page.get_by_label("Key for: Microphone on or off")
    field.fill("v")
    field.press("Tab")
    expect(page.get_by_text("“v” does something else already.")).to_be_visible()
    expect(field).to_have_value("m")
    field.fill("k")
    field.press("Tab")
    inspect(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.keyboard.press("k")
    expect(microphone).to_have_attribute("aria-pressed", "false")

    page.reload()
    ivans.expect_in_the_room()
    page.keyboard.press("k")
    expect(microphone).to_have_attribute("aria-pressed", "true")
    page.locator("#open-help").click()
    page.get_by_label("Use single letters as shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    page.keyboard.press("q")
    expect(page.locator("#side")).to_be_visible()
    expect(microphone).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Alt+m")
    expect(microphone).to_have_attribute("aria-pressed", "false")


def test_focus_mode_keeps_the_microphone_a_face_and_the_question(
    ivans: RoomPage, caras: RoomPage, inspect: Inspect
) -> None:
    page = caras.browser_page
    CodePanel(caras).text.click()
    page.keyboard.press("F9")
    bar = page.locator("#focus-bar")
    expect(bar.locator("#focus-face")).to_be_visible()
    microphone = bar.get_by_role("button", name="Microphone")
    microphone.click()
    ivans.expect_mark(CARA, "no-audio", shown=True)
    expect(microphone).to_have_attribute("aria-pressed", "false")
    question = bar.locator("#focus-question")
    expect(question).to_be_hidden()
    ivans.push_typed("And in one line?")
    expect(question).to_have_text("New question")
    expect(caras.question_text).to_be_hidden()
    question.click()
    expect(caras.question_text).to_have_text("And in one line?")
    expect(page.locator("#editor-panel")).to_be_visible()
    expect(question).to_have_text("Question")
    inspect(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    question.click()
    expect(caras.question_text).to_be_hidden()
