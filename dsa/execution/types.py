"""What callers and backends of the execution service say to each other.

Times are in seconds where a person sets them and in whole milliseconds where they were measured; memory is in KB of
1024 bytes, as the kernel and Judge0 count it.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from dsa.execution.languages import Language

MAX_SOURCE_BYTES = 1_000_000


class Verdict(StrEnum):
    """What a judge says of one run. IE is our own failure: never the program's fault, never scored."""

    AC = "AC"
    WA = "WA"
    TLE = "TLE"
    MLE = "MLE"
    OLE = "OLE"
    RTE = "RTE"
    CE = "CE"
    IE = "IE"


@dataclass(frozen=True, slots=True)
class Program:
    """One source file. Java's main class is called Main, as on Judge0."""

    language: Language
    source: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use. Raises ValueError for limits that no backend could keep.

    `wall_seconds` stops programs that wait instead of work; None means three times the CPU time and two seconds.
    `output_bytes` bounds standard output (more is OLE) and standard error (more is cut).
    """

    cpu_seconds: float = 2.0
    wall_seconds: float | None = None
    memory_kb: int = 256 * 1024
    output_bytes: int = 4 * 1024 * 1024
    processes: int = 64

    def __post_init__(self) -> None:
        if not 0.05 <= self.cpu_seconds <= 300:
            raise ValueError("cpu_seconds is not between 0.05 and 300")
        if self.wall_seconds is not None and not 0.05 <= self.wall_seconds <= 900:
            raise ValueError("wall_seconds is not between 0.05 and 900")
        if not 4 * 1024 <= self.memory_kb <= 16 * 1024 * 1024:
            raise ValueError("memory_kb is not between 4 MB and 16 GB")
        if not 1 <= self.output_bytes <= 256 * 1024 * 1024:
            raise ValueError("output_bytes is not between 1 byte and 256 MB")
        if not 1 <= self.processes <= 512:
            raise ValueError("processes is not between 1 and 512")

    @property
    def wall(self) -> float:
        """Seconds on the clock that a run may take."""
        return self.cpu_seconds * 3 + 2 if self.wall_seconds is None else self.wall_seconds


@dataclass(frozen=True, slots=True)
class Test:
    """One input, and the output that is right for it; None judges nothing but how the program ended.

    Files are read when the test runs, so that a problem's tests need not all be in memory at once.
    """

    __test__ = False  # pytest collects by name

    stdin: bytes | Path = b""
    expected: bytes | Path | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """How output is compared; the defaults are those of the problem package format.

    By default both outputs are split at white space and the words compared without regard to case. `case_sensitive`
    and `space_sensitive` are that format's validator flags; with a tolerance, words of which the expected one is a
    decimal number match if either the relative or the absolute error is within it. `exact` compares bytes and
    excludes all other flags.
    """

    case_sensitive: bool = False
    space_sensitive: bool = False
    float_relative_tolerance: float | None = None
    float_absolute_tolerance: float | None = None
    exact: bool = False

    def __post_init__(self) -> None:
        tolerances = (self.float_relative_tolerance, self.float_absolute_tolerance)
        for tolerance in tolerances:
            if tolerance is not None and not 0 <= tolerance < float("inf"):
                raise ValueError("a float tolerance is not a number from 0 up")
        if self.exact and (self.case_sensitive or self.space_sensitive or tolerances != (None, None)):
            raise ValueError("exact excludes every other flag")


# What a validator may use where its problem says nothing.
VALIDATOR_LIMITS = Limits(cpu_seconds=10, memory_kb=512 * 1024, output_bytes=8 * 1024 * 1024)


@dataclass(frozen=True, slots=True)
class OutputValidator:
    """A program of the problem's author that says whether an output is right, in place of a comparison.

    As the problem package format has it: called with the paths of input, answer and feedback directory and then
    `arguments`; exit code 42 accepts, 43 rejects, anything else is a failure of ours. An `interactive` one talks with
    the program while that runs. `files` are its sources by name.
    """

    language: Language
    files: Mapping[str, str]
    arguments: Sequence[str] = ()
    interactive: bool = False
    limits: Limits = VALIDATOR_LIMITS


@dataclass(frozen=True, slots=True)
class Validation:
    """What an output validator said of one run.

    `is_accepted` is None where an interactive one was stopped, because the program had reached a limit. `message` is
    for judges, never for candidates. `was_first`: an interactive one ended before the program did. `transcript`: what
    both said to each other, each line after `> ` (the program) or `< ` (the validator).
    """

    is_accepted: bool | None
    message: str = ""
    was_first: bool = False
    transcript: bytes = b""
    transcript_truncated: bool = False


class Stop(StrEnum):
    """Why the engine ended a run before the program did."""

    CPU_TIME = "cpu_time"
    WALL_TIME = "wall_time"
    MEMORY = "memory"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class RunResult:
    """What one run did, without any judgement.

    `exit_code` is None when a signal ended the program. `memory_kb` is the peak of the program and its children.
    `error` tells of a failure of ours, in which case nothing else in here means anything.
    """

    exit_code: int | None = None
    signal: int | None = None
    cpu_ms: int = 0
    wall_ms: int = 0
    memory_kb: int = 0
    stdout: bytes = b""
    stderr: bytes = b""
    stdout_truncated: bool = False
    stderr_truncated: bool = False
    stopped: Stop | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class CompileResult:
    """Whether there is a program to run, and what the compiler said. A language without one is always `ok` unless the
    interpreter refused to load the source.
    """

    ok: bool
    output: str = ""
    output_truncated: bool = False
    cpu_ms: int = 0
    wall_ms: int = 0


@dataclass(frozen=True, slots=True)
class TestRun:
    """The run of `tests[index]`, and what an output validator said of it, if one was asked."""

    __test__ = False

    index: int
    run: RunResult
    validation: Validation | None = None


@dataclass(frozen=True, slots=True)
class TestResult:
    """The judged run of `tests[index]`."""

    __test__ = False

    index: int
    verdict: Verdict
    run: RunResult
    validation: Validation | None = None


# What a backend needs to find runs again that it has begun. It can be stored as JSON.
BegunRuns = Mapping[str, str | Sequence[str]]


class ExecutionError(Exception):
    """The service could not do its work; the program is not to blame. The message is fit for a log, not a candidate."""


class PermanentError(ExecutionError):
    """Asking again would fail again: a machine that cannot isolate, wrong credentials, a refused request."""


class UnsupportedLanguage(PermanentError):
    """This backend does not offer the language."""


class ValidatorsUnsupported(PermanentError):
    """This backend cannot run output validators."""

    def __init__(self) -> None:
        super().__init__(
            "Output validators and interactive problems need the sandbox: a Judge0 server cannot run a validator "
            "beside a program. Set EXECUTION_BACKEND=sandbox, or have the problem judged by comparing outputs."
        )


class TransientError(ExecutionError):
    """Asking again later may work: busy, unreachable, restarted."""


class RunCancelled(Exception):
    """The caller asked for the end of a run before it ended by itself."""


def never() -> bool:
    """Nobody asks for the end of a run."""
    return False


class BackendUnavailable(TransientError):
    """Nothing can be run at the moment, whatever it is, and no attempt at a program was made.

    `begun` is what `ResumableBackend.resume` takes to go on with runs that were begun; None where none were.
    """

    def __init__(self, message: str, begun: BegunRuns | None = None) -> None:
        super().__init__(message)
        self.begun = begun


class ExecutionBackend(Protocol):
    """One way to run programs."""

    name: str

    def languages(self) -> Mapping[Language, str]:
        """The languages offered, each with its compiler's or interpreter's version. Raises ExecutionError."""

    def unavailable_languages(self) -> Mapping[Language, str]:
        """Languages that are not offered, each with the reason in a sentence for an operator."""

    def check(self) -> None:
        """Raises ExecutionError, with a hint, unless programs can be run now. Cheap enough for a readiness probe.

        Never waits for another machine; nor does `languages`.
        """

    def run(
        self,
        program: Program,
        tests: Sequence[Test],
        limits: Limits,
        *,
        cancelled: Callable[[], bool] = never,
    ) -> Generator[CompileResult | TestRun, None, None]:
        """Compile once, then run every test, handing over each result as it comes.

        The first event is the CompileResult; if it is not `ok` nothing follows. Then one TestRun for each test, in the
        order in which they finish. Closing the iterator stops what still runs. `cancelled` is asked several times a
        second while something runs: once it is true, what runs is stopped and RunCancelled raised. Raises
        ExecutionError, at any point; results handed over until then stand.
        """


@runtime_checkable
class ResumableBackend(ExecutionBackend, Protocol):
    """A backend whose runs go on without whoever began them."""

    def resume(
        self, program: Program, tests: Sequence[Test], limits: Limits, begun: BegunRuns
    ) -> Generator[CompileResult | TestRun, None, None]:
        """As `run`, with the runs of an earlier one that ended with BackendUnavailable, as far as they are the same."""


@runtime_checkable
class ValidatingBackend(ExecutionBackend, Protocol):
    """A backend that runs output validators."""

    def run_validated(
        self,
        program: Program,
        tests: Sequence[Test],
        limits: Limits,
        validator: OutputValidator,
        *,
        cancelled: Callable[[], bool] = never,
    ) -> Generator[CompileResult | TestRun, None, None]:
        """As `run`, with the validator asked about each run that ended well.

        Tests whose `expected` is None are not validated. A failure of the validator is one of ours: the run's `error`.
        Raises PermanentError where the validator does not compile.
        """
