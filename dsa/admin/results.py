"""What a recruiter reads about an interview's coding sessions, gathered in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import SafeString

from dsa.admin.display import VERDICT_WORDS, badge, percent, since
from dsa.choices import FinishReason, JudgementState, SessionState, SubmissionKind
from dsa.execution import Language, Verdict
from dsa.models import Draft, DsaSession, Judgement, Problem, Submission, TestResult
from dsa.similarity.selectors import pairs_by_work
from interviews.admin.display import NOTHING, local_time
from interviews.models import Interview, Invitation, User
from talentsync.lib.durations import duration

PAUSED = "Judging paused"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which attempts are listed. The figures of a problem always tell of all."""

    kind: str = SubmissionKind.SUBMIT
    problem: str = ""
    verdict: str = ""
    candidate: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One test in a grid's head. `mark` is V or H for visible or hidden, and which of those it is."""

    name: str
    is_visible: bool
    mark: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one attempt got on one test; an empty verdict where it was not run on it."""

    verdict: str
    title: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One run or submission, as its newest judgement has it."""

    id: UUID
    kind: str
    time: str
    offset: str
    language: str
    verdict: str
    words: str
    passed: str
    score: str
    judgings: int
    is_automatic: bool
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class SavedCode:
    """The code in the editor as it was last saved; the code itself is on a page of its own."""

    id: int
    language: str
    time: str


@dataclass(slots=True)
class ProblemResult:
    """One candidate's work on one problem."""

    problem: Problem
    best: str = NOTHING
    last: str = NOTHING
    first_accepted: str = ""
    submits: int = 0
    runs: int = 0
    similar_pairs: int = 0
    columns: list[Column] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    drafts: list[SavedCode] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CandidateResult:
    """One candidate's session; None before they first opened their link."""

    invitation: Invitation
    session: DsaSession | None
    state: SafeString
    started: str
    deadline: str
    finished: str
    time_spent: str
    extra_minutes: int
    problems: list[ProblemResult]

    @property
    def is_active(self) -> bool:
        return self.session is not None and self.session.state == SessionState.ACTIVE

    @property
    def is_finished(self) -> bool:
        return self.session is not None and self.session.state == SessionState.FINISHED


def of_interview(interview: Interview, wanted: Filter, viewer: User) -> list[CandidateResult]:
    """The results of everybody who was invited, in the order of their invitations; of similar pairs those that the
    viewer sees.
    """
    invitations = interview.invitations.select_related("dsa_session")
    if wanted.candidate is not None:
        invitations = invitations.filter(pk=wanted.candidate)
    problems = problems_of(interview)
    work = _Work(interview, wanted, viewer)
    return [_candidate(invitation, problems, work, wanted) for invitation in invitations]


def problems_of(interview: Interview) -> list[Problem]:
    """Those that are assigned in their order, then those with submissions that are assigned no more."""
    assigned = [row.problem for row in interview.problems.select_related("problem")]
    others = Problem.objects.filter(submissions__session__invitation__interview=interview).distinct()
    return [*assigned, *others.exclude(pk__in=[problem.pk for problem in assigned])]


class _Work:
    """Submissions, their newest judgements, and the results of those that are listed."""

    def __init__(self, interview: Interview, wanted: Filter, viewer: User) -> None:
        self.submissions: dict[tuple[int, int], list[Submission]] = defaultdict(list)
        self.newest: dict[UUID, Judgement] = {}
        self.judgings: Counter[UUID] = Counter()
        # The code, up to 64 KB each, is read where it is shown.
        submissions = Submission.objects.filter(session__invitation__interview=interview)
        for submission in submissions.defer("source_code", "stdin", "own_tests"):
            self.submissions[submission.session_id, submission.problem_id].append(submission)
        judgements = Judgement.objects.filter(session__invitation__interview=interview)
        for judgement in judgements.defer("compile_output", "failure").order_by("number"):
            self.newest[judgement.submission_id] = judgement
            self.judgings[judgement.submission_id] += 1
        self.similar = pairs_by_work(interview, viewer)
        self.results = self._results(interview, wanted)
        self.drafts: dict[tuple[int, int], list[SavedCode]] = defaultdict(list)
        for draft in Draft.objects.filter(session__invitation__interview=interview).defer("source_code"):
            self.drafts[draft.session_id, draft.problem_id].append(
                SavedCode(draft.pk, Language(draft.language).label, local_time(draft.saved_at))
            )

    def _results(self, interview: Interview, wanted: Filter) -> Mapping[int, list[TestResult]]:
        listed = {judgement.pk for judgement in self.newest.values() if is_listed(judgement, wanted)}
        results: dict[int, list[TestResult]] = defaultdict(list)
        rows = TestResult.objects.filter(judgement__session__invitation__interview=interview)
        if wanted.kind:
            rows = rows.filter(judgement__kind=wanted.kind)
        for result in rows.defer("stdout", "stderr").order_by("position"):
            if result.judgement_id in listed:
                results[result.judgement_id].append(result)
        return results


