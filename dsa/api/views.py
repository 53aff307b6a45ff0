"""The endpoints below /v1/dsa/<token>. Whoever has the token is the candidate: see `talentsync.lib.json_api.JsonView`.

Rules and writes are the services', shapes are `dsa.sessions.presenters`'.
"""

import time
from typing import Any, ClassVar
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from dsa.api import openapi
from dsa.api.event_stream import as_event_stream
from dsa.api.http_status import STATUS_OF_CODE
from dsa.api.request_schemas import (
    DraftRequest,
    EmptyRequest,
    FinishRequest,
    IdempotencyKey,
    OwnTestsRequest,
    RunRequest,
    SubmissionsQuery,
    SubmitRequest,
    own_tests_of,
    read,
)
from dsa.choices import UNFINISHED_JUDGEMENT_STATES, FinishReason, JudgementState, SubmissionKind
from dsa.errors import DraftConflict, SessionCode, session_refused
from dsa.judging.progress import subscribe
from dsa.models import DsaSession, Judgement, Submission
from dsa.rules import problem_in
from dsa.sessions import services as session_services
from dsa.sessions.own_tests import present_own_test_list, present_own_tests, save_own_tests
from dsa.sessions.presenters import (
    Json,
    present_draft,
    present_drafts,
    present_session,
    present_submission,
    present_summary,
    visible_submissions,
)
from dsa.submissions import services as submission_services
from talentsync.lib.errors import Refused
from talentsync.lib.json_api import AsyncJsonView, JsonView
from talentsync.lib.json_api.preferences import preferred_wait
from talentsync.lib.json_api.rates import Rate
from talentsync.lib.prepared_query import PreparedQuery

MAX_WAIT_SECONDS = 30
# How soon to look again without having been told: a message may be lost with a Redis that restarts.
RECHECK_SECONDS = 5.0
RETRY_WHEN_UNAVAILABLE_SECONDS = 30
MAX_LISTED = 200


_SUBMISSION = PreparedQuery(
    lambda pk: Submission.objects.select_related("problem").filter(pk=pk), Submission._meta.pk
)
_UNFINISHED = PreparedQuery(
    lambda submission_id: Judgement.objects.unfinished().filter(submission=submission_id).only("pk"),
    Submission._meta.pk,
)


class CandidateView(JsonView):
    """A view of one candidate's session. `rate` names what is counted: see DSA_RATES in the settings."""

    statuses = STATUS_OF_CODE
    rate: ClassVar[str] = "read"
    session: DsaSession

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.session = session_services.open_session(kwargs["token"])
        rate = Rate(*settings.DSA_RATES[self.rate]).times(settings.DSA_RATE_FACTOR)
        self.take_rate(f"dsa:{self.rate}:{self.session.pk}", rate)

    def more_about(self, refusal: Refused) -> dict[str, Any]:
        return {"current": present_draft(refusal.current)} if isinstance(refusal, DraftConflict) else {}

    def headers_of(self, refusal: Refused) -> dict[str, str]:
        if refusal.code == SessionCode.EXECUTION_UNAVAILABLE:
            return {"Retry-After": str(RETRY_WHEN_UNAVAILABLE_SECONDS)}
        return {}

    def own_submission(self, submission_id: UUID) -> Submission:
        """Raises Refused. "Not yours" and "not there" are the same answer."""
        submission = _SUBMISSION.first(submission_id)
        if submission is None or submission.session_id != self.session.pk:
            raise session_refused(SessionCode.SUBMISSION_NOT_FOUND)
        return submission


# The session ----------------------------------------------------------------------------------------------------------


class SessionView(CandidateView):
    @openapi.session
    def get(self, request: Request, token: str) -> Response:
        return Response(present_session(self.session))


class StartView(CandidateView):
    rate = "act"

    @openapi.start
    def post(self, request: Request, token: str) -> Response:
        read(EmptyRequest, request.data)
        return Response(present_session(session_services.start_session(session=self.session)))


class FinishView(CandidateView):
    rate = "act"

    @openapi.finish
    def post(self, request: Request, token: str) -> Response:
        fields = read(FinishRequest, request.data)
        finished = session_services.finish_session(
            session=self.session,
            reason=FinishReason.CANDIDATE,
            submits_drafts=fields["submitDrafts"],
        )
        return Response(present_session(finished))


# Runs and submissions -------------------------------------------------------------------------------------------------


