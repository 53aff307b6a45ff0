"""The recruiter's page of a problem, and the pages that belong to it: preview, upload of tests, checks."""

from collections.abc import Callable
from typing import IO, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from dsa.admin import verdict_grid
from dsa.admin.display import badge, size
from dsa.admin.inlines import (
    LanguageInline,
    SolutionInline,
    TranslationInline,
    ValidatorFileInline,
    save_parts,
)
from dsa.choices import CheckState, ProblemState
from dsa.execution import ExecutionError, weak_limits
from dsa.models import InterviewProblem, Problem, ProblemCheck, StageProblem, TestCase
from dsa.problems import services, validation
from dsa.problems.content_hash import content_hash
from dsa.problems.package_format import PackageRefused
from dsa.problems.package_format.zipped_tests import read_test_zip
from dsa.problems.services import NewTest
from dsa.problems.statements import render
from interviews.admin.requests import acting_user
from talentsync.lib.errors import Refused

MAX_SHOWN_SAMPLE = 10_000
# Where problems are chosen for candidates.
CHOOSING = (InterviewProblem._meta.model_name, StageProblem._meta.model_name)


def limit_warnings() -> list[str]:
    """For the admin's index: what the limits of judged programs do not hold here."""
    try:
        return [weakness] if (weakness := weak_limits()) else []
    except ExecutionError:
        return []  # /readyz fails then


class ProblemForm(forms.ModelForm[Problem]):
    """Validates only; `dsa.problems.services` writes."""

    class Meta:
        model = Problem
        exclude: list[str] = []
        widgets = {
            "statement": forms.Textarea(
                attrs={"rows": 24, "class": "vLargeTextField code", "spellcheck": "true"}
            )
        }


class UploadForm(forms.Form):
    """A zip of tests."""

    archive = forms.FileField(
        label="Zip",
        help_text="Pairs of NAME.in and NAME.ans (or NAME.out), in the folders sample and secret. Files in no such "
        "folder become hidden tests.",
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
    )
    replace = forms.BooleanField(
        label="Remove the tests that are not in the zip",
        required=False,
        help_text="Tests with the same names are replaced in any case.",
    )


