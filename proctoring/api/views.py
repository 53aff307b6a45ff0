"""Adapters between HTTP and the services: sizes and shapes are checked here, everything else there."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from interviews.models import Invitation
from proctoring import services, services_incidents, services_snapshots
from proctoring.access import invitation_for_token, proctoring_of
from proctoring.api import serializers
from proctoring.api.errors import LengthRequired, TooLarge, UnsupportedType, answer_to
from proctoring.api.throttles import TokenThrottle
from proctoring.images import looks_like_picture
from proctoring.presenters import state_document
from proctoring.services_incidents import Noticed
from proctoring.services_snapshots import Upload
from proctoring.vocabulary import Decision, IncidentKind, SnapshotReason

LARGEST_JSON_BYTES = 64 * 1024
# The other fields of a form and its boundaries.
FORM_MARGIN_BYTES = 4096


class CandidateView(APIView):
    """The link is the credential: no session, no cookie, hence nothing to forge across sites."""

    authentication_classes = []
    permission_classes = []
    parser_classes = [JSONParser]
    renderer_classes = [JSONRenderer]
    throttle_kind: str

    def get_throttles(self) -> list[BaseThrottle]:
        return [TokenThrottle(self.throttle_kind)]

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        return answer_to

    def largest_body(self) -> int:
        return LARGEST_JSON_BYTES

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Before any of the body is parsed: how often, how large, whose."""
        super().initial(request, *args, **kwargs)
        if request.method == "POST":
            self._check_length(request)
        self.invitation: Invitation = invitation_for_token(kwargs["token"])

    def _check_length(self, request: Request) -> None:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or "")
        except ValueError:
            raise LengthRequired from None
        if length > self.largest_body():
            raise TooLarge

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        final = super().finalize_response(request, response, *args, **kwargs)
        final["Cache-Control"] = "no-store"
        return final


class StateView(CandidateView):
    throttle_kind = "proctoring_read"

    @extend_schema(responses=serializers.StateSerializer)
    def get(self, request: Request, token: str) -> Response:
        """Where the candidate stands: text and answer, what is held, what was noticed."""
        return Response(state_document(self.invitation))


class ConsentView(CandidateView):
    throttle_kind = "proctoring_answer"

    @extend_schema(request=serializers.ConsentAnswerSerializer, responses=serializers.StateSerializer)
    def post(self, request: Request, token: str) -> Response:
        """Agree to the text of this version, or decline. Either can be changed later by the other."""
        sent = serializers.ConsentAnswerSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        services.answer(
            invitation=self.invitation,
            decision=Decision(sent.validated_data["decision"]),
            text_version=sent.validated_data["textVersion"],
        )
        return Response(state_document(self.invitation))


class SnapshotsView(CandidateView):
    throttle_kind = "proctoring_snapshots"
    parser_classes = [MultiPartParser]

    def largest_body(self) -> int:
        return int(settings.PROCTORING_UPLOAD_BYTES) + FORM_MARGIN_BYTES

    @extend_schema(
        request={"multipart/form-data": serializers.SnapshotSerializer},
        responses={202: serializers.AcceptedSnapshotSerializer},
    )
    def post(self, request: Request, token: str) -> Response:
        """One picture. 202: it is kept and will be looked at; the same clientId again changes nothing."""
        sent = serializers.SnapshotSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        image = sent.validated_data["image"]
        if image.size > settings.PROCTORING_UPLOAD_BYTES:
            raise TooLarge
        content: bytes = image.read()
        if not looks_like_picture(content[:16]):
            raise UnsupportedType
        snapshot = services_snapshots.receive(
            proctoring=proctoring_of(self.invitation),
            upload=Upload(
                client_id=sent.validated_data["clientId"],
                sequence=sent.validated_data["sequence"],
                captured_at=sent.validated_data["capturedAt"],
                reason=SnapshotReason(sent.validated_data["reason"]),
                content=content,
            ),
        )
        return Response(
            {"clientId": str(snapshot.client_id), "status": "received"}, status=HTTPStatus.ACCEPTED
        )


class IncidentsView(CandidateView):
    throttle_kind = "proctoring_incidents"

    @extend_schema(
        request=serializers.IncidentReportSerializer,
        responses={202: serializers.AcceptedIncidentsSerializer},
    )
    def post(self, request: Request, token: str) -> Response:
        """What the page noticed. The same clientId again changes nothing."""
        sent = serializers.IncidentReportSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        accepted = services_incidents.report(
            proctoring=proctoring_of(self.invitation),
            incidents=[
                Noticed(
                    client_id=each["clientId"],
                    kind=IncidentKind(each["kind"]),
                    occurred_at=each["occurredAt"],
                    details=each.get("details", {}),
                )
                for each in sent.validated_data["incidents"]
            ],
        )
        return Response({"accepted": accepted}, status=HTTPStatus.ACCEPTED)


class ReplyView(CandidateView):
    throttle_kind = "proctoring_answer"

    @extend_schema(request=serializers.ReplySerializer, responses=serializers.StateSerializer)
    def post(self, request: Request, token: str, incident_id: UUID) -> Response:
        """What the candidate says to an incident, in place of what they said before."""
        sent = serializers.ReplySerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        services_incidents.reply(
            invitation=self.invitation, incident_id=incident_id, text=sent.validated_data["text"]
        )
        return Response(state_document(self.invitation))
