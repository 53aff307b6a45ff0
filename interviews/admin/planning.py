"""The page that plans interviews of a candidate: people, times, questions and problems on one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from interviews.admin.planning_forms import (
    MAX_ROUNDS,
    CandidateForm,
    Offer,
    RoundForm,
    appointments_in_words,
    banked_questions,
    overlapping,
    read_offer,
)
from interviews.admin.requests import acting_user
from interviews.admin.times import local_moment
from interviews.choices import Difficulty
from interviews.hooks import interview_warnings, invite_fields
from interviews.mail import outbox
from interviews.mail.words import moment
from interviews.models import Interview, User
from interviews.services.planning import Plan, PlannedRound, carry_out
from interviews.visibility import visible_candidates
from talentsync.lib.errors import Refused
from talentsync.lib.viewer_zone import is_zone

NEEDED = ("interviews.add_interview", "interviews.add_invitation", "interviews.add_candidate")
MAX_FOUND: Final = 8


def urls(site: AdminSite) -> list[URLPattern]:
    """For the interviews' admin, before Django's own."""

    def view(request: HttpRequest) -> HttpResponse:
        return page(request, site)

    return [
        path("plan/", site.admin_view(view), name="interviews_interview_plan"),
        path("plan/candidates/", site.admin_view(candidates), name="interviews_interview_plan_candidates"),
        path("plan/times/", site.admin_view(times), name="interviews_interview_plan_times"),
    ]


def _require(request: HttpRequest) -> None:
    if not request.user.has_perms(NEEDED):
        raise PermissionDenied


@dataclass(frozen=True, slots=True)
class Forms:
    """Everything that the page asks, of what it offers."""

    candidate: CandidateForm
    rounds: Sequence[RoundForm]
    offer: Offer

    def are_valid(self) -> bool:
        return all([self.candidate.is_valid(), *[each.is_valid() for each in self.rounds]])


def page(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The forms; more or fewer rounds by their buttons; the interviews after "plan"."""
    _require(request)
    viewer = acting_user(request)
    if request.method != "POST":
        offer = read_offer(viewer)
        first = RoundForm(viewer, offer, prefix="round-0")
        return _shown(request, site, Forms(_for_somebody(request), [first], offer))
    number = _number_of_rounds(request)
    if "add_round" in request.POST:
        return _shown(request, site, _entered(request, number), extra=number < MAX_ROUNDS)
    if "remove_round" in request.POST:
        return _shown(request, site, _entered(request, max(1, number - 1)))
    forms = _sent(request, number)
    if not forms.are_valid():
        return _shown(request, site, forms)
    rounds = [each.planned() for each in forms.rounds]
    if both := overlapping(rounds):
        forms.rounds[both[1] - 1].add_error("start", f"Rounds {both[0]} and {both[1]} are at the same time.")
        return _shown(request, site, forms)
    return _carried_out(request, forms, rounds) or _shown(request, site, forms)


def _number_of_rounds(request: HttpRequest) -> int:
    text = request.POST.get("rounds", "1")
    return min(max(int(text), 1), MAX_ROUNDS) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def _for_somebody(request: HttpRequest) -> CandidateForm:
    """Begins with the person, and the position, that the address names."""
    named = {name: request.GET.get(name, "") for name in ("candidate", "position")}
    ids = {
        name: int(text)
        for name, text in named.items()
        if text.isascii() and text.isdigit() and len(text) < 19
    }
    initial: dict[str, Any] = {"position": ids.get("position")}
    viewer = acting_user(request)
    seen = visible_candidates(viewer).filter(merged_into=None)
    known = seen.filter(pk=ids["candidate"]).first() if "candidate" in ids else None
    if known is not None:
        initial |= {"candidate": str(known), "time_zone": known.time_zone}
    return CandidateForm(viewer, initial=initial)


def _entered(request: HttpRequest, number: int) -> Forms:
    """What was typed so far, not yet judged."""
    forms = _sent(request, number)
    for form in (forms.candidate, *forms.rounds):
        form.full_clean()
        form.errors.clear()
    return forms


def _sent(request: HttpRequest, number: int) -> Forms:
    viewer = acting_user(request)
    offer = read_offer(viewer)
    rounds = [RoundForm(viewer, offer, request.POST, prefix=f"round-{index}") for index in range(number)]
    return Forms(CandidateForm(viewer, request.POST), rounds, offer)


