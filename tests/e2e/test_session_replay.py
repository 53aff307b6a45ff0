"""A coding session is taken, and seen again by the recruiter; its candidate looks at what is kept of them."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from dsa.models import DraftStream
from interviews.models import Invitation, User
from replay.models import Record
from replay.record import services
from tests.dsa.factories import MIRROR_STARTER
from tests.dsa.workers import WorkerProcess
from tests.e2e.browsers import Browsers
from tests.e2e.conftest import Inspect, OpenSession, Tabs
from tests.e2e.ended_interview import expect_code
from tests.e2e.record_file import opened_from_disk
from tests.e2e.test_dsa_draft_log import PASTE
from tests.e2e.waiting import eventually
from tests.servers import ServerProcess


@pytest.mark.usefixtures("records_made")
def test_a_session_is_seen_again(
    open_session: OpenSession,
    tabs: Tabs,
    site: ServerProcess,
    cara_dsa: Invitation,
    rita: User,
    worker: WorkerProcess,
    inspect_opened: Inspect,
    browsers: Browsers,
    tmp_path: Path,
) -> None:
    worker.start()
    cara = open_session()
    cara.start()
    cara.code.focus()
    cara.page.keyboard.press("Control+End")
    cara.page.keyboard.type("word = 1")
    cara.page.evaluate(PASTE, "\nprint(word)")
    cara.save()
    cara.page.keyboard.press("Control+Enter")
    expect(cara.verdict).to_be_visible()
    whole = MIRROR_STARTER + "word = 1\nprint(word)"
    eventually(cara.page, lambda: DraftStream.objects.get().text == whole, "the whole log")

    page, _ = tabs.open(site.url, person=rita, label="rita")
    page.goto(f"{site.url}/interviews/{cara_dsa.interview_id}/replay/")
    expect_code(page, whole)
    expect(page.locator(".replay-part-pasted").first).to_be_visible()
    expect(page.locator("#session-parts")).to_contain_text("pasted (12 characters)")
    tracks = page.locator("#replay-tracks")
    for part in ('.replay-span[data-kind="edit"]', '.replay-mark[data-mark="paste"]'):
        span = tracks.locator(part).first
        expect(span).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")
    log = page.get_by_role("list", name="What happened")
    expect(log).to_contain_text("Pasted: 12 characters, Mirror, Python")
    expect(log).to_contain_text("Ran Mirror, Python")
    expect(page.locator("#session-work")).to_contain_text("Ran Mirror, Python at")
    expect(page.get_by_role("link", name="Open the run or submission")).to_be_visible()

    # A verdict and what was pasted are marks of their own, to which previous and next lead.
    for mark in ("run", "verdict"):
        expect(tracks.locator(f'[data-mark="{mark}"]')).to_have_count(1)
    lead_to = page.get_by_label("Previous and next lead to")
    lead_to.select_option(label="Verdicts")
    page.get_by_role("slider", name="Moment").press("Home")
    page.get_by_role("button", name="Next verdict").click()
    expect(log.locator("[aria-current]")).to_contain_text("Run of Mirror, Python")
    lead_to.select_option(label="Pastes")
    page.get_by_role("button", name="Previous paste").click()
    expect(log.locator("[aria-current]")).to_contain_text("Pasted: 12 characters")

    # With the keyboard: back to the beginning, and forward from event to event.
    page.get_by_role("slider", name="Moment").focus()
    page.keyboard.press("Home")
    expect(page.get_by_role("slider", name="Moment")).to_have_value("0")
    page.get_by_role("button", name="Starter code").click()
    expect_code(page, MIRROR_STARTER)
    expect(page.locator("#session-parts")).to_have_text(
        "Everything here was typed, completed or starter code."
    )
    page.get_by_label("Code that is shown").select_option(label="Mirror, Python")
    page.get_by_role("slider", name="Moment").focus()
    page.keyboard.press("End")
    expect_code(page, whole)
    page.get_by_label("Search what was in the code").get_by_role("searchbox").fill("WORD = 1")
    page.keyboard.press("Enter")
    expect(page.locator("#session-search-status")).to_have_text("1 moment")
    moments = page.get_by_role("list", name="Moments at which it came or went")
    moments.get_by_role("button", name="In Mirror, Python").click()
    expect_code(page, MIRROR_STARTER + "word = 1")
    page.get_by_label("Of what kind").select_option("work")
    expect(page.locator("#replay-found")).to_have_text("2 events")
    page.get_by_label("Of what kind").select_option("")

    # The code as it was saved last is taken along, of each problem and language.
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    saved = page.locator("details").filter(has_text="Mirror, Python")
    saved.locator("summary").click()
    saved.get_by_role("button", name="Copy Mirror, Python").click()
    expect(saved.get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("() => navigator.clipboard.readText()") == whole
    with page.expect_download() as download:
        saved.get_by_role("link", name="Download Mirror, Python").click()
    assert download.value.path().read_text() == whole
    inspect_opened(page)

    page.get_by_role("link", name="Take a record").click()
    page.get_by_role("button", name="Make the candidate's edition").click()
    services.make(Record.objects.get().pk)
    with page.expect_download() as download:
        page.get_by_role("link", name="Take the candidate's edition").click()
    path = tmp_path / "record.html"
    download.value.save_as(path)
    with opened_from_disk(browsers, path) as record:
        expect_code(record, whole)
        log = record.get_by_role("list", name="What happened")
        expect(log).to_contain_text("Pasted: 12 characters, Mirror, Python")
        record.get_by_role("button", name="Starter code").click()
        expect_code(record, MIRROR_STARTER)
        expect(record.locator("#session-picture")).to_have_count(0)
        record.get_by_role("slider", name="Moment").press("End")
        expect_code(record, whole)
        expect(record.locator("#session-work")).to_contain_text("Ran Mirror, Python at")
        saved = record.locator("details").filter(has_text="Mirror, Python")
        saved.locator("summary").click()
        with record.expect_download() as download:
            saved.get_by_role("button", name="Download Mirror, Python").click()
        assert download.value.suggested_filename == "mirror.py"
        assert download.value.path().read_text() == whole
        inspect_opened(record)


def test_what_is_kept_of_a_candidate(open_session: OpenSession, inspect: Inspect) -> None:
    cara = open_session()
    page = cara.page
    cara.start()
    cara.write("mine = 1\n")
    cara.save()
    eventually(page, lambda: DraftStream.objects.filter(text="mine = 1\n").exists(), "the log")
    page.goto(page.url.replace("/dsa/", "/me/"))
    expect(page.get_by_role("heading", name="What is kept of you")).to_be_visible()
    page.get_by_text("Mirror, Python saved").click()
    expect(page.get_by_role("group", name="Code: Mirror, Python")).to_contain_text("mine = 1")
    expect(page.get_by_text("some time after the interview has ended")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Take a copy (zip)").click()
    assert download.value.suggested_filename == "my-records.zip"
    inspect(page)
