"""The room's reads and writes in the database."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, When

from interviews.access import (
    AccessCode,
    Participant,
    interview_of_account,
    invitation_for_token,
    participant_for_account,
    participant_for_invitation,
    refused,
    room_refusal,
    standing_now,
)
from interviews.choices import (
    ENDED_STATES,
    Admission,
    EventKind,
    InterviewState,
    Role,
    Standing,
)
from interviews.models import Interview, InterviewQuestion, Invitation, TimelineEvent, User
from interviews.services.interviews import start_interview
from interviews.timeline import Actor, record_event
from rooms.admission_rules import Facts, reason_to_ask
from rooms.errors import invalid_payload
from rooms.models import AdmissionRequest, RequestReason, RequestState
from talentsync.lib.errors import Refused
from talentsync.lib.prepared_query import PreparedQuery

# As many as late joiners get.
MAX_ASKED_QUESTIONS = 50


@dataclass(frozen=True, slots=True)
class Principal:
    """Who opened the socket: a signed-in person, or the holder of a candidate's token. Exactly one is set."""

    user_id: int | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class JoinAuthorization:
    """What the records say about a person who wants to join. `refusal` is None when they may.

    `facts` is what the rules of admission ask for, but for who is in the room.
    """

    participant: Participant
    tools: dict[str, Any]
    refusal: AccessCode | None
    facts: Facts


class AdmissionNeeded(Exception):
    """This person does not walk in: an interviewer has to admit them."""

    def __init__(self, reason: RequestReason) -> None:
        super().__init__(reason)
        self.reason = reason


def authorize_join(
    principal: Principal, room_id: UUID, *, request_id: UUID | None = None
) -> JoinAuthorization:
    """Look up a person's rights in a room. Raises Refused for a room that is not theirs and for a dead invitation.

    `request_id` is the request by which this socket has asked to be admitted.
    """
    standing = Standing.NONE
    if principal.token is not None:
        invitation = invitation_for_token(principal.token)
        if invitation.interview_id != room_id:
            raise refused(AccessCode.ROOM_NOT_FOUND)
        interview, participant = invitation.interview, participant_for_invitation(invitation)
        standing = Standing(invitation.standing)
    else:
        assert principal.user_id is not None
        # Read here, not when the socket opened: the account may have been closed since.
        user, interview, role = interview_of_account(principal.user_id, room_id)
        participant = participant_for_account(user, room_id, role)
    has_admission = (
        request_id is not None
        and AdmissionRequest.objects.filter(pk=request_id, state=RequestState.ADMITTED).exists()
    )
    return JoinAuthorization(
        participant=participant,
        tools=interview.stage.tools_config,
        refusal=room_refusal(interview, participant.role),
        facts=_facts(interview, participant, standing, has_admission=has_admission),
    )


def _facts(
    interview: Interview, participant: Participant, standing: Standing, *, has_admission: bool
) -> Facts:
    return Facts(
        role=participant.role,
        admission=Admission(interview.stage.admission),
        standing=standing,
        is_locked=interview.room_locked,
        has_admission=has_admission,
    )


@dataclass(frozen=True, slots=True)
class InterviewSoFar:
    """What somebody who joins is told of what was before: when it began, and what was asked, oldest first."""

    started_at: datetime
    questions: list[dict[str, str]]


# No savepoint: whoever writes several in one transaction makes one for each.
@transaction.atomic(savepoint=False)
def confirm_join(
    *, participant: Participant, user_id: str, colour: int, resumed: bool, request_id: UUID | None = None
) -> InterviewSoFar:
    """Write that a peer joined, and give what was before. `colour` is what the room shows the person in.

    The first interviewer's arrival makes a scheduled interview live. Raises Refused if the room was closed, or the
    person's access withdrawn, since the join was authorized, and AdmissionNeeded if it was locked since. An admission
    is used up: it is for one place in the room.
    """
    interview, standing = standing_now(participant)
    if participant.role == Role.INTERVIEWER and interview.state == InterviewState.SCHEDULED:
        start_interview(interview_id=participant.interview_id, actor=participant.actor)
        interview.refresh_from_db(fields=["state", "started_at"])
    if code := room_refusal(interview, participant.role):
        raise refused(code)
    if resumed:
        if standing == Standing.REMOVED and _was_removed(participant.interview_id, user_id):
            raise refused(AccessCode.REMOVED)
    else:
        has_admission = request_id is not None and bool(
            AdmissionRequest.objects.filter(pk=request_id, state=RequestState.ADMITTED).update(
                state=RequestState.USED
            )
        )
        facts = _facts(interview, participant, standing, has_admission=has_admission)
        if reason := reason_to_ask(facts):
            raise AdmissionNeeded(reason)
        record_event(
            participant.interview_id,
            EventKind.PARTICIPANT_JOINED,
            actor=participant.actor,
            payload={"userId": user_id, "role": participant.role.value, "colour": colour},
        )
    # A live interview has a start: the database holds it to that.
    assert interview.started_at is not None
    return InterviewSoFar(interview.started_at, asked_questions(participant.interview_id))


def still_admitted(participant: Participant, user_id: str) -> AccessCode | None:
    """Why this peer may not be in the room any more, as the records say now."""
    try:
        _, standing = standing_now(participant)
    except Refused as refusal:
        return AccessCode(refusal.code)
    if standing == Standing.REMOVED and _was_removed(participant.interview_id, user_id):
        return AccessCode.REMOVED
    return None


def _was_removed(interview_id: UUID, user_id: str) -> bool:
    """Whether it was this peer, and not another one of the same person."""
    events = TimelineEvent.objects.filter(interview_id=interview_id, kind=EventKind.PARTICIPANT_REMOVED)
    return events.filter(payload__userId=user_id).exists()


