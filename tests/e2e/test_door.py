"""The door, as the people on both sides of it see it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from interviews.choices import Admission, Role
from interviews.models import Interview, Invitation, User
from interviews.services.interviews import add_colleague
from interviews.timeline import Actor
from tests.e2e.conftest import CARA, IVAN, LAPTOP, BehindTheScenes, Inspect, OpenRoom, Tabs
from tests.e2e.room_page import RoomPage
from tests.e2e.waiting import eventually
from tests.servers import ServerProcess


@pytest.fixture
def knocking(interview: Interview) -> Interview:
    """The interview, in a stage where everybody knocks."""
    interview.stage.admission = Admission.KNOCK
    interview.stage.save()
    return interview


def notice(page: RoomPage) -> Locator:
    return page.browser_page.get_by_role("region", name="Somebody waits to come in")


def open_people(page: Page) -> Locator:
    people = page.locator("#people")
    # An interviewer's drawer comes back after a reload as it was left.
    if not people.is_visible():
        page.locator("#toggle-people").click()
    expect(people).to_be_visible()
    return people


def knock(page: RoomPage, words: str, name: str | None = None) -> None:
    page.ask_to_join(name)
    expect(page.join_status).to_contain_text(words)
    expect(page.status).to_have_text("You have knocked")


def test_knock_and_admit(
    open_room: OpenRoom, inspect: Inspect, ivans: RoomPage, cara: Invitation, knocking: Interview
) -> None:
    """By keyboard, and with whatever is open; she is let in by herself."""
    his = ivans.browser_page
    open_chat = his.locator("#toggle-chat")
    open_chat.click()
    caras = open_room(cara)
    knock(caras, "You have knocked.")
    expect(notice(ivans)).to_contain_text(f"{CARA} knocks")
    expect(his.get_by_role("button", name="People 1 waiting")).to_be_visible()
    # Nothing that one presses lies under it.
    for covered in ("#run-code", "#chat-text"):
        box, bar = his.locator(covered).bounding_box(), notice(ivans).bounding_box()
        assert box is not None
        assert bar is not None
        assert box["y"] >= bar["y"] + bar["height"]
    inspect(his)
    inspect(caras.browser_page)

    admit = his.get_by_role("button", name=f"Admit {CARA}").first
    admit.focus()
    his.keyboard.press("Enter")
    caras.expect_in_the_room()
    caras.expect_connected(IVAN)
    expect(notice(ivans)).to_be_hidden()
    # She is no stranger any more: after a leave she walks in.
    caras.leave()
    caras.rejoin_button.click()
    caras.expect_in_the_room()


def test_deny(
    open_room: OpenRoom, inspect: Inspect, ivans: RoomPage, cara: Invitation, knocking: Interview
) -> None:
    caras = open_room(cara)
    knock(caras, "You have knocked.")
    notice(ivans).get_by_role("button", name="Deny").click()
    expect(caras.join_status).to_contain_text("did not let you in this time")
    expect(caras.join_button).to_be_enabled()
    inspect(caras.browser_page)
    # Not at once again.
    caras.join_button.click()
    expect(caras.join_status).to_contain_text("You may ask again in")
    expect(notice(ivans)).to_be_hidden()


def test_lock(
    open_room: OpenRoom, inspect: Inspect, ivans: RoomPage, caras: RoomPage, cara: Invitation
) -> None:
    """Those inside are told; whoever left and comes back knocks, reads that nobody is there, and waits on."""
    people = open_people(ivans.browser_page)
    lock = people.get_by_role("button", name="Lock the room")
    lock.click()
    expect(people.get_by_role("button", name="Unlock the room")).to_have_attribute("aria-pressed", "true")
    expect(open_people(caras.browser_page)).to_contain_text("The room is locked")
    caras.reload()
    caras.leave()
    caras.rejoin_button.click()
    expect(caras.join_status).to_contain_text("The room is locked.")
    expect(people.locator("#waiting-people")).to_contain_text("the room is locked")
    inspect(ivans.browser_page)
    ivans.browser_page.set_viewport_size(LAPTOP)

    ivans.leave()
    expect(caras.join_status).to_contain_text("Nobody is in the room to open at the moment")
    ivans.rejoin_button.click()
    ivans.expect_in_the_room()
    expect(caras.join_status).not_to_contain_text("Nobody is in the room")
    expect(notice(ivans)).to_contain_text(f"{CARA} knocks: the room is locked")
    people.get_by_role("button", name="Unlock the room").click()
    caras.expect_in_the_room()
    expect(notice(ivans)).to_be_hidden()


def test_remove_and_come_back(ivans: RoomPage, caras: RoomPage, inspect: Inspect) -> None:
    people = open_people(ivans.browser_page)
    people.get_by_role("button", name=f"Remove {CARA}").click()
    caras.expect_over("You were taken out of the room")
    ivans.expect_alone()
    assert caras.live_connections() == 0
    inspect(caras.browser_page)

    caras.rejoin_button.click()
    expect(caras.join_status).to_contain_text("An interviewer took you out of the room.")
    expect(notice(ivans)).to_contain_text("was taken out of the room")
    notice(ivans).get_by_role("button", name="Admit").click()
    caras.expect_in_the_room()
    caras.expect_connected(IVAN)


def test_one_link_in_two_browsers(
    open_room: OpenRoom, ivans: RoomPage, caras: RoomPage, cara: Invitation
) -> None:
    second = open_room(cara)
    knock(second, "This link is in use already")
    note = caras.browser_page.get_by_role("region", name="About your link")
    expect(note).to_contain_text("Your link was opened a second time.")
    note.get_by_role("button", name="Dismiss").click()
    expect(note).to_be_hidden()
    expect(notice(ivans)).to_contain_text("by a link that is in use already")
    # Going away withdraws it.
    second.browser_page.close()
    expect(notice(ivans)).to_be_hidden()
    caras.expect_in_the_room()


def test_an_impostor_is_told_apart(
    open_room: OpenRoom, ivans: RoomPage, cara: Invitation, inspect: Inspect
) -> None:
    """She names herself like the interviewer: beside her own name, and as the candidate that she is."""
    caras = open_room(cara)
    caras.join(IVAN)
    tile = ivans.browser_page.locator("#tiles > li:not(.is-self)")
    for words in (CARA, f"says “{IVAN}”", "Candidate"):
        expect(tile.get_by_text(words, exact=True)).to_be_visible()
    inspect(ivans.browser_page)
    # Also on a phone, and where the tile is small.
    for words in (CARA, "Candidate"):
        ivans.browser_page.get_by_role("tab", name="Call").click()
        expect(tile.get_by_text(words, exact=True)).to_be_visible()
    people = open_people(ivans.browser_page)
    expect(people.get_by_text(f"{CARA}, says “{IVAN}”")).to_be_visible()


def test_an_observer_sees_and_is_seen(
    open_room: OpenRoom, ines: User, inspect: Inspect, ivans: RoomPage, caras: RoomPage
) -> None:
    """Invited from inside the room; hears and reads, and has nothing to speak, type or draw with."""
    his = ivans.browser_page
    people = open_people(his)
    people.get_by_role("button", name="Invite a colleague").click()
    dialog = his.get_by_role("dialog", name="Invite a colleague")
    dialog.get_by_label("Colleague", exact=True).select_option(label="Ines Example (ines)")
    inspect(his)
    dialog.get_by_role("button", name="Invite", exact=True).click()
    expect(dialog.get_by_role("status")).to_contain_text("Ines Example may join now, to observe.")
    his.keyboard.press("Escape")

    iness = open_room(ines)
    hers = iness.browser_page
    expect(hers.locator("#lobby")).to_contain_text("You observe")
    expect(iness.lobby_control("microphone")).to_have_count(0)
    expect(iness.lobby_control("camera")).to_have_attribute("data-state", "on")
    iness.join_button.click()
    iness.expect_in_the_room()
    iness.expect_connected(IVAN, CARA)
    expect(caras.tile("Ines Example").get_by_text("Observer")).to_be_visible()
    iness.expect_flowing(CARA)
    caras.expect_moving_picture("Ines Example")
    received = caras.received_from("Ines Example")
    assert received["soundEnergy"] == 0
    expect(iness.control("microphone")).to_have_count(0)
    hers.keyboard.press("m")
    expect(hers.locator("#questions-heading")).to_have_count(0)
    expect(hers.locator(".cm-content")).to_have_attribute("aria-readonly", "true")

    # What the others write comes to her.
    caras.browser_page.locator(".cm-content").click()
    caras.browser_page.keyboard.type("print(42)")
    expect(hers.locator(".cm-content")).to_contain_text("print(42)")
    hers.locator("#toggle-chat").click()
    expect(hers.get_by_text("Observers read the chat and do not write.")).to_be_visible()
    inspect(hers)


def test_who_waits_is_seen_from_the_list_and_from_the_lobby(
    open_room: OpenRoom,
    tabs: Tabs,
    site: ServerProcess,
    inspect: Inspect,
    ivan: User,
    cara: Invitation,
) -> None:
    """Before anybody has opened the room."""
    caras = open_room(cara)
    caras.ask_to_join("Caz")
    expect(caras.join_status).to_contain_text("Waiting for the interviewer.")

    home, _ = tabs.open(site.url, person=ivan, label="home")
    home.goto(site.url)
    expect(home.locator("[data-waiting-for]")).to_contain_text(f"{CARA}, says “Caz” waits for")
    inspect(home)
    ivans = open_room(ivan)
    expect(ivans.browser_page.locator("#lobby")).to_contain_text(f"{CARA}, says “Caz” waits for")
    inspect(ivans.browser_page)


def test_the_candidates_link_is_copied(
    tabs: Tabs, site: ServerProcess, open_room: OpenRoom, ivan: User, cara: Invitation
) -> None:
    """From the list and from the room."""
    link = f"{site.url}/join/{cara.token}/"
    for path, before in (("/", None), (f"/interviews/{cara.interview_id}/room/", "#toggle-people")):
        page, _ = tabs.open(site.url, person=ivan, permissions=["clipboard-read", "clipboard-write"])
        page.goto(site.url + path)
        if before is not None:
            room = RoomPage(page, tabs.record(page, site.url, "room"))
            room.join()
            open_people(page)
        page.get_by_role("button", name=f"Copy link for {CARA}").click()
        expect(page.get_by_text("Copied")).to_be_visible()
        copied = page.evaluate("() => navigator.clipboard.readText()")
        assert copied == link


def test_the_sound_of_a_knock(
    open_room: OpenRoom, ivans: RoomPage, cara: Invitation, knocking: Interview
) -> None:
    """It is made in the browser, and can be switched off for good."""
    his = ivans.browser_page
    his.evaluate(
        """() => {
          const start = OscillatorNode.prototype.start;
          window.notes = 0;
          OscillatorNode.prototype.start = function (...when) { window.notes += 1; return start.apply(this, when); };
        }"""
    )
    caras = open_room(cara)
    knock(caras, "You have knocked.")
    eventually(his, lambda: his.evaluate("() => window.notes > 0"), "a sound")
    people = open_people(his)
    people.get_by_label("Play a sound when somebody knocks").uncheck()
    ivans.reload()
    open_people(his)
    expect(his.get_by_label("Play a sound when somebody knocks")).not_to_be_checked()


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_door_in_dark_and_light(
    open_room: OpenRoom,
    inspect: Inspect,
    behind_the_scenes: BehindTheScenes,
    ivan: User,
    ines: User,
    cara: Invitation,
    knocking: Interview,
    scheme: str,
) -> None:
    """Two wait at once: a candidate, and in a locked room an observer."""
    behind_the_scenes(
        lambda: add_colleague(
            interview_id=knocking.pk, colleague=ines, role=Role.OBSERVER, actor=Actor.user(ivan)
        )
    )
    ivans = open_room(ivan, color_scheme=scheme)
    ivans.join()
    people = open_people(ivans.browser_page)
    people.get_by_role("button", name="Lock the room").click()
    expect(people.get_by_role("button", name="Unlock the room")).to_be_visible()
    caras, iness = open_room(cara, color_scheme=scheme), open_room(ines, color_scheme=scheme)
    knock(caras, "The room is locked.")
    iness.join_button.click()
    expect(iness.join_status).to_contain_text("The room is locked.")
    expect(notice(ivans)).to_contain_text("1 more")
    for page in (ivans, caras, iness):
        inspect(page.browser_page)
