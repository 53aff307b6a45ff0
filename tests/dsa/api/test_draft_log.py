"""The log of changes over HTTP: stored before it is answered, in order, once, and within bounds."""

import uuid
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.utils import timezone
from pytest_django import Settings

from dsa.choices import FinishReason
from dsa.draft_log import services
from dsa.models import DraftChanges, DraftStream, DsaSession
from dsa.models.session import MAX_SOURCE_CHARACTERS
from dsa.sessions.services import finish_session
from interviews.models import Invitation, User
from interviews.services.interviews import cancel_interview
from interviews.services.invitations import revoke_invitation
from interviews.timeline import Actor
from tests.dsa.api.candidate import Candidate, refusal

STREAM = "6a5cf9a0-0b2f-4a52-9f9f-000000000001"
DEVICE = "6a5cf9a0-0b2f-4a52-9f9f-00000000000d"


def now_ms() -> int:
    return round(timezone.now().timestamp() * 1000)


def text(code: str, origin: str = "starter", at: int | None = None) -> dict[str, Any]:
    return {"at": at if at is not None else now_ms(), "origin": origin, "text": code}


def change(*change_set: Any, origin: str = "typed", at: int | None = None) -> dict[str, Any]:
    return {"at": at if at is not None else now_ms(), "origin": origin, "changes": list(change_set)}


def log(first: int, *changes: Any, **more: Any) -> dict[str, Any]:
    named = {"stream": STREAM, "device": DEVICE, "problemId": "mirror", "language": "python"}
    return {**named, "first": first, "changes": list(changes), **more}


def test_it_is_stored_when_it_is_answered(cara_working: Candidate) -> None:
    answer = cara_working.post("/draft-log", log(0, text("a\n"), change(2, [0, "b"])))
    assert (answer.status_code, answer.json()) == (200, {"stream": STREAM, "next": 2})
    stream = DraftStream.objects.get()
    assert (stream.text, str(stream.device)) == ("a\nb", DEVICE)
    assert [entry["origin"] for entry in orjson.loads(DraftChanges.objects.get().changes_json)] == [
        "starter",
        "typed",
    ]


def test_sent_again(cara_working: Candidate) -> None:
    """As when the answer was lost on the way, and more has been typed since."""
    cara_working.post("/draft-log", log(0, text("a"), change(1, [0, "b"])))
    again = cara_working.post("/draft-log", log(0, text("a"), change(1, [0, "b"]), change(2, [0, "c"])))
    assert again.json()["next"] == 3
    assert DraftStream.objects.get().text == "abc"
    assert cara_working.post("/draft-log", log(1, change(1, [0, "b"]))).json()["next"] == 3
    assert [row.count for row in DraftChanges.objects.all()] == [2, 1]


def test_something_is_missing(cara_working: Candidate) -> None:
    cara_working.post("/draft-log", log(0, text("a")))
    assert refusal(cara_working.post("/draft-log", log(2, change(1, [0, "b"])))) == (409, "draft_log_gap")
    assert DraftStream.objects.get().next_sequence == 1


@pytest.mark.parametrize(
    "changes",
    [
        [change([0, "no text before it"])],
        [text("abc"), change(4)],
        [text("abc"), change(3, [0, "a\nb"])],
        [text("abc"), change("x")],
    ],
)
def test_no_changes_of_this_code(cara_working: Candidate, changes: list[Any]) -> None:
    assert refusal(cara_working.post("/draft-log", log(0, *changes))) == (422, "draft_log_invalid")
    assert not DraftStream.objects.exists()


def test_a_stream_is_of_one_code(cara_working: Candidate) -> None:
    cara_working.post("/draft-log", log(0, text("a")))
    other = cara_working.post("/draft-log", log(1, change(1, [0, "b"]), language="cpp"))
    assert refusal(other) == (422, "draft_log_invalid")


