"""The shared document over the socket: synced, on disk before it is acknowledged, and passed on."""

import contextlib
from collections.abc import Callable
from typing import Any

import pytest

from interviews.models import Interview, InterviewQuestion, Invitation, StageTypeConfig, TimelineEvent, User
from interviews.services.interviews import complete_interview
from interviews.services.questions import add_question
from rooms.document.store import document_at
from rooms.models import DocumentUpdate
from tests.rooms.conftest import OpenPage
from tests.rooms.page import Disconnected, Page
from tests.rooms.typist import Typist
from tests.rooms.yjs_bytes import chosen, number, text, typed, update
from tests.servers import ServerProcess

AWARENESS = b"\x01" + number(7) + number(1) + text('{"cursor":null}')


def send(page: Page, update: bytes, **fields: object) -> None:
    assert page.ask("doc_update", {"update": update, **fields}) == {}


def stored(interview: Interview) -> list[bytes]:
    rows = DocumentUpdate.objects.filter(interview=interview)
    return [bytes(row) for row in rows.values_list("update_bytes", flat=True)]


def acks_of(page: Page, ids: list[int]) -> list[dict[str, Any]]:
    """All that still come before the connection ends."""
    acks = []
    with contextlib.suppress(Disconnected):
        for id in ids:
            acks.append(page.ack_of(id))
    return acks


def test_what_one_types_the_other_gets_and_the_server_keeps(
    ivans_page: Page, caras_page: Page, ivan: User, cara: Invitation, interview: Interview
) -> None:
    """Nobody hears themselves; each update is known by its author; the timeline stays free of keystrokes."""
    events_before = TimelineEvent.objects.count()
    ivans, caras = Typist(), Typist()
    send(ivans_page, ivans.type("def add(a, b):"))
    received = caras_page.wait_for("doc_update")
    assert received == {"update": ivans.made[0], "senderId": ivans_page.user_id}
    caras.hear(received["update"])
    send(caras_page, caras.type("\n    return a + b"))
    ivans.hear(ivans_page.wait_for("doc_update")["update"])
    send(ivans_page, ivans.choose("go"))

    assert ivans.code == "def add(a, b):\n    return a + b"
    rows = DocumentUpdate.objects.filter(interview=interview)
    assert [(row.sequence, bytes(row.update_bytes), row.actor.key) for row in rows] == [
        (1, ivans.made[0], f"user:{ivan.pk}"),
        (2, caras.made[0], f"invitation:{cara.pk}"),
        (3, ivans.made[1], f"user:{ivan.pk}"),
    ]
    document = document_at(interview.pk)
    assert (document.code, document.language) == (ivans.code, "go")
    assert TimelineEvent.objects.count() == events_before
    ivans_page.hears_from(caras_page)
    assert ivans_page.pending("doc_update") == []


def test_who_comes_late_or_was_away_syncs_both_ways(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, cara: Invitation, interview: Interview
) -> None:
    ivans, caras = Typist(), Typist()
    assert ivans_page.ask("doc_sync", {"stateVector": ivans.state_vector}) == {
        "update": b"\x00\x00",
        "stateVector": b"\x00",
        "readOnly": False,
    }
    for word in ("one ", "two "):
        send(ivans_page, ivans.type(word))
    caras.sync(caras_page)
    assert caras.code == "one two "

    caras_page.vanish()
    caras.type("written offline ", at=0)
    caras.erase(16, 20)
    send(ivans_page, ivans.type("three"))
    again = open_page(cara)
    again.join(interview.pk, resumeToken=caras_page.resume_token)
    caras.sync(again)

    ivans.hear(ivans_page.wait_for("doc_update")["update"])
    assert ivans.code == caras.code == document_at(interview.pk).code == "written offline two three"
    # A second sync finds nothing to do, and stores nothing.
    before = stored(interview)
    caras.sync(again)
    assert stored(interview) == before


def test_whom_the_sender_has_reached_the_server_leaves_out(
    ivans_page: Page, caras_page: Page, ivans_second_page: Page
) -> None:
    typist = Typist()
    send(ivans_page, typist.type("a"), reached=[caras_page.user_id])
    assert ivans_second_page.wait_for("doc_update")["update"] == typist.made[0]
    send(ivans_page, typist.type("b"), reached=[caras_page.user_id, ivans_second_page.user_id])
    send(ivans_page, typist.type("c"))

    assert caras_page.wait_for("doc_update")["update"] == typist.made[2]
    assert ivans_second_page.wait_for("doc_update")["update"] == typist.made[2]


