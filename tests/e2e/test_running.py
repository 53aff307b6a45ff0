"""Running the shared code: everybody in the room sees who ran it and what came of it."""

import pytest
from playwright.sync_api import expect

from dsa.sessions.services import assign_problems
from interviews.models import Interview, Invitation, User
from rooms.models import CodeRun
from rooms.running import runner
from tests.dsa.factories import MARKERS, MIRROR_HALF_RIGHT, MIRROR_STARTER, make_mirror, make_shout
from tests.dsa.workers import WorkerProcess
from tests.e2e.code_panel import CodePanel
from tests.e2e.conftest import (
    CARA,
    IVAN,
    LAPTOP,
    SOCKET_TROUBLE,
    BehindTheScenes,
    Inspect,
    OpenRoom,
    StartServer,
)
from tests.e2e.room_page import RoomPage
from tests.e2e.waiting import eventually
from tests.rooms.runs import expire_leases

GREETING = "name = input()\nprint('hello ' + name)\n"
ENDLESS = "while True:\n    pass\n"
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


def test_both_see_how_the_code_does_on_the_visible_tests_of_a_problem(
    worker: WorkerProcess,
    open_room: OpenRoom,
    inspect: Inspect,
    interview: Interview,
    ivan: User,
    cara: Invitation,
) -> None:
    problems = [make_mirror(), make_shout()]
    assign_problems(interview=interview, problems=problems, actor=interview.created_by)
    worker.start()
    his, hers = (CodePanel(in_the_room(open_room, person)) for person in (ivan, cara))

    # Nothing of it before she is in; then statement, examples and starter code.
    hers.problem_toggle.click()
    expect(hers.problem.get_by_role("heading", name="Mirror")).to_be_visible()
    expect(hers.problem.get_by_label("sample/0").get_by_label("Output")).to_have_text("cba 4\n")
    hers.problem.get_by_role("button", name="Put in code").click()
    his.expect_text(MIRROR_STARTER)
    inspect(hers.page)
    hers.page.set_viewport_size(LAPTOP)

    hers.write(MIRROR_HALF_RIGHT)
    his.expect_text(MIRROR_HALF_RIGHT)
    his.tests_button.click()
    expect(his.run_status).to_have_text("1 of 2 visible tests passed, by you")
    expect(hers.run_status).to_have_text(f"1 of 2 visible tests passed, by {IVAN}")
    hers.page.get_by_role("button", name="Output", exact=True).click()
    for panel in (his, hers):
        run = panel.runs.first
        expect(run.locator("summary").first).to_contain_text("tests of “Mirror”")
        passed, failed = run.locator(".run-test").all()
        expect(passed.locator("summary")).to_contain_text("Passed sample/0")
        expect(passed.get_by_label("Input")).to_be_hidden()
        expect(failed.locator("summary")).to_contain_text("Wrong answer sample/1")
        expect(failed.get_by_label("Expected output")).to_have_text("zyx 6\n")
        expect(failed.get_by_label("Output", exact=True)).to_have_text("zyx 0\n")
    inspect(his.page)
    his.page.set_viewport_size(LAPTOP)
    received = hers.page.content() + repr(hers.room.recording.received("run_state"))
    assert [marker for marker in MARKERS if marker in received] == []

    # The other problem is not to be solved in this language.
    hers.language.select_option("JavaScript")
    his.problem_toggle.click()
    his.problem.get_by_label("Problem, also").select_option("Shout")
    expect(his.run_problem).to_have_text("“Shout” cannot be solved in JavaScript")
    expect(his.tests_button).to_have_attribute("aria-disabled", "true")


def in_the_room(open_room: OpenRoom, who: User | Invitation, **options: str) -> RoomPage:
    page = open_room(who, **options)
    page.join()
    return page


