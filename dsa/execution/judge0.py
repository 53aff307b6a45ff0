"""The execution backend for production: a Judge0 server (1.13) over HTTP.

Judge0 only runs: comparison and verdicts are ours, so that a program is judged as in the sandbox. It knows neither a
memory nor an output verdict and starts programs from a shell, which turns a signal into an exit code; `run_result`
undoes that. It compiles once for each test, which cannot be helped.
"""

import base64
import binascii
import logging
import re
import signal
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import requests

from dsa.execution.output import shorten
from dsa.execution.syntax_check import COMPILER_OUTPUT_CHARACTERS, with_load_check
from dsa.execution.types import (
    CompileResult,
    ExecutionError,
    Language,
    Limits,
    PermanentError,
    Program,
    RunCancelled,
    RunResult,
    Stop,
    Test,
    TestRun,
    TransientError,
    UnsupportedLanguage,
    never,
)
from dsa.execution.verdicts import memory_ceiling_kb

T = TypeVar("T")

logger = logging.getLogger(__name__)

FIELDS = "token,status_id,stdout,stderr,compile_output,message,time,wall_time,memory,exit_code,exit_signal"
IN_QUEUE, PROCESSING, TIME_LIMIT, COMPILATION_ERROR, INTERNAL_ERROR, EXEC_FORMAT_ERROR = 1, 2, 5, 6, 13, 14
UNFINISHED = {IN_QUEUE, PROCESSING}
FAILED_INSIDE = {INTERNAL_ERROR, EXEC_FORMAT_ERROR}

# A server has several versions of most languages; the newest of these names is taken.
NAMES: Mapping[Language, re.Pattern[str]] = {
    Language.PYTHON: re.compile(r"Python \((3[\d.]*)\)"),
    Language.C: re.compile(r"C \(GCC ([\d.]+)\)"),
    Language.CPP: re.compile(r"C\+\+ \(GCC ([\d.]+)\)"),
    Language.JAVA: re.compile(r"Java \(OpenJDK ([\d.]+)\)"),
    Language.JAVASCRIPT: re.compile(r"JavaScript \(Node\.js ([\d.]+)\)"),
    Language.GO: re.compile(r"Go \(([\d.]+)\)"),
    Language.RUST: re.compile(r"Rust \(([\d.]+)\)"),
}
# As the sandbox compiles.
COMPILER_OPTIONS: Mapping[Language, str] = {
    Language.C: "-std=gnu17 -O2 -pthread -lm",
    Language.CPP: "-std=gnu++17 -O2 -pthread",
}
STACK_KB = 64_000
SMALLEST_FILE_KB = 1024
# bash tells of a signal in the program's own standard error.
SHELL_LINE = re.compile(rb"(?:^|(?<=\n))[^\n]*\brun: line \d+: +\d+ [^\n]*\n?\Z")

ATTEMPTS = 5
FIRST_PAUSE_SECONDS = 0.25
POLL_SECONDS = (0.05, 1.0)
# Without any test finishing for this long beyond what one may take, the server counts as stuck.
STALL_SECONDS = 120.0


@dataclass(frozen=True)
class Judge0Settings:
    """How to reach the server. An empty token sends none."""

    url: str
    token: str = ""
    token_header: str = "X-Auth-Token"  # noqa: S105  the header's name
    timeout_seconds: float = 10.0


@dataclass(frozen=True)
class Server:
    """What this server offers: its configuration and, for each language, its id and name."""

    config: Mapping[str, Any]
    languages: Mapping[Language, tuple[int, str]]


class _Junk(Exception):
    """An answer of the right status that is no answer to what was asked."""


