"""The endpoints of runs and submissions."""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from dsa.api import openapi
from dsa.api.candidate_view import CandidateView
from dsa.api.event_stream import as_event_stream
from dsa.api.prefer_wait import seconds_to_wait, status_of, with_prefer_wait
from dsa.api.request_schemas import (
    IdempotencyKey,
    RunRequest,
    SubmissionsQuery,
    SubmitRequest,
    own_tests_of,
    read,
)
from dsa.choices import JudgementState, SubmissionKind
from dsa.errors import SessionCode, session_refused
from dsa.models import DsaSession, Submission
from dsa.rules import problem_in
from dsa.sessions.presenters.submission import present_submission, present_summary, visible_submissions
from dsa.submissions.selectors import find_submission
from dsa.submissions.services import create_submission
from talentsync.lib.json_api import AsyncJsonView

MAX_LISTED = 200


class CreateSubmissionView(AsyncJsonView, CandidateView):
    """Takes code and queues it. 202 while it is being judged; 200 where the same key has made one that is done."""

    max_body_bytes = settings.DSA_MAX_BODY_BYTES
    kind: ClassVar[SubmissionKind]
    request_type: ClassVar[type[SubmitRequest]]

    def create(self, request: Request, token: str) -> Response:
        fields = read(self.request_type, request.data)
        submission, is_new = create_submission(
            session=self.session,
            problem_key=fields["problemId"],
            language=fields["language"],
            source_code=fields["sourceCode"],
            kind=self.kind,
            stdin=fields.get("stdin"),
            own_tests=None if fields.get("ownTests") is None else own_tests_of(fields["ownTests"]),
            idempotency_key=_idempotency_key(request),
        )
        # What is waited for is read when it has changed.
        is_awaited = seconds_to_wait(request.headers)
        shown = (
            {"id": str(submission.pk), "status": JudgementState.QUEUED}
            if is_new and is_awaited
            else present_submission(submission)
        )
        location = reverse("dsa_submission", args=[token, submission.pk])
        return Response(shown, status=status_of(shown), headers={"Location": location})

    @classmethod
    async def complete(cls, request: HttpRequest, response: Response) -> HttpResponseBase:
        return await with_prefer_wait(request.headers, response)


def _idempotency_key(request: Request) -> str | None:
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    key: str = read(IdempotencyKey, {"idempotencyKey": given})["idempotencyKey"]
    return key


class RunView(CreateSubmissionView):
    rate = "run"
    kind = SubmissionKind.RUN
    request_type = RunRequest

    @openapi.run
    def post(self, request: Request, token: str) -> Response:
        return self.create(request, token)


class SubmitView(CreateSubmissionView):
    rate = "submit"
    kind = SubmissionKind.SUBMIT
    request_type = SubmitRequest

    @openapi.submit
    def post(self, request: Request, token: str) -> Response:
        return self.create(request, token)


def own_submission(session: DsaSession, submission_id: UUID) -> Submission:
    """Raises Refused. "Not yours" and "not there" are the same answer."""
    submission = find_submission(submission_id)
    if submission.session_id != session.pk:
        raise session_refused(SessionCode.SUBMISSION_NOT_FOUND)
    return submission


class SubmissionsView(CandidateView):
    @openapi.submissions
    def get(self, request: Request, token: str) -> Response:
        wanted = read(SubmissionsQuery, request.query_params.dict())
        submissions = visible_submissions(self.session)
        if "problemId" in wanted:
            submissions = submissions.filter(problem=problem_in(self.session, wanted["problemId"]))
        return Response(
            {"submissions": [present_summary(submission) for submission in submissions[:MAX_LISTED]]}
        )


class SubmissionView(CandidateView):
    @openapi.submission
    def get(self, request: Request, token: str, submission_id: UUID) -> Response:
        return Response(present_submission(own_submission(self.session, submission_id)))


class EventsView(AsyncJsonView, CandidateView):
    """Checks who asks and for what, then streams."""

    http_method_names = ["get"]  # a HEAD would open a stream that nobody reads

    @openapi.events
    def get(self, request: Request, token: str, submission_id: UUID) -> Response:
        submission = own_submission(self.session, submission_id)
        return Response({"submissionId": submission.pk, "sessionId": self.session.pk})

    @classmethod
    async def complete(cls, request: HttpRequest, response: Response) -> HttpResponseBase:
        checked = response.data
        last_event_id = request.headers.get("Last-Event-ID", "")
        return await as_event_stream(checked["submissionId"], checked["sessionId"], last_event_id)
