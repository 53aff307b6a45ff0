"""Pushed questions, and what the candidate never gets of them."""

import base64
import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from interviews.models import Interview, InterviewQuestion, Invitation, User
from interviews.services.questions import add_question
from tests.e2e.conftest import IVAN, OpenRoom
from tests.e2e.room_page import RoomPage

QUESTION = "How would you find a memory leak?"
HINTS = "marker-of-the-hints-7f3a"
GUIDE = "marker-of-the-guide-c81d"


@pytest.fixture
def prepared(interview: Interview, ivan: User, rita: User) -> InterviewQuestion:
    """A question of `interview`, with marked notes that are for interviewers only."""
    question = InterviewQuestion(
        interview=interview,
        owner=ivan,
        text=QUESTION,
        interviewer_hints=f"Ask about heap dumps. {HINTS}",
        expected_answer_guide=f"Compares two snapshots. {GUIDE}",
    )
    return add_question(question=question, actor=rita)


def test_a_question_is_pushed_dismissed_opened_again_and_survives_a_reload(
    prepared: InterviewQuestion, ivans: RoomPage, caras: RoomPage
) -> None:
    ivans.push_prepared(QUESTION)
    expect(ivans.push_result).to_have_text("Shown to the candidate.")
    expect(ivans.browser_page.locator(".asked-mark")).to_be_visible()
    expect(caras.question_text).to_have_text(QUESTION)
    expect(caras.question_card).to_be_visible()
    expect(caras.question_text).to_have_attribute("aria-live", "polite")

    caras.browser_page.get_by_label("Dismiss the question").click()
    expect(caras.question_card).to_be_hidden()
    caras.question_toggle.click()
    expect(caras.question_card).to_be_visible()
    caras.question_text.press("Escape")
    expect(caras.question_card).to_be_hidden()

    caras.reload()
    # Dismissed before the reload: it waits behind its button.
    expect(caras.question_toggle).to_be_visible()
    expect(caras.question_card).to_be_hidden()
    caras.question_toggle.click()
    expect(caras.question_text).to_have_text(QUESTION)

    caras.reload()
    expect(caras.question_card).to_be_visible()
    expect(caras.question_text).to_have_text(QUESTION)


def test_a_typed_question_reaches_whoever_joins_later(
    open_room: OpenRoom, ivans: RoomPage, cara: Invitation
) -> None:
    ivans.push_typed("Why <b>this</b> job?\nTake your time.")
    expect(ivans.push_result).to_have_text("Nobody else is here yet. Whoever joins will see it.")
    caras = open_room(cara)
    caras.join()
    # As text: nothing in it is markup.
    expect(caras.question_text).to_have_text("Why <b>this</b> job?\nTake your time.")

    ivans.push_typed("And now?")
    expect(caras.question_text).to_have_text("And now?")
    expect(ivans.push_result).to_have_text("Shown to the candidate.")


def test_hints_and_guides_are_in_no_byte_that_the_candidates_browser_received(
    open_room: OpenRoom, prepared: InterviewQuestion, ivan: User, cara: Invitation, tmp_path: Path
) -> None:
    archives = {who: tmp_path / f"{who}.har" for who in ("ivan", "cara")}
    recorded = {
        who: {"record_har_path": path, "record_har_content": "embed"} for who, path in archives.items()
    }
    ivans = open_room(ivan, **recorded["ivan"])
    ivans.join()
    caras = open_room(cara, **recorded["cara"])
    caras.join()
    ivans.push_prepared(QUESTION)
    expect(caras.question_text).to_have_text(QUESTION)
    caras.reload()
    caras.expect_connected(IVAN)
    expect(caras.question_text).to_have_text(QUESTION)

    for page in (ivans, caras):
        page.browser_page.context.close()
    bytes_of = {who: _bodies(path) for who, path in archives.items()}
    frames = "\n".join(caras.recording.frames)
    assert QUESTION in frames
    assert caras.recording.received("push_question") == [
        f'< 42["push_question",{json.dumps({"questionText": QUESTION}, separators=(",", ":"))}]'
    ]
    for marker in (HINTS, GUIDE):
        # In Ivan's page they stand, so the search can find them.
        assert marker in bytes_of["ivan"]
        assert marker not in bytes_of["cara"]
        assert marker not in frames


def _bodies(archive: Path) -> str:
    """The bodies and headers of all responses in a HAR file."""
    entries = json.loads(archive.read_text())["log"]["entries"]
    assert len(entries) > 2
    parts: list[str] = []
    for entry in entries:
        content = entry["response"]["content"]
        text = content.get("text", "")
        if content.get("encoding") == "base64":
            text = base64.b64decode(text).decode("utf-8", errors="replace")
        parts += [text, json.dumps(entry["response"]["headers"])]
    return "\n".join(parts)
