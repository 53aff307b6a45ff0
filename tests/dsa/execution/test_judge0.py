"""The Judge0 backend against a stand-in that answers with recorded exchanges, and one that fails in every way."""

from collections.abc import Iterator
from typing import Any

import pytest

from dsa.execution import (
    BackendUnavailable,
    CompileResult,
    Language,
    Limits,
    PermanentError,
    Program,
    RunCancelled,
    RunResult,
    Stop,
    Test,
    TestResult,
    TransientError,
    UnsupportedLanguage,
    Verdict,
    judge,
)
from dsa.execution.judge0 import Judge0Backend, Judge0Settings
from dsa.execution.judge0.monitor import Intervals
from dsa.execution.judge0.results import run_result
from dsa.execution.judge0.server import Server, ServerConfig, ServerLanguage
from dsa.execution.judge0.submissions import submission_fields
from tests.dsa.execution.judge0_server import TOKEN, StandIn, encode, exchanges, judge0_server

LIMITS = Limits(cpu_seconds=1, memory_kb=64_000)
PYTHON_71 = 71


@pytest.fixture
def server() -> Iterator[StandIn]:
    with judge0_server() as running:
        yield running


def client(server: StandIn, **changed: Any) -> Judge0Backend:
    """One that does not pause between attempts, and asks what the server offers once."""
    settings = {"url": server.url, "token": TOKEN, "timeout_seconds": 1, **changed}
    return Judge0Backend(
        Judge0Settings(**settings), sleep=lambda seconds: None, intervals=Intervals(600, 600)
    )


@pytest.fixture
def judge0(server: StandIn) -> Iterator[Judge0Backend]:
    """A client that has asked what the server offers."""
    backend = client(server)
    backend.monitor.wait(60)
    server.requests.clear()
    yield backend
    backend.close()


@pytest.fixture(params=[True, False], ids=["own scripts", "plain"])
def both_ways(request: pytest.FixtureRequest, server: StandIn) -> Iterator[Judge0Backend]:
    """A client of a server that takes own scripts, and of one that does not."""
    server.config["enable_additional_files"] = request.param
    backend = client(server)
    yield backend
    backend.close()


def recorded(name: str) -> tuple[Program, Test]:
    """The program of an exchange and its input."""
    body: dict[str, Any] = exchanges(name)[-1]["request"]["body"]
    languages = {71: Language.PYTHON, 54: Language.CPP, 50: Language.C, 63: Language.JAVASCRIPT}
    return Program(languages[body["language_id"]], body["source_code"]), Test(
        stdin=(body.get("stdin") or "").encode()
    )


def run_recorded(judge0: Judge0Backend, name: str) -> TestResult:
    program, test = recorded(name)
    compiled, result = judge(judge0, program, [test], LIMITS)
    assert compiled == CompileResult(ok=True)
    assert isinstance(result, TestResult)
    return result


def doubling(count: int, server: StandIn) -> tuple[Program, list[Test]]:
    """A program that was never recorded with so many inputs: each answer is made after the recorded one."""
    source = "print(int(input())*2)"
    model = server.runs[PYTHON_71, "print(1)", ""]
    for number in range(count):
        server.runs[PYTHON_71, source, f"{number}\n"] = {**model, "stdout": f"{number * 2}\n"}
    tests = [Test(stdin=b"%d\n" % number, expected=b"%d" % (number * 2)) for number in range(count)]
    return Program(Language.PYTHON, source), tests