@pytest.mark.parametrize(
    "body",
    [
        log(0),
        log(-1, text("a")),
        log(0, text("a"), more=1),
        log(0, text("a"), stream="x"),
        log(0, text("a", origin="typed")),
        log(0, {**text("a"), "changes": [1]}),
        log(0, change(1, origin="loaded")),
        log(0, change(1, origin="guessed")),
        log(0, {**text("a"), "at": 1.5}),
        log(0, text("a", at=2**60)),
        log(0, text("a"), *[change(1)] * 500),
        log(0, *[text("a")] * 11),
    ],
)
def test_malformed(cara_working: Candidate, body: dict[str, Any]) -> None:
    assert refusal(cara_working.post("/draft-log", body)) == (400, "invalid_request")


def test_too_large(cara_working: Candidate, monkeypatch: pytest.MonkeyPatch) -> None:
    most = "x" * MAX_SOURCE_CHARACTERS
    assert cara_working.post("/draft-log", log(0, text(most))).status_code == 200
    longer = cara_working.post("/draft-log", log(1, change(MAX_SOURCE_CHARACTERS, [0, "y"])))
    assert refusal(longer) == (413, "source_too_large")
    monkeypatch.setattr(services, "MAX_STORED_CHARACTERS", MAX_SOURCE_CHARACTERS + 1000)
    full = cara_working.post("/draft-log", log(0, text(most), stream=str(uuid.uuid4())))
    assert refusal(full) == (413, "draft_log_full")


