"""An interview is held, ended, and seen again."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from interviews.models import Interview, User
from tests.e2e.code_panel import CodePanel
from tests.e2e.conftest import LAPTOP, PHONE, Inspect, Tabs
from tests.e2e.ended_interview import HERS, HIS, PASTED, QUESTION, expect_code
from tests.e2e.room_page import RoomPage
from tests.servers import ServerProcess


@pytest.fixture
def replay(ended: Interview, ivan: User, tabs: Tabs, site: ServerProcess) -> Page:
    """Ivan's page, with the whole code on it."""
    page, _ = tabs.open(site.url, person=ivan, label="ivan")
    page.goto(f"{site.url}/interviews/{ended.pk}/replay/")
    expect_code(page, HERS + HIS)
    return page


def test_an_interview_is_held_and_seen_again(
    ivans: RoomPage, caras: RoomPage, site: ServerProcess, interview: Interview
) -> None:
    page = ivans.browser_page
    ivans.push_typed(QUESTION)
    expect(caras.question_text).to_have_text(QUESTION)
    hers = CodePanel(caras)
    hers.text.click()
    hers.type("x = 1")
    hers.expect_saved()
    page.locator("#leave").click()
    page.get_by_role("button", name="End interview for everyone").click()
    caras.expect_over("The interview has ended")
    expect(page).to_have_url(f"{site.url}/interviews/{interview.pk}/scorecard/")
    page.get_by_role("link", name="Replay").click()
    expect_code(page, "x = 1")
    expect(page.locator("#replay-question")).to_have_text(QUESTION)
    page.get_by_role("slider", name="Moment").press("Home")
    expect_code(page, "")
    page.get_by_role("button", name="Play", exact=True).click()
    expect_code(page, "x = 1")


