"""The embedded execution backend: this machine's own compilers in sandboxes on its free cores."""

import contextlib
import os
import platform
import queue
import shutil
import tempfile
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from dsa.execution.languages import Language, allowance
from dsa.execution.sandbox import cgroups, prepared, seccomp, standing_selftest, toolchains, validators
from dsa.execution.sandbox.artifacts import BadArtifact, unpack
from dsa.execution.sandbox.hints import WEAK_LIMITS, why_not_isolated
from dsa.execution.sandbox.jail import Command, Jail
from dsa.execution.sandbox.running import ResourceLimits, Run
from dsa.execution.sandbox.selftest import SelfTest
from dsa.execution.sandbox.standing import Standing
from dsa.execution.sandbox.toolchains import COMPILING, Toolchain
from dsa.execution.sandbox.validators import Validating
from dsa.execution.sandbox.workdir import Workdir
from dsa.execution.syntax_check import COMPILER_OUTPUT_CHARACTERS, with_load_check
from dsa.execution.types import (
    CompileResult,
    ExecutionError,
    Limits,
    OutputValidator,
    PermanentError,
    Program,
    RunCancelled,
    RunResult,
    Stop,
    Test,
    TestRun,
    UnsupportedLanguage,
    never,
)
from dsa.execution.verdicts import failed, memory_ceiling_kb

WHY_NOT_COMPILED: Mapping[Stop, str] = {
    Stop.CPU_TIME: "The compiler took too much time.",
    Stop.WALL_TIME: "The compiler took too much time.",
    Stop.MEMORY: "The compiler took too much memory.",
    Stop.OUTPUT: "The compiled program is too large.",
}
# So often a caller is asked whether it still wants what runs.
CANCEL_POLL_SECONDS = 0.2


@dataclass(frozen=True)
class SandboxSettings:
    """What an operator may choose. `cgroup` is "auto", "off" or a delegated version 2 directory."""

    directory: Path | None = None
    slots: int = 0
    cgroup: str = "auto"
    standing: bool = True  # keep a container for each slot; otherwise bubblewrap builds one for each run


