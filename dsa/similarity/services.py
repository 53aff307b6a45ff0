"""Comparing the submissions to a problem: the queue of reports, and what a worker does with one of them.

`start_report` makes a row of SimilarityReport, a worker takes it with `claim` and fills it with `execute`. Doing that
twice does it once: the second finds no row to claim, or loses its claim and stores nothing.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from dsa.choices import ACTIVE_SIMILARITY_STATES, SimilarityState, SubmissionKind
from dsa.execution import Language
from dsa.models import Problem, SimilarityReport, SimilarPair, Submission
from dsa.problems.programs import has_driver, program_of, starter_code
from dsa.similarity.comparison import Match, Work, compare
from dsa.similarity.tokens import TokenStream, tokenise
from interviews.models import User
from talentsync.lib.leased_queue import ClaimLost, LeasedQueue, RetrySchedule, Route

logger = logging.getLogger(__name__)

# The newest ones; that many take minutes.
MAX_SUBMISSIONS: Final = 5_000
MAX_PAIRS: Final = 500
# So many steps are told at once.
STEPS_TOLD: Final = 50

REPORTS: Final = LeasedQueue(
    model=SimilarityReport,
    task="dsa.tasks.compare_submissions",
    lease=timedelta(minutes=10),
    retry=RetrySchedule(first=timedelta(seconds=15), longest=timedelta(minutes=10)),
    max_attempts=4,
    unfinished=Q(state__in=ACTIVE_SIMILARITY_STATES),
    waiting={"state": SimilarityState.QUEUED},
    working={"state": SimilarityState.RUNNING},
    # Long work waits behind what is scheduled, which is short.
    route=lambda report: Route(priority=6),
    order_by="pk",
    select_related=("problem",),
)


@transaction.atomic
def start_report(*, problem: Problem, language: Language, actor: User) -> SimilarityReport:
    """Queue a comparison and wake a worker; gives the one that is at work already where there is one."""
    if (active := _active(problem, language)) is not None:
        return active
    return REPORTS.enqueue(SimilarityReport(problem=problem, language=language, started_by=actor))


@transaction.atomic
def queue_report(*, problem: Problem, language: Language) -> SimilarityReport:
    """The same for a process that has no broker: the schedule sends it."""
    if (active := _active(problem, language)) is not None:
        return active
    return SimilarityReport.objects.create(problem=problem, language=language)


def _active(problem: Problem, language: Language) -> SimilarityReport | None:
    """The one that is at work. Nobody makes another until the transaction ends."""
    Problem.objects.select_for_update(no_key=True).get(pk=problem.pk)
    return problem.similarity_reports.active().filter(language=language).first()


def claim(report_id: int) -> SimilarityReport | None:
    """Take a report that waits, or whose worker was lost. None for everybody but the one who gets it."""
    return REPORTS.claim(report_id, claimed_at=Now(), finished_steps=0, total_steps=0)


def dispatch() -> int:
    """Send again what nobody takes care of, and give up what was tried too often; gives how many were sent."""
    return REPORTS.dispatch(
        lambda report: _fail(report, "Its worker was lost each time. The log may say why.")
    )


def execute(report: SimilarityReport) -> None:
    """Do the whole comparison of what `claim` gave. What goes wrong is recorded."""
    try:
        _execute(report)
    except ClaimLost:
        logger.info("Similarity report %d was taken over", report.pk)
    except Exception:
        _fail(report, "TalentSync failed; its log says why.")
        raise


def _fail(report: SimilarityReport, message: str) -> None:
    if not REPORTS.fail_permanently(
        report, state=SimilarityState.FAILED, message=message, finished_at=timezone.now()
    ):
        logger.info("Similarity report %d was taken over", report.pk)


def _execute(report: SimilarityReport) -> None:
    works = _works(report)

    def tell(done: int, total: int) -> None:
        if done % STEPS_TOLD == 0:
            REPORTS.renew(report, finished_steps=done, total_steps=total)

    found, too_short = compare(works, given_code(report.problem, Language(report.language)), tell)
    _finish(
        report,
        found[:MAX_PAIRS],
        submissions=len(works),
        people=len({work.person for work in works}),
        too_short=too_short,
        dropped_pairs=max(0, len(found) - MAX_PAIRS),
    )


def _works(report: SimilarityReport) -> list[Work[UUID]]:
    """What each person has submitted, the same code once. Somebody who was invited twice is one person."""
    rows = (
        Submission.objects.filter(
            problem=report.problem_id, language=report.language, kind=SubmissionKind.SUBMIT
        )
        .order_by("-created_at", "-pk")
        .values_list("pk", "session__invitation__candidate", "source_code")
    )
    works: dict[tuple[int, str], Work[UUID]] = {}
    for number, (pk, candidate, source) in enumerate(rows[:MAX_SUBMISSIONS]):
        if number % STEPS_TOLD == 0:
            REPORTS.renew(report)
        if (candidate, source) not in works:
            works[candidate, source] = Work(pk, candidate, tokenise(source, report.language))
    return list(works.values())


def given_code(problem: Problem, language: Language) -> list[TokenStream]:
    """What any candidate may have had before them, and the problem's own solutions, in this language."""
    row = problem.languages.filter(language=language).first()
    starter = starter_code(problem, language, row.starter_code if row else "")
    solutions = list(problem.solutions.filter(language=language).values_list("source", flat=True))
    sources = [starter, *solutions]
    if problem.function_signature and has_driver(problem, language):
        # With the driver, which somebody may have seen in what a compiler said.
        sources = [program_of(problem, language, source).source for source in sources]
    return [tokenise(source, language) for source in sources]


@transaction.atomic
def _finish(report: SimilarityReport, found: Sequence[Match[UUID]], **figures: int) -> None:
    """Store the pairs and end the report, in place of earlier ones. Raises ClaimLost."""
    REPORTS.finish(report, state=SimilarityState.FINISHED, finished_at=timezone.now(), **figures)
    # Of somebody who was erased meanwhile nothing is stored, and nobody is erased until this is over.
    named = {key for match in found for key in (match.first, match.second)}
    present = set(
        Submission.objects.select_for_update(no_key=True)
        .filter(pk__in=named)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    SimilarPair.objects.bulk_create(
        SimilarPair(
            report=report,
            first_id=match.first,
            second_id=match.second,
            shared_tokens=match.tokens,
            first_percent=match.first_percent,
            second_percent=match.second_percent,
            passages=[{"first": list(lines.first), "second": list(lines.second)} for lines in match.lines],
        )
        for match in found
        if {match.first, match.second} <= present
    )
    SimilarityReport.objects.filter(
        problem=report.problem_id, language=report.language, pk__lt=report.pk
    ).delete()
