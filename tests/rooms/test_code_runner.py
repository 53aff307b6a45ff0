"""A worker runs the shared code in the sandbox, once, whatever happens to it meanwhile."""

import re
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from dsa.choices import DEMO_PROBLEMS
from dsa.execution import (
    CompileResult,
    ExecutionBackend,
    Language,
    Limits,
    PermanentError,
    Program,
    RunCancelled,
    Test,
    TransientError,
    get_backend,
)
from dsa.execution.types import TestRun, never
from dsa.models import InterviewProblem, Problem
from interviews.access.rooms import participant_for_interviewer
from interviews.choices import EventKind
from interviews.models import Interview, TimelineEvent, User
from interviews.timeline import Actor
from rooms.document.store import DocumentStore, NewUpdate
from rooms.models import CodeRun, CodeRunState
from rooms.running import problems, programs, runner, services
from rooms.running.queue import MAX_ATTEMPTS
from talentsync import queues
from talentsync.lib.errors import Refused
from tests.conftest import SentTasks, StartWorker, signed_in
from tests.dsa.factories import make_mirror, make_shout
from tests.dsa.workers import eventually
from tests.rooms.runs import expire_leases
from tests.rooms.typist import Typist

# Programs run in the sandbox.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integration]

Ask = Callable[..., CodeRun]

ENDLESS = "while True:\n    pass\n"
CPP = """#include <iostream>
int main() { int a, b; std::cin >> a >> b; std::cout << a + b << std::endl; return 3; }
"""


# Some seconds for each of the constants, up to what the compiler allows.
COMPILES_FOR_LONG = """constexpr long slow(int n) {
    long sum = n;
    for (int i = 0; i < 5000; i++)
        for (int j = 0; j < 5000; j++) sum += j;
    return sum;
}
constexpr long a = slow(1), b = slow(2), c = slow(3), d = slow(4);
int main() {}
"""


@pytest.fixture
def ask(interview: Interview, ivan: User, valkey: str) -> Ask:
    """Ivan writes a program and asks for a run of it: `ask(source)`."""
    typist, store = Typist(), DocumentStore()

    def act(source: str, *, language: Language = Language.PYTHON, stdin: str = "") -> CodeRun:
        updates = [typist.erase(0, len(typist.code))] if typist.code else []
        for update in (*updates, typist.type(source)):
            assert store.append([NewUpdate(interview.pk, Actor.user(ivan), update)]) == [True]
        return services.request_run(
            participant=participant_for_interviewer(ivan, interview.pk),
            user_id="ivans-peer",
            name="Ivan",
            language=language,
            stdin=stdin,
        )

    return act


def run_now(run: CodeRun, backend: ExecutionBackend | None = None) -> CodeRun:
    claimed = runner.claim(str(run.pk))
    assert claimed is not None, "somebody else has it, or it is over"
    runner.execute(claimed, backend)
    return CodeRun.objects.get(pk=run.pk)


def run_in_thread(run: CodeRun) -> CodeRun:
    """The same, without leaving a connection of that thread open."""
    try:
        return run_now(run)
    finally:
        connections.close_all()


def events() -> list[tuple[str, str]]:
    rows = TimelineEvent.objects.filter(kind=EventKind.CODE_RUN).values_list("payload", flat=True)
    return [(payload["state"], payload["verdict"]) for payload in rows]


class Broken:
    """A backend that fails in some way."""

    name = "broken"

    def __init__(self, error: Exception) -> None:
        self._error = error

    def languages(self) -> Mapping[Language, str]:
        return {Language.PYTHON: "Python"}

    def unavailable_languages(self) -> Mapping[Language, str]:
        return {}

    def check(self) -> None:
        """Nothing shows before it is used."""

    def run(
        self,
        program: Program,
        tests: Sequence[Test],
        limits: Limits,
        *,
        cancelled: Callable[[], bool] = never,
    ) -> Generator[CompileResult | TestRun, None, None]:
        yield CompileResult(ok=True)
        raise self._error


# The ordinary way -----------------------------------------------------------------------------------------------------


