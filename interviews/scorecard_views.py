"""The page of a scorecard: an interviewer writes and hands in their own, and reads the others' after that."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from interviews.access.rooms import interview_for_interviewer
from interviews.choices import StageMode
from interviews.errors import FeedbackCode
from interviews.feedback import feedback_for
from interviews.models import Interview, Scorecard, User
from interviews.scorecard_forms import ScorecardForm
from interviews.services.scorecards import criteria_of, save_scorecard
from interviews.urls_for import scorecard_path
from interviews.views import interviewers_only, signed_in_user
from talentsync.lib.errors import Refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@interviewers_only
def scorecard(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    user = signed_in_user(request)
    interview = _interview(user, interview_id)
    if interview.started_at is None:
        messages.info(request, f"“{interview.title}” has not begun yet, so there is nothing to rate.")
        return redirect("home")
    own = Scorecard.objects.filter(interview=interview, interviewer=user).first()
    if own is not None and own.handed_in_at is not None:
        if request.method == "POST":
            messages.error(request, "This scorecard is handed in already. Nothing was changed.")
            return redirect(scorecard_path(interview))
        return _page(request, interview, user, own)
    form = ScorecardForm(request.POST or None, criteria=criteria_of(interview.stage), scorecard=own)
    if request.method == "POST" and form.is_valid():
        try:
            _save(form, user, interview, hand_in="hand_in" in request.POST)
        except Refused as refusal:
            if refusal.code != FeedbackCode.RECOMMENDATION_MISSING:
                messages.error(request, refusal.message)
                return redirect(scorecard_path(interview))
            form.add_error("recommendation", refusal.message)
        else:
            handed_in = "hand_in" in request.POST
            messages.success(request, "Your scorecard is handed in." if handed_in else "The draft was saved.")
            return redirect(scorecard_path(interview))
    return _page(request, interview, user, own, form)


def _interview(user: User, interview_id: UUID) -> Interview:
    try:
        interview = interview_for_interviewer(user, interview_id)
    except Refused as refusal:
        raise Http404 from refusal
    if interview.stage.mode != StageMode.LIVE:
        raise Http404
    return interview


def _save(form: ScorecardForm, user: User, interview: Interview, *, hand_in: bool) -> None:
    save_scorecard(
        interviewer=user,
        interview_id=interview.pk,
        ratings=form.ratings(),
        recommendation=form.cleaned_data["recommendation"],
        summary=form.cleaned_data["summary"],
        hand_in=hand_in,
    )


def _page(
    request: HttpRequest,
    interview: Interview,
    user: User,
    own: Scorecard | None,
    form: ScorecardForm | None = None,
) -> HttpResponse:
    feedback = feedback_for(user, interview)
    context = {
        "interview": interview,
        "own": own,
        "form": form,
        "others": [each for each in feedback.scorecards if each.interviewer_id != user.pk],
        "others_notes": [note for note in feedback.notes if note.author_id != user.pk],
        "missing": [person for person in feedback.missing if person != user],
        "notes_config": {
            "url": reverse("notes", args=[interview.pk]),
            "scope": f"{interview.pk}/{user.pk}",
            "startedAt": None if interview.started_at is None else interview.started_at.isoformat(),
        },
    }
    # 422: what was sent is understood, and not taken.
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, "interviews/scorecard.html", context, status=status)
