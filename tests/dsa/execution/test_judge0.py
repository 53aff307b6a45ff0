"""The Judge0 backend against a stand-in that answers with recorded exchanges, and one that fails in every way."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from dsa.execution import (
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
from dsa.execution.judge0 import Judge0Backend, Judge0Settings, run_result
from tests.dsa.execution.judge0_server import TOKEN, StandIn, encode, exchanges, judge0_server

LIMITS = Limits(cpu_seconds=1, memory_kb=64_000)
PYTHON_71 = 71


@pytest.fixture
def server() -> Iterator[StandIn]:
    with judge0_server() as running:
        yield running


@pytest.fixture
def judge0(server: StandIn) -> Judge0Backend:
    """A client that does not pause between attempts."""
    return Judge0Backend(
        Judge0Settings(url=server.url, token=TOKEN, timeout_seconds=1), sleep=lambda seconds: None
    )


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
    judge0: Judge0Backend, name: str, verdict: Verdict, how: tuple[int | None, int | None, Stop | None]
) -> None:
    result = run_recorded(judge0, name)

    assert result.verdict is verdict
    assert (result.run.exit_code, result.run.signal, result.run.stopped) == how


def test_figures_are_converted(judge0: Judge0Backend) -> None:
    answer = exchanges("cpp_ok")[-1]["response"]["json"]
    run = run_recorded(judge0, "cpp_ok").run

    assert run.cpu_ms == round(float(answer["time"]) * 1000)
    assert run.wall_ms == round(float(answer["wall_time"]) * 1000)
    assert run.memory_kb == answer["memory"]
    assert run.stdout == answer["stdout"].encode()


def test_what_the_shell_says_is_not_the_programs(judge0: Judge0Backend) -> None:
    assert run_recorded(judge0, "sigkill_self").run.stderr == b""


def test_compile_error_is_told_once(judge0: Judge0Backend, server: StandIn) -> None:
    source = "int main(){ return foo; }"
    events = list(judge(judge0, Program(Language.CPP, source), [Test(), Test()], LIMITS))

    (compiled,) = events
    assert isinstance(compiled, CompileResult)
    assert not compiled.ok
    assert "was not declared in this scope" in compiled.output
    assert "\N{LEFT SINGLE QUOTATION MARK}foo" in compiled.output


def test_syntax_error_is_a_compile_error_as_in_the_sandbox(judge0: Judge0Backend) -> None:
    program, test = recorded("python_syntax_error")
    (compiled,) = judge(judge0, program, [test, test], LIMITS)

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
    }


def test_configuration_is_read_once(judge0: Judge0Backend, server: StandIn) -> None:
    run_recorded(judge0, "cpp_ok")
    run_recorded(judge0, "js_ok")

    assert [line for line in server.requests if "submissions" not in line] == [
        "GET /config_info",
        "GET /languages",
    ]


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
    program, tests = doubling(5, server)

    assert len(list(judge(judge0, program, tests, LIMITS))) == 6


# Limits ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limits", [Limits(cpu_seconds=16), Limits(memory_kb=600_000)])
def test_limits_beyond_the_server_are_a_permanent_failure(
    judge0: Judge0Backend, server: StandIn, limits: Limits
) -> None:
    with pytest.raises(PermanentError, match="allows"):
        list(judge(judge0, recorded("cpp_ok")[0], [Test()], limits))

    assert server.created == []


def test_memory_that_java_needs_itself_is_cut_to_the_servers_most(server: StandIn) -> None:
    from dsa.execution.judge0 import Server, submission_fields

    offered = Server(server.config, {Language.JAVA: (62, "Java (OpenJDK 13.0.1)")})
    fields = submission_fields(offered, Program(Language.JAVA, ""), Limits(memory_kb=500_000))

    assert fields["memory_limit"] == 512_000


def answer_of(server: StandIn, **changed: Any) -> dict[str, Any]:
    model = {**server.runs[PYTHON_71, "print(1)", ""], "status_id": 11, "stdout": None, **changed}
    return {
        name: encode(value) if name in {"stdout", "stderr", "message"} else value
        for name, value in model.items()
    }


FIELDS = {"memory_limit": 64_000, "max_file_size": 1024}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"exit_code": 137, "memory": 64_000}, Stop.MEMORY),
        ({"exit_code": 137, "memory": 63_000}, None),
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
    run = run_result(Language.C, answer_of(server, **answer), FIELDS, Limits(output_bytes=1_048_575))

    assert run.stopped is expected


@pytest.mark.parametrize("status", [13, 14])
def test_a_failure_inside_judge0_is_no_verdict_on_the_program(server: StandIn, status: int) -> None:
    run = run_result(Language.C, answer_of(server, status_id=status, message="no box"), FIELDS, LIMITS)

    assert run == RunResult(error=run.error)
    assert "no box" in str(run.error)


# Failures -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [503, 500, 502, 429])
def test_a_full_or_failing_server_is_asked_again(judge0: Judge0Backend, server: StandIn, fault: int) -> None:
    server.faults = [("POST", fault), ("POST", fault), ("GET", fault)]
    program, tests = doubling(3, server)

    results = list(judge(judge0, program, tests, LIMITS))

    assert len(results) == 4
    assert len(server.created) == 3


def test_a_server_that_stays_full_is_a_passing_failure(judge0: Judge0Backend, server: StandIn) -> None:
    server.faults = [("POST", 503)] * 100

    with pytest.raises(TransientError, match="503 queue is full"):
        run_recorded(judge0, "cpp_ok")

    assert sum(line.startswith("POST") for line in server.requests) == 5


@pytest.mark.parametrize("fault", ["cut", "slow", "junk", 504])
def test_creating_is_not_repeated_where_it_may_have_happened(
    judge0: Judge0Backend, server: StandIn, fault: int | str
) -> None:
    server.faults = [("POST", fault)]

    with pytest.raises(TransientError):
        run_recorded(judge0, "cpp_ok")

    assert sum(line.startswith("POST") for line in server.requests) == 1


@pytest.mark.parametrize("fault", ["cut", "slow", "junk", 504])
def test_polling_is_repeated_and_nothing_is_judged_twice(
    judge0: Judge0Backend, server: StandIn, fault: int | str
) -> None:
    judge0.languages()
    server.faults = [("GET", fault)] * 2
    program, tests = doubling(4, server)

    _, *results = judge(judge0, program, tests, LIMITS)

    assert sorted(result.index for result in results if isinstance(result, TestResult)) == [0, 1, 2, 3]
    assert len(server.created) == 4


def test_lost_submissions_are_a_passing_failure(judge0: Judge0Backend, server: StandIn) -> None:
    judge0.languages()
    server.faults = [("GET", "lose")]

    with pytest.raises(TransientError, match="lost"):
        run_recorded(judge0, "cpp_ok")


def test_results_handed_over_before_a_failure_stand(judge0: Judge0Backend, server: StandIn) -> None:
    server.config["max_submission_batch_size"] = 2
    program, tests = doubling(4, server)
    events = judge(judge0, program, tests, LIMITS)
    seen = [next(events), next(events), next(events)]
    server.faults = [("POST", "cut")]

    with pytest.raises(TransientError):
        next(events)

    assert [event.verdict for event in seen if isinstance(event, TestResult)] == [Verdict.AC, Verdict.AC]


def test_nobody_listening_is_a_passing_failure(server: StandIn) -> None:
    gone = Judge0Backend(Judge0Settings(url="http://127.0.0.1:1"), sleep=lambda seconds: None)

    with pytest.raises(TransientError, match="cannot be reached"):
        gone.check()


def test_a_wrong_token_is_a_permanent_failure(server: StandIn) -> None:
    stranger = Judge0Backend(Judge0Settings(url=server.url, token="wrong"), sleep=lambda seconds: None)

    with pytest.raises(PermanentError, match="JUDGE0_TOKEN"):
        stranger.check()

    assert len(server.requests) == 1


def test_a_wrong_address_is_a_permanent_failure(server: StandIn) -> None:
    elsewhere = Judge0Backend(
        Judge0Settings(url=server.url + "/nothing", token=TOKEN), sleep=lambda seconds: None
    )

    with pytest.raises(PermanentError, match="JUDGE0_URL"):
        elsewhere.check()


def test_maintenance_is_a_passing_failure(judge0: Judge0Backend, server: StandIn) -> None:
    judge0.check()
    server.config["maintenance_mode"] = True

    with pytest.raises(TransientError, match="maintenance"):
        judge0.check()


def test_a_language_that_the_server_lacks_is_refused(
    judge0: Judge0Backend, server: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = judge0.server
    offered: dict[Language, tuple[int, str]] = {
        language: name for language, name in known.languages.items() if language is not Language.RUST
    }
    monkeypatch.setattr(judge0, "_known", replace(known, languages=offered))

    with pytest.raises(UnsupportedLanguage):
        list(judge0.run(Program(Language.RUST, "fn main(){}"), [Test()], LIMITS))

    assert set(judge0.unavailable_languages()) == {Language.RUST}


def test_what_is_called_off_is_not_waited_for(judge0: Judge0Backend, server: StandIn) -> None:
    """It was sent, and Judge0 goes on with it; nobody asks for its outcome."""
    program, test = recorded("cpp_ok")
    with pytest.raises(RunCancelled):
        list(judge0.run(program, [test], LIMITS, cancelled=lambda: True))
