"""Every page, dark and light: axe-core finds nothing serious, and nothing runs off a phone's screen.

An empty console, an unviolated policy and no other host: that is checked after each browser test, so here as well.
"""

from typing import Literal

import pytest
from playwright.sync_api import expect

from interviews.models import Interview, InterviewQuestion, Invitation, User
from interviews.services.interviews import complete_interview, start_interview
from interviews.services.invitations import revoke_invitation
from interviews.services.questions import add_question
from interviews.timeline import SYSTEM
from tests.e2e.code_panel import CodePanel
from tests.e2e.conftest import LAPTOP, BehindTheScenes, Inspect, OpenRoom, Tabs
from tests.servers import ServerProcess

ColorScheme = Literal["dark", "light"]

pytestmark = pytest.mark.parametrize("scheme", ["dark", "light"])


@pytest.fixture
def question(interview: Interview, ivan: User, rita: User) -> InterviewQuestion:
    """A question with everything that a question can have."""
    prepared = InterviewQuestion(
        interview=interview,
        owner=ivan,
        text="How would you find a memory leak?",
        interviewer_hints="Ask about heap dumps.",
        expected_answer_guide="Compares two snapshots.",
    )
    return add_question(question=prepared, actor=rita)


@pytest.mark.parametrize("path", ["/", "/questions/", "/questions/add/"])
def test_pages_of_an_interviewer(
    tabs: Tabs,
    site: ServerProcess,
    inspect: Inspect,
    ivan: User,
    question: InterviewQuestion,
    path: str,
    scheme: ColorScheme,
) -> None:
    page, _ = tabs.open(site.url, person=ivan, label="ivan", color_scheme=scheme)
    page.goto(site.url + path)
    expect(page.locator("h1")).to_be_visible()
    inspect(page)


def test_signing_in(
    tabs: Tabs, site: ServerProcess, inspect: Inspect, ivan: User, scheme: ColorScheme
) -> None:
    page, _ = tabs.open(site.url, color_scheme=scheme)
    page.goto(site.url)
    expect(page.locator("h1")).to_have_text("Sign in")
    inspect(page)
    page.get_by_label("Username").fill(ivan.username)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    inspect(page)


def test_the_check_of_a_computer(
    tabs: Tabs, site: ServerProcess, inspect: Inspect, cara: Invitation, scheme: ColorScheme
) -> None:
    page, _ = tabs.open(site.url, color_scheme=scheme)
    page.goto(f"{site.url}/check/{cara.token}/")
    expect(page.locator("h1")).to_have_text("Check my computer")
    inspect(page)


@pytest.mark.parametrize("reason", ["invalid", "revoked", "over"])
def test_refused_pages(
    tabs: Tabs,
    site: ServerProcess,
    inspect: Inspect,
    interview: Interview,
    cara: Invitation,
    rita: User,
    behind_the_scenes: BehindTheScenes,
    reason: str,
    scheme: ColorScheme,
) -> None:
    token = cara.token
    if reason == "invalid":
        token = "not-a-token"
    elif reason == "revoked":
        behind_the_scenes(lambda: revoke_invitation(invitation=cara, actor=rita))
    else:
        behind_the_scenes(lambda: start_interview(interview_id=interview.pk, actor=SYSTEM))
        behind_the_scenes(lambda: complete_interview(interview_id=interview.pk))
    page, recording = tabs.open(site.url, color_scheme=scheme)
    recording.tolerate("the server responded with a status of 4")
    page.goto(f"{site.url}/join/{token}/")
    expect(page.locator("h1")).to_be_visible()
    inspect(page)


def test_lobby_and_room_of_both_roles(
    open_room: OpenRoom,
    inspect: Inspect,
    ivan: User,
    cara: Invitation,
    question: InterviewQuestion,
    scheme: ColorScheme,
) -> None:
    caras = open_room(cara, color_scheme=scheme)
    ivans = open_room(ivan, color_scheme=scheme)
    for page in (caras, ivans):
        page.wait_for_devices()
        inspect(page.browser_page)
    caras.join_button.click()
    expect(caras.join_status).to_be_visible()
    inspect(caras.browser_page)

    ivans.browser_page.set_viewport_size(LAPTOP)
    ivans.join()
    caras.expect_connected("Ivan Example")
    ivans.push_prepared(question.text)
    expect(caras.question_text).to_have_text(question.text)
    his, hers = CodePanel(ivans), CodePanel(caras)
    his.text.click()
    his.type('def f(x):  # what it is for\nreturn "text", f(42)')
    caras.browser_page.set_viewport_size(LAPTOP)
    expect(hers.cursors).to_have_text(["Ivan Example"])
    inspect(caras.browser_page)
    inspect(ivans.browser_page)
    ivans.browser_page.set_viewport_size(LAPTOP)
    ivans.browser_page.locator("#open-devices").click()
    inspect(ivans.browser_page)
    ivans.browser_page.keyboard.press("Escape")
    ivans.leave()
    inspect(ivans.browser_page)
