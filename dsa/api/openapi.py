"""What the OpenAPI document says of each operation: every response, with the codes that it may carry."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from dsa.api import response_schemas
from dsa.api.http_status import STATUS_OF_CODE
from dsa.api.request_schemas import (
    DraftLogRequest,
    DraftRequest,
    EmptyRequest,
    FinishRequest,
    OwnTestsRequest,
    PracticeRunRequest,
    RunRequest,
    SubmitRequest,
)
from dsa.errors import SessionCode
from interviews.access.codes import AccessCode
from talentsync.lib.json_api import ErrorCode
from talentsync.lib.json_api.errors import STATUS_OF_ERROR

# The codes with which the operations of a kind may be refused.
READ_ERRORS: Sequence[str] = [
    AccessCode.INVITATION_INVALID,
    SessionCode.NOT_A_DSA_STAGE,
    AccessCode.INVITATION_EXPIRED,
    AccessCode.INVITATION_REVOKED,
    AccessCode.INTERVIEW_CANCELLED,
    ErrorCode.RATE_LIMITED,
    ErrorCode.INTERNAL_ERROR,
]
BODY_ERRORS: Sequence[str] = [
    ErrorCode.INVALID_REQUEST,
    ErrorCode.PARSE_ERROR,
    SessionCode.TEXT_INVALID,
    ErrorCode.LENGTH_REQUIRED,
    ErrorCode.TOO_LARGE,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
]
WORK_ERRORS: Sequence[str] = [
    SessionCode.NOT_STARTED,
    SessionCode.PROBLEM_NOT_FOUND,
    SessionCode.LANGUAGE_NOT_OFFERED,
    SessionCode.SESSION_OVER,
    AccessCode.INTERVIEW_OVER,
    SessionCode.SOURCE_TOO_LARGE,
]
NO_CODE_ERRORS: Sequence[str] = [
    SessionCode.NOT_STARTED,
    SessionCode.PROBLEM_NOT_FOUND,
    SessionCode.SESSION_OVER,
    AccessCode.INTERVIEW_OVER,
    SessionCode.OWN_TESTS_TOO_LARGE,
]
CREATE_ERRORS: Sequence[str] = [SessionCode.IDEMPOTENCY_KEY_REUSED, SessionCode.EXECUTION_UNAVAILABLE]
STATUS_DESCRIPTIONS = {
    400: "Not understood, nothing was done",
    403: "Not now",
    404: "Not there, or not yours: the two are not told apart",
    409: "In conflict with how things stand",
    410: "Over for good",
    411: "The body has no declared length",
    413: "Too large",
    415: "Not JSON",
    422: "Understood, and it does not fit: the code says what",
    429: "Too many requests",
    500: "Our fault",
    503: "Not possible at the moment",
}


def _error_responses(*groups: Sequence[str]) -> dict[int, OpenApiResponse]:
    codes: dict[int, list[str]] = {}
    for code in chain.from_iterable(groups):
        status = STATUS_OF_CODE[code] if code in STATUS_OF_CODE else STATUS_OF_ERROR[code]
        codes.setdefault(status, []).append(f"`{code}`")
    return {
        status: OpenApiResponse(
            response_schemas.Conflict if status == 409 else response_schemas.Error,
            f"{STATUS_DESCRIPTIONS[status]}: {', '.join(codes[status])}.",
        )
        for status in sorted(codes)
    }


TOKEN = OpenApiParameter(
    "token",
    OpenApiTypes.STR,
    OpenApiParameter.PATH,
    description="Out of the candidate's link. It is all that is needed, so treat it like a password.",
)
SUBMISSION_ID = OpenApiParameter("submission_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
PROBLEM_ID = OpenApiParameter("problem_id", OpenApiTypes.STR, OpenApiParameter.PATH)
RETRY_AFTER = OpenApiParameter(
    "Retry-After",
    OpenApiTypes.INT,
    OpenApiParameter.HEADER,
    response=[429, 503],
    description="Seconds to wait.",
)
CREATE_PARAMETERS = [
    OpenApiParameter(
        "Prefer",
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        description="`wait=N` waits for the results, up to N seconds and at most 30.",
        examples=[OpenApiExample("Ten seconds", value="wait=10")],
    ),
    OpenApiParameter(
        "Idempotency-Key",
        {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"},
        OpenApiParameter.HEADER,
        description="The same key with the same body gives the submission that it made before.",
    ),
    OpenApiParameter(
        "Location",
        OpenApiTypes.URI_REF,
        OpenApiParameter.HEADER,
        response=[200, 202],
        description="Where the submission is found.",
    ),
    OpenApiParameter("Preference-Applied", OpenApiTypes.STR, OpenApiParameter.HEADER, response=[200, 202]),
]


View = TypeVar("View", bound=Callable[..., Any])


def _operation(
    name: str,
    summary: str,
    successes: Mapping[Any, Any],
    *errors: Sequence[str],
    parameters: Sequence[OpenApiParameter] = (),
    request: Any = None,
    description: str = "",
) -> Callable[[View], View]:
    return extend_schema(
        operation_id=name,
        summary=summary,
        description=description or summary,
        tags=["Coding session"],
        parameters=[TOKEN, *parameters, RETRY_AFTER],
        request=request,
        responses={**successes, **_error_responses(READ_ERRORS, *errors)},
    )


session = _operation(
    "getSession",
    "The session: state, times, languages, and once it has started its problems",
    {200: response_schemas.Session},
)
start = _operation(
    "startSession",
    "Start the session: the time runs from then on",
    {200: response_schemas.Session},
    BODY_ERRORS,
    [
        SessionCode.NOT_YET_OPEN,
        SessionCode.CONSENT_REQUIRED,
        SessionCode.CAMERA_REQUIRED,
        SessionCode.NO_PROBLEMS,
        SessionCode.SESSION_OVER,
        AccessCode.INTERVIEW_OVER,
    ],
    request=EmptyRequest,
    description="Starting a session that runs already changes nothing and answers in the same way.",
)
finish = _operation(
    "finishSession",
    "Hand in early: nothing can be run or submitted afterwards",
    {200: response_schemas.Session},
    BODY_ERRORS,
    [SessionCode.NOT_STARTED],
    request=FinishRequest,
    description="Drafts are submitted only with `submitDrafts`. Finishing twice changes nothing.",
)

_created = {
    202: OpenApiResponse(response_schemas.Submission, "Queued, or still being judged."),
    200: OpenApiResponse(response_schemas.Submission, "Judged already."),
}
run = _operation(
    "run",
    "Try code on the visible tests, on own input or on own tests",
    _created,
    BODY_ERRORS,
    WORK_ERRORS,
    [SessionCode.RUNS_IN_FLIGHT, SessionCode.INPUT_TOO_LARGE, SessionCode.OWN_TESTS_TOO_LARGE],
    CREATE_ERRORS,
    parameters=CREATE_PARAMETERS,
    request=RunRequest,
)
submit = _operation(
    "submit",
    "Have code judged on all tests",
    _created,
    BODY_ERRORS,
    WORK_ERRORS,
    [SessionCode.SUBMISSION_IN_FLIGHT],
    CREATE_ERRORS,
    parameters=CREATE_PARAMETERS,
    request=SubmitRequest,
)
submissions = _operation(
    "listSubmissions",
    "The session's submissions, newest first, the last 200 of them",
    {200: response_schemas.Submissions},
    [ErrorCode.INVALID_REQUEST, SessionCode.PROBLEM_NOT_FOUND],
    parameters=[
        OpenApiParameter(
            "problemId",
            {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[-a-zA-Z0-9_]+$"},
            OpenApiParameter.QUERY,
            description="Only this problem's.",
        )
    ],
)
submission = _operation(
    "getSubmission",
    "One submission with its code and its results so far",
    {200: response_schemas.Submission},
    [SessionCode.SUBMISSION_NOT_FOUND],
    parameters=[SUBMISSION_ID],
)
events = _operation(
    "streamSubmission",
    "The judging of a submission as it happens",
    {
        (200, "text/event-stream"): OpenApiResponse(
            response_schemas.StreamEvent,
            "Events `submission` (data: a Submission) and `result` (data: a TestResult).",
        ),
        204: OpenApiResponse(description="Last-Event-ID is that of the end: there is nothing more."),
    },
    [SessionCode.SUBMISSION_NOT_FOUND, SessionCode.TOO_MANY_STREAMS],
    parameters=[
        SUBMISSION_ID,
        OpenApiParameter(
            "Last-Event-ID",
            OpenApiTypes.STR,
            OpenApiParameter.HEADER,
            description="The id of the last event that was received; browsers send it by themselves.",
        ),
    ],
)
drafts = _operation("listDrafts", "The code that was kept", {200: response_schemas.Drafts})
draft = _operation(
    "saveDraft",
    "Keep the code in the editor",
    {200: response_schemas.Draft},
    BODY_ERRORS,
    WORK_ERRORS,
    [SessionCode.DRAFT_CONFLICT],
    parameters=[PROBLEM_ID],
    request=DraftRequest,
)
draft_log = _operation(
    "appendDraftLog",
    "Keep what was changed in the editor, and when",
    {200: response_schemas.DraftLogState},
    BODY_ERRORS,
    WORK_ERRORS,
    [SessionCode.DRAFT_LOG_GAP, SessionCode.DRAFT_LOG_INVALID, SessionCode.DRAFT_LOG_FULL],
    request=DraftLogRequest,
    description="Stored before it is answered. What is stored already is passed over, so a request can be sent "
    "again; one that leaves something out is refused as `draft_log_gap`. Until an hour after the end of the session, "
    "what was written before it is still taken.",
)
own_test_lists = _operation(
    "listOwnTests", "The candidate's own tests, by problem", {200: response_schemas.OwnTestLists}
)
own_test_list = _operation(
    "saveOwnTests",
    "Keep the candidate's own tests of a problem",
    {200: response_schemas.OwnTestList},
    BODY_ERRORS,
    NO_CODE_ERRORS,
    parameters=[PROBLEM_ID],
    request=OwnTestsRequest,
    description="They take the place of all that were kept; the last save counts. Also on another device.",
)
practice = _operation(
    "getPractice",
    "The practice problem, as a session without an end",
    {200: response_schemas.Session},
    [SessionCode.PRACTICE_OVER, SessionCode.EXECUTION_UNAVAILABLE],
)
practice_run = _operation(
    "runPractice",
    "Try code on the practice problem; nothing of it is kept beyond some minutes",
    {202: response_schemas.Submission},
    BODY_ERRORS,
    [
        SessionCode.PRACTICE_OVER,
        SessionCode.LANGUAGE_NOT_OFFERED,
        SessionCode.SOURCE_TOO_LARGE,
        SessionCode.OWN_TESTS_TOO_LARGE,
        SessionCode.EXECUTION_UNAVAILABLE,
    ],
    request=PracticeRunRequest,
)
get_practice_run = _operation(
    "getPracticeRun",
    "A practice run with its results",
    {200: response_schemas.Submission},
    [SessionCode.SUBMISSION_NOT_FOUND],
    parameters=[
        OpenApiParameter("run_id", OpenApiTypes.UUID, OpenApiParameter.PATH, description="Its `id`.")
    ],
)
