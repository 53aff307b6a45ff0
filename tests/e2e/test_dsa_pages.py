"""Every state of the session page, dark and light, at a laptop's width and a phone's: axe finds nothing serious."""

from datetime import timedelta
from typing import Literal

from django.utils import timezone
from playwright.sync_api import Page, expect

from interviews.models import Interview
from tests.dsa.factories import BROKEN_CPP, MIRROR_HALF_RIGHT
from tests.dsa.workers import WorkerProcess
from tests.e2e.conftest import LAPTOP, Inspect, OpenSession, Tabs
from tests.servers import ServerProcess

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def test_all_states(
    open_session: OpenSession, worker: WorkerProcess, inspect: Inspect, dsa_interview: Interview
) -> None:
    worker.start()
    # Too early, and then the page opens by itself.
    Interview.objects.filter(pk=dsa_interview.pk).update(scheduled_start=timezone.now() + timedelta(hours=1))
    cara = open_session()
    page = cara.page
    cara.recording.tolerate("status of 403")

    def look() -> None:
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            # Buttons fade from the colours of one scheme to those of the other; only the editor's cursor blinks on.
            page.wait_for_function(
                "() => document.getAnimations().every(({ effect }) => effect.getTiming().iterations === Infinity)"
            )
            inspect(page)
        page.set_viewport_size(LAPTOP)

    expect(page.get_by_text("This page opens it by itself")).to_be_visible()
    expect(cara.start_button).to_have_attribute("aria-disabled", "true")
    look()
    Interview.objects.filter(pk=dsa_interview.pk).update(scheduled_start=timezone.now())
    cara.look_again()
    expect(cara.start_button).not_to_have_attribute("aria-disabled", "true")
    cara.start()
    look()

    cara.run(MIRROR_HALF_RIGHT)
    cara.expect_verdict("Wrong answer", of="Run, Python")
    look()
    page.get_by_role("button", name="Make an own test of it (Example 1)").click()
    expect(page.get_by_label("Name of own test 1")).to_be_focused()
    look()
    cara.choose_language("cpp")
    cara.run(BROKEN_CPP)
    cara.expect_verdict("Compile error", of="Run, C++")
    look()
    look_at_a_phone(page)
    page.get_by_role("tab", name="Earlier").click()
    look()
    page.locator("#panel-history .link-button").filter(has_text="Run, Python").click()
    expect(page.locator(".earlier-code .cm-content")).to_be_visible()
    look()
    page.keyboard.press("Escape")
    for opener in ("Keyboard shortcuts", "Submit", "Finish early"):
        page.get_by_role("button", name=opener, exact=True).click()
        look()
        page.keyboard.press("Escape")

    # The keyboard's way out of the editor, where Tab indents.
    cara.code.focus()
    page.keyboard.press("Tab")
    expect(cara.code).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(cara.code).not_to_be_focused()

    page.get_by_role("button", name="Finish early").click()
    page.get_by_role("button", name="Finish without submitting").click()
    expect(cara.finished_heading).to_be_visible()
    look()


def look_at_a_phone(page: Page) -> None:
    """One part at a time, each of which its tab brings up."""
    page.set_viewport_size({"width": 360, "height": 740})
    for tab, part in (("Problem", "#statement"), ("Code", "#editor"), ("Results", "#results-view")):
        page.locator("#view-tabs").get_by_role("tab", name=tab).click()
        expect(page.locator(part)).to_be_in_viewport()
        expect(page.locator("#work :is(#statement, #editor, #results-view):visible")).to_have_count(1)
    page.set_viewport_size(LAPTOP)


def test_a_refused_link(tabs: Tabs, site: ServerProcess, inspect: Inspect) -> None:
    page, recording = tabs.open(site.url)
    recording.tolerate("status of 404")
    page.goto(f"{site.url}/dsa/not-a-token/")
    expect(page.get_by_role("heading", name="This link is not valid")).to_be_visible()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        inspect(page)
