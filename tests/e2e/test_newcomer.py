"""A newcomer's whole job: from an empty installation to a decision, with mail that really arrives."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from interviews.models import Application, Interview, User
from tests.conftest import PASSWORD
from tests.dsa.workers import WorkerProcess
from tests.e2e.code_panel import CodePanel
from tests.e2e.conftest import LAPTOP, PHONE, StartServer, Tabs
from tests.e2e.hands import Keyboard, Pointer
from tests.e2e.room_page import RoomPage
from tests.e2e.waiting import eventually
from tests.interviews.mail.conftest import entry_of, text_of
from tests.interviews.mail.server import MailServer, Message, running_mail_server
from tests.servers import ServerProcess, database_url_of_this_test

NEWCOMER, NORA, CARA = "root@company.example", "nora@company.example", "cara@mail.example"
POSITION: Final = "Data engineer"
QUESTION: Final = "What does this print?"
ZONE: Final = "Europe/Berlin"


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with running_mail_server() as server:
        yield server


@pytest.fixture
def installation(
    presets: None, start_server: StartServer, mails: MailServer, tmp_path: Path
) -> Iterator[ServerProcess]:
    """Server and worker with mail turned on, and nothing in the database but what the migrations put there."""
    mail = {
        "MAIL_TRANSPORT": "smtp",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mails.port),
        "EMAIL_SECURITY": "none",
    }
    server = start_server(**mail)
    worker = WorkerProcess(tmp_path / "worker.log", ["celery"], **mail, SITE_URL=server.url)
    worker.start()
    yield server
    worker.kill()


def create_superuser() -> None:
    """As docs/accounts.md says."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "talentsync.settings",
        "DATABASE_URL": database_url_of_this_test(),
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
    }
    subprocess.run(
        [
            *(sys.executable, "manage.py", "createsuperuser", "--noinput"),
            *("--username", "root", "--email", NEWCOMER),
        ],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
        capture_output=True,
    )


class Inbox:
    """The mails that arrive while a page is open."""

    def __init__(self, server: MailServer, page: Page) -> None:
        self._server = server
        self._page = page

    def next_to(self, address: str, subject: str) -> Message:
        """Waits for this mail to them, and takes it out."""

        def look() -> bytes | None:
            for raw, message in zip(self._server.raw, self._server.messages, strict=False):
                if address in str(message["To"]) and message["Subject"] == subject:
                    return raw
            return None

        raw = eventually(self._page, look, f"the mail “{subject}” to {address}")
        assert raw is not None
        message = self._server.messages[self._server.raw.index(raw)]
        self._server.raw.remove(raw)
        return message

    def expect_empty(self) -> None:
        assert [(message["To"], message["Subject"]) for message in self._server.messages] == []


def link_in(message: Message, site: ServerProcess) -> str:
    found = re.search(rf"{re.escape(site.url)}/\S+", text_of(message))
    assert found is not None
    return found.group()


def local(moment: datetime, form: str) -> str:
    with timezone.override(ZONE):
        return timezone.localtime(moment).strftime(form)


