"""`manage.py execute`: run one program on the configured execution backend."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from dsa.execution import (
    CompileResult,
    ExecutionError,
    Language,
    Limits,
    Program,
    Test,
    TestResult,
    Verdict,
    get_backend,
    judge,
    weak_limits,
)

# Control characters that a terminal may act upon.
CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}


class Command(BaseCommand):
    help = (
        "Run one program on the configured execution backend and tell what it did. Its output goes to standard output, "
        "everything else to standard error; the exit status is 0 if it succeeded, 1 if not, 2 if it could not be run."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        defaults = Limits()
        parser.add_argument(
            "source", metavar="SOURCE", type=Path, help="the source file; - reads standard input"
        )
        parser.add_argument("--language", required=True, choices=[language.value for language in Language])
        parser.add_argument("--stdin", type=Path, metavar="F", help="the file that becomes standard input")
        parser.add_argument(
            "--cpu", type=float, metavar="S", default=defaults.cpu_seconds, help="CPU seconds"
        )
        parser.add_argument("--wall", type=float, metavar="S", help="seconds on the clock")
        parser.add_argument("--memory-kb", type=int, metavar="N", default=defaults.memory_kb)
        parser.add_argument("--json", action="store_true", help="print one JSON object instead")

    def handle(
        self,
        *args: Any,
        source: Path,
        language: str,
        stdin: Path | None,
        cpu: float,
        wall: float | None,
        memory_kb: int,
        json: bool,
        **options: Any,
    ) -> None:
        try:
            text = sys.stdin.read() if str(source) == "-" else source.read_text()
            given = stdin.read_bytes() if stdin else b""
            limits = Limits(cpu_seconds=cpu, wall_seconds=wall, memory_kb=memory_kb)
        except (OSError, ValueError) as error:
            raise CommandError(str(error), returncode=2) from error
        try:
            if weakness := weak_limits():
                self.stderr.write(weakness)
            events = list(
                judge(get_backend(), Program(Language(language), text), [Test(stdin=given)], limits)
            )
        except ExecutionError as error:
            raise CommandError(str(error), returncode=2) from error
        compiled = next(event for event in events if isinstance(event, CompileResult))
        result = next((event for event in events if isinstance(event, TestResult)), None)
        verdict = result.verdict if result else Verdict.CE
        if json:
            self.stdout.write(_as_json(compiled, result, verdict))
        else:
            self._print(compiled, result, verdict)
        if verdict is not Verdict.AC:
            sys.exit(2 if verdict is Verdict.IE else 1)

    def _print(self, compiled: CompileResult, result: TestResult | None, verdict: Verdict) -> None:
        if compiled.output:
            self.stderr.write(_fit_for(self.stderr, compiled.output))
        if result is None:
            self.stderr.write(verdict.value)
            return
        run = result.run
        self.stdout.write(_fit_for(self.stdout, run.stdout.decode("utf-8", "replace")), ending="")
        self.stderr.write(_fit_for(self.stderr, run.stderr.decode("utf-8", "replace")), ending="")
        how = (
            run.error
            or (f"stopped: {run.stopped}" if run.stopped else None)
            or (f"signal {run.signal}" if run.signal is not None else f"exit code {run.exit_code}")
        )
        self.stderr.write(
            f"{verdict}: {how}, CPU {run.cpu_ms} ms, wall {run.wall_ms} ms, memory {run.memory_kb} KB"
        )


def _fit_for(stream: OutputWrapper, text: str) -> str:
    """The text, with what would act on a terminal spelled out where this is one."""
    return text.translate(CONTROLS) if stream.isatty() else text


def _as_json(compiled: CompileResult, result: TestResult | None, verdict: Verdict) -> str:
    """`{"verdict", "compileOutput"}` and, if the program ran, what it did."""
    told: dict[str, Any] = {"verdict": verdict.value, "compileOutput": compiled.output}
    if result is not None:
        run = result.run
        told |= {
            "exitCode": run.exit_code,
            "signal": run.signal,
            "stopped": run.stopped,
            "cpuMs": run.cpu_ms,
            "wallMs": run.wall_ms,
            "memoryKB": run.memory_kb,
            "stdout": run.stdout.decode("utf-8", "replace"),
            "stderr": run.stderr.decode("utf-8", "replace"),
            "stdoutTruncated": run.stdout_truncated,
            "stderrTruncated": run.stderr_truncated,
            "error": run.error,
        }
    return json.dumps(told, ensure_ascii=False)
