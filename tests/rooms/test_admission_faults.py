"""The door while processes and Redis die."""

from collections.abc import Callable
from typing import Any

import pytest

from interviews.access.rooms import participant_for_interviewer, participant_for_invitation
from interviews.models import Interview, Invitation, User
from rooms.admission import services as admission
from rooms.admission.services import remove_participant
from rooms.admission.waiting import Waiting
from rooms.models import AdmissionRequest, RequestState
from rooms.services.participation import still_admitted
from rooms.tasks import sweep_rooms
from talentsync.channel_layer import ChannelLayerUnavailable
from tests.rooms.conftest import OpenPage
from tests.rooms.test_admission import knock, knocking
from tests.rooms.test_join_failures import Trap
from tests.rooms.test_redis_lost import Redis, lost_redis
from tests.servers import ServerProcess

__all__ = ["knocking", "lost_redis"]


def test_the_interviewers_process_is_killed_while_somebody_knocks(
    start_server: Callable[..., ServerProcess],
    open_page: OpenPage,
    ivan: User,
    cara: Invitation,
    knocking: Interview,
) -> None:
    """The candidate goes on waiting, and the interviewer finds her on another process."""
    dying = start_server()
    ivans = open_page(ivan, at=dying)
    ivans.join(knocking.pk)
    caras = open_page(cara)
    knock(caras, knocking)
    told = ivans.wait_for("admission_requested")
    dying.kill()

    again = open_page(ivan)
    again.join(knocking.pk, resumeToken=ivans.resume_token)
    assert again.ask("admission_sync", {})["requests"] == [told]
    again.ask("admit", {"requestId": told["requestId"]})
    caras.wait_for("room_opened")
    caras.join(knocking.pk)


def test_the_candidates_process_is_killed_while_they_knock(
    start_server: Callable[..., ServerProcess],
    open_page: OpenPage,
    ivan: User,
    cara: Invitation,
    knocking: Interview,
) -> None:
    """Nobody is told of it, so the request runs out, and the schedule tells those who still see it."""
    ivans = open_page(ivan)
    ivans.join(knocking.pk)
    dying = start_server(ROOM_PRESENCE_TTL_SECONDS="0.5")
    caras = open_page(cara, at=dying)
    knock(caras, knocking)
    told = ivans.wait_for("admission_requested")
    dying.kill()

    while ivans.ask("admission_sync", {})["requests"]:
        pass
    sweep_rooms()
    assert ivans.wait_for("admission_withdrawn") == {"requestId": told["requestId"], "outcome": "left"}
    assert AdmissionRequest.objects.get().state == RequestState.WITHDRAWN
    again = open_page(cara)
    knock(again, knocking)
    assert ivans.wait_for("admission_requested")["requestId"] != told["requestId"]


def test_a_withdrawal_that_the_database_could_not_take_is_tried_again(
    open_room_page: OpenPage,
    monkeypatch: pytest.MonkeyPatch,
    ivan: User,
    cara: Invitation,
    knocking: Interview,
) -> None:
    """Who knocked and went is not asked about any more."""
    ivans, caras = open_room_page(ivan), open_room_page(cara)
    ivans.join(knocking.pk)
    knock(caras, knocking)
    told = ivans.wait_for("admission_requested")
    trap = Trap(admission, "withdraw")
    trap.set(monkeypatch)
    caras.close()
    assert ivans.wait_for("admission_withdrawn") == {"requestId": told["requestId"], "outcome": "left"}
    assert trap.sprung.is_set()
    assert AdmissionRequest.objects.get().state == RequestState.WITHDRAWN


def test_a_withdrawal_that_redis_could_not_take_is_told_later(
    open_room_page: OpenPage,
    monkeypatch: pytest.MonkeyPatch,
    ivan: User,
    cara: Invitation,
    knocking: Interview,
) -> None:
    ivans, caras = open_room_page(ivan), open_room_page(cara)
    ivans.join(knocking.pk)
    knock(caras, knocking)
    told = ivans.wait_for("admission_requested")
    tell = Waiting._tell
    failures = iter([ChannelLayerUnavailable("Redis is away")])

    async def fail_once(waiting: Waiting, request: AdmissionRequest, event: str, payload: Any) -> None:
        if event == "admission_withdrawn" and (failure := next(failures, None)):
            raise failure
        await tell(waiting, request, event, payload)

    monkeypatch.setattr(Waiting, "_tell", fail_once)
    caras.close()
    assert ivans.wait_for("admission_withdrawn") == {"requestId": told["requestId"], "outcome": "left"}
    assert next(failures, None) is None


def test_redis_is_restarted_while_the_room_is_locked(
    lost_redis: Redis,
    start_server: Callable[..., ServerProcess],
    open_page: OpenPage,
    ivan: User,
    cara: Invitation,
    interview: Interview,
) -> None:
    """The lock stands on both processes; who knocked before is let in by the message that Redis carries afterwards."""
    environment = {"REDIS_URL": lost_redis.url, "ROOM_RESUME_GRACE_SECONDS": "6"}
    one, other = start_server(**environment), start_server(**environment)
    ivans = open_page(ivan, at=one)
    ivans.join(interview.pk)
    ivans.ask("lock_room", {"locked": True})
    caras = open_page(cara, at=other)
    knock(caras, interview)
    told = ivans.wait_for("admission_requested")

    lost_redis.lose()
    lost_redis.start()

    assert ivans.ask("admission_sync", {}) == {"locked": True, "requests": [told]}
    assert ivans.ask("admit", {"requestId": told["requestId"]}) == {}
    caras.wait_for("room_opened")
    # Presence may still be away for a moment.
    while "error" in (ack := caras.ask("JOIN_ROOM", {"roomId": str(interview.pk), "userInfo": {}})):
        assert ack["error"]["code"] == "internal_error"
    caras.leave()
    knock(caras, interview)


def test_a_decision_whose_message_was_lost_is_learnt_of(
    open_page: OpenPage, ivan: User, cara: Invitation, knocking: Interview
) -> None:
    """The waiting socket reads its request again and again."""
    ivans = open_page(ivan)
    ivans.join(knocking.pk)
    caras = open_page(cara)
    knock(caras, knocking)
    AdmissionRequest.objects.update(state=RequestState.ADMITTED)
    caras.wait_for("room_opened")


def test_a_removal_that_redis_never_heard_of_is_found(
    open_page: OpenPage, ivan: User, cara: Invitation, interview: Interview
) -> None:
    """The record of it is enough: the removed socket's own look at its access ends it."""
    ivans = open_page(ivan)
    ivans.join(interview.pk)
    caras = open_page(cara)
    caras.join(interview.pk)
    remove_participant(
        by=participant_for_interviewer(ivan, interview.pk),
        person=f"invitation:{cara.pk}",
        user_id=caras.user_id,
    )
    assert still_admitted(participant_for_invitation(cara), caras.user_id) == "removed"
    assert still_admitted(participant_for_invitation(cara), "another-peer") is None
    assert caras.wait_for("room_closed")["code"] == "removed"
