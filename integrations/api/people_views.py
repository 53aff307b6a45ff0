"""Candidates, positions and applications."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from integrations.api import openapi
from integrations.api.base import ListView, TokenView, found, read
from integrations.api.requests import (
    ApplicationQuery,
    ApplicationRequest,
    CandidateChange,
    CandidateQuery,
    CandidateRequest,
    DecisionRequest,
    PositionChange,
    PositionQuery,
    PositionRequest,
)
from integrations.api.schemas import (
    ApplicationAnswer,
    CandidateAnswer,
    DecisionsAnswer,
    PositionAnswer,
)
from integrations.choices import Scope
from integrations.errors import RecordCode, refused
from interviews.choices import ApplicationDecision
from interviews.errors import PeopleCode, people_refused
from interviews.models import Application, Candidate, Position
from interviews.services.applications import apply_for, decide
from interviews.services.candidates import add_tags, candidate_for, change_candidate
from interviews.services.positions import add_position, change_position
from interviews.visibility import may_take_on, visible_applications, visible_candidates, visible_positions
from talentsync.lib.errors import Refused

# Candidates -----------------------------------------------------------------------------------------------------------

# Of a person who is known, but not to the token's owner.
APPLIED_ELSEWHERE: Final = (
    "A person on other positions has this address. Send `positionId`: what they apply for of yours."
)


class CandidatesView(ListView):
    scopes = {"GET": Scope.CANDIDATES_READ, "POST": Scope.CANDIDATES_WRITE}
    query = CandidateQuery
    answer = CandidateAnswer

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Candidate]:
        rows = visible_candidates(self.user).filter(merged_into=None).prefetch_related("tags")
        if email := filters.get("email"):
            known = Candidate.objects.with_address(email)
            rows = rows.filter(pk=known.pk) if known else rows.none()
        if name := filters.get("name"):
            rows = rows.filter(name__icontains=name)
        if tag := filters.get("tag"):
            rows = rows.filter(tags__name__iexact=tag)
        if position := filters.get("positionId"):
            # Not by any application: who applied for a position that is hidden would be told by it.
            applied = visible_applications(self.user).filter(position=position)
            rows = rows.filter(pk__in=applied.values("candidate"))
        return rows

    @openapi.listing(
        "listCandidates", "Candidates, newest first", Scope.CANDIDATES_READ, CandidateAnswer, CandidateQuery
    )
    def get(self, request: Request) -> Response:
        return self.page(request)

    @openapi.operation(
        "addCandidate",
        "Add a candidate, or find the one who has this address",
        Scope.CANDIDATES_WRITE,
        {201: CandidateAnswer, 200: CandidateAnswer},
        404,
        409,
        request=CandidateRequest,
        description="201 for a new one. A known person keeps their name, and gets these tags beside their own. With "
        "`positionId`, which needs applications:write as well, they apply for that position",
    )
    @transaction.atomic
    def post(self, request: Request) -> Response:
        fields = read(CandidateRequest, request.data)
        position = None
        if "positionId" in fields:
            self.require(Scope.APPLICATIONS_WRITE)
            position = found(
                visible_positions(self.user), RecordCode.POSITION_NOT_FOUND, pk=fields["positionId"]
            )
        known = Candidate.objects.with_address(fields["email"])
        if known is not None and position is None and not may_take_on(self.user, known):
            raise Refused(PeopleCode.ADDRESS_TAKEN, APPLIED_ELSEWHERE)
        candidate = candidate_for(name=fields["name"], email=fields["email"])
        if position is not None:
            apply_for(candidate=candidate, position=position)
        add_tags(candidates=[candidate], tags=fields.get("tags", ()))
        return Response(CandidateAnswer(candidate).data, status=200 if known else 201)


class CandidateView(TokenView):
    scopes = {"GET": Scope.CANDIDATES_READ, "PATCH": Scope.CANDIDATES_WRITE}

    def candidate(self, candidate_id: int) -> Candidate:
        return found(visible_candidates(self.user), RecordCode.CANDIDATE_NOT_FOUND, pk=candidate_id)

    @openapi.operation("getCandidate", "A candidate", Scope.CANDIDATES_READ, {200: CandidateAnswer}, 404)
    def get(self, request: Request, candidate_id: int) -> Response:
        return Response(CandidateAnswer(self.candidate(candidate_id)).data)

    @openapi.operation(
        "changeCandidate",
        "Correct a candidate's name, address or tags",
        Scope.CANDIDATES_WRITE,
        {200: CandidateAnswer},
        404,
        409,
        request=CandidateChange,
    )
    def patch(self, request: Request, candidate_id: int) -> Response:
        candidate = self.candidate(candidate_id)
        fields = read(CandidateChange, request.data)
        if candidate.merged_into_id is not None:
            raise people_refused(PeopleCode.ALREADY_MERGED)
        changed = {"name", "email"} & set(fields)
        for name in changed:
            setattr(candidate, name, fields[name])
        change_candidate(candidate=candidate, fields=changed, tags=fields.get("tags"))
        return Response(CandidateAnswer(candidate).data)


# Positions ------------------------------------------------------------------------------------------------------------


class PositionsView(ListView):
    scopes = {"GET": Scope.POSITIONS_READ, "POST": Scope.POSITIONS_WRITE}
    query = PositionQuery
    answer = PositionAnswer

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Position]:
        rows = visible_positions(self.user)
        if state := filters.get("state"):
            rows = rows.filter(state=state)
        if title := filters.get("title"):
            rows = rows.filter(title__icontains=title)
        return rows

    @openapi.listing(
        "listPositions", "Positions, newest first", Scope.POSITIONS_READ, PositionAnswer, PositionQuery
    )
    def get(self, request: Request) -> Response:
        return self.page(request)

    @openapi.operation(
        "addPosition",
        "Add a position",
        Scope.POSITIONS_WRITE,
        {201: PositionAnswer},
        request=PositionRequest,
    )
    def post(self, request: Request) -> Response:
        fields = read(PositionRequest, request.data)
        position = add_position(position=Position(title=fields["title"]), actor=self.user)
        return Response(PositionAnswer(position).data, status=201)


class PositionView(TokenView):
    scopes = {"GET": Scope.POSITIONS_READ, "PATCH": Scope.POSITIONS_WRITE}

    def position(self, position_id: int) -> Position:
        return found(visible_positions(self.user), RecordCode.POSITION_NOT_FOUND, pk=position_id)

    @openapi.operation("getPosition", "A position", Scope.POSITIONS_READ, {200: PositionAnswer}, 404)
    def get(self, request: Request, position_id: int) -> Response:
        return Response(PositionAnswer(self.position(position_id)).data)

    @openapi.operation(
        "changePosition",
        "Rename a position, archive it or open it again",
        Scope.POSITIONS_WRITE,
        {200: PositionAnswer},
        404,
        request=PositionChange,
    )
    def patch(self, request: Request, position_id: int) -> Response:
        position = self.position(position_id)
        fields = read(PositionChange, request.data)
        for name, value in fields.items():
            setattr(position, name, value)
        change_position(position=position, fields=list(fields))
        return Response(PositionAnswer(position).data)


# Applications ---------------------------------------------------------------------------------------------------------


class ApplicationsView(ListView):
    scopes = {"GET": Scope.APPLICATIONS_READ, "POST": Scope.APPLICATIONS_WRITE}
    query = ApplicationQuery
    answer = ApplicationAnswer

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Application]:
        rows = visible_applications(self.user)
        if candidate := filters.get("candidateId"):
            rows = rows.filter(candidate=candidate)
        if position := filters.get("positionId"):
            rows = rows.filter(position=position)
        if decision := filters.get("decision"):
            rows = rows.filter(decision=decision)
        return rows

    @openapi.listing(
        "listApplications",
        "Applications, newest first",
        Scope.APPLICATIONS_READ,
        ApplicationAnswer,
        ApplicationQuery,
    )
    def get(self, request: Request) -> Response:
        return self.page(request)

    @openapi.operation(
        "addApplication",
        "Have a candidate apply for a position, or find the application",
        Scope.APPLICATIONS_WRITE,
        {201: ApplicationAnswer, 200: ApplicationAnswer},
        404,
        409,
        request=ApplicationRequest,
        description="201 for a new one; a candidate applies for a position once",
    )
    def post(self, request: Request) -> Response:
        fields = read(ApplicationRequest, request.data)
        # Anybody's: a new candidate is on no position yet, which this changes.
        candidate = found(
            Candidate.objects.current(), RecordCode.CANDIDATE_NOT_FOUND, pk=fields["candidateId"]
        )
        if not may_take_on(self.user, candidate):
            raise refused(RecordCode.CANDIDATE_NOT_FOUND)
        position = found(visible_positions(self.user), RecordCode.POSITION_NOT_FOUND, pk=fields["positionId"])
        is_known = Application.objects.filter(candidate=candidate, position=position).exists()
        application = apply_for(candidate=candidate, position=position)
        return Response(ApplicationAnswer(application).data, status=200 if is_known else 201)


class ApplicationView(TokenView):
    scopes = {"GET": Scope.APPLICATIONS_READ}

    @openapi.operation(
        "getApplication", "An application", Scope.APPLICATIONS_READ, {200: ApplicationAnswer}, 404
    )
    def get(self, request: Request, application_id: int) -> Response:
        application = found(
            visible_applications(self.user), RecordCode.APPLICATION_NOT_FOUND, pk=application_id
        )
        return Response(ApplicationAnswer(application).data)


class DecisionsView(TokenView):
    scopes = {"GET": Scope.APPLICATIONS_READ, "POST": Scope.APPLICATIONS_WRITE}

    def application(self, application_id: int) -> Application:
        return found(visible_applications(self.user), RecordCode.APPLICATION_NOT_FOUND, pk=application_id)

    @openapi.operation(
        "listDecisions",
        "Every decision on an application",
        Scope.APPLICATIONS_READ,
        {200: DecisionsAnswer},
        404,
    )
    def get(self, request: Request, application_id: int) -> Response:
        decisions = self.application(application_id).decisions.all()
        return Response(DecisionsAnswer({"decisions": decisions}).data)

    @openapi.operation(
        "addDecision",
        "Decide on an application",
        Scope.APPLICATIONS_WRITE,
        {201: ApplicationAnswer},
        404,
        409,
        request=DecisionRequest,
    )
    def post(self, request: Request, application_id: int) -> Response:
        application = self.application(application_id)
        fields = read(DecisionRequest, request.data)
        if not decide(
            application=application,
            decision=ApplicationDecision(fields["decision"]),
            reason=fields["reason"],
            seen=fields["seen"],
            actor=self.user,
        ):
            raise refused(RecordCode.DECIDED_MEANWHILE)
        application.refresh_from_db()
        return Response(ApplicationAnswer(application).data, status=201)