class Judge0Backend:
    """Runs programs on a Judge0 server. What the server offers is asked once, when it is first needed."""

    name = "judge0"

    def __init__(self, settings: Judge0Settings, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._settings = settings
        self._sleep = sleep
        self._lock = threading.Lock()
        self._known: Server | None = None

    # What the server offers -------------------------------------------------------------------------------------------

    @property
    def server(self) -> Server:
        with self._lock:
            if self._known is None:
                self._known = Server(self._config(), self._offered())
            return self._known

    def languages(self) -> Mapping[Language, str]:
        return {language: name for language, (_, name) in self.server.languages.items()}

    def unavailable_languages(self) -> Mapping[Language, str]:
        offered = self.server.languages
        return {
            language: "the Judge0 server does not list it" for language in Language if language not in offered
        }

    def check(self) -> None:
        if self._config().get("maintenance_mode"):
            raise TransientError("the Judge0 server is in maintenance")

    def _config(self) -> Mapping[str, Any]:
        config = self._ask("GET", "/config_info", _an_object)
        if not config.get("enable_batched_submissions", True):
            raise PermanentError("the Judge0 server refuses batches; set its ENABLE_BATCHED_SUBMISSIONS=true")
        return config

    def _offered(self) -> Mapping[Language, tuple[int, str]]:
        found: dict[Language, tuple[tuple[int, ...], int, str]] = {}
        for entry in self._ask("GET", "/languages", _objects):
            for language, pattern in NAMES.items():
                match = pattern.fullmatch(str(entry.get("name")))
                if match and isinstance(entry.get("id"), int):
                    version = tuple(int(part) for part in match.group(1).split(".") if part)
                    found[language] = max(
                        found.get(language, ((), 0, "")), (version, entry["id"], str(entry["name"]))
                    )
        return {language: (number, name) for language, (_, number, name) in found.items()}

    # Running ----------------------------------------------------------------------------------------------------------

    def run(
        self,
        program: Program,
        tests: Sequence[Test],
        limits: Limits,
        *,
        cancelled: Callable[[], bool] = never,
    ) -> Generator[CompileResult | TestRun, None, None]:
        server = self.server
        if program.language not in server.languages:
            raise UnsupportedLanguage(f"{program.language.label} is not offered by the Judge0 server")
        fields = submission_fields(server, program, limits)
        runs = self._runs(program, fields, tests, limits, server, cancelled)
        try:
            first = next(runs, None)
            if isinstance(first, CompileResult):
                yield first
                return
            yield from with_load_check(program.language, _after(first, runs))
        finally:
            runs.close()

    def _runs(
        self,
        program: Program,
        fields: Mapping[str, Any],
        tests: Sequence[Test],
        limits: Limits,
        server: Server,
        cancelled: Callable[[], bool],
    ) -> Generator[TestRun | CompileResult, None, None]:
        """Every test's run; a CompileResult, which is not ok, instead of the first where there is nothing to run."""
        size = max(int(server.config.get("max_submission_batch_size", 20)), 1)
        for start in range(0, len(tests), size):
            batch = tests[start : start + size]
            members = [{**fields, "stdin": _encode(_input(test))} for test in batch]
            tokens = self._submit(members)
            waiting = {token: start + offset for offset, token in enumerate(tokens)}
            for token, answer in self._finished(list(tokens), limits, cancelled):
                if answer.get("status_id") == COMPILATION_ERROR:
                    yield compile_error(answer)
                    return
                yield TestRun(waiting[token], run_result(program.language, answer, fields, limits))

    def _submit(self, members: Sequence[Mapping[str, Any]]) -> Sequence[str]:
        answers = self._ask(
            "POST", "/submissions/batch?base64_encoded=true", _objects, body={"submissions": members}
        )
        refused = [answer for answer in answers if "token" not in answer]
        if refused:
            raise PermanentError(f"the Judge0 server refused a submission: {refused[0]}")
        tokens = [str(answer["token"]) for answer in answers]
        if len(set(tokens)) != len(members):
            raise TransientError(
                "the Judge0 server answered with another number of submissions than it was sent"
            )
        return tokens

    def _finished(
        self, tokens: list[str], limits: Limits, cancelled: Callable[[], bool]
    ) -> Generator[tuple[str, Mapping[str, Any]], None, None]:
        """Each submission once, as soon as a poll shows that it is finished.

        What is cancelled goes on there until it is over: Judge0 has no way to stop it. Nobody waits for it any more.
        """
        pause, most = POLL_SECONDS
        deadline = time.monotonic() + STALL_SECONDS + limits.wall
        while tokens:
            if cancelled():
                raise RunCancelled
            path = f"/submissions/batch?base64_encoded=true&tokens={','.join(tokens)}&fields={FIELDS}"
            answers = self._ask("GET", path, _submissions)
            by_token = {str(answer["token"]): answer for answer in answers if answer and "token" in answer}
            if set(by_token) != set(tokens):
                raise TransientError("the Judge0 server lost submissions")
            done = [token for token in tokens if by_token[token].get("status_id") not in UNFINISHED]
            for token in done:
                tokens.remove(token)
                yield token, by_token[token]
            if done:
                pause, deadline = POLL_SECONDS[0], time.monotonic() + STALL_SECONDS + limits.wall
            elif time.monotonic() > deadline:
                raise TransientError("the Judge0 server finished nothing for a long time")
            if tokens:
                self._sleep(pause)
                pause = min(pause * 1.5, most)

    # HTTP -------------------------------------------------------------------------------------------------------------

    def _ask(
        self, method: str, path: str, read: Callable[[Any], T], *, body: Mapping[str, Any] | None = None
    ) -> T:
        """The answer, asked again after failures that may pass.

        What creates submissions is asked again only where nothing can have been created: otherwise a program would run
        twice. Raises TransientError or PermanentError.
        """
        headers = {self._settings.token_header: self._settings.token} if self._settings.token else {}
        problem = ""
        for attempt in range(ATTEMPTS):
            if attempt:
                self._sleep(FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
            try:
                response = requests.request(
                    method,
                    self._settings.url.rstrip("/") + path,
                    json=body,
                    headers=headers,
                    timeout=self._settings.timeout_seconds,
                    allow_redirects=False,
                )
            except requests.RequestException as error:
                problem = f"cannot be reached: {type(error).__name__}"
                if method != "GET" and not _never_arrived(error):
                    break
                continue
            if response.status_code == 429 or (response.status_code >= 500 and response.status_code != 504):
                problem = f"answers {response.status_code} {_error_in(response)}"
                continue
            if response.status_code == 504:
                problem = "answers 504"
                if method != "GET":
                    break
                continue
            if response.status_code not in {200, 201}:
                raise PermanentError(_refusal(response))
            try:
                return read(response.json())
            except (ValueError, _Junk):
                problem = "answers something that is not Judge0's"
                if method != "GET":
                    break
        logger.warning("Judge0: %s %s: %s", method, path.partition("?")[0], problem)
        raise TransientError(f"the Judge0 server {problem}")


def submission_fields(server: Server, program: Program, limits: Limits) -> dict[str, Any]:
    """What every submission of this program carries, stdin aside. Raises PermanentError for limits beyond the server's.

    The clock and the number of processes only stop what is stuck or runs wild, so those are cut to what the server
    allows; less CPU time or memory than the problem says would be another verdict.
    """
    config = server.config
    memory_kb = min(
        memory_ceiling_kb(program.language, limits), max(config["max_memory_limit"], limits.memory_kb)
    )
    for name, wanted, most in (
        ("CPU time", limits.cpu_seconds, config["max_cpu_time_limit"]),
        ("memory in KB", memory_kb, config["max_memory_limit"]),
    ):
        if wanted > most:
            raise PermanentError(
                f"the Judge0 server allows {most:g} of {name} and the problem needs {wanted:g}"
            )
    fields: dict[str, Any] = {
        "source_code": _encode(program.source.encode("utf-8", "replace")),
        "language_id": server.languages[program.language][0],
        "cpu_time_limit": limits.cpu_seconds,
        "cpu_extra_time": min(0.5, config["max_cpu_extra_time"]),
        "wall_time_limit": min(max(limits.wall, 1), config["max_wall_time_limit"]),
        "memory_limit": memory_kb,
        "stack_limit": min(STACK_KB, config["max_stack_limit"]),
        "max_processes_and_or_threads": min(
            max(limits.processes, config["max_processes_and_or_threads"]),
            config["max_max_processes_and_or_threads"],
        ),
        # One more than asked for, so that too much can be told from just enough. It bounds the program's files as well.
        "max_file_size": min(
            max(limits.output_bytes // 1024 + 1, SMALLEST_FILE_KB), config["max_max_file_size"]
        ),
        "enable_network": False,
    }
    options = COMPILER_OPTIONS.get(program.language)
    allowed = config.get("allowed_languages_for_compile_options") or [
        server.languages[program.language][1].split(" ")[0]
    ]
    if (
        options
        and config.get("enable_compiler_options")
        and any(server.languages[program.language][1].startswith(name) for name in allowed)
    ):
        fields["compiler_options"] = options
    return fields


def run_result(
    language: Language, answer: Mapping[str, Any], fields: Mapping[str, Any], limits: Limits
) -> RunResult:
    """What a finished submission did, as the sandbox would tell it. Raises TransientError for junk."""
    try:
        stdout, stderr = _decode(answer.get("stdout")), _decode(answer.get("stderr"))
        if answer["status_id"] in FAILED_INSIDE:
            said = _decode(answer.get("message")).decode("utf-8", "replace")
            return RunResult(error=f"Judge0 failed with status {answer['status_id']}: {said[:500]}")
        code: int | None = answer.get("exit_code")
        number: int | None = answer.get("exit_signal")
        if number is None and code is not None and 128 < code <= 192:
            number, code = code - 128, None
        stopped: Stop | None = None
        full = len(stdout) >= fields["max_file_size"] * 1024
        too_long = full or len(stdout) > limits.output_bytes
        memory_kb = int(answer.get("memory") or 0)
        if too_long:
            stopped = Stop.OUTPUT
        elif answer["status_id"] == TIME_LIMIT:
            by_clock = b"wall clock" in _decode(answer.get("message"))
            stopped = Stop.WALL_TIME if by_clock else Stop.CPU_TIME
        elif number == signal.SIGKILL and memory_kb >= fields["memory_limit"]:
            stopped = Stop.MEMORY
        if number is not None or stopped is not None:
            stderr = SHELL_LINE.sub(b"", stderr)
        kept, cut = shorten(stderr, limits.output_bytes)
        return RunResult(
            exit_code=code if stopped is None and number is None else None,
            signal=number if stopped is None else int(signal.SIGKILL),
            cpu_ms=round(float(answer.get("time") or 0) * 1000),
            wall_ms=round(float(answer.get("wall_time") or 0) * 1000),
            memory_kb=memory_kb,
            stdout=stdout[: limits.output_bytes],
            stderr=kept,
            stdout_truncated=too_long,
            stderr_truncated=cut,
            stopped=stopped,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise TransientError(
            f"the Judge0 server answers something that is not Judge0's: {error!r}"
        ) from error


def compile_error(answer: Mapping[str, Any]) -> CompileResult:
    """The compiler's refusal."""
    try:
        said = _decode(answer.get("compile_output")).decode("utf-8", "replace")
    except (TypeError, ValueError) as error:
        raise TransientError(
            f"the Judge0 server answers something that is not Judge0's: {error!r}"
        ) from error
    return CompileResult(
        ok=False,
        output=said[:COMPILER_OUTPUT_CHARACTERS],
        output_truncated=len(said) > COMPILER_OUTPUT_CHARACTERS,
    )


def _after(
    first: TestRun | None, rest: Generator[TestRun | CompileResult, None, None]
) -> Generator[TestRun, None, None]:
    if first is not None:
        yield first
    for run in rest:
        if isinstance(run, CompileResult):
            raise ExecutionError("the Judge0 server compiled the program for one test and not for another")
        yield run


def _input(test: Test) -> bytes:
    return test.stdin if isinstance(test.stdin, bytes) else test.stdin.read_bytes()


def _encode(text: bytes) -> str:
    return base64.b64encode(text).decode("ascii")


def _decode(text: str | None) -> bytes:
    """Judge0 wraps its base64 in lines. Raises ValueError for what is none."""
    if text is None:
        return b""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, AttributeError) as error:
        raise ValueError("not base64") from error


def _an_object(answer: Any) -> Mapping[str, Any]:
    if not isinstance(answer, dict):
        raise _Junk
    return answer


def _objects(answer: Any) -> Sequence[Mapping[str, Any]]:
    if not isinstance(answer, list) or not all(isinstance(entry, dict) for entry in answer):
        raise _Junk
    return answer


def _submissions(answer: Any) -> Sequence[Mapping[str, Any] | None]:
    entries = _an_object(answer).get("submissions")
    if not isinstance(entries, list) or not all(
        entry is None or isinstance(entry, dict) for entry in entries
    ):
        raise _Junk
    return entries


def _never_arrived(error: requests.RequestException) -> bool:
    """Whether the server cannot have read the request."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or type(reason).__name__ in {
        "NewConnectionError",
        "NameResolutionError",
    }


def _error_in(response: requests.Response) -> str:
    """Judge0's own words, of which some answers have none."""
    try:
        return str(response.json().get("error", ""))[:200]
    except (ValueError, AttributeError):
        return ""


def _refusal(response: requests.Response) -> str:
    status = response.status_code
    if status in {401, 403}:
        return f"the Judge0 server answers {status}; check JUDGE0_TOKEN and JUDGE0_TOKEN_HEADER"
    if status == 404 or 300 <= status < 400:
        return f"the Judge0 server answers {status}; check JUDGE0_URL"
    return f"the Judge0 server answers {status}: {response.text[:300]}"
