"""An interviewer's own notes, below /v1/interviews/<id>. Who asks is known by the session, as on the site's pages."""

from collections.abc import Callable
from typing import Any, ClassVar, Final, TypeVar
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from interviews.access.rooms import interview_for_interviewer
from interviews.api.schemas import NoteAnswer, NoteRemoved, NoteRequest, Notes
from interviews.http_status import STATUS_OF_CODE
from interviews.models import Note, Scorecard, User
from interviews.services.notes import notes_of, remove_note, save_note
from talentsync.lib.json_api import JsonView
from talentsync.lib.json_api.rates import Rate

F = TypeVar("F", bound=Callable[..., Any])

RATE: Final = Rate(burst=60, per_minute=120)


class NotesError(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()


def described(
    operation: str, answer: type[serializers.Serializer[Any]], *statuses: int, **options: Any
) -> Callable[[F], F]:
    """The operation in OpenAPI: its answer, and the statuses of its errors."""
    errors = {status: OpenApiResponse(NotesError) for status in (403, 404, 429, 500, *statuses)}
    describe: Callable[[F], F] = extend_schema(
        operation_id=operation, responses={200: answer, **errors}, **options
    )
    return describe


class InterviewerView(JsonView):
    """A view for those who hold the interview. The session's cookie counts here, and so do CSRF tokens."""

    authentication_classes = (SessionAuthentication,)
    statuses = STATUS_OF_CODE
    # The longest note, each of its characters escaped.
    max_body_bytes: ClassVar[int] = 60_000
    user: User

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        interview_for_interviewer(request.user, kwargs["interview_id"])
        assert isinstance(request.user, User)
        self.user = request.user
        self.take_rate(f"notes:{self.user.pk}", RATE)


def present(note: Note) -> dict[str, Any]:
    return {"id": str(note.pk), "text": note.text, "at": note.at.isoformat()}


class NotesView(InterviewerView):
    """All of one's notes."""

    @described("listNotes", Notes)
    def get(self, request: Request, interview_id: UUID) -> Response:
        handed_in = Scorecard.objects.handed_in().filter(interview=interview_id, interviewer=self.user)
        return Response(
            {
                "notes": [present(note) for note in notes_of(self.user, interview_id)],
                "isFixed": handed_in.exists(),
            }
        )


class NoteView(InterviewerView):
    """One note, by the id that its page has made."""

    @described("saveNote", NoteAnswer, 400, 409, 411, 413, 415, request=NoteRequest)
    def put(self, request: Request, interview_id: UUID, note_id: UUID) -> Response:
        form = NoteRequest(data=request.data)
        form.is_valid(raise_exception=True)
        note = save_note(
            author=self.user,
            interview_id=interview_id,
            note_id=note_id,
            at=form.validated_data["at"],
            text=form.validated_data["text"],
        )
        return Response(present(note))

    @described("removeNote", NoteRemoved, 409)
    def delete(self, request: Request, interview_id: UUID, note_id: UUID) -> Response:
        remove_note(author=self.user, interview_id=interview_id, note_id=note_id)
        return Response({"id": str(note_id)})
