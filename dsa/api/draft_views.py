"""The endpoints of what is kept while a candidate works: the newest code, and their own tests."""

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from dsa.api import openapi
from dsa.api.candidate_view import CandidateView
from dsa.api.request_schemas import DraftRequest, OwnTestsRequest, own_tests_of, read
from dsa.sessions.own_tests import present_own_test_list, present_own_tests, save_own_tests
from dsa.sessions.presenters.draft import present_draft, present_drafts
from dsa.sessions.services import save_draft


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
        draft = save_draft(
            session=self.session,
            problem_key=problem_id,
            language=fields["language"],
            source_code=fields["sourceCode"],
            base_version=fields["baseVersion"],
        )
        return Response(present_draft(draft))


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
