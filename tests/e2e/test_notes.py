"""An interviewer's notes and scorecard, from the room to the page after it."""

from playwright.sync_api import expect

from interviews.models import Invitation, Note, User
from tests.e2e.conftest import SOCKET_TROUBLE, Inspect, LayCable, OpenRoom, StartServer
from tests.e2e.room_page import RoomPage


def test_notes_are_kept_over_an_outage(
    open_room: OpenRoom, start_server: StartServer, lay_cable: LayCable, ivan: User
) -> None:
    server = start_server()
    cable = lay_cable(server)
    ivans = open_room(ivan, at=cable.url)
    ivans.recording.tolerate(SOCKET_TROUBLE)
    ivans.join()
    page = ivans.browser_page
    notes = page.locator("#notes-list > li")
    page.keyboard.press("n")
    field = page.get_by_label("Note", exact=True)
    expect(field).to_be_focused()
    field.fill("Asks first.")
    field.press("Control+Enter")
    expect(notes).to_have_count(1)
    expect(page.locator("#notes-status")).to_be_empty()

    cable.cut()
    field.fill("Said while offline.")
    field.press("Control+Enter")
    expect(page.locator("#notes-status")).to_contain_text("Offline")
    expect(notes.last).to_contain_text("not sent yet")
    cable.mend()
    expect(page.locator("#notes-status")).to_be_empty()
    assert set(Note.objects.values_list("text", flat=True)) == {"Asks first.", "Said while offline."}

    page.get_by_role("button", name="Edit the note").first.click()
    editor = page.get_by_role("textbox", name="The note at")
    editor.fill("Asks first, and listens.")
    editor.press("Control+Enter")
    expect(notes.first).to_contain_text("Asks first, and listens.")
    page.get_by_role("button", name="Delete the note").last.click()
    expect(notes).to_have_count(1)
    ivans.reload()
    page.keyboard.press("n")
    expect(notes).to_have_count(1)
    expect(notes).to_contain_text("Asks first, and listens.")


def test_from_the_end_to_the_scorecard(
    ivans: RoomPage, caras: RoomPage, inspect: Inspect, cara: Invitation
) -> None:
    page = ivans.browser_page
    page.keyboard.press("n")
    page.get_by_label("Note", exact=True).fill("private-note-marker")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#notes-status")).to_be_empty()
    page.locator("#leave").click()
    page.get_by_role("button", name="End interview for everyone").click()
    caras.expect_over("The interview has ended")

    expect(page.locator("h1")).to_contain_text("Scorecard")
    expect(page.locator("#notes-list > li")).to_contain_text("private-note-marker")
    inspect(page)
    ivans.recording.tolerate("the server responded with a status of 422")
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(".field-errors")).to_contain_text("Choose a recommendation")
    page.get_by_label("Strong yes").check()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(".scorecard-card")).to_contain_text("Strong yes")
    expect(page.locator("#notes-status")).to_contain_text("handed in")
    inspect(page)
    assert "private-note-marker" not in "\n".join(caras.recording.frames)
    assert "private-note-marker" not in caras.browser_page.content()
