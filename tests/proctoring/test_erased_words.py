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
from interviews.choices import ApplicationDecision, MailKind, MailState
from interviews.models import Candidate, Invitation, OutgoingMail, Position, User
from interviews.services import own_deletion
from interviews.services.applications import decide, place_interview
from interviews.services.candidates import candidate_for, change_candidate
from interviews.services.erasure import erase_candidate
from interviews.services.interviews import complete_interview
from interviews.services.merging import merge_candidates
from proctoring import tasks
from proctoring.choices import ReviewStatus
from proctoring.services import incidents as incident_services
from proctoring.services import retention
from proctoring.services import review as review_services
from proctoring.services import snapshots as snapshot_services
from proctoring.services.consent import ask_for_exemption
from replay.models import Edition, Record
from rooms.models import ComputerCheck
from tests.conftest import SentTasks
from tests.dsa.factories import make_problem
from tests.proctoring.conftest import noticed, picture, received, stored

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