@pytest.mark.parametrize(
    ("window", "hand"), [(LAPTOP, Pointer), (PHONE, Keyboard)], ids=["laptop", "phone-by-keyboard"]
)
def test_from_an_empty_installation_to_a_decision(
    installation: ServerProcess, mails: MailServer, tabs: Tabs, window: Any, hand: type[Pointer]
) -> None:
    site = installation
    assert not User.objects.exists()
    create_superuser()
    page, _ = tabs.open(site.url, label="newcomer", viewport=window, timezone_id=ZONE)
    hands, inbox = hand(page), Inbox(mails, page)

    page.goto(f"{site.url}/admin/")
    page.get_by_label("Username").fill("root")
    page.get_by_label("Password").fill(PASSWORD)
    hands.press(page.get_by_role("button", name="Sign in", exact=True))
    steps = page.get_by_role("region", name="First steps").get_by_role("listitem")
    expect(steps).to_have_count(3)

    hands.press(page.get_by_role("link", name="Look at the stages"))
    expect(page.get_by_role("link", name="Technical interview")).to_be_visible()
    hands.press(page.get_by_role("link", name="Home").first)

    # A colleague is invited, and makes her account by the link in her mail.
    hands.press(page.get_by_role("link", name="Have interviewers"))
    page.get_by_label("E-mail").fill(NORA)
    hands.press(page.get_by_role("button", name="Save", exact=True))
    noras, noras_recording = tabs.open(site.url, label="nora", timezone_id=ZONE)
    noras.goto(link_in(inbox.next_to(NORA, "Your account at TalentSync"), site))
    noras.get_by_label("First name").fill("Nora")
    noras.get_by_label("Password", exact=True).fill(PASSWORD)
    noras.get_by_label("Password confirmation").fill(PASSWORD)
    noras.get_by_role("button", name="Make the account").click()
    expect(noras.get_by_role("link", name="Nora")).to_be_visible()

    page.goto(f"{site.url}/admin/")
    expect(steps.filter(has_text="Have interviewers")).to_contain_text("Done")
    hands.press(page.get_by_role("row", name="Positions").get_by_role("link", name="Add"))
    page.get_by_label("Title").fill(POSITION)
    hands.press(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("was added successfully")).to_be_visible()

    # The interview is planned for the day after tomorrow.
    planned = (timezone.now() + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    page.goto(f"{site.url}/admin/")
    hands.press(page.get_by_role("link", name="Schedule the first interview"))
    page.locator("#id_candidate").fill(f"Cara Candidate <{CARA}>")
    page.get_by_label("Position:", exact=True).select_option(label=POSITION)
    page.get_by_label("Stage:", exact=True).select_option(label="Technical interview")
    page.locator("#id_round-0-start").fill(local(planned, "%Y-%m-%dT%H:%M"))
    hands.check(page.get_by_label("Nora"))
    hands.press(page.get_by_role("button", name="Plan the interview"))
    expect(page.get_by_text("The interview is planned.")).to_be_visible()
    interview = Interview.objects.get()

    caras_mail = inbox.next_to(CARA, f"Your interview: {POSITION}")
    noras_mail = inbox.next_to(NORA, f"You are on an interview: {POSITION}")
    for message, address in ((caras_mail, CARA), (noras_mail, NORA)):
        entry = entry_of(message)
        assert (entry["METHOD"], entry["SEQUENCE"], entry["SUMMARY"]) == ("REQUEST", 0, POSITION)
        assert (entry.decoded("DTSTART"), entry["UID"]) == (planned, f"{interview.pk}@talentsync")
        assert (entry["ATTENDEE"], entry["ORGANIZER"]) == (f"MAILTO:{address}", f"MAILTO:{NEWCOMER}")

    # It is moved to now, and everybody is told.
    moved = timezone.now().replace(second=0, microsecond=0)
    page.goto(f"{site.url}/admin/interviews/interview/{interview.pk}/change/")
    page.get_by_label("Start: date").fill(local(moved, "%d/%m/%Y"))
    page.get_by_label("Start: time").fill(local(moved, "%H:%M"))
    hands.press(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    new_time = inbox.next_to(CARA, f"New time: {POSITION}")
    for message in (new_time, inbox.next_to(NORA, f"New time: {POSITION}")):
        entry = entry_of(message)
        assert (entry["METHOD"], entry["SEQUENCE"]) == ("REQUEST", 1)
        assert (entry.decoded("DTSTART"), entry["UID"]) == (moved, f"{interview.pk}@talentsync")
    assert link_in(new_time, site) == link_in(caras_mail, site)

    # It is held by the links in the mails.
    noras.goto(link_in(noras_mail, site))
    nora = RoomPage(noras, noras_recording)
    nora.join()
    caras, recording = tabs.open(site.url, label="cara")
    caras.goto(link_in(new_time, site))
    cara = RoomPage(caras, recording)
    cara.join()
    nora.expect_connected("Cara Candidate")
    nora.push_typed(QUESTION)
    expect(cara.question_text).to_have_text(QUESTION)
    hers = CodePanel(cara)
    hers.text.click()
    hers.type("print(7)")
    CodePanel(nora).expect_text("print(7)")
    noras.locator("#leave").click()
    noras.get_by_role("button", name="End interview for everyone").click()
    cara.expect_over("The interview has ended")
    noras.get_by_label("Strong yes").check()
    noras.get_by_role("button", name="Hand in").click()
    expect(noras.locator(".scorecard-card")).to_contain_text("Strong yes")

    # The newcomer finds the position, reads what came of it, and decides.
    page.goto(f"{site.url}/admin/")
    expect(page.get_by_text("First steps")).to_have_count(0)
    page.get_by_label("Find a person, a position or an interview").fill("data eng")
    hands.press(page.get_by_role("button", name="Search"))
    hands.press(page.get_by_role("link", name=POSITION).first)
    expect(page.get_by_role("row", name="Cara Candidate")).to_contain_text("Strong yes")
    hands.press(page.get_by_role("link", name="Decide… (Cara Candidate)"))
    page.get_by_label("Decision").select_option(label="Offer made")
    page.get_by_label("Reason").fill("She read the code before she ran it.")
    hands.press(page.get_by_role("button", name="Decide"))
    expect(page.get_by_role("cell", name="Offer made")).to_be_visible()
    assert Application.objects.get().decisions.get().reason == "She read the code before she ran it."
    inbox.expect_empty()
