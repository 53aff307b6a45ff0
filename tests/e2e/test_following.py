"""Who works where, following somebody, and what is noted of a candidate beside the work."""

from playwright.sync_api import Page, expect

from interviews.choices import EventKind
from interviews.models import Invitation, TimelineEvent
from tests.e2e.board_panel import BoardPanel
from tests.e2e.code_panel import CodePanel
from tests.e2e.conftest import CARA, IVAN, SOCKET_TROUBLE, Inspect, LayCable, OpenRoom
from tests.e2e.room_page import RoomPage
from tests.e2e.waiting import eventually
from tests.servers import ServerProcess


def test_faces_on_the_tabs_lead_to_where_somebody_works(
    ivans: RoomPage, caras: RoomPage, inspect: Inspect
) -> None:
    ivan, cara = ivans.browser_page, caras.browser_page
    on_code = ivan.locator("#code-tab .tab-face")
    on_board = ivan.locator("#board-tab .tab-face")
    expect(on_code).to_have_text("CC")
    colour = ivans.tile(CARA).get_attribute("data-colour")
    assert colour is not None
    expect(on_code).to_have_attribute("data-colour", colour)
    expect(caras.tile(IVAN)).not_to_have_attribute("data-colour", colour)

    cara.get_by_role("tab", name="Board").click()
    expect(on_board).to_have_text("CC")
    expect(on_code).to_have_count(0)
    expect(ivan.locator("#editor-panel")).to_be_visible()
    on_board.click()
    expect(ivan.locator("#board-panel")).to_be_visible()
    expect(ivan.get_by_role("button", name=f"Following {CARA}")).to_be_visible()
    expect(cara.locator(".followers").first).to_have_text(f"{IVAN} follows you")

    # Wherever she goes, and only until Ivan does something of his own.
    cara.get_by_role("tab", name="Code").click()
    expect(ivan.locator("#editor-panel")).to_be_visible()
    inspect(ivan)
    ivan.set_viewport_size({"width": 1280, "height": 800})
    expect(ivan.locator("#editor-panel")).to_be_visible()
    ivan.get_by_role("tab", name="Board").click()
    expect(ivan.get_by_role("button", name=f"Following {CARA}")).to_be_hidden()
    expect(cara.locator(".followers").first).to_be_hidden()
    cara.get_by_role("tab", name="Board").click()
    cara.get_by_role("tab", name="Code").click()
    expect(on_code).to_have_text("CC")
    expect(ivan.locator("#board-panel")).to_be_visible()


def test_who_is_followed_stays_in_sight_in_the_code_and_on_the_board(
    ivans: RoomPage, caras: RoomPage
) -> None:
    ivan, cara = ivans.browser_page, caras.browser_page
    hers = CodePanel(caras)
    hers.text.click()
    hers.type("\n" * 120 + "here")
    scroller = ivan.locator("#editor-surface .cm-scroller")
    eventually(ivan, lambda: scroller.evaluate("element => element.scrollHeight") > 2000, "what she typed")
    assert scroller.evaluate("element => element.scrollTop") == 0
    ivans.tile(CARA).hover()
    ivan.get_by_role("button", name=f"Follow {CARA}", exact=True).click()
    eventually(ivan, lambda: scroller.evaluate("element => element.scrollTop") > 500, "her line in sight")
    label = ivan.locator(".cm-ySelectionInfo", has_text=CARA)
    cara.keyboard.press("ArrowUp")
    expect(ivan.locator("#editor-surface")).to_have_attribute("data-moving", "1")
    expect(label).to_have_css("opacity", "1")
    cara.keyboard.press("Control+Home")
    eventually(ivan, lambda: scroller.evaluate("element => element.scrollTop") < 200, "the first line again")
    # Names go by themselves.
    expect(ivan.locator("#editor-surface")).to_have_attribute("data-moving", "")
    expect(label).to_have_css("opacity", "0")

    cara.get_by_role("tab", name="Board").click()
    board = BoardPanel(caras)
    board.open()
    expect(ivan.locator("#board-panel")).to_be_visible()
    expect(cara.locator(".followers").first).to_have_text(f"{IVAN} follows you")
    ivan.get_by_role("button", name=f"Following {CARA}").click()
    expect(cara.locator(".followers").first).to_be_hidden()


