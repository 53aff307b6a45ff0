"""Several people draw on one board: what they see of each other, and that nothing they drew is ever lost."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from playwright.sync_api import expect

from interviews.models import Interview, StageTypeConfig, User
from interviews.services.interviews import complete_interview
from interviews.timeline import SYSTEM
from rooms.models import WhiteboardElement
from tests.e2e.board_panel import BoardPanel, draw_at_once, expect_one_scene, stored_scene
from tests.e2e.conftest import (
    CARA,
    IVAN,
    BehindTheScenes,
    LayCable,
    Meet,
    OpenRoom,
    StartServer,
)
from tests.e2e.room_page import RoomPage

# Where the worker that makes fonts small does not answer within a second, as on a busy machine, Excalidraw tries it in
# the page, which the policy forbids, and then takes the whole fonts.
WHOLE_FONTS = "Failed to use workers for subsetting|Skipped glyph subsetting EvalError|script-src.* eval"

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def boards_of(*rooms: RoomPage) -> list[BoardPanel]:
    boards = [BoardPanel(room) for room in rooms]
    for board in boards:
        board.open()
    for board in boards:
        board.expect_channels(len(rooms) - 1)
    return boards


def test_two_people_draw_at_once_and_see_each_other(
    interview: Interview, ivans: RoomPage, caras: RoomPage, tmp_path: Path
) -> None:
    his, hers = boards_of(ivans, caras)
    draw_at_once((his, "r", (300, 150), (420, 230)), (hers, "o", (550, 150), (670, 230)))
    expect_one_scene(interview, his, hers)
    his.expect_types("ellipse", "rectangle")
    hers.expect_pointers(IVAN)
    his.expect_pointers(CARA)

    # Both take hold of the same shape: one of the two moves wins, the same one everywhere.
    draw_at_once((his, "v", (300, 190), (350, 400)), (hers, "v", (300, 190), (500, 420)))
    expect_one_scene(interview, his, hers)

    # Each takes back only what they did themselves.
    his.draw("d", (300, 450), (380, 520))
    hers.draw("a", (600, 450), (700, 520))
    expect_one_scene(interview, his, hers)
    his.press("Control+z")
    hers.expect_types("arrow", "ellipse", "rectangle")
    hers.press("Control+z")
    his.expect_types("ellipse", "rectangle")
    his.press("Control+Shift+z")
    hers.expect_types("diamond", "ellipse", "rectangle")
    expect_one_scene(interview, his, hers)

    # A link without its scheme becomes one that may travel; one that runs code stays nowhere.
    hers.write((750, 300), "Load balancer")
    expect_one_scene(interview, his, hers)
    for typed, kept in (("example.com/docs", "https://example.com/docs"), ("javascript:alert(1)", None)):
        hers.press("Control+k")
        hers.page.locator(".excalidraw-hyperlinkContainer-input").fill(typed)
        hers.page.keyboard.press("Enter")
        expect_one_scene(interview, his, hers)
        [text] = [shape for shape in his.shapes() if shape["type"] == "text"]
        assert text["link"] == kept or (kept is None and "javascript" not in text["link"])

    # Out of the board with the keyboard alone.
    hers.choose("r")
    hers.page.keyboard.press("Escape")
    expect(hers.status).not_to_be_focused()
    hers.page.keyboard.press("Escape")
    expect(hers.status).to_be_focused()

    # Who comes back finds everything, also what was drawn meanwhile. A pointer goes with its person.
    caras.leave()
    his.expect_pointers()
    his.draw("r", (100, 500), (180, 560))
    caras.rejoin_button.click()
    caras.expect_in_the_room()
    caras.expect_connected(IVAN)
    expect_one_scene(interview, his, hers)

    # As a file, with its fonts; and with the network gone, it can still be saved.
    hers.room.recording.tolerate(WHOLE_FONTS)
    assert "@font-face" in hers.save("SVG", tmp_path).read_text()
    assert hers.room.recording.complaints() == []
    hers.room.recording.tolerate("")
    hers.page.context.set_offline(True)
    expect(hers.status).to_contain_text("Offline")
    assert hers.save("PNG", tmp_path).read_bytes().startswith(PNG_SIGNATURE)
    drawing = ElementTree.parse(hers.save("SVG", tmp_path))  # noqa: S314  our own page made it
    assert "Load balancer" in "".join(drawing.getroot().itertext())


@pytest.mark.parametrize("channel", ["open", "cut"])
def test_nothing_is_lost_when_connections_are(
    start_server: StartServer, lay_cable: LayCable, meet: Meet, interview: Interview, channel: str
) -> None:
    server = start_server()
    cable = lay_cable(server)
    ivans, caras = meet(his=cable.url, hers=server.url)
    his, hers = boards_of(ivans, caras)
    if channel == "cut":
        his.cut_channels()
        hers.expect_channels(0)
    draw_at_once((his, "r", (250, 120), (350, 180)), (hers, "o", (450, 120), (550, 180)))
    expect_one_scene(interview, his, hers)

    # Ivan's socket is cut in the middle of a stroke.
    his.choose("r")
    his.move_to((250, 220))
    his.page.mouse.down()
    his.move_to((300, 240))
    cable.cut()
    his.move_to((350, 280))
    his.page.mouse.up()
    hers.draw("o", (450, 220), (550, 280))
    expect(his.status).to_contain_text("Offline")
    if channel == "open":
        hers.expect_types("ellipse", "ellipse", "rectangle", "rectangle")
    cable.mend()
    expect_one_scene(interview, his, hers)
    his.expect_types("ellipse", "ellipse", "rectangle", "rectangle")

    # The server dies while both draw; Cara's page is loaded anew before it is back.
    acknowledged = stored_scene(interview)
    draw_at_once((his, "d", (250, 320), (350, 380)), (hers, "d", (450, 320), (550, 380)))
    server.kill()
    his.draw("a", (250, 420), (350, 480))
    hers.draw("a", (450, 420), (550, 480))
    expect(hers.status).to_contain_text("Offline")
    server.start()
    expect(caras.status).to_have_text("2 people")
    caras.reload()
    hers.open()
    expect_one_scene(interview, his, hers)
    his.expect_types(*("arrow", "diamond", "ellipse", "rectangle") * 2)
    assert set(acknowledged) <= set(his.scene())


def test_a_late_joiner_gets_a_large_scene(
    open_room: OpenRoom,
    interview: Interview,
    ivans: RoomPage,
    caras: RoomPage,
    ines: User,
    rita: User,
    behind_the_scenes: BehindTheScenes,
) -> None:
    """Of more than a megabyte, in pieces both ways; and three draw on."""
    his, hers = boards_of(ivans, caras)
    his.write((300, 300), "Queue")
    expect_one_scene(interview, his, hers)
    his.page.evaluate("() => board.fill(120, 10_000)")
    expect_one_scene(interview, his, hers)
    assert sum(WhiteboardElement.objects.values_list("size_bytes", flat=True)) > 1_000_000

    behind_the_scenes(lambda: interview.interviewers.add(ines))
    third = open_room(ines)
    third.join()
    third.expect_connected(IVAN, CARA)
    others = BoardPanel(third)
    others.open()
    expect_one_scene(interview, his, hers, others)
    draw_at_once(
        (his, "r", (300, 100), (360, 140)),
        (hers, "o", (400, 100), (460, 140)),
        (others, "d", (500, 100), (560, 140)),
    )
    expect_one_scene(interview, his, hers, others)
    assert len(his.scene()) == 124


def test_a_stage_without_a_board(
    open_room: OpenRoom,
    ivan: User,
    rita: User,
    stage_live: StageTypeConfig,
    interview: Interview,
    behind_the_scenes: BehindTheScenes,
) -> None:
    """Nothing of it is on the page, and nothing is fetched; the code has the place to itself."""
    stage_live.tools_config = {**stage_live.tools_config, "whiteboard": False}
    behind_the_scenes(stage_live.save)
    ivans = open_room(ivan)
    fetched: list[str] = []
    ivans.browser_page.on("request", lambda request: fetched.append(request.url))
    ivans.browser_page.reload()
    ivans.join()
    expect(ivans.browser_page.get_by_role("tab", name="Code")).to_be_visible()
    expect(ivans.browser_page.get_by_role("tab", name="Board")).to_have_count(0)
    expect(ivans.browser_page.locator("#board-panel, .excalidraw")).to_have_count(0)
    ivans.browser_page.wait_for_load_state("networkidle")
    assert fetched
    assert [url for url in fetched if "excalidraw" in url.lower()] == []


def test_a_board_is_read_only_after_the_end(
    open_room: OpenRoom, ivan: User, interview: Interview, ivans: RoomPage, behind_the_scenes: BehindTheScenes
) -> None:
    """The room closes for everybody; nothing that comes later changes the record."""
    his = BoardPanel(ivans)
    his.open()
    his.draw("r", (300, 150), (420, 230))
    expect_one_scene(interview, his)
    before = stored_scene(interview)
    behind_the_scenes(lambda: complete_interview(interview_id=interview.pk, actor=SYSTEM))
    ivans.expect_over("The interview has ended")
    assert stored_scene(interview) == before