# What a real server answered ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "verdict", "how"),
    [
        ("cpp_ok", Verdict.AC, (0, None, None)),
        ("js_ok", Verdict.AC, (0, None, None)),
        ("exit_code_3", Verdict.RTE, (3, None, None)),
        ("nzec", Verdict.RTE, (1, None, None)),
        ("stdin_missing", Verdict.RTE, (1, None, None)),
        ("network_denied", Verdict.RTE, (1, None, None)),
        ("sigfpe", Verdict.RTE, (None, 8, None)),
        ("sigkill_self", Verdict.RTE, (None, 9, None)),
        ("tle_cpu", Verdict.TLE, (None, 9, Stop.CPU_TIME)),
        ("mle_python_per_process", Verdict.MLE, (1, None, None)),
    ],
)
def test_recorded_run_gets_the_verdict_that_the_sandbox_gives(
    both_ways: Judge0Backend, name: str, verdict: Verdict, how: tuple[int | None, int | None, Stop | None]
) -> None:
    result = run_recorded(both_ways, name)

    assert result.verdict is verdict
    assert (result.run.exit_code, result.run.signal, result.run.stopped) == how


def test_figures_are_converted(both_ways: Judge0Backend) -> None:
    answer = exchanges("cpp_ok")[-1]["response"]["json"]
    run = run_recorded(both_ways, "cpp_ok").run

    assert run.cpu_ms == round(float(answer["time"]) * 1000)
    assert run.wall_ms == round(float(answer["wall_time"]) * 1000)
    assert run.memory_kb == answer["memory"]
    assert run.stdout == answer["stdout"].encode()


def test_what_the_shell_says_is_not_the_programs(both_ways: Judge0Backend) -> None:
    assert run_recorded(both_ways, "sigkill_self").run.stderr == b""


def test_compile_error_is_told_once(both_ways: Judge0Backend, server: StandIn) -> None:
    source = "int main(){ return foo; }"
    events = list(judge(both_ways, Program(Language.CPP, source), [Test(), Test()], LIMITS))

    (compiled,) = events
    assert isinstance(compiled, CompileResult)
    assert not compiled.ok
    assert "was not declared in this scope" in compiled.output
    assert "\N{LEFT SINGLE QUOTATION MARK}foo" in compiled.output


def test_syntax_error_is_a_compile_error_as_in_the_sandbox(both_ways: Judge0Backend) -> None:
    program, test = recorded("python_syntax_error")
    (compiled,) = judge(both_ways, program, [test, test], LIMITS)

    assert isinstance(compiled, CompileResult)
    assert not compiled.ok
    assert "SyntaxError" in compiled.output


def test_languages_are_resolved_by_name(judge0: Judge0Backend, server: StandIn) -> None:
    assert judge0.languages() == {
        Language.PYTHON: "Python (3.8.1)",
        Language.C: "C (GCC 9.2.0)",
        Language.CPP: "C++ (GCC 9.2.0)",
        Language.JAVA: "Java (OpenJDK 13.0.1)",
        Language.JAVASCRIPT: "JavaScript (Node.js 12.14.0)",
        Language.GO: "Go (1.13.5)",
        Language.RUST: "Rust (1.40.0)",
        Language.TYPESCRIPT: "TypeScript (3.7.4)",
        Language.CSHARP: "C# (Mono 6.6.0.161)",
        Language.KOTLIN: "Kotlin (1.3.70)",
        Language.RUBY: "Ruby (2.7.0)",
        Language.PHP: "PHP (7.4.1)",
        Language.BASH: "Bash (5.0.0)",
        Language.SQL: "SQL (SQLite 3.27.2)",
    }


def test_judging_asks_nothing_but_submissions(judge0: Judge0Backend, server: StandIn) -> None:
    run_recorded(judge0, "cpp_ok")
    run_recorded(judge0, "js_ok")

    assert {line.partition("?")[0] for line in server.requests} == {
        "POST /submissions/batch",
        "GET /submissions/batch",
    }


# Batches --------------------------------------------------------------------------------------------------------------


def test_tests_go_in_batches_of_the_servers_size(judge0: Judge0Backend, server: StandIn) -> None:
    program, tests = doubling(45, server)

    _, *results = judge(judge0, program, tests, LIMITS)

    assert [type(result) for result in results] == [TestResult] * 45
    verdicts = {result.index: result.verdict for result in results if isinstance(result, TestResult)}
    assert verdicts == dict.fromkeys(range(45), Verdict.AC)
    assert sum(line.startswith("POST") for line in server.requests) == 3
    assert len(server.created) == 45


