"""An interview moves only along `ALLOWED_TRANSITIONS`, and only once however many try."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from interviews.access.codes import AccessCode
from interviews.choices import ALLOWED_TRANSITIONS, EventKind, InterviewState
from interviews.hooks import InterviewEnded, InterviewStarted, interview_ended, interview_started
from interviews.models import Interview, Invitation, TimelineEvent, User
from interviews.services.interviews import (
    EVENT_OF_STATE,
    cancel_interview,
    change_interview,
    complete_interview,
    start_interview,
)
from interviews.services.invitations import (
    change_invitation,
    issue_invitation,
    reissue_invitation,
    revoke_invitation,
)
from interviews.timeline import SYSTEM, Actor, record_event
from talentsync.lib.errors import Refused
from tests.interviews.conftest import Subscribe

Move = Callable[..., bool]

MOVES: dict[InterviewState, Move] = {
    InterviewState.LIVE: start_interview,
    InterviewState.COMPLETED: complete_interview,
    InterviewState.CANCELLED: cancel_interview,
}


def put_in(interview: Interview, state: InterviewState) -> None:
    """Bring an interview to a state by the moves that lead there."""
    if state in {InterviewState.LIVE, InterviewState.COMPLETED}:
        assert start_interview(interview_id=interview.pk, actor=SYSTEM)
    if state in {InterviewState.COMPLETED, InterviewState.CANCELLED}:
        assert MOVES[state](interview_id=interview.pk, actor=SYSTEM)
    interview.refresh_from_db()


@pytest.mark.parametrize("source", InterviewState)
@pytest.mark.parametrize("target", MOVES)
def test_every_pair_of_states(
    interview: Interview, ivan: User, source: InterviewState, target: InterviewState
) -> None:
    put_in(interview, source)
    told_before = interview.timeline.count()
    moved = MOVES[target](interview_id=interview.pk, actor=Actor.user(ivan))
    interview.refresh_from_db()
    assert moved == (target in ALLOWED_TRANSITIONS[source])
    assert interview.state == (target if moved else source)
    assert interview.timeline.count() == told_before + moved
    if moved:
        event = interview.timeline.latest("sequence")
        assert event.kind == EVENT_OF_STATE[target]
        assert event.actor_user == ivan


def test_times_are_stamped(interview: Interview) -> None:
    before = timezone.now()
    put_in(interview, InterviewState.COMPLETED)
    assert interview.started_at is not None
    assert interview.ended_at is not None
    assert before <= interview.started_at <= interview.ended_at <= timezone.now()


@pytest.mark.usefixtures("valkey")
@pytest.mark.parametrize(
    ("target", "code"),
    [
        (InterviewState.COMPLETED, AccessCode.INTERVIEW_OVER),
        (InterviewState.CANCELLED, AccessCode.INTERVIEW_CANCELLED),
    ],
)
def test_the_apps_above_hear_of_it_after_the_commit(
    interview: Interview,
    target: InterviewState,
    code: AccessCode,
    django_capture_on_commit_callbacks: Callable[..., Any],
    subscribe: Subscribe,
) -> None:
    started, ended = subscribe(interview_started), subscribe(interview_ended)
    with django_capture_on_commit_callbacks() as callbacks:
        put_in(interview, InterviewState.LIVE)
        assert MOVES[target](interview_id=interview.pk, actor=SYSTEM)
    assert (started, ended) == ([], [])
    for callback in callbacks:
        callback()
    assert started == [InterviewStarted(interview.pk)]
    assert ended == [InterviewEnded(interview.pk, code)]


@pytest.mark.parametrize("state", [InterviewState.COMPLETED, InterviewState.CANCELLED])
def test_what_has_ended_is_not_changed_any_more(
    interview: Interview, cara: Invitation, rita: User, ines: User, state: InterviewState
) -> None:
    put_in(interview, state)
    told = interview.timeline.count()
    interview.title = "Something else"
    writes: list[Callable[[], object]] = [
        lambda: change_interview(interview=interview, fields=["title"], interviewers=[ines], actor=rita),
        lambda: issue_invitation(
            invitation=Invitation(interview=interview, name="Late", email="late@mail.example"), actor=rita
        ),
        lambda: change_invitation(invitation=cara, fields=["name"], actor=rita),
        lambda: reissue_invitation(invitation=cara, actor=rita),
    ]
    for write in writes:
        with pytest.raises(Refused) as refused:
            write()
        assert refused.value.code in {AccessCode.INTERVIEW_OVER, AccessCode.INTERVIEW_CANCELLED}
    interview.refresh_from_db()
    assert interview.title == "Backend engineer"
    assert ines not in interview.interviewers.all()
    assert interview.invitations.get() == cara
    assert interview.timeline.count() == told
    assert revoke_invitation(invitation=cara, actor=rita), "closing a link is never too late"


def race(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same time, each in a thread with a database connection of its own."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=30)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.usefixtures("valkey")
@pytest.mark.django_db(transaction=True)
def test_of_many_who_start_it_at_once_one_does(interview: Interview, ivan: User) -> None:
    outcomes = race(
        *[lambda: start_interview(interview_id=interview.pk, actor=Actor.user(ivan)) for _ in range(4)]
    )
    assert sorted(outcomes) == [False, False, False, True]
    assert interview.timeline.filter(kind=EventKind.INTERVIEW_STARTED).count() == 1


@pytest.mark.usefixtures("valkey")
@pytest.mark.django_db(transaction=True)
def test_completing_and_cancelling_at_once_leaves_one_end(interview: Interview) -> None:
    put_in(interview, InterviewState.LIVE)
    outcomes = race(
        lambda: complete_interview(interview_id=interview.pk),
        lambda: cancel_interview(interview_id=interview.pk, actor=SYSTEM),
    )
    assert sorted(outcomes) == [False, True]
    interview.refresh_from_db()
    winner = InterviewState.COMPLETED if outcomes[0] else InterviewState.CANCELLED
    assert interview.state == winner
    ends = TimelineEvent.objects.filter(
        kind__in=[EventKind.INTERVIEW_COMPLETED, EventKind.INTERVIEW_CANCELLED]
    )
    assert [event.kind for event in ends] == [EVENT_OF_STATE[winner]]


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_and_no_double_when_many_write(interview: Interview, ivan: User) -> None:
    before = interview.timeline.count()

    def write_five() -> None:
        for number in range(5):
            record_event(
                interview.pk, EventKind.QUESTION_PUSHED, actor=Actor.user(ivan), payload={"number": number}
            )

    race(*[write_five for _ in range(4)])
    sequences = list(interview.timeline.values_list("sequence", flat=True))
    assert sequences == list(range(1, before + 21))
    interview.refresh_from_db()
    assert interview.last_event_sequence == before + 20