def test_a_worker_runs_python_and_cpp(ask: Ask, start_worker: StartWorker) -> None:
    start_worker(queues.RUNS)

    python = ask("print(sum(map(int, input().split())))", stdin="20 22")
    assert eventually(lambda: CodeRun.objects.get(pk=python.pk).is_over)
    cpp = ask(CPP, language=Language.CPP, stdin="1 2")
    assert eventually(lambda: CodeRun.objects.get(pk=cpp.pk).is_over)

    python.refresh_from_db()
    assert (python.state, python.verdict, python.stdout) == (CodeRunState.FINISHED, "AC", "42\n")
    cpp.refresh_from_db()
    assert (cpp.state, cpp.verdict, cpp.exit_code) == (CodeRunState.FINISHED, "RTE", 3)
    assert cpp.stdout == "3\n"


def test_what_a_compiler_says(ask: Ask) -> None:
    """Without the directories of this machine, for the page finds the lines by `main.cpp`."""
    run = run_now(ask("int main() {\n  return x;\n}\n", language=Language.CPP))
    assert (run.state, run.verdict, run.exit_code) == (CodeRunState.FINISHED, "CE", None)
    assert run.compile_output.startswith("main.cpp: In function")
    assert re.search(r"^main\.cpp:2:10: error: .x. was not declared", run.compile_output, re.MULTILINE)
    assert "/box" not in run.compile_output


def test_a_crash_tells_no_paths(ask: Ask) -> None:
    run = run_now(ask("import sys\nsys.stdout.write('before')\nraise ValueError(7)\n"))
    assert (run.verdict, run.exit_code, run.stdout) == ("RTE", 1, "before")
    assert 'File "main.py", line 3' in run.stderr
    assert "/box" not in run.stderr


def test_long_output_is_cut(ask: Ask) -> None:
    run = run_now(ask("print('x' * 20_000)"))
    assert (run.verdict, len(run.stdout), run.is_output_cut) == ("AC", programs.MAX_OUTPUT_CHARACTERS, True)
    run = run_now(ask("while True: print('x' * 1000)"))
    assert (run.verdict, run.is_output_cut) == ("OLE", True)


# Stopping -------------------------------------------------------------------------------------------------------------


def test_an_endless_loop_is_stopped(ask: Ask) -> None:
    run = ask(ENDLESS)
    with ThreadPoolExecutor() as pool:
        running = pool.submit(run_in_thread, run)
        assert eventually(lambda: CodeRun.objects.get(pk=run.pk).state == CodeRunState.RUNNING)
        asked = services.stop_run(interview_id=run.interview_id, run_id=run.pk)
        assert asked.state == CodeRunState.RUNNING
        ended = running.result()
    assert (ended.state, ended.verdict, ended.claim) == (CodeRunState.STOPPED, "", None)
    assert events() == [("stopped", "")]


def test_what_was_stopped_while_its_worker_was_lost_is_not_run_again(ask: Ask) -> None:
    run = ask(ENDLESS)
    assert runner.claim(str(run.pk)) is not None
    services.stop_run(interview_id=run.interview_id, run_id=run.pk)
    expire_leases()
    assert run_now(run).state == CodeRunState.STOPPED


def test_who_lost_the_claim_writes_nothing(ask: Ask) -> None:
    """A worker that was only slow: another one has the run by now, and the program of the first is stopped."""
    run = ask(ENDLESS)
    with ThreadPoolExecutor() as pool:
        running = pool.submit(run_in_thread, run)
        assert eventually(lambda: CodeRun.objects.get(pk=run.pk).state == CodeRunState.RUNNING)
        expire_leases()
        other = runner.claim(str(run.pk))
        assert other is not None
        seen = running.result()
    assert (seen.state, seen.claim) == (CodeRunState.RUNNING, other.claim)
    assert events() == []


# Trouble --------------------------------------------------------------------------------------------------------------


def test_a_run_is_taken_once(ask: Ask) -> None:
    run = ask("print(1)")
    assert runner.claim(str(run.pk)) is not None
    assert runner.claim(str(run.pk)) is None