@admin.register(Problem)
class ProblemAdmin(admin.ModelAdmin[Problem]):
    """Everything about a problem but its tests, which have a list of their own."""

    class Media:
        css = {"all": ["admin_talentsync/problems.css"]}

    form = ProblemForm
    list_display = [
        "title",
        "key",
        "state_badge",
        "difficulty",
        "visible_and_hidden",
        "limits_shown",
        "licence",
        "changed_at",
    ]
    list_filter = ["state", "difficulty", "licence"]
    search_fields = ["title", "key", "source"]
    search_help_text = "Title, key or source."
    # Counting tests loses the model's own.
    ordering = ["title", "key"]
    list_per_page = 50
    prepopulated_fields = {"key": ["title"]}
    inlines = [SolutionInline, ValidatorFileInline, LanguageInline, TranslationInline]
    actions = None

    # What is shown --------------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Problem]:
        return super().get_queryset(request).annotate(test_count=Count("tests"))

    def get_fieldsets(self, request: HttpRequest, obj: Problem | None = None) -> Any:
        return [
            (None, {"fields": [*(["standing", "tests_shown"] if obj else []), "title", "key", "difficulty"]}),
            ("Statement", {"fields": ["statement", "statement_language"]}),
            (
                "Function",
                {
                    "fields": ["function_signature"],
                    "description": "With a signature, candidates write only this function, in Python, JavaScript, "
                    "TypeScript, Java, C++ or Go. The tests' inputs are its arguments as JSON, each on a line of its "
                    "own, and their outputs what it gives, as JSON.",
                },
            ),
            (
                "Limits",
                {
                    "fields": [
                        ("time_limit_seconds", "memory_limit_mb", "output_limit_mb"),
                        ("time_multiplier", "time_resolution_seconds"),
                    ]
                },
            ),
            (
                "How output is judged",
                {
                    "fields": [
                        "output_validation",
                        ("validator_time_limit_seconds", "validator_memory_limit_mb"),
                        "validator_arguments",
                    ],
                    "description": "By comparing it with the right output, or by a program of yours where several "
                    "outputs are right or the program talks with yours: its files are further down.",
                },
            ),
            (
                "How output is compared",
                {
                    "fields": [
                        ("case_sensitive", "space_sensitive", "compare_exactly"),
                        ("float_relative_tolerance", "float_absolute_tolerance"),
                    ],
                    "description": "Word by word, unless said otherwise here. Without effect where an output validator "
                    "judges.",
                },
            ),
            ("Origin", {"fields": ["licence", "rights_owner", "source", "source_url"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Problem | None = None) -> list[str]:
        # Sessions and packages name a problem by its key, so it is given once.
        return ["standing", "tests_shown", "key"] if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Problem | None = None) -> Any:
        return {} if obj else self.prepopulated_fields

    @admin.display(description="state", ordering="state")
    def state_badge(self, problem: Problem) -> SafeString:
        return badge(ProblemState(problem.state))

    @admin.display(description="state")
    def standing(self, problem: Problem) -> SafeString:
        """The state, and what is to be done next."""
        return format_html("{} {}", badge(ProblemState(problem.state)), next_step(problem))

    @admin.display(description="tests", ordering="test_count")
    def visible_and_hidden(self, problem: Any) -> int:
        count: int = problem.test_count
        return count

    @admin.display(description="tests")
    def tests_shown(self, problem: Problem) -> SafeString:
        visible, hidden = problem.tests.visible().count(), problem.tests.hidden().count()
        return format_html(
            '<a href="{}?problem__id__exact={}">{} visible, {} hidden, {}</a>',
            reverse("admin:dsa_testcase_changelist"),
            problem.pk,
            visible,
            hidden,
            size(problem.tests.total_bytes()),
        )

    @admin.display(description="limits")
    def limits_shown(self, problem: Problem) -> str:
        time = f"{problem.time_limit_seconds:g} s" if problem.time_limit_seconds else "time not derived yet"
        return f"{time}, {problem.memory_limit_mb} MB"

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        problem = kwargs.get("obj")
        context["latest_check"] = _latest_check(problem) if problem else None
        return super().render_change_form(request, context, *args, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Problem], search_term: str
    ) -> tuple[QuerySet[Problem], bool]:
        """For the choice of an interview's or a stage's problems, only what can be given to candidates."""
        found, has_duplicates = super().get_search_results(request, queryset, search_term)
        if request.GET.get("model_name") in CHOOSING:
            found = found.filter(state=ProblemState.VALIDATED)
        return found, has_duplicates

    # Writing --------------------------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Problem, form: ProblemForm, change: bool) -> None:
        if change:
            services.change_problem(problem=obj, fields=form.changed_data)
        else:
            services.create_problem(problem=obj)

    def save_formset(
        self,
        request: HttpRequest,
        form: ModelForm[Problem],
        formset: BaseInlineFormSet[Any, Any, Any],
        change: bool,
    ) -> None:
        was_ready = Problem.objects.ready().filter(pk=form.instance.pk).exists()
        save_parts(formset)
        if was_ready and not Problem.objects.ready().filter(pk=form.instance.pk).exists():
            messages.warning(
                request, "What is judged has changed, so the problem is a draft again. Check it."
            )

    def delete_model(self, request: HttpRequest, obj: Problem) -> None:
        services.delete_problem(problem=obj)

    # Pages ----------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"dsa_problem_{name}")

        return [
            page("<int:problem_id>/preview/", self.preview_view, "preview"),
            page("<int:problem_id>/upload-tests/", self.upload_view, "upload"),
            page("<int:problem_id>/check/", require_POST(self.check_view), "check"),
            page("<int:problem_id>/ready/", require_POST(self.ready_view), "ready"),
            page("<int:problem_id>/retire/", require_POST(self.retire_view), "retire"),
            page("<int:problem_id>/restore/", require_POST(self.restore_view), "restore"),
            page("checks/<int:check_id>/", self.check_page, "check_page"),
            *super().get_urls(),
        ]

    def _page(self, request: HttpRequest, template: str, problem: Problem, **context: Any) -> HttpResponse:
        return TemplateResponse(
            request,
            template,
            {**self.admin_site.each_context(request), "problem": problem, "opts": Problem._meta, **context},
        )

    def _to_read(self, request: HttpRequest, problem_id: int) -> Problem:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(Problem, pk=problem_id)

    def _to_change(self, request: HttpRequest, problem_id: int) -> Problem:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(Problem, pk=problem_id)

    def preview_view(self, request: HttpRequest, problem_id: int) -> HttpResponse:
        """The statement as candidates see it, in the language asked for."""
        problem = self._to_read(request, problem_id)
        images = {image.name: bytes(image.content) for image in problem.images.all()}
        asked = problem.translations.filter(language=request.GET.get("language", "")).first()
        shown = asked or problem
        return self._page(
            request,
            "admin/dsa/preview.html",
            problem,
            title=shown.title,
            language=asked.language if asked else problem.statement_language,
            languages=[problem.statement_language, *problem.translations.values_list("language", flat=True)],
            statement=render(shown.statement, images),
            is_interactive=problem.is_interactive,
            samples=[_sample(test, images) for test in problem.tests.visible()],
        )

    def upload_view(self, request: HttpRequest, problem_id: int) -> HttpResponse:
        problem = self._to_change(request, problem_id)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                outcome = store_upload(
                    problem, form.cleaned_data["archive"].file, replace=form.cleaned_data["replace"]
                )
            except (PackageRefused, Refused) as refusal:
                form.add_error("archive", f"{refusal.message} Nothing was stored.")
            else:
                self.log_change(request, problem, outcome)
                messages.success(request, outcome)
                return redirect("admin:dsa_problem_change", problem.pk)
        return self._page(
            request, "admin/dsa/upload.html", problem, title=f"Upload tests of {problem}", form=form
        )

    def check_view(self, request: HttpRequest, problem_id: int) -> HttpResponse:
        problem = self._to_change(request, problem_id)
        try:
            check = validation.start_validation(problem=problem, actor=acting_user(request))
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect("admin:dsa_problem_change", problem.pk)
        return redirect("admin:dsa_problem_check_page", check.pk)

    def check_page(self, request: HttpRequest, check_id: int) -> HttpResponse:
        """Progress, and then the grid of verdicts. With `?part`, only what changes, for the page's own script."""
        check = get_object_or_404(ProblemCheck.objects.select_related("problem"), pk=check_id)
        self._to_read(request, check.problem_id)
        part = "part" in request.GET
        return self._page(
            request,
            "admin/dsa/_check.html" if part else "admin/dsa/check.html",
            check.problem,
            title=f"Check of {check.problem}",
            check=check,
            state_badge=badge(CheckState(check.state)),
            grid=verdict_grid.of_check(check),
            is_current=check.state == CheckState.PASSED
            and check.problem.state == ProblemState.DRAFT
            and check.fingerprint == content_hash(check.problem),
        )

    def ready_view(self, request: HttpRequest, problem_id: int) -> HttpResponse:
        return self._run(
            request,
            problem_id,
            services.mark_ready,
            done="The problem is ready: it can be given to candidates.",
            stale_message="It was not a draft, so nothing was changed.",
        )

    def retire_view(self, request: HttpRequest, problem_id: int) -> HttpResponse:
        return self._run(
            request,
            problem_id,
            services.retire_problem,
            done="The problem is retired and no longer offered.",
            stale_message="It was retired already.",
        )

    def restore_view(self, request: HttpRequest, problem_id: int) -> HttpResponse:
        return self._run(
            request,
            problem_id,
            services.restore_problem,
            done="The problem is a draft again.",
            stale_message="It was not retired.",
        )

    def _run(
        self,
        request: HttpRequest,
        problem_id: int,
        action: Callable[..., bool],
        *,
        done: str,
        stale_message: str,
    ) -> HttpResponse:
        problem = self._to_change(request, problem_id)
        try:
            performed = action(problem=problem)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            if performed:
                self.log_change(request, problem, done)
                messages.success(request, done)
            else:
                messages.warning(request, stale_message)
        return redirect("admin:dsa_problem_change", problem.pk)


def _latest_check(problem: Problem) -> ProblemCheck | None:
    return problem.checks.order_by("-pk").first()


def next_step(problem: Problem) -> str:
    """What stands between this problem and its use."""
    if problem.state == ProblemState.RETIRED:
        return ""
    try:
        services.require_judgeable(problem)
    except Refused as refusal:
        return f"— it cannot be judged: {refusal.message}"
    if problem.state != ProblemState.DRAFT:
        return ""
    if not problem.tests.exists():
        return "— next: add tests."
    if not problem.solutions.accepted().exists():
        return "— next: add a solution that all tests accept."
    check = _latest_check(problem)
    if check is None:
        return "— next: check it."
    if check.is_active:
        return "— it is being checked."
    if check.state != CheckState.PASSED:
        return "— its latest check has not passed."
    if check.fingerprint != content_hash(problem):
        return "— it has changed since it was checked; check it again."
    return "— its check has passed; it can be marked ready."


def store_upload(problem: Problem, archive: IO[bytes], *, replace: bool) -> str:
    """Store the tests of a zip; says what came of it."""
    tests = read_test_zip(archive)
    changes = services.put_tests(
        problem=problem,
        tests=[
            NewTest(name=test.name, is_visible=test.is_sample, input=test.input, answer=test.answer)
            for test in tests
        ],
        replace=replace,
    )
    return (
        f"{changes.stored} tests stored, {changes.changed} of them new or changed, {changes.removed} removed."
    )


def _sample(test: TestCase, images: dict[str, bytes]) -> dict[str, Any]:
    def start_of(part: str) -> str:
        with getattr(test, f"{part}_file").open("rb") as stream:
            content: bytes = stream.read(MAX_SHOWN_SAMPLE)
        return content.decode(errors="replace")

    return {
        "name": test.name,
        "input": start_of("input"),
        "answer": start_of("answer"),
        "is_cut": max(test.input_bytes, test.answer_bytes) > MAX_SHOWN_SAMPLE,
        "explanation": render(test.explanation, images) if test.explanation else "",
        "interaction": test.interaction,
    }
