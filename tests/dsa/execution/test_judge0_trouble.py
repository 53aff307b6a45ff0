"""A Judge0 server in trouble: who asks what it offers waits for nothing, and nothing that was sent to it is lost."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from dsa.execution import (
    BackendUnavailable,
    CompileResult,
    Language,
    Program,
    Test,
    TestResult,
    TransientError,
    Verdict,
    judge,
)
from dsa.execution.judge0 import Judge0Backend, Judge0Settings, queue
from dsa.execution.judge0.monitor import Intervals
from dsa.execution.types import BegunRuns
from tests.dsa.execution.judge0_server import StandIn, judge0_server
from tests.dsa.execution.test_judge0 import LIMITS, client, doubling
from tests.dsa.workers import eventually


@pytest.fixture
def server() -> Iterator[StandIn]:
    with judge0_server() as running:
        yield running


@pytest.fixture
def judge0(server: StandIn) -> Iterator[Judge0Backend]:
    backend = client(server)
    backend.monitor.wait(60)
    server.requests.clear()
    yield backend
    backend.close()


def take_down(server: StandIn) -> None:
    server.is_down = True


def rotate_token(server: StandIn) -> None:
    server.token = "another"


def stop_workers(server: StandIn) -> None:
    server.workers = 0


def begin_maintenance(server: StandIn) -> None:
    server.config["maintenance_mode"] = True


def forget_limits(server: StandIn) -> None:
    server.config["max_memory_limit"] = None


TROUBLES = [take_down, rotate_token, stop_workers, begin_maintenance, forget_limits]


def put_right(server: StandIn) -> None:
    server.is_down, server.token, server.workers = False, "test-token", 4
    server.config |= {"maintenance_mode": False, "max_memory_limit": 512_000}


# Asked in the background ----------------------------------------------------------------------------------------------


def test_pages_ask_no_server(judge0: Judge0Backend, server: StandIn) -> None:
    for _ in range(3):
        judge0.check()
        judge0.languages()
        judge0.unavailable_languages()

    assert server.requests == []


def test_hanging_server_holds_up_nobody(server: StandIn) -> None:
    """Who asks a process that has just started waits a second at the most; with another second for each this would not
    end before it is stopped.
    """
    server.is_hanging = True
    backend = client(server, timeout_seconds=30)
    with pytest.raises(BackendUnavailable):
        backend.languages()

    for _ in range(1000):
        with pytest.raises(BackendUnavailable):
            backend.check()

    assert len(server.requests) == 1
    server.is_hanging = False
    server.released.set()
    backend.close()


def test_server_that_began_to_hang_still_has_its_languages(judge0: Judge0Backend, server: StandIn) -> None:
    known = judge0.languages()
    server.is_hanging = True

    assert judge0.monitor.refresh() is not None

    assert judge0.languages() == known
    with pytest.raises(BackendUnavailable):
        judge0.check()


def test_asked_again_by_itself(server: StandIn) -> None:
    server.is_down = True
    backend = Judge0Backend(
        Judge0Settings(url=server.url, token=server.token), intervals=Intervals(well=0.01, failing=0.01)
    )
    backend.monitor.wait(60)
    with pytest.raises(BackendUnavailable):
        backend.check()

    server.is_down = False

    assert eventually(lambda: is_well(backend))
    server.config["max_submission_batch_size"] = 7
    assert eventually(lambda: backend.monitor.server().config.batch_size == 7)
    server.workers = 0
    assert eventually(lambda: not is_well(backend))
    backend.close()


def is_well(backend: Judge0Backend) -> bool:
    try:
        backend.check()
    except BackendUnavailable:
        return False
    return True


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (take_down, "cannot be reached"),
        (rotate_token, "JUDGE0_TOKEN"),
        (stop_workers, "no workers"),
        (begin_maintenance, "maintenance"),
        (forget_limits, "max_memory_limit"),
    ],
)
def test_trouble_is_named(
    judge0: Judge0Backend, server: StandIn, trouble: Callable[[StandIn], None], words: str
) -> None:
    trouble(server)
    judge0.monitor.refresh()

    with pytest.raises(BackendUnavailable, match=words):
        judge0.check()


@pytest.mark.parametrize("value", [None, "512000", True, -1, float("inf")])
def test_limit_that_is_no_number_is_trouble(judge0: Judge0Backend, server: StandIn, value: object) -> None:
    server.config["max_memory_limit"] = value

    assert "max_memory_limit" in str(judge0.monitor.refresh())


def test_wrong_address_is_named(server: StandIn) -> None:
    backend = client(server, url=server.url + "/nothing")
    backend.monitor.wait(60)

    with pytest.raises(BackendUnavailable, match="JUDGE0_URL"):
        backend.check()
    backend.close()


# Languages ------------------------------------------------------------------------------------------------------------


def test_every_language_is_tried_once(judge0: Judge0Backend, server: StandIn) -> None:
    judge0.monitor.refresh()

    assert sorted(server.probed) == sorted(judge0.languages())


def test_listed_language_whose_compiler_is_missing_is_not_offered(server: StandIn) -> None:
    server.missing_compilers = {60}
    backend = client(server)
    backend.monitor.wait(60)

    assert Language.GO not in backend.languages()
    assert "No such file" in backend.unavailable_languages()[Language.GO]

    server.missing_compilers = set()
    backend.monitor.refresh()
    assert Language.GO in backend.languages()
    backend.close()


def test_server_too_busy_to_try_a_language_again_keeps_it(
    judge0: Judge0Backend, server: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = judge0.languages()
    monkeypatch.setattr("dsa.execution.judge0.monitor.PROBE_AGAIN_SECONDS", -1.0)
    server.faults = [("POST", 503)] * 5

    assert judge0.monitor.refresh() is None

    assert judge0.languages() == known


# Judging --------------------------------------------------------------------------------------------------------------


def verdicts(events: list[CompileResult | TestResult]) -> dict[int, Verdict]:
    return {event.index: event.verdict for event in events if isinstance(event, TestResult)}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_that_shows_when_a_program_is_sent_is_no_attempt(
    judge0: Judge0Backend, server: StandIn, trouble: Callable[[StandIn], None]
) -> None:
    program, tests = doubling(3, server)
    trouble(server)
    # Found out by the background check, or by the first request.
    if trouble not in {take_down, rotate_token}:
        judge0.monitor.refresh()

    with pytest.raises(BackendUnavailable) as caught:
        list(judge(judge0, program, tests, LIMITS))

    assert caught.value.begun is None
    put_right(server)
    assert judge0.monitor.refresh() is None
    assert len(verdicts(list(judge(judge0, program, tests, LIMITS)))) == 3


@pytest.mark.parametrize("trouble", [take_down, rotate_token])
def test_what_was_begun_before_trouble_is_not_run_again(
    judge0: Judge0Backend, server: StandIn, trouble: Callable[[StandIn], None]
) -> None:
    server.config["max_submission_batch_size"] = 5
    judge0.monitor.refresh()
    program, tests = doubling(12, server)
    events = judge(judge0, program, tests, LIMITS)
    seen = [next(events) for _ in range(4)]
    trouble(server)

    with pytest.raises(BackendUnavailable) as caught:
        seen.extend(events)

    assert caught.value.begun is not None
    put_right(server)
    judge0.monitor.refresh()
    again = list(judge(judge0, program, tests, LIMITS, begun=caught.value.begun))
    assert verdicts(again) == dict.fromkeys(range(12), Verdict.AC)
    assert len(server.created) == 12, "each test was sent once"


def test_what_was_begun_for_another_program_is_not_taken(judge0: Judge0Backend, server: StandIn) -> None:
    """The problem's tests may have been changed in between."""
    program, tests = doubling(2, server)
    begun = interrupted(judge0, server, program, tests)

    again = list(judge(judge0, program, tests[:1], replace(LIMITS, cpu_seconds=2), begun=begun))

    assert verdicts(again) == {0: Verdict.AC}
    assert len(server.created) == 3


