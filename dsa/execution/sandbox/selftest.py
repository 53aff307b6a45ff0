"""Tries each language before it is offered: a program runs and reads its input, and gets neither to a file of the host
nor to a server on it, under the system call filter.

The outcome holds until the tools, this package, the kernel or the machine's start change, and is kept on disk so that
each worker process does not try everything again.
"""

import hashlib
import json
import os
import platform
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

from dsa.execution.sandbox.jail import Jail
from dsa.execution.sandbox.toolchains import Toolchain
from dsa.execution.sandbox.workdir import Workdir
from dsa.execution.types import CompileResult, ExecutionError, Language, RunResult, Test

PACKAGE = Path(__file__).parent
PROBES = PACKAGE / "probes"
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

Try = Callable[[Toolchain, str, Test], tuple[CompileResult, RunResult | None]]


class SelfTest:
    """The self-test of one machine and way of isolating. `machine` tells when all has to be tried again."""

    def __init__(self, workdir: Workdir, jail: Jail, cgroup: str) -> None:
        self._workdir = workdir
        self.machine = json.dumps(
            [
                platform.release(),
                BOOT_ID.read_text(),
                cgroup,
                stamp(Path(jail.bwrap)),
                *(stamp(path) for path in sorted(PACKAGE.rglob("*")) if path.suffix != ".pyc"),
            ]
        )

    def of_all(
        self, found: Mapping[Language, Toolchain], attempt: Try
    ) -> tuple[dict[Language, Toolchain], dict[Language, str]]:
        """The toolchains that pass, and for every other one what was wrong."""
        remembered = self._remembered()
        outcomes: dict[str, str] = {}
        for tools in found.values():
            key = self._key(tools)
            outcomes[key] = remembered[key] if key in remembered else self._problem(tools, attempt)
        self._remember(outcomes)
        problems = {
            language: problem for language, tools in found.items() if (problem := outcomes[self._key(tools)])
        }
        return {language: tools for language, tools in found.items() if language not in problems}, problems

    def _problem(self, tools: Toolchain, attempt: Try) -> str:
        """What is wrong with the toolchain, or nothing."""
        source = (PROBES / tools.source_name).read_text()
        canary = self._workdir.path / "canary"
        canary.write_text("The host's own file, which no program may see.\n")
        canary.chmod(0o644)
        with socket.create_server(("127.0.0.1", 0)) as server:
            stdin = f"{canary}\n{server.getsockname()[1]}\n".encode()
            try:
                compiled, run = attempt(tools, source, Test(stdin=stdin))
            except ExecutionError as error:
                return str(error)
        if not compiled.ok:
            return f"the self-test does not compile: {compiled.output[-300:].strip()}"
        if run is None or run.error is not None or run.exit_code != 0:
            why = (
                (run.error or run.stderr.decode("utf-8", "replace")[-300:].strip())
                if run
                else "it did not run"
            )
            return f"the self-test fails: {why}"
        if run.stdout.strip() != b"leaks:":
            return f"the sandbox does not hold, {run.stdout[:100].decode('utf-8', 'replace').strip()}"
        return ""

    def _key(self, tools: Toolchain) -> str:
        facts = [self.machine, tools.version, *(stamp(path.resolve()) for path in tools.executables)]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()

    @property
    def _memory(self) -> Path:
        return self._workdir.path / "self-test.json"

    def _remembered(self) -> dict[str, str]:
        """Only what passed: a failure may have been of the moment."""
        try:
            kept = json.loads(self._memory.read_text())
        except (OSError, ValueError):
            return {}
        return dict.fromkeys(kept, "") if isinstance(kept, list) else {}

    def _remember(self, outcomes: Mapping[str, str]) -> None:
        passed = sorted(key for key, problem in outcomes.items() if not problem)
        draft = self._memory.with_name(f"self-test.{os.getpid()}")
        draft.write_text(json.dumps(passed))
        draft.rename(self._memory)


def stamp(path: Path) -> str:
    found = path.stat()
    return f"{path} {found.st_size} {found.st_mtime_ns}"
