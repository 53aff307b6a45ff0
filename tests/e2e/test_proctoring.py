"""Webcam snapshots in a real browser with a fake camera: from the consent to what a recruiter can look at."""

from typing import Any
from urllib.parse import urljoin

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from dsa.choices import FinishReason, SessionState
from dsa.models import DsaSession
from dsa.sessions import services as session_services
from dsa.sessions.services import get_or_create_session
from interviews.models import Invitation, StageTypeConfig, User
from interviews.services.invitations import revoke_invitation
from proctoring.choices import Decision, IncidentKind, SnapshotReason, SnapshotState
from proctoring.models import Consent, Incident, Snapshot
from proctoring.services.consent import grant_exemption
from tests.dsa.workers import WorkerProcess, eventually
from tests.e2e.browsers import NO_CAMERA
from tests.e2e.conftest import BehindTheScenes, Inspect, OpenSession
from tests.e2e.dsa_page import DsaPage

SECONDS_BETWEEN = 5


@pytest.fixture
def stage_dsa(stage_dsa: StageTypeConfig) -> StageTypeConfig:
    """The coding session, watched as often as a stage may ask for."""
    stage_dsa.dsa_config |= {"proctoringEnabled": True, "snapshotIntervalSeconds": SECONDS_BETWEEN}
    stage_dsa.save()
    return stage_dsa


def indicator(cara: DsaPage) -> Locator:
    return cara.page.get_by_role("region", name="Your camera and its snapshots").filter(
        has=cara.page.locator("video")
    )


def agree(cara: DsaPage) -> None:
    cara.page.get_by_role("button", name="I agree, start the camera").click()
    expect(indicator(cara)).to_contain_text("Snapshots begin when you start the session")


def connections(cara: DsaPage) -> int:
    """How many peer connections the page ever made."""
    return int(cara.page.evaluate("() => window.probe.madeConnections()"))


def camera_requests(cara: DsaPage) -> int:
    return int(cara.page.evaluate("() => window.probe.cameraRequests()"))


def kinds(invitation: Invitation) -> set[str]:
    return set(Incident.objects.filter(invitation=invitation).values_list("kind", flat=True))


def test_consent_snapshots_and_their_end(
    open_session: OpenSession, worker: WorkerProcess, inspect_opened: Inspect, cara_dsa: Invitation
) -> None:
    """What is agreed to is what happens: pictures at the start, at the interval and at a submission, while it shows.

    Afterwards the candidate looks at them and replies to one.
    """
    worker.start()
    cara = open_session()
    card = cara.page.locator("#proctoring-consent")
    expect(card).to_contain_text("5 seconds")
    expect(indicator(cara)).to_be_hidden()
    assert camera_requests(cara) == 0

    # Starting without an answer is refused in words, and nothing begins.
    cara.recording.tolerate("403")
    cara.start_button.click()
    expect(cara.page.locator("#welcome-failure")).to_be_visible()
    assert get_or_create_session(cara_dsa).state == SessionState.WAITING

    agree(cara)
    # It stays, to be read again and taken back.
    expect(card).to_contain_text("You agreed to webcam snapshots.")
    expect(cara.page.locator("#welcome-failure")).to_be_hidden()
    assert Snapshot.objects.count() == 0
    cara.start()
    expect(indicator(cara)).to_contain_text("A snapshot about every 5 seconds")
    assert eventually(lambda: Snapshot.objects.stored().filter(reason=SnapshotReason.INTERVAL).count() >= 2)
    cara.write("print(1)\n")
    cara.submit()
    assert eventually(lambda: Snapshot.objects.stored().filter(reason=SnapshotReason.SUBMIT).exists())

    # The page in the background, and a long paste, are noted; what is typed is not held up.
    cara.page.evaluate(
        "document.dispatchEvent(new CustomEvent('talentsync:large-paste', {detail: {characters: 5000}}))"
    )
    cara.page.evaluate("window.dispatchEvent(new Event('blur'))")
    assert eventually(lambda: {IncidentKind.LARGE_PASTE, IncidentKind.WINDOW_BLUR} <= kinds(cara_dsa))

    # A reload goes on without asking again: with a picture, and nothing to note.
    before = Snapshot.objects.count()
    cara.page.reload()
    expect(indicator(cara)).to_contain_text("A snapshot about every 5 seconds")
    assert eventually(lambda: Snapshot.objects.count() > before)

    # Without network the pictures wait, and come with the times at which they were taken.
    cara.recording.tolerate("ERR_INTERNET_DISCONNECTED")
    cara.page.context.set_offline(True)
    expect(indicator(cara)).to_contain_text("on this device")
    gone = timezone.now()
    expect(indicator(cara)).to_contain_text("2 snapshots wait on this device")
    cara.page.context.set_offline(False)
    expect(indicator(cara)).not_to_contain_text("wait")
    back = timezone.now()
    assert eventually(lambda: Snapshot.objects.filter(captured_at__range=(gone, back)).exists())
    assert {IncidentKind.NETWORK_LOST, IncidentKind.NETWORK_BACK} <= kinds(cara_dsa)

    session_services.finish_session(
        session=get_or_create_session(cara_dsa), reason=FinishReason.INTERVIEW_ENDED
    )
    cara.look_again()
    expect(cara.finished_heading).to_be_visible()
    expect(indicator(cara)).to_contain_text("No more snapshots are taken")
    assert not cara.page.evaluate("document.querySelector('#proctoring-video').srcObject")

    assert eventually(lambda: not Snapshot.objects.exclude(state=SnapshotState.STORED).exists())
    sequences = list(Snapshot.objects.order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(len(sequences)))
    assert list(Snapshot.objects.order_by("captured_at").values_list("sequence", flat=True)) == sequences
    reasons = Snapshot.objects.order_by("sequence").values_list("reason", flat=True)
    assert reasons[0] == SnapshotReason.START
    assert SnapshotReason.START not in reasons[1:]
    assert not {IncidentKind.SNAPSHOT_GAP, IncidentKind.CAPTURE_FAILED} & kinds(cara_dsa)
    assert connections(cara) == 0
    look_at_own_pictures(cara.page, cara_dsa, inspect_opened)