def test_every_submission_says_that_the_network_is_off(judge0: Judge0Backend, server: StandIn) -> None:
    run_recorded(judge0, "cpp_ok")

    assert [member["enable_network"] for member in server.created] == [False]


def test_smaller_batches_are_obeyed(judge0: Judge0Backend, server: StandIn) -> None:
    server.config["max_submission_batch_size"] = 2
    judge0.monitor.refresh()
    program, tests = doubling(5, server)

    assert len(list(judge(judge0, program, tests, LIMITS))) == 6


def test_queue_that_is_shorter_than_the_tests_are_many(judge0: Judge0Backend, server: StandIn) -> None:
    server.config["max_queue_size"] = 3
    judge0.monitor.refresh()
    program, tests = doubling(11, server)

    _, *results = judge(judge0, program, tests, LIMITS)

    assert len(results) == 11


# Limits ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limits", [Limits(cpu_seconds=16), Limits(memory_kb=600_000)])
def test_limits_beyond_the_server_are_a_permanent_failure(
    judge0: Judge0Backend, server: StandIn, limits: Limits
) -> None:
    with pytest.raises(PermanentError, match="allows"):
        list(judge(judge0, recorded("cpp_ok")[0], [Test()], limits))

    assert server.created == []


def test_memory_that_java_needs_itself_is_cut_to_the_servers_most(server: StandIn) -> None:
    numbers = {name: server.config[name] for name in ServerConfig.__dataclass_fields__}
    java = ServerLanguage(62, "Java (OpenJDK 13.0.1)")
    offered = Server(ServerConfig(**numbers), {Language.JAVA: java}, {})

    fields = submission_fields(offered, Program(Language.JAVA, "x"), Limits(memory_kb=500_000))

    assert fields["memory_limit"] == 512_000


def test_files_have_a_limit_of_their_own(judge0: Judge0Backend, server: StandIn) -> None:
    """Standard error and files of a program are not bounded by what it may write to standard output."""
    program, test = recorded("cpp_ok")
    list(judge(judge0, program, [test], Limits(output_bytes=1024)))

    assert [member["max_file_size"] for member in server.created] == [4096]


@pytest.mark.parametrize(
    ("language", "verdicts"), [(Language.PYTHON, [Verdict.AC, Verdict.WA]), (Language.C, [])]
)
def test_blank_source_is_judged_without_a_server(language: Language, verdicts: list[Verdict]) -> None:
    nowhere = Judge0Backend(Judge0Settings(url="http://127.0.0.1:1"))
    tests = [Test(expected=b""), Test(expected=b"1")]

    compiled, *results = judge(nowhere, Program(language, " \n\t"), tests, LIMITS)

    assert isinstance(compiled, CompileResult)
    assert compiled.ok == bool(verdicts)
    assert [result.verdict for result in results if isinstance(result, TestResult)] == verdicts


def answer_of(server: StandIn, **changed: Any) -> dict[str, Any]:
    model = {**server.runs[PYTHON_71, "print(1)", ""], "status_id": 11, "stdout": None, **changed}
    return {
        name: encode(value) if name in {"stdout", "stderr", "message"} else value
        for name, value in model.items()
    }


