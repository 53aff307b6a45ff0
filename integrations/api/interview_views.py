"""Interviews with their invitations, results and scorecards; stages and interviewers to make new ones of."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from dsa.api.request_schemas import IdempotencyKey
from dsa.errors import SessionCode, session_refused
from dsa.models import Problem
from dsa.sessions.services import assign_problems
from dsa.sessions.stage_problems import give_stage_problems
from integrations.api import openapi
from integrations.api.base import ListView, TokenView, found, read
from integrations.api.requests import (
    EmptyRequest,
    InterviewChange,
    InterviewQuery,
    InterviewRequest,
    InvitationQuery,
    InvitationRequest,
    RenewalRequest,
    ResultQuery,
)
from integrations.api.schemas import (
    InterviewAnswer,
    InterviewersAnswer,
    InvitationAnswer,
    InvitationResultsAnswer,
    ScorecardsAnswer,
    StagesAnswer,
)
from integrations.choices import Scope
from integrations.errors import RecordCode, refused
from integrations.models import IdempotentRequest
from interviews.access.codes import AccessCode
from interviews.access.codes import refused as access_refused
from interviews.choices import InterviewState, InvitationStatus
from interviews.feedback import feedback_for
from interviews.models import Candidate, Interview, Invitation, StageTypeConfig, User
from interviews.models.invitation import expiry_for
from interviews.people import columns_of
from interviews.services.interviews import (
    cancel_interview,
    change_interview,
    lock_active_interview,
    schedule_interview,
)
from interviews.services.invitations import issue_invitation, reissue_invitation, revoke_invitation
from interviews.timeline import Actor
from interviews.visibility import (
    may_take_on,
    visible_applications,
    visible_interviews,
    visible_invitations,
)

# Interviews -----------------------------------------------------------------------------------------------------------


def with_names(interviews: QuerySet[Interview]) -> QuerySet[Interview]:
    return interviews.select_related("stage").prefetch_related("interviewers")


def interviewers_of(ids: Sequence[int]) -> list[User]:
    """Raises Refused where one of them may hold no interview."""
    people = list(User.objects.interviewers().filter(pk__in=ids).distinct())
    if len(people) != len(set(ids)):
        raise refused(RecordCode.INTERVIEWER_NOT_FOUND)
    return people


def idempotency_key(request: Request) -> str | None:
    """The header of that name, checked."""
    given = request.headers.get("Idempotency-Key")
    return None if given is None else str(read(IdempotencyKey, {"idempotencyKey": given})["idempotencyKey"])


class InterviewsView(ListView):
    scopes = {"GET": Scope.INTERVIEWS_READ, "POST": Scope.INTERVIEWS_WRITE}
    query = InterviewQuery
    answer = InterviewAnswer

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Interview]:
        lookups = {
            "state": "state",
            "stage": "stage__key",
            "positionId": "application__position",
            "applicationId": "application",
            "startFrom": "scheduled_start__gte",
            "startBefore": "scheduled_start__lt",
        }
        rows = visible_interviews(self.user).filter(
            **{lookups[name]: value for name, value in filters.items() if name in lookups}
        )
        if candidate := filters.get("candidateId"):
            rows = rows.filter(pk__in=Invitation.objects.filter(candidate=candidate).values("interview"))
        if interviewer := filters.get("interviewerId"):
            rows = rows.filter(interviewers=interviewer)
        return with_names(rows)

    @openapi.listing(
        "listInterviews", "Interviews, newest first", Scope.INTERVIEWS_READ, InterviewAnswer, InterviewQuery
    )
    def get(self, request: Request) -> Response:
        return self.page(request)

    @openapi.operation(
        "scheduleInterview",
        "Schedule an interview",
        Scope.INTERVIEWS_WRITE,
        {201: InterviewAnswer, 200: InterviewAnswer},
        404,
        409,
        422,
        request=InterviewRequest,
        parameters=[openapi.IDEMPOTENCY_KEY],
        description="`problemIds` are for coding sessions and for rooms with a code editor; left out, they are "
        "those that the stage carries. Nobody is invited by it: that is addInvitation",
    )
    def post(self, request: Request) -> Response:
        fields = read(InterviewRequest, request.data)
        key = idempotency_key(request)
        if key is None:
            return Response(InterviewAnswer(self._scheduled(fields)).data, status=201)
        digest = hashlib.sha256(orjson.dumps(request.data, option=orjson.OPT_SORT_KEYS)).hexdigest()
        try:
            with transaction.atomic():
                made = IdempotentRequest(token=self.token, key=key, digest=digest)
                if (known := self._known(key, digest)) is not None:
                    return Response(InterviewAnswer(known).data)
                made.interview = self._scheduled(fields)
                made.save(force_insert=True)
        except IntegrityError:
            # Another request with this key was quicker, and has committed by now.
            if (known := self._known(key, digest)) is None:
                raise
            return Response(InterviewAnswer(known).data)
        return Response(InterviewAnswer(made.interview).data, status=201)

    def _known(self, key: str, digest: str) -> Interview | None:
        """What was made under this key before. Raises Refused where that was asked for with another body."""
        before = IdempotentRequest.objects.filter(token=self.token, key=key).first()
        if before is None:
            return None
        if before.digest != digest:
            raise session_refused(SessionCode.IDEMPOTENCY_KEY_REUSED)
        return with_names(Interview.objects.all()).get(pk=before.interview_id)

    @transaction.atomic
    def _scheduled(self, fields: Mapping[str, Any]) -> Interview:
        stage = StageTypeConfig.objects.filter(is_active=True, key=fields["stage"]).first()
        if stage is None:
            raise refused(RecordCode.STAGE_NOT_FOUND)
        application = None
        if "applicationId" in fields:
            application = found(
                visible_applications(self.user), RecordCode.APPLICATION_NOT_FOUND, pk=fields["applicationId"]
            )
        interview = schedule_interview(
            interview=Interview(
                title=fields["title"],
                stage=stage,
                application=application,
                scheduled_start=fields["scheduledStart"],
                duration_minutes=fields.get("durationMinutes", stage.usual_minutes),
            ),
            interviewers=interviewers_of(fields.get("interviewerIds", ())),
            actor=self.user,
        )
        if "problemIds" not in fields:
            give_stage_problems(interview, self.user)
        elif wanted := fields["problemIds"]:
            by_key = {problem.key: problem for problem in Problem.objects.filter(key__in=wanted)}
            if set(wanted) - set(by_key):
                raise refused(RecordCode.PROBLEM_NOT_FOUND)
            problems = [by_key[key] for key in dict.fromkeys(wanted)]
            assign_problems(interview=interview, problems=problems, actor=self.user)
        return interview


class OneInterviewView(TokenView):
    """A view of one interview."""

    def interview(self, interview_id: UUID) -> Interview:
        rows = with_names(visible_interviews(self.user))
        return found(rows, RecordCode.INTERVIEW_NOT_FOUND, pk=interview_id)


class InterviewView(OneInterviewView):
    scopes = {"GET": Scope.INTERVIEWS_READ, "PATCH": Scope.INTERVIEWS_WRITE}

    @openapi.operation("getInterview", "An interview", Scope.INTERVIEWS_READ, {200: InterviewAnswer}, 404)
    def get(self, request: Request, interview_id: UUID) -> Response:
        return Response(InterviewAnswer(self.interview(interview_id)).data)

    @openapi.operation(
        "changeInterview",
        "Change an interview that has not ended",
        Scope.INTERVIEWS_WRITE,
        {200: InterviewAnswer},
        404,
        409,
        request=InterviewChange,
    )
    def patch(self, request: Request, interview_id: UUID) -> Response:
        interview = self.interview(interview_id)
        fields = read(InterviewChange, request.data)
        columns = {
            "title": "title",
            "scheduledStart": "scheduled_start",
            "durationMinutes": "duration_minutes",
        }
        changed = [columns[name] for name in fields if name in columns]
        for name in changed:
            setattr(interview, name, fields[next(key for key, column in columns.items() if column == name)])
        people = interviewers_of(fields["interviewerIds"]) if "interviewerIds" in fields else None
        change_interview(interview=interview, fields=changed, interviewers=people, actor=self.user)
        return Response(InterviewAnswer(self.interview(interview_id)).data)


class CancelInterviewView(OneInterviewView):
    scopes = {"POST": Scope.INTERVIEWS_WRITE}

    @openapi.operation(
        "cancelInterview",
        "Call an interview off",
        Scope.INTERVIEWS_WRITE,
        {200: InterviewAnswer},
        404,
        409,
        request=EmptyRequest,
        description="Links stop working at once. One that is cancelled already stays as it is",
    )
    def post(self, request: Request, interview_id: UUID) -> Response:
        interview = self.interview(interview_id)
        read(EmptyRequest, request.data)
        cancel_interview(interview_id=interview.pk, actor=Actor.user(self.user))
        interview = self.interview(interview_id)
        if interview.state != InterviewState.CANCELLED:
            raise access_refused(AccessCode.INTERVIEW_OVER)
        return Response(InterviewAnswer(interview).data)


# Invitations ----------------------------------------------------------------------------------------------------------


def require_room(invitation: Invitation, *, shares_room: bool) -> None:
    """A live room is for one candidate, unless this one is to meet the others. Raises Refused.

    The caller holds the interview's lock.
    """
    if not shares_room and invitation.others_in_room().exists():
        raise refused(RecordCode.SECOND_CANDIDATE)


class InvitationsView(ListView):
    scopes = {"GET": Scope.INVITATIONS_READ, "POST": Scope.INVITATIONS_WRITE}
    query = InvitationQuery
    answer = InvitationAnswer

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Invitation]:
        rows = visible_invitations(self.user).select_related("interview__stage")
        if interview := filters.get("interviewId"):
            rows = rows.filter(interview=interview)
        if candidate := filters.get("candidateId"):
            rows = rows.filter(candidate=candidate)
        if status := filters.get("status"):
            now = timezone.now()
            conditions = {
                InvitationStatus.REVOKED: Q(revoked_at__isnull=False),
                InvitationStatus.EXPIRED: Q(revoked_at=None, expires_at__lte=now),
                InvitationStatus.VALID: Q(revoked_at=None, expires_at__gt=now),
            }
            rows = rows.filter(conditions[InvitationStatus(status)])
        return rows

    @openapi.listing(
        "listInvitations",
        "Invitations, newest first",
        Scope.INVITATIONS_READ,
        InvitationAnswer,
        InvitationQuery,
    )
    def get(self, request: Request) -> Response:
        return self.page(request)

    @openapi.operation(
        "addInvitation",
        "Invite a candidate to an interview",
        Scope.INVITATIONS_WRITE,
        {201: InvitationAnswer},
        404,
        409,
        request=InvitationRequest,
    )
    def post(self, request: Request) -> Response:
        fields = read(InvitationRequest, request.data)
        interview = found(
            visible_interviews(self.user).select_related("stage", "application__candidate"),
            RecordCode.INTERVIEW_NOT_FOUND,
            pk=fields["interviewId"],
        )
        candidate = self._candidate(interview, fields.get("candidateId"))
        if "expiresAt" in fields and fields["expiresAt"] <= timezone.now():
            raise refused(RecordCode.EXPIRY_PAST)
        invitation = Invitation(
            interview=interview,
            candidate=candidate,
            name=candidate.name,
            email=candidate.email,
            expires_at=fields.get("expiresAt", expiry_for(interview)),
        )
        try:
            self._issue(invitation, shares_room=fields.get("sharesRoom", False))
        except IntegrityError:
            raise refused(RecordCode.ALREADY_INVITED) from None
        return Response(InvitationAnswer(invitation, context={"view": self}).data, status=201)

    @transaction.atomic
    def _issue(self, invitation: Invitation, *, shares_room: bool) -> None:
        # Of two who are invited at the same moment the second waits here.
        lock_active_interview(invitation.interview_id)
        require_room(invitation, shares_room=shares_room)
        issue_invitation(invitation=invitation, actor=self.user)

    def _candidate(self, interview: Interview, candidate_id: int | None) -> Candidate:
        applicant = interview.application.candidate if interview.application else None
        if candidate_id is None or (applicant is not None and candidate_id == applicant.pk):
            if applicant is None:
                raise refused(RecordCode.CANDIDATE_NOT_FOUND)
            return applicant
        if applicant is not None:
            raise refused(RecordCode.WRONG_CANDIDATE)
        candidate = found(Candidate.objects.current(), RecordCode.CANDIDATE_NOT_FOUND, pk=candidate_id)
        # A new candidate is on no interview yet, which this changes.
        if not may_take_on(self.user, candidate):
            raise refused(RecordCode.CANDIDATE_NOT_FOUND)
        return candidate


class OneInvitationView(TokenView):
    """A view of one invitation."""

    def invitation(self, invitation_id: int) -> Invitation:
        rows = visible_invitations(self.user).select_related("interview__stage")
        return found(rows, RecordCode.INVITATION_NOT_FOUND, pk=invitation_id)

    def answer(self, invitation: Invitation) -> Response:
        return Response(InvitationAnswer(invitation, context={"view": self}).data)


class InvitationView(OneInvitationView):
    scopes = {"GET": Scope.INVITATIONS_READ}

    @openapi.operation("getInvitation", "An invitation", Scope.INVITATIONS_READ, {200: InvitationAnswer}, 404)
    def get(self, request: Request, invitation_id: int) -> Response:
        return self.answer(self.invitation(invitation_id))


class RevokeInvitationView(OneInvitationView):
    scopes = {"POST": Scope.INVITATIONS_WRITE}

    @openapi.operation(
        "revokeInvitation",
        "Close an invitation's link",
        Scope.INVITATIONS_WRITE,
        {200: InvitationAnswer},
        404,
        request=EmptyRequest,
        description="One that is revoked already stays as it is",
    )
    def post(self, request: Request, invitation_id: int) -> Response:
        invitation = self.invitation(invitation_id)
        read(EmptyRequest, request.data)
        revoke_invitation(invitation=invitation, actor=self.user)
        return self.answer(self.invitation(invitation_id))


class RenewInvitationView(OneInvitationView):
    scopes = {"POST": Scope.INVITATIONS_WRITE}

    @openapi.operation(
        "renewInvitation",
        "Give the same person a new link with a new term",
        Scope.INVITATIONS_WRITE,
        {200: InvitationAnswer},
        404,
        409,
        request=RenewalRequest,
        description="The link of before stops working, each time that this is asked for. A revoked one is valid again: "
        "to a live room that another candidate is invited to only with `sharesRoom`",
    )
    def post(self, request: Request, invitation_id: int) -> Response:
        invitation = self.invitation(invitation_id)
        fields = read(RenewalRequest, request.data)
        return self.answer(self._renew(invitation, shares_room=fields.get("sharesRoom", False)))

    @transaction.atomic
    def _renew(self, invitation: Invitation, *, shares_room: bool) -> Invitation:
        lock_active_interview(invitation.interview_id)
        invitation.refresh_from_db(fields=["revoked_at"])
        # Whoever is let in already stays so.
        if invitation.revoked_at is not None:
            require_room(invitation, shares_room=shares_room)
        return reissue_invitation(invitation=invitation, actor=self.user)


# What came of them ----------------------------------------------------------------------------------------------------


class ResultsView(ListView):
    scopes = {"GET": Scope.RESULTS_READ}
    query = ResultQuery

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Invitation]:
        lookups = {
            "interviewId": "interview",
            "candidateId": "candidate",
            "positionId": "interview__application__position",
            "applicationId": "interview__application",
        }
        rows = visible_invitations(self.user).filter(
            **{lookups[name]: value for name, value in filters.items() if name in lookups}
        )
        return rows.select_related("interview")

    def present(self, rows: Sequence[Invitation]) -> Any:
        columns = columns_of(
            self.request._request,
            [row.pk for row in rows],
            with_scorecards=self.may(Scope.SCORECARDS_READ),
        )
        return InvitationResultsAnswer(
            [
                {
                    "invitationId": row.pk,
                    "interviewId": row.interview_id,
                    "candidateId": row.candidate_id,
                    "applicationId": row.interview.application_id,
                    "results": [
                        {
                            "key": column.key,
                            "label": column.label,
                            "text": result.text,
                            "value": result.value,
                        }
                        for column in columns
                        if (result := column.results.get(row.pk)) is not None
                    ],
                }
                for row in rows
            ],
            many=True,
        ).data

    @openapi.listing(
        "listResults",
        "What came of interviews, by invitation, newest first",
        Scope.RESULTS_READ,
        InvitationResultsAnswer,
        ResultQuery,
        description="With scorecards:read as well also what handed-in scorecards say: recommendation and marks",
    )
    def get(self, request: Request) -> Response:
        return self.page(request)


class ScorecardsView(OneInterviewView):
    scopes = {"GET": Scope.SCORECARDS_READ}

    @openapi.operation(
        "listScorecards",
        "The handed-in scorecards of an interview",
        Scope.SCORECARDS_READ,
        {200: ScorecardsAnswer},
        404,
        description="None before every interviewer who was there has handed in, as in the admin",
    )
    def get(self, request: Request, interview_id: UUID) -> Response:
        feedback = feedback_for(self.user, self.interview(interview_id))
        return Response(
            ScorecardsAnswer(
                {
                    "scorecards": feedback.scorecards,
                    "awaitedInterviewerIds": [person.pk for person in feedback.missing],
                }
            ).data
        )


# To make new ones of --------------------------------------------------------------------------------------------------


class StagesView(TokenView):
    scopes = {"GET": Scope.INTERVIEWS_READ}

    @openapi.operation("listStages", "The stages on offer", Scope.INTERVIEWS_READ, {200: StagesAnswer})
    def get(self, request: Request) -> Response:
        return Response(StagesAnswer({"stages": StageTypeConfig.objects.filter(is_active=True)}).data)


class InterviewersView(TokenView):
    scopes = {"GET": Scope.INTERVIEWS_READ}

    @openapi.operation(
        "listInterviewers", "Who may hold interviews", Scope.INTERVIEWS_READ, {200: InterviewersAnswer}
    )
    def get(self, request: Request) -> Response:
        people = User.objects.interviewers().distinct().order_by("first_name", "last_name", "username")
        return Response(InterviewersAnswer({"interviewers": people}).data)
