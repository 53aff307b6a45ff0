"""Results as CSV: stable columns, whole rows, and no text of a stranger that a spreadsheet would run."""

import asyncio
import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import AsyncClient, Client
from django.urls import reverse

from dsa.choices import SubmissionKind
from dsa.models import DsaSession, Submission
from dsa.sessions import export
from dsa.submissions.services import rejudge
from interviews.models import Interview, Invitation, User
from talentsync.lib import spreadsheets
from tests.dsa.conftest import JudgeNow, Submit
from tests.dsa.factories import BROKEN_PYTHON, MIRROR_HALF_RIGHT, invite
from tests.interviews.admin_pages import LIST

Rows = list[dict[str, str]]


def parsed(content: bytes) -> Rows:
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert tuple(reader.fieldnames or ()) == export.COLUMNS
    return list(reader)


def rows_of(*interviews: Interview) -> Rows:
    ids = export.submission_ids([interview.pk for interview in interviews])
    return parsed((spreadsheets.as_csv([export.COLUMNS]) + export.piece(ids)).encode())


pytestmark = pytest.mark.django_db


def test_a_row_for_each_run_and_submission(
    submit: Submit, judge_now: JudgeNow, session: DsaSession, dsa_interview: Interview, rita: User
) -> None:
    judge_now(submit(kind=SubmissionKind.RUN, stdin=""))
    judge_now(submit(source_code=BROKEN_PYTHON))
    scored = submit(source_code=MIRROR_HALF_RIGHT)
    judge_now(scored)
    rejudge(submission=scored, actor=rita)
    run, broken, again = rows_of(dsa_interview)
    assert (run["kind"], run["own_input"], run["score"]) == ("run", "yes", "")
    assert (broken["verdict"], broken["tests_passed"], broken["score"]) == ("CE", "0", "0.0")
    assert (again["judgings"], again["judging_state"], again["verdict"], again["score"]) == (
        "2",
        "queued",
        "",
        "",
    )
    judge_now(scored)
    again = rows_of(dsa_interview)[2]
    assert (again["verdict"], again["tests_passed"], again["tests_total"], again["score"]) == (
        "WA",
        "3",
        "6",
        "50.0",
    )
    assert again["interview_id"] == str(dsa_interview.pk)
    assert again["candidate"] == "Cara Candidate"
    assert again["problem_id"] == "mirror"
    assert again["submission_id"] == str(scored.pk)
    assert int(again["slowest_cpu_ms"]) >= 0
    assert (again["language"], again["language_name"]) == ("python", "Python")
    assert session.started_at is not None
    assert again["session_started_at"] == session.started_at.astimezone(UTC).isoformat(timespec="seconds")
    assert again["session_started_at"].endswith("+00:00")
    assert run["automatic"] == "no"


def test_no_source_and_no_output(submit: Submit, judge_now: JudgeNow, dsa_interview: Interview) -> None:
    judge_now(submit(source_code="print('a line of code')\n"))
    assert "a line of code" not in str(rows_of(dsa_interview))


