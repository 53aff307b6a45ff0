"""The endpoints of the practice problem, before the session starts."""

from uuid import UUID

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from dsa.api import openapi
from dsa.api.candidate_view import CandidateView
from dsa.api.request_schemas import PracticeRunRequest, own_tests_of, read
from dsa.practice.presenters import present_practice
from dsa.practice.runs import find_run, request_run, require_practice


class PracticeView(CandidateView):
    @openapi.practice
    def get(self, request: Request, token: str) -> Response:
        require_practice(self.session)
        return Response(present_practice(self.session))


class PracticeRunsView(CandidateView):
    rate = "practice"
    max_body_bytes = settings.DSA_MAX_BODY_BYTES

    @openapi.practice_run
    def post(self, request: Request, token: str) -> Response:
        fields = read(PracticeRunRequest, request.data)
        own_tests = fields.get("ownTests")
        run = request_run(
            session=self.session,
            language=fields["language"],
            source_code=fields["sourceCode"],
            own_tests=None if own_tests is None else own_tests_of(own_tests),
        )
        return Response(run, status=202)


class PracticeRunView(CandidateView):
    @openapi.get_practice_run
    def get(self, request: Request, token: str, run_id: UUID) -> Response:
        return Response(find_run(self.session, run_id))
