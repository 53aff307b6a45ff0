"""Output validators: compiled once, kept by a digest of what they are made of, and run beside the programs they judge.

A validator never runs where a program did: the slot that is held for a test has a second container, with a user, a
control group and namespaces of its own. Nothing of a validator's reaches the program's container, and the other way
round only what the program wrote.
"""

import contextlib
import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dsa.execution.languages import Language, allowance
from dsa.execution.sandbox.interaction import ACCEPTED, REJECTED, Conversation, Interaction
from dsa.execution.sandbox.jail import Command
from dsa.execution.sandbox.machine import Machine
from dsa.execution.sandbox.running import ResourceLimits
from dsa.execution.sandbox.standing import ATTEMPTS
from dsa.execution.sandbox.toolchains import Toolchain
from dsa.execution.sandbox.workdir import Workdir
from dsa.execution.types import (
    CompileResult,
    Limits,
    OutputValidator,
    PermanentError,
    RunResult,
    Stop,
    Test,
    TestRun,
    Validation,
    Verdict,
)
from dsa.execution.validator_files import main_file, sources
from dsa.execution.verdicts import failed_to_load, judge_run, memory_ceiling_kb

# The number of a slot's second container is so much higher than the slot's: no machine has so many cores.
BESIDE = 512
# One that nobody has used for so long is compiled again.
KEPT_SECONDS = 30 * 24 * 3600
# In /box beside the validator's own files, whose names cannot begin so.
TEST_DIR = "+test"
FEEDBACK = "/work/feedback/"
MESSAGE_BYTES = 8192
# Standard output may be the program's input, so the message leaves at the end of standard error, where none is cut.
SCRIPT = f"""mkdir {FEEDBACK}
"$@"
code=$?
if [ -f {FEEDBACK}judgemessage.txt ] && [ -s {FEEDBACK}judgemessage.txt ]; then
    printf '\\n%s\\n' "$MARK"
    head -c {MESSAGE_BYTES} {FEEDBACK}judgemessage.txt
fi >&2
exit $code
"""
WHY_STOPPED = {
    Stop.CPU_TIME: "took too much time",
    Stop.WALL_TIME: "did not end in time",
    Stop.MEMORY: "took too much memory",
    Stop.OUTPUT: "wrote too much",
}
SHOWN_STDERR_CHARACTERS = 500

# The words of the compiler, the folder of the sources, and the one for what comes out.
Compile = Callable[[Sequence[str], Path, Path], CompileResult]


def for_sources(tools: Toolchain, validator: OutputValidator) -> Toolchain:
    """The toolchain with the validator's own file names in its commands."""
    whole = f"/box/{tools.source_name}"
    if tools.compile is not None:
        names = [f"/box/{name}" for name in sources(validator.files)]
    else:
        names = [f"/box/{main_file(validator.files)}"]

    def named(words: Sequence[str]) -> list[str]:
        return [name for word in words for name in (names if word == whole else [word])]

    return replace(
        tools,
        compile=None if tools.compile is None else named(tools.compile),
        run=lambda memory_kb: named(tools.run(memory_kb)),
    )


def compiled(workdir: Workdir, tools: Toolchain, validator: OutputValidator, compile_: Compile) -> Path:
    """The folder with what becomes /box for this validator. Raises PermanentError if it does not compile."""
    facts = [tools.version, tools.compile or (), sorted(validator.files.items())]
    store = workdir.path / "validators"
    kept = store / hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]
    with contextlib.suppress(FileNotFoundError):
        os.utime(kept)
        return kept
    _sweep(store)
    with workdir.submission() as draft:
        source, product = _folder(draft / "source"), _folder(draft / "product")
        for name, text in validator.files.items():
            (source / name).write_text(text)
            (source / name).chmod(0o644)
        if tools.compile is None:
            product = source
        elif not (result := compile_(tools.compile, source, product)).ok:
            raise PermanentError(f"the output validator does not compile: {result.output[-2000:]}")
        # Another process may have been faster, with the same.
        with contextlib.suppress(OSError):
            product.rename(kept)
    return kept


def _sweep(store: Path) -> None:
    store.mkdir(mode=0o711, exist_ok=True)
    store.chmod(0o711)
    for folder in store.iterdir():
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(folder)


def _folder(path: Path) -> Path:
    path.mkdir(parents=True)
    path.chmod(0o755)
    return path