HOSTILE = [
    '=HYPERLINK("https://evil.example","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u00a0=1",
    "\uff1d1",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_formulas_are_defused(text: str) -> None:
    assert spreadsheets.defused(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["Cara", "a=b", "3 - 2", "", "'=1", None, 0, -1, 2.5])
def test_what_is_none_stays_as_it_is(cell: Any) -> None:
    assert spreadsheets.defused(cell) == cell


def test_names_and_titles_are_defused_and_come_back_whole(
    submit: Submit, judge_now: JudgeNow, cara_dsa: Invitation, dsa_interview: Interview
) -> None:
    name = '=cmd|"/c calc"!A1, "Zoë"\nłódź 漢'
    Invitation.objects.filter(pk=cara_dsa.pk).update(name=name)
    judge_now(submit())
    assert rows_of(dsa_interview)[0]["candidate"] == f"'{name}"


def test_times_are_whole_and_have_their_zone() -> None:
    assert spreadsheets.iso(datetime(2026, 11, 22, 18, 0, 0, 5, tzinfo=UTC)) == "2026-11-22T18:00:00+00:00"
    assert spreadsheets.iso(None) == ""


# Downloads ------------------------------------------------------------------------------------------------------------


def download(rita: User, path: str, **form: Any) -> Any:
    """As the server answers, which streams."""

    async def ask() -> Any:
        client = AsyncClient()
        await client.aforce_login(rita)
        # Django's stubs do not know of answers that stream.
        answer: Any = await (client.post(path, form) if form else client.get(path))
        content = b""
        if answer.streaming:
            content = b"".join([part async for part in answer.streaming_content])
        return answer, content

    return asyncio.run(ask())


@pytest.mark.django_db(transaction=True)
def test_one_interview_is_downloaded_in_pieces(
    submit: Submit, rita: User, dsa_interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "CHUNK", 2)
    made = [submit(kind=SubmissionKind.RUN) for _ in range(4)]
    made.append(submit())
    answer, content = download(rita, reverse("admin:dsa_session_export", args=[dsa_interview.pk]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="results-backend-engineer-coding.csv"'
    assert "no-store" in answer["Cache-Control"]
    assert content.startswith(b"\xef\xbb\xbfinterview_id,"), "Excel knows UTF-8 by it"
    assert [row["submission_id"] for row in parsed(content)] == [str(one.pk) for one in made]
    answer, content = download(rita, reverse("admin:dsa_session_export_candidates", args=[dsa_interview.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="candidates-backend-engineer-coding.csv"'
    assert content.startswith(b"\xef\xbb\xbfinterview_id,")
    assert content.count(b"Cara Candidate") == 1


@pytest.mark.django_db(transaction=True)
def test_several_interviews_from_the_list(
    submit: Submit, mallorys_session: DsaSession, rita: User, dsa_interview: Interview, interview: Interview
) -> None:
    submit()
    submit(session=mallorys_session)
    ids = [str(pk) for pk in Interview.objects.values_list("pk", flat=True)]
    assert len(ids) == 3
    answer, content = download(rita, LIST, action="export_results", _selected_action=ids)
    assert answer["Content-Disposition"] == 'attachment; filename="results-interviews.csv"'
    assert {row["candidate"] for row in parsed(content)} == {"Cara Candidate", "Mallory Malicious"}
    assert Submission.objects.count() == 2


def test_live_interviews_have_nothing_to_export(browser: Client, interview: Interview) -> None:
    form = {"action": "export_results", "_selected_action": [str(interview.pk)]}
    answer = browser.post(LIST, form, follow=True)
    assert "None of these is a coding session" in answer.content.decode()


def test_a_row_for_each_candidate_with_totals(
    submit: Submit, judge_now: JudgeNow, session: DsaSession, dsa_interview: Interview, rita: User
) -> None:
    """Of each problem the best score counts; who has not come has a row as well."""
    invite(dsa_interview, "Zoë Müller-Østergård", rita)
    judge_now(submit())
    judge_now(submit(source_code=MIRROR_HALF_RIGHT))
    judge_now(submit(kind=SubmissionKind.RUN, stdin=""))
    rows = spreadsheets.as_csv([export.CANDIDATE_COLUMNS, *export.candidate_rows(dsa_interview.pk)])
    reader = csv.DictReader(io.StringIO(rows, newline=""))
    cara, zoe = list(reader)
    assert tuple(reader.fieldnames or ()) == export.CANDIDATE_COLUMNS
    told = ("problems", "problems_submitted", "problems_accepted", "score_sum", "score_average")
    assert [cara[name] for name in told] == ["2", "1", "1", "100.0", "50.0"]
    assert (cara["submissions"], cara["runs"], cara["session_state"]) == ("2", "1", "active")
    assert (zoe["candidate"], zoe["session_state"], zoe["score_sum"]) == (
        "Zoë Müller-Østergård",
        "waiting",
        "0",
    )