def _carried_out(request: HttpRequest, forms: Forms, rounds: Sequence[PlannedRound]) -> HttpResponse | None:
    answers = forms.candidate.cleaned_data
    person = answers["candidate"]
    actor = acting_user(request)
    plan = Plan(
        name=person.name,
        email=person.email,
        title=answers["title"],
        rounds=rounds,
        position=answers["position"],
        time_zone=answers["time_zone"],
    )

    def prepare(interview: Interview, planned: PlannedRound) -> None:
        for extra in invite_fields:
            if extra.name in planned.extras:
                extra.save([interview], planned.extras[extra.name], actor)

    tells = bool(answers.get("tell", True))
    try:
        interviews = carry_out(plan, actor=actor, tell=tells, prepare=prepare)
    except Refused as refusal:
        messages.error(request, f"{refusal.message} Nothing was planned.")
        return None
    number = len(interviews)
    what = "The interview is planned." if number == 1 else f"{number} interviews are planned."
    rest = "Mails are on the way." if outbox.is_on() and tells else "Nobody was told by mail."
    messages.success(request, f"{what} {rest}")
    for interview in interviews:
        for warn in interview_warnings:
            for words in warn(interview):
                messages.warning(request, words)
    if number == 1:
        return redirect("admin:interviews_interview_change", interviews[0].pk)
    invitation = interviews[0].invitations.get()
    return redirect("admin:interviews_candidate_change", invitation.candidate_id)


def _shown(request: HttpRequest, site: AdminSite, forms: Forms, *, extra: bool = False) -> HttpResponse:
    rounds = [*forms.rounds]
    if extra:
        rounds.append(RoundForm(acting_user(request), forms.offer, prefix=f"round-{len(rounds)}"))
    has_errors = bool(forms.candidate.errors) or any(each.errors for each in forms.rounds)
    questions = banked_questions()
    context = {
        **site.each_context(request),
        "title": "Plan interviews",
        "form": forms.candidate,
        "rounds": rounds,
        "may_add_round": len(rounds) < MAX_ROUNDS,
        "has_errors": has_errors and "plan" in request.POST,
        "modes": {
            str(stage.pk): {"mode": stage.mode, "minutes": stage.usual_minutes}
            for stage in forms.offer.stages
        },
        "usual": forms.offer.usual,
        "difficulties": Difficulty.choices,
        "tags": sorted({tag for question in questions for tag in question.tag_list}),
        "zone": timezone.get_current_timezone_name(),
        "opts": Interview._meta,
    }
    return TemplateResponse(request, "admin/interviews/interview/plan.html", context)


# What the page asks while it is filled in -----------------------------------------------------------------------------


def candidates(request: HttpRequest) -> HttpResponse:
    """People by name or address, for the list under the candidate's control."""
    _require(request)
    query = request.GET.get("q", "").strip()[:100]
    if len(query) < 2:
        return JsonResponse({"candidates": []})
    seen = visible_candidates(acting_user(request)).filter(merged_into=None)
    people = seen.filter(Q(name__icontains=query) | Q(email__icontains=query))
    found = [
        {"text": str(one), "timeZone": one.time_zone} for one in people.order_by("name", "pk")[:MAX_FOUND]
    ]
    return JsonResponse({"candidates": found})


def times(request: HttpRequest) -> HttpResponse:
    """What a time is for the candidate, and who of the interviewers has something else then."""
    _require(request)
    start = local_moment(request.GET.get("start", ""))
    minutes = request.GET.get("minutes", "")
    is_length = minutes.isascii() and minutes.isdigit() and len(minutes) < 4
    if start is None or not is_length or not 5 <= int(minutes) <= 480:
        return JsonResponse({"code": "invalid", "detail": "Name a start and a length."}, status=422)
    zone = request.GET.get("zone", "")
    people = list(User.objects.interviewers().values_list("pk", flat=True))
    busy = appointments_in_words(people, start, int(minutes), acting_user(request))
    return JsonResponse(
        {
            "here": moment(start, ZoneInfo(timezone.get_current_timezone_name())),
            "there": moment(start, ZoneInfo(zone)) if is_zone(zone) else "",
            "isPast": start <= timezone.now(),
            "busy": {str(person): words for person, words in busy.items()},
        }
    )
