"""What is known of similar submissions, for the pages that show it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from dsa.choices import SubmissionKind
from dsa.execution import Language
from dsa.models import Problem, SimilarityReport, SimilarPair, Submission
from interviews.models import Interview, User
from interviews.visibility import interview_condition

# Stands on every page that shows what is similar.
CANNOT_KNOW: Final = (
    "Similar code is a reason to read both programs, and proves nothing. The comparison cannot know who wrote first, "
    "or whether two people learned the same textbook solution, used the same assistant or were taught by the same "
    "person; and it does not find what was copied from elsewhere or rewritten thoroughly."
)


@dataclass(frozen=True, slots=True)
class LanguageWork:
    """What was submitted to a problem in one language, and its newest report."""

    language: Language
    submissions: int
    people: int
    report: SimilarityReport | None
    # Submissions that came after the report began.
    newer: int

    @property
    def is_comparable(self) -> bool:
        return self.people > 1


def work_on(problem: Problem) -> list[LanguageWork]:
    """The languages in which somebody submitted to the problem, in the order in which people see languages."""
    reports: dict[str, SimilarityReport] = {}
    for report in problem.similarity_reports.annotate(pair_count=Count("pairs")).order_by("pk"):
        reports[report.language] = report
    submits = Submission.objects.filter(problem=problem, kind=SubmissionKind.SUBMIT).order_by()
    figures = submits.values("language").annotate(
        number=Count("pk"), people=Count("session__invitation__candidate", distinct=True)
    )
    by_language = {row["language"]: row for row in figures}
    return [
        LanguageWork(
            language,
            by_language[language]["number"],
            by_language[language]["people"],
            reports.get(language),
            _newer(submits, language, reports.get(language)),
        )
        for language in Language
        if language in by_language
    ]


def _newer(submits: QuerySet[Submission], language: Language, report: SimilarityReport | None) -> int:
    if report is None or report.claimed_at is None:
        return 0
    return submits.filter(language=language, created_at__gt=report.claimed_at).count()


def visible_pairs(viewer: User) -> QuerySet[SimilarPair]:
    """The pairs of which the viewer may see both sides: half of one would tell of the other."""
    first, second = (
        interview_condition(viewer, f"{side}__session__invitation__interview") for side in ("first", "second")
    )
    return SimilarPair.objects.filter(first, second)


def pairs_of(problem: Problem, viewer: User, interview_id: UUID | None = None) -> Sequence[SimilarPair]:
    """The visible pairs of the problem's reports, those that share most first; of one interview or of all."""
    pairs = visible_pairs(viewer).filter(report__problem=problem)
    if interview_id is not None:
        pairs = pairs.filter(
            Q(first__session__invitation__interview=interview_id)
            | Q(second__session__invitation__interview=interview_id)
        )
    people = [f"{side}__session__invitation__interview" for side in ("first", "second")]
    found = pairs.select_related("report", *people).defer("first__source_code", "second__source_code")
    return sorted(
        found, key=lambda pair: (-max(pair.first_percent, pair.second_percent), -pair.shared_tokens)
    )


def pairs_by_work(interview: Interview, viewer: User) -> Counter[tuple[int, int]]:
    """How many visible pairs each session's submissions to each problem are in."""
    counted: Counter[tuple[int, int]] = Counter()
    for side in ("first", "second"):
        rows = visible_pairs(viewer).filter(**{f"{side}__session__invitation__interview": interview})
        counted.update(rows.order_by().values_list(f"{side}__session", "report__problem"))
    return counted