def test_too_many_streams(cara_working: Candidate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MAX_STREAMS", 1)
    cara_working.post("/draft-log", log(0, text("a")))
    another = cara_working.post("/draft-log", log(0, text("a"), stream=str(uuid.uuid4())))
    assert refusal(another) == (413, "draft_log_full")
    assert cara_working.post("/draft-log", log(1, change(1, [0, "b"]))).status_code == 200


def test_checkpoints_take_room(cara_working: Candidate, monkeypatch: pytest.MonkeyPatch) -> None:
    """They hold all of the code, however little each change adds."""
    monkeypatch.setattr(services, "CHANGES_PER_CHECKPOINT", 2)
    code = "x" * 1000
    cara_working.post("/draft-log", log(0, text(code), change(1000)))
    (row,) = DraftChanges.objects.all()
    stored = DraftStream.objects.get().stored_characters
    assert stored == len(row.changes_json) + len(code) + len(orjson.dumps(row.runs_after))
    monkeypatch.setattr(services, "MAX_STORED_CHARACTERS", stored + 500)
    full = cara_working.post("/draft-log", log(2, change(1000), change(1000)))
    assert refusal(full) == (413, "draft_log_full")
    assert cara_working.post("/draft-log", log(2, change(1000))).status_code == 200


def test_too_many_parts_of_different_origin(cara_working: Candidate, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every later change would go through all of them."""
    monkeypatch.setattr(services, "MAX_RUNS", 3)
    taken = cara_working.post("/draft-log", log(0, text("ab"), change(1, [0, "x"], 1)))
    assert taken.status_code == 200
    torn = cara_working.post("/draft-log", log(2, change(2, [0, "y"], 1, origin="pasted")))
    assert refusal(torn) == (422, "draft_log_invalid")
    assert cara_working.post("/draft-log", log(2, change(2, [0, "y"], 1))).status_code == 200


@pytest.mark.parametrize("part", ["\0", "\ud83d"])
def test_text_that_no_database_keeps(cara_working: Candidate, part: str) -> None:
    assert cara_working.post("/draft-log", log(0, text(part))).status_code == 400
    answer = cara_working.post("/draft-log", log(0, text("a"), change(1, [0, part])))
    assert answer.status_code == 400
    assert not DraftStream.objects.exists()


def test_half_a_character_is_left(cara_working: Candidate) -> None:
    answer = cara_working.post("/draft-log", log(0, text("\U0001f600"), change([1], 1)))
    assert refusal(answer) == (400, "text_invalid")


def test_times_stay_in_order_and_within_the_session(cara_working: Candidate, session: DsaSession) -> None:
    later = now_ms() + 3_600_000
    cara_working.post("/draft-log", log(0, text("a", at=0), change(1, [0, "b"], at=later)))
    cara_working.post("/draft-log", log(2, change(2, [0, "c"], at=0)))
    rows = [entry for row in DraftChanges.objects.all() for entry in orjson.loads(row.changes_json)]
    session.refresh_from_db()
    assert session.started_at is not None
    times = [entry["at"] for entry in rows]
    assert times == sorted(times)
    assert times[0] == int(session.started_at.timestamp() * 1000)
    assert times[-1] <= now_ms()


def test_before_the_start(cara_early: Candidate, waiting: DsaSession) -> None:
    assert refusal(cara_early.post("/draft-log", log(0, text("a")))) == (403, "not_started")


def test_what_was_written_before_the_end_comes_late(cara_working: Candidate, session: DsaSession) -> None:
    before = now_ms()
    finish_session(session=session, reason=FinishReason.CANDIDATE)
    assert cara_working.post("/draft-log", log(0, text("a", at=before))).status_code == 200
    afterwards = cara_working.post("/draft-log", log(1, change(1, [0, "b"], at=now_ms() + 60_000)))
    assert refusal(afterwards) == (410, "session_over")
    long_ago = timezone.now() - timedelta(minutes=59)
    DsaSession.objects.filter(pk=session.pk).update(started_at=long_ago, finished_at=long_ago)
    assert cara_working.post("/draft-log", log(1, change(1, [0, "b"], at=before))).status_code == 410


def test_time_is_up_and_nobody_has_finished_the_session_yet(
    cara_working: Candidate, session: DsaSession
) -> None:
    """The schedule does so within seconds; what was written before is taken then as it is afterwards."""
    now = timezone.now()
    ended_at = now - timedelta(seconds=30)
    DsaSession.objects.filter(pk=session.pk).update(started_at=now - timedelta(hours=1), deadline=ended_at)
    before = now_ms() - 40_000
    late = cara_working.post("/draft-log", log(0, text("a", at=before)))
    assert late.status_code == 200
    afterwards = cara_working.post("/draft-log", log(1, change(1, [0, "b"], at=now_ms())))
    assert refusal(afterwards) == (410, "session_over")
    just_after = int(ended_at.timestamp() * 1000) + 3000
    assert cara_working.post("/draft-log", log(1, change(1, [0, "b"], at=just_after))).status_code == 200
    assert DraftStream.objects.get().last_at <= ended_at


def test_cancelled_and_revoked(cara_working: Candidate, cara_dsa: Invitation, rita: User) -> None:
    cancel_interview(interview_id=cara_dsa.interview_id, actor=Actor.user(rita))
    assert refusal(cara_working.post("/draft-log", log(0, text("a")))) == (410, "interview_cancelled")
    revoke_invitation(invitation=cara_dsa, actor=rita)
    assert cara_working.post("/draft-log", log(0, text("a"))).status_code == 410
    assert not DraftStream.objects.exists()


def test_other_candidates_have_streams_of_their_own(
    cara_working: Candidate, mallory_working: Candidate
) -> None:
    cara_working.post("/draft-log", log(0, text("hers")))
    assert mallory_working.post("/draft-log", log(0, text("his"))).json()["next"] == 1
    assert {stream.text for stream in DraftStream.objects.all()} == {"hers", "his"}


def test_problem_and_language(cara_working: Candidate) -> None:
    unknown = cara_working.post("/draft-log", log(0, text("a"), problemId="other"))
    assert refusal(unknown) == (404, "problem_not_found")
    barred = cara_working.post("/draft-log", log(0, text("a"), problemId="shout", language="javascript"))
    assert refusal(barred) == (409, "language_not_offered")


def test_rate(cara_working: Candidate, settings: Settings) -> None:
    burst, _ = settings.DSA_RATES["draft_log"]
    # So slow that no machine is slow enough for the next.
    settings.DSA_RATES = {**settings.DSA_RATES, "draft_log": (burst, 0.01)}
    answers = [cara_working.post("/draft-log", log(0, text("a"))).status_code for _ in range(burst + 1)]
    assert answers == [200] * burst + [429]
