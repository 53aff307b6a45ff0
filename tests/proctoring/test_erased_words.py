"""Words that a candidate left are found nowhere after an erasure: every byte of every table and file is looked at.

Without the help of `verify_erasure`, whose own findings are compared at the end. The tables are those of the database
that the tests run on, SQLite or PostgreSQL; pictures lie on a disk or in a bucket.
"""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from dsa.choices import Origin, SubmissionKind
from dsa.draft_log.services import Change, StreamName, append_changes
from dsa.models import DsaSession, TestResult
from dsa.sessions.own_tests import save_own_tests
from dsa.sessions.services import assign_problems, get_or_create_session, save_draft, start_session
from dsa.submissions.own_tests import OwnTest
from dsa.submissions.services import create_submission
from interviews.access.rooms import Participant
from interviews.choices import (
    ApplicationDecision,
    EventKind,
    MailKind,
    MailState,
    Recommendation,
    Role,
)
from interviews.models import (
    Candidate,
    ChainHead,
    HeadReason,
    Interview,
    Invitation,
    OutgoingMail,
    Position,
    StageTypeConfig,
    User,
)
from interviews.services import own_deletion
from interviews.services.applications import decide, place_interview
from interviews.services.candidates import candidate_for, change_candidate
from interviews.services.erasure import erase_candidate
from interviews.services.interviews import complete_interview, schedule_interview, start_interview
from interviews.services.merging import merge_candidates
from interviews.services.notes import save_note
from interviews.services.proof import seal_interview
from interviews.services.scorecards import Rating, save_scorecard
from interviews.timeline import Actor, record_event
from proctoring import tasks
from proctoring.choices import ReviewStatus
from proctoring.services import incidents as incident_services
from proctoring.services import retention
from proctoring.services import review as review_services
from proctoring.services import snapshots as snapshot_services
from proctoring.services.consent import ask_for_exemption
from replay.models import Edition, Record
from rooms.chat import post_message
from rooms.document.store import DocumentStore, NewUpdate, make_checkpoint
from rooms.models import AdmissionRequest, ChatChannel, ComputerCheck, RequestReason, RequestState
from rooms.whiteboard.scene import read_elements
from rooms.whiteboard.store import NewElements, WhiteboardStore
from tests.conftest import SentTasks
from tests.dsa.factories import make_problem
from tests.proctoring.conftest import invited, noticed, picture, received, stored
from tests.rooms.elements import element
from tests.rooms.runs import finished_run
from tests.rooms.typist import Typist

# In what they made, and in what names them. No other test may leave files with them.
WORK, NAME = "sphinxmarble", "quillfeather"
HOLDING_WORK = {
    "table dsa_draft",
    "table dsa_draftchanges",
    "table dsa_draftstream",
    "table dsa_owntestlist",
    "table dsa_submission",
    "table dsa_testresult",
    "table proctoring_exemptionrequest",
    "table proctoring_incident",
    "table proctoring_review",
    "table proctoring_snapshot",
    "table rooms_computercheck",
    "file of a record",
    "picture",
}
HOLDING_NAME = {
    "table django_admin_log",
    "table interviews_candidate",
    "table interviews_decisionrecord",
    "table interviews_invitation",
    "table interviews_outgoingmail",
    "table interviews_tag",
}
# The same in a live room.
HOLDING_ROOM = {
    "table interviews_note",
    "table interviews_scorecard",
    "table interviews_timelineevent",
    "table rooms_chatmessage",
    "table rooms_coderun",
    "table rooms_documentcheckpoint",
    "table rooms_documentupdate",
    "table rooms_whiteboardchange",
    "table rooms_whiteboardcheckpoint",
    "table rooms_whiteboardelement",
    "file of a record",
}
HOLDING_NAME_IN_ROOM = {
    "table interviews_candidate",
    "table interviews_invitation",
    "table rooms_admissionrequest",
    "table rooms_chatmessage",
    "table rooms_coderun",
}


def coded(willing: Invitation, rita: User) -> DsaSession:
    """A coding session with a word in all that a candidate writes there, and in what their program prints."""
    problem = make_problem("mirror", {"a 1": "a 2", "b 1": "b 2", "c 1": "c 2"})
    assign_problems(interview=willing.interview, problems=[problem], actor=rita)
    session = start_session(session=get_or_create_session(willing))
    save_draft(session=session, problem_key="mirror", language="python", source_code=WORK, base_version=0)
    now = round(timezone.now().timestamp() * 1000)
    append_changes(
        session=session,
        name=StreamName(uuid4(), uuid4(), "mirror", "python"),
        first=0,
        changes=[
            Change(now, Origin.STARTER, None, ""),
            Change(now, Origin.TYPED, [[0, WORK]], None),
        ],
    )
    save_own_tests(session=session, problem_key="mirror", tests=[OwnTest("mine", WORK, None)])
    submission, _ = create_submission(
        session=session,
        problem_key="mirror",
        language="python",
        source_code=f"print('{WORK}')",
        kind=SubmissionKind.SUBMIT,
    )
    TestResult.objects.create(
        judgement=submission.judgements.get(),
        name="first",
        is_visible=True,
        position=0,
        verdict="WA",
        cpu_ms=1,
        memory_kb=1,
        stdout=WORK,
    )
    return session