class SandboxBackend:
    """Runs programs with bubblewrap. Cheap to make; what the machine offers is found out when it is first asked for."""

    name = "sandbox"

    def __init__(self, settings: SandboxSettings | None = None) -> None:
        self._settings = settings or SandboxSettings()
        self._lock = threading.RLock()
        # What was wrong with each language that has been tried; empty where it passed.
        self._problems: dict[Language, str] = {}
        self._trying = {language: threading.Lock() for language in Language}

    # What the machine offers ------------------------------------------------------------------------------------------

    @cached_property
    def slots(self) -> int:
        """How many programs run side by side: one on each core that this process may use."""
        return self._settings.slots or len(os.sched_getaffinity(0))

    @cached_property
    def workdir(self) -> Workdir:
        default = Path(tempfile.gettempdir()) / f"talentsync-execution-{os.geteuid()}"
        return Workdir(self._settings.directory or default)

    @cached_property
    def jail(self) -> Jail:
        """Raises PermanentError, with a hint, where this machine lacks what isolation needs."""
        if platform.system() != "Linux":
            raise PermanentError(
                f"{platform.system()} cannot isolate programs; run TalentSync on Linux or set EXECUTION_BACKEND=judge0"
            )
        bwrap = shutil.which("bwrap")
        if bwrap is None:
            raise PermanentError("bubblewrap is not installed; install the package bubblewrap")
        choice = self._settings.cgroup
        groups = None if choice == "off" else cgroups.find(None if choice == "auto" else Path(choice))
        try:
            rules = seccomp.build_filter(shared_memory=groups is not None)
        except (ImportError, OSError, RuntimeError) as error:
            raise PermanentError(
                f"libseccomp cannot be used ({error}); install the package libseccomp2"
            ) from error
        return Jail(
            bwrap=bwrap,
            launcher=self.workdir.helper("launch"),
            init=self.workdir.helper("init"),
            seccomp=rules,
            cgroups=groups,
            drop_user=os.geteuid() == 0,
        )

    @cached_property
    def _found(self) -> tuple[dict[Language, Toolchain], dict[Language, str]]:
        found, missing = toolchains.find_all()
        return {language: prepared.bound(self.workdir, tools) for language, tools in found.items()}, missing

    @cached_property
    def _self_test(self) -> SelfTest:
        return SelfTest(self.workdir, self.jail, self._settings.cgroup)

    @cached_property
    def standing(self) -> Standing | None:
        """The standing containers, where they can be had and hold; else each run gets a container of its own."""
        if not self._settings.standing:
            return None
        tools = self._found[0]
        binds = sorted({bind for one in tools.values() for bind in one.binds})
        python = tools[Language.PYTHON].run(0) if Language.PYTHON in tools else ()
        with self.workdir.slot(self.slots, lambda: False) as slot:
            containers = Standing(self.jail, self.workdir, binds)
            return standing_selftest.choose(containers, python, slot, self._self_test.machine)

    def why_not(self, language: Language) -> str:
        """Why this language is not offered, or nothing. Raises ExecutionError.

        A language is tried when that is first asked, and nobody who asks about another one waits for it.
        """
        if language in self._problems:
            return self._problems[language]
        with self._trying[language]:
            if language not in self._problems:
                if not self._problems:
                    # First, for its hint: where nothing can be isolated, each would fail in bubblewrap's words.
                    self.check()
                self._problems[language] = self._problem(language)
            return self._problems[language]

    def _problem(self, language: Language) -> str:
        found, missing = self._found
        if language not in found:
            return missing.get(language, "it is unknown here")
        with self._lock:
            # Chosen here, and not in the threads that run tests.
            _, self_test = self.standing, self._self_test
        prepared.prepare(self.workdir, found[language], self._compile)
        return self_test.problem(found[language], self._try)

    def languages(self) -> Mapping[Language, str]:
        usable = [language for language in Language if not self.why_not(language)]
        return {language: self._found[0][language].version for language in usable}

    def unavailable_languages(self) -> Mapping[Language, str]:
        return {language: why for language in Language if (why := self.why_not(language))}

    def weak_limits(self) -> str:
        """What no limit holds on this machine, and what to do about it, in one line; nothing where all hold."""
        with self._lock:
            return "" if self.jail.cgroups else WEAK_LIMITS

    def check(self) -> None:
        with self._lock:
            jail = self.jail
        with self.workdir.submission() as folder:
            resource_limits = ResourceLimits(
                cpu_seconds=5, wall_seconds=10, memory_kb=65_536, output_bytes=1000, processes=8
            )
            # Beside the slots: a machine that is busy judging is not one that cannot judge.
            result = jail.run(Command(["/usr/bin/true"], folder), resource_limits, stdin=b"", slot=self.slots)
        if result.error is not None or failed(result):
            raise PermanentError(why_not_isolated(result))

    # Running ----------------------------------------------------------------------------------------------------------

    def run(
        self,
        program: Program,
        tests: Sequence[Test],
        limits: Limits,
        *,
        cancelled: Callable[[], bool] = never,
    ) -> Generator[CompileResult | TestRun, None, None]:
        yield from self._run_with(self._offered(program.language), program, tests, limits, cancelled)

    def run_validated(
        self,
        program: Program,
        tests: Sequence[Test],
        limits: Limits,
        validator: OutputValidator,
        *,
        cancelled: Callable[[], bool] = never,
    ) -> Generator[CompileResult | TestRun, None, None]:
        tools = self._offered(program.language)
        with self._validating(validator, cancelled) as validating:
            yield from self._run_with(tools, program, tests, limits, cancelled, validating)

    def _offered(self, language: Language) -> Toolchain:
        if why := self.why_not(language):
            raise UnsupportedLanguage(f"{language.label} is not offered: {why}")
        return self._found[0][language]

    @contextlib.contextmanager
    def _validating(self, validator: OutputValidator, cancelled: Callable[[], bool]) -> Iterator[Validating]:
        """The validator, compiled, and a folder for it that is not the program's: they share no container."""
        with self._lock:
            _ = self.standing
        tools = validators.for_sources(self._offered(validator.language), validator)
        program_dir = validators.compiled(
            self.workdir,
            tools,
            validator,
            lambda words, source, product: self._compile(tools, words, COMPILING, source, product, cancelled),
        )
        with self._submission() as folder:
            yield Validating(self, validator, tools, program_dir, folder)

    @contextlib.contextmanager
    def _submission(self) -> Generator[Path, None, None]:
        """As `Workdir.submission`; at its end the containers that it used make themselves ready for another."""
        with self.workdir.submission() as folder:
            try:
                yield folder
            finally:
                if self.standing is not None:
                    self.standing.leave(folder.name)

    def _try(self, tools: Toolchain, source: str, test: Test) -> tuple[CompileResult, RunResult | None]:
        """Run a self-test, which is not held up by the question whether the language passes it."""
        events = list(
            self._run_with(tools, Program(tools.language, source), [test], Limits(cpu_seconds=10), never)
        )
        compiled = next(event for event in events if isinstance(event, CompileResult))
        return compiled, next((event.run for event in events if isinstance(event, TestRun)), None)

    def _run_with(
        self,
        tools: Toolchain,
        program: Program,
        tests: Sequence[Test],
        limits: Limits,
        cancelled: Callable[[], bool],
        validating: Validating | None = None,
    ) -> Generator[CompileResult | TestRun, None, None]:
        with self._lock:
            # Here, and not in the threads that run tests: whoever holds this lock may be waiting for them.
            _ = self.standing
        with self._submission() as folder:
            source = folder / "source"
            source.mkdir()
            source.chmod(0o755)
            file = source / tools.source_name
            file.write_bytes(program.source.encode("utf-8", "replace"))
            file.chmod(0o644)
            program_dir = source
            if tools.compile is not None:
                program_dir = folder / "program"
                program_dir.mkdir()
                program_dir.chmod(0o755)
                compiled = self._compile(tools, tools.compile, COMPILING, source, program_dir, cancelled)
                if compiled.ok and not (program_dir / tools.product).is_file():
                    compiled = replace(compiled, ok=False, output=f"Compiling made no {tools.product}.")
                yield compiled
                if not compiled.ok:
                    return
            variables = [*tools.environment, *tools.run_environment(limits.memory_kb)]
            command = Command(tools.run(limits.memory_kb), program_dir, tools.binds, variables)
            resource_limits = ResourceLimits(
                cpu_seconds=limits.cpu_seconds,
                wall_seconds=limits.wall,
                memory_kb=memory_ceiling_kb(tools.language, limits),
                output_bytes=limits.output_bytes,
                processes=limits.processes + allowance(tools.language).threads,
            )

            def attempt(slot: int, index: int, stopped: Callable[[], bool]) -> TestRun:
                test = tests[index]
                if validating is not None:
                    return validating.attempt(
                        slot, command, resource_limits, tools.language, limits, index, test, stopped
                    )
                stdin = test.stdin if isinstance(test.stdin, bytes) else test.stdin.read_bytes()
                return TestRun(index, self.run_in(slot, command, resource_limits, stdin, stopped))

            runs = self._run_tests(attempt, len(tests), cancelled)
            try:
                if tools.compile is None:
                    yield from with_load_check(tools.language, runs)
                else:
                    yield from runs
            finally:
                runs.close()

    def run_in(
        self,
        slot: int,
        command: Command,
        limits: ResourceLimits,
        stdin: bytes,
        stopped: Callable[[], bool] = lambda: False,
    ) -> RunResult:
        """One run in a slot that the caller holds, in the slot's container or in one of its own."""
        return self._way(command).run(command, limits, stdin=stdin, slot=slot, stopped=stopped)

    def prepared_in(
        self, slot: int, command: Command, limits: ResourceLimits, stopped: Callable[[], bool]
    ) -> contextlib.AbstractContextManager[Run]:
        """The same, not begun yet."""
        return self._way(command).prepared(command, limits, slot=slot, stopped=stopped)

    def is_lost(self, slot: int, command: Command, run: Run, result: RunResult) -> bool:
        """Whether what was prepared has to run again, because its container ended before it began."""
        way = self._way(command)
        return isinstance(way, Standing) and way.is_lost(run, result, slot)

    def _way(self, command: Command) -> Standing | Jail:
        standing = self.standing
        return standing if standing is not None and standing.takes(command) else self.jail

    def _compile(
        self,
        tools: Toolchain,
        words: Sequence[str],
        limits: ResourceLimits,
        source: Path,
        product_dir: Path,
        cancelled: Callable[[], bool],
    ) -> CompileResult:
        """Run a compiler; what it leaves in /work comes into `product_dir`."""
        command = Command(words, source, tools.binds, tools.environment, archive=True)
        with self.workdir.slot(self.slots, cancelled) as slot:
            made = self.run_in(slot, command, limits, b"", cancelled)
        if cancelled():
            raise RunCancelled
        if made.error is not None:
            raise ExecutionError(f"the compiler could not be run: {made.error}")
        problem = "" if made.stopped is None else WHY_NOT_COMPILED[made.stopped]
        if made.stopped is None and not failed(made):
            try:
                unpack(made.stdout, product_dir)
            except BadArtifact as bad:
                problem = f"Refused: {bad}."
        said = "\n".join(filter(None, (made.stderr.decode("utf-8", "replace"), problem)))
        return CompileResult(
            ok=not problem and not failed(made),
            output=said[:COMPILER_OUTPUT_CHARACTERS],
            output_truncated=made.stderr_truncated or len(said) > COMPILER_OUTPUT_CHARACTERS,
            cpu_ms=made.cpu_ms,
            wall_ms=made.wall_ms,
        )

    def _run_tests(
        self,
        attempt: Callable[[int, int, Callable[[], bool]], TestRun],
        count: int,
        cancelled: Callable[[], bool],
    ) -> Generator[TestRun, None, None]:
        """Every test in a slot as soon as one is free; closing the generator stops those that run."""
        if not count:
            return
        stop = threading.Event()
        done: queue.SimpleQueue[TestRun | BaseException] = queue.SimpleQueue()

        def work(index: int) -> None:
            try:
                if stop.is_set():
                    return
                with self.workdir.slot(self.slots, stop.is_set) as slot:
                    done.put(attempt(slot, index, stop.is_set))
            except BaseException as error:  # handed to the caller's thread, where it is raised
                done.put(error)

        with ThreadPoolExecutor(min(self.slots, count), thread_name_prefix="execution") as pool:
            try:
                for index in range(count):
                    pool.submit(work, index)
                for _ in range(count):
                    result = _next(done, cancelled)
                    if isinstance(result, BaseException):
                        raise result
                    yield result
            finally:
                stop.set()
                pool.shutdown(cancel_futures=True)


def _next(
    done: queue.SimpleQueue[TestRun | BaseException], cancelled: Callable[[], bool]
) -> TestRun | BaseException:
    """What is done next. Raises RunCancelled."""
    while not cancelled():
        try:
            return done.get(timeout=CANCEL_POLL_SECONDS)
        except queue.Empty:
            continue
    raise RunCancelled
