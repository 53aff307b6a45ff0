"""A candidate's coding session in a real browser, with a real worker and a real sandbox."""

import re

from playwright.sync_api import expect

from dsa.choices import SubmissionKind
from dsa.models import Submission
from interviews.models import Interview
from tests.dsa.factories import (
    BROKEN_CPP,
    CRASHING,
    ENDLESS,
    MARKERS,
    MIRROR_CPP,
    MIRROR_HALF_RIGHT,
    MIRROR_JAVA,
    MIRROR_PYTHON,
    MIRROR_STARTER,
    SHOUT_PYTHON,
    TELLTALE,
)
from tests.dsa.workers import WorkerProcess
from tests.e2e.conftest import OpenSession

# What the page tells other scripts on it, such as that of webcam proctoring.
LISTEN = """() => {
    window.heard = [];
    for (const kind of ["session-started", "submitted", "session-finished", "large-paste"]) {
        document.addEventListener(`talentsync:${kind}`, ({ detail: { characters } }) => {
            window.heard.push(characters === undefined ? kind : `${kind} of ${characters}`);
        });
    }
}"""
PASTE = """(editor) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "#".repeat(300));
    editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def test_a_whole_session(open_session: OpenSession, worker: WorkerProcess, dsa_interview: Interview) -> None:
    """From the link to the end, in three languages, with everything that can be wrong with a program."""
    worker.start()
    cara = open_session()
    page = cara.page
    expect(page.get_by_role("heading", name="Welcome, Cara Candidate")).to_be_visible()
    expect(page.locator("#welcome-facts")).to_contain_text("2 problems, 1 hour 30 minutes")
    assert "Mirror" not in page.content()
    page.evaluate(LISTEN)
    cara.start()
    expect(page.locator("#statement math").first).to_be_visible()
    cara.expect_code(MIRROR_STARTER)

    # Right for one of the two samples: the other one stands open with the difference.
    cara.run(MIRROR_HALF_RIGHT)
    cara.expect_verdict("Wrong answer", of="Run, Python")
    expect(cara.test("Example 1")).to_contain_text("Accepted")
    row = cara.test("Example 2").get_by_role("row").filter(has_text="differs")
    expect(row.get_by_role("cell")).to_have_text(["zyx 6", "zyx 0", "differs"])

    cara.run(CRASHING)
    cara.expect_verdict("Run-time error", of="Run, Python")
    cara.results.get_by_role("button", name="It crashed in line 1").first.click()
    expect(cara.code).to_be_focused()
    cara.run(ENDLESS)
    cara.expect_verdict("Time limit exceeded", of="Run, Python")

    # Own tests: one made of an example by a click, one of which nobody says what is right.
    cara.write(MIRROR_PYTHON)
    page.get_by_role("button", name="Make an own test of it (Example 1)").click()
    page.get_by_label("Expected output, if you know it of own test 1").fill("something else")
    page.get_by_role("button", name="Add a test").click()
    expect(page.get_by_label("Name of own test 2")).to_be_focused()
    page.get_by_label("Input of own test 2").fill("desserts 21")
    page.get_by_role("button", name="Run own tests").click()
    cara.expect_verdict("Not as you expected", of="Run on own tests, Python")
    expect(cara.test("Like Example 1")).to_contain_text("Not as you expected")
    # Which of the two stands open depends on which was judged first.
    rows = cara.test("Like Example 1").get_by_role("row", include_hidden=True)
    expect(rows.filter(has_text="differs")).to_have_count(1)
    expect(cara.test("Own test 2")).to_contain_text("Ran to its end")
    expect(cara.test("Own test 2").get_by_label("Your output")).to_have_text("stressed 42\n")

    # Own tests are kept on the server: a reload shows them again.
    expect(page.locator("#own-tests-state")).to_be_empty()
    cara.save()
    assert page.evaluate("() => window.heard") == ["session-started"]
    page.reload()
    cara.expect_at_work()
    page.evaluate(LISTEN)
    cara.expect_code(MIRROR_PYTHON)
    page.get_by_role("tab", name="Own tests").click()
    expect(page.get_by_label("Name of own test 1")).to_have_value("Like Example 1")
    expect(page.get_by_label("Input of own test 1")).to_have_value("abc 2\n")
    expect(page.get_by_label("Expected output, if you know it of own test 1")).to_have_value("something else")
    expect(page.get_by_label("Input of own test 2")).to_have_value("desserts 21")
    expect(page.get_by_label("Expected output, if you know it of own test 2")).to_have_value("")

    # Each language has code of its own, and a compile error stands at its line.
    cara.choose_language("cpp")
    cara.run(BROKEN_CPP)
    cara.expect_verdict("Compile error", of="Run, C++")
    cara.results.get_by_role("button", name="Line 2: expected").click()
    expect(page.locator(".cm-lint-marker-error")).to_have_count(1)
    cara.run(MIRROR_CPP)
    cara.expect_verdict("Accepted", of="Run, C++")
    cara.choose_language("java")
    cara.run(MIRROR_JAVA)
    cara.expect_verdict("Accepted", of="Run, Java")
    cara.choose_language("python")
    cara.expect_code(MIRROR_PYTHON)

    # A program that prints its input shows nothing of a hidden one.
    cara.code.evaluate(PASTE)
    cara.write(TELLTALE)
    cara.submit()
    cara.expect_verdict("Wrong answer", of="Submission, Python")
    expect(cara.test("Hidden test 4")).to_contain_text("Wrong answer")
    expect(cara.test("Hidden test").locator("details")).to_have_count(0)
    # In the order of the tests, in whichever they came.
    names = [
        f"{kind} {number}"
        for kind, count in (("Example", 2), ("Hidden test", 4))
        for number in range(1, count + 1)
    ]
    expect(cara.results.locator(".test-name")).to_have_text(names)
    expect(cara.test("Hidden test 1")).to_contain_text("≤ ")
    expect(page.get_by_role("tab", name="1. Mirror")).to_contain_text("submitted")

    # Earlier code comes back, and pressing twice submits once.
    page.get_by_role("tab", name="Earlier").click()
    page.get_by_role("button", name=re.compile("Put into the editor ?: .* Run on own tests, Python")).click()
    cara.expect_code(MIRROR_PYTHON)
    page.get_by_role("button", name="Submit", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Submit").dblclick()
    cara.expect_verdict("Accepted", of="Submission, Python")
    submits = Submission.objects.filter(
        session__invitation__interview=dsa_interview, kind=SubmissionKind.SUBMIT
    )
    assert submits.count() == 2

    # The end names what is missing, and submits it where that is wanted.
    cara.open_problem("Shout")
    cara.write(SHOUT_PYTHON)
    page.get_by_role("button", name="Finish early").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("listitem")).to_have_text(["Shout"])
    dialog.get_by_role("button", name="Submit everything and finish").click()
    expect(cara.finished_heading).to_have_text("You have finished")
    expect(cara.finished_heading).to_be_focused()
    expect(page.locator("#handed-in li")).to_contain_text(["Accepted (and 1 before it)", "Accepted"])
    assert page.evaluate("() => window.heard") == [
        "large-paste of 300",
        "submitted",
        "submitted",
        "session-finished",
    ]
    page.reload()
    expect(cara.finished_heading).to_have_text("You have finished")

    told = "\n".join(cara.recording.answers)
    assert all(
        part in told for part in ("/run 202", "/submit 202", "/events 200", "stressed 42", "event: result")
    )
    assert not [marker for marker in MARKERS if marker in told or marker in page.content()]
