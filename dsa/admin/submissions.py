"""A candidate's submission: the code, and every judging of it, the first as well as later ones."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString

from dsa.admin.code_changes import changes, previous
from dsa.admin.confirmed_actions import run_once
from dsa.admin.display import VERDICT_WORDS, badge, percent, since
from dsa.admin.highlighting import highlighted, visible
from dsa.admin.results import judged_in, outcome, passed
from dsa.admin.sessions import results_url
from dsa.choices import JudgementState, SubmissionKind
from dsa.execution import Language
from dsa.models import Judgement, Problem, Submission, TestResult
from dsa.submissions import services as submission_services
from interviews.admin.display import local_time
from interviews.admin.requests import acting_user
from interviews.models import Interview, User
from interviews.visibility import interview_condition, sees_everything, visible_interviews

KEPT = "What was found before stays to be seen."


@dataclass(frozen=True, slots=True)
class TestRow:
    """One test of a judging."""

    __test__ = False  # pytest collects by name

    name: str
    is_visible: bool
    verdict: str
    words: str
    cpu_ms: int
    memory_mb: int
    stdout: str
    stderr: str
    interaction: str
    judge_message: str
    is_cut: bool
    # Where its input and right output can be read; empty for own input, a test that is gone, and who may not.
    url: str


@dataclass(frozen=True, slots=True)
class Judging:
    """One judging in words."""

    number: int
    state: SafeString
    verdict: str
    words: str
    passed: str
    score: str
    queued: str
    finished: str
    took: str
    pause: str
    failure: str
    compile_output: str
    tests: list[TestRow]


@admin.register(Submission)
class SubmissionAdmin(admin.ModelAdmin[Submission]):
    """Reached from the results of an interview; has no list of its own."""

    class Media:
        css = {"all": ["admin_talentsync/problems.css", "admin_talentsync/results.css"]}

    # Who may do what ------------------------------------------------------------------------------------------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Submission | None = None) -> bool:
        return False

    # Pages ----------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"dsa_submission_{name}")

        # In place of Django's own pages: there is nothing to fill in.
        return [
            page("<uuid:submission_id>/", self.submission_view, "page"),
            page("<uuid:submission_id>/judge-again/", self.rejudge_view, "rejudge"),
            page("problem/<int:problem_id>/judge-again/", self.rejudge_problem_view, "rejudge_problem"),
            page(
                "problem/<int:problem_id>/interview/<uuid:interview_id>/judge-again/",
                self.rejudge_problem_view,
                "rejudge_problem_in_interview",
            ),
        ]

    def submission_view(self, request: HttpRequest, submission_id: UUID) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        results = Prefetch("results", TestResult.objects.order_by("-is_visible", "position"))
        submission = get_object_or_404(
            _with_interview(request).prefetch_related(
                Prefetch("judgements", Judgement.objects.order_by("-number").prefetch_related(results))
            ),
            pk=submission_id,
        )
        session = submission.session
        before = previous(submission)
        may_open_tests = request.user.has_perm("dsa.view_testcase")
        return TemplateResponse(
            request,
            "admin/dsa/submission.html",
            {
                **self.admin_site.each_context(request),
                "title": f"{submission.get_kind_display()} of {session.invitation.name}: {submission.problem}",
                "opts": Submission._meta,
                "media": self.media,
                "submission": submission,
                "interview": session.invitation.interview,
                "results_url": results_url(session.invitation.interview_id, session.invitation_id),
                "language": Language(submission.language).label,
                "time": local_time(submission.created_at),
                "offset": since(session.started_at, submission.created_at),
                "code": highlighted(submission.source_code, submission.language),
                "stdin": None if submission.stdin is None else visible(submission.stdin),
                "own_tests": [
                    {part: visible(text or "") for part, text in test.items()}
                    for test in submission.own_tests or ()
                ],
                "judgings": [
                    _judging(judgement, submission.own_tests or [], may_open_tests)
                    for judgement in submission.judgements.all()
                ],
                "before": before,
                "before_time": local_time(before.created_at) if before else "",
                "before_language": Language(before.language).label if before else "",
                "changes": changes(before.source_code, submission.source_code) if before else [],
                "can_rejudge": self.has_change_permission(request),
            },
        )

    def rejudge_view(self, request: HttpRequest, submission_id: UUID) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        submission = get_object_or_404(_with_interview(request), pk=submission_id)

        def rejudge(actor: User, entries: dict[str, Any]) -> str:
            submission_services.rejudge(submission=submission, actor=actor)
            return f"The {submission.get_kind_display().lower()} is being judged again."

        return run_once(
            self,
            request,
            submission.session.invitation.interview,
            version=lambda: _rejudgings(submission.problem, submission=submission),
            action=rejudge,
            back=reverse("admin:dsa_submission_page", args=[submission.pk]),
            title=f"Judge this {submission.get_kind_display().lower()} again?",
            consequence=f"It runs on the problem's tests and limits of today, and what comes of that counts. {KEPT}",
            button="Judge again",
        )

    def rejudge_problem_view(
        self, request: HttpRequest, problem_id: int, interview_id: UUID | None = None
    ) -> HttpResponse:
        """All submissions of a problem: of one interview, or of all."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        problem = get_object_or_404(Problem, pk=problem_id)
        seen = visible_interviews(acting_user(request))
        if interview_id is None and not sees_everything(acting_user(request)):
            # It would judge those of others as well.
            raise PermissionDenied
        interview = get_object_or_404(seen, pk=interview_id) if interview_id else None
        scope: dict[str, Any] = {"submission__session__invitation__interview": interview} if interview else {}

        def rejudge(actor: User, entries: dict[str, Any]) -> str:
            count = submission_services.rejudge_problem(problem=problem, actor=actor, interview=interview)
            return f"{counted(count, problem)} judged again." if count else ""

        count = _submits(problem, interview).count()
        where = "in this interview" if interview else "in all interviews"
        return run_once(
            self,
            request,
            interview or problem,
            version=lambda: _rejudgings(problem, **scope),
            action=rejudge,
            back=results_url(interview.pk) if interview else "",
            title=f"Judge all submissions of {problem} again?",
            consequence=f"{counted(count, problem)} judged anew {where}, on the "
            f"tests and limits of today, and what comes of that counts. {KEPT}",
            button="Judge again",
        )