class CreateSubmissionView(AsyncJsonView, CandidateView):
    """Takes code and queues it. 202 while it is being judged; 200 where the same key has made one that is done."""

    max_body_bytes = settings.DSA_MAX_BODY_BYTES
    kind: ClassVar[SubmissionKind]
    request_type: ClassVar[type[SubmitRequest]]

    def create(self, request: Request, token: str) -> Response:
        fields = read(self.request_type, request.data)
        submission, is_new = submission_services.create_submission(
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
        is_awaited = preferred_wait(request.headers.get("Prefer", ""), max_seconds=MAX_WAIT_SECONDS)
        shown = (
            {"id": str(submission.pk), "status": JudgementState.QUEUED}
            if is_new and is_awaited
            else present_submission(submission)
        )
        location = reverse("dsa_submission", args=[token, submission.pk])
        return Response(shown, status=_status_of(shown), headers={"Location": location})

    @classmethod
    async def complete(cls, request: HttpRequest, response: Response) -> HttpResponseBase:
        return await with_prefer_wait(request.headers.get("Prefer", ""), response)


def _idempotency_key(request: Request) -> str | None:
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    key: str = read(IdempotencyKey, {"idempotencyKey": given})["idempotencyKey"]
    return key


def _status_of(shown: Json) -> int:
    return 202 if shown["status"] in UNFINISHED_JUDGEMENT_STATES else 200


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
        return Response(present_submission(self.own_submission(submission_id)))


class EventsView(AsyncJsonView, CandidateView):
    """Checks who asks and for what, then streams."""

    http_method_names = ["get"]  # a HEAD would open a stream that nobody reads

    @openapi.events
    def get(self, request: Request, token: str, submission_id: UUID) -> Response:
        submission = self.own_submission(submission_id)
        return Response({"submissionId": submission.pk, "sessionId": self.session.pk})

    @classmethod
    async def complete(cls, request: HttpRequest, response: Response) -> HttpResponseBase:
        checked = response.data
        last_event_id = request.headers.get("Last-Event-ID", "")
        return await as_event_stream(checked["submissionId"], checked["sessionId"], last_event_id)


# Drafts ---------------------------------------------------------------------------------------------------------------


class DraftsView(CandidateView):
    @openapi.drafts
    def get(self, request: Request, token: str) -> Response:
        return Response({"drafts": present_drafts(self.session)})


class DraftView(CandidateView):
    rate = "draft"
    max_body_bytes = settings.DSA_MAX_BODY_BYTES

    @openapi.draft
    def put(self, request: Request, token: str, problem_id: str) -> Response:
        fields = read(DraftRequest, request.data)
        draft = session_services.save_draft(
            session=self.session,
            problem_key=problem_id,
            language=fields["language"],
            source_code=fields["sourceCode"],
            base_version=fields["baseVersion"],
        )
        return Response(present_draft(draft))


# Own tests ------------------------------------------------------------------------------------------------------------


class OwnTestListsView(CandidateView):
    @openapi.own_test_lists
    def get(self, request: Request, token: str) -> Response:
        return Response({"ownTests": present_own_tests(self.session)})


class OwnTestListView(CandidateView):
    rate = "draft"
    max_body_bytes = settings.DSA_MAX_BODY_BYTES

    @openapi.own_test_list
    def put(self, request: Request, token: str, problem_id: str) -> Response:
        fields = read(OwnTestsRequest, request.data)
        kept = save_own_tests(
            session=self.session, problem_key=problem_id, tests=own_tests_of(fields["tests"])
        )
        return Response(present_own_test_list(kept))


# Prefer: wait ---------------------------------------------------------------------------------------------------------


async def with_prefer_wait(prefer: str, response: Response) -> Response:
    """Heed `Prefer: wait=N`: 200 with the results if they are there in time, 202 with those so far."""
    seconds = preferred_wait(prefer, max_seconds=MAX_WAIT_SECONDS)
    if seconds is not None:
        response.data = await _when_done(UUID(response.data["id"]), response.data, seconds)
        response.status_code = _status_of(response.data)
        response.headers["Preference-Applied"] = f"wait={seconds}"
    return response


async def _when_done(submission_id: UUID, shown: Json, seconds: int) -> Json:
    """The submission when it is judged, or as it stands after so many seconds."""
    ends_at = time.monotonic() + seconds
    if _status_of(shown) == 200 or not seconds:
        return shown
    async with subscribe(submission_id) as progress:
        # It may have ended before we could be told.
        is_judged = not await sync_to_async(_is_being_judged)(submission_id)
        while not is_judged and (left := ends_at - time.monotonic()) > 0:
            # Looked at when the end is told, and not for each result: the processor is the programs' meanwhile.
            await progress.wait_for_end(min(left, RECHECK_SECONDS))
            shown = await sync_to_async(_read)(submission_id)
            if _status_of(shown) == 200:
                return shown
    return await sync_to_async(_read)(submission_id)


def _is_being_judged(submission_id: UUID) -> bool:
    return _UNFINISHED.first(submission_id) is not None


def _read(submission_id: UUID) -> Json:
    submission = _SUBMISSION.first(submission_id)
    if submission is None:
        # Erased meanwhile, with the session.
        raise session_refused(SessionCode.SUBMISSION_NOT_FOUND)
    return present_submission(submission)
