"""The pages outside the room: an interviewer's interviews and own questions. Reading and routing only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from interviews.access.accounts import is_interviewer
from interviews.choices import InterviewState
from interviews.forms import QuestionForm
from interviews.models import Interview, InterviewQuestion, Scorecard, User
from interviews.services import question_bank
from interviews.services.question_bank import Direction

PAST_PER_PAGE = 20

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def signed_in_user(request: HttpRequest) -> User:
    """The person behind a request that a decorator below has let through."""
    assert isinstance(request.user, User)
    return request.user


def interviewers_only(view: View[P]) -> View[P]:
    """Anonymous people are sent to sign in; everybody else without the role gets the 403 page."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not is_interviewer(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@contextmanager
def missing_is_404() -> Iterator[None]:
    """A question that is somebody else's, or that another tab has just deleted."""
    try:
        yield
    except InterviewQuestion.DoesNotExist as missing:
        raise Http404 from missing


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The interviews that a person holds or observes: live, upcoming (soonest first), past (latest first)."""
    person = signed_in_user(request)
    mine = (
        Interview.objects.with_access_for(person)
        .annotate(is_observed=~Exists(Interview.objects.for_interviewer(person).filter(pk=OuterRef("pk"))))
        .select_related("stage")
        .prefetch_related("invitations__interview__stage")
    )
    open_ones = list(mine.open().order_by("scheduled_start"))
    user = signed_in_user(request)
    own = Scorecard.objects.handed_in().filter(interview=OuterRef("pk"), interviewer=user)
    ended = mine.ended().annotate(has_own_scorecard=Exists(own))
    past = Paginator(ended.order_by("-scheduled_start", "pk"), PAST_PER_PAGE)
    return render(
        request,
        "interviews/home.html",
        {
            "live": [interview for interview in open_ones if interview.state == InterviewState.LIVE],
            "upcoming": [interview for interview in open_ones if interview.state == InterviewState.SCHEDULED],
            "past": past.get_page(request.GET.get("page")),
        },
    )


@require_safe
@interviewers_only
def questions(request: HttpRequest) -> HttpResponse:
    own = (
        InterviewQuestion.objects.banked_by(signed_in_user(request))
        .select_related("stage")
        .order_by("stage__name", "stage_id", "position", "pk")
    )
    return render(request, "interviews/questions.html", {"questions": own})


@require_http_methods(["GET", "HEAD", "POST"])
@interviewers_only
def question_add(request: HttpRequest) -> HttpResponse:
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        question = question_bank.add_bank_question(owner=signed_in_user(request), **_fields(form))
        messages.success(request, "The question was added.")
        return redirect(_url_in_list(question.pk))
    return render(request, "interviews/question_form.html", {"form": form}, status=_form_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@interviewers_only
def question_edit(request: HttpRequest, question_id: int) -> HttpResponse:
    question = _own_question(request, question_id)
    form = QuestionForm(request.POST or None, instance=question)
    if request.method == "POST" and form.is_valid():
        with missing_is_404():
            question_bank.change_bank_question(
                owner=signed_in_user(request), question_id=question_id, **_fields(form)
            )
        messages.success(request, "The question was saved.")
        return redirect(_url_in_list(question_id))
    context = {"form": form, "question": question}
    return render(request, "interviews/question_form.html", context, status=_form_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@interviewers_only
def question_delete(request: HttpRequest, question_id: int) -> HttpResponse:
    question = _own_question(request, question_id)
    if request.method == "POST":
        with missing_is_404():
            question_bank.delete_bank_question(owner=signed_in_user(request), question_id=question_id)
        messages.success(request, "The question was deleted.")
        return redirect("questions")
    return render(request, "interviews/question_delete.html", {"question": question})


@require_POST
@interviewers_only
def question_move(request: HttpRequest, question_id: int) -> HttpResponse:
    try:
        direction = Direction(request.POST.get("direction", ""))
    except ValueError as unknown:
        raise BadRequest("direction must be up or down") from unknown
    with missing_is_404():
        question_bank.move_bank_question(
            owner=signed_in_user(request), question_id=question_id, direction=direction
        )
    return redirect(_url_in_list(question_id))


def _own_question(request: HttpRequest, question_id: int) -> InterviewQuestion:
    own = InterviewQuestion.objects.banked_by(signed_in_user(request)).select_related("stage")
    return get_object_or_404(own, pk=question_id)


def _fields(form: QuestionForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in form.Meta.fields}


def _form_status(form: QuestionForm) -> int:
    return 422 if form.is_bound else 200


def _url_in_list(question_id: int) -> str:
    return f"{reverse('questions')}#question-{question_id}"
