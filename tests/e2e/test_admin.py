"""Rita's admin in a real browser. That no page breaks the content security policy is checked after each test."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from interviews.models import Interview, Invitation, StageTypeConfig, User
from interviews.services.invitations import revoke_invitation
from tests.e2e.conftest import BehindTheScenes, Inspect, Tabs
from tests.servers import ServerProcess

OpenAdmin = Callable[..., Page]


@pytest.fixture
def open_admin(tabs: Tabs, site: ServerProcess, rita: User) -> OpenAdmin:
    def open_at(path: str, **options: Any) -> Page:
        page, _ = tabs.open(
            site.url,
            person=rita,
            label="rita",
            permissions=["clipboard-read", "clipboard-write"],
            timezone_id="America/Bogota",
            **options,
        )
        page.goto(f"{site.url}/admin/{path}")
        return page

    return open_at


def test_scheduling_an_interview_and_copying_its_link(
    open_admin: OpenAdmin,
    site: ServerProcess,
    stage_live: StageTypeConfig,
    ivan: User,
    behind_the_scenes: BehindTheScenes,
) -> None:
    # The first page tells the server the browser's time zone.
    page = open_admin("")
    page.goto(f"{site.url}/admin/interviews/interview/add/")
    expect(page.get_by_text("In America/Bogota time.")).to_be_visible()
    page.get_by_label("Title").fill("Data engineer")
    page.get_by_label("Stage").select_option(label=stage_live.name)
    page.get_by_label("Start: date").fill("15/06/2027")
    page.get_by_label("Start: time").fill("10:30")
    page.get_by_role("searchbox", name="Interviewers", exact=True).press_sequentially("Ivan")
    page.locator(".select2-results__option", has_text="Ivan Example (ivan)").click()
    page.locator("#id_invitations-0-name").fill("Cara Candidate")
    page.locator("#id_invitations-0-email").fill("cara@mail.example")
    page.get_by_role("button", name="Save and continue editing").click()

    expect(page.get_by_text("was added successfully")).to_be_visible()
    page.get_by_role("button", name="Copy invitation link of Cara Candidate").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    cara = behind_the_scenes(lambda: Invitation.objects.select_related("interview").get())
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.url}/join/{cara.token}/"
    assert cara.interview.scheduled_start.isoformat() == "2027-06-15T15:30:00+00:00"


def test_the_key_of_a_stage_is_made_from_its_name(open_admin: OpenAdmin, presets: None) -> None:
    page = open_admin("interviews/stagetypeconfig/add/")
    name, key = page.get_by_label("Name:", exact=True), page.get_by_label("Key:", exact=True)
    name.press_sequentially("System Design, senior")
    expect(key).to_have_value("system-design-senior")
    key.fill("design")
    name.press_sequentially(" people")
    expect(key).to_have_value("design")


def test_revoking_asks_first(open_admin: OpenAdmin, cara: Invitation) -> None:
    page = open_admin(f"interviews/interview/{cara.interview_id}/change/")
    page.get_by_role("link", name="Revoke… (Cara Candidate)").click()
    expect(page.get_by_text("The link stops working at once")).to_be_visible()
    page.get_by_role("link", name="No, go back").click()
    expect(page.locator(".state-valid")).to_be_visible()
    page.get_by_role("link", name="Revoke… (Cara Candidate)").click()
    page.get_by_role("button", name="Revoke the link").click()
    expect(page.locator(".state-revoked")).to_be_visible()
    expect(page.get_by_role("button", name="Copy invitation link of Cara Candidate")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_phone(
    open_admin: OpenAdmin, interview: Interview, cara: Invitation, stage_dsa: StageTypeConfig, scheme: str
) -> None:
    page = open_admin("", viewport={"width": 360, "height": 740}, color_scheme=scheme)
    for path in (
        "",
        "interviews/interview/",
        "interviews/interview/add/",
        f"interviews/interview/{interview.pk}/change/",
        f"interviews/interview/{interview.pk}/cancel/",
        f"interviews/stagetypeconfig/{stage_dsa.pk}/change/",
    ):
        page.goto(page.url.split("/admin/")[0] + f"/admin/{path}")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desk_on_every_screen(
    open_admin: OpenAdmin, interview: Interview, cara: Invitation, inspect: Inspect, width: int, scheme: str
) -> None:
    page = open_admin("", viewport={"width": width, "height": 720}, color_scheme=scheme)
    expect(page.get_by_role("heading", name="Waits for you")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    inspect(page)
    page.get_by_role("searchbox").fill("cara")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Cara Candidate").click()
    page.get_by_role("link", name=interview.stage.name).click()
    expect(page.get_by_label("Title")).to_have_value(interview.title)


def test_the_desk_keeps_itself_up_to_date(
    open_admin: OpenAdmin,
    interview: Interview,
    cara: Invitation,
    rita: User,
    behind_the_scenes: BehindTheScenes,
) -> None:
    page = open_admin("")
    page.clock.install()
    page.reload()
    expect(page.get_by_role("heading", name="Interviews without a candidate")).to_have_count(0)
    behind_the_scenes(lambda: revoke_invitation(invitation=cara, actor=rita))
    page.clock.run_for(60_000)
    expect(page.get_by_role("link", name="Invite a candidate: Backend engineer")).to_be_visible()
