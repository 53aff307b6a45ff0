"""The log of what was written, by a real editor: typed, pasted, loaded, offline, after a reload and on two devices."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from dsa.choices import FinishReason
from dsa.draft_log.selectors import written_at
from dsa.models import DraftStream, DsaSession
from dsa.sessions.services import finish_session
from interviews.models import Invitation
from tests.dsa.factories import MIRROR_STARTER
from tests.e2e.conftest import BehindTheScenes, Inspect, OpenSession
from tests.e2e.dsa_page import DsaPage
from tests.e2e.waiting import eventually

PASTE = """text => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.querySelector("#editor .cm-content").dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def streams(language: str = "python") -> list[tuple[str, list[tuple[str, str]]]]:
    """Of each stream its last text, and its parts by their origin."""
    found = []
    for stream in DraftStream.objects.filter(language=language).order_by("pk"):
        written = written_at(stream, timezone.now())
        assert written is not None
        parts, at = [], 0
        for run in written.runs:
            units = written.units[2 * at : 2 * (at + run.length)]
            parts.append((run.origin.value, units.decode("utf-16-le")))
            at += run.length
        found.append((written.text, parts))
    return found


def logged(cara: DsaPage, *texts: str) -> None:
    """The server has streams that end with these texts."""
    eventually(cara.page, lambda: [text for text, _ in streams()] == list(texts), f"streams of {texts}")


def test_typed_pasted_completed_and_loaded(open_session: OpenSession) -> None:
    cara = open_session()
    cara.page.get_by_text("each change in the editor with its time").wait_for()
    cara.start()
    logged(cara, MIRROR_STARTER)
    cara.code.focus()
    cara.page.keyboard.press("Control+End")
    cara.page.keyboard.type("ab")
    cara.page.evaluate(PASTE, "12")
    cara.page.keyboard.type("c")
    cara.save()
    whole = MIRROR_STARTER + "ab12c"
    logged(cara, whole)
    parts = [("starter", MIRROR_STARTER), ("typed", "ab"), ("pasted", "12"), ("typed", "c")]
    assert streams()[0][1] == parts

    # A page that is opened again takes nothing for loaded that was typed.
    cara.page.reload()
    cara.expect_at_work()
    cara.code.blur()
    logged(cara, whole, whole)
    assert streams()[1][1] == parts
    cara.page.get_by_role("button", name="Starter code").click()
    cara.save()
    logged(cara, whole, MIRROR_STARTER)
    assert streams()[1][1] == [("starter", MIRROR_STARTER)]


def test_two_devices_and_no_network(open_session: OpenSession) -> None:
    laptop = open_session("laptop")
    laptop.start()
    laptop.write("# laptop\n")
    laptop.save()
    phone = open_session("phone")
    phone.expect_at_work()
    phone.code.blur()
    logged(laptop, "# laptop\n", "# laptop\n")
    for page in (laptop, phone):
        page.recording.tolerate("ERR_INTERNET_DISCONNECTED")
        page.recording.tolerate("status of 409")
    laptop.page.context.set_offline(True)
    laptop.write("# laptop, offline\n")
    phone.write("# phone\n")
    phone.save()
    logged(laptop, "# laptop\n", "# phone\n")
    laptop.page.context.set_offline(False)
    laptop.look_again()
    laptop.page.get_by_role("button", name="Take the other version").click()
    laptop.code.blur()
    logged(laptop, "# phone\n", "# phone\n")
    first, second = DraftStream.objects.order_by("pk")
    assert first.device != second.device
    entries = [row.count for row in first.changes.all()]
    assert sum(entries) == first.next_sequence


def test_what_was_written_before_the_end_arrives_after_it(
    open_session: OpenSession, cara_dsa: Invitation, behind_the_scenes: BehindTheScenes, inspect: Inspect
) -> None:
    cara = open_session()
    page = cara.page
    cara.recording.tolerate("ERR_FAILED|status of 410")
    cara.start()
    logged(cara, MIRROR_STARTER)
    page.route("**/draft-log", lambda route: route.abort())
    cara.code.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("ab")
    cara.save()
    session = DsaSession.objects.get(invitation=cara_dsa)
    behind_the_scenes(lambda: finish_session(session=session, reason=FinishReason.INTERVIEW_ENDED))
    cara.look_again()
    expect(cara.finished_heading).to_have_text("The session was ended")
    state = page.locator("#finished-log")
    expect(state).to_contain_text("still being sent")
    inspect(page)

    # The browser goes away, and comes back when there is nothing to write any more.
    page.reload()
    expect(state).to_contain_text("still being sent")
    page.unroute("**/draft-log")
    cara.look_again()
    expect(state).to_be_hidden()
    logged(cara, MIRROR_STARTER + "ab")
    assert streams()[0][1] == [("starter", MIRROR_STARTER), ("typed", "ab")]


def test_what_comes_too_late_is_told(
    open_session: OpenSession, cara_dsa: Invitation, behind_the_scenes: BehindTheScenes
) -> None:
    cara = open_session()
    page = cara.page
    cara.recording.tolerate("ERR_FAILED|status of 410")
    cara.start()
    logged(cara, MIRROR_STARTER)
    page.route("**/draft-log", lambda route: route.abort())
    cara.code.focus()
    page.keyboard.type("a")
    cara.save()
    session = DsaSession.objects.get(invitation=cara_dsa)
    behind_the_scenes(lambda: finish_session(session=session, reason=FinishReason.INTERVIEW_ENDED))
    long_ago = timezone.now() - timedelta(hours=2)
    DsaSession.objects.filter(pk=session.pk).update(
        started_at=long_ago - timedelta(hours=1), deadline=long_ago, finished_at=long_ago
    )
    page.unroute("**/draft-log")
    cara.look_again()
    state = page.locator("#finished-log")
    expect(state).to_contain_text(
        "Some of your changes are missing in the log of what you wrote: This session is over."
    )
    logged(cara, MIRROR_STARTER)
    # Nothing waits any more, so nothing is said the next time.
    page.reload()
    expect(cara.finished_heading).to_be_visible()
    expect(state).to_be_hidden()


def test_only_the_change_that_cannot_be_kept_is_missing(open_session: OpenSession) -> None:
    cara = open_session()
    page = cara.page
    cara.recording.tolerate("status of 400")
    cara.start()
    logged(cara, MIRROR_STARTER)
    page.context.set_offline(True)
    cara.recording.tolerate("ERR_INTERNET_DISCONNECTED")
    cara.code.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("ab")
    page.evaluate(PASTE, "\0")
    page.keyboard.press("Backspace")
    page.keyboard.type("c")
    page.context.set_offline(False)
    cara.save()
    logged(cara, MIRROR_STARTER + "ab", MIRROR_STARTER + "abc")
    assert streams()[0][1] == [("starter", MIRROR_STARTER), ("typed", "ab")]
    # What came after it is known only by what it led to.
    assert streams()[1][1] == [("starter", MIRROR_STARTER), ("typed", "ab"), ("loaded", "c")]
    told = page.get_by_text("Some of your changes are missing in the log of what you wrote")
    expect(told).to_contain_text("characters that cannot be stored")
    page.get_by_role("button", name="Dismiss").click()
    expect(told).to_have_count(0)
