"""Erasing a person reaches the rooms that went on from their interviews, unless others were invited to them."""

from html import unescape
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from dsa.choices import SubmissionKind
from dsa.models import Problem, Submission
from dsa.sessions.services import get_or_create_session, start_session
from dsa.submissions.services import create_submission
from interviews.choices import EventKind, InterviewState
from interviews.models import Interview, Invitation, StageTypeConfig, TimelineEvent, User
from interviews.services import own_deletion
from interviews.services.erasure import erase_candidate, preview
from interviews.services.interviews import complete_interview
from interviews.timeline import Actor
from replay.continuing import continue_from, open_submission
from rooms.document.beginning import begin_document
from rooms.models import ChatMessage
from rooms.models.chat import ChatChannel
from tests.conftest import signed_in
from tests.dsa.factories import MIRROR_PYTHON, invite, make_interview


def submitted(invitation: Invitation, problem: Problem) -> Submission:
    session = start_session(session=get_or_create_session(invitation))
    submission, _ = create_submission(
        session=session,
        problem_key=problem.key,
        language="python",
        source_code=MIRROR_PYTHON,
        kind=SubmissionKind.SUBMIT,
    )
    return submission


@pytest.fixture
def rooms(interview: Interview, cara: Invitation, ivan: User, rita: User) -> list[Interview]:
    """Two that went on one from the other, and a third from the second, to which Bob is invited."""
    begin_document(interview_id=interview.pk, actor=Actor.user(rita), code="hers = 1", language="python")
    made = [interview]
    for _ in range(3):
        made.append(continue_from(interview=made[-1], at=timezone.now(), user=ivan))
    Interview.objects.filter(pk=made[3].pk).update(title="Bob's round")
    invite(made[3], "Bob", rita)
    return made[1:]


def verified(*arguments: str | int) -> list[str]:
    """What `verify_erasure` says, line by line; CommandError where something is left."""
    written = StringIO()
    call_command("verify_erasure", *map(str, arguments), stdout=written)
    return written.getvalue().splitlines()


def test_all_go_to_which_nobody_else_was_invited(
    valkey: str, rooms: list[Interview], interview: Interview, cara: Invitation, rita: User
) -> None:
    unrelated = Interview.objects.create(
        title="Another", stage=interview.stage, scheduled_start=timezone.now(), created_by=rita
    )
    about = preview(cara.candidate)
    assert (about.interviews, about.continued, about.kept) == (1, 2, frozenset([rooms[2].pk]))
    number = cara.candidate_id
    erase_candidate(candidate=cara.candidate, actor=rita)
    assert set(Interview.objects.values_list("pk", flat=True)) == {rooms[2].pk, unrelated.pk}
    assert verified("--person", number) == [
        f"Stays: interview {rooms[2].pk} was continued from there, with a copy of code or board",
        "Nothing else is left.",
    ]
    # A copy in a room to which nobody is invited is somebody's who is gone.
    Invitation.objects.filter(interview=rooms[2]).delete()
    with pytest.raises(CommandError, match="1 traces"):
        verified("--person", number)


def test_they_are_looked_for_once_and_by_an_index(
    valkey: str, rooms: list[Interview], cara: Invitation, rita: User
) -> None:
    """Timelines are the largest table; its other indexes begin with the interview."""
    events = TimelineEvent.objects.filter(kind=EventKind.INTERVIEW_CONTINUED)
    if connection.vendor == "sqlite":
        # PostgreSQL reads a table of a few rows as a whole.
        assert "timeline_continued" in events.explain()
    with CaptureQueriesContext(connection) as looked:
        preview(cara.candidate)
    with CaptureQueriesContext(connection) as erased:
        erase_candidate(candidate=cara.candidate, actor=rita)
    once, all_of_it = (
        sum("has_others" in query["sql"] for query in queries.captured_queries)
        for queries in (looked, erased)
    )
    assert once == all_of_it > 0


def test_what_stays_after_a_candidates_own_deletion_is_told(
    valkey: str, rooms: list[Interview], interview: Interview, cara: Invitation, settings: Settings
) -> None:
    """As the page of their own records says, what was shared in the room stays, and copies of it."""
    settings.OWN_DELETION_AFTER_DAYS = 0
    said = {"interview": interview, "peer_id": "p", "author_name": cara.name}
    ChatMessage.objects.create(actor_invitation=cara, channel=ChatChannel.ROOM, text="Hello", **said)
    Interview.objects.filter(pk=interview.pk).update(state=InterviewState.LIVE, started_at=timezone.now())
    complete_interview(interview_id=interview.pk)
    own_deletion.carry_out(own_deletion.ask_for_deletion(invitation=cara).pk)
    assert verified(cara.pk) == [
        "Stays: messages in the live room: 1",
        *(
            f"Stays: interview {pk} was continued from there, with a copy of code or board"
            for pk in sorted(room.pk for room in rooms)
        ),
        "Nothing else is left.",
    ]


def test_the_page_names_what_stays(rooms: list[Interview], cara: Invitation, rita: User) -> None:
    url = reverse("admin:interviews_candidate_erase", args=[cara.candidate_id])
    page = unescape(signed_in(rita).get(url).content.decode())
    assert "2 rooms that went on from there, to which nobody else was invited, go as well." in page
    assert "because others were invited: “Bob's round”." in page


def test_of_a_shared_session_only_what_began_with_their_submission(
    valkey: str,
    stage_dsa: StageTypeConfig,
    stage_live: StageTypeConfig,
    mirror: Problem,
    rita: User,
    ivan: User,
) -> None:
    session = make_interview(stage_dsa, rita, mirror)
    hers, his = invite(session, "Cara", rita), invite(session, "Bob", rita)
    made = [
        open_submission(submission=submitted(invitation, mirror), stage=stage_live, user=ivan)
        for invitation in (hers, his)
    ]
    erase_candidate(candidate=hers.candidate, actor=rita)
    assert set(Interview.objects.values_list("pk", flat=True)) == {session.pk, made[1].pk}
