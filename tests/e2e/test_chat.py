"""The chat of the room, as people in front of it use it."""

from playwright.sync_api import Page, expect

from interviews.models import Interview, Invitation, User
from tests.e2e.conftest import CARA, IVAN, SOCKET_TROUBLE, Inspect, LayCable, OpenRoom, StartServer
from tests.e2e.room_page import RoomPage


def open_chat(page: Page) -> None:
    page.locator("#toggle-chat").click()
    expect(page.locator("#chat")).to_be_visible()


def write(page: Page, text: str) -> None:
    page.get_by_label("Message", exact=True).fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("#chat-messages > li").last).to_contain_text(text)


def test_people_write_to_each_other(ivans: RoomPage, caras: RoomPage, inspect: Inspect) -> None:
    his, hers = ivans.browser_page, caras.browser_page
    open_chat(hers)
    write(hers, "The docs: https://docs.example/a?b=1. <b>bold</b> javascript:alert(1)")

    # He is told that there is something, and how much.
    expect(his.locator("#notices")).to_contain_text(f"Message from {CARA}")
    expect(his.get_by_role("button", name="Chat, 1 unread")).to_be_visible()
    his.keyboard.press("c")
    message = his.locator("#chat-messages > li")
    expect(message).to_contain_text("<b>bold</b> javascript:alert(1)")
    expect(message.get_by_role("link")).to_have_attribute("href", "https://docs.example/a?b=1")
    expect(message.get_by_role("link")).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(his.locator("#chat-mark")).to_be_hidden()
    write(his, "Thank you.")
    expect(hers.locator("#chat-messages > li").last).to_contain_text("Thank you.")
    inspect(his)
    inspect(hers)

    # Read is read, also on the page that comes back; what came meanwhile is not.
    his.keyboard.press("Escape")
    expect(his.locator("#chat")).to_be_hidden()
    his.goto("about:blank")
    write(hers, "Are you there?")
    his.go_back()
    ivans.expect_in_the_room()
    expect(his.get_by_role("button", name="Chat, 1 unread")).to_be_visible()
    open_chat(his)
    expect(his.locator("#chat-messages > li")).to_have_count(3)


def test_interviewers_among_themselves(
    open_room: OpenRoom, ivans: RoomPage, caras: RoomPage, ines: User, interview: Interview, cara: Invitation
) -> None:
    interview.interviewers.add(ines)
    iness = open_room(ines)
    iness.join()
    his, hers = ivans.browser_page, caras.browser_page
    open_chat(his)
    his.get_by_label("Who reads it").select_option("To interviewers only")
    write(his, "A strong start")
    expect(iness.browser_page.get_by_role("button", name="Chat, 1 unread")).to_be_visible()
    open_chat(iness.browser_page)
    expect(iness.browser_page.locator("#chat-messages > li")).to_contain_text("Interviewers only")

    open_chat(hers)
    expect(hers.get_by_label("Who reads it")).to_have_count(0)
    write(hers, "Hello")
    expect(hers.locator("#chat-messages > li")).to_have_count(1)
    assert "A strong start" not in hers.content()
    expect(his.locator("#chat-messages > li").last).to_contain_text("Hello")


def test_over_an_outage(
    open_room: OpenRoom, start_server: StartServer, lay_cable: LayCable, ivan: User, cara: Invitation
) -> None:
    """What could not be sent is kept, and what the others wrote meanwhile comes afterwards."""
    server = start_server()
    cable = lay_cable(server)
    ivans, caras = open_room(ivan, at=cable.url), open_room(cara, at=server.url)
    ivans.recording.tolerate(SOCKET_TROUBLE)
    for page in (ivans, caras):
        page.join()
    caras.expect_connected(IVAN)
    his, hers = ivans.browser_page, caras.browser_page
    open_chat(his)
    open_chat(hers)

    cable.cut()
    expect(ivans.banner).to_contain_text("Reconnecting")
    his.get_by_label("Message", exact=True).fill("Sorry, what?")
    his.keyboard.press("Enter")
    expect(his.locator("#chat-problem")).to_contain_text("Not sent.")
    write(hers, "I said hello")
    cable.mend()

    expect(his.locator("#chat-messages > li")).to_contain_text("I said hello")
    expect(his.get_by_label("Message", exact=True)).to_have_value("Sorry, what?")
    his.get_by_label("Message", exact=True).press("Enter")
    expect(hers.locator("#chat-messages > li").last).to_contain_text("Sorry, what?")
    expect(his.locator("#chat-problem")).to_be_empty()
