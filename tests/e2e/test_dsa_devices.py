"""A coding session on two devices, without network, and at its end."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from dsa.models import Draft, DsaSession
from dsa.sessions import services as session_services
from interviews.models import Invitation, User
from tests.dsa.factories import ENDLESS, MIRROR_PYTHON, SHOUT_PYTHON
from tests.dsa.workers import WorkerProcess
from tests.e2e.conftest import BehindTheScenes, OpenSession
from tests.e2e.waiting import eventually

OFFLINE = "ERR_INTERNET_DISCONNECTED"


def test_two_devices(open_session: OpenSession) -> None:
    """What one saves, the other shows; what both change is for their owner to choose."""
    laptop = open_session("laptop")
    laptop.start()
    laptop.write("# at the laptop\n")
    laptop.save()
    phone = open_session("phone")
    phone.expect_at_work()
    phone.expect_code("# at the laptop\n")

    phone.write("# on the phone\n")
    # Without leaving the editor: it is saved a moment after the last key.
    phone.expect_saved()
    laptop.look_again()
    laptop.expect_code("# on the phone\n")
    expect(laptop.page.get_by_text("Newer code from another device")).to_be_visible()

    phone.recording.tolerate("status of 409")
    for choice, kept in (("Keep mine", "# mine, Keep mine\n"), ("Take the other version", "# theirs\n")):
        laptop.write("# theirs\n")
        laptop.save()
        phone.write(f"# mine, {choice}\n")
        expect(phone.saved_state).to_have_text("Not saved: two versions")
        alert = phone.page.get_by_role("alert").filter(has_text="changed on another device")
        alert.get_by_text("Look at the other version").click()
        expect(alert.get_by_label("The other version")).to_have_text("# theirs\n")
        alert.get_by_role("button", name=choice).click()
        expect(alert).to_be_hidden()
        phone.expect_code(kept)
        phone.expect_saved()
        assert Draft.objects.get().source_code == kept
        laptop.look_again()
        laptop.expect_code(kept)


def test_offline_and_back(open_session: OpenSession, worker: WorkerProcess) -> None:
    """Writing goes on, a run is sent once, and a reload in between loses nothing."""
    cara = open_session()
    page, network = cara.page, cara.page.context
    cara.recording.tolerate(OFFLINE)
    cara.start()
    network.set_offline(True)
    cara.write(MIRROR_PYTHON)
    expect(cara.saved_state).to_have_text("Not saved: offline")
    expect(page.get_by_text("No connection to TalentSync. You can go on writing")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(cara.results).to_contain_text("is sent, once, as soon as it is back")
    cara.open_problem("Shout")
    cara.write("# written offline\n")
    assert Draft.objects.count() == 0

    network.set_offline(False)
    worker.start()
    cara.open_problem("Mirror")
    cara.expect_verdict("Accepted", of="Run, Python")
    cara.expect_saved()
    expect(page.get_by_text("No connection to TalentSync")).to_have_count(0)
    sent = [answer for answer in cara.recording.answers if "/run 202" in answer]
    assert len(sent) == 1
    eventually(page, lambda: Draft.objects.count() == 2, "both drafts on the server")

    # The browser goes away before the network is back: what it kept is there when it comes again.
    network.set_offline(True)
    cara.write("# and this as well\n")
    expect(cara.saved_state).to_have_text("Not saved: offline")
    page.route("**/drafts/*", lambda route: route.abort())
    cara.recording.tolerate("ERR_FAILED")
    network.set_offline(False)
    page.reload()
    cara.expect_code("# and this as well\n")
    page.unroute_all()
    cara.expect_saved()
    assert Draft.objects.get(problem__key="mirror").source_code == "# and this as well\n"


def test_the_deadline_in_the_middle_of_a_run(
    open_session: OpenSession,
    worker: WorkerProcess,
    cara_dsa: Invitation,
    rita: User,
    behind_the_scenes: BehindTheScenes,
) -> None:
    """The page ends in order, last drafts are submitted, the run is judged; a recruiter gives more time and reopens."""
    cara = open_session()
    page = cara.page
    cara.start()
    session = DsaSession.objects.get(invitation=cara_dsa)
    behind_the_scenes(lambda: session_services.grant_extra_time(session=session, minutes=15, actor=rita))
    cara.look_again()
    expect(page.get_by_text("You were given 15 minutes more.")).to_be_visible()

    cara.write(SHOUT_PYTHON)
    cara.open_problem("Shout")
    # Nobody is there to judge it, so it is under way when time is up.
    cara.run(SHOUT_PYTHON)
    expect(cara.verdict).to_have_text("Waiting to be judged")
    ends_at = timezone.now() + timedelta(seconds=8)
    DsaSession.objects.filter(pk=session.pk).update(deadline=ends_at)
    cara.look_again()
    expect(page.get_by_text("Your time was changed.")).to_be_visible()
    expect(page.locator("#time-left")).to_have_attribute("data-urgency", "last")
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_text("Time is up. Your last code is being handed in")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(cara.finished_heading).to_have_text("Time is up")
    expect(page.locator("#finished-text")).to_contain_text("it was submitted for you")
    lines = page.locator("#handed-in li")
    expect(lines).to_contain_text(["Automatic submission", "Automatic submission"])
    worker.start()
    expect(lines).to_contain_text(["Wrong answer", "Accepted"])

    session.refresh_from_db()
    behind_the_scenes(lambda: session_services.reopen_session(session=session, minutes=30, actor=rita))
    cara.look_again()
    cara.expect_at_work()
    expect(page.locator("#time-figures")).to_contain_text("29:")
    cara.expect_code(SHOUT_PYTHON)
    # The run from before the end goes on, and one more has to wait for it.
    expect(page.locator("#run")).not_to_have_attribute("aria-disabled", "true")
    cara.run(ENDLESS)
    cara.expect_verdict("Time limit exceeded", of="Run, Python")
    cara.expect_saved()
