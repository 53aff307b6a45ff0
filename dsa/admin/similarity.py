"""Similar submissions to a problem: what was compared, the pairs, and the two programs of a pair side by side."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from dsa.admin.display import badge, since
from dsa.admin.highlighting import highlighted_lines
from dsa.choices import SimilarityState
from dsa.execution import Language
from dsa.models import Problem, SimilarityReport, SimilarPair, Submission
from dsa.similarity import selectors, services
from interviews.admin.display import local_time
from interviews.admin.requests import acting_user
from interviews.models import Interview
from interviews.visibility import sees_everything, visible_interviews

# As many tints as the stylesheet has; a passage's number says which it is.
TINTS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one of two programs. `passage` is the number of the shared passage that it belongs to, or 0."""

    number: int
    code: SafeString
    passage: int
    tint: int
    is_first: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two programs."""

    name: str
    submission: Submission
    percent: int
    time: str
    offset: str
    lines: list[Line]


@admin.register(SimilarityReport)
class SimilarityAdmin(admin.ModelAdmin[SimilarityReport]):
    """Reached from a problem and from results; has no list of its own."""

    class Media:
        css = {"all": ["admin_talentsync/problems.css", "admin_talentsync/results.css"]}

    # Who may do what ------------------------------------------------------------------------------------------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SimilarityReport | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SimilarityReport | None = None) -> bool:
        return False

    # Pages ----------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"dsa_similarity_{name}")

        # In place of Django's own pages: there is nothing to fill in.
        return [
            page("problem/<int:problem_id>/", self.problem_view, "problem"),
            page("problem/<int:problem_id>/compare/", require_POST(self.compare_view), "compare"),
            page("pair/<int:pair_id>/", self.pair_view, "pair"),
        ]

    def problem_view(self, request: HttpRequest, problem_id: int) -> HttpResponse:
        """With `?interview=`, the pairs of its candidates. With `?part`, what changes, for the page's own script.

        What was compared, and how many people there are, is for who sees all of them.
        """
        self._require_view(request)
        problem = get_object_or_404(Problem, pk=problem_id)
        viewer = acting_user(request)
        interview = _interview(request, request.GET.get("interview", ""))
        sees_all = sees_everything(viewer)
        work = selectors.work_on(problem) if sees_all else []
        query = f"interview={interview.pk}&part" if interview else "part"
        return self._page(
            request,
            "admin/dsa/_similarity.html" if "part" in request.GET else "admin/dsa/similarity.html",
            problem,
            title=f"Similar submissions: {problem}",
            interview=interview,
            part_url=f"{reverse('admin:dsa_similarity_problem', args=[problem.pk])}?{query}",
            sees_all=sees_all,
            work=[(one, badge(SimilarityState(one.report.state)) if one.report else "") for one in work],
            is_active=any(one.report is not None and one.report.is_active for one in work),
            pairs=selectors.pairs_of(problem, viewer, interview.pk if interview else None),
            may_compare=sees_all and self.has_add_permission(request),
        )

    def compare_view(self, request: HttpRequest, problem_id: int) -> HttpResponse:
        """Compares what everybody submitted, and tells whether two people did: for who sees all of them."""
        self._require_view(request)
        if not (self.has_add_permission(request) and sees_everything(acting_user(request))):
            raise PermissionDenied
        problem = get_object_or_404(Problem, pk=problem_id)
        language = request.POST.get("language", "")
        comparable = {one.language for one in selectors.work_on(problem) if one.is_comparable}
        if language in comparable:
            services.start_report(problem=problem, language=Language(language), actor=acting_user(request))
        else:
            messages.error(request, "There are not yet submissions of two people in this language.")
        interview = _interview(request, request.POST.get("interview", ""))
        url = reverse("admin:dsa_similarity_problem", args=[problem.pk])
        return redirect(f"{url}?interview={interview.pk}" if interview else url)

    def pair_view(self, request: HttpRequest, pair_id: int) -> HttpResponse:
        self._require_view(request)
        sides = [f"{side}__session__invitation__interview" for side in ("first", "second")]
        pairs = selectors.visible_pairs(acting_user(request)).select_related("report__problem", *sides)
        pair = get_object_or_404(pairs, pk=pair_id)
        first, second = _side(pair, "first"), _side(pair, "second")
        return self._page(
            request,
            "admin/dsa/similar_pair.html",
            pair.report.problem,
            title=f"Similar submissions of {first.name} and {second.name}",
            language=Language(pair.report.language).label,
            pair=pair,
            sides=[("first", first), ("second", second)],
        )

    def _require_view(self, request: HttpRequest) -> None:
        if not (self.has_view_permission(request) and request.user.has_perm("dsa.view_submission")):
            raise PermissionDenied

    def _page(self, request: HttpRequest, template: str, problem: Problem, **context: Any) -> HttpResponse:
        return TemplateResponse(
            request,
            template,
            {
                **self.admin_site.each_context(request),
                "problem": problem,
                "opts": SimilarityReport._meta,
                "media": self.media,
                "cannot_know": selectors.CANNOT_KNOW,
                **context,
            },
        )


def _interview(request: HttpRequest, text: str) -> Interview | None:
    """The one that an address names; one that is no id, or that the viewer does not see, counts as none."""
    try:
        return visible_interviews(acting_user(request)).filter(pk=UUID(text)).first()
    except ValueError:
        return None


def _side(pair: SimilarPair, side: str) -> Side:
    submission: Submission = getattr(pair, side)
    session = submission.session
    return Side(
        name=session.invitation.name,
        submission=submission,
        percent=getattr(pair, f"{side}_percent"),
        time=local_time(submission.created_at),
        offset=since(session.started_at, submission.created_at),
        lines=list(
            _lines(
                highlighted_lines(submission.source_code, submission.language),
                [passage[side] for passage in pair.passages],
            )
        ),
    )


def _lines(code: list[SafeString], passages: list[tuple[int, int]]) -> Iterable[Line]:
    """A line that two passages share belongs to the first of them."""
    belongs: dict[int, int] = {}
    firsts = set()
    for number, (first, last) in enumerate(passages, 1):
        own = [line for line in range(first, last + 1) if line not in belongs]
        belongs.update(dict.fromkeys(own, number))
        firsts.update(own[:1])
    for number, line in enumerate(code, 1):
        passage = belongs.get(number, 0)
        yield Line(number, line, passage, (passage - 1) % TINTS + 1 if passage else 0, number in firsts)