def test_a_killed_worker_leaves_it_to_the_next(ask: Ask, start_worker: StartWorker) -> None:
    worker = start_worker(queues.RUNS)
    run = ask(ENDLESS)
    assert eventually(lambda: CodeRun.objects.get(pk=run.pk).state == CodeRunState.RUNNING)
    worker.kill()
    services.stop_run(interview_id=run.interview_id, run_id=run.pk)
    expire_leases()
    start_worker(queues.RUNS)

    assert runner.dispatch() == 1

    assert eventually(lambda: CodeRun.objects.get(pk=run.pk).is_over)
    run.refresh_from_db()
    assert (run.state, run.attempts) == (CodeRunState.STOPPED, 2)
    assert events() == [("stopped", "")]


def test_what_fails_on_our_side_is_tried_again_and_then_given_up(ask: Ask) -> None:
    run = ask("print(1)")
    for attempt in range(1, MAX_ATTEMPTS + 1):
        run = run_now(run, Broken(TransientError("no core was free at /usr/bin")))
        assert run.attempts == attempt
        assert run.state == (CodeRunState.QUEUED if attempt < MAX_ATTEMPTS else CodeRunState.FAILED)
    assert "no core was free" in run.failure
    assert events() == [("failed", "")]
    # The room is free again.
    assert run_now(ask("print(2)")).stdout == "2\n"


def test_what_cannot_work_is_given_up_at_once(ask: Ask) -> None:
    run = run_now(ask("print(1)"), Broken(PermanentError("wrong credentials")))
    assert (run.state, run.attempts) == (CodeRunState.FAILED, 1)


def test_a_lost_message_is_sent_again(ask: Ask, sent_tasks: SentTasks) -> None:
    run = ask("print(1)")
    expire_leases()
    assert runner.dispatch() == 1
    assert sent_tasks == [("rooms.tasks.run_code", str(run.pk))] * 2


# The execution service ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "source"),
    [(Language.PYTHON, ENDLESS), (Language.CPP, COMPILES_FOR_LONG)],
)
def test_what_is_cancelled_ends(language: Language, source: str) -> None:
    """The program, or its compiler."""
    polls = iter(range(1000))
    with pytest.raises(RunCancelled):
        list(
            get_backend().run(
                Program(language, source), [Test()], programs.LIMITS, cancelled=lambda: next(polls) > 2
            )
        )


# Where limits do not all hold -----------------------------------------------------------------------------------------


@pytest.fixture
def weaken(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From then on this machine can hold limits only in part, which nobody has accepted."""

    def weak() -> None:
        raise PermanentError("limits hold only in part")

    return lambda: monkeypatch.setattr(problems, "require_firm_limits", weak)


def give(interview: Interview, problem: Problem, *, key: str) -> None:
    problem.key = key
    problem.save()
    InterviewProblem.objects.create(interview=interview, problem=problem)


@pytest.mark.parametrize("keys", [(), (DEMO_PROBLEMS[0], "another")])
def test_no_room_but_the_demos_runs_anything(
    ask: Ask, weaken: Callable[[], None], interview: Interview, keys: tuple[str, ...]
) -> None:
    for make, key in zip((make_mirror, make_shout), keys, strict=False):
        give(interview, make(), key=key)
    weaken()

    with pytest.raises(Refused) as refused:
        ask("print(1)")

    assert refused.value.code == "execution_unavailable"
    assert not CodeRun.objects.exists()


def test_a_room_of_the_demo_runs_its_code(ask: Ask, weaken: Callable[[], None], interview: Interview) -> None:
    give(interview, make_mirror(), key=DEMO_PROBLEMS[0])
    weaken()

    assert run_now(ask("print(1)")).state == CodeRunState.FINISHED


def test_a_worker_does_not_run_it_either(ask: Ask, weaken: Callable[[], None]) -> None:
    run = ask("print(1)")
    weaken()

    assert run_now(run).state == CodeRunState.FAILED
    assert CodeRun.objects.get().stdout == ""


def test_the_page_says_that_nothing_is_run(
    weaken: Callable[[], None], interview: Interview, ivan: User
) -> None:
    weaken()

    page = signed_in(ivan).get(f"/interviews/{interview.pk}/room/")

    assert page.context["room_config"]["running"] == {
        "languages": [],
        "problem": "Code cannot be run at the moment. Try again in a minute.",
    }
