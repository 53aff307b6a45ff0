"""Redis frozen and slow, with its data kept: afterwards rooms agree with the truth, and nobody lost id or place."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis

from interviews.models import Interview, User
from tests.rooms.conftest import FOR_TESTS, OpenPage
from tests.rooms.page import Page
from tests.rooms.redis_proxy import ProxyInThread
from tests.rooms.test_document_events import AWARENESS
from tests.rooms.two_processes import pages as pages
from tests.rooms.typist import Typist
from tests.servers import ServerProcess

TTL_MS = round(float(FOR_TESTS["ROOM_PRESENCE_TTL_SECONDS"]) * 1000)
MEDIA = {"audio": False, "video": True, "screen": True}


class Room:
    """What Redis itself says of a room."""

    def __init__(self, redis: Redis, interview: Interview) -> None:
        self._redis = redis
        self._base = f"talentsync:room:{interview.pk}"

    def people(self) -> set[str]:
        """Those with a record."""
        return {str(key) for key in self._redis.hkeys(f"{self._base}:peers")}

    def now(self) -> int:
        """In ms."""
        seconds, microseconds = self._redis.time()
        return int(seconds) * 1000 + int(microseconds) // 1000

    def unexpired(self, at: int | None = None) -> set[str]:
        """Those who do not expire before then, or now."""
        after = f"({self.now() if at is None else at}"
        return {str(key) for key in self._redis.zrangebyscore(f"{self._base}:expiries", after, "+inf")}


@pytest.fixture
def room(valkey: str, interview: Interview) -> Iterator[Room]:
    with Redis.from_url(valkey, decode_responses=True) as client:
        yield Room(client, interview)


@pytest.fixture
def proxy(valkey: str, tmp_path: Path) -> Iterator[ProxyInThread]:
    proxy = ProxyInThread(tmp_path / "proxy.sock", valkey.removeprefix("unix://"))
    yield proxy
    proxy.thaw()
    proxy.stop()


@pytest.fixture
def servers(
    proxy: ProxyInThread, start_server: Callable[..., ServerProcess]
) -> tuple[ServerProcess, ServerProcess]:
    return start_server(REDIS_URL=proxy.url), start_server(REDIS_URL=proxy.url)


def meanwhile(pages: tuple[Page, ...]) -> None:
    """Each page reads what has come. Fails where one of them was disconnected."""
    for page in pages:
        page.ask("refresh_ice", {})


def wait_until_all_expired(room: Room, pages: tuple[Page, ...]) -> None:
    while room.unexpired():
        meanwhile(pages)


def expect_the_same_room(
    room: Room,
    pages: tuple[Page, Page],
    open_page: OpenPage,
    at: ServerProcess,
    ivan: User,
    interview: Interview,
) -> None:
    """Both are in it under their ids, hear each other and a newcomer, and were never told that anybody had left."""
    ivans, caras = pages
    while not room.unexpired() == room.people() == {ivans.user_id, caras.user_id}:
        meanwhile(pages)
    for page, other in ((ivans, caras), (caras, ivans)):
        while not page.pending("media_state"):
            other.ask("media_state", MEDIA)
            meanwhile(pages)
    newcomer = open_page(ivan, at=at)
    while "error" in (ack := newcomer.ask("JOIN_ROOM", {"roomId": str(interview.pk), "userInfo": {}})):
        assert ack["error"]["code"] == "internal_error"
    assert {peer["userId"] for peer in ack["peers"]} == {ivans.user_id, caras.user_id}
    for page in pages:
        assert page.wait_for("USER_JOINED")["userId"] == ack["userId"]
        assert page.pending("USER_LEFT") == []


def test_a_redis_that_stood_still_costs_nobody_their_place(
    proxy: ProxyInThread,
    room: Room,
    servers: tuple[ServerProcess, ServerProcess],
    pages: tuple[Page, Page],
    open_page: OpenPage,
    ivan: User,
    interview: Interview,
) -> None:
    """For longer than a time to live: by Redis' own word, everybody had expired."""
    proxy.stand_still()
    wait_until_all_expired(room, pages)
    proxy.thaw()
    expect_the_same_room(room, pages, open_page, servers[0], ivan, interview)


def test_connections_that_are_dead_without_a_word_cost_nobody_their_place(
    proxy: ProxyInThread,
    room: Room,
    servers: tuple[ServerProcess, ServerProcess],
    pages: tuple[Page, Page],
    open_page: OpenPage,
    ivan: User,
    interview: Interview,
) -> None:
    """Both processes find out only when nothing has answered for seconds, and connect anew."""
    proxy.freeze()
    wait_until_all_expired(room, pages)
    expect_the_same_room(room, pages, open_page, servers[1], ivan, interview)


def test_a_slow_redis_costs_nobody_their_place(
    proxy: ProxyInThread,
    room: Room,
    servers: tuple[ServerProcess, ServerProcess],
    pages: tuple[Page, Page],
    open_page: OpenPage,
    ivan: User,
    interview: Interview,
) -> None:
    """Each answer takes half a second, for longer than a time to live."""
    proxy.be_slow(0.5)
    since = room.now()
    while room.unexpired(since + 2 * TTL_MS) != {page.user_id for page in pages}:
        meanwhile(pages)
    expect_the_same_room(room, pages, open_page, servers[0], ivan, interview)


def test_keystrokes_do_not_wait_for_redis(
    proxy: ProxyInThread, servers: tuple[ServerProcess, ServerProcess], pages: tuple[Page, Page]
) -> None:
    """They are on disk; the other process gets them, in order, when Redis answers again."""
    ivans, caras = pages
    typist = Typist()
    proxy.hold_replies()
    for letter in "abc":
        assert ivans.ask("doc_update", {"update": typist.type(letter)}) == {}
    assert ivans.ask("doc_awareness", {"awareness": AWARENESS}) == {}
    proxy.thaw()
    assert [caras.wait_for("doc_update")["update"] for _ in "abc"] == typist.made
    assert "failed" not in servers[0].log.read_text()
