"""An interview's whole way: held, ended, seen again, noted in, judged, taken along, and gone on from."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from interviews.models import Interview, Note, Scorecard, User
from replay.models import Record
from replay.record import services
from rooms.document.store import document_at
from tests.e2e.browsers import Browsers
from tests.e2e.code_panel import CodePanel
from tests.e2e.conftest import LAPTOP, Inspect
from tests.e2e.ended_interview import QUESTION, expect_code
from tests.e2e.record_file import opened_from_disk
from tests.e2e.room_page import RoomPage
from tests.servers import ServerProcess

pytestmark = pytest.mark.usefixtures("records_made")


def test_the_whole_way_of_an_interview(
    ivans: RoomPage,
    caras: RoomPage,
    site: ServerProcess,
    interview: Interview,
    ivan: User,
    browsers: Browsers,
    inspect: Inspect,
    tmp_path: Path,
) -> None:
    page = ivans.browser_page
    ivans.push_typed(QUESTION)
    expect(caras.question_text).to_have_text(QUESTION)
    hers, his = CodePanel(caras), CodePanel(ivans)
    hers.text.click()
    hers.type("x = 1")
    hers.expect_saved()
    his.expect_text("x = 1")
    page.locator("#leave").click()
    page.get_by_role("button", name="End interview for everyone").click()
    caras.expect_over("The interview has ended")

    # Watched, a line asked for its author, and a note made at a moment, before the scorecard is handed in.
    page.get_by_role("link", name="Replay").click()
    expect_code(page, "x = 1")
    page.locator("#replay-code .cm-line").first.click()
    expect(page.locator("#replay-line")).to_contain_text("Line 1: Cara Candidate")
    events = page.get_by_role("list", name="What happened").get_by_role("button")
    events.filter(has_text="Cara Candidate edited the code").first.click()
    page.get_by_label("Your note").fill("private-note-marker")
    page.get_by_role("button", name="Add the note").click()
    expect(events.filter(has_text="Ivan Example noted: private-note-marker")).to_have_count(1)
    assert Note.objects.get().author == ivan
    inspect(page)
    page.set_viewport_size(LAPTOP)

    page.goto(f"{site.url}/interviews/{interview.pk}/scorecard/")
    page.get_by_label("Strong yes").check()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(".scorecard-card")).to_contain_text("Strong yes")
    assert Scorecard.objects.handed_in().filter(interviewer=ivan).exists()

    # A record of each edition is taken, and opened without a network.
    page.get_by_role("link", name="Replay").click()
    page.get_by_role("link", name="Take a record").click()
    for edition, holds_notes in (("recruiter", True), ("candidate", False)):
        page.get_by_role("button", name=f"Make the {edition}'s edition").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
        services.make(Record.objects.get(edition=edition).pk)
        with page.expect_download() as download:
            page.get_by_role("link", name=f"Take the {edition}'s edition").click()
        path = tmp_path / f"{edition}.html"
        download.value.save_as(path)
        with opened_from_disk(browsers, path) as record:
            expect_code(record, "x = 1")
            expect(record.locator("#replay-question")).to_have_text(QUESTION)
            noted = record.get_by_role("button", name="noted: private-note-marker")
            expect(noted).to_have_count(1 if holds_notes else 0)

    page.goto(f"{site.url}/interviews/{interview.pk}/replay/")
    expect_code(page, "x = 1")
    page.get_by_role("button", name="Continue in a new room").click()
    expect(page).to_have_url(re.compile(r"/interviews/[0-9a-f-]+/room/$"))
    made = Interview.objects.exclude(pk=interview.pk).get()
    assert str(made.pk) in page.url
    assert document_at(made.pk).code == "x = 1"
