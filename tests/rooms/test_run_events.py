"""Running the shared code, as pages ask for it: who may, how often, and what everybody hears."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from dsa.execution import Language, PermanentError
from interviews.access.rooms import participant_for_interviewer
from interviews.choices import EventKind
from interviews.models import Interview, Invitation, StageTypeConfig, TimelineEvent, User
from interviews.services.interviews import complete_interview, schedule_interview, start_interview
from interviews.timeline import Actor
from rooms.errors import RoomCode
from rooms.models import CodeRun, CodeRunState
from rooms.running import services
from rooms.running.runner import claim, execute
from talentsync.lib.errors import Refused
from tests.rooms.conftest import OpenPage
from tests.rooms.page import Page
from tests.rooms.typist import Typist
from tests.servers import ServerProcess

HELLO = 'print("hello", input())\n'


def write(page: Page, code: str) -> None:
    assert page.ask("doc_update", {"update": Typist().type(code)}) == {}


def work_on(run_id: object) -> None:
    """What a worker does."""
    run = claim(str(run_id))
    assert run is not None
    execute(run)


def test_a_run_reaches_everybody_and_the_record(
    ivans_page: Page, caras_page: Page, cara: Invitation, interview: Interview
) -> None:
    """The candidate runs; both hear that it waits, that it runs, and what came of it."""
    write(ivans_page, HELLO)

    ack = caras_page.ask("run_code", {"language": "python", "stdin": "Ivan\n"})
    write(ivans_page, "# typed after that, and not part of it\n")
    work_on(ack["runId"])

    told = {"runId": ack["runId"], "userId": caras_page.user_id, "language": "python"}
    for page in (ivans_page, caras_page):
        assert page.wait_for("run_state") == {**told, "state": "queued"}
        assert page.wait_for("run_state") == {**told, "state": "running"}
        finished = page.wait_for("run_state")
        result = finished.pop("result")
        assert finished == {**told, "state": "finished"}
        assert result.pop("executionTimeMs") >= 0
        assert result.pop("memoryUsedKB") > 0
        assert result == {
            "verdict": "AC",
            "exitCode": 0,
            "stdout": "hello Ivan\n",
            "stderr": "",
            "truncated": False,
        }
    event = TimelineEvent.objects.get(interview=interview, kind=EventKind.CODE_RUN)
    assert event.actor_invitation == cara
    assert event.payload == {
        **told,
        "state": "finished",
        "verdict": "AC",
        "documentSequence": 1,
    }


def test_who_comes_late_gets_the_last_runs(
    open_page: OpenPage, ivans_page: Page, cara: Invitation, interview: Interview
) -> None:
    write(ivans_page, HELLO)
    run_id = ivans_page.ask("run_code", {"language": "python", "stdin": "you"})["runId"]
    work_on(run_id)
    late = open_page(cara)
    late.join(interview.pk)

    (run,) = late.ask("run_sync", {})["runs"]

    assert run["result"]["stdout"] == "hello you\n"
    assert (run["runId"], run["userId"], run["name"]) == (run_id, ivans_page.user_id, "Ivan Example")
    assert run["requestedAt"] == CodeRun.objects.get().created_at.isoformat()


def test_one_at_a_time_whoever_asks(ivans_page: Page, caras_page: Page) -> None:
    """Of two who press at the same moment one is refused, until that run is over."""
    asked = [page.ask_later("run_code", {"language": "python"}) for page in (ivans_page, caras_page)]
    acks = [page.ack_of(id) for page, id in zip((ivans_page, caras_page), asked, strict=True)]
    (run_id,) = [ack["runId"] for ack in acks if "runId" in ack]
    (error,) = [ack["error"]["code"] for ack in acks if "error" in ack]
    assert error == "run_in_progress"
    work_on(run_id)
    assert "runId" in ivans_page.ask("run_code", {"language": "python"})


def test_a_run_that_waits_is_stopped_at_once(
    ivans_page: Page, caras_page: Page, interview: Interview
) -> None:
    """By somebody else than who asked for it; a worker that comes later does not take it."""
    run_id = ivans_page.ask("run_code", {"language": "python"})["runId"]
    assert caras_page.ask("stop_run", {"runId": run_id}) == {}
    for page in (ivans_page, caras_page):
        assert [page.wait_for("run_state")["state"] for _ in range(2)] == ["queued", "stopped"]
    assert claim(run_id) is None
    event = TimelineEvent.objects.get(interview=interview, kind=EventKind.CODE_RUN)
    assert (event.payload["state"], event.payload["verdict"]) == ("stopped", "")


def test_stopping_what_is_over_tells_again_how_it_ended(ivans_page: Page) -> None:
    run_id = ivans_page.ask("run_code", {"language": "python"})["runId"]
    work_on(run_id)
    states = [ivans_page.wait_for("run_state") for _ in range(3)]
    assert ivans_page.ask("stop_run", {"runId": run_id}) == {}
    assert ivans_page.wait_for("run_state") == states[-1]


def test_a_run_goes_on_without_who_asked_for_it(ivans_page: Page, caras_page: Page) -> None:
    run_id = caras_page.ask("run_code", {"language": "python"})["runId"]
    caras_page.leave()
    work_on(run_id)
    states = [ivans_page.wait_for("run_state") for _ in range(3)]
    assert [state["state"] for state in states] == ["queued", "running", "finished"]
    assert states[-1]["userId"] == caras_page.user_id


def test_runs_of_other_rooms_are_unknown(
    ivans_page: Page, stage_live: StageTypeConfig, rita: User, ivan: User, interview: Interview
) -> None:
    run_id = ivans_page.ask("run_code", {"language": "python"})["runId"]
    another = schedule_interview(
        interview=Interview(title="Another", stage=stage_live, scheduled_start=timezone.now()),
        interviewers=[ivan],
        actor=rita,
    )
    CodeRun.objects.update(interview=another)
    assert ivans_page.refusal("stop_run", {"runId": run_id}) == "unknown_run"
    assert ivans_page.refusal("stop_run", {"runId": str(uuid4())}) == "unknown_run"
    assert ivans_page.ask("run_sync", {}) == {"runs": []}
    assert CodeRun.objects.get().state == CodeRunState.QUEUED


@pytest.mark.parametrize("language", ["text", "brainfuck", "Python", "C++"])
def test_a_language_that_nobody_offers(ivans_page: Page, language: str) -> None:
    assert ivans_page.refusal("run_code", {"language": language}) == "language_unavailable"
    assert not CodeRun.objects.exists()


def test_without_the_tool(
    open_page: OpenPage, stage_hr: StageTypeConfig, ivan: User, interview: Interview
) -> None:
    Interview.objects.filter(pk=interview.pk).update(stage=stage_hr)
    page = open_page(ivan)
    page.join(interview.pk)
    bodies: dict[str, dict[str, Any]] = {
        "run_code": {"language": "python"},
        "stop_run": {"runId": str(uuid4())},
        "run_sync": {},
        "problems_sync": {},
    }
    for event, body in bodies.items():
        assert page.refusal(event, body) == "tool_off"


def test_too_many_at_once_from_one_socket(
    open_page: OpenPage, start_server: Any, ivan: User, interview: Interview
) -> None:
    slow: ServerProcess = start_server(ROOM_RATE_FACTOR="1")
    page = open_page(ivan, at=slow)
    page.join(interview.pk)
    codes = {page.refusal("run_code", {"language": "text"}) for _ in range(20)}
    assert codes == {"language_unavailable", "rate_limited"}


# Without sockets ------------------------------------------------------------------------------------------------------


def ask_for_run(interview: Interview, ivan: User) -> CodeRun:
    return services.request_run(
        participant=participant_for_interviewer(ivan, interview.pk),
        user_id="peer",
        name="Ivan",
        language=Language.PYTHON,
        stdin="",
    )


def test_so_many_a_minute_in_one_room(
    interview: Interview, ivan: User, sent_tasks: object, settings: Settings
) -> None:
    settings.ROOM_RATE_FACTOR = 1
    for _ in range(services.MAX_RUNS_PER_MINUTE):
        run = ask_for_run(interview, ivan)
        services.stop_run(interview_id=interview.pk, run_id=UUID(str(run.pk)))

    with pytest.raises(Refused) as refusal:
        ask_for_run(interview, ivan)
    assert refusal.value.code == RoomCode.TOO_MANY_RUNS

    CodeRun.objects.update(created_at=timezone.now() - timedelta(seconds=61))
    assert ask_for_run(interview, ivan).state == CodeRunState.QUEUED


def test_not_after_the_interview(interview: Interview, ivan: User, sent_tasks: object) -> None:
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    complete_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    with pytest.raises(Refused, match="over"):
        ask_for_run(interview, ivan)
    assert not CodeRun.objects.exists()


def test_without_a_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise PermanentError("bubblewrap is not installed at /usr/bin/bwrap")

    monkeypatch.setattr(services, "get_backend", broken)
    with pytest.raises(Refused) as refusal:
        services.offered_languages()
    assert refusal.value.code == RoomCode.EXECUTION_UNAVAILABLE
    assert "bubblewrap" not in refusal.value.message
