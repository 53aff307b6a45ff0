"""Runs programs on a Judge0 server."""

import re
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

from dsa.execution.judge0.api import Judge0Api, Judge0Settings, encode
from dsa.execution.judge0.monitor import Intervals, ServerMonitor
from dsa.execution.judge0.queue import finished, submit
from dsa.execution.judge0.results import COMPILATION_ERROR, compile_error, run_result
from dsa.execution.judge0.server import Server
from dsa.execution.judge0.submissions import fingerprint, submission_fields
from dsa.execution.languages import Language
from dsa.execution.syntax_check import with_load_check
from dsa.execution.types import (
    BackendUnavailable,
    BegunRuns,
    CompileResult,
    ExecutionError,
    Limits,
    Program,
    RunCancelled,
    RunResult,
    Test,
    TestRun,
    TransientError,
    UnsupportedLanguage,
    never,
)
from dsa.execution.verdicts import NOT_LOADED

# How long a worker's first program waits until the server was asked and every language tried.
FIRST_ANSWER_SECONDS = 60.0
# After so many polls that showed nothing new it is looked at whether the server can still be used.
QUIET_POLLS = 8
# The shell, where a compiler is gone that was there when it was tried. Compilers begin with the name of a file.
COMPILER_GONE = re.compile(
    r"(?:/box/)?compile(?:\.sh)?: line \d+: .*: (?:No such file or directory|command not found|Permission denied)\s*"
)


class Judge0Backend:
    """Runs programs on a Judge0 server. What the server offers is asked in the background."""

    name = "judge0"

    def __init__(
        self,
        settings: Judge0Settings,
        *,
        sleep: Callable[[float], None] = time.sleep,
        intervals: Intervals | None = None,
    ) -> None:
        self._api = Judge0Api(settings, sleep)
        self.monitor = ServerMonitor(self._api, intervals or Intervals())

    def languages(self) -> Mapping[Language, str]:
        return {language: offered.name for language, offered in self.monitor.server().languages.items()}

    def unavailable_languages(self) -> Mapping[Language, str]:
        return self.monitor.server().unavailable

    def check(self) -> None:
        self.monitor.require_well()

    def close(self) -> None:
        """Stop asking."""
        self.monitor.close()

    def run(
        self,
        program: Program,
        tests: Sequence[Test],
        limits: Limits,
        *,
        cancelled: Callable[[], bool] = never,
    ) -> Generator[CompileResult | TestRun, None, None]:
        return self._run(program, tests, limits, None, cancelled)

    def resume(
        self, program: Program, tests: Sequence[Test], limits: Limits, begun: BegunRuns
    ) -> Generator[CompileResult | TestRun, None, None]:
        return self._run(program, tests, limits, begun, never)

    def _run(
        self,
        program: Program,
        tests: Sequence[Test],
        limits: Limits,
        begun: BegunRuns | None,
        cancelled: Callable[[], bool],
    ) -> Generator[CompileResult | TestRun, None, None]:
        if not program.source.strip():
            yield from _blank(program.language, len(tests))
            return
        self.monitor.wait(FIRST_ANSWER_SECONDS)
        try:
            self.monitor.require_well()
        except BackendUnavailable as error:
            raise BackendUnavailable(str(error), begun) from error
        server = self.monitor.server()
        if program.language not in server.languages:
            raise UnsupportedLanguage(f"{program.language.label} is not offered by the Judge0 server")
        work = _Work(self._api, self.monitor, server, program, tests, limits, cancelled)
        runs = work.runs(begun)
        try:
            first = next(runs, None)
            if isinstance(first, CompileResult):
                yield first
                return
            yield from with_load_check(program.language, _after(first, runs))
        except BackendUnavailable as error:
            raise BackendUnavailable(str(error), work.begun()) from error
        except ExecutionError as error:
            # Is it this program, or the server?
            problem = self.monitor.refresh()
            if problem is None:
                raise
            raise BackendUnavailable(str(problem), work.begun()) from error
        finally:
            runs.close()


class _Work:
    """The runs of one program."""

    def __init__(
        self,
        api: Judge0Api,
        monitor: ServerMonitor,
        server: Server,
        program: Program,
        tests: Sequence[Test],
        limits: Limits,
        cancelled: Callable[[], bool],
    ) -> None:
        self._api = api
        self._cancelled = cancelled
        self._monitor = monitor
        self._batch_size = server.config.batch_size
        self._fields = submission_fields(server, program, limits)
        self._tests = tests
        self._limits = limits
        # Of the first tests, in their order.
        self._tokens: list[str] = []

    def begun(self) -> BegunRuns | None:
        """What a later attempt needs to find these submissions again."""
        return {"submissions": self._identity(), "tokens": self._tokens} if self._tokens else None

    def runs(self, begun: BegunRuns | None) -> Generator[TestRun | CompileResult, None, None]:
        """Every test's run; a CompileResult, which is not ok, instead of the first where there is nothing to run."""
        if begun is not None and begun.get("submissions") == self._identity():
            self._tokens = list(begun["tokens"])
        for start in range(0, len(self._tests), self._batch_size):
            end = min(start + self._batch_size, len(self._tests))
            if end > len(self._tokens):
                missing = self._tests[len(self._tokens) : end]
                members = [{**self._fields, "stdin": encode(_input(test))} for test in missing]
                self._tokens.extend(submit(self._api, members))
            yield from self._finished(start, self._tokens[start:end])

    def _finished(self, start: int, tokens: Sequence[str]) -> Generator[TestRun | CompileResult, None, None]:
        positions = {token: start + offset for offset, token in enumerate(tokens)}
        quiet = 0
        for news in finished(self._api, tokens, self._limits.wall):
            if self._cancelled():
                # It goes on there until it is over: Judge0 has no way to stop it. Nobody waits for it any more.
                raise RunCancelled
            if news is None:
                quiet += 1
                if quiet > QUIET_POLLS:
                    self._monitor.require_well()
                continue
            quiet = 0
            token, answer = news
            if answer.get("status_id") == COMPILATION_ERROR:
                yield _refused(answer)
                return
            yield TestRun(positions[token], run_result(answer, self._fields, self._limits))

    def _identity(self) -> str:
        return fingerprint(self._fields, [_input(test) for test in self._tests])


def _refused(answer: Mapping[str, Any]) -> CompileResult:
    failed = compile_error(answer)
    if COMPILER_GONE.fullmatch(failed.output):
        raise TransientError(f"the Judge0 server lacks a compiler: {failed.output.strip()}")
    return failed


def _after(
    first: TestRun | None, rest: Generator[TestRun | CompileResult, None, None]
) -> Generator[TestRun, None, None]:
    if first is not None:
        yield first
    for run in rest:
        if isinstance(run, CompileResult):
            raise ExecutionError("the Judge0 server compiled the program for one test and not for another")
        yield run


def _blank(language: Language, tests: int) -> Generator[CompileResult | TestRun, None, None]:
    """What becomes of a blank source, which Judge0 may refuse: an interpreter does nothing, a compiler fails."""
    if language not in NOT_LOADED:
        yield CompileResult(ok=False, output="The source is empty.")
        return
    yield CompileResult(ok=True)
    for index in range(tests):
        yield TestRun(index, RunResult(exit_code=0))


def _input(test: Test) -> bytes:
    return test.stdin if isinstance(test.stdin, bytes) else test.stdin.read_bytes()
