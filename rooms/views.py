"""The pages of the live room."""

import time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import get_text_list
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from dsa.execution import CONVENTIONS
from interviews.access.accounts import may_join_as_colleague
from interviews.access.codes import AccessCode, refused
from interviews.access.rooms import (
    Participant,
    interview_for_colleague,
    interview_for_interviewer,
    invitation_for_page,
    participant_for_account,
    participant_for_interviewer,
    participant_for_invitation,
    room_refusal,
)
from interviews.choices import InvitationStatus, Role
from interviews.models import Interview, User
from interviews.services.interviews import add_colleague, complete_interview
from interviews.services.invitations import note_opened
from interviews.urls_for import candidate_path, choose_path, replay_path, room_path, scorecard_path
from rooms.admission.services import as_json, waiting_for
from rooms.forms import ColleagueForm
from rooms.http_status import STATUS_OF_CODE
from rooms.ice_servers import check_servers
from rooms.pages import refused_page, uses_camera
from rooms.running.services import offered_languages, require_runnable
from rooms.services.questions import questions_for_panel
from talentsync.lib.errors import Refused

# What the page makes a line of, for a question that somebody types in the room.
TYPED_QUESTION = {"source": "typed", "text": "", "asked": True}


def _room_page(
    request: HttpRequest,
    interview: Interview,
    participant: Participant,
    *,
    token: str | None,
    notes: dict[str, str] | None = None,
    **for_interviewer: Any,
) -> HttpResponse:
    room_config = {
        "roomId": str(interview.pk),
        "role": participant.role.value,
        "name": participant.name,
        "token": token,
        "socketPath": "/socket.io/",
        "resumeGraceMs": round(settings.ROOM_RESUME_GRACE_SECONDS * 1000),
        "tools": interview.stage.tools_config,
        "state": interview.state,
        "scheduledEnd": interview.scheduled_end.isoformat(),
        # Short-lived credentials, as JOIN_ROOM gives them: the lobby's check comes before it.
        "iceServers": check_servers(
            participant, needed=interview.stage.tools_config["video"], now=time.time()
        ),
        "iceServersSeconds": settings.TURN_CREDENTIAL_SECONDS,
        "running": _running(interview, participant.role),
        "notes": notes,
    }
    context = {
        "interview": interview,
        "participant": participant,
        "is_interviewer": participant.role == Role.INTERVIEWER,
        "is_observer": participant.role == Role.OBSERVER,
        "is_candidate": participant.role == Role.CANDIDATE and token is not None,
        "room_config": room_config,
        "others": _others(interview, participant),
        **for_interviewer,
    }
    return render(request, "rooms/room.html", context)


def _others(interview: Interview, participant: Participant) -> str:
    """Whom this person will meet: a candidate the interviewers, everybody else the candidates."""
    if participant.role == Role.CANDIDATE:
        names = [person.display_name for person in interview.interviewers.order_by("first_name", "username")]
    else:
        names = [invitation.name for invitation in interview.invitations.order_by("name")]
    return get_text_list(names, "and")


def _running(interview: Interview, role: Role) -> dict[str, Any] | None:
    """In which languages the shared code can be run, or why in none; None for a room without it."""
    if not interview.stage.tools_config["codeEditor"]:
        return None
    if role == Role.OBSERVER:
        return {"languages": [], "problem": "Observers do not run the code."}
    try:
        languages = [
            {"language": language.value, "version": version, "convention": CONVENTIONS.get(language, "")}
            for language, version in offered_languages().items()
        ]
        require_runnable(interview.pk)
    except Refused as refusal:
        return {"languages": [], "problem": refusal.message}
    return {"languages": languages, "problem": "" if languages else "No language can be run here."}


@never_cache
@require_GET
@login_required
@uses_camera
def room(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """The page of an interviewer, or of a colleague who observes."""
    user = request.user
    assert isinstance(user, User)
    try:
        interview, role = interview_for_colleague(user, interview_id)
        # An observer who is early waits in the lobby, as a candidate does.
        code = room_refusal(interview, role)
        if code is not None and code != AccessCode.WAITING_FOR_INTERVIEWER:
            raise refused(code)
    except Refused as refusal:
        return refused_page(request, refusal)
    participant = participant_for_account(user, interview_id, role)
    if role == Role.OBSERVER:
        return _room_page(request, interview, participant, token=None, home_url=reverse("home"))
    return _room_page(
        request,
        interview,
        participant,
        token=None,
        notes={"url": reverse("notes", args=[interview_id]), "scope": f"{interview_id}/{user.pk}"},
        questions=questions_for_panel(user, interview),
        typed_question=TYPED_QUESTION,
        end_url=reverse("end_interview", args=[interview_id]),
        home_url=reverse("home"),
        replay_url=replay_path(interview),
        room_url=room_path(interview),
        colleagues_url=reverse("invite_colleague", args=[interview_id]),
        colleagues=may_join_as_colleague().exclude(interviews=interview).order_by("first_name", "username"),
        invitations=[
            {"name": invitation.name, "path": candidate_path(invitation)}
            for invitation in interview.invitations.select_related("interview__stage")
            if invitation.status == InvitationStatus.VALID
        ],
        scorecard_url=scorecard_path(interview),
    )


@never_cache
@require_GET
@uses_camera
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The candidate's page: lobby, then room."""
    try:
        invitation = invitation_for_page(token)
    except Refused as refusal:
        return refused_page(request, refusal)
    note_opened(invitation, request.user)
    if invitation.interview.is_time_open:
        return redirect(choose_path(invitation))
    return _room_page(request, invitation.interview, participant_for_invitation(invitation), token=token)


@never_cache
@require_POST
@login_required
def invite_colleague(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """Have a colleague interview too, or observe. For those who hold the interview."""
    user = request.user
    assert isinstance(user, User)
    try:
        interview = interview_for_interviewer(user, interview_id)
        form = ColleagueForm(request.POST)
        if not form.is_valid():
            return JsonResponse({"detail": "Choose a colleague and what they do."}, status=422)
        colleague, role = form.cleaned_data["account"], Role(form.cleaned_data["role"])
        actor = participant_for_interviewer(user, interview.pk).actor
        added = add_colleague(interview_id=interview.pk, colleague=colleague, role=role, actor=actor)
    except Refused as refusal:
        status = STATUS_OF_CODE.get(refusal.code, 403)
        return JsonResponse({"code": refusal.code, "detail": refusal.message}, status=status)
    return JsonResponse({"name": colleague.display_name, "role": role.value, "added": added})


@never_cache
@require_GET
@login_required
def waiting_people(request: HttpRequest) -> HttpResponse:
    """Who waits before the rooms of the interviews that this person holds."""
    user = request.user
    assert isinstance(user, User)
    return JsonResponse(
        {
            "waiting": [
                {"interviewId": str(waiting.interview_id), **as_json(waiting)}
                for waiting in waiting_for(user)
            ]
        }
    )


@require_POST
@login_required
def end_interview(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """End the interview for everybody. Ending it twice is no error: both people who press it get what they want."""
    user = request.user
    assert isinstance(user, User)
    try:
        interview = interview_for_interviewer(user, interview_id)
    except Refused as refusal:
        return refused_page(request, refusal)
    complete_interview(interview_id=interview.pk, actor=participant_for_interviewer(user, interview.pk).actor)
    messages.success(request, f"“{interview.title}” has ended for everybody.")
    return redirect(scorecard_path(interview))
