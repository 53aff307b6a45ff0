"""The player of coding sessions and its data."""

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dsa.execution import Language
from dsa.models import DraftStream, DsaSession
from interviews.access.looking_back import interview_to_watch
from interviews.models import Interview, User
from replay import coding_session_presenters as presenters
from replay import coding_sessions
from replay.session_search import MAX_WORDS_LENGTH, Found, find_in_code
from talentsync.lib.errors import Refused

ENTRIES_PER_PAGE: Final = 500


def coding_session_player(request: HttpRequest, interview: Interview, reader: User) -> HttpResponse:
    """The page that shows a candidate's session again: `?session=` names it, or else it is the first."""
    sessions = coding_sessions.sessions_of(interview)
    wanted = request.GET.get("session", "")
    shown = next((each for each in sessions if str(each.pk) == wanted), None)
    if wanted and shown is None:
        raise Http404
    shown = shown or next(iter(sessions), None)
    config = None if shown is None else _config(interview, shown, reader)
    context = {
        "interview": interview,
        "sessions": sessions,
        "shown": shown,
        "config": config,
        "drafts": [] if shown is None else coding_sessions.drafts_of(shown),
    }
    return render(request, "replay/coding_session.html", context)


def _config(interview: Interview, session: DsaSession, reader: User) -> dict[str, Any]:
    streams = coding_sessions.streams_of(session)
    return presenters.session_config(
        session,
        streams,
        coding_sessions.entries(session, streams, reader),
        timeline_url=reverse("replay_session_timeline", args=[interview.pk, session.pk]),
        streams_url=reverse("replay", args=[interview.pk]) + f"sessions/{session.pk}/streams/",
        search_url=reverse("replay_session_search", args=[interview.pk, session.pk]),
    )


@never_cache
@require_safe
def session_timeline(request: HttpRequest, interview_id: UUID, session_id: int) -> HttpResponse:
    """A page of what happened, from `?offset=`."""
    session, reader = _session(request, interview_id, session_id)
    offset = _number(request, "offset")
    found = coding_sessions.entries(session, coding_sessions.streams_of(session), reader)
    end = offset + ENTRIES_PER_PAGE
    next_offset = end if end < len(found) else None
    return JsonResponse(presenters.session_timeline_json(found[offset:end], next_offset=next_offset))


@never_cache
@require_safe
def session_stream(request: HttpRequest, interview_id: UUID, session_id: int, stream_id: int) -> HttpResponse:
    """A page of a stream's changes, from the `?after=`-th on."""
    session, _ = _session(request, interview_id, session_id)
    stream = DraftStream.objects.filter(session=session, pk=stream_id).first()
    page = stream and coding_sessions.stream_page(stream, _number(request, "after"))
    if not page:
        raise Http404
    return JsonResponse(presenters.stream_json(page))


@never_cache
@require_safe
def session_search(request: HttpRequest, interview_id: UUID, session_id: int) -> HttpResponse:
    """When the words `?q=` came into the code, and when they went."""
    session, _ = _session(request, interview_id, session_id)
    words = request.GET.get("q", "").strip()
    if not 0 < len(words) <= MAX_WORDS_LENGTH:
        detail = f"q must be 1 to {MAX_WORDS_LENGTH} characters."
        return JsonResponse({"code": "invalid_request", "detail": detail}, status=400)
    found, more = find_in_code(coding_sessions.streams_of(session), words)
    return JsonResponse({"found": [_found(each) for each in found], "more": more})


def _found(found: Found) -> dict[str, Any]:
    return {
        "at": found.at.isoformat(),
        "kind": "came" if found.count > found.before else "gone",
        "count": found.count,
        "problem": found.stream.problem.title,
        "language": found.stream.language,
        "languageLabel": Language(found.stream.language).label,
    }


@never_cache
@require_safe
def session_code(request: HttpRequest, interview_id: UUID, session_id: int, draft_id: int) -> HttpResponse:
    """The code of a problem and language as it was saved last, as a file."""
    session, _ = _session(request, interview_id, session_id)
    for draft in coding_sessions.drafts_of(session):
        if draft.pk == draft_id:
            header = content_disposition_header(as_attachment=True, filename=draft.file_name)
            return HttpResponse(
                draft.source_code.encode(),
                content_type="text/plain; charset=utf-8",
                headers={"Content-Disposition": header or "attachment"},
            )
    raise Http404


def _session(request: HttpRequest, interview_id: UUID, session_id: int) -> tuple[DsaSession, User]:
    """Raises Http404 for what is not this person's to watch, as for what is not there."""
    try:
        interview = interview_to_watch(request.user, interview_id)
    except Refused as refusal:
        raise Http404 from refusal
    assert isinstance(request.user, User)
    for session in coding_sessions.sessions_of(interview):
        if session.pk == session_id:
            return session, request.user
    raise Http404


def _number(request: HttpRequest, name: str) -> int:
    """A number in the query, 0 without one."""
    text = request.GET.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    return int(text)
