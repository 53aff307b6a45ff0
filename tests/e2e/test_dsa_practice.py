"""The practice problem, before the clock runs."""

from playwright.sync_api import expect

from dsa.models import Draft, DsaSession, Submission
from interviews.models import Interview, TimelineEvent
from tests.dsa.workers import WorkerProcess
from tests.e2e.conftest import LAPTOP, Inspect, OpenSession

SUM = "import sys\nprint(sum(map(int, sys.stdin.read().split())))\n"


def test_practising_leaves_nothing_behind(
    open_session: OpenSession, worker: WorkerProcess, inspect: Inspect, dsa_interview: Interview
) -> None:
    worker.start()
    cara = open_session()
    page = cara.page
    page.get_by_role("link", name="Practice").click()
    expect(page.get_by_role("heading", name="Practice: add the numbers").first).to_be_visible()
    cara.expect_at_work()
    inspect(page)
    page.set_viewport_size(LAPTOP)
    events = TimelineEvent.objects.count()

    page.get_by_role("button", name="Run", exact=True).click()
    cara.expect_verdict("Wrong answer", of="Run, Python")
    cara.run(SUM)
    cara.expect_verdict("Accepted", of="Run, Python")
    page.get_by_role("button", name="Make an own test of it (Example 2)").click()
    page.get_by_role("button", name="Run own tests").click()
    cara.expect_verdict("As you expected", of="Run on own tests, Python")
    expect(page.get_by_role("button", name="Submit", exact=True)).to_have_count(0)
    inspect(page)
    page.set_viewport_size(LAPTOP)

    assert not Submission.objects.exists()
    assert not Draft.objects.exists()
    assert TimelineEvent.objects.count() == events
    page.reload()
    cara.expect_at_work()
    expect(page.get_by_role("tab", name="Practice")).to_contain_text("not tried")
    page.get_by_role("link", name="Back to the session").click()
    cara.start()
    assert DsaSession.objects.get().started_at is not None
    # Nothing written in practice is here, and practice is over.
    expect(page.get_by_role("tab", name="1. Mirror")).to_contain_text("not tried")
    page.goto(page.url.rstrip("/") + "/practice/")
    cara.expect_at_work()
    expect(page.get_by_role("tab", name="1. Mirror")).to_be_visible()