def test_a_run_goes_on_while_the_server_is_dead(
    worker: WorkerProcess, start_server: StartServer, open_room: OpenRoom, ivan: User, cara: Invitation
) -> None:
    """Both learn how it ended when they are back."""
    server = start_server()
    worker.start()
    his, hers = (CodePanel(in_the_room(open_room, person, at=server.url)) for person in (ivan, cara))
    for panel in (his, hers):
        panel.room.recording.tolerate(SOCKET_TROUBLE)
    hers.write(ENDLESS)
    hers.run_button.click()
    expect(his.run_status).to_have_text(f"Running, for {CARA}")

    server.kill()
    for panel in (his, hers):
        expect(panel.room.banner).to_contain_text("Reconnecting")
        expect(panel.run_button).to_have_attribute("aria-disabled", "true")
    CodeRun.objects.update(is_stop_requested=True)
    eventually(hers.page, lambda: CodeRun.objects.get().is_over, "the run to end")
    server.start()

    expect(hers.run_status).to_have_text("Stopped, by you")
    expect(his.run_status).to_have_text(f"Stopped, by {CARA}")
    for panel in (his, hers):
        expect(panel.runs).to_have_count(1)
        expect(panel.stop_button).to_be_hidden()
        expect(panel.run_button).not_to_have_attribute("aria-disabled", "true")


def test_the_others_see_how_a_run_ends_whose_runner_has_left(
    worker: WorkerProcess, ivans: RoomPage, caras: RoomPage
) -> None:
    """Before it began, and in the middle of it. It is still hers when she comes back, by another id."""
    his, hers = CodePanel(ivans), CodePanel(caras)
    hers.write("print(6 * 7)\n")
    hers.run_button.click()
    expect(his.run_status).to_have_text(f"Waiting to be run, for {CARA}")
    caras.leave()
    ivans.expect_alone()
    worker.start()
    expect(his.run_status).to_have_text(f"Ran to its end, by {CARA}")
    his.page.get_by_role("button", name="Output").click()
    expect(his.runs.first.get_by_label("Output")).to_have_text("42\n")

    caras.rejoin_button.click()
    caras.expect_in_the_room()
    expect(hers.run_status).to_have_text("Ran to its end, by you")
    hers.write(ENDLESS)
    hers.run_button.click()
    expect(his.run_status).to_have_text(f"Running, for {CARA}")
    caras.leave()
    ivans.expect_alone()
    his.stop_button.click()
    expect(his.run_status).to_have_text(f"Stopped, by {CARA}")
    expect(his.runs).to_have_count(2)
    expect(his.run_button).not_to_have_attribute("aria-disabled", "true")
    assert set(CodeRun.objects.values_list("state", "attempts")) == {("finished", 1), ("stopped", 1)}


def test_the_next_worker_takes_over_a_run_whose_worker_has_died(
    panels: tuple[CodePanel, CodePanel], worker: WorkerProcess, behind_the_scenes: BehindTheScenes
) -> None:
    """Both pages show one run all the while, and how it ended. The first worker's end is nobody's but ours."""
    his, hers = panels
    hers.write(ENDLESS)
    hers.run_button.click()
    for panel, whose in ((his, CARA), (hers, "you")):
        expect(panel.run_status).to_have_text(f"Running, for {whose}")
    worker.kill()
    expire_leases()
    worker.start()
    # As the scheduler does every few seconds.
    assert behind_the_scenes(runner.dispatch) == 1
    eventually(his.page, lambda: CodeRun.objects.get().attempts == 2, "the next worker")
    for panel, whose in ((his, CARA), (hers, "you")):
        expect(panel.run_status).to_have_text(f"Running, for {whose}")
        expect(panel.stop_button).to_be_visible()

    his.stop_button.click()
    for panel, whose in ((his, CARA), (hers, "you")):
        expect(panel.run_status).to_have_text(f"Stopped, by {whose}")
        expect(panel.runs).to_have_count(1)
        expect(panel.run_button).not_to_have_attribute("aria-disabled", "true")

    # And it runs what comes next.
    hers.write("print(6 * 7)\n")
    hers.run_button.click()
    expect(his.run_status).to_have_text(f"Ran to its end, by {CARA}")


def open_late(open_room: OpenRoom, ivan: User) -> RoomPage:
    page = open_room(ivan)
    page.join()
    page.expect_in_the_room()
    return page


def test_an_endless_loop_is_stopped_by_the_other(
    panels: tuple[CodePanel, CodePanel], interview: Interview
) -> None:
    his, hers = panels
    his.write(ENDLESS)
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
