"""The player, its data and its files, for those who hold the interview and for recruiters."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import orjson
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from interviews.access.looking_back import interview_to_watch, may_go_on, may_note
from interviews.choices import StageMode
from interviews.models import Interview, User
from replay import presenters, selectors
from replay.board import board_page, board_pages
from replay.coding_session_views import coding_session_player
from replay.timeline import EntryKind, time_limits
from rooms.document.store import document_at
from talentsync.lib.errors import Refused

ENTRIES_PER_PAGE: Final = 500


def interview_to_see(request: HttpRequest, interview_id: UUID) -> Interview:
    """Raises Http404 for an interview that is not this person's to watch, as for one that is not there."""
    try:
        return interview_to_watch(request.user, interview_id)
    except Refused as refusal:
        raise Http404 from refusal


def reader_of(request: HttpRequest) -> User:
    """The person who is signed in, which everybody is who may see an interview."""
    assert isinstance(request.user, User)
    return request.user


def _position(request: HttpRequest, name: str) -> int:
    """A number in the query, 0 without one."""
    text = request.GET.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    return int(text)


def _time(request: HttpRequest, name: str) -> datetime:
    """The end of a millisecond in the query, with its zone: browsers know no less.

    Raises OverflowError where that is beyond all times.
    """
    try:
        at = datetime.fromisoformat(request.GET.get(name, ""))
    except ValueError as error:
        raise Http404 from error
    if at.tzinfo is None:
        raise Http404
    return at.astimezone(UTC) + timedelta(microseconds=999)


@never_cache
@require_safe
@login_required
def player(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """The page that shows the interview again."""
    interview = interview_to_see(request, interview_id)
    reader = reader_of(request)
    if interview.stage.mode == StageMode.DSA:
        return coding_session_player(request, interview, reader)
    entries = selectors.timeline_entries(interview, reader)
    limits = time_limits(entries)
    people = selectors.people_of(interview)
    has_editor = bool(interview.stage.tools_config.get("codeEditor"))
    config = limits and {
        "start": limits[0].isoformat(),
        "end": limits[1].isoformat(),
        "timelineUrl": reverse("replay_timeline", args=[interview.pk]),
        "documentUrl": reverse("replay_document", args=[interview.pk]),
        "momentUrl": reverse("replay_moment", args=[interview.pk]),
        "authorshipUrl": reverse("replay_authorship", args=[interview.pk]),
        "runsUrl": reverse("replay", args=[interview.pk]) + "runs/",
        "documentPages": [
            {"after": page.after, "at": page.at.isoformat()} for page in selectors.document_pages(interview)
        ],
        "boardUrl": reverse("replay_board_log", args=[interview.pk]),
        "boardPages": [{"after": page.after, "at": page.at.isoformat()} for page in board_pages(interview)],
    }
    return render(
        request,
        "replay/player.html",
        {
            "interview": interview,
            "people": [person for key, person in people.items() if key != "system"],
            "questions": [entry for entry in entries if entry.kind == EntryKind.QUESTION_PUSHED],
            "config": config,
            "may_note": may_note(reader_of(request), interview),
            "may_go_on": may_go_on(reader_of(request), interview),
            "has_editor": has_editor,
            "final_document": document_at(interview.pk) if has_editor else None,
            "has_board_log": bool(config and config["boardPages"]),
            "has_board": bool(selectors.last_board(interview)),
        },
    )


@never_cache
@require_safe
def timeline(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """A page of the timeline, from `?offset=`."""
    interview = interview_to_see(request, interview_id)
    offset = _position(request, "offset")
    entries = selectors.timeline_entries(interview, reader_of(request))
    end = offset + ENTRIES_PER_PAGE
    answer = presenters.timeline_json(
        entries[offset:end],
        selectors.people_of(interview),
        next_offset=end if end < len(entries) else None,
    )
    return JsonResponse(answer)


@never_cache
@require_safe
def document(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """A page of the document's log, from the update after `?after=`."""
    interview = interview_to_see(request, interview_id)
    page = selectors.document_page(interview, _position(request, "after"))
    return JsonResponse(presenters.document_json(page))


@never_cache
@require_safe
def moment(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """The document at the time `?at=`, within the page that begins after the update `?after=`."""
    interview = interview_to_see(request, interview_id)
    try:
        at = _time(request, "at")
    except OverflowError:
        body = {"code": "invalid_request", "detail": "at is beyond all times that there are."}
        return JsonResponse(body, status=400)
    found = selectors.document_moment(interview, _position(request, "after"), at)
    if found is None:
        raise Http404
    return JsonResponse(presenters.moment_json(found))


@never_cache
@require_safe
def authorship(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """Who wrote which characters of the document, from the update after `?after=`."""
    interview = interview_to_see(request, interview_id)
    page = selectors.authorship_page(interview, _position(request, "after"))
    return JsonResponse(presenters.authorship_json(page))


@never_cache
@require_safe
def run(request: HttpRequest, interview_id: UUID, run_id: UUID) -> HttpResponse:
    """What a run of the shared code gave."""
    found = selectors.run_of(interview_to_see(request, interview_id), run_id)
    if found is None:
        raise Http404
    return JsonResponse(presenters.run_json(found))


@never_cache
@require_safe
def board_log(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """A page of the whiteboard's log, from the change after `?after=`."""
    interview = interview_to_see(request, interview_id)
    page = board_page(interview, _position(request, "after"))
    return HttpResponse(presenters.board_json(page), content_type="application/json")


@never_cache
@require_safe
def code(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """The code as it is now, as a file."""
    interview = interview_to_see(request, interview_id)
    final = document_at(interview.pk)
    return file_response(
        final.code.encode(), presenters.code_file_name(interview, final), "text/plain; charset=utf-8"
    )


@never_cache
@require_safe
def board(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """The whiteboard as it is now, as a file for Excalidraw."""
    interview = interview_to_see(request, interview_id)
    content = orjson.dumps(presenters.board_file(selectors.last_board(interview)))
    return file_response(content, presenters.board_file_name(interview), "application/json")


def file_response(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to be saved, under this name."""
    header = content_disposition_header(as_attachment=True, filename=name)
    assert header is not None
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": header})