FIELDS = {"memory_limit": 64_000, "max_file_size": 1024}
KILLED = b"run: line 1:     3 Killed                  ./a.out\n"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"exit_code": 137, "memory": 64_000, "stderr": KILLED}, Stop.MEMORY),
        ({"exit_code": 137, "memory": 63_000, "stderr": KILLED}, None),
        ({"exit_code": 0, "exit_signal": 9, "memory": 64_000, "status_id": 12}, Stop.MEMORY),
        ({"exit_code": 153, "stdout": b"x" * 1024 * 1024}, Stop.OUTPUT),
        ({"exit_code": 153, "stdout": b"x" * 1024}, None),
        ({"exit_code": 0, "stdout": b"x" * 1024 * 1024, "status_id": 3}, Stop.OUTPUT),
        ({"exit_code": 0, "status_id": 5, "message": b"Time limit exceeded"}, Stop.CPU_TIME),
        ({"exit_code": 0, "status_id": 5, "message": b"Time limit exceeded (wall clock)"}, Stop.WALL_TIME),
    ],
)
def test_why_a_run_was_stopped_is_found_out(
    server: StandIn, answer: dict[str, Any], expected: Stop | None
) -> None:
    run = run_result(answer_of(server, **answer), FIELDS, Limits(output_bytes=1_048_575))

    assert run.stopped is expected


@pytest.mark.parametrize(
    ("answer", "how"),
    [
        ({"exit_code": 137, "stderr": KILLED}, (None, 9, b"")),
        ({"exit_code": 137, "stderr": b"my last words" + KILLED}, (None, 9, b"my last words")),
        ({"exit_code": 139, "stderr": b"run.sh: line 1: 3 Segmentation fault ./a.out\n"}, (None, 11, b"")),
        # The program's own code.
        ({"exit_code": 137, "stderr": b"bye"}, (137, None, b"bye")),
        ({"exit_code": 141}, (None, 13, b"")),
        ({"exit_code": 255}, (255, None, b"")),
        ({"exit_code": 0, "exit_signal": 11, "status_id": 7, "stderr": b"bye"}, (None, 11, b"bye")),
    ],
)
def test_code_and_signal_are_told_apart(
    server: StandIn, answer: dict[str, Any], how: tuple[int | None, int | None, bytes]
) -> None:
    run = run_result(answer_of(server, **answer), FIELDS, LIMITS)

    assert (run.exit_code, run.signal, run.stderr) == how


@pytest.mark.parametrize(
    "junk",
    [
        {"exit_code": None},
        {"exit_code": "0"},
        {"exit_code": True},
        {"exit_code": -1},
        {"exit_code": 2**40},
        {"exit_signal": 0},
        {"exit_signal": 2**40},
        {"time": "1e400"},
        {"time": "nan"},
        {"time": None},
        {"memory": None},
        {"memory": -1},
        {"memory": 10**400},
        {"stdout": 5},
    ],
)
def test_junk_is_our_failure_and_no_verdict(server: StandIn, junk: dict[str, Any]) -> None:
    with pytest.raises(TransientError, match="not Judge0's"):
        run_result({**answer_of(server), **junk}, FIELDS, LIMITS)


@pytest.mark.parametrize("status", [None, "3", 0, 99, True])
def test_status_that_judge0_does_not_have_is_our_failure(
    judge0: Judge0Backend, server: StandIn, status: object
) -> None:
    program, tests = doubling(1, server)
    source = program.source
    server.runs[PYTHON_71, source, "0\n"]["status_id"] = status

    with pytest.raises(TransientError, match="not Judge0's"):
        list(judge(judge0, program, tests, LIMITS))


def test_output_that_the_server_cuts_before_the_problem_does_is_our_failure(server: StandIn) -> None:
    full = answer_of(server, exit_code=0, status_id=3, stdout=b"x" * 1024 * 1024)

    run = run_result(full, FIELDS, Limits(output_bytes=2 * 1024 * 1024))

    assert "MAX_MAX_FILE_SIZE" in str(run.error)


@pytest.mark.parametrize("status", [13, 14])
def test_a_failure_inside_judge0_is_no_verdict_on_the_program(server: StandIn, status: int) -> None:
    run = run_result(answer_of(server, status_id=status, message="no box"), FIELDS, LIMITS)

    assert run == RunResult(error=run.error)
    assert "no box" in str(run.error)


