"""An interviewer's notes and scorecard, from the room to the page after it."""

from playwright.sync_api import expect

from interviews.models import Invitation, Note, Scorecard, StageTypeConfig, User
from tests.e2e.conftest import LAPTOP, SOCKET_TROUBLE, Inspect, LayCable, OpenRoom, StartServer
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


CRITERIA = {
    "criteria": [
        {
            "name": "Code",
            "mark1": "Does not run, or does something else than what was asked for",
            "mark2": "Runs after help",
            "mark3": "Runs and reads well",
            "mark4": "Reads well, and edge cases were tested unasked",
        },
        {"name": "Communication", "mark1": "Silent", "mark4": "Makes others see the problem better"},
    ]
}


def test_from_the_end_to_the_scorecard(
    ivans: RoomPage, caras: RoomPage, inspect: Inspect, cara: Invitation, stage_live: StageTypeConfig
) -> None:
    """A draft with marks outlives the page, and is handed in once it recommends something."""
    stage_live.scorecard_config = CRITERIA
    stage_live.save()
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
    code, communication = (
        page.get_by_role("group", name=name, exact=True) for name in ("Code", "Communication")
    )
    for mark in range(1, 5):
        expect(code.get_by_label(f"{mark}: {CRITERIA['criteria'][0][f'mark{mark}']}")).to_be_visible()
    expect(communication.get_by_label("2", exact=True)).to_be_visible()
    for group in (code, communication):
        expect(group.get_by_label("Not assessed")).to_be_checked()
    # By keyboard, as a radio group: from "Not assessed" two marks on.
    code.get_by_label("Not assessed").press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(code.get_by_label("2: Runs after help")).to_be_checked()
    code.get_by_label("4: Reads well").check()
    page.get_by_label("Comment on Code").fill("Tried the empty list.")
    inspect(page)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("status").filter(has_text="The draft was saved.")).to_be_visible()
    assert Scorecard.objects.get().handed_in_at is None
    page.set_viewport_size(LAPTOP)
    page.reload()
    expect(code.get_by_label("4: Reads well")).to_be_checked()
    expect(page.get_by_label("Comment on Code")).to_have_value("Tried the empty list.")
    expect(communication.get_by_label("Not assessed")).to_be_checked()

    ivans.recording.tolerate("the server responded with a status of 422")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("group", name="Recommendation")).to_have_accessible_description(
        "Choose a recommendation before you hand the scorecard in."
    )
    expect(page.locator(".field-errors")).to_be_visible()
    expect(code.get_by_label("4: Reads well")).to_be_checked()
    inspect(page)
    page.get_by_label("Strong yes").check()
    page.get_by_role("button", name="Hand in").click()
    card = page.locator(".scorecard-card")
    expect(card).to_contain_text("Strong yes")
    expect(card).to_contain_text("4 of 4: Reads well, and edge cases were tested unasked")
    expect(card).to_contain_text("Tried the empty list.")
    expect(card).to_contain_text("Not assessed")
    expect(page.locator("#notes-status")).to_contain_text("handed in")
    inspect(page)
    assert "private-note-marker" not in "\n".join(caras.recording.frames)
    assert "private-note-marker" not in caras.browser_page.content()
