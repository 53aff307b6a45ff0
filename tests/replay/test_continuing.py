"""Going on in a new room: from a moment of an interview, and from what was submitted in a coding session."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from dsa.choices import FinishReason, OutputValidation, ProblemState, SessionState, SubmissionKind
from dsa.models import DsaSession, Problem, Submission
from dsa.sessions.services import assign_problems
from interviews.choices import EventKind, InterviewState
from interviews.models import Interview, InterviewQuestion, Invitation, StageTypeConfig, TimelineEvent, User
from interviews.models.user import RECRUITERS
from interviews.services.interviews import complete_interview, start_interview
from interviews.timeline import Actor
from replay.continuing import continue_from, open_submission, submissions_to_open
from rooms.document import beginning
from rooms.document.store import document_at
from rooms.models import DocumentUpdate, WhiteboardChange
from rooms.whiteboard import beginning as board_beginning
from rooms.whiteboard.checkpoints import scene_at
from rooms.whiteboard.scene import read_elements
from rooms.whiteboard.store import NewElements, WhiteboardStore
from talentsync.lib.errors import Refused
from tests.conftest import make_person, signed_in
from tests.dsa.factories import invite, make_interview, make_mirror, make_problem, make_shout, make_split
from tests.interviews.admin_pages import messages_of
from tests.replay.conftest import Record as RecordUpdates
from tests.rooms.elements import element
from tests.rooms.typist import Typist


@pytest.fixture
def held(
    interview: Interview,
    ivan: User,
    cara: Invitation,
    start: datetime,
    record: RecordUpdates,
    monkeypatch: pytest.MonkeyPatch,
) -> Interview:
    """Something is typed and drawn each minute, and a shape is deleted in the third."""
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    typist = Typist()
    record(
        [
            (start, cara, typist.choose("go")),
            (start + timedelta(minutes=1), cara, typist.type("first\n")),
            (start + timedelta(minutes=2), cara, typist.type("second é\U0001f600\n")),
            (start + timedelta(minutes=3), ivan, typist.erase(0, 6)),
        ]
    )
    store = WhiteboardStore()
    for minutes, drawn in ((1, element("a")), (2, element("b")), (3, element("a", 2, isDeleted=True))):
        monkeypatch.setattr(
            "rooms.whiteboard.store.timezone.now", lambda minutes=minutes: start + timedelta(minutes=minutes)
        )
        store.append([NewElements(interview.pk, Actor.user(ivan), read_elements([drawn]))])
    monkeypatch.undo()
    complete_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    interview.refresh_from_db()
    return interview


def at(start: datetime, minutes: float) -> str:
    return str(int((start + timedelta(minutes=minutes)).timestamp() * 1000))


def newest() -> Interview:
    return Interview.objects.latest("created_at")


@pytest.mark.parametrize(
    ("minutes", "code", "drawn"),
    [
        (-1, "", []),
        (1, "first\n", ["a"]),
        (2.5, "first\nsecond é\U0001f600\n", ["a", "b"]),
        (9, "second é\U0001f600\n", ["b"]),
    ],
)
def test_a_new_room_begins_as_it_was_then(
    held: Interview, ivan: User, start: datetime, minutes: float, code: str, drawn: list[str]
) -> None:
    answer = signed_in(ivan).post(f"/interviews/{held.pk}/replay/continue/", {"at": at(start, minutes)})
    made = newest()
    assert answer["Location"] == f"/interviews/{made.pk}/room/"
    assert (made.title, made.state, made.stage) == (
        "Backend engineer (continued)",
        InterviewState.SCHEDULED,
        held.stage,
    )
    assert list(made.interviewers.all()) == [ivan]
    assert not made.invitations.exists()
    document = document_at(made.pk)
    assert (document.code, document.language) == (code, "go" if code else "python")
    assert [each["id"] for each in scene_at(made.pk)] == drawn
    # It is his who asked for it, and it says where it comes from.
    actors = {row.actor for row in [*DocumentUpdate.objects.filter(interview=made)]}
    assert actors <= {Actor.user(ivan)}
    event = TimelineEvent.objects.get(interview=made, kind=EventKind.INTERVIEW_CONTINUED)
    assert event.payload["interviewId"] == str(held.pk)
    # The first is as it was.
    assert DocumentUpdate.objects.filter(interview=held).count() == 4
    assert WhiteboardChange.objects.filter(interview=held).count() == 3


def test_a_recruiter_plans_it_for_those_who_held_it(
    held: Interview, rita: User, ivan: User, start: datetime
) -> None:
    answer = signed_in(rita).post(f"/interviews/{held.pk}/replay/continue/", {"at": at(start, 1)})
    made = newest()
    assert answer["Location"] == f"/admin/interviews/interview/{made.pk}/change/"
    assert list(made.interviewers.all()) == [ivan]


@pytest.mark.parametrize("moment", ["", "x", "-1", "1" * 30, "²"])
def test_a_moment_that_is_none(held: Interview, ivan: User, moment: str) -> None:
    before = Interview.objects.count()
    assert signed_in(ivan).post(f"/interviews/{held.pk}/replay/continue/", {"at": moment}).status_code == 400
    assert Interview.objects.count() == before


def test_who_may_go_on(held: Interview, ines: User, sam: User, start: datetime) -> None:
    for person in (ines, sam):
        answer = signed_in(person).post(f"/interviews/{held.pk}/replay/continue/", {"at": at(start, 1)})
        assert answer.status_code == 404
    assert Interview.objects.count() == 1


def test_what_is_long_comes_in_several_changes(
    held: Interview, ivan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginning, "CHARACTERS_PER_UPDATE", 3)
    monkeypatch.setattr(board_beginning, "BYTES_PER_CHANGE", 10)
    made = continue_from(interview=held, at=timezone.now(), user=ivan)
    assert document_at(made.pk).code == "second é\U0001f600\n"
    assert DocumentUpdate.objects.filter(interview=made).count() > 3
    assert [each["id"] for each in scene_at(made.pk)] == ["b"]


def problems_of(interview: Interview) -> list[str]:
    return list(interview.problems.values_list("problem__key", flat=True))


@pytest.mark.parametrize("takes_problems", [True, False], ids=["with an editor", "without"])
def test_the_new_room_has_the_same_problems_but_those_that_nobody_is_given_now(
    interview: Interview,
    tests_stored: None,
    rita: User,
    ivan: User,
    monkeypatch: pytest.MonkeyPatch,
    takes_problems: bool,
) -> None:
    shout, split, mirror, retired = (
        make_shout(),
        make_split(),
        make_mirror(),
        make_problem("retired", {"a 1": "1"}),
    )
    assign_problems(interview=interview, problems=[shout, split, retired, mirror], actor=rita)
    Problem.objects.filter(pk=retired.pk).update(state=ProblemState.RETIRED)
    monkeypatch.setattr("dsa.rules.can_run_validators", lambda: False)
    interview.stage.tools_config |= {"codeEditor": takes_problems}
    interview.stage.save()
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    client = signed_in(rita)
    answer = client.post(f"/interviews/{interview.pk}/replay/continue/", {"at": at(timezone.now(), 0)})
    made = newest()
    assert problems_of(made) == (["shout", "mirror"] if takes_problems else [])
    assert problems_of(interview) == ["shout", "split", "retired", "mirror"]
    told = [words for words in messages_of(client.get(answer["Location"])) if "is not attached" in words]
    missing = ["Split", "Retired"] if takes_problems else ["Shout", "Split", "Retired", "Mirror"]
    reason = "it cannot be given to anybody now" if takes_problems else "its stage has no code editor"
    assert told == [
        f"The problem “{title}” is not attached to “{made.title}”: {reason}." for title in missing
    ]


def test_the_page_offers_what_its_reader_may_do(held: Interview, ivan: User, rita: User) -> None:
    path = f"/interviews/{held.pk}/replay/"
    his, hers = signed_in(ivan).get(path).content, signed_in(rita).get(path).content
    assert b"Add the note" in his
    assert b"Continue in a new room" in his
    assert b"Add the note" not in hers
    assert b"Continue in a new room" in hers


@pytest.fixture
def dsa_submission(stage_dsa: StageTypeConfig, rita: User) -> Submission:
    """The second of two submissions of a finished session, in which something was run as well."""
    problem, now = make_mirror(), timezone.now()
    invitation = invite(make_interview(stage_dsa, rita, problem), "Cara", rita)
    session = DsaSession.objects.create(
        invitation=invitation,
        state=SessionState.FINISHED,
        started_at=now - timedelta(hours=1),
        deadline=now,
        finished_at=now,
        finish_reason=FinishReason.CANDIDATE,
    )
    submissions = [
        Submission.objects.create(
            session=session,
            problem=problem,
            kind=kind,
            language="python",
            source_code=f"print({number})\n",
            created_at=now - timedelta(minutes=10 - number),
        )
        for number, kind in enumerate((SubmissionKind.SUBMIT, SubmissionKind.SUBMIT, SubmissionKind.RUN))
    ]
    return submissions[1]


# Coding sessions ------------------------------------------------------------------------------------------------------


def test_a_submission_is_opened_in_a_live_room(
    dsa_submission: Submission, rita: User, stage_live: StageTypeConfig
) -> None:
    submission = dsa_submission
    session = submission.session.invitation.interview
    client, url = signed_in(rita), f"/interviews/{session.pk}/submissions/"
    page = client.get(url).content.decode()
    assert submission.problem.title in page
    assert submissions_to_open(session) == [submission]
    answer = client.post(url, {"submission": str(submission.pk), "stage": str(stage_live.pk)})
    made = newest()
    assert answer["Location"] == f"/admin/interviews/interview/{made.pk}/change/"
    document = document_at(made.pk)
    assert (document.code, document.language) == (submission.source_code, submission.language)
    question = InterviewQuestion.objects.filter(interview=made).latest("position")
    assert submission.problem.title in question.text
    assert submission.problem.statement in question.text
    assert problems_of(made) == [submission.problem.key]
    assert "is not attached" not in str(messages_of(client.get(answer["Location"])))
    for wrong in (
        {"submission": str(submission.pk), "stage": "0"},
        {"submission": str(session.pk), "stage": str(stage_live.pk)},
        {"submission": "x", "stage": str(stage_live.pk)},
        {"submission": str(submission.pk), "stage": str(session.stage_id)},
        # A run was tried out, and handed in by nobody.
        {"submission": str(Submission.objects.get(kind=SubmissionKind.RUN).pk), "stage": str(stage_live.pk)},
    ):
        assert client.post(url, wrong).status_code == 400
    with pytest.raises(Refused, match="not held in a live room"):
        open_submission(submission=submission, stage=session.stage, user=rita)


@pytest.mark.parametrize("reason", ["retired", "changed", "no validators"])
def test_where_the_problem_can_be_given_to_nobody_there_is_the_question_alone(
    dsa_submission: Submission,
    rita: User,
    stage_live: StageTypeConfig,
    monkeypatch: pytest.MonkeyPatch,
    reason: str,
) -> None:
    submission = dsa_submission
    rows = Problem.objects.filter(pk=submission.problem_id)
    match reason:
        case "retired":
            rows.update(state=ProblemState.RETIRED)
        case "changed":
            rows.update(state=ProblemState.DRAFT)
        case _:
            rows.update(output_validation=OutputValidation.CUSTOM)
            monkeypatch.setattr("dsa.rules.can_run_validators", lambda: False)
    client = signed_in(rita)
    answer = client.post(
        f"/interviews/{submission.session.invitation.interview_id}/submissions/",
        {"submission": str(submission.pk), "stage": str(stage_live.pk)},
    )
    made = newest()
    assert problems_of(made) == []
    assert document_at(made.pk).code == submission.source_code
    assert submission.problem.statement in made.questions.latest("position").text
    assert "The problem “Mirror” is not attached" in str(messages_of(client.get(answer["Location"])))


def test_a_coding_session_has_no_room_to_go_on_in(dsa_submission: Submission, rita: User) -> None:
    session = dsa_submission.session.invitation.interview
    start_interview(interview_id=session.pk, actor=Actor.user(rita))
    session.refresh_from_db()
    client, before = signed_in(rita), Interview.objects.count()
    answer = client.post(f"/interviews/{session.pk}/replay/continue/", {"at": "1"})
    assert answer.status_code == 404
    with pytest.raises(Refused, match="not held in a live room"):
        continue_from(interview=session, at=timezone.now(), user=rita)
    assert Interview.objects.count() == before


def test_who_may_open_a_submission(
    dsa_submission: Submission, ivan: User, ines: User, sam: User, interview: Interview, rita: User
) -> None:
    session = dsa_submission.session.invitation.interview
    session.interviewers.add(ivan)
    url = f"/interviews/{session.pk}/submissions/"
    assert [signed_in(person).get(url).status_code for person in (ivan, ines, sam)] == [200, 404, 404]
    assert signed_in(rita).get(f"/interviews/{interview.pk}/submissions/").status_code == 404


def test_a_recruiter_opens_those_of_their_positions_alone(dsa_submission: Submission) -> None:
    lena = make_person("lena", RECRUITERS, is_staff=True)
    User.objects.filter(pk=lena.pk).update(only_own_positions=True)
    url = f"/interviews/{dsa_submission.session.invitation.interview_id}/submissions/"
    assert signed_in(lena).get(url).status_code == 404
    User.objects.filter(pk=lena.pk).update(only_own_positions=False)
    assert signed_in(lena).get(url).status_code == 200
