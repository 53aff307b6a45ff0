"""The endpoints below /v1/dsa/<token> that are proctoring's. Whoever has the token is the candidate: see `JsonView`.

Sizes and shapes are checked here, everything else is the services'.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from interviews.models import Invitation
from proctoring.api import openapi
from proctoring.api.http_status import STATUS_OF_CODE
from proctoring.api.request_schemas import (
    CameraCheckRequest,
    ConsentAnswerRequest,
    ExemptionAskRequest,
    IncidentReportRequest,
    ReplyRequest,
    SnapshotRequest,
    read,
)
from proctoring.choices import Decision, IncidentKind, SnapshotReason
from proctoring.errors import ProctoringCode, proctoring_refused
from proctoring.images import looks_like_picture
from proctoring.presenters import state_document
from proctoring.selectors import invitation_for_token, proctoring_of
from proctoring.services import incidents as incident_services
from proctoring.services import snapshots as snapshot_services
from proctoring.services.consent import ask_for_exemption, record_camera_check, record_consent
from proctoring.services.incidents import IncidentReport
from proctoring.services.snapshots import Upload
from talentsync.lib.errors import Refused
from talentsync.lib.json_api import JsonView
from talentsync.lib.json_api.rates import Rate

RATES: Mapping[str, Rate] = {
    "read": Rate(burst=60, per_minute=120),
    "answer": Rate(burst=10, per_minute=30),
    "incidents": Rate(burst=30, per_minute=120),
}
# The other fields of a form and its boundaries.
FORM_MARGIN_BYTES = 4096
RETRY_WHEN_UNAVAILABLE_SECONDS = 60


class CandidateView(JsonView):
    """A view of one candidate's records. `rate` names what is counted together."""

    statuses = STATUS_OF_CODE
    rate: ClassVar[str]
    invitation: Invitation

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.invitation = invitation_for_token(kwargs["token"])
        self.take_rate(f"proctoring:{self.rate}:{self.invitation.pk}", self.allowed_rate())

    def allowed_rate(self) -> Rate:
        return RATES[self.rate]

    def headers_of(self, refusal: Refused) -> dict[str, str]:
        if refusal.code in (ProctoringCode.STORAGE_UNAVAILABLE, ProctoringCode.TOO_MANY):
            return {"Retry-After": str(RETRY_WHEN_UNAVAILABLE_SECONDS)}
        return {}


class StateView(CandidateView):
    rate = "read"

    @openapi.state
    def get(self, request: Request, token: str) -> Response:
        return Response(state_document(self.invitation))


class ConsentView(CandidateView):
    rate = "answer"

    @openapi.consent
    def post(self, request: Request, token: str) -> Response:
        fields = read(ConsentAnswerRequest, request.data)
        record_consent(
            invitation=self.invitation,
            decision=Decision(fields["decision"]),
            text_version=fields["textVersion"],
        )
        return Response(state_document(self.invitation))


class CameraCheckView(CandidateView):
    rate = "answer"

    @openapi.camera_check
    def post(self, request: Request, token: str) -> Response:
        read(CameraCheckRequest, request.data)
        record_camera_check(invitation=self.invitation)
        return Response(state_document(self.invitation))


class ExemptionRequestView(CandidateView):
    rate = "answer"

    @openapi.exemption_request
    def post(self, request: Request, token: str) -> Response:
        fields = read(ExemptionAskRequest, request.data)
        ask_for_exemption(invitation=self.invitation, note=fields.get("note", ""))
        return Response(state_document(self.invitation))


class SnapshotsView(CandidateView):
    rate = "snapshots"
    parser_classes = (MultiPartParser,)
    max_body_bytes = settings.PROCTORING_UPLOAD_BYTES + FORM_MARGIN_BYTES

    def allowed_rate(self) -> Rate:
        # A page that comes back from offline sends what it kept in one go, as far as a minute's worth.
        per_minute: int = settings.PROCTORING_UPLOADS_PER_MINUTE
        return Rate(burst=per_minute, per_minute=per_minute)

    @openapi.snapshots
    def post(self, request: Request, token: str) -> Response:
        fields = read(SnapshotRequest, request.data)
        if fields["image"].size > settings.PROCTORING_UPLOAD_BYTES:
            raise proctoring_refused(ProctoringCode.TOO_LARGE)
        content: bytes = fields["image"].read()
        if not looks_like_picture(content[:16]):
            raise proctoring_refused(ProctoringCode.UNSUPPORTED_TYPE)
        snapshot = snapshot_services.receive(
            proctoring=proctoring_of(self.invitation),
            upload=Upload(
                client_id=fields["clientId"],
                sequence=fields["sequence"],
                captured_at=fields["capturedAt"],
                reason=SnapshotReason(fields["reason"]),
                content=content,
            ),
        )
        accepted = {"clientId": str(snapshot.client_id), "status": "received"}
        return Response(accepted, status=HTTPStatus.ACCEPTED)


class IncidentsView(CandidateView):
    rate = "incidents"

    @openapi.incidents
    def post(self, request: Request, token: str) -> Response:
        fields = read(IncidentReportRequest, request.data)
        accepted = incident_services.record_incidents(
            proctoring=proctoring_of(self.invitation),
            incidents=[
                IncidentReport(
                    client_id=each["clientId"],
                    kind=IncidentKind(each["kind"]),
                    occurred_at=each["occurredAt"],
                    details=each.get("details", {}),
                )
                for each in fields["incidents"]
            ],
        )
        return Response({"accepted": accepted}, status=HTTPStatus.ACCEPTED)


class ReplyView(CandidateView):
    rate = "answer"

    @openapi.reply
    def post(self, request: Request, token: str, incident_id: UUID) -> Response:
        fields = read(ReplyRequest, request.data)
        incident_services.save_reply(invitation=self.invitation, incident_id=incident_id, text=fields["text"])
        return Response(state_document(self.invitation))
