"""What the OpenAPI document says of each operation."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema

from proctoring.api import request_schemas, response_schemas

TOKEN = OpenApiParameter(
    "token",
    OpenApiTypes.STR,
    OpenApiParameter.PATH,
    description="Out of the candidate's link. It is all that is needed, so treat it like a password.",
)
READING = (404, 410, 429, 500)
WRITING = (*READING, 400, 403, 409, 411, 413, 415)


def _operation(
    name: str, summary: str, *, answer: Any, status: int = 200, request: Any = None, refusals: tuple[int, ...]
) -> Callable[[Any], Any]:
    return extend_schema(
        operation_id=name,
        summary=summary,
        tags=["Webcam proctoring"],
        parameters=[TOKEN],
        request=request,
        responses={
            status: answer,
            **dict.fromkeys(sorted(refusals), response_schemas.ProctoringError),
        },
    )


state = _operation(
    "proctoring",
    "Consent, what is held, incidents",
    answer=response_schemas.ProctoringState,
    refusals=READING,
)
consent = _operation(
    "answer_consent",
    "Agree to the text of this version, or decline",
    request=request_schemas.ConsentAnswerRequest,
    answer=response_schemas.ProctoringState,
    refusals=WRITING,
)
camera_check = _operation(
    "check_camera",
    "The camera works now: where the stage wants it, the session may start within ten minutes",
    request=request_schemas.CameraCheckRequest,
    answer=response_schemas.ProctoringState,
    refusals=WRITING,
)
exemption_request = _operation(
    "ask_for_exemption",
    "Ask for a session without a camera; the recruiter decides",
    request=request_schemas.ExemptionAskRequest,
    answer=response_schemas.ProctoringState,
    refusals=WRITING,
)
snapshots = _operation(
    "send_snapshot",
    "One JPEG or PNG of the webcam. The same clientId again changes nothing",
    request={"multipart/form-data": request_schemas.SnapshotRequest},
    answer=response_schemas.AcceptedSnapshot,
    status=HTTPStatus.ACCEPTED,
    refusals=(*WRITING, 503),
)
incidents = _operation(
    "report_incidents",
    "What the page noticed. The same clientId again changes nothing",
    request=request_schemas.IncidentReportRequest,
    answer=response_schemas.AcceptedIncidents,
    status=HTTPStatus.ACCEPTED,
    refusals=WRITING,
)
reply = _operation(
    "reply_to_incident",
    "What the candidate says to an incident, in place of what they said before",
    request=request_schemas.ReplyRequest,
    answer=response_schemas.ProctoringState,
    refusals=WRITING,
)
