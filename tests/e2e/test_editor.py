"""Several people write in one document: what they see of each other, and that nothing they typed is ever lost."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from interviews.models import Interview, Invitation, StageTypeConfig, User
from interviews.services.interviews import complete_interview, schedule_interview
from interviews.services.invitations import issue_invitation
from interviews.timeline import SYSTEM
from rooms.document.store import document_at
from tests.e2e.code_panel import CodePanel, expect_one_document, type_at_once
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

# When the other's tile goes, how many cursors are left in the same instant, after the page has drawn?
CURSORS_LEFT = """() => new Promise((resolve) => {
  const tiles = document.getElementById("tiles");
  new MutationObserver((_, observer) => {
    if (tiles.querySelectorAll("li:not(.is-self)").length > 0) return;
    observer.disconnect();
    requestAnimationFrame(() => resolve(document.querySelectorAll(".cm-ySelectionInfo").length));
  }).observe(tiles, { childList: true });
})"""


def test_two_people_write_at_once_and_see_each_other(
    interview: Interview, ivans: RoomPage, caras: RoomPage
) -> None:
    his, hers = CodePanel(ivans), CodePanel(caras)
    his.text.click()
    his.type("one\ntwo\nthree")
    hers.expect_text("one\ntwo\nthree")

    his.go_to_line(1)
    hers.go_to_line(3)
    type_at_once((his, " writes the first line"), (hers, " and she the last"))
    written = "one writes the first line\ntwo\nthree and she the last"
    his.expect_text(written)
    assert expect_one_document(interview, his, hers) == written

    expect(his.cursors).to_have_text([CARA])
    expect(hers.cursors).to_have_text([IVAN])

    # Each takes back only what they wrote themselves, a word at a time.
    his.page.keyboard.press("Control+z")
    hers.expect_text("one writes the first \ntwo\nthree and she the last")
    hers.page.keyboard.press("Control+z")
    hers.page.keyboard.press("Control+z")
    his.expect_text("one writes the first \ntwo\nthree and she ")
    his.page.keyboard.press("Control+y")
    hers.expect_text("one writes the first line\ntwo\nthree and she ")

    hers.language.select_option("Rust")
    expect(his.language).to_have_value("rust")
    his.expect_saved()
    assert document_at(interview.pk).language == "rust"

    # Out of the editor with the keyboard alone.
    his.text.focus()
    his.page.keyboard.press("Tab")
    expect(his.text).to_be_focused()
    his.page.keyboard.press("Escape")
    his.page.keyboard.press("Tab")
    expect(his.text).not_to_be_focused()
    his.page.keyboard.press("Shift+Tab")
    his.page.keyboard.press("Control+z")

    left = his.page.evaluate_handle(f"() => ({{ promise: ({CURSORS_LEFT})() }})")
    caras.leave()
    assert left.evaluate("async ({ promise }) => await promise") == 0

    # Who comes back finds everything, also what was typed meanwhile, and can go on.
    his.go_to_line(2)
    his.type(" and a half")
    caras.rejoin_button.click()
    caras.expect_in_the_room()
    caras.expect_connected(IVAN)
    text = expect_one_document(interview, his, hers)
    assert "two and a half" in text


@pytest.mark.parametrize("channel", ["open", "cut"])
def test_nothing_is_lost_when_connections_are(
    start_server: StartServer, lay_cable: LayCable, meet: Meet, interview: Interview, channel: str
) -> None:
    server = start_server()
    cable = lay_cable(server)
    ivans, caras = meet(his=cable.url, hers=server.url)
    his, hers = CodePanel(ivans), CodePanel(caras)
    his.text.click()
    his.type("his: \nhers: ")
    hers.expect_text("his: \nhers: ")
    his.expect_open_channels(1)
    if channel == "cut":
        his.cut_channels()
        hers.expect_open_channels(0)

    # Ivan's socket is cut while both write.
    his.go_to_line(1)
    hers.go_to_line(2)
    type_at_once((his, "alpha "), (hers, "apple "))
    cable.cut()
    type_at_once((his, "beta "), (hers, "banana "))
    expect(his.status).to_contain_text("Offline")
    if channel == "open":
        hers.expect_text("his: alpha beta \nhers: apple banana ")
    cable.mend()
    assert expect_one_document(interview, his, hers) == "his: alpha beta \nhers: apple banana "

    # The server dies while both write, and comes back.
    type_at_once((his, "gam"), (hers, "che"))
    server.kill()
    type_at_once((his, "ma "), (hers, "rry "))
    expect(hers.status).to_contain_text("Offline")
    server.start()
    both = "his: alpha beta gamma \nhers: apple banana cherry "
    assert expect_one_document(interview, his, hers) == both

    # Ivan writes while he is offline, and his page goes before it could send a word of it to anybody.
    cable.cut()
    expect(his.status).to_contain_text("Offline")
    his.cut_channels()
    his.type("delta ")
    expect(his.status).to_have_text("Offline: 6 changes wait")
    his.page.goto("about:blank")
    cable.mend()
    his.page.go_back()
    ivans.expect_in_the_room()
    ivans.expect_connected(CARA)
    assert expect_one_document(interview, his, hers) == both.replace("gamma ", "gamma delta ")


def test_three_pages_end_with_one_text(
    open_room: OpenRoom, interview: Interview, ivan: User, rita: User, cara: Invitation
) -> None:
    """Two people reach each other directly, the third only through the server; one reloads in the middle."""
    rooms = [open_room(ivan), open_room(cara)]
    invitation = issue_invitation(
        invitation=Invitation(
            interview=interview, name="Cleo", email="cleo@mail.example", expires_at=cara.expires_at
        ),
        actor=rita,
    )
    rooms.append(open_room(invitation))
    for room in rooms:
        room.join()
    for room, others in zip(rooms, ((CARA, "Cleo"), (IVAN, "Cleo"), (IVAN, CARA)), strict=True):
        room.expect_connected(*others)
    his, hers, cleos = panels = [CodePanel(room) for room in rooms]
    for panel in panels:
        panel.expect_open_channels(2)
    cleos.cut_channels()
    his.text.click()
    his.type("a\nb\nc")
    for panel in panels:
        panel.expect_text("a\nb\nc")
    for number, panel in enumerate(panels, start=1):
        panel.go_to_line(number)
    type_at_once((his, " ivan was here"), (hers, " cara was here"), (cleos, " cleo was here"))
    expect(cleos.cursors).to_have_count(2)

    rooms[1].reload()
    type_at_once((his, " and there"), (cleos, " and there"))
    hers.go_to_line(2)
    hers.type(" again")
    expected = "a ivan was here and there\nb cara was here again\nc cleo was here and there"
    assert expect_one_document(interview, *panels) == expected


def test_the_end_of_the_interview_ends_the_writing(
    interview: Interview, ivans: RoomPage, caras: RoomPage, behind_the_scenes: BehindTheScenes
) -> None:
    his = CodePanel(ivans)
    his.text.click()
    his.type("the last word")
    his.expect_saved()
    behind_the_scenes(lambda: complete_interview(interview_id=interview.pk, actor=SYSTEM))
    for page in (ivans, caras):
        page.expect_over("The interview has ended")
    assert document_at(interview.pk).code == "the last word"


def test_a_stage_without_editor_has_nothing_of_it(
    open_room: OpenRoom, stage_hr: StageTypeConfig, ivan: User, rita: User, interview: Interview
) -> None:
    without = schedule_interview(
        interview=Interview(title="Talk", stage=stage_hr, scheduled_start=interview.scheduled_start),
        interviewers=[ivan],
        actor=rita,
    )
    with_editor, plain = open_room(ivan), open_room(ivan, interview=without)
    plain.join()
    with_editor.join()
    CodePanel(with_editor).expect_saved()
    assert EDITOR_CHUNK in fetched(with_editor)
    assert EDITOR_CHUNK not in fetched(plain)
    expect(plain.browser_page.locator("#editor, #editor-panel, .cm-editor")).to_have_count(0)
    assert plain.recording.sent("doc_sync") == []


# As Vite names it after src/collab/editor/editorPanel.ts, less the hash.
EDITOR_CHUNK = "editorPanel"


def fetched(room: RoomPage) -> set[str]:
    """The scripts that a page has loaded, by the beginning of their names."""
    names = room.browser_page.evaluate(
        "() => performance.getEntriesByType('resource').map((entry) => entry.name)"
    )
    return {Path(name).name.split("-")[0] for name in names if name.endswith(".js")}
