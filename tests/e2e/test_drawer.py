"""The interviewers' drawer on a small laptop, and what the candidate sees of it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from interviews import demo
from interviews.models import Interview, InterviewQuestion, Invitation, User
from tests.e2e.code_panel import CodePanel
from tests.e2e.conftest import CARA, Inspect, OpenRoom
from tests.e2e.room_page import RoomPage

SMALL_LAPTOP: Any = {"width": 1280, "height": 720}
LAPTOP_OF_1366: Any = {"width": 1366, "height": 768}
STARTER = "def rooms_needed(meetings):\n    ..."

# Whether the nth question stands whole in the part of the drawer that scrolls, with its button.
STANDS_WHOLE = """(number) => {
  const within = (inner, outer) => inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
  const item = document.querySelectorAll("#question-list > .question-item")[number];
  const visible = document.querySelector(".question-scroll").getBoundingClientRect();
  return within(item.querySelector(".question-body").getBoundingClientRect(), visible)
    && within(item.querySelector(".push-question").getBoundingClientRect(), visible);
}"""


@pytest.fixture
def questions(interview: Interview, ivan: User) -> list[InterviewQuestion]:
    """The demo's, for this interview; the second one has starter code."""
    prepared = [
        InterviewQuestion(
            interview=interview,
            owner=ivan,
            position=position,
            text=question.text,
            interviewer_hints=question.hints,
            expected_answer_guide=question.guide,
            language=question.language,
            starter_code=STARTER if question.language == "python" else "",
        )
        for position, question in enumerate(demo.QUESTIONS)
        if question.stage == "live_technical"
    ]
    return InterviewQuestion.objects.bulk_create(prepared)


@pytest.mark.parametrize("size", [SMALL_LAPTOP, LAPTOP_OF_1366], ids=["1280x720", "1366x768"])
def test_hints_and_guide_are_read_in_full(
    questions: list[InterviewQuestion],
    open_room: OpenRoom,
    ivan: User,
    cara: Invitation,
    inspect: Inspect,
    size: Any,
) -> None:
    ivans = open_room(ivan, viewport=size)
    ivans.join()
    page = ivans.browser_page
    lines = page.locator(".question-open")
    expect(lines).to_have_count(len(questions))
    for number in range(len(questions)):
        lines.nth(number).click()
        expect(page.locator(".question-body:visible")).to_have_count(1)
        assert page.evaluate(STANDS_WHOLE, number), number
        assert page.evaluate("() => document.scrollingElement.scrollHeight") <= size["height"]

    caras = open_room(cara, viewport=size)
    caras.join()
    first, second = (page.locator(".question-item").nth(number) for number in range(2))
    for item in (first, second):
        if item.locator(".question-open").get_attribute("aria-expanded") == "false":
            item.locator(".question-open").click()
        item.locator(".push-question").click()
        expect(item.locator(".asked-mark")).to_contain_text("Shown for")
    expect(first.locator(".asked-mark")).to_have_text("Asked")
    # Markdown for her, and a list of what was asked.
    expect(caras.question_text.locator("strong")).to_have_text("smallest number of rooms")
    expect(caras.question_text.locator("pre")).to_contain_text("rooms_needed(")
    hers = caras.browser_page
    hers.get_by_text("Asked before (1)").click()
    expect(hers.locator("#asked-list > li")).to_contain_text("confirmation mail")
    expect(hers.locator("#room-clock")).to_contain_text("min left")
    inspect(hers)

    # The search folds away, and finds in hints as well.
    page.get_by_text("Search", exact=True).click()
    page.get_by_label("Search the questions").fill("whiteboard")
    expect(page.locator(".question-item:visible")).to_have_count(1)
    page.get_by_label("Search the questions").fill("")
    for name in ("Notes", "Chat", "People"):
        tab = page.get_by_role("tab", name=name)
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        inspect(page)
        page.set_viewport_size(size)
    expect(page.locator("#present-people > li")).to_have_count(2)
    expect(page.locator("#present-people")).to_contain_text(CARA)


def test_starter_code_goes_into_the_shared_code_and_out_again(
    questions: list[InterviewQuestion], ivans: RoomPage, caras: RoomPage
) -> None:
    his, hers = CodePanel(ivans), CodePanel(caras)
    his.text.click()
    his.type("x = 1")
    hers.expect_text("x = 1")
    item = ivans.open_question("list of meetings")
    item.get_by_role("button", name="Put in code").click()
    hers.expect_text(f"x = 1\n\n{STARTER}\n")
    expect(item.locator(".starter-result")).to_have_text("In the shared code.")
    item.get_by_role("button", name="Take it out").click()
    hers.expect_text("x = 1")

    # Once somebody has worked on, only they take it out.
    item.get_by_role("button", name="Put in code").click()
    hers.expect_text(f"x = 1\n\n{STARTER}\n")
    his.text.click()
    his.type("#")
    item.get_by_role("button", name="Take it out").click()
    expect(item.locator(".starter-result")).to_contain_text("changed since")


def test_notices_cover_nothing_that_is_pressed(ivans: RoomPage, caras: RoomPage) -> None:
    page: Page = ivans.browser_page
    page.set_viewport_size(SMALL_LAPTOP)
    caras.browser_page.locator("#toggle-chat").click()
    caras.browser_page.get_by_label("Message", exact=True).fill("Hello")
    caras.browser_page.keyboard.press("Enter")
    notice = ivans.notices.get_by_text("Message from")
    expect(notice).to_be_visible()
    covered = notice.bounding_box()
    call = page.locator("#call-stage").bounding_box()
    assert covered is not None
    assert call is not None
    assert covered["x"] + covered["width"] <= call["x"] + call["width"]
    assert covered["y"] + covered["height"] <= call["y"] + call["height"]
