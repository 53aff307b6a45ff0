"""The shared editor as a person in front of it sees and uses it."""

from playwright.sync_api import expect

from interviews.models import Interview
from rooms.document.store import document_at
from tests.e2e.room_page import RoomPage
from tests.e2e.waiting import eventually

# What stands in the lines, without the names at other people's cursors. Only lines in view are in the page.
READ = """() => [...document.querySelectorAll(".cm-line")].map((line) => {
  const copy = line.cloneNode(true);
  for (const cursor of copy.querySelectorAll(".cm-ySelectionCaret")) cursor.remove();
  return copy.textContent.replaceAll("\\u2060", "");
}).join("\\n")"""


class CodePanel:
    """The editor of one page in the room."""

    def __init__(self, room: RoomPage) -> None:
        self.room = room
        self.page = room.browser_page
        self.text = self.page.get_by_role("textbox", name="Shared code")
        self.status = self.page.locator("#editor-status")
        self.language = self.page.locator("#editor-language")
        self.cursors = self.page.locator(".cm-ySelectionInfo")

        self.run_button = self.page.get_by_role("button", name="Run", exact=True)
        self.tests_button = self.page.get_by_role("button", name="Run tests", exact=True)
        self.problem_toggle = self.page.get_by_role("button", name="Problem", exact=True)
        self.problem = self.page.get_by_role("region", name="The problem")
        self.stop_button = self.page.get_by_role("button", name="Stop", exact=True)
        self.run_status = self.page.locator("#run-status")
        self.run_problem = self.page.locator("#run-problem")
        self.runs = self.page.locator("#runs > li")

    def write(self, text: str) -> None:
        """In place of all that is there, as one paste: typing would close brackets and indent by itself."""
        # Until the document is there.
        expect(self.text).not_to_have_attribute("aria-readonly", "true")
        self.text.focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def expect_saved(self) -> None:
        expect(self.status).to_have_text("Saved")

    def go_to_line(self, number: int) -> None:
        """To the end of it."""
        self.page.locator(".cm-line").nth(number - 1).click()
        self.page.keyboard.press("End")

    def type(self, text: str) -> None:
        """Where the cursor is."""
        self.page.keyboard.type(text)

    def read(self) -> str:
        text: str = self.page.evaluate(READ)
        return text

    def expect_text(self, text: str) -> None:
        eventually(self.page, lambda: self.read() == text, f"{text!r}; here is {self.read()!r}")

    def expect_open_channels(self, count: int) -> None:
        """So many direct ways for the document to other pages."""
        self.page.wait_for_function("(count) => probe.openChannels('document') === count", arg=count)

    def cut_channels(self) -> None:
        self.page.evaluate("() => probe.cutChannels('document')")


def type_at_once(*typists: tuple[CodePanel, str]) -> None:
    """Each types their own text, letter by letter in turn."""
    for index in range(max(len(text) for _, text in typists)):
        for panel, text in typists:
            if index < len(text):
                panel.type(text[index])


def expect_one_document(interview: Interview, *panels: CodePanel) -> str:
    """All pages say that everything is saved, and they and the server's log hold the same text, which is returned."""
    first = panels[0]

    def agree() -> bool:
        texts = {panel.read() for panel in panels}
        return len(texts) == 1 and texts == {document_at(interview.pk).code}

    eventually(first.page, agree, "one document in all pages and on the server")
    for panel in panels:
        panel.expect_saved()
    return first.read()
