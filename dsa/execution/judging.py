"""Runs a program on a backend and judges each run."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path

from dsa.execution.comparison import matches
from dsa.execution.types import (
    MAX_SOURCE_BYTES,
    BegunRuns,
    Comparison,
    CompileResult,
    ExecutionBackend,
    Limits,
    OutputValidator,
    Program,
    ResumableBackend,
    Test,
    TestResult,
    TestRun,
    ValidatingBackend,
    ValidatorsUnsupported,
    never,
)
from dsa.execution.verdicts import judge_run, judge_validated


def read_input(given: bytes | Path) -> bytes:
    """The content of an input or expected output."""
    return given if isinstance(given, bytes) else given.read_bytes()


def judge(
    backend: ExecutionBackend,
    program: Program,
    tests: Sequence[Test],
    limits: Limits,
    rule: Comparison | OutputValidator | None = None,
    begun: BegunRuns | None = None,
    *,
    cancelled: Callable[[], bool] = never,
) -> Generator[CompileResult | TestResult, None, None]:
    """The CompileResult, then a TestResult for each test in the order in which they finish; `rule` says what is right.

    `begun` are the runs of an earlier attempt that ended with BackendUnavailable. Closing the iterator stops what still
    runs. Raises ExecutionError and RunCancelled as the backend does.
    """
    if len(program.source.encode("utf-8", "surrogatepass")) > MAX_SOURCE_BYTES:
        yield CompileResult(ok=False, output=f"The source is larger than {MAX_SOURCE_BYTES // 1000} KB.")
        return

    def judged(one: TestRun) -> TestResult:
        expected = tests[one.index].expected

        def is_right(output: bytes) -> bool:
            return expected is None or matches(output, read_input(expected), comparison)

        if one.validation is not None:
            verdict = judge_validated(program.language, one.run, limits, one.validation)
        else:
            verdict = judge_run(program.language, one.run, limits, is_right)
        return TestResult(one.index, verdict, one.run, one.validation)

    comparison = rule if isinstance(rule, Comparison) else Comparison()
    if isinstance(rule, OutputValidator):
        if not isinstance(backend, ValidatingBackend):
            raise ValidatorsUnsupported
        runs = backend.run_validated(program, tests, limits, rule, cancelled=cancelled)
    elif begun is not None and isinstance(backend, ResumableBackend):
        runs = backend.resume(program, tests, limits, begun)
    else:
        runs = backend.run(program, tests, limits, cancelled=cancelled)
    with closing(runs) as events:
        for event in events:
            yield event if isinstance(event, CompileResult) else judged(event)
