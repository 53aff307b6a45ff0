"""An ended interview is noted in, recorded, played from disk without a network, and gone on from."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from interviews.models import Interview, Invitation, Note, User
from replay.models import Edition, Record
from replay.record import services
from replay.record.manifest import PART
from replay.record.page import make_record
from rooms.document.store import document_at
from tests.e2e.browsers import Browsers
from tests.e2e.conftest import LAPTOP, Inspect, Tabs
from tests.e2e.ended_interview import HERS, HIS, QUESTION, READ, expect_code
from tests.e2e.firefox import Firefox, firefox_path
from tests.e2e.record_file import opened_from_disk
from tests.servers import ServerProcess

pytestmark = pytest.mark.usefixtures("records_made")


@pytest.mark.parametrize("edition", [Edition.RECRUITER, Edition.CANDIDATE])
def test_a_record_plays_from_disk(
    ended: Interview, ivan: User, browsers: Browsers, tmp_path: Path, inspect: Inspect, edition: Edition
) -> None:
    record = services.request_record(interview=ended, edition=edition, user=ivan)
    services.make(record.pk)
    record.refresh_from_db()
    path = tmp_path / "record.html"
    with record.file.open("rb") as made:
        path.write_bytes(made.read())
    assert PART.search(path.read_text()) is not None
    with opened_from_disk(browsers, path) as page:
        expect_code(page, HERS + HIS)
        expect(page.locator("#replay-final")).to_have_text(HERS + HIS)
        events = page.get_by_role("list", name="What happened").get_by_role("button")
        events.filter(has_text="Cara Candidate edited the code").first.click()
        expect_code(page, HERS[0])
        expect(page.locator(".replay-caret-name")).to_have_text("Cara Candidate")
        expect(page.locator("#replay-question")).to_have_text(QUESTION)
        page.get_by_role("slider", name="Moment").press("End")
        expect_code(page, HERS + HIS)
        expect(page.locator("#replay-run-output")).to_contain_text("forty-two")
        page.locator("#replay-code .cm-line").nth(1).click()
        # Each edition counts from its own beginning: the candidate came after twenty seconds.
        moment = "1:30" if edition == Edition.RECRUITER else "1:10"
        expect(page.locator("#replay-line")).to_have_text(f"Line 2: Cara Candidate at {moment}")
        authors = page.get_by_role("list", name="Colours of the authors").get_by_role("listitem")
        expect(authors).to_have_text(["abcCara Candidate", "abcIvan Example"])
        expect(page.locator("#replay-code .replay-authored").first).to_have_css(
            "border-bottom-style", "solid"
        )
        page.get_by_role("tab", name="Board").click()
        expect(page.locator("#replay-board-status")).to_contain_text("1 element.")
        expect(page.locator("#replay-board canvas").first).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download").click()
        assert download.value.path().read_text() == HERS + HIS
        inspect(page)


def test_a_record_plays_from_disk_in_firefox(ended: Interview, ivan: User, tmp_path: Path) -> None:
    executable = firefox_path()
    if executable is None:
        pytest.skip("firefox-esr is not installed here: `make test` says why")
    path = tmp_path / "record.html"
    path.write_bytes(make_record(ended, Edition.CANDIDATE, ivan, lambda _: None).content)
    written = f"({READ})() === "
    with Firefox(executable, is_offline=True) as firefox:
        firefox.goto(path.as_uri())
        firefox.wait_for(written + json.dumps(HERS + HIS))
        firefox.wait_for(
            "[...document.querySelectorAll('#replay-log button')]"
            ".filter((one) => one.textContent.includes('Cara Candidate edited the code'))"
            ".slice(0, 1).map((one) => one.click()).length"
        )
        firefox.wait_for(written + json.dumps(HERS[0]))
        firefox.expect_text("#replay-question", QUESTION)
        firefox.click("#replay-position")
        firefox.press("End")
        firefox.wait_for(written + json.dumps(HERS + HIS))
        firefox.expect_text("#replay-run-output", "forty-two")
        firefox.click("#replay-code .cm-line:nth-child(2)")
        firefox.expect_text("#replay-line", "Line 2: Cara Candidate at 1:10")
        firefox.click("[role=tab]:nth-child(2)")
        firefox.expect_text("#replay-board-status", "1 element.")
        firefox.wait_for("document.querySelector('#replay-board canvas').checkVisibility()")
        assert firefox.policy_violations() == []
        assert firefox.errors() == []
        asked = [url for url in firefox.requests() if not url.startswith((path.as_uri(), "blob:", "data:"))]
        assert [url for url in asked if url != "about:blank"] == []


def test_a_record_is_asked_for_and_taken(
    ended: Interview, ivan: User, tabs: Tabs, site: ServerProcess, inspect: Inspect
) -> None:
    page, _ = tabs.open(site.url, person=ivan)
    page.goto(f"{site.url}/interviews/{ended.pk}/replay/")
    page.get_by_role("link", name="Take a record").click()
    expect(page.locator("main")).to_contain_text("It has about")
    page.get_by_role("button", name="Make the candidate's edition").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    inspect(page)
    services.make(Record.objects.get().pk)
    with page.expect_download() as download:
        page.get_by_role("link", name="Take the candidate's edition").click()
    assert download.value.suggested_filename == "backend-engineer-candidate.html"
    assert download.value.path().stat().st_size == Record.objects.get().size_bytes


def test_a_note_is_made_at_a_moment(
    ended: Interview, ivan: User, tabs: Tabs, site: ServerProcess, inspect: Inspect
) -> None:
    page, _ = tabs.open(site.url, person=ivan)
    page.goto(f"{site.url}/interviews/{ended.pk}/replay/#t=60")
    expect(page.locator("#replay-here")).to_have_text("1:00")
    page.get_by_label("Your note").fill("Asked about strings here.")
    inspect(page)
    page.get_by_role("button", name="Add the note").click()
    events = page.get_by_role("list", name="What happened").get_by_role("button")
    expect(events.filter(has_text="Ivan Example noted: Asked about strings here.")).to_have_count(1)
    expect(page.locator("#replay-time")).to_contain_text("1:00 of 5:00")
    assert Note.objects.get().author == ivan


def test_an_interview_is_continued_in_a_new_room(
    ended: Interview, ivan: User, tabs: Tabs, site: ServerProcess, cara: Invitation
) -> None:
    page, _ = tabs.open(site.url, person=ivan)
    page.goto(f"{site.url}/interviews/{ended.pk}/replay/#t=170")
    expect_code(page, HERS)
    page.get_by_role("button", name="Continue in a new room").click()
    expect(page).to_have_url(re.compile(r"/interviews/[0-9a-f-]+/room/$"))
    made = Interview.objects.exclude(pk=ended.pk).get()
    assert str(made.pk) in page.url
    assert document_at(made.pk).code == HERS


def test_the_list_of_ended_interviews(
    ended: Interview, ivan: User, tabs: Tabs, site: ServerProcess, inspect: Inspect
) -> None:
    page, _ = tabs.open(site.url, person=ivan)
    page.goto(site.url)
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Ended").click()
    expect(page.get_by_role("heading", name="Backend engineer")).to_be_visible()
    expect(page.get_by_role("link", name="Your scorecard")).to_be_visible()
    inspect(page)
    page.set_viewport_size(LAPTOP)
    page.get_by_role("searchbox").fill("nobody of that name")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("main")).to_contain_text("No ended interview fits.")
    page.get_by_role("link", name="Show all").click()
    expect(page.get_by_role("heading", name="Backend engineer")).to_be_visible()
