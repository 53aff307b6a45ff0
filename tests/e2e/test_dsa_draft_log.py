"""The log of what was written, by a real editor: typed, pasted, loaded, offline, after a reload and on two devices."""

from django.utils import timezone

from dsa.draft_log.selectors import written_at
from dsa.models import DraftStream
from tests.dsa.factories import MIRROR_STARTER
from tests.e2e.conftest import OpenSession
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
