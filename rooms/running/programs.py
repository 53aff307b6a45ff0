"""Runs a program of a room on the execution service: alone with its input, or on the visible tests of a problem.

Gives the columns of CodeRun that hold the result. Hidden tests are never read here.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any, Final

from dsa.execution import (
    CompileResult,
    ExecutionBackend,
    ExecutionError,
    Language,
    Limits,
    PermanentError,
    Program,
    Test,
    TestResult,
    Verdict,
    judge,
)
from dsa.judging.scoring import overall
from dsa.models import Problem, TestCase
from dsa.problems.programs import in_own_lines, judged_test, program_of
from dsa.submissions.sanitize import decoded, without_paths
from rooms.document.store import document_at
from rooms.models import CodeRun

# Longer than a test of a coding session gets: people try things out, and can stop it.
LIMITS: Final = Limits(cpu_seconds=10, wall_seconds=20, memory_kb=256 * 1024, output_bytes=1024 * 1024)
# Of each stream, for everybody in the room and again for who comes later.
MAX_OUTPUT_CHARACTERS: Final = 10_000
# Of each text of a test; many tests share what a few would get.
MAX_TEST_CHARACTERS: Final = 2_000
MAX_CHARACTERS_OF_ALL_TESTS: Final = 20_000

Columns = dict[str, Any]
Cancelled = Callable[[], bool]


def run_program(run: CodeRun, backend: ExecutionBackend, cancelled: Cancelled) -> Columns:
    """Compile the document as it was when the run was asked for, and run it.

    Raises ExecutionError and RunCancelled.
    """
    source = document_at(run.interview_id, run.document_sequence).code
    if run.problem is not None:
        return _run_on_tests(run, run.problem, source, backend, cancelled)
    program, test = Program(Language(run.language), source), Test(stdin=run.stdin.encode())
    columns: Columns = {}
    with closing(judge(backend, program, [test], LIMITS, cancelled=cancelled)) as events:
        for event in events:
            columns |= _compiled(event, event.output) if isinstance(event, CompileResult) else _ran(event)
    return columns


def _compiled(compiled: CompileResult, output: str) -> Columns:
    said = without_paths(output).replace("\0", "\ufffd")
    columns: Columns = {
        "compile_output": said[:MAX_OUTPUT_CHARACTERS],
        "is_output_cut": compiled.output_truncated or len(said) > MAX_OUTPUT_CHARACTERS,
    }
    return columns if compiled.ok else columns | {"verdict": Verdict.CE, "cpu_ms": compiled.cpu_ms}


def _ran(result: TestResult) -> Columns:
    run = result.run
    _require_ours_worked(result)
    stdout, is_stdout_cut = decoded(run.stdout, MAX_OUTPUT_CHARACTERS)
    stderr, is_stderr_cut = decoded(run.stderr, MAX_OUTPUT_CHARACTERS)
    return {
        "verdict": result.verdict,
        "exit_code": run.exit_code,
        "signal": run.signal,
        "cpu_ms": run.cpu_ms,
        "memory_kb": run.memory_kb,
        "stdout": stdout,
        "stderr": without_paths(stderr),
        "is_output_cut": is_stdout_cut or is_stderr_cut or run.stdout_truncated or run.stderr_truncated,
    }


def _require_ours_worked(result: TestResult) -> None:
    if result.verdict is Verdict.IE:
        raise ExecutionError(result.run.error or "the run failed for an unknown reason")


# On the visible tests of a problem ------------------------------------------------------------------------------------


def _run_on_tests(
    run: CodeRun, problem: Problem, source: str, backend: ExecutionBackend, cancelled: Cancelled
) -> Columns:
    tests = list(problem.tests.visible())
    if not tests:
        # A recruiter has changed the problem since the run was asked for.
        raise PermanentError(f"{problem.key} has no visible tests")
    program = program_of(problem, Language(run.language), source)
    # Nor can a recruiter who is about to change the limit stop an interview.
    limits = problem.limits(program.language, without_time_limit=LIMITS.cpu_seconds)
    given = [judged_test(problem, test.as_test()) for test in tests]
    columns: Columns = {}
    results: dict[int, TestResult] = {}
    with closing(judge(backend, program, given, limits, problem.rule(), cancelled=cancelled)) as events:
        for event in events:
            if isinstance(event, CompileResult):
                columns |= _compiled(event, in_own_lines(problem, source, event.output))
            else:
                _require_ours_worked(event)
                results[event.index] = event
    if not results:
        return columns
    in_order = [results[index] for index in sorted(results)]
    return columns | {
        "verdict": overall(result.verdict for result in in_order),
        "cpu_ms": max(result.run.cpu_ms for result in in_order),
        "memory_kb": max(result.run.memory_kb for result in in_order),
        "test_results": _presented(problem, source, tests, in_order),
    }


def _presented(
    problem: Problem, source: str, tests: Sequence[TestCase], results: Sequence[TestResult]
) -> list[dict[str, Any]]:
    largest = min(MAX_TEST_CHARACTERS, MAX_CHARACTERS_OF_ALL_TESTS // len(tests))
    return [_test_result(problem, source, tests[result.index], result, largest) for result in results]


def _test_result(
    problem: Problem, source: str, test: TestCase, result: TestResult, largest: int
) -> dict[str, Any]:
    run = result.run
    stdout, is_stdout_cut = decoded(run.stdout, largest)
    said, is_said_cut = decoded(run.stderr, largest)
    interaction, is_interaction_cut = decoded(
        result.validation.transcript if result.validation is not None else b"", largest
    )
    # The input and answer of an interactive problem are its validator's, who tells programs as much as it will.
    shown_input, is_input_cut = (
        ("", False) if problem.is_interactive else _beginning(test.input_file, largest)
    )
    expected, is_expected_cut = (
        ("", False) if problem.is_interactive else _beginning(test.answer_file, largest)
    )
    is_cut = is_stdout_cut or is_said_cut or is_interaction_cut or is_input_cut or is_expected_cut
    return {
        "name": test.name,
        "passed": result.verdict is Verdict.AC,
        "verdict": result.verdict.value,
        "executionTimeMs": run.cpu_ms,
        "memoryUsedKB": run.memory_kb,
        "input": shown_input,
        "expectedOutput": expected,
        "stdout": stdout,
        "stderr": in_own_lines(problem, source, without_paths(said)),
        "interaction": interaction,
        "truncated": is_cut or run.stdout_truncated or run.stderr_truncated,
    }


def _beginning(file: Any, largest: int) -> tuple[str, bool]:
    with file.storage.open(str(file.name), "rb") as stream:
        # No character takes more than four bytes.
        return decoded(stream.read(4 * largest + 1), largest)