def counted(count: int, problem: Problem) -> str:
    return f"1 submission of {problem} is" if count == 1 else f"{count} submissions of {problem} are"


def _with_interview(request: HttpRequest) -> QuerySet[Submission]:
    seen = interview_condition(acting_user(request), "session__invitation__interview")
    return Submission.objects.filter(seen).select_related("session__invitation__interview", "problem")


def _submits(problem: Problem, interview: Interview | None) -> QuerySet[Submission]:
    submits = Submission.objects.filter(problem=problem, kind=SubmissionKind.SUBMIT)
    return submits if interview is None else submits.filter(session__invitation__interview=interview)


def _rejudgings(problem: Problem, **scope: Any) -> str:
    """The newest judging of these that somebody asked for. No other is asked for until the transaction ends."""
    Problem.objects.select_for_update(no_key=True).get(pk=problem.pk)
    rejudgings = Judgement.objects.filter(problem=problem, number__gt=1, **scope)
    return str(rejudgings.aggregate(newest=Max("pk"))["newest"] or 0)


def _judging(judgement: Judgement, own_tests: list[dict[str, Any]], may_open_tests: bool) -> Judging:
    return Judging(
        number=judgement.number,
        state=badge(JudgementState(judgement.state)),
        passed=passed(judgement),
        score=percent(judgement.score),
        queued=local_time(judgement.queued_at),
        finished=local_time(judgement.finished_at),
        took=judged_in(judgement),
        pause=visible(judgement.pause_reason) if judgement.is_paused else "",
        failure=visible(judgement.failure),
        compile_output=visible(judgement.compile_output),
        tests=[_test(row, own_tests, may_open_tests) for row in judgement.results.all()],
        **outcome(judgement),
    )


def _test(row: TestResult, own_tests: list[dict[str, Any]], may_open_tests: bool) -> TestRow:
    own_name = visible(own_tests[row.position]["name"]) if row.position < len(own_tests) else ""
    can_open = may_open_tests and row.test_case_id is not None
    return TestRow(
        name=row.name or own_name or "own input",
        is_visible=row.is_visible,
        verdict=row.verdict,
        words=VERDICT_WORDS[row.verdict],
        cpu_ms=row.cpu_ms,
        memory_mb=row.memory_kb // 1024,
        stdout=visible(row.stdout),
        stderr=visible(row.stderr),
        interaction=visible(row.interaction),
        judge_message=visible(row.judge_message),
        is_cut=row.is_output_cut,
        url=reverse("admin:dsa_testcase_change", args=[row.test_case_id]) if can_open else "",
    )
