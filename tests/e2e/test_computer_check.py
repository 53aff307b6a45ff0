"""A candidate checks their computer before the interview, and the recruiter reads how it went."""

from playwright.sync_api import Page, expect

from interviews.models import Interview, Invitation, User
from tests.e2e.browsers import NO_CAMERA
from tests.e2e.conftest import LAPTOP, Inspect, Tabs
from tests.interviews.admin_pages import change_path
from tests.servers import ServerProcess


def open_check(tabs: Tabs, site: ServerProcess, cara: Invitation, **options: object) -> Page:
    """From the lobby, by its link."""
    page, _ = tabs.open(site.url, **options)  # type: ignore[arg-type]
    page.goto(f"{site.url}/join/{cara.token}/")
    page.get_by_role("link", name="Check my computer").click()
    expect(page.get_by_role("heading", name="Check my computer")).to_be_visible()
    return page


def expect_state(page: Page, part: str, state: str) -> None:
    expect(page.locator(f'[data-part="{part}"]')).to_have_attribute("data-state", state)


def test_what_was_checked_works_and_the_recruiter_reads_it(
    tabs: Tabs, site: ServerProcess, inspect: Inspect, interview: Interview, cara: Invitation, rita: User
) -> None:
    page = open_check(tabs, site, cara)
    inspect(page)
    page.set_viewport_size(LAPTOP)
    page.get_by_role("button", name="Start the check").click()
    page.get_by_role("button", name="Yes, I heard them").click()
    expect(page.locator("#check-status")).to_have_text(
        "What was checked works. Not checked: Way for picture and sound."
        " The people who invited you can see the result."
    )
    for part in ("browser", "server", "camera", "microphone", "sound"):
        expect_state(page, part, "ok")
    # No relay is set up for the tests of pages.
    expect_state(page, "path", "skipped")
    inspect(page)

    recruiters, _ = tabs.open(site.url, person=rita, label="rita")
    recruiters.goto(site.url + change_path(interview.pk))
    recruiters.get_by_role(
        "link", name="Computer of Cara Candidate: way for picture and sound not checked, the rest works"
    ).click()
    expect(recruiters.locator("#content")).to_contain_text("You heard the test sound.")

    # She reads what is stored, and may delete it.
    page.reload()
    stored = page.locator("#last-check")
    expect(stored).to_contain_text("The microphone hears you")
    page.get_by_role("button", name="Delete the result").click()
    expect(stored).to_have_count(0)
    expect(page.locator("#check-status")).to_have_text("The stored result was deleted.")


def test_what_does_not_work_is_said(
    tabs: Tabs, site: ServerProcess, inspect: Inspect, cara: Invitation
) -> None:
    page = open_check(tabs, site, cara, devices=NO_CAMERA, without="delete window.RTCPeerConnection;")
    page.get_by_role("button", name="Start the check").click()
    page.get_by_role("button", name="No, nothing").click()
    expect(page.locator("#check-status")).to_contain_text("3 things need a look.")
    expect(page.locator('[data-part="browser"]')).to_contain_text("code and board only")
    expect(page.locator('[data-part="camera"]')).to_contain_text("No camera was found")
    expect(page.locator('[data-part="sound"]')).to_contain_text("You heard nothing")
    expect_state(page, "path", "skipped")
    inspect(page)


def test_a_part_that_breaks_off_holds_nothing_up(tabs: Tabs, site: ServerProcess, cara: Invitation) -> None:
    page = open_check(tabs, site, cara, without=NO_SOCKET + NO_FRAMES)
    button = page.locator("#start-check")
    button.click()
    page.get_by_role("button", name="Yes, I heard them").click()
    expect(page.locator("#check-status")).to_contain_text("One thing needs a look.")
    expect(page.locator('[data-part="server"]')).to_contain_text("broke the check of this part off")
    expect_state(page, "camera", "ok")
    expect(page.locator("#check-video")).to_be_hidden()
    expect(button).not_to_have_attribute("aria-disabled", "true")
    expect(button).to_have_text("Check again")


NO_SOCKET = "window.WebSocket = class { constructor() { throw new Error('blocked'); } };"
# As in Firefox before 132: the camera's picture is found all the same.
NO_FRAMES = "delete HTMLVideoElement.prototype.requestVideoFrameCallback;"
