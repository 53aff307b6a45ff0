"""Results as CSV: a row for each run and submission, or for each candidate, for spreadsheets and for programs.

Column names are stable: new ones come at the end. Times are ISO 8601 in UTC.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db.models import Max, Prefetch
from django.http import StreamingHttpResponse
from django.utils.text import slugify

from dsa.choices import JudgementState, SessionState, SubmissionKind
from dsa.execution import Language, Verdict
from dsa.models import DsaSession, InterviewProblem, Judgement, Submission
from dsa.sessions.selectors import worked
from interviews.models import Interview, Invitation
from talentsync.lib.spreadsheets import BYTE_ORDER_MARK, CONTENT_TYPE, Cell, as_csv, iso

COLUMNS: Final = (
    "interview_id",
    "interview",
    "candidate",
    "candidate_email",
    "session_state",
    "session_started_at",
    "session_finished_at",
    "session_finish_reason",
    "extra_minutes",
    "problem_id",
    "problem",
    "submission_id",
    "kind",
    "own_input",
    "automatic",
    "language",
    "created_at",
    "seconds_since_start",
    "judgings",
    "judging_state",
    "judged_at",
    "verdict",
    "tests_passed",
    "tests_total",
    "score",
    "slowest_cpu_ms",
    "max_memory_kb",
    "language_name",
)
CANDIDATE_COLUMNS: Final = (
    "interview_id",
    "interview",
    "candidate",
    "candidate_email",
    "session_state",
    "session_started_at",
    "session_finished_at",
    "session_finish_reason",
    "extra_minutes",
    "seconds_spent",
    "problems",
    "problems_submitted",
    "problems_accepted",
    "score_sum",
    "score_average",
    "submissions",
    "runs",
)
# Rows that are read and sent at once.
CHUNK = 200


def response(interviews: Sequence[Interview]) -> StreamingHttpResponse:
    """A download that is made while it is sent: a row for each run and submission."""
    return _download("results", interviews, chunks([interview.pk for interview in interviews]))


def candidates_response(interviews: Sequence[Interview]) -> StreamingHttpResponse:
    """The same with a row for each candidate."""
    return _download("candidates", interviews, candidate_chunks([interview.pk for interview in interviews]))


def _download(
    kind: str, interviews: Sequence[Interview], content: AsyncIterator[str]
) -> StreamingHttpResponse:
    name = slugify(interviews[0].title)[:60] if len(interviews) == 1 else "interviews"
    return StreamingHttpResponse(
        content,
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{kind}-{name or "interview"}.csv"'},
    )


async def chunks(interview_ids: Sequence[UUID]) -> AsyncIterator[str]:
    """The file in pieces: its head, then rows. No query is left open between two pieces."""
    yield BYTE_ORDER_MARK + as_csv([COLUMNS])
    ids = await sync_to_async(submission_ids)(interview_ids)
    for start in range(0, len(ids), CHUNK):
        yield await sync_to_async(piece)(ids[start : start + CHUNK])


async def candidate_chunks(interview_ids: Sequence[UUID]) -> AsyncIterator[str]:
    """The file of candidates: its head, then the rows of each interview."""
    yield BYTE_ORDER_MARK + as_csv([CANDIDATE_COLUMNS])
    for interview_id in interview_ids:
        yield as_csv(await sync_to_async(candidate_rows)(interview_id))


def candidate_rows(interview_id: UUID) -> list[list[Cell]]:
    """A row for everybody who was invited, with totals over the problems that are assigned now."""
    invitations = Invitation.objects.filter(interview=interview_id).select_related("interview", "dsa_session")
    assigned = list(
        InterviewProblem.objects.filter(interview=interview_id).values_list("problem_id", flat=True)
    )
    work: dict[int, list[Judgement]] = defaultdict(list)
    newest = Judgement.objects.filter(session__invitation__interview=interview_id).order_by("number")
    by_submission = {judgement.submission_id: judgement for judgement in newest.defer("compile_output")}
    for judgement in by_submission.values():
        work[judgement.session_id].append(judgement)
    return [candidate_row(invitation, assigned, work) for invitation in invitations]


def candidate_row(
    invitation: Invitation, assigned: Sequence[int], work: Mapping[int, Sequence[Judgement]]
) -> list[Cell]:
    """The sum is of the best scores of each problem, from 0 to 100 each; the average divides it by all problems."""
    session: DsaSession | None = getattr(invitation, "dsa_session", None)
    judgements = work.get(session.pk, []) if session is not None else []
    submits = [one for one in judgements if one.kind == SubmissionKind.SUBMIT and one.problem_id in assigned]
    best: dict[int, float] = {}
    for one in submits:
        best[one.problem_id] = max(best.get(one.problem_id, 0.0), float(one.score or 0))
    total = round(sum(best.values()), 1)
    spent = worked(session) if session is not None else None
    return [
        str(invitation.interview_id),
        invitation.interview.title,
        invitation.name,
        invitation.email,
        session.state if session is not None else SessionState.WAITING.value,
        iso(session.started_at if session is not None else None),
        iso(session.finished_at if session is not None else None),
        session.finish_reason if session is not None else "",
        session.extra_minutes if session is not None else 0,
        round(spent.total_seconds()) if spent is not None else None,
        len(assigned),
        len(best),
        len({one.problem_id for one in submits if one.verdict == Verdict.AC}),
        total,
        round(total / len(assigned), 1) if assigned else None,
        sum(one.kind == SubmissionKind.SUBMIT for one in judgements),
        sum(one.kind == SubmissionKind.RUN for one in judgements),
    ]


def submission_ids(interview_ids: Sequence[UUID]) -> list[UUID]:
    """In the order of the interviews, candidates and times."""
    ids: list[UUID] = []
    for interview_id in interview_ids:
        of_interview = Submission.objects.filter(session__invitation__interview=interview_id)
        ids += of_interview.order_by("session__invitation", "created_at", "pk").values_list("pk", flat=True)
    return ids


def piece(ids: Sequence[UUID]) -> str:
    return as_csv(rows(ids))


def rows(ids: Sequence[UUID]) -> Iterator[list[Cell]]:
    """The cells of these submissions, in this order."""
    judgements = Judgement.objects.annotate(
        slowest=Max("results__cpu_ms"), largest=Max("results__memory_kb")
    ).defer("compile_output", "failure")
    found = (
        Submission.objects.filter(pk__in=ids)
        .select_related("session__invitation__interview", "problem")
        .prefetch_related(Prefetch("judgements", judgements.order_by("number")))
        .defer("source_code", "problem__statement")
        .in_bulk()
    )
    for pk in ids:
        # It may have gone with its interview since the list was made.
        if pk in found:
            yield row(found[pk])


def row(submission: Submission) -> list[Cell]:
    """Needs the judgements as `rows` reads them."""
    session = submission.session
    invitation = session.invitation
    judgings: list[Any] = list(submission.judgements.all())  # with what was annotated
    judgement = judgings[-1]
    is_judged = judgement.state == JudgementState.FINISHED
    since_start = (
        round((submission.created_at - session.started_at).total_seconds()) if session.started_at else None
    )
    return [
        str(invitation.interview_id),
        invitation.interview.title,
        invitation.name,
        invitation.email,
        session.state,
        iso(session.started_at),
        iso(session.finished_at),
        session.finish_reason,
        session.extra_minutes,
        submission.problem.key,
        submission.problem.title,
        str(submission.pk),
        submission.kind,
        "yes" if submission.is_on_own else "no",
        "yes" if submission.is_automatic else "no",
        submission.language,
        iso(submission.created_at),
        since_start,
        len(judgings),
        judgement.state,
        iso(judgement.finished_at),
        judgement.verdict,
        judgement.passed if is_judged else None,
        judgement.total if is_judged else None,
        judgement.score,
        judgement.slowest,
        judgement.largest,
        Language(submission.language).label,
    ]
