"""Keyboard shortcuts: they work in the call, and rest in fields and dialogs."""

from playwright.sync_api import expect

from tests.e2e.room_page import RoomPage


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
