"""Going on in a new room: from a moment of a live interview, or from a coding session's submission."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dsa.models import Problem
from dsa.rules import takes_problems
from interviews.access.looking_back import may_go_on, session_to_go_on_from
from interviews.models import Interview, User
from interviews.urls_for import room_path
from replay.continuing import (
    continue_from,
    open_submission,
    problems_of,
    stages_for_code,
    submission_of,
    submissions_to_open,
)
from replay.views import interview_to_see, reader_of
from talentsync.lib.errors import Refused


@never_cache
@require_POST
@login_required
def continue_interview(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """`at`: the moment, in milliseconds since 1970, as browsers count."""
    interview = interview_to_see(request, interview_id)
    user = reader_of(request)
    if not may_go_on(user, interview):
        raise Http404
    text = request.POST.get("at", "")
    if not (text.isascii() and text.isdigit() and len(text) < 15):
        raise BadRequest("at must be a time in milliseconds")
    at = datetime.fromtimestamp(int(text) / 1000, UTC)
    try:
        made = continue_from(interview=interview, at=at, user=user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("replay", interview.pk)
    _tell_what_is_missing(request, made, problems_of(interview))
    return _to_room(request, made, user)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def open_session(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """What was submitted in a coding session, each to be opened in a live room of a stage that is chosen."""
    user = reader_of(request)
    try:
        interview = session_to_go_on_from(user, interview_id)
    except Refused as refusal:
        raise Http404 from refusal
    stages = list(stages_for_code())
    if request.method == "POST":
        return _open(request, interview, {str(stage.pk): stage for stage in stages}, user)
    context = {"interview": interview, "submissions": submissions_to_open(interview), "stages": stages}
    return render(request, "replay/open_submission.html", context)


def _open(request: HttpRequest, interview: Interview, stages: dict[str, Any], user: User) -> HttpResponse:
    stage = stages.get(request.POST.get("stage", ""))
    try:
        submission = submission_of(interview, UUID(request.POST.get("submission", "")))
    except ValueError:
        submission = None
    if stage is None or submission is None:
        raise BadRequest("no such stage or submission")
    try:
        made = open_submission(submission=submission, stage=stage, user=user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("open_submission", interview.pk)
    _tell_what_is_missing(request, made, [submission.problem])
    return _to_room(request, made, user)


def _tell_what_is_missing(request: HttpRequest, made: Interview, wanted: Iterable[Problem]) -> None:
    attached = problems_of(made)
    reason = (
        "it cannot be given to anybody now" if takes_problems(made.stage) else "its stage has no code editor"
    )
    for problem in wanted:
        if problem not in attached:
            messages.warning(
                request,
                f"The problem “{problem.title}” is not attached to “{made.title}”: {reason}.",
            )


def _to_room(request: HttpRequest, made: Interview, user: User) -> HttpResponse:
    if made.interviewers.filter(pk=user.pk).exists():
        return redirect(room_path(made))
    messages.success(request, "The new interview is planned. Invite the people who are to be in its room.")
    return redirect(reverse("admin:interviews_interview_change", args=[made.pk]))