def test_many_at_once_keep_their_order(ivans_page: Page, caras_page: Page, interview: Interview) -> None:
    """More than may wait to be written; the last are acknowledged only after the first are stored."""
    typist = Typist()
    ids = [ivans_page.ask_later("doc_update", {"update": typist.type(f"{n},")}) for n in range(200)]
    assert ivans_page.ack_of(ids[-1]) == {}
    assert len(stored(interview)) == 200
    assert [ivans_page.ack_of(id) for id in ids[:-1]] == [{}] * 199
    assert stored(interview) == typist.made
    assert [caras_page.wait_for("doc_update")["update"] for _ in range(200)] == typist.made


def test_a_sender_who_drops_is_heard_to_the_end(
    ivans_page: Page, caras_page: Page, interview: Interview
) -> None:
    """What reached the server is stored and passed on, whatever becomes of the socket that it came from."""
    typist = Typist()
    for n in range(20):
        caras_page.send("doc_update", {"update": typist.type(f"{n},")})
    caras_page.send("media_state", {"audio": True, "video": True, "screen": True})
    ivans_page.wait_for("media_state")
    caras_page.vanish()
    assert [ivans_page.wait_for("doc_update")["update"] for _ in range(20)] == typist.made
    assert stored(interview) == typist.made


def test_pages_of_two_processes_write_in_turn(
    open_page: OpenPage,
    other_server: ServerProcess,
    ivans_page: Page,
    cara: Invitation,
    interview: Interview,
) -> None:
    """One process never hears from the other but through the database, and the log stays one."""
    caras_page = open_page(cara, at=other_server)
    caras_page.join(interview.pk)
    ivans, caras = Typist(), Typist()
    for n in range(10):
        send(ivans_page, ivans.type(f"i{n} "))
        caras.hear(caras_page.wait_for("doc_update")["update"])
        send(caras_page, caras.type(f"c{n} "))
        ivans.hear(ivans_page.wait_for("doc_update")["update"])
    assert ivans.code == caras.code == document_at(interview.pk).code
    sequences = DocumentUpdate.objects.values_list("sequence", flat=True)
    assert list(sequences) == list(range(1, 21))


def test_a_killed_server_has_kept_all_that_it_acknowledged(
    open_page: OpenPage,
    start_server: Callable[..., ServerProcess],
    ivan: User,
    interview: Interview,
) -> None:
    """SIGKILL while updates are on their way; afterwards a sync brings what was not acknowledged."""
    doomed = start_server()
    page = open_page(ivan, at=doomed)
    page.join(interview.pk)
    typist = Typist()
    ids = [page.ask_later("doc_update", {"update": typist.type(f"{n},")}) for n in range(300)]
    page.ack_of(ids[20])
    doomed.kill()
    acks = acks_of(page, ids[:20] + ids[21:])

    kept = stored(interview)
    assert all(ack == {} for ack in acks)
    assert len(kept) >= len(acks) + 1
    assert kept == typist.made[: len(kept)]
    again = open_page(ivan)
    again.join(interview.pk)
    typist.sync(again)
    assert document_at(interview.pk).code == typist.code


def test_the_end_of_the_interview_is_the_end_of_writing(
    ivans_page: Page, caras_page: Page, ivan: User, interview: Interview
) -> None:
    """Updates race with the end: what was acknowledged is stored, and the rest is refused or never acknowledged."""
    typist = Typist()
    ids = [caras_page.ask_later("doc_update", {"update": typist.type(f"{n},")}) for n in range(100)]
    caras_page.ack_of(ids[10])
    assert complete_interview(interview_id=interview.pk)
    at_the_end = stored(interview)
    acks = acks_of(caras_page, [*ids[:10], *ids[11:]])
    ivans_page.wait_for_end()
    assert stored(interview) == at_the_end == typist.made[: len(at_the_end)]
    assert {ack["error"]["code"] for ack in acks if "error" in ack} <= {"interview_over"}
    assert sum(ack == {} for ack in acks) + 1 <= len(at_the_end)


def test_a_candidates_page_learns_no_hints(
    ivans_page: Page, caras_page: Page, ivan: User, interview: Interview
) -> None:
    """Document and board have nothing to do with the interviewer's questions; all that reaches Cara is searched."""
    add_question(
        question=InterviewQuestion(
            interview=interview,
            owner=ivan,
            text="Why?",
            interviewer_hints="a hint for Ivan",
            expected_answer_guide="a guide for Ivan",
        ),
        actor=ivan,
    )
    send(ivans_page, Typist().type("def why():"))
    caras_page.wait_for("doc_update")
    acks = [
        caras_page.ask("doc_sync", {"stateVector": b"\x00"}),
        caras_page.ask("whiteboard_sync", {}),
    ]
    assert [set(ack) for ack in acks] == [
        {"update", "stateVector", "readOnly"},
        {"elements", "next", "digest", "readOnly"},
    ]
    assert not any("for Ivan" in frame for frame in [*caras_page.frames, repr(acks)])