@dataclass(frozen=True)
class Validating:
    """The validations of one program's tests. `folder` is for the files of the tests that run."""

    machine: Machine
    validator: OutputValidator
    tools: Toolchain
    program_dir: Path
    folder: Path

    def attempt(
        self,
        slot: int,
        command: Command,
        resource_limits: ResourceLimits,
        language: Language,
        limits: Limits,
        index: int,
        test: Test,
        stopped: Callable[[], bool],
    ) -> TestRun:
        """Run a program on one test, with the validator during the run or after it."""
        if test.expected is not None and self.validator.interactive:
            return self._interact(slot, command, resource_limits, language, index, test, stopped)
        stdin = test.stdin if isinstance(test.stdin, bytes) else test.stdin.read_bytes()
        run = self.machine.run_in(slot, command, resource_limits, stdin, stopped)
        if test.expected is None or judge_run(language, run, limits, lambda _: True) is not Verdict.AC:
            return TestRun(index, run)
        with self._validator_command(index, test) as (asking, mark):
            told = self.machine.run_in(
                slot + BESIDE, asking, self._limits(self.validator.limits.wall), run.stdout, stopped
            )
        return _judged(index, run, told, mark)

    def _interact(
        self,
        slot: int,
        command: Command,
        resource_limits: ResourceLimits,
        language: Language,
        index: int,
        test: Test,
        stopped: Callable[[], bool],
    ) -> TestRun:
        # It waits for the program, whose own limit comes first.
        limits = self._limits(resource_limits.wall_seconds + self.validator.limits.wall)
        with self._validator_command(index, test) as (asking, mark):
            for _ in range(ATTEMPTS):
                with (
                    self.machine.prepared_in(slot, command, resource_limits, stopped) as program,
                    self.machine.prepared_in(slot + BESIDE, asking, limits, stopped) as validator,
                ):
                    done = Conversation(program, validator).finish()
                lost = [
                    self.machine.is_lost(slot, command, program, done.program),
                    self.machine.is_lost(slot + BESIDE, asking, validator, done.validator),
                ]
                if not any(lost):
                    break
        return _judged_interaction(index, language, done, mark)

    def _limits(self, wall_seconds: float) -> ResourceLimits:
        limits = self.validator.limits
        return ResourceLimits(
            cpu_seconds=limits.cpu_seconds,
            wall_seconds=wall_seconds,
            memory_kb=memory_ceiling_kb(self.tools.language, limits),
            output_bytes=limits.output_bytes,
            processes=limits.processes + allowance(self.tools.language).threads,
        )

    @contextlib.contextmanager
    def _validator_command(self, index: int, test: Test) -> Iterator[tuple[Command, str]]:
        """The command that judges this test, and the mark behind which its message stands."""
        box = self.folder / str(index)
        shutil.copytree(self.program_dir, box, copy_function=os.link)
        box.chmod(0o755)
        given = _folder(box / TEST_DIR)
        for name, content in (("test.in", test.stdin), ("test.ans", test.expected or b"")):
            if isinstance(content, bytes):
                (given / name).write_bytes(content)
            else:
                shutil.copyfile(content, given / name)
            (given / name).chmod(0o644)
        mark = f"--{secrets.token_hex(12)}--"
        arguments = [
            *("/bin/sh", "-c", SCRIPT, "validate"),
            *self.tools.run(self.validator.limits.memory_kb),
            *(f"/box/{TEST_DIR}/test.in", f"/box/{TEST_DIR}/test.ans", FEEDBACK),
            *self.validator.arguments,
        ]
        environment = [*self.tools.environment, ("MARK", mark)]
        try:
            yield Command(arguments, box, self.tools.binds, environment), mark
        finally:
            shutil.rmtree(box, ignore_errors=True)


def _judged(index: int, run: RunResult, told: RunResult, mark: str) -> TestRun:
    stderr, message = _parts(told, mark)
    if failure := _failure(told, stderr):
        return TestRun(index, replace(run, error=failure), Validation(None, message))
    return TestRun(index, run, Validation(told.exit_code == ACCEPTED, message))


def _judged_interaction(index: int, language: Language, done: Interaction, mark: str) -> TestRun:
    run, told = done.program, done.validator
    if done.called_off or failed_to_load(language, run):
        stderr, message, accepted = "", "", None
        failure = ""
    else:
        stderr, message = _parts(told, mark)
        accepted, failure = told.exit_code == ACCEPTED, _failure(told, stderr)
    validation = Validation(
        None if failure else accepted,
        message,
        done.validator_was_first,
        done.transcript,
        done.transcript_truncated,
    )
    return TestRun(index, replace(run, error=run.error or failure or None), validation)


def _parts(told: RunResult, mark: str) -> tuple[str, str]:
    """What a validator wrote to standard error, and its judgemessage.txt."""
    text = told.stderr.decode("utf-8", "replace").replace("\0", "\ufffd")
    stderr, found, message = text.rpartition(f"\n{mark}\n")
    return (stderr, message.strip()) if found else (text, "")


def _failure(told: RunResult, stderr: str) -> str:
    """Why a validator gave no judgement; empty where it did."""
    if told.error is not None:
        return f"the output validator failed: {told.error}"
    if told.stopped is not None:
        how = WHY_STOPPED[told.stopped]
    elif told.exit_code in (ACCEPTED, REJECTED):
        return ""
    elif told.exit_code is None:
        how = f"ended by signal {told.signal}"
    else:
        # The shell's way to tell a signal.
        code = told.exit_code
        how = f"ended by signal {code - 128}" if code > 128 else f"ended with exit code {code}"
    said = stderr.strip()[-SHOWN_STDERR_CHARACTERS:]
    return f"the output validator {how}{f': {said}' if said else ''}"
