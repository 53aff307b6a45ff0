"""From a finished submission to what the sandbox would tell of the same run.

Judge0 knows neither a memory nor an output verdict. A plain submission is started from a shell, which turns a signal
into an exit code and tells of it in standard error. What cannot be understood is our failure, never a verdict.
"""

import math
import re
import signal
from collections.abc import Mapping
from typing import Any

from dsa.execution.judge0.api import decode
from dsa.execution.output import shorten
from dsa.execution.syntax_check import COMPILER_OUTPUT_CHARACTERS
from dsa.execution.types import CompileResult, Limits, RunResult, Stop, TransientError

FIELDS = "token,status_id,stdout,stderr,compile_output,message,time,wall_time,memory,exit_code,exit_signal"
IN_QUEUE, PROCESSING, TIME_LIMIT, COMPILATION_ERROR, INTERNAL_ERROR, EXEC_FORMAT_ERROR = 1, 2, 5, 6, 13, 14
UNFINISHED = frozenset({IN_QUEUE, PROCESSING})
FAILED_INSIDE = frozenset({INTERNAL_ERROR, EXEC_FORMAT_ERROR})
# Accepted, wrong answer, time limit and what runtime errors there are.
RAN = frozenset({3, 4, TIME_LIMIT, 7, 8, 9, 10, 11, 12})
# bash tells of a signal in the program's own standard error, perhaps in the middle of the program's last line.
SHELL_LINE = re.compile(rb"run(?:\.sh)?: line \d+: +\d+ [^\n]*\n?\Z")
# Of these it says nothing.
SILENT_SIGNALS = frozenset({signal.SIGINT, signal.SIGPIPE})
LAST_CODE, LAST_SIGNAL = 255, 64
# No run takes so long, and a figure beyond it is none.
MAX_SECONDS = 100_000.0
MAX_KB = 2**31 - 1


def is_finished(answer: Mapping[str, Any]) -> bool:
    """Whether a submission is done. Raises TransientError for a status that Judge0 does not have."""
    status = answer.get("status_id")
    if isinstance(status, bool) or not isinstance(status, int):
        raise _junk("no status")
    if status in UNFINISHED:
        return False
    if status in RAN or status in FAILED_INSIDE or status == COMPILATION_ERROR:
        return True
    raise _junk(f"status {status}")


def run_result(answer: Mapping[str, Any], fields: Mapping[str, Any], limits: Limits) -> RunResult:
    """What a finished submission did. Raises TransientError for junk."""
    try:
        return _run_result(answer, fields, limits)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise _junk(repr(error)) from error


def _run_result(answer: Mapping[str, Any], fields: Mapping[str, Any], limits: Limits) -> RunResult:
    stdout, stderr = decode(answer.get("stdout")), decode(answer.get("stderr"))
    status = answer["status_id"]
    if status in FAILED_INSIDE:
        said = decode(answer.get("message")).decode("utf-8", "replace")
        return RunResult(error=f"Judge0 failed with status {status}: {said[:500]}")
    most_bytes = fields["max_file_size"] * 1024
    code, number = _how_it_ended(answer, stderr, is_stderr_full=len(stderr) >= most_bytes)
    memory_kb = _figure(answer["memory"], MAX_KB)
    is_full = len(stdout) >= most_bytes
    if is_full and len(stdout) < limits.output_bytes:
        return RunResult(
            error=f"the Judge0 server cuts output at {most_bytes} bytes and the problem allows "
            f"{limits.output_bytes}; raise its MAX_MAX_FILE_SIZE"
        )
    too_long = is_full or len(stdout) > limits.output_bytes
    stopped: Stop | None = None
    if too_long:
        stopped = Stop.OUTPUT
    elif status == TIME_LIMIT:
        by_clock = b"wall clock" in decode(answer.get("message"))
        stopped = Stop.WALL_TIME if by_clock else Stop.CPU_TIME
    elif number == signal.SIGKILL and memory_kb >= fields["memory_limit"]:
        stopped = Stop.MEMORY
    if number is not None or stopped is not None:
        stderr = SHELL_LINE.sub(b"", stderr)
    kept, cut = shorten(stderr, limits.output_bytes)
    return RunResult(
        exit_code=code if stopped is None and number is None else None,
        signal=number if stopped is None else int(signal.SIGKILL),
        cpu_ms=round(_figure(answer["time"], MAX_SECONDS) * 1000),
        wall_ms=round(_figure(answer["wall_time"], MAX_SECONDS) * 1000),
        memory_kb=int(memory_kb),
        stdout=stdout[: limits.output_bytes],
        stderr=kept,
        stdout_truncated=too_long,
        stderr_truncated=cut,
        stopped=stopped,
    )


def _how_it_ended(
    answer: Mapping[str, Any], stderr: bytes, *, is_stderr_full: bool
) -> tuple[int, int | None]:
    """The exit code and the signal. Above 128 the code is a signal only if the shell says so, or cannot say it."""
    code, number = answer["exit_code"], answer.get("exit_signal")
    if not _is_whole(code, 0, LAST_CODE):
        raise ValueError(f"{code!r} is no exit code")
    if number is not None and not _is_whole(number, 1, LAST_SIGNAL):
        raise ValueError(f"{number!r} is no signal")
    if number is None and 128 < code <= 128 + LAST_SIGNAL:
        is_told = is_stderr_full or SHELL_LINE.search(stderr) is not None
        if is_told or code - 128 in SILENT_SIGNALS:
            number = code - 128
    return code, number


def _is_whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _figure(value: Any, most: float) -> float:
    """Judge0 writes times as text. Raises ValueError or OverflowError for what measures nothing."""
    figure = float(value)
    if not math.isfinite(figure) or not 0 <= figure <= most:
        raise ValueError(f"{value!r} was measured")
    return figure


def compile_error(answer: Mapping[str, Any]) -> CompileResult:
    """The compiler's refusal."""
    try:
        said = decode(answer.get("compile_output")).decode("utf-8", "replace")
    except (TypeError, ValueError) as error:
        raise _junk(repr(error)) from error
    return CompileResult(
        ok=False,
        output=said[:COMPILER_OUTPUT_CHARACTERS],
        output_truncated=len(said) > COMPILER_OUTPUT_CHARACTERS,
    )


def _junk(what: str) -> TransientError:
    return TransientError(f"the Judge0 server answers something that is not Judge0's: {what}")