def test_every_moment_can_be_reached(replay: Page) -> None:
    final = HERS + HIS
    expect(replay.locator("#replay-language")).to_have_text("Python")
    expect(replay.locator("#replay-final")).to_have_text(final)

    # Each event leads to its moment.
    events = replay.get_by_role("list", name="What happened").get_by_role("button")
    events.filter(has_text="Cara Candidate joined").click()
    expect_code(replay, "")
    expect(replay.locator("#replay-author")).to_have_text("Nothing has been written yet.")
    expect(replay.locator("#replay-question")).to_have_text("No question yet.")
    events.filter(has_text="Cara Candidate edited the code").first.click()
    expect_code(replay, HERS[0])
    expect(replay.locator(".replay-caret-name")).to_have_text("Cara Candidate")
    expect(replay.locator("#replay-author")).to_have_text("Cara Candidate is editing")
    expect(replay.locator("#replay-question")).to_have_text(QUESTION)
    events.filter(has_text="Ivan Example edited the code").first.click()
    expect(replay.locator(".replay-caret-name")).to_have_text("Ivan Example")

    # The scrubber by keyboard, then play to the end.
    moment = replay.get_by_role("slider", name="Moment")
    moment.press("Home")
    expect_code(replay, "")
    expect(events.first).to_have_attribute("aria-current", "true")
    replay.get_by_role("button", name="Next event").click()
    replay.get_by_role("button", name="Previous event").click()
    expect(events.first).to_have_attribute("aria-current", "true")
    replay.get_by_label("Speed").select_option("32")
    replay.get_by_role("button", name="Play", exact=True).click()
    expect_code(replay, final)
    expect(replay.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(events.last).to_have_attribute("aria-current", "true")


def test_runs_chat_and_authors_come_back(replay: Page, ended: Interview) -> None:
    events = replay.get_by_role("list", name="What happened").get_by_role("button")
    output = replay.locator("#replay-run-output")
    expect(output).to_contain_text("forty-two")
    events.filter(has_text="asked").click()
    expect(output).to_have_text("Not run yet.")
    events.filter(has_text="Cara Candidate: Shall I handle strings?").click()
    expect(output).to_contain_text("forty-two")

    # Lines have authors, by mouse and by keyboard.
    replay.get_by_role("slider", name="Moment").press("End")
    expect_code(replay, HERS + HIS)
    line = replay.locator("#replay-line")
    replay.locator("#replay-code .cm-line").nth(1).click()
    expect(line).to_have_text("Line 2: Cara Candidate at 1:30")
    replay.keyboard.press("ArrowDown")
    expect(line).to_have_text("Line 3: Ivan Example at 3:00")

    # The list can be searched by words and by person.
    replay.get_by_label("Search what happened").fill("strings")
    expect(events.filter(visible=True)).to_have_count(1)
    expect(replay.locator("#replay-found")).to_have_text("1 event")
    replay.get_by_label("Search what happened").fill("")
    replay.get_by_label("By whom").select_option(label="Ivan Example")
    expect(events.filter(visible=True).filter(has_text="Cara")).to_have_count(0)
    expect(events.filter(visible=True).filter(has_text="Ivan Example asked")).to_have_count(1)

    # A link leads to a moment, in a page that is open and in a new one.
    replay.get_by_label("By whom").select_option(label="Everybody")
    events.filter(has_text="asked").click()
    replay.context.grant_permissions(["clipboard-read", "clipboard-write"])
    replay.get_by_role("button", name="Copy a link to this moment").click()
    expect(replay.locator("#replay-link-copied")).to_have_text("Link copied.")
    link = replay.evaluate("() => navigator.clipboard.readText()")
    assert link.endswith(f"/interviews/{ended.pk}/replay/#t=60")
    replay.evaluate("() => { location.hash = '#t=300'; }")
    expect_code(replay, HERS + HIS)
    replay.goto("about:blank")
    replay.goto(link)
    expect(replay.locator("#replay-time")).to_contain_text("1:00 of 5:00")
    expect_code(replay, "")


def test_the_board_comes_back(replay: Page, inspect: Inspect) -> None:
    """By keyboard: to the tab, and to moments."""
    replay.get_by_role("tab", name="Code").press("ArrowRight")
    status = replay.locator("#replay-board-status")
    expect(status).to_have_text("1 element. Last changed by Cara Candidate at 3:40")
    expect(replay.locator("#replay-code")).to_be_hidden()
    expect(replay.locator("#replay-board canvas").first).to_be_visible()
    events = replay.get_by_role("list", name="What happened").get_by_role("button")
    events.filter(has_text="Ivan Example drew on the board").click()
    expect(status).to_have_text("2 elements. Last changed by Ivan Example at 3:30")
    events.filter(has_text="asked").click()
    expect(status).to_have_text("Nothing has been drawn yet.")
    replay.get_by_role("slider", name="Moment").press("End")
    expect(status).to_have_text("1 element. Last changed by Cara Candidate at 3:40")
    inspect(replay)
    replay.set_viewport_size({"width": 1280, "height": 720})
    replay.get_by_role("tab", name="Board").press("Home")
    expect_code(replay, HERS + HIS)
    expect(replay.locator("#replay-board")).to_be_hidden()


def test_pastes_have_marks_and_can_be_reached(
    ended_after_paste: Interview, ivan: User, tabs: Tabs, site: ServerProcess, inspect: Inspect
) -> None:
    """By kind: marks of their own, from one to the next, and in the list alone."""
    page, _ = tabs.open(site.url, person=ivan)
    page.goto(f"{site.url}/interviews/{ended_after_paste.pk}/replay/")
    expect_code(page, HERS + HIS + PASTED)
    shapes = set()
    for kind, count in (("question", 1), ("run", 1), ("paste", 1), ("presence", 2)):
        marks = page.locator(f'#replay-marks [data-mark="{kind}"]')
        expect(marks).to_have_count(count)
        shapes.add(
            marks.first.evaluate(
                "(mark) => { const { width, clipPath } = getComputedStyle(mark); return width + clipPath; }"
            )
        )
    assert len(shapes) == 4, "each kind has a shape of its own"
    track = page.locator(".replay-track-of").filter(has_text="Cara Candidate")
    expect(track.locator('[data-mark="paste"]')).to_have_count(1)
    expect(page.locator("#replay-legend")).to_have_text("QuestionsRunsPastesMessagesComing and going")

    lead_to = page.get_by_label("Previous and next lead to")
    time = page.locator("#replay-time")
    for label, one, moment in (
        ("Pastes", "paste", "4:00"),
        ("Runs", "run", "2:30"),
        ("Questions", "question", "1:00"),
    ):
        lead_to.select_option(label=label)
        page.get_by_role("button", name=f"Previous {one}", exact=True).click()
        expect(time).to_have_text(f"{moment} of 5:00")
    page.get_by_role("button", name="Previous question", exact=True).click()
    expect(page.locator("#replay-jump-status")).to_have_text("No earlier question.")
    expect(time).to_have_text("1:00 of 5:00")
    lead_to.select_option(label="Pastes")
    page.get_by_role("button", name="Next paste", exact=True).press("Enter")
    expect(time).to_have_text("4:00 of 5:00")

    events = page.get_by_role("list", name="What happened").get_by_role("button").filter(visible=True)
    kind_of = page.get_by_label("Of what kind")
    kind_of.select_option(label="Pastes and other pages")
    expect(events).to_have_text([re.compile(f"Cara Candidate pasted {len(PASTED)} characters at once")])
    page.get_by_label("By whom").select_option(label="Ivan Example")
    expect(page.locator("#replay-found")).to_have_text("0 events")
    kind_of.select_option(label="Questions")
    expect(page.locator("#replay-found")).to_have_text("1 event")
    inspect(page)


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_code_is_shown_in_its_authors_colours(
    ended_after_paste: Interview,
    ivan: User,
    tabs: Tabs,
    site: ServerProcess,
    inspect: Inspect,
    scheme: Literal["dark", "light"],
) -> None:
    """By a line below it, a legend and in words; what came at once has a line of its own."""
    page, _ = tabs.open(site.url, person=ivan, color_scheme=scheme)
    page.goto(f"{site.url}/interviews/{ended_after_paste.pk}/replay/")
    expect_code(page, HERS + HIS + PASTED)
    legend = page.get_by_role("list", name="Colours of the authors").get_by_role("listitem")
    expect(legend).to_have_text(["abcCara Candidate", "abcIvan Example", "abcAt once: pasted or loaded"])
    hers, his = (legend.nth(number).get_attribute("data-colour") for number in (0, 1))
    assert hers != his
    lines = page.locator("#replay-code .cm-line")
    expect_authors(lines.nth(0), hers, "solid")
    expect_authors(lines.nth(2), his, "solid")
    expect_authors(lines.nth(3), hers, "dashed")
    lines.nth(3).click()
    expect(page.locator("#replay-line")).to_have_text(
        f"Line 4: Cara Candidate at 4:00 ({len(PASTED) - 1} characters at once: pasted or loaded)"
    )
    inspect(page)

    # It follows from moment to moment, and can be switched off.
    events = page.get_by_role("list", name="What happened").get_by_role("button")
    events.filter(has_text="Ivan Example edited the code").first.click()
    expect_code(page, HERS + HIS[0])
    expect_authors(lines.nth(1), hers, "solid")
    page.get_by_role("checkbox", name="Authors' colours").uncheck()
    expect(page.locator("#replay-code .replay-authored")).to_have_count(0)
    expect(legend.filter(visible=True)).to_have_count(0)
    page.get_by_role("checkbox", name="Authors' colours").press("Space")
    expect_authors(lines.nth(0), hers, "solid")


def expect_authors(line: Locator, colour: str | None, style: str) -> None:
    """All coloured parts of the line are one person's, written in one way."""
    parts = line.locator(".replay-authored")
    expect(parts.first).to_be_visible()
    for part in parts.all():
        expect(part).to_have_attribute("data-colour", str(colour))
        expect(part).to_have_css("border-bottom-style", style)


def test_the_final_code_is_taken_along(replay: Page) -> None:
    final = HERS + HIS
    replay.context.grant_permissions(["clipboard-read", "clipboard-write"])
    replay.get_by_role("button", name="Copy", exact=True).click()
    expect(replay.locator("#replay-copied")).to_have_text("Copied.")
    assert replay.evaluate("() => navigator.clipboard.readText()") == final
    with replay.expect_download() as download:
        replay.get_by_role("link", name="Download the code").click()
    assert download.value.suggested_filename == "backend-engineer.py"
    assert download.value.path().read_text() == final


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_page_owes_what_every_page_owes(
    ended: Interview,
    ivan: User,
    tabs: Tabs,
    site: ServerProcess,
    inspect: Inspect,
    scheme: Literal["dark", "light"],
) -> None:
    page, _ = tabs.open(site.url, person=ivan, color_scheme=scheme)
    page.goto(f"{site.url}/interviews/{ended.pk}/replay/")
    expect_code(page, HERS + HIS)
    inspect(page)
    # However long what stands above it is, the list of events keeps a place.
    page.locator("#replay-question, #replay-run-output pre").evaluate_all(
        "all => all.forEach((each) => { each.textContent = 'many words '.repeat(200); })"
    )
    for size in (LAPTOP | {"height": 600}, LAPTOP, PHONE):
        page.set_viewport_size(size)
        assert page.locator("#replay-log").evaluate("list => list.clientHeight") > 90
