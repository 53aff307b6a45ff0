"""The heartbeat of a membership: nothing that fails ends it, and presence depends on Redis alone."""

import threading

import pytest
from pytest_django.fixtures import Settings

from interviews.access.codes import AccessCode
from interviews.models import Interview, Invitation, User
from rooms.presence.store import Presence
from rooms.services import participation
from tests.rooms.conftest import OpenPage
from tests.rooms.page import Page


class PlantedFailure(Exception):
    """What the database, or Redis, answers in these tests."""


class Failing:
    """A function that fails, and counts how often it was asked."""

    def __init__(self) -> None:
        self.calls = 0
        self._condition = threading.Condition()

    def __call__(self, *_: object, **__: object) -> None:
        with self._condition:
            self.calls += 1
            self._condition.notify_all()
        raise PlantedFailure

    async def as_coroutine(self, *arguments: object, **named: object) -> None:
        self(*arguments, **named)

    def wait_for(self, calls: int) -> None:
        """Until it was asked so often."""
        with self._condition:
            assert self._condition.wait_for(lambda: self.calls >= calls, timeout=60)


@pytest.fixture
def pages(
    settings: Settings, open_room_page: OpenPage, ivan: User, cara: Invitation, interview: Interview
) -> tuple[Page, Page]:
    """Ivan and Cara, in a room whose presence expires soon."""
    settings.ROOM_PRESENCE_TTL_SECONDS = 0.9
    ivans, caras = open_room_page(ivan), open_room_page(cara)
    ivans.join(interview.pk)
    caras.join(interview.pk)
    ivans.wait_for("USER_JOINED")
    return ivans, caras


def expect_everybody_there(
    ivans: Page, caras: Page, open_room_page: OpenPage, ivan: User, interview: Interview
) -> None:
    """The two, by the word of a newcomer, and nobody was ever told otherwise."""
    newcomer = open_room_page(ivan)
    ack = newcomer.join(interview.pk)
    assert {peer["userId"] for peer in ack["peers"]} == {ivans.user_id, caras.user_id}
    for page in (ivans, caras):
        assert page.wait_for("USER_JOINED")["userId"] == newcomer.user_id
        page.hears_from(newcomer)
        assert page.pending("USER_LEFT") == []
        assert page.pending("USER_JOINED") == []


def test_a_database_that_fails_costs_nobody_their_place(
    pages: tuple[Page, Page],
    open_room_page: OpenPage,
    monkeypatch: pytest.MonkeyPatch,
    ivan: User,
    interview: Interview,
) -> None:
    """It fails at the access checks of several time-to-lives; each is asked again."""
    failing = Failing()
    with monkeypatch.context() as patch:
        patch.setattr(participation, "still_admitted", failing)
        failing.wait_for(10)
    expect_everybody_there(*pages, open_room_page, ivan, interview)


def test_a_database_that_hangs_costs_nobody_their_place(
    pages: tuple[Page, Page],
    open_room_page: OpenPage,
    monkeypatch: pytest.MonkeyPatch,
    ivan: User,
    interview: Interview,
) -> None:
    """Presence is refreshed meanwhile, many times over."""
    is_over = threading.Event()
    has_begun = threading.Event()
    refreshes = threading.Semaphore(0)
    real_refresh = Presence.refresh

    def hang(*_: object) -> None:
        has_begun.set()
        is_over.wait(60)

    async def refresh(*arguments: object, **named: object) -> object:
        refreshed = await real_refresh(*arguments, **named)  # type: ignore[arg-type]
        refreshes.release()
        return refreshed

    with monkeypatch.context() as patch:
        patch.setattr(participation, "still_admitted", hang)
        patch.setattr(Presence, "refresh", refresh)
        assert has_begun.wait(60)
        while refreshes.acquire(blocking=False):
            pass
        for _ in range(10):
            assert refreshes.acquire(timeout=60)
        is_over.set()
    expect_everybody_there(*pages, open_room_page, ivan, interview)


def test_a_redis_that_fails_does_not_end_the_heartbeat(
    pages: tuple[Page, Page],
    open_room_page: OpenPage,
    monkeypatch: pytest.MonkeyPatch,
    ivan: User,
    interview: Interview,
) -> None:
    """Neither socket's: both are refreshed again when it is back, before anything has expired."""
    failing = Failing()
    with monkeypatch.context() as patch:
        patch.setattr(Presence, "refresh", failing.as_coroutine)
        failing.wait_for(2)
    expect_everybody_there(*pages, open_room_page, ivan, interview)


def test_an_access_check_that_failed_is_made_up_for(
    pages: tuple[Page, Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Access that was withdrawn while the database was away ends the membership once it is back."""
    failing = Failing()
    with monkeypatch.context() as patch:
        patch.setattr(participation, "still_admitted", failing)
        failing.wait_for(3)
    monkeypatch.setattr(participation, "still_admitted", lambda *_: AccessCode.FORBIDDEN)
    for page in pages:
        assert page.wait_for("room_closed")["code"] == "forbidden"
        page.wait_for_end()