# Refusals -------------------------------------------------------------------------------------------------------------


def test_what_is_refused_changes_nothing_and_is_heard_by_nobody(
    ivans_page: Page, caras_page: Page, interview: Interview
) -> None:
    typist = Typist()
    send(ivans_page, typist.type("good"))
    caras_page.wait_for("doc_update")
    good = typist.made[0]
    typist.type("never sent")
    refusals = {
        "truncated": (good[:-1], "invalid_payload"),
        "trailing": (good + b"\x00", "invalid_payload"),
        "version 2": (bytes.fromhex("00000000000001000000000000"), "invalid_payload"),
        "nothing": (b"", "invalid_payload"),
        "foreign root": (update((9, 0, [typed("x", root="notes")])), "invalid_payload"),
        "unknown language": (update((9, 0, [chosen("klingon")])), "invalid_payload"),
        "gap": (typist.type("after a gap"), "out_of_order"),
        "oversize": (Typist().type("x" * 500_001), "too_large"),
    }
    for name, (bad, code) in refusals.items():
        assert (name, ivans_page.refusal("doc_update", {"update": bad})) == (name, code)
    ivans_page.send("doc_update", {"update": b"junk"})
    assert ivans_page.wait_for("error")["event"] == "doc_update"

    caras_page.hears_from(ivans_page)
    assert caras_page.pending("doc_update") == []
    assert stored(interview) == [good]
    # The way out: a sync puts everything right.
    typist.sync(ivans_page)
    assert document_at(interview.pk).code == typist.code


def test_a_state_vector_that_is_none_is_refused(ivans_page: Page) -> None:
    for bad in (b"", b"\x01", b"\x00\x00", b"\x01" + b"\xff" * 12, b"\x00" * 16_001):
        assert ivans_page.refusal("doc_sync", {"stateVector": bad}) == "invalid_payload"


def test_without_an_editor_there_is_no_document(
    open_page: OpenPage, stage_hr: StageTypeConfig, ivan: User, interview: Interview
) -> None:
    """The stage decides, for interviewers as well."""
    Interview.objects.filter(pk=interview.pk).update(stage=stage_hr)
    page = open_page(ivan)
    assert page.join(interview.pk)["tools"]["codeEditor"] is False
    events: dict[str, dict[str, Any]] = {
        "doc_sync": {"stateVector": b"\x00"},
        "doc_update": {"update": Typist().type("a")},
        "doc_awareness": {"awareness": AWARENESS},
    }
    assert {page.refusal(event, payload) for event, payload in events.items()} == {"tool_off"}
    assert stored(interview) == []


# Cursors --------------------------------------------------------------------------------------------------------------


def test_cursors_are_passed_on_and_not_kept(
    ivans_page: Page, caras_page: Page, ivans_second_page: Page, interview: Interview
) -> None:
    payload = {"awareness": AWARENESS, "reached": [caras_page.user_id]}
    assert ivans_page.ask("doc_awareness", payload) == {}
    received = ivans_second_page.wait_for("doc_awareness")
    assert received == {"awareness": AWARENESS, "senderId": ivans_page.user_id}
    caras_page.hears_from(ivans_page)
    ivans_page.hears_from(caras_page)
    assert caras_page.pending("doc_awareness") == ivans_page.pending("doc_awareness") == []
    assert stored(interview) == []


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        AWARENESS[:-1],
        AWARENESS + b"\x00",
        b"\x01\x07\x01" + text("[]"),
        b"\x01\x07\x01" + text("{"),
        b"\x15" + b"\x07\x01\x02{}" * 21,
        b"\x01\x07\x01" + text('{"name":"' + "x" * 16_000 + '"}'),
    ],
    ids=["empty", "truncated", "trailing", "no object", "no JSON", "too many", "too large"],
)
def test_cursors_that_are_none(ivans_page: Page, caras_page: Page, bad: bytes) -> None:
    assert ivans_page.refusal("doc_awareness", {"awareness": bad}) == "invalid_payload"
    caras_page.hears_from(ivans_page)
    assert caras_page.pending("doc_awareness") == []
