"""Tries each language before it is offered: a program runs and reads its input, and gets neither to a file of the host
nor to a server on it, under the system call filter.

The outcome holds until the tools, this package, the kernel or the machine's start change, and is kept on disk so that
each worker process does not try everything again.
"""

import hashlib
import json
import platform
import secrets
import socket
from collections.abc import Callable
from pathlib import Path

from dsa.execution.languages import Language
from dsa.execution.sandbox.jail import Jail
from dsa.execution.sandbox.toolchains import Toolchain
from dsa.execution.sandbox.workdir import Workdir
from dsa.execution.types import CompileResult, ExecutionError, RunResult, Test

PACKAGE = Path(__file__).parent
PROBES = PACKAGE / "probes"
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
# Two processes that remember something at once may lose one of it, which is then tried again.
MAX_REMEMBERED = 200

# What a probe reads: a file that it must not see, and where a server listens that it must not reach.
INPUT = "{canary}\n{port}\n"
# SQL has no way to try either; that the shell obeys no command that would have one is tested.
INPUTS = {
    Language.SQL: "CREATE TABLE host (canary TEXT, port INT);\nINSERT INTO host VALUES ('{canary}', {port});\n"
}

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

    def problem(self, tools: Toolchain, attempt: Try) -> str:
        """What is wrong with the toolchain, or nothing; from memory, where it has passed before."""
        key = self._key(tools)
        if key in self._remembered():
            return ""
        problem = self._problem(tools, attempt)
        if not problem:
            self._remember(key)
        return problem

    def _problem(self, tools: Toolchain, attempt: Try) -> str:
        source = probe(tools)
        canary = self._workdir.path / "canary"
        canary.write_text("The host's own file, which no program may see.\n")
        canary.chmod(0o644)
        with socket.create_server(("127.0.0.1", 0)) as server:
            shape = INPUTS.get(tools.language, INPUT)
            stdin = shape.format(canary=canary, port=server.getsockname()[1]).encode()
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

    def _remembered(self) -> list[str]:
        """Only what passed, newest last: a failure may have been of the moment."""
        try:
            kept = json.loads(self._memory.read_text())
        except (OSError, ValueError):
            return []
        return kept if isinstance(kept, list) else []

    def _remember(self, key: str) -> None:
        passed = [*self._remembered(), key][-MAX_REMEMBERED:]
        draft = self._memory.with_name(f"self-test.{secrets.token_hex(4)}")
        draft.write_text(json.dumps(passed))
        draft.rename(self._memory)


def probe(tools: Toolchain) -> str:
    """The small program by which the toolchain shows that it works."""
    return (PROBES / tools.source_name).read_text()


def stamp(path: Path) -> str:
    found = path.stat()
    return f"{path} {found.st_size} {found.st_mtime_ns}"
