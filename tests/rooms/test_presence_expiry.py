"""The beat task that reaps expired peers in rooms in which nobody is left to notice."""

import asyncio

import redis

from interviews.choices import EventKind
from interviews.models import Interview, Invitation, TimelineEvent, User
from rooms.tasks import sweep_rooms
from tests.rooms.conftest import OpenPage


def test_a_departure_that_nobody_saw_is_recorded_once(
    valkey: str, open_page: OpenPage, ivan: User, interview: Interview
) -> None:
    """The last person drops; the task records it, and a second run finds nothing."""
    page = open_page(ivan)
    page.join(interview.pk)
    page.close()
    while not sweep_rooms():
        pass

    assert sweep_rooms() == 0
    events = TimelineEvent.objects.filter(interview=interview, kind=EventKind.PARTICIPANT_LEFT)
    assert [event.payload for event in events] == [{"userId": page.user_id, "reason": "dropped"}]
    with redis.Redis.from_url(valkey) as client:
        assert not client.sismember("talentsync:rooms", str(interview.pk))


def test_it_runs_in_a_thread_that_has_no_event_loop(transactional_db: None, valkey: str) -> None:
    """As in a Celery worker; nothing to reap is no error."""
    assert asyncio.run(asyncio.to_thread(sweep_rooms)) == 0


def test_people_who_are_there_stay(
    open_page: OpenPage, ivan: User, cara: Invitation, interview: Interview
) -> None:
    page = open_page(ivan)
    page.join(interview.pk)
    sweep_rooms()
    assert page.ask("refresh_ice", {})["iceServers"] == []
    assert not TimelineEvent.objects.filter(interview=interview, kind=EventKind.PARTICIPANT_LEFT).exists()