@pytest.fixture
def planted(kept_on: str, valkey: str, willing: Invitation, rita: User) -> Invitation:
    """Cara with words in everything that keeps something of her."""
    ask_for_exemption(invitation=willing, note=WORK)
    snapshot = stored(willing)
    # One that no worker has made a picture of yet, which leaves out what else is in the file.
    received(willing, 1, content=picture(comment=WORK.encode()))
    snapshot_services.save_reply(invitation=willing, snapshot_id=snapshot.pk, text=WORK)
    incident_services.save_reply(invitation=willing, incident_id=noticed(willing).pk, text=WORK)
    review_services.review(invitation=willing, status=ReviewStatus.SUSPICIOUS, note=WORK, seen=0, actor=rita)
    coded(willing, rita)
    findings = {"browser": {"state": "ok", "words": WORK}}
    ComputerCheck.objects.create(invitation=willing, findings=findings)
    record = Record.objects.create(interview=willing.interview, edition=Edition.CANDIDATE, requested_by=rita)
    record.file.save(f"records/{record.pk}.html", ContentFile(WORK.encode()))

    person = willing.candidate
    merge_candidates(
        kept=person, duplicate=candidate_for(name=NAME, email=f"{NAME}@work.example"), actor=rita
    )
    change_candidate(candidate=person, fields=[], tags=[f"known as {NAME}"])
    Candidate.objects.filter(pk=person.pk).update(name=NAME)
    Invitation.objects.filter(pk=willing.pk).update(name=NAME)
    place_interview(interview=willing.interview, position=Position.objects.create(title="Data"), actor=rita)
    application = person.applications.get()
    decide(application=application, decision=ApplicationDecision.REJECTED, reason=NAME, seen=0, actor=rita)
    OutgoingMail.objects.create(
        kind=MailKind.CANDIDATE_INVITATION,
        state=MailState.SENT,
        interview=willing.interview,
        invitation=willing,
        sent_to=f"{NAME}@mail.example",
    )
    LogEntry.objects.log_actions(rita.pk, [willing.interview], CHANGE, f"The link of {NAME} is revoked.")
    willing.refresh_from_db()
    return willing


@pytest.fixture
def planted_room(
    valkey: str, stage_live: StageTypeConfig, rita: User, ivan: User, monkeypatch: pytest.MonkeyPatch
) -> Invitation:
    """Cara alone in a live room that has ended, with words in all that was said and made there, and noted about her."""
    stage_live.scorecard_config = {"criteria": [{"name": "Code"}]}
    stage_live.save()
    live = schedule_interview(
        interview=Interview(title="Live round", stage=stage_live, scheduled_start=timezone.now()),
        interviewers=[ivan],
        actor=rita,
    )
    cara = invited(live, NAME, rita)
    hers = Participant(live.pk, Role.CANDIDATE, cara.name, Actor(invitation_id=cara.pk))
    his = Participant(live.pk, Role.INTERVIEWER, ivan.display_name, Actor.user(ivan))
    AdmissionRequest.objects.create(
        interview=live,
        actor_invitation=cara,
        role=Role.CANDIDATE,
        invited_name=NAME,
        typed_name=NAME,
        reason=RequestReason.KNOCK,
        state=RequestState.USED,
        alive_until=timezone.now(),
    )
    start_interview(interview_id=live.pk, actor=his.actor)
    for who, channel in ((hers, ChatChannel.ROOM), (his, ChatChannel.ROOM), (his, ChatChannel.STAFF)):
        post_message(participant=who, user_id="p", name=who.name, channel=channel, text=f"{WORK} was said")
    document = DocumentStore()
    assert document.append([NewUpdate(live.pk, hers.actor, Typist().type(f"{WORK} = 1"))]) == [True]
    make_checkpoint(live.pk)
    # So that a short board has one as well.
    monkeypatch.setattr("rooms.whiteboard.checkpoints.CHECKPOINT_BYTES", 1)
    board = WhiteboardStore()
    for number, who in enumerate((hers, his)):
        drawn = read_elements([element(f"box{number}", type="text", text=WORK)])
        assert board.append([NewElements(live.pk, who.actor, drawn)]) == [True]
    board.maintain()
    finished_run(live, cara, author_name=NAME, stdin=WORK, stdout=WORK, stderr=WORK, compile_output=WORK)
    question = {"questionText": f"Why did you name it {WORK}?"}
    record_event(live.pk, EventKind.QUESTION_PUSHED, actor=his.actor, payload=question)
    save_note(
        author=ivan, interview_id=live.pk, note_id=uuid4(), at=timezone.now(), text=f"Names things {WORK}"
    )
    complete_interview(interview_id=live.pk)
    save_scorecard(
        interviewer=ivan,
        interview_id=live.pk,
        ratings=[Rating(2, WORK)],
        recommendation=Recommendation.NO,
        summary=WORK,
        hand_in=True,
    )
    assert seal_interview(live.pk)
    record = Record.objects.create(interview=live, edition=Edition.RECRUITER, requested_by=rita)
    record.file.save(f"records/{record.pk}.html", ContentFile(WORK.encode()))
    return cara


