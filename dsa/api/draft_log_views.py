"""The endpoint of the log of drafts."""

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from dsa.api import openapi
from dsa.api.candidate_view import CandidateView
from dsa.api.request_schemas import DraftLogRequest, changes_of, read
from dsa.draft_log.services import StreamName, append_changes


class DraftLogView(CandidateView):
    rate = "draft_log"
    max_body_bytes = settings.DSA_MAX_BODY_BYTES

    @openapi.draft_log
    def post(self, request: Request, token: str) -> Response:
        fields = read(DraftLogRequest, request.data)
        following = append_changes(
            session=self.session,
            name=StreamName(
                key=fields["stream"],
                device=fields["device"],
                problem_key=fields["problemId"],
                language=fields["language"],
            ),
            first=fields["first"],
            changes=changes_of(fields["changes"]),
        )
        return Response({"stream": str(fields["stream"]), "next": following})