def look_at_own_pictures(page: Page, invitation: Invitation, inspect_opened: Inspect) -> None:
    page.goto(urljoin(page.url, f"/me/{invitation.token}/"))
    pictures = page.locator(".own-pictures > li")
    expect(pictures).to_have_count(Snapshot.objects.count())
    for number in range(pictures.count()):
        pictures.nth(number).scroll_into_view_if_needed()
        # It has come, and is a picture.
        expect(pictures.nth(number).locator("img")).not_to_have_js_property("naturalWidth", 0)
    inspect_opened(page)
    first = pictures.first
    first.get_by_label("Your reply").fill("My cat walked by.")
    first.get_by_role("button", name="Save the reply").click()
    expect(page.get_by_role("status")).to_have_text("Your reply is saved.")
    expect(first.locator(".long-text")).to_have_text("My cat walked by.")
    assert Snapshot.objects.get(sequence=0).reply == "My cat walked by."


def test_refusal_and_the_way_without_a_camera(
    open_session: OpenSession, cara_dsa: Invitation, rita: User, behind_the_scenes: BehindTheScenes
) -> None:
    """A no leads to whom to ask; once that is granted the session starts without the camera ever going on."""
    cara = open_session()
    cara.page.get_by_role("button", name="I do not agree").click()
    declined = cara.page.locator("[data-part=declined]")
    expect(declined).to_be_focused()
    expect(cara.page.locator("#proctoring-contact")).to_contain_text(rita.email)
    cara.page.get_by_label("Why, if you want to say so").fill("My landlord forbids it.")
    cara.page.get_by_role("button", name="Ask for a session without a camera").click()
    expect(cara.page.locator("#proctoring-asked")).to_contain_text("The recruiter sees it and decides")
    assert Consent.objects.get().decision == Decision.DECLINED

    behind_the_scenes(lambda: grant_exemption(invitation=cara_dsa, actor=rita))
    cara.page.get_by_role("button", name="Check now").click()
    expect(cara.page.locator("[data-part=exempted]")).to_be_visible()
    cara.start()
    expect(indicator(cara)).to_be_hidden()
    assert camera_requests(cara) == 0
    assert Snapshot.objects.count() == 0


def test_a_withdrawn_link_stops_everything_at_once(
    open_session: OpenSession, cara_dsa: Invitation, rita: User, behind_the_scenes: BehindTheScenes
) -> None:
    """Camera, clock, editor and uploads, with words; nothing that was on the page is lost."""
    cara = open_session()
    agree(cara)
    cara.start()
    cara.write("print(3)\n")
    cara.expect_saved()
    assert eventually(lambda: Snapshot.objects.count() >= 1)

    cara.recording.tolerate("410")
    behind_the_scenes(lambda: revoke_invitation(invitation=cara_dsa, actor=rita))
    expect(cara.page.locator(".dsa-banner.refused")).to_contain_text("This invitation was withdrawn.")
    expect(indicator(cara)).to_contain_text("Camera off")
    expect(indicator(cara)).to_contain_text("nothing more is taken or sent")
    assert not cara.page.evaluate("document.querySelector('#proctoring-video').srcObject")
    expect(cara.page.locator("#time-left")).to_be_hidden()
    expect(cara.code).to_have_attribute("aria-readonly", "true")
    cara.expect_code("print(3)\n")

    sent: list[str] = []
    cara.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    cara.page.evaluate("window.dispatchEvent(new Event('blur'))")
    cara.look_again()
    # The next look at the session, which is the only thing that the page still asks for.
    with cara.page.expect_response(lambda response: response.status == 410):
        pass
    assert sent == []


