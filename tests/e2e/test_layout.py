"""How call, code, board and questions share the room: beside each other, as tabs on a phone, or the code alone."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from interviews.models import Invitation, User
from tests.e2e.board_panel import BoardPanel
from tests.e2e.code_panel import CodePanel
from tests.e2e.conftest import CARA, IVAN, LAPTOP, SCHEMES, OpenRoom, serious_violations, show_in
from tests.e2e.room_page import RoomPage
from tests.e2e.waiting import eventually

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
TABLET: Any = {"width": 768, "height": 1024}
DESKTOP: Any = {"width": 1920, "height": 1080}
PARTS = {"Call": "#call-stage", "Code": "#editor-panel", "Board": "#board-panel", "Question": "#side"}


def part(page: Page, name: str) -> Locator:
    return page.locator(PARTS[name])


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("tab", name=name, exact=True)


def width_of(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["width"]


def test_faces_follow_a_window_that_becomes_narrower(ivans: RoomPage, caras: RoomPage) -> None:
    page = caras.browser_page
    tile, stage = caras.tile(IVAN), part(page, "Call")
    page.set_viewport_size({"width": 1600, "height": 800})
    eventually(page, lambda: width_of(tile) > 280, "a wide face")
    page.set_viewport_size({"width": 1280, "height": 800})
    eventually(page, lambda: width_of(tile) < width_of(stage), "a face within its column")


def test_a_laptop(ivans: RoomPage, caras: RoomPage) -> None:
    page = caras.browser_page
    call, code, board = (part(page, name) for name in ("Call", "Code", "Board"))
    for shown in (call, code, page.locator(".controls")):
        expect(shown).to_be_visible()
    expect(board).to_be_hidden()

    # The line between call and work, by keyboard and by mouse.
    line = page.get_by_role("separator", name="Width of the call")
    expect(line).to_have_attribute("aria-valuenow", "20")
    before = width_of(call)
    line.focus()
    page.keyboard.press("ArrowRight")
    expect(line).to_have_attribute("aria-valuenow", "22")
    assert width_of(call) > before
    page.keyboard.press("Home")
    expect(line).to_have_attribute("aria-valuenow", str(line.get_attribute("aria-valuemin")))
    page.keyboard.press("End")
    expect(line).to_have_attribute("aria-valuenow", str(line.get_attribute("aria-valuemax")))
    line.dblclick()
    expect(line).to_have_attribute("aria-valuenow", "20")
    line.hover()
    page.mouse.down()
    page.mouse.move(512, 300)
    page.mouse.up()
    expect(line).to_have_attribute("aria-valuenow", "40")
    assert abs(width_of(call) - 512) < 20

    # Code and board are tabs, and stand beside each other where there is room.
    tab(page, "Code").focus()
    page.keyboard.press("ArrowRight")
    expect(tab(page, "Board")).to_be_focused()
    expect(board).to_be_visible()
    expect(code).to_be_hidden()
    side_by_side = page.get_by_role("button", name="Side by side")
    expect(side_by_side).to_be_hidden()
    page.set_viewport_size({"width": 1920, "height": 1080})
    side_by_side.click()
    for shown in (call, code, board):
        expect(shown).to_be_visible()
    between = page.get_by_role("separator", name="Width of the code")
    between.focus()
    page.keyboard.press("PageUp")
    expect(between).to_have_attribute("aria-valuenow", "40")
    assert width_of(code) < width_of(board)

    # All of it is there again after a reload, and on the other person's page nothing changed.
    caras.reload()
    caras.expect_connected(IVAN)
    for shown in (call, code, board):
        expect(shown).to_be_visible()
    expect(line).to_have_attribute("aria-valuenow", "40")
    expect(between).to_have_attribute("aria-valuenow", "40")
    expect(part(ivans.browser_page, "Board")).to_be_hidden()

    # Focus mode from within the code, with the call going on, and back.
    editor = CodePanel(caras)
    editor.text.click()
    page.keyboard.press("F9")
    for hidden in (call, board, page.locator(".controls"), page.locator(".room-header")):
        expect(hidden).to_be_hidden()
    expect(editor.text).to_be_focused()
    editor.type("print(1)")
    caras.expect_sound(IVAN)
    ivans.expect_sound(CARA)
    ivans.push_typed("And now in one line?")
    expect(page.locator("#focus-question")).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    expect(caras.question_text).to_be_visible()
    # The question takes a column of its own: with a narrow call both tools have room beside it.
    line.dblclick()
    for shown in (call, code, board, page.locator(".controls")):
        expect(shown).to_be_visible()
    assert editor.read() == "print(1)"
    # A letter is a shortcut only where nobody types.
    editor.text.click()
    editor.type("f")
    expect(call).to_be_visible()
    page.locator("#open-devices").focus()
    page.keyboard.press("f")
    expect(call).to_be_hidden()
    page.keyboard.press("f")
    expect(call).to_be_visible()
    expect(page.get_by_role("button", name="Focus", exact=True)).to_be_focused()


def test_a_phone(ivans: RoomPage, open_room: OpenRoom, cara: Invitation) -> None:
    caras = open_room(cara, **PHONE)
    caras.join()
    caras.expect_connected(IVAN)
    page = caras.browser_page
    expect(tab(page, "Question")).to_be_hidden()
    for name in ("Code", "Board", "Call"):
        tab(page, name).tap()
        for other, selector in PARTS.items():
            expect(page.locator(selector)).to_be_visible(visible=other == name)
        expect(tab(page, name)).to_have_attribute("aria-selected", "true")
        expect(page.get_by_role("tabpanel", name=name)).to_be_visible()
        assert page.evaluate("() => document.scrollingElement.scrollWidth") <= 360

    # Nobody types into the call, so a question takes its place; what somebody works in stays.
    ivans.push_typed("Where do we begin?")
    expect(caras.question_text).to_be_in_viewport()
    tab(page, "Code").tap()
    ivans.push_typed("And how does it end?")
    expect(page.locator("#questions-mark")).to_be_visible()
    expect(part(page, "Code")).to_be_visible()
    tab(page, "Code").focus()
    page.keyboard.press("End")
    expect(tab(page, "Question")).to_be_focused()
    expect(caras.question_text).to_have_text("And how does it end?")
    expect(page.locator("#questions-mark")).to_be_hidden()

    tab(page, "Board").tap()
    board = BoardPanel(caras)
    board.open()
    caras.reload()
    expect(part(page, "Board")).to_be_visible()
    caras.expect_sound(IVAN)

    page.get_by_role("button", name="Focus", exact=True).tap()
    for name in PARTS:
        expect(part(page, name)).to_be_visible(visible=name == "Code")
    page.get_by_role("button", name="Show everything").tap()
    expect(part(page, "Board")).to_be_visible()


def test_what_axe_finds_in_a_room_at_work(open_room: OpenRoom, ivan: User, axe: str) -> None:
    """Nothing serious, Excalidraw's controls included: with both tools open and in each tab, dark and light.

    A shape of the board is selected, so that its colours and lines are to be chosen.
    """
    room = open_room(ivan, viewport=DESKTOP)
    room.join()
    page = room.browser_page
    page.evaluate(axe)

    def look() -> None:
        assert serious_violations(page) == []

    board = BoardPanel(room)
    board.open()
    board.draw("r", (300, 150), (420, 230))
    board.expect_saved()
    page.get_by_role("button", name="Side by side").click()
    for scheme in SCHEMES:
        show_in(page, scheme)
        page.set_viewport_size(DESKTOP)
        look()
        page.keyboard.press("F9")
        expect(page.locator("#focus-bar")).to_be_visible()
        look()
        page.keyboard.press("F9")
        page.set_viewport_size(LAPTOP)
        for name in ("Code", "Board"):
            tab(page, name).click()
            expect(part(page, name)).to_be_visible()
            look()
        for size in (TABLET, PHONE["viewport"]):
            page.set_viewport_size(size)
            for name in ("Call", "Code", "Board", "Questions"):
                tab(page, name).click()
                expect(tab(page, name)).to_have_attribute("aria-selected", "true")
                look()


def test_what_the_boards_own_controls_say(open_room: OpenRoom, ivan: User, axe: str) -> None:
    """In menus and dialogs, and where Excalidraw draws them anew because the board has become as narrow as a phone."""
    room = open_room(ivan, viewport=DESKTOP)
    room.join()
    page = room.browser_page
    page.evaluate(axe)
    board = BoardPanel(room)
    board.open()
    menu = page.get_by_role("button", name="Board menu", exact=True)
    zoom = page.get_by_role("button", name="reset zoom")
    page.get_by_role("button", name="Zoom in").click()
    expect(zoom).to_have_accessible_name("110%, reset zoom")
    zoom.click()
    expect(zoom).to_have_accessible_name("100%, reset zoom")

    def look() -> None:
        for scheme in SCHEMES:
            show_in(page, scheme)
            assert serious_violations(page) == []

    board.draw("r", (600, 150), (720, 230))
    expect(page.get_by_role("radio", name="Bold", exact=True)).to_be_visible()
    board.write((600, 400), "Queue")
    expect(page.get_by_role("group", name="Font family", exact=True)).to_be_visible()
    page.get_by_role("group", name="Stroke", exact=True).get_by_role("button", name="Stroke").click()
    expect(page.get_by_role("dialog", name="Stroke", exact=True)).to_be_visible()
    look()
    page.keyboard.press("Escape")
    board.move_to((660, 190))
    page.mouse.down(button="right")
    page.mouse.up(button="right")
    expect(page.locator(".context-menu")).to_be_visible()
    look()
    page.keyboard.press("Escape")

    menu.click()
    expect(page.get_by_role("button", name="Find on canvas Ctrl+F")).to_be_visible()
    look()
    page.get_by_role("button", name="Export image").click()
    dialog = page.get_by_role("dialog", name="Export image", exact=True)
    expect(dialog.get_by_role("radio", name="2×", exact=True)).to_be_visible()  # noqa: RUF001
    look()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    board.press("Control+f")
    expect(page.get_by_role("tab", name="Search", exact=True)).to_be_visible()
    look()
    page.keyboard.press("Escape")
    board.press("?")
    # Without its makers' addresses: nothing leads out of the room.
    help_dialog = page.get_by_role("dialog", name="Help", exact=True)
    expect(help_dialog.get_by_text("Keyboard shortcuts")).to_be_visible()
    expect(help_dialog.get_by_role("link")).to_have_count(0)
    look()
    # By keyboard there is nowhere to go from it but back.
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(help_dialog).to_be_hidden()

    for size in (PHONE["viewport"], DESKTOP):
        page.set_viewport_size(size)
        board.open()
        expect(menu).to_be_visible()
    expect(zoom).to_have_accessible_name("100%, reset zoom")
