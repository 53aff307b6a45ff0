"""A short way through all of it in Debian's Firefox, against Chromium: what only the other engine can break."""

import json
from collections.abc import Iterator

import pytest

from dsa.models import Submission
from interviews.models import Interview, Invitation, StageTypeConfig
from proctoring.choices import SnapshotReason
from proctoring.models import Snapshot
from tests.dsa.factories import MIRROR_PYTHON
from tests.dsa.workers import WorkerProcess, eventually
from tests.e2e.board_panel import BoardPanel
from tests.e2e.code_panel import CodePanel
from tests.e2e.conftest import CARA, RESULTS
from tests.e2e.firefox import Firefox, firefox_path
from tests.e2e.room_page import RoomPage
from tests.e2e.waiting import eventually as eventually_in_page
from tests.servers import ServerProcess

# What comes from the one other person: moves and can be heard.
RECEIVES = """(() => {
  const tile = document.querySelector("#tiles > li:not(.is-self)");
  const [video, audio] = ["video", "audio"].map((kind) => tile?.querySelector(kind));
  return video?.videoWidth > 0 && video.currentTime > 0 && audio?.srcObject?.active && !audio.paused;
})()"""


@pytest.fixture
def firefox(request: pytest.FixtureRequest) -> Iterator[Firefox]:
    """With fake devices."""
    path = firefox_path()
    if path is None:
        pytest.skip("firefox-esr is not installed here: `make test` says why")
    with Firefox(path) as browser:
        yield browser
        RESULTS.mkdir(exist_ok=True)
        browser.screenshot(RESULTS / f"{request.node.name}.png")
        assert browser.errors() == []


def lines(firefox: Firefox) -> str:
    text: str = firefox.evaluate(
        "[...document.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\\n')"
    )
    return text


def test_an_interview_in_firefox(
    ivans: RoomPage, firefox: Firefox, site: ServerProcess, cara: Invitation, interview: Interview
) -> None:
    address = f"{site.url}/join/{cara.token}/"
    firefox.goto(address)
    for control in ("microphone", "camera"):
        firefox.wait_for(f"document.querySelector('#lobby [data-control={control}]').dataset.state === 'on'")
    # A machine without a loudspeaker lets Firefox measure nothing; then the meter says so.
    firefox.wait_for(
        "/Speak: the bar|Click anywhere|cannot show/.test(document.querySelector('#lobby .level-text').textContent)"
    )
    firefox.wait_for("document.querySelector('#preview-video').videoWidth > 0")
    assert not firefox.evaluate("document.querySelector('#without-call').checkVisibility()")
    firefox.click("#join-button")
    firefox.wait_for("document.body.dataset.phase === 'call'")
    ivans.expect_connected(CARA)
    ivans.expect_flowing(CARA)
    firefox.wait_for(RECEIVES)

    # The document, both ways.
    code = CodePanel(ivans)
    code.write("answer = ")
    firefox.expect_text(".cm-content", "answer = ")
    firefox.click(".cm-line")
    firefox.press("End")
    firefox.type("42")
    eventually_in_page(ivans.browser_page, lambda: code.read() == "answer = 42", "what Firefox typed")

    # A question, and the board.
    ivans.push_typed("Can you read me?")
    firefox.expect_text("#question-text", "Can you read me?")
    board = BoardPanel(ivans)
    board.open()
    board.draw("r", (150, 150), (300, 250))
    board.expect_saved()
    firefox.click("#board-tab")
    firefox.wait_for("document.querySelector('#board-status')?.textContent === 'Saved'")
    box = firefox.wait_for(
        "(({x, y}) => ({x, y}))(document.querySelector('#board-canvas canvas.interactive').getBoundingClientRect())"
    )
    firefox.evaluate("document.querySelector('#board-canvas .excalidraw').focus()")
    firefox.press("o")
    left, top = round(box["x"]), round(box["y"])
    firefox.drag((left + 150, top + 300), (left + 300, top + 380))
    eventually_in_page(ivans.browser_page, lambda: len(board.scene()) == 2, "what Firefox drew")

    # A reload comes back by itself; leaving the page is told at once, and leaving by the button ends it.
    firefox.reload()
    firefox.wait_for("document.body.dataset.phase === 'call'")
    ivans.expect_connected(CARA)
    ivans.expect_flowing(CARA)
    firefox.goto("about:blank")
    ivans.expect_connection_words(CARA, "Left the page")
    firefox.goto(address)
    firefox.wait_for("document.body.dataset.phase === 'call'")
    ivans.expect_connected(CARA)
    firefox.click("#leave")
    firefox.expect_text("#over-heading", "You have left")
    ivans.expect_alone()


@pytest.fixture
def stage_dsa(stage_dsa: StageTypeConfig) -> StageTypeConfig:
    """The coding session with a webcam, looked at as often as a stage may ask for."""
    stage_dsa.dsa_config |= {"proctoringEnabled": True, "snapshotIntervalSeconds": 5}
    stage_dsa.save()
    return stage_dsa


def test_a_proctored_coding_session_in_firefox(
    firefox: Firefox, site: ServerProcess, worker: WorkerProcess, cara_dsa: Invitation
) -> None:
    worker.start()
    firefox.goto(f"{site.url}/dsa/{cara_dsa.token}/")
    firefox.click_button("I agree, start the camera")
    firefox.wait_for("document.body.textContent.includes('Snapshots begin when you start the session')")
    firefox.click_button("Start")
    firefox.wait_for("document.querySelector('#editor .cm-content')?.checkVisibility()")
    assert eventually(lambda: Snapshot.objects.stored().exists())

    firefox.click("#editor .cm-content")
    firefox.press("Control", "a")
    firefox.press("Delete")
    firefox.evaluate(f"document.execCommand('insertText', false, {json.dumps(MIRROR_PYTHON)})")
    firefox.press("Control", "Enter")
    firefox.expect_text("#panel-results .verdict", "Accepted")
    firefox.press("Control", "Shift", "Enter")
    firefox.click_button("Submit", within="dialog[open]")
    assert eventually(lambda: Submission.objects.filter(kind="submit", judgements__verdict="AC").exists())
    assert eventually(lambda: Snapshot.objects.stored().filter(reason=SnapshotReason.SUBMIT).exists())
    firefox.reload()
    firefox.expect_text("#editor .cm-content", "print(word[::-1], 2 * int(number))")