def test_a_camera_that_goes_away(
    open_session: OpenSession, worker: WorkerProcess, cara_dsa: Invitation
) -> None:
    """It is said and noted, work goes on, and so do the pictures once the camera is back."""
    worker.start()
    cara = open_session()
    agree(cara)
    cara.start()
    assert eventually(lambda: Snapshot.objects.count() >= 1)
    cara.page.evaluate(
        """() => {
          const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          window.plugIn = () => { navigator.mediaDevices.getUserMedia = real; };
          navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("gone", "NotFoundError"));
          const [track] = document.querySelector("#proctoring-video").srcObject.getTracks();
          track.stop();
          track.dispatchEvent(new Event("ended"));
        }"""
    )
    expect(indicator(cara)).to_contain_text("Camera not capturing")
    assert eventually(lambda: IncidentKind.CAMERA_LOST in kinds(cara_dsa))
    cara.write("print(2)\n")
    cara.expect_saved()
    before = Snapshot.objects.count()
    cara.page.evaluate("window.plugIn()")
    cara.page.get_by_role("button", name="Try the camera again").click()
    expect(indicator(cara)).to_contain_text("A snapshot about every")
    assert eventually(lambda: Snapshot.objects.count() > before)
    assert IncidentKind.CAPTURE_FAILED not in kinds(cara_dsa)


def test_no_camera_at_all(open_session: OpenSession, cara_dsa: Invitation, inspect_opened: Inspect) -> None:
    """The session starts all the same, and says what is amiss; the candidate takes the agreement back meanwhile."""
    cara = open_session(devices=NO_CAMERA)
    cara.page.get_by_role("button", name="I agree, start the camera").click()
    expect(indicator(cara)).to_contain_text("Camera not capturing")
    expect(indicator(cara)).to_contain_text("No camera was found")
    cara.start()
    assert eventually(lambda: kinds(cara_dsa) == {IncidentKind.CAMERA_LOST})

    page = cara.page
    page.goto(urljoin(page.url, f"/me/{cara_dsa.token}/"))
    page.get_by_role("button", name="Take my agreement back").click()
    expect(page.get_by_role("status")).to_contain_text("You have taken your agreement back.")
    expect(page.get_by_role("region", name="Webcam snapshots: your answer")).to_contain_text("declined")
    answers = Consent.objects.order_by("pk").values_list("decision", flat=True)
    assert list(answers) == [Decision.GIVEN, Decision.DECLINED]
    inspect_opened(page)


def test_a_stage_that_starts_only_with_a_camera(
    open_session: OpenSession, cara_dsa: Invitation, stage_dsa: StageTypeConfig
) -> None:
    """Without one that is said, with a way to ask, before any time runs; with one the session starts."""
    stage_dsa.dsa_config |= {"cameraRequired": True}
    stage_dsa.save()
    lacking = open_session(devices=NO_CAMERA)
    lacking.page.get_by_role("button", name="I agree, start the camera").click()
    expect(lacking.page.locator("[data-part=cameraNeeded]")).to_be_visible()
    expect(lacking.page.get_by_role("button", name="Ask for a session without a camera")).to_be_visible()
    lacking.recording.tolerate("403")
    lacking.start_button.click()
    expect(lacking.page.locator("#welcome-failure")).to_contain_text("only with a working camera")
    assert get_or_create_session(cara_dsa).state == SessionState.WAITING
    lacking.page.close()

    cara = open_session()
    expect(cara.page.locator("[data-part=cameraNeeded]")).to_be_hidden()
    expect(indicator(cara)).to_contain_text("Camera on")
    cara.start()


def loaded(cara: DsaPage) -> str:
    names: Any = cara.page.evaluate(
        "performance.getEntriesByType('resource').map(({name}) => name).join(' ')"
    )
    return str(names)


def test_a_stage_without_proctoring(open_session: OpenSession, stage_dsa: StageTypeConfig) -> None:
    """It loads nothing of it, and its page could not open a camera if it tried."""
    stage_dsa.dsa_config |= {"proctoringEnabled": False}
    stage_dsa.save()
    cara = open_session()
    cara.start()
    assert "proctoring" not in loaded(cara)
    assert cara.page.locator("[id^=proctoring]").count() == 0
    cara.recording.tolerate("camera is not allowed in this document")
    refused = cara.page.evaluate(
        "navigator.mediaDevices.getUserMedia({video: true}).then(() => 'opened', (error) => error.name)"
    )
    assert refused == "NotAllowedError"
    assert connections(cara) == 0
    assert DsaSession.objects.get().state == SessionState.ACTIVE