def is_listed(judgement: Judgement, wanted: Filter) -> bool:
    return (not wanted.kind or judgement.kind == wanted.kind) and (
        not wanted.verdict or judgement.verdict == wanted.verdict
    )


def _candidate(
    invitation: Invitation, problems: Sequence[Problem], work: _Work, wanted: Filter
) -> CandidateResult:
    session: DsaSession | None = getattr(invitation, "dsa_session", None)
    started_at = session.started_at if session else None
    finished_at = session.finished_at if session else None
    return CandidateResult(
        invitation=invitation,
        session=session,
        state=badge(SessionState(session.state) if session else SessionState.WAITING),
        started=local_time(started_at),
        deadline=local_time(session.deadline if session else None),
        finished=_finished(session),
        time_spent=since(started_at, finished_at or timezone.now()) or NOTHING,
        extra_minutes=session.extra_minutes if session else 0,
        problems=[
            _problem(problem, session, work, wanted)
            for problem in problems
            if wanted.problem in ("", problem.key)
        ],
    )


def _finished(session: DsaSession | None) -> str:
    if session is None or session.finished_at is None:
        return NOTHING
    return f"{local_time(session.finished_at)} ({FinishReason(session.finish_reason).label.lower()})"


def _problem(problem: Problem, session: DsaSession | None, work: _Work, wanted: Filter) -> ProblemResult:
    result = ProblemResult(problem)
    if session is None:
        return result
    result.drafts = work.drafts[session.pk, problem.pk]
    result.similar_pairs = work.similar[session.pk, problem.pk]
    # Newest first, as the table has them.
    submissions = work.submissions[session.pk, problem.pk]
    submits = [one for one in submissions if one.kind == SubmissionKind.SUBMIT]
    scored = [work.newest[one.pk] for one in submits if work.newest[one.pk].score is not None]
    if scored:
        result.best = percent(max(judgement.score or 0 for judgement in scored))
        result.last = percent(scored[0].score)
    accepted = [one for one in submits if work.newest[one.pk].verdict == Verdict.AC]
    if accepted:
        result.first_accepted = since(session.started_at, accepted[-1].created_at)
    result.submits, result.runs = len(submits), len(submissions) - len(submits)
    listed = [one for one in submissions if is_listed(work.newest[one.pk], wanted)]
    result.columns = _columns(work.results.get(work.newest[one.pk].pk, []) for one in listed)
    result.attempts = [_attempt(one, session, work, result.columns) for one in listed]
    return result


def _columns(runs: Iterable[Sequence[TestResult]]) -> list[Column]:
    """All tests that any of these was run on, in the order of the first that knows them. Own input is no test."""
    tests: dict[str, bool] = {}
    for results in sorted(runs, key=len, reverse=True):
        for row in results:
            if row.name:
                tests.setdefault(row.name, row.is_visible)
    visible = [name for name, is_visible in tests.items() if is_visible]
    hidden = [name for name, is_visible in tests.items() if not is_visible]
    return [
        *(Column(name, True, f"V{number}") for number, name in enumerate(visible, 1)),
        *(Column(name, False, f"H{number}") for number, name in enumerate(hidden, 1)),
    ]


def _attempt(submission: Submission, session: DsaSession, work: _Work, columns: Sequence[Column]) -> Attempt:
    judgement = work.newest[submission.pk]
    results = {row.name: row for row in work.results.get(judgement.pk, [])}
    return Attempt(
        id=submission.pk,
        kind=submission.get_kind_display(),
        time=local_time(submission.created_at),
        offset=since(session.started_at, submission.created_at),
        language=Language(submission.language).label,
        passed=passed(judgement),
        score=percent(judgement.score),
        judgings=work.judgings[submission.pk],
        is_automatic=submission.is_automatic,
        cells=[_cell(results.get(column.name)) for column in columns],
        **outcome(judgement),
    )


def outcome(judgement: Judgement) -> dict[str, str]:
    """What a judging came to: a verdict and its words, or how far it is."""
    if judgement.is_paused:
        return {"verdict": "", "words": PAUSED}
    if judgement.state != JudgementState.FINISHED:
        return {"verdict": "", "words": JudgementState(judgement.state).label}
    return {"verdict": judgement.verdict, "words": VERDICT_WORDS[judgement.verdict]}


def passed(judgement: Judgement) -> str:
    return f"{judgement.passed} of {judgement.total}" if judgement.total else NOTHING


def _cell(row: TestResult | None) -> Cell:
    if row is None:
        return Cell("", "not run")
    return Cell(
        row.verdict,
        f"{row.name}: {VERDICT_WORDS[row.verdict]}, {row.cpu_ms} ms, {row.memory_kb // 1024} MB",
    )


def judged_in(judgement: Judgement) -> str:
    """From being queued to being judged."""
    if judgement.finished_at is None:
        return NOTHING
    return duration(judgement.finished_at - judgement.queued_at)