# Failures -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [503, 429, 408])
def test_a_busy_server_is_asked_again(judge0: Judge0Backend, server: StandIn, fault: int) -> None:
    server.faults = [("POST", fault), ("POST", fault), ("GET", fault)]
    program, tests = doubling(3, server)

    results = list(judge(judge0, program, tests, LIMITS))

    assert len(results) == 4
    assert len(server.created) == 3


def test_a_server_that_stays_full_costs_no_attempt(judge0: Judge0Backend, server: StandIn) -> None:
    server.faults = [("POST", 503)] * 100

    with pytest.raises(BackendUnavailable, match="503 queue is full"):
        run_recorded(judge0, "cpp_ok")

    assert sum(line.startswith("POST") for line in server.requests) == 5


@pytest.mark.parametrize("fault", ["cut", "slow", "junk", 500, 502, 504])
def test_creating_is_not_repeated_where_it_may_have_happened(
    judge0: Judge0Backend, server: StandIn, fault: int | str
) -> None:
    server.faults = [("POST", fault)]

    with pytest.raises(TransientError) as caught:
        run_recorded(judge0, "cpp_ok")

    assert not isinstance(caught.value, BackendUnavailable), "the server is well otherwise"
    assert sum(line.startswith("POST") for line in server.requests) == 1


@pytest.mark.parametrize("fault", ["cut", "slow", "junk", 500, 502, 503, 504])
def test_polling_is_repeated_and_nothing_is_judged_twice(
    judge0: Judge0Backend, server: StandIn, fault: int | str
) -> None:
    server.faults = [("GET", fault)] * 2
    program, tests = doubling(4, server)

    _, *results = judge(judge0, program, tests, LIMITS)

    assert sorted(result.index for result in results if isinstance(result, TestResult)) == [0, 1, 2, 3]
    assert len(server.created) == 4


def test_lost_submissions_are_a_passing_failure(judge0: Judge0Backend, server: StandIn) -> None:
    server.faults = [("GET", "lose")]

    with pytest.raises(TransientError, match="lost"):
        run_recorded(judge0, "cpp_ok")


def test_results_handed_over_before_a_failure_stand(judge0: Judge0Backend, server: StandIn) -> None:
    server.config["max_submission_batch_size"] = 2
    judge0.monitor.refresh()
    program, tests = doubling(4, server)
    events = judge(judge0, program, tests, LIMITS)
    seen = [next(events), next(events), next(events)]
    server.faults = [("POST", "cut")]

    with pytest.raises(TransientError):
        next(events)

    assert [event.verdict for event in seen if isinstance(event, TestResult)] == [Verdict.AC, Verdict.AC]


def test_a_refused_submission_is_a_permanent_failure(judge0: Judge0Backend, server: StandIn) -> None:
    server.faults = [("POST", 422)]

    with pytest.raises(PermanentError, match="422"):
        run_recorded(judge0, "cpp_ok")


def test_a_language_that_the_server_lacks_is_refused(judge0: Judge0Backend, server: StandIn) -> None:
    server.missing_compilers = {73}
    judge0.close()
    fresh = client(server)
    fresh.monitor.wait(60)

    with pytest.raises(UnsupportedLanguage):
        list(fresh.run(Program(Language.RUST, "fn main(){}"), [Test()], LIMITS))

    assert set(fresh.unavailable_languages()) == {Language.RUST}
    fresh.close()


def test_compiler_that_is_gone_is_our_failure(judge0: Judge0Backend, server: StandIn) -> None:
    """It was there when the languages were tried."""
    server.missing_compilers = {54}
    program, test = recorded("cpp_ok")

    with pytest.raises(TransientError, match="lacks a compiler"):
        list(judge(judge0, program, [test], LIMITS))


def test_what_is_called_off_is_not_waited_for(judge0: Judge0Backend, server: StandIn) -> None:
    """It was sent, and Judge0 goes on with it; nobody asks for its outcome."""
    program, test = recorded("cpp_ok")
    with pytest.raises(RunCancelled):
        list(judge0.run(program, [test], LIMITS, cancelled=lambda: True))
