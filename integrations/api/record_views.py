"""Records: an interview as one file, asked for, looked at and taken."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from integrations.api import openapi
from integrations.api.base import ListView, TokenView, found, read
from integrations.api.requests import RecordQuery, RecordRequest
from integrations.api.schemas import RecordAnswer
from integrations.choices import Scope
from integrations.errors import RecordCode, refused
from interviews.models import User
from interviews.visibility import interview_condition, visible_interviews
from replay.models import Record, RecordState
from replay.record.download import download_of
from replay.record.services import records_for, request_record


def visible_records(user: User) -> QuerySet[Record]:
    """Their own, of the interviews that they see now."""
    return records_for(user).filter(interview_condition(user, "interview"))


class RecordsView(ListView):
    scopes = {"GET": Scope.RECORDS_READ, "POST": Scope.RECORDS_WRITE}
    query = RecordQuery
    answer = RecordAnswer

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Record]:
        lookups = {"interviewId": "interview", "edition": "edition", "state": "state"}
        return visible_records(self.user).filter(
            **{lookups[name]: value for name, value in filters.items() if name in lookups}
        )

    @openapi.listing(
        "listRecords",
        "Records that the token's owner asked for, newest first",
        Scope.RECORDS_READ,
        RecordAnswer,
        RecordQuery,
    )
    def get(self, request: Request) -> Response:
        return self.page(request)

    @openapi.operation(
        "requestRecord",
        "Have a record of an interview made",
        Scope.RECORDS_WRITE,
        {202: RecordAnswer},
        404,
        409,
        request=RecordRequest,
        description="A worker makes it. One of this interview and edition that is being made for the token's owner is "
        "answered, and none besides",
    )
    def post(self, request: Request) -> Response:
        fields = read(RecordRequest, request.data)
        interview = found(
            visible_interviews(self.user).select_related("stage"),
            RecordCode.INTERVIEW_NOT_FOUND,
            pk=fields["interviewId"],
        )
        record = request_record(interview=interview, edition=fields["edition"], user=self.user)
        return Response(RecordAnswer(record).data, status=202)


class OneRecordView(TokenView):
    """A view of one record."""

    def record(self, record_id: UUID) -> Record:
        rows = visible_records(self.user).select_related("interview")
        return found(rows, RecordCode.RECORD_NOT_FOUND, pk=record_id)


class RecordView(OneRecordView):
    scopes = {"GET": Scope.RECORDS_READ}

    @openapi.operation(
        "getRecord", "A record, and how far it is", Scope.RECORDS_READ, {200: RecordAnswer}, 404
    )
    def get(self, request: Request, record_id: UUID) -> Response:
        return Response(RecordAnswer(self.record(record_id)).data)


class RecordFileView(OneRecordView):
    scopes = {"GET": Scope.RECORDS_READ}

    @openapi.operation(
        "getRecordFile",
        "The file of a record that is made",
        Scope.RECORDS_READ,
        {(200, "text/html"): openapi.FILE},
        404,
        409,
    )
    def get(self, request: Request, record_id: UUID) -> StreamingHttpResponse:
        record = self.record(record_id)
        if record.state != RecordState.MADE:
            raise refused(RecordCode.RECORD_NOT_MADE)
        try:
            return download_of(record)
        except FileNotFoundError as error:
            raise refused(RecordCode.RECORD_NOT_FOUND) from error
