"""What is kept of a candidate, read by them: of a live room, and on the way to its deletion.

Webcam snapshots among it are in `test_proctoring`.
"""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from dsa.sessions.services import get_or_create_session, save_draft, start_session
from interviews.models import Interview, Invitation, OwnDeletion
from interviews.services import own_deletion
from interviews.services.interviews import complete_interview
from rooms.models import (
    AdmissionRequest,
    ChatChannel,
    ChatMessage,
    ComputerCheck,
    RequestReason,
    RequestState,
)
from tests.e2e.conftest import BehindTheScenes, Inspect, Tabs
from tests.e2e.ended_interview import HERS
from tests.rooms.runs import finished_run
from tests.servers import ServerProcess

# Words that break over no line by themselves.
LONG = "https://mail.example/" + "a-very-long-address/" * 12


def test_what_is_kept_of_a_live_room(
    tabs: Tabs, site: ServerProcess, inspect_opened: Inspect, ended: Interview, cara: Invitation
) -> None:
    """A candidate reads what they said, ran and wrote, and what of it stays."""
    finished_run(ended, cara, verdict="RE", stdin=LONG, stderr=f"ValueError: {LONG}")
    ChatMessage.objects.create(
        interview=ended,
        channel=ChatChannel.ROOM,
        actor_invitation=cara,
        peer_id="hers",
        author_name=cara.name,
        text=LONG,
    )
    AdmissionRequest.objects.create(
        interview=ended,
        actor_invitation=cara,
        role="candidate",
        invited_name=cara.name,
        typed_name="C" * 80,
        reason=RequestReason.KNOCK,
        state=RequestState.USED,
        alive_until=timezone.now(),
    )
    ComputerCheck.objects.create(
        invitation=cara,
        user_agent=LONG,
        findings={"camera": {"state": "failed", "words": "No camera was found."}},
    )
    page, _ = tabs.open(site.url)
    page.goto(f"{site.url}/me/{cara.token}/")
    room = page.get_by_role("region", name="Live room")
    expect(room).to_contain_text("Shall I handle strings?")
    inspect_opened(page)
    expect(room.get_by_role("group", name="Shared code")).to_contain_text(HERS)
    # Said, read by the run, and printed by it.
    expect(room.get_by_text(LONG)).to_have_count(3)
    expect(page.get_by_role("region", name="Deleting it")).to_contain_text(
        "belongs to everybody who was there"
    )


def leave_a_draft(invitation: Invitation) -> None:
    """In a coding session that has ended."""
    session = start_session(session=get_or_create_session(invitation))
    save_draft(
        session=session, problem_key="mirror", language="python", source_code="kept = 1", base_version=0
    )
    complete_interview(interview_id=invitation.interview_id)


def test_from_the_link_to_deleted(
    tabs: Tabs,
    site: ServerProcess,
    inspect_opened: Inspect,
    cara_dsa: Invitation,
    behind_the_scenes: BehindTheScenes,
) -> None:
    """Asked for on one page and once more on another, under way, and done."""
    behind_the_scenes(lambda: leave_a_draft(cara_dsa))
    long_ago = timezone.now() - timedelta(days=settings.OWN_DELETION_AFTER_DAYS + 1)
    Interview.objects.filter(pk=cara_dsa.interview_id).update(started_at=long_ago, ended_at=long_ago)
    page, recording = tabs.open(site.url)
    page.goto(f"{site.url}/me/{cara_dsa.token}/")
    expect(page.get_by_role("region", name="Coding session")).to_contain_text("saved")
    inspect_opened(page)
    page.get_by_role("link", name="Delete my records…").click()
    expect(page.get_by_role("heading", name="Delete your records?")).to_be_visible()
    inspect_opened(page)

    # Nothing without the tick, in this browser and in one that does not ask for it.
    sure, button = (
        page.get_by_label("Delete my records. I know"),
        page.get_by_role("button", name="Delete my records for good"),
    )
    button.click()
    expect(sure).to_be_focused()
    page.locator("form.stack").evaluate("form => { form.noValidate = true; }")
    recording.tolerate("the server responded with a status of 422")
    button.click()
    expect(page.locator(".field-errors")).to_be_visible()
    expect(sure).to_have_accessible_description("Nothing was deleted. Tick this box first if you are sure.")
    inspect_opened(page)
    assert not OwnDeletion.objects.exists()

    sure.check()
    button.click()
    expect(page.get_by_text("Your records are being deleted.")).to_be_visible()
    under_way = page.get_by_text("It is under way; look again in a minute.")
    expect(under_way).to_be_visible()
    inspect_opened(page)
    page.goto(f"{site.url}/me/{cara_dsa.token}/delete/")
    expect(page.get_by_text("You have asked for it already. It is under way.")).to_be_visible()
    inspect_opened(page)

    behind_the_scenes(lambda: own_deletion.carry_out(OwnDeletion.objects.get().pk))
    page.get_by_role("link", name="Back to what is kept of you").click()
    expect(page.get_by_text("Your records were deleted on")).to_be_visible()
    expect(page.get_by_role("region", name="Coding session")).to_have_count(0)
    expect(page.get_by_text("kept = 1")).to_have_count(0)
    inspect_opened(page)
