"""The endpoints of the session itself: how it stands, its start and its end."""

from rest_framework.request import Request
from rest_framework.response import Response

from dsa.api import openapi
from dsa.api.candidate_view import CandidateView
from dsa.api.request_schemas import EmptyRequest, FinishRequest, read
from dsa.choices import FinishReason
from dsa.sessions.presenters.session import present_session
from dsa.sessions.services import finish_session, start_session


class SessionView(CandidateView):
    @openapi.session
    def get(self, request: Request, token: str) -> Response:
        return Response(present_session(self.session))


class StartView(CandidateView):
    rate = "act"

    @openapi.start
    def post(self, request: Request, token: str) -> Response:
        read(EmptyRequest, request.data)
        return Response(present_session(start_session(session=self.session)))


class FinishView(CandidateView):
    rate = "act"

    @openapi.finish
    def post(self, request: Request, token: str) -> Response:
        fields = read(FinishRequest, request.data)
        finished = finish_session(
            session=self.session,
            reason=FinishReason.CANDIDATE,
            submits_drafts=fields["submitDrafts"],
        )
        return Response(present_session(finished))