@lru_cache(maxsize=100)
def _locked_states(count: int) -> PreparedQuery[Interview]:
    """So many interviews with their state, locked in the order of their ids: every keystroke of a room begins so."""
    return PreparedQuery(
        lambda *keys: (
            Interview.objects.select_for_update(no_key=True).only("state").filter(pk__in=keys).order_by("pk")
        ),
        *[Interview._meta.pk] * count,
    )


def lock_active_interviews(interview_ids: Collection[UUID]) -> dict[UUID, Refused | None]:
    """Keep interviews from ending or being deleted before this transaction ends; gives why each may not be written to.

    In the order of their ids, so that two transactions that lock several never wait for each other. SQLite knows no
    such locks and needs none: there the transaction holds the only write lock from its start.
    """
    locked = _locked_states(len(interview_ids)).rows(*interview_ids)
    states = {interview.pk: interview.state for interview in locked}
    return {id: _end_refusal(states.get(id)) for id in interview_ids}


def _end_refusal(state: str | None) -> Refused | None:
    if state is None:
        return refused(AccessCode.ROOM_NOT_FOUND)
    if state == InterviewState.CANCELLED:
        return refused(AccessCode.INTERVIEW_CANCELLED)
    return refused(AccessCode.INTERVIEW_OVER) if state in ENDED_STATES else None


def has_ended(interview_id: UUID) -> bool:
    """Whether nobody may change anything in the room any more."""
    return not Interview.objects.open().filter(pk=interview_id).exists()


@transaction.atomic
def record_departure(*, interview_id: UUID, actor: Actor, user_id: str, reason: str) -> None:
    """Write that a peer left: `left` on purpose, `dropped` after the grace, `closed` with the room or their access,
    `removed` by an interviewer.

    Once for each peer that was recorded as joined, however often it is called.
    """
    # Two who record the same departure wait for each other here.
    locked = Interview.objects.select_for_update(no_key=True).filter(pk=interview_id)
    if not locked.values_list("pk").first():
        # The interview was deleted while people were in its room; its timeline went with it.
        return
    kinds = TimelineEvent.objects.filter(
        interview_id=interview_id,
        kind__in=(EventKind.PARTICIPANT_JOINED, EventKind.PARTICIPANT_LEFT),
        payload__userId=user_id,
    ).values_list("kind", flat=True)
    if list(kinds) == [EventKind.PARTICIPANT_JOINED]:
        record_event(
            interview_id,
            EventKind.PARTICIPANT_LEFT,
            actor=actor,
            payload={"userId": user_id, "reason": reason},
        )


@transaction.atomic
def record_pushed_question(*, participant: Participant, question_text: str) -> str:
    """Write that a question was pushed and return it as it is to be shown. Raises Refused for a blank one."""
    text = question_text.strip()
    if not text:
        raise invalid_payload("questionText is blank.")
    record_event(
        participant.interview_id,
        EventKind.QUESTION_PUSHED,
        actor=participant.actor,
        payload={"questionText": text},
    )
    return text


def pushed_question_texts(interview_id: UUID) -> list[str]:
    """Every question that was pushed so far, oldest first."""
    events = TimelineEvent.objects.filter(interview_id=interview_id, kind=EventKind.QUESTION_PUSHED)
    return [payload["questionText"] for payload in events.values_list("payload", flat=True)]


_NEWEST_QUESTIONS = PreparedQuery(
    lambda interview_id: (
        TimelineEvent.objects.only("payload", "created_at")
        .filter(interview_id=interview_id, kind=EventKind.QUESTION_PUSHED)
        .order_by("-sequence")[:MAX_ASKED_QUESTIONS]
    ),
    Interview._meta.pk,
)


def asked_questions(interview_id: UUID) -> list[dict[str, str]]:
    """`{questionText, askedAt}` of the questions that were pushed last, oldest first."""
    newest = list(_NEWEST_QUESTIONS.rows(interview_id))
    return [
        {"questionText": event.payload["questionText"], "askedAt": event.created_at.isoformat()}
        for event in reversed(newest)
    ]


def questions_for_panel(user: User, interview: Interview) -> list[dict[str, Any]]:
    """What "My Questions" shows: the interview's questions, then one's own from the banks, this stage's first.

    A bank question that the interview already holds a copy of is left out. For interviewers only: hints and answer
    guides are part of it.
    """
    asked = set(pushed_question_texts(interview.pk))
    of_interview = list(InterviewQuestion.objects.filter(interview=interview).select_related("owner"))
    copied = {question.copied_from_id for question in of_interview}
    own = (
        InterviewQuestion.objects.banked_by(user)
        .exclude(pk__in=[pk for pk in copied if pk is not None])
        .order_by(Case(When(stage=interview.stage_id, then=0), default=1), "stage__name", "position", "pk")
        .select_related("owner")
    )
    return [
        {
            "id": question.pk,
            "text": question.text,
            "hints": question.interviewer_hints,
            "guide": question.expected_answer_guide,
            "language": question.language,
            "language_name": question.get_language_display(),
            "starter_code": question.starter_code,
            "source": source,
            "owner": question.owner.display_name,
            "asked": question.text.strip() in asked,
        }
        for source, questions in (("interview", of_interview), ("mine", own))
        for question in questions
    ]


def invitation_for_page(token: str) -> Invitation:
    """The invitation behind a candidate's page. Raises Refused, also when the room is closed for good."""
    invitation = invitation_for_token(token)
    code = room_refusal(invitation.interview, Role.CANDIDATE)
    if code is not None and code != AccessCode.WAITING_FOR_INTERVIEWER:
        raise refused(code)
    return invitation
