"""A coding session, seen again: what happened, the code at any moment page by page, and who may see what of it."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dsa.choices import Origin
from dsa.draft_log.change_sets import WrittenText
from dsa.draft_log.selectors import applied, written_at
from dsa.draft_log.services import Change, StreamName, append_changes
from dsa.models import DraftStream, DsaSession
from dsa.sessions.services import save_draft
from interviews.models import Interview, Invitation, StageTypeConfig, User
from proctoring.choices import IncidentKind
from proctoring.models import Incident
from replay import coding_sessions, session_search
from tests.conftest import signed_in
from tests.dsa.factories import MARKERS, make_interview, make_problem
from tests.replay.drafts import typed, write, wrong_submission


def path(session: DsaSession, rest: str = "") -> str:
    return f"/interviews/{session.invitation.interview_id}/replay/{rest}"


def entries(reader: User, session: DsaSession) -> list[dict[str, Any]]:
    answer = signed_in(reader).get(path(session, f"sessions/{session.pk}/timeline.json"))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    found: list[dict[str, Any]] = answer.json()["entries"]
    return found


def test_a_log_is_read_once_for_as_long_as_it_does_not_grow(
    session: DsaSession, rita: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = write(session, [(1, Origin.STARTER, ""), typed(10, 0, "ab")])
    read: list[int] = []
    read_changes = coding_sessions._read_changes

    def counted(stream: DraftStream) -> Iterator[coding_sessions.Entry]:
        read.append(stream.next_sequence)
        return read_changes(stream)

    monkeypatch.setattr(coding_sessions, "_read_changes", counted)
    first = entries(rita, session)
    assert entries(rita, session) == first
    assert read == [2]
    assert session.started_at is not None
    more = Change(round(session.started_at.timestamp() * 1000) + 60_000, Origin.PASTED, [2, [0, "cd"]], None)
    name = StreamName(stream.key, stream.device, "mirror", "python")
    append_changes(session=session, name=name, first=2, changes=[more])
    kinds = [entry["kind"] for entry in entries(rita, session) if entry["kind"].startswith("code")]
    assert kinds == ["code_edited", "code_inserted", "code_edited", "code_edited", "code_inserted"]
    assert read == [2, 3]


def test_words_are_found_in_what_the_code_was(
    session: DsaSession, rita: User, ines: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        session,
        [
            (1, Origin.STARTER, ""),
            typed(10, 0, "Sort"),
            typed(11, 4, "ed"),
            (12, Origin.PASTED, [6, [0, "", "sorted"]]),
            (13, Origin.TYPED, [6, [7]]),
            (14, Origin.TYPED, [[6]]),
        ],
    )
    write(session, [(5, Origin.STARTER, "sorted")])
    url = path(session, f"sessions/{session.pk}/search.json")
    client = signed_in(rita)
    answer = client.get(url, {"q": " sorted "}).json()
    assert session.started_at is not None
    told = [
        (
            round((datetime.fromisoformat(each["at"]) - session.started_at).total_seconds()),
            each["kind"],
            each["count"],
        )
        for each in answer["found"]
    ]
    assert told == [(5, "came", 1), (11, "came", 1), (12, "came", 2), (13, "gone", 1), (14, "gone", 0)]
    assert not answer["more"]
    assert {(each["problem"], each["language"]) for each in answer["found"]} == {("Mirror", "python")}
    assert client.get(url, {"q": "absent"}).json() == {"found": [], "more": False}
    # Of a session with very many changes only the first are looked at, and that is told.
    monkeypatch.setattr(session_search, "MAX_CHANGES", 3)
    cut = client.get(url, {"q": "sorted"}).json()
    assert (len(cut["found"]), cut["more"]) == (1, True)
    monkeypatch.undo()
    for wrong in ({}, {"q": " "}, {"q": "x" * 201}):
        refusal = client.get(url, wrong)
        assert (refusal.status_code, refusal.json()["code"]) == (400, "invalid_request")
    assert signed_in(ines).get(url, {"q": "sorted"}).status_code == 404


def test_what_happened(session: DsaSession, rita: User) -> None:
    stream = write(
        session,
        [
            (1, Origin.STARTER, ""),
            typed(10, 0, "ab"),
            typed(12, 2, "c"),
            (13, Origin.PASTED, [3, [0, "x", "y"]]),
        ],
        [typed(60, 6, "d")],
    )
    submission = wrong_submission(session, stream.problem)
    told = entries(rita, session)
    times = [datetime.fromisoformat(entry["at"]) for entry in told]
    assert times == sorted(times)
    kinds = [entry["kind"] for entry in told if entry["kind"] != "started"]
    assert kinds == [
        *("code_edited", "code_inserted", "code_edited", "code_inserted"),
        *("code_edited", "submitted", "judged"),
    ]
    inserted = [entry["reference"] for entry in told if entry["kind"] == "code_inserted"]
    assert [(one["origin"], one["characters"]) for one in inserted] == [("starter", 0), ("pasted", 3)]
    judged = next(entry["reference"] for entry in told if entry["kind"] == "judged")
    assert (judged["verdict"], judged["passed"], judged["total"]) == ("WA", 1, 3)
    assert judged["url"] == f"/admin/dsa/submission/{submission.pk}/"


def test_a_submission_that_is_judged_again_later_makes_no_session_longer(
    session: DsaSession, rita: User
) -> None:
    stream = write(session, [(1, Origin.STARTER, ""), typed(10, 0, "ab")])
    later = timezone.now() + timedelta(days=20)
    wrong_submission(session, stream.problem).judgements.update(finished_at=later)
    found = coding_sessions.entries(session, [stream], rita)
    assert found[-1].at == later
    assert coding_sessions.time_limits(session, found)[1] == later
    session.finished_at = timezone.now()
    assert coding_sessions.time_limits(session, found)[1] == session.finished_at


def test_pages_of_a_stream_lead_to_the_text_of_any_moment(
    session: DsaSession, rita: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coding_sessions, "CHANGES_PER_PAGE", 10)
    monkeypatch.setattr("dsa.draft_log.services.CHANGES_PER_CHECKPOINT", 7)
    batches = [[(0.0, Origin.STARTER, "")]]
    length = 0
    for batch in range(12):
        batches.append([])
        for number in range(4):
            text = f"{batch}{number}\n"
            batches[-1].append(typed(1 + 10 * batch + number, length, text))
            length += len(text)
    stream = write(session, *batches)
    starts = coding_sessions.pages_of(stream)
    assert len(starts) > 3
    client = signed_in(rita)
    after: int | None = 0
    seen = 0
    fetched = []
    while after is not None:
        answer = client.get(
            path(session, f"sessions/{session.pk}/streams/{stream.pk}.json"), {"after": after}
        )
        page = answer.json()
        fetched.append(page["after"])
        before = page["before"]
        written = before and WrittenText.restored(before["text"], before["runs"])
        for change in page["changes"]:
            written = applied(written, change)
            moment = datetime.fromtimestamp(change["at"] / 1000, tz=timezone.get_current_timezone())
            truth = written_at(stream, moment)
            assert truth is not None
            assert (written.text, written.runs) == (truth.text, truth.runs)
            seen += 1
        after = page["next"]
    assert seen == stream.next_sequence
    assert fetched == [start.after for start in starts]
    wrong = client.get(
        path(session, f"sessions/{session.pk}/streams/{stream.pk}.json"), {"after": fetched[1] + 1}
    )
    assert wrong.status_code == 404


def test_the_page_has_the_session(session: DsaSession, rita: User) -> None:
    write(session, [(1, Origin.STARTER, "# start\n")])
    save_draft(
        session=session, problem_key="mirror", language="python", source_code="x = 1\n", base_version=0
    )
    page = signed_in(rita).get(path(session)).content.decode()
    assert "Cara Candidate" in page
    assert "x = 1" in page
    draft = session.drafts.get()
    code = signed_in(rita).get(path(session, f"sessions/{session.pk}/code/{draft.pk}/"))
    assert (code.content, code["Content-Disposition"]) == (b"x = 1\n", 'attachment; filename="mirror.py"')


def test_before_anybody_has_started(coding: Interview, rita: User) -> None:
    page = signed_in(rita).get(f"/interviews/{coding.pk}/replay/")
    assert b"No candidate has started" in page.content


def test_pictures_and_incidents_are_for_who_may_review_them(
    session: DsaSession, hers: Invitation, rita: User, ivan: User
) -> None:
    Incident.objects.create(
        invitation=hers,
        client_id=uuid.uuid4(),
        kind=IncidentKind.TAB_HIDDEN,
        occurred_at=timezone.now(),
        received_at=timezone.now(),
        keep_until=timezone.now() + timedelta(days=1),
        reply="The doorbell.",
        replied_at=timezone.now(),
    )
    assert [
        entry["reference"]["reply"] for entry in entries(rita, session) if entry["kind"] == "incident"
    ] == ["The doorbell."]
    assert "incident" not in {entry["kind"] for entry in entries(ivan, session)}


def test_who_sees_it(session: DsaSession, rita: User, ivan: User, ines: User) -> None:
    stream = write(session, [(1, Origin.STARTER, "")])
    data = [f"sessions/{session.pk}/timeline.json", f"sessions/{session.pk}/streams/{stream.pk}.json"]
    for rest in ("", *data):
        assert signed_in(rita).get(path(session, rest)).status_code == 200
        assert signed_in(ivan).get(path(session, rest)).status_code == 200
        assert signed_in(ines).get(path(session, rest)).status_code == 404
        assert Client().get(path(session, rest)).status_code in {302, 404}
        assert signed_in(rita).post(path(session, rest)).status_code == 405


def test_a_session_of_another_interview_is_not_there(
    session: DsaSession, stage_dsa: StageTypeConfig, rita: User
) -> None:
    other = make_interview(stage_dsa, rita, make_problem("shout", {"a 1": "A", "b 1": "B", "c 1": "C"}))
    for rest in (f"sessions/{session.pk}/timeline.json", f"?session={session.pk}"):
        assert signed_in(rita).get(f"/interviews/{other.pk}/replay/{rest}").status_code == 404


def test_hidden_tests_are_not_in_it(session: DsaSession, rita: User) -> None:
    write(session, [(1, Origin.STARTER, "")])
    page = signed_in(rita).get(path(session)).content.decode()
    assert not any(marker in page + str(entries(rita, session)) for marker in MARKERS)
