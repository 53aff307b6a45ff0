"""The whiteboard as a person in front of it sees and uses it."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from interviews.models import Interview
from rooms.models import WhiteboardElement
from tests.e2e.room_page import RoomPage
from tests.e2e.waiting import eventually

LOOK = Path(__file__).with_name("board.js")

# On the board; x to the right, y down, in pixels.
Point = tuple[int, int]


class BoardPanel:
    """The board of one page in the room. Constructing it opens nothing."""

    def __init__(self, room: RoomPage) -> None:
        self.room = room
        self.page = room.browser_page
        self.tab = self.page.get_by_role("tab", name="Board")
        self.panel = self.page.locator("#board-panel")
        self.status = self.page.locator("#board-status")
        self.page.add_init_script(path=LOOK)
        self.page.evaluate(LOOK.read_text())

    def open(self) -> None:
        self.tab.click()
        eventually(self.page, lambda: self.page.evaluate("() => board.isReady()"), "the board")
        self.expect_saved()

    def expect_saved(self) -> None:
        expect(self.status).to_have_text("Saved")

    # Drawing ----------------------------------------------------------------------------------------------------------

    def choose(self, tool: str) -> None:
        """A tool by the letter of its shortcut."""
        self.page.locator("#board-canvas .excalidraw").focus()
        self.page.keyboard.press(tool)

    def move_to(self, point: Point) -> None:
        box = self.page.locator("#board-canvas canvas.interactive").bounding_box()
        assert box is not None
        self.page.mouse.move(box["x"] + point[0], box["y"] + point[1], steps=3)

    def drag(self, start: Point, end: Point) -> None:
        self.move_to(start)
        self.page.mouse.down()
        self.move_to(end)
        self.page.mouse.up()

    def draw(self, tool: str, start: Point, end: Point) -> None:
        self.choose(tool)
        self.drag(start, end)

    def write(self, at: Point, text: str) -> None:
        self.choose("t")
        self.move_to(at)
        self.page.mouse.down()
        self.page.mouse.up()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Escape")

    def press(self, keys: str) -> None:
        self.page.locator("#board-canvas .excalidraw").focus()
        self.page.keyboard.press(keys)

    def save(self, file_format: str, directory: Path) -> Path:
        """As PNG or SVG, the way a person does."""
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=f"Save as {file_format}").click()
        path = directory / download.value.suggested_filename
        download.value.save_as(path)
        return path

    # Seeing -----------------------------------------------------------------------------------------------------------

    def scene(self) -> list[str]:
        scene: list[str] = self.page.evaluate("() => board.scene()")
        return scene

    def shapes(self) -> list[dict[str, Any]]:
        shapes: list[dict[str, Any]] = self.page.evaluate("() => board.shapes()")
        return shapes

    def types(self) -> list[str]:
        return sorted(shape["type"] for shape in self.shapes())

    def expect_types(self, *types: str) -> None:
        eventually(self.page, lambda: self.types() == sorted(types), f"{types}; here are {self.types()}")

    def expect_pointers(self, *names: str) -> None:
        eventually(self.page, lambda: self.page.evaluate("() => board.pointersOf()") == list(names), names)

    def open_channels(self) -> int:
        """Direct ways for the board to other pages."""
        count: int = self.page.evaluate("() => probe.openChannels('whiteboard')")
        return count

    def expect_channels(self, count: int) -> None:
        eventually(self.page, lambda: self.open_channels() == count, f"{count} channels")

    def cut_channels(self) -> None:
        self.page.evaluate("() => probe.cutChannels('whiteboard')")


def draw_at_once(*drawers: tuple[BoardPanel, str, Point, Point]) -> None:
    """Everybody begins before anybody ends."""
    for panel, tool, start, _ in drawers:
        panel.choose(tool)
        panel.move_to(start)
        panel.page.mouse.down()
    for panel, _, _, end in drawers:
        panel.move_to(end)
    for panel, *_ in drawers:
        panel.page.mouse.up()


def stored_scene(interview: Interview) -> list[str]:
    """The server's, in the words of board.js."""
    rows = WhiteboardElement.objects.filter(interview=interview)
    elements = [json.loads(text) for text in rows.values_list("element_json", flat=True)]
    return sorted(
        f"{element['id']}:{element['version']}:{element['versionNonce']}"
        for element in elements
        if not element["isDeleted"]
    )


def expect_one_scene(interview: Interview, *panels: BoardPanel) -> list[str]:
    """All pages and the server's records hold the same elements in the same copies, and say so."""
    first = panels[0]

    def scenes() -> list[list[str]]:
        return [stored_scene(interview), *(panel.scene() for panel in panels)]

    def agree() -> bool:
        stored, *shown = scenes()
        return all(scene == stored for scene in shown)

    eventually(first.page, agree, lambda: f"one scene; on the server and in each page there are {scenes()}")
    for panel in panels:
        panel.expect_saved()
    return first.scene()