def test_a_large_paste_is_noted_openly(ivans: RoomPage, caras: RoomPage) -> None:
    ivan, cara = ivans.browser_page, caras.browser_page
    hers = CodePanel(caras)
    hers.text.click()
    paste(cara, "x = 1\n" * 40)
    expect(caras.notices).to_contain_text("Noted for the interviewers: you pasted 240 characters")
    expect(ivans.notices).to_contain_text(f"{CARA} pasted 240 characters at once")
    ivan.locator("#toggle-people").click()
    expect(ivan.locator("#noted-list")).to_contain_text(f"{CARA} pasted 240 characters at once")

    # What was in the code before, and what is short, is nobody's business.
    paste(cara, "x = 1\n" * 30)
    paste(cara, "short")
    eventually(ivan, lambda: "short" in CodePanel(ivans).read(), "what was pasted last")
    noted = TimelineEvent.objects.filter(kind=EventKind.CANDIDATE_ACTIVITY)
    assert [event.payload for event in noted] == [{"activity": "paste", "characters": 240}]

    # Nor is anything that an interviewer pastes.
    his = CodePanel(ivans)
    his.text.click()
    paste(ivan, "y = 2\n" * 40)
    eventually(cara, lambda: "y = 2" in hers.read(), "what Ivan pasted")
    assert noted.count() == 1

    # Whoever comes later, or anew, reads it where the others do; the drawer shows the people as it did before.
    ivan.reload()
    ivans.expect_in_the_room()
    expect(ivan.locator("#noted-list li")).to_have_count(1)
    expect(ivan.locator("#noted-list")).to_be_visible()
    expect(ivan.locator("#noted-list")).to_contain_text(f"{CARA} pasted 240 characters at once")


def test_a_room_out_of_sight_is_noted_openly(ivans: RoomPage, caras: RoomPage) -> None:
    cara = caras.browser_page
    show(cara, "hidden")
    expect(ivans.notices).to_contain_text(f"{CARA} put another page or program before the room")
    ivans.browser_page.locator("#toggle-people").click()
    expect(ivans.browser_page.locator("#present-people")).to_contain_text("out of sight")
    show(cara, "visible")
    expect(caras.notices).to_contain_text("Noted for the interviewers: the room was out of sight for")
    expect(ivans.browser_page.locator("#noted-list")).to_contain_text(f"{CARA} came back to the room")
    expect(ivans.browser_page.locator("#present-people")).not_to_contain_text("out of sight")
    noted = TimelineEvent.objects.filter(kind=EventKind.CANDIDATE_ACTIVITY)
    assert [event.payload["activity"] for event in noted] == ["hidden", "visible"]


def test_a_return_during_an_interruption_is_noted_all_the_same(
    ivans: RoomPage, open_room: OpenRoom, lay_cable: LayCable, site: ServerProcess, cara: Invitation
) -> None:
    cable = lay_cable(site)
    caras = open_room(cara, at=cable.url)
    caras.recording.tolerate(SOCKET_TROUBLE)
    caras.join()
    cara_page, people = caras.browser_page, ivans.browser_page.locator("#present-people")
    ivans.browser_page.locator("#toggle-people").click()
    show(cara_page, "hidden")
    expect(people).to_contain_text("out of sight")
    cable.cut()
    expect(cara_page.locator("body")).to_contain_text("The connection to TalentSync was lost")
    show(cara_page, "visible")
    cable.mend()
    expect(caras.notices).to_contain_text("Noted for the interviewers: the room was out of sight for")
    expect(people).not_to_contain_text("out of sight")
    noted = TimelineEvent.objects.filter(kind=EventKind.CANDIDATE_ACTIVITY)
    assert [event.payload["activity"] for event in noted] == ["hidden", "visible"]


def paste(page: Page, text: str) -> None:
    """As the browser tells a page of it."""
    page.locator("#editor-surface .cm-content").evaluate(
        """(element, text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def show(page: Page, state: str) -> None:
    """A headless page is never hidden by itself."""
    page.evaluate(
        """state => {
          Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        state,
    )
