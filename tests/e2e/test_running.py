"""Running the shared code: everybody in the room sees who ran it and what came of it."""

import pytest
from playwright.sync_api import expect

from interviews.models import Interview, User
from tests.dsa.workers import WorkerProcess
from tests.e2e.code_panel import CodePanel
from tests.e2e.conftest import CARA, IVAN, Inspect, OpenRoom, StartServer
from tests.e2e.room_page import RoomPage

GREETING = "name = input()\nprint('hello ' + name)\n"
CPP = "#include <iostream>\nint main() {\n    std::cout << 6 * x;\n}\n"


@pytest.fixture
def panels(worker: WorkerProcess, ivans: RoomPage, caras: RoomPage) -> tuple[CodePanel, CodePanel]:
    """Ivan's and Cara's editors, with a worker that runs what they ask for."""
    worker.start()
    return CodePanel(ivans), CodePanel(caras)


def test_both_see_a_run_and_where_it_failed(
    panels: tuple[CodePanel, CodePanel], inspect: Inspect, open_room: OpenRoom, ivan: User
) -> None:
    his, hers = panels
    his.write(GREETING)
    hers.page.get_by_role("button", name="Output").click()
    hers.page.get_by_text("Input", exact=True).click()
    hers.page.get_by_label("What the program reads").fill("Ada")
    hers.page.keyboard.press("Control+Enter")

    expect(hers.run_status).to_have_text("Ran to its end, by you")
    expect(his.run_status).to_have_text(f"Ran to its end, by {CARA}")
    for panel in panels:
        expect(panel.runs).to_have_count(1)
        expect(panel.runs.first.get_by_label("Output")).to_have_text("hello Ada\n")

    # In C++, by Ctrl+Enter in the code: the compiler's complaint stands at its line, and leads there.
    hers.language.select_option("C++")
    his.write(CPP)
    hers.expect_text(CPP)
    his.page.keyboard.press("Control+Enter")
    expect(his.run_status).to_have_text("Compile error, by you")
    expect(hers.run_status).to_have_text(f"Compile error, by {IVAN}")
    for panel in panels:
        expect(panel.page.locator(".cm-lintRange-error")).to_have_text("x;")
        # What came before stays, folded.
        expect(panel.runs).to_have_count(2)
        expect(panel.runs.nth(1).get_by_label("Output")).to_be_hidden()
    hers.runs.first.get_by_role("button", name="Line 3: ‘x’ was not declared in this scope").click()  # noqa: RUF001
    expect(hers.text).to_be_focused()
    expect(hers.page.locator(".cm-activeLineGutter").first).to_be_attached()

    inspect(his.page)
    inspect(hers.page)

    # Not by Cara's link, which is in use.
    late = CodePanel(open_late(open_room, ivan))
    expect(late.runs).to_have_count(2)
    expect(late.run_status).to_have_text(f"Compile error, by {IVAN}")


def open_late(open_room: OpenRoom, ivan: User) -> RoomPage:
    page = open_room(ivan)
    page.join()
    page.expect_in_the_room()
    return page


def test_an_endless_loop_is_stopped_by_the_other(
    panels: tuple[CodePanel, CodePanel], interview: Interview
) -> None:
    his, hers = panels
    his.write("while True:\n    pass\n")
    his.run_button.click()
    expect(hers.run_status).to_have_text(f"Running, for {IVAN}")
    expect(hers.run_button).to_have_attribute("aria-disabled", "true")
    hers.stop_button.click()
    for panel in panels:
        expect(panel.run_status).to_contain_text("Stopped, by")
        expect(panel.stop_button).to_be_hidden()
        expect(panel.run_button).not_to_have_attribute("aria-disabled", "true")


def test_what_cannot_be_run_says_why(ivans: RoomPage) -> None:
    panel = CodePanel(ivans)
    expect(panel.run_button).not_to_have_attribute("aria-disabled", "true")
    panel.language.select_option("Plain text")
    expect(panel.run_problem).to_have_text("Plain text cannot be run here")
    expect(panel.run_button).to_have_attribute("aria-disabled", "true")
    panel.run_button.dispatch_event("click")
    panel.text.press("Control+Enter")
    expect(panel.runs).to_have_count(0)


def test_without_a_backend_the_button_says_so(
    start_server: StartServer, open_room: OpenRoom, ivan: User, interview: Interview
) -> None:
    server = start_server(EXECUTION_BACKEND="judge0", JUDGE0_URL="http://127.0.0.1:9")
    page = open_room(ivan, at=server.url)
    page.join()
    panel = CodePanel(page)
    expect(panel.run_problem).to_have_text("Code cannot be run at the moment. Try again in a minute.")
    expect(panel.run_button).to_have_attribute("aria-disabled", "true")
