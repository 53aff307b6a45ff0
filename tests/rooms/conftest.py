"""Two server processes that share one Valkey and one database, and the pages that connect to them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from pytest_django.fixtures import Settings

from interviews.models import Interview, Invitation, User
from interviews.services.invitations import issue_invitation
from tests.conftest import signed_in
from tests.rooms.page import Page
from tests.rooms.room_server import RoomServer
from tests.servers import ServerProcess

# Times short enough for tests to wait for what they cause, and rates that no table of refusals exceeds.
FOR_TESTS = {
    "ROOM_RESUME_GRACE_SECONDS": "1.5",
    "ROOM_PRESENCE_TTL_SECONDS": "3",
    "ROOM_RATE_FACTOR": "1000",
}


def session_cookie(person: User) -> str:
    """The Cookie header of a browser in which this person has signed in."""
    return f"{settings.SESSION_COOKIE_NAME}={signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value}"


@pytest.fixture(scope="session")
def server_processes(
    django_db_setup: None, valkey_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[ServerProcess, ServerProcess]]:
    """Processes A and B, for the whole test session."""
    logs = tmp_path_factory.mktemp("servers")
    first = ServerProcess(logs / "a.log", **FOR_TESTS)
    second = ServerProcess(logs / "b.log", **FOR_TESTS)
    with ExitStack() as stack:
        for server in (first, second):
            stack.callback(server.stop)
            server.start()
        yield first, second


@pytest.fixture
def server(transactional_db: None, server_processes: tuple[ServerProcess, ServerProcess]) -> ServerProcess:
    """Process A. The database is written for real, because the process reads it."""
    return server_processes[0]


@pytest.fixture
def other_server(
    transactional_db: None, server_processes: tuple[ServerProcess, ServerProcess]
) -> ServerProcess:
    """Process B."""
    return server_processes[1]


@pytest.fixture
def start_server(
    transactional_db: None, valkey_server: str, tmp_path: Path
) -> Iterator[Callable[..., ServerProcess]]:
    """Starts further processes, with settings of their own, for one test."""
    with ExitStack() as stack:

        def start(**environment: str) -> ServerProcess:
            process = ServerProcess(tmp_path / "server.log", **{**FOR_TESTS, **environment})
            stack.callback(process.stop)
            process.start()
            return process

        yield start


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(server: ServerProcess) -> Iterator[OpenPage]:
    """Opens pages: `open_page(ivan)` for somebody with an account, `open_page(cara)` for an invitation.

    On process A unless `at=` names another.
    """
    with ExitStack() as stack:

        def open_for(who: User | Invitation | None, *, at: ServerProcess = server) -> Page:
            token = who.token if isinstance(who, Invitation) else None
            cookie = session_cookie(who) if isinstance(who, User) else None
            return stack.enter_context(Page(at.url, token=token, cookie=cookie))

        yield open_for


@pytest.fixture
def room_server(transactional_db: None, valkey: str, settings: Settings) -> Iterator[RoomServer]:
    """The room in this very process, for tests that make its parts fail."""
    for name, value in FOR_TESTS.items():
        setattr(settings, name, float(value))
    server = RoomServer()
    yield server
    server.stop()


@pytest.fixture
def open_room_page(room_server: RoomServer) -> Iterator[OpenPage]:
    """The same as `open_page`, on that one."""
    with ExitStack() as stack:

        def open_for(who: User | Invitation | None) -> Page:
            token = who.token if isinstance(who, Invitation) else None
            cookie = session_cookie(who) if isinstance(who, User) else None
            return stack.enter_context(Page(room_server.url, token=token, cookie=cookie))

        yield open_for


@pytest.fixture
def tomas(interview: Interview, rita: User) -> Invitation:
    """A second candidate of `interview`: a link that is in use lets nobody else in."""
    return issue_invitation(
        invitation=Invitation(
            interview=interview,
            name="Tomas Candidate",
            email="tomas@mail.example",
            expires_at=timezone.now() + timedelta(days=7),
        ),
        actor=rita,
    )


@pytest.fixture
def ivans_page(open_page: OpenPage, ivan: User, interview: Interview) -> Page:
    """Ivan, in the room."""
    page = open_page(ivan)
    page.join(interview.pk)
    return page


@pytest.fixture
def ivans_second_page(open_page: OpenPage, caras_page: Page, ivan: User, interview: Interview) -> Page:
    """A third in the room; Cara has been told."""
    page = open_page(ivan)
    page.join(interview.pk)
    caras_page.wait_for("USER_JOINED")
    return page


@pytest.fixture
def caras_page(open_page: OpenPage, ivans_page: Page, cara: Invitation, interview: Interview) -> Page:
    """Cara, in the room with Ivan, who has been told."""
    page = open_page(cara)
    page.join(interview.pk)
    ivans_page.wait_for("USER_JOINED")
    return page