def interrupted(
    judge0: Judge0Backend, server: StandIn, program: Program, tests: list[Test]
) -> BegunRuns | None:
    events = judge(judge0, program, tests, LIMITS)
    server.faults = [("GET", 401)]
    server.config["maintenance_mode"] = True
    with pytest.raises(BackendUnavailable) as caught:
        list(events)
    server.config["maintenance_mode"] = False
    judge0.monitor.refresh()
    return caught.value.begun


def test_workers_that_stop_in_the_middle(judge0: Judge0Backend, server: StandIn) -> None:
    program, tests = doubling(12, server)
    events = judge(judge0, program, tests, LIMITS)
    next(events)
    server.workers = 0
    judge0.monitor.refresh()

    with pytest.raises(BackendUnavailable, match="no workers") as caught:
        list(events)

    server.workers = 4
    judge0.monitor.refresh()
    assert len(verdicts(list(judge(judge0, program, tests, LIMITS, begun=caught.value.begun)))) == 12
    assert len(server.created) == 12


def test_server_that_does_not_get_round_to_it(
    judge0: Judge0Backend, server: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its workers work, but for others."""
    monkeypatch.setattr(queue, "STALL_SECONDS", -LIMITS.wall - 1)
    program, tests = doubling(1, server)
    server.workers = 0

    with pytest.raises(BackendUnavailable, match="does not get round") as caught:
        list(judge(judge0, program, tests, LIMITS))

    assert caught.value.begun is not None


def test_server_that_is_stuck_with_a_program(
    judge0: Judge0Backend, server: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That may be the program's doing, so it counts as an attempt."""
    monkeypatch.setattr(queue, "STALL_SECONDS", -LIMITS.wall - 1)
    program, tests = doubling(1, server)

    with pytest.raises(TransientError, match="finished nothing") as caught:
        list(judge(judge0, program, tests, LIMITS))

    assert not isinstance(caught.value, BackendUnavailable)


def test_many_at_once_on_a_short_queue_all_end(server: StandIn) -> None:
    """26 programs of 20 tests, and room for 100: those that find it full come back, as rows in the product do."""
    judge0 = client(server, timeout_seconds=60)
    program, tests = doubling(20, server)

    def until_judged(_: int) -> tuple[int, int]:
        begun, pauses = None, 0
        while True:
            try:
                return len(verdicts(list(judge(judge0, program, tests, LIMITS, begun=begun)))), pauses
            except BackendUnavailable as error:
                begun, pauses = error.begun, pauses + 1

    with ThreadPoolExecutor(26) as pool:
        judged = list(pool.map(until_judged, range(26)))

    assert [count for count, _ in judged] == [20] * 26
    assert len(server.created) == 26 * 20
    assert server.times_full > 0
    judge0.close()