def holders(word: str, bucket: Any) -> set[str]:
    """Every place that holds this word."""
    return {*_tables(word), *_files(word), *_objects(word, bucket)}


def _tables(word: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  our own tables
            if any(word in _text(value) for row in cursor.fetchall() for value in row):
                yield f"table {table}"


def _text(value: object) -> str:
    # What is stored as bytes is UTF-8 or holds it, as updates of Yjs do.
    return bytes(value).decode(errors="replace") if isinstance(value, (bytes, memoryview)) else str(value)


def _files(word: str) -> Iterator[str]:
    database = Path(str(connection.settings_dict["NAME"]))
    for path in settings.DATA_DIR.rglob("*"):
        # The database was read as tables: pages that it has freed are its own.
        if path.is_file() and not path.name.startswith(database.name) and word.encode() in path.read_bytes():
            within = path.relative_to(settings.DATA_DIR).parts
            kinds = {"records": "file of a record", "snapshots": "picture"}
            yield next((kinds[part] for part in within if part in kinds), str(path))


def _objects(word: str, bucket: Any) -> Iterator[str]:
    if bucket is not None and any(
        word.encode() in each.get()["Body"].read() for each in bucket.objects.all()
    ):
        yield "picture"


@pytest.fixture
def pictures_bucket(kept_on: str, request: pytest.FixtureRequest) -> Any:
    """Where pictures lie, if not on the disk."""
    return request.getfixturevalue("bucket") if kept_on == "s3" else None


def workers_part(sent_tasks: SentTasks) -> None:
    """Files of pictures follow in a worker."""
    retention.delete_marked()
    for name, *arguments in sent_tasks:
        if name == retention.REMOVE_TASK:
            tasks.remove_files(*arguments)


def verified(*arguments: str) -> str:
    written = StringIO()
    call_command("verify_erasure", *arguments, stdout=written)
    return written.getvalue()


@pytest.mark.usefixtures("records_made")
def test_an_erased_persons_words_are_nowhere(
    planted: Invitation,
    pictures_bucket: Any,
    rita: User,
    woken: SentTasks,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    assert holders(WORK, pictures_bucket) == HOLDING_WORK
    assert holders(NAME, pictures_bucket) == HOLDING_NAME
    number = planted.candidate_id
    with django_capture_on_commit_callbacks(execute=True):
        erase_candidate(candidate=planted.candidate, actor=rita)
    workers_part(woken)
    assert holders(WORK, pictures_bucket) == set()
    assert holders(NAME, pictures_bucket) == set()
    assert verified("--person", str(number), "--word", WORK, "--word", NAME) == "Nothing is left.\n"


@pytest.mark.usefixtures("records_made")
def test_what_was_shared_in_a_live_room_of_theirs_alone_is_nowhere(
    planted_room: Invitation,
    rita: User,
    woken: SentTasks,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """What others said, drew and wrote about them goes with the room, and no seal or tombstone repeats any of it."""
    assert holders(WORK, None) == HOLDING_ROOM
    assert holders(NAME, None) == HOLDING_NAME_IN_ROOM
    number = planted_room.candidate_id
    with django_capture_on_commit_callbacks(execute=True):
        erase_candidate(candidate=planted_room.candidate, actor=rita)
    workers_part(woken)
    assert holders(WORK, None) == set()
    assert holders(NAME, None) == set()
    assert ChainHead.objects.filter(reason=HeadReason.ERASED).count() == 1
    assert verified("--person", str(number), "--word", WORK, "--word", NAME) == "Nothing is left.\n"


@pytest.mark.usefixtures("records_made")
def test_words_of_their_work_are_nowhere_after_a_candidates_own_deletion(
    planted: Invitation,
    pictures_bucket: Any,
    settings: Settings,
    woken: SentTasks,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.OWN_DELETION_AFTER_DAYS = 0
    complete_interview(interview_id=planted.interview_id)
    with django_capture_on_commit_callbacks(execute=True):
        own_deletion.carry_out(own_deletion.ask_for_deletion(invitation=planted).pk)
    workers_part(woken)
    assert holders(WORK, pictures_bucket) == set()
    assert holders(NAME, pictures_bucket) == HOLDING_NAME, "who they are stays"
    assert verified(str(planted.pk), "--word", WORK) == "Nothing is left.\n"
