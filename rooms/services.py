"""The room's reads and writes in the database."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, When

from interviews.access import (
    AccessCode,
    Participant,
    interview_of_interviewer,
    interview_still_open_to,
    invitation_for_token,
    participant_for_interviewer,
    participant_for_invitation,
    refused,
    room_refusal,
)
from interviews.choices import ENDED_STATES, EventKind, InterviewState, Role
from interviews.models import Interview, InterviewQuestion, Invitation, TimelineEvent, User
from interviews.services.interviews import start_interview
from interviews.timeline import Actor, record_event
from rooms.errors import invalid_payload
from talentsync.lib.errors import Refused

# As many as late joiners get.
MAX_ASKED_QUESTIONS = 50


@dataclass(frozen=True, slots=True)
class Principal:
    """Who opened the socket: a signed-in person, or the holder of a candidate's token. Exactly one is set."""

    user_id: int | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class JoinAuthorization:
    """What the records say about a person who wants to join. `refusal` is None when they may."""

    participant: Participant
    tools: dict[str, Any]
    refusal: AccessCode | None


def authorize_join(principal: Principal, room_id: UUID) -> JoinAuthorization:
    """Look up a person's rights in a room. Raises Refused for a room that is not theirs and for a dead invitation."""
    if principal.token is not None:
        invitation = invitation_for_token(principal.token)
        if invitation.interview_id != room_id:
            raise refused(AccessCode.ROOM_NOT_FOUND)
        interview, participant = invitation.interview, participant_for_invitation(invitation)
    else:
        assert principal.user_id is not None
        # Read here, not when the socket opened: the account may have been closed since.
        user, interview = interview_of_interviewer(principal.user_id, room_id)
        participant = participant_for_interviewer(user, room_id)
    return JoinAuthorization(
        participant=participant,
        tools=interview.stage.tools_config,
        refusal=room_refusal(interview, participant.role),
    )


@dataclass(frozen=True, slots=True)
class InterviewSoFar:
    """What somebody who joins is told of what was before: when it began, and what was asked, oldest first."""

    started_at: datetime
    questions: list[dict[str, str]]


@transaction.atomic
def confirm_join(*, participant: Participant, user_id: str, resumed: bool) -> InterviewSoFar:
    """Write that a peer joined, and give what was before.

    The first interviewer's arrival makes a scheduled interview live. Raises Refused if the room was closed, or the
    person's access withdrawn, since the join was authorized.
    """
    interview = interview_still_open_to(participant)
    if participant.role == Role.INTERVIEWER and interview.state == InterviewState.SCHEDULED:
        start_interview(interview_id=participant.interview_id, actor=participant.actor)
        interview.refresh_from_db(fields=["state", "started_at"])
    if code := room_refusal(interview, participant.role):
        raise refused(code)
    if not resumed:
        record_event(
            participant.interview_id,
            EventKind.PARTICIPANT_JOINED,
            actor=participant.actor,
            payload={"userId": user_id, "role": participant.role.value},
        )
    # A live interview has a start: the database holds it to that.
    assert interview.started_at is not None
    return InterviewSoFar(interview.started_at, asked_questions(participant.interview_id))


def lock_active_interviews(interview_ids: Collection[UUID]) -> dict[UUID, Refused | None]:
    """Keep interviews from ending or being deleted before this transaction ends; gives why each may not be written to.

    In the order of their ids, so that two transactions that lock several never wait for each other. SQLite knows no
    such locks and needs none: there the transaction holds the only write lock from its start.
    """
    interviews = Interview.objects.select_for_update(no_key=True).filter(pk__in=interview_ids).order_by("pk")
    states = dict(interviews.values_list("pk", "state"))
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
    """Write that a peer left: `left` on purpose, `dropped` after the grace, `closed` with the room or their access.

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


def asked_questions(interview_id: UUID) -> list[dict[str, str]]:
    """`{questionText, askedAt}` of the questions that were pushed last, oldest first."""
    events = TimelineEvent.objects.filter(interview_id=interview_id, kind=EventKind.QUESTION_PUSHED)
    newest = events.order_by("-sequence").values_list("payload", "created_at")[:MAX_ASKED_QUESTIONS]
    return [
        {"questionText": payload["questionText"], "askedAt": at.isoformat()}
        for payload, at in reversed(newest)
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
