"""The embedded execution backend: this machine's own compilers in sandboxes on its free cores."""

import contextlib
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from dsa.execution.languages import Language, allowance
from dsa.execution.sandbox import prepared, validators
from dsa.execution.sandbox.compiling import compile_on
from dsa.execution.sandbox.jail import Command
from dsa.execution.sandbox.machine import Machine, SandboxSettings
from dsa.execution.sandbox.running import ResourceLimits
from dsa.execution.sandbox.side_by_side import run_side_by_side
from dsa.execution.sandbox.toolchains import COMPILING, Toolchain
from dsa.execution.sandbox.validators import Validating
from dsa.execution.syntax_check import with_load_check
from dsa.execution.types import (
    CompileResult,
    Limits,
    OutputValidator,
    Program,
    RunResult,
    Test,
    TestRun,
    UnsupportedLanguage,
    never,
)
from dsa.execution.verdicts import memory_ceiling_kb


class SandboxBackend:
    """Runs programs with bubblewrap. Cheap to make, as its `Machine` is."""

    name = "sandbox"

    def __init__(self, settings: SandboxSettings | None = None) -> None:
        self.machine = Machine(settings or SandboxSettings())
        # What was wrong with each language that has been tried; empty where it passed.
        self._problems: dict[Language, str] = {}
        self._trying = {language: threading.Lock() for language in Language}
        self._compile = partial(compile_on, self.machine)

    # What is offered --------------------------------------------------------------------------------------------------

    def languages(self) -> Mapping[Language, str]:
        usable = [language for language in Language if not self.why_not(language)]
        return {language: self.machine.toolchains[language].version for language in usable}

    def unavailable_languages(self) -> Mapping[Language, str]:
        return {language: why for language in Language if (why := self.why_not(language))}

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
        machine = self.machine
        tools = machine.toolchains.get(language)
        if tools is None:
            return machine.missing_toolchains.get(language, "it is unknown here")
        machine.settle()
        prepared.prepare(machine.workdir, tools, self._compile)
        return machine.self_test.problem(tools, self._try)

    def _try(self, tools: Toolchain, source: str, test: Test) -> tuple[CompileResult, RunResult | None]:
        """Run a self-test, which is not held up by the question whether the language passes it."""
        events = list(
            self._run_with(tools, Program(tools.language, source), [test], Limits(cpu_seconds=10), never)
        )
        compiled = next(event for event in events if isinstance(event, CompileResult))
        return compiled, next((event.run for event in events if isinstance(event, TestRun)), None)

    def _offered(self, language: Language) -> Toolchain:
        if why := self.why_not(language):
            raise UnsupportedLanguage(f"{language.label} is not offered: {why}")
        return self.machine.toolchains[language]

    def check(self) -> None:
        self.machine.check()

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

    @contextlib.contextmanager
    def _validating(self, validator: OutputValidator, cancelled: Callable[[], bool]) -> Iterator[Validating]:
        """The validator, compiled, and a folder for it that is not the program's: they share no container."""
        machine = self.machine
        machine.settle()
        tools = validators.for_sources(self._offered(validator.language), validator)
        program_dir = validators.compiled(
            machine.workdir,
            tools,
            validator,
            lambda words, source, product: self._compile(tools, words, COMPILING, source, product, cancelled),
        )
        with machine.submission() as folder:
            yield Validating(machine, validator, tools, program_dir, folder)

    def _run_with(
        self,
        tools: Toolchain,
        program: Program,
        tests: Sequence[Test],
        limits: Limits,
        cancelled: Callable[[], bool],
        validating: Validating | None = None,
    ) -> Generator[CompileResult | TestRun, None, None]:
        machine = self.machine
        machine.settle()
        with machine.submission() as folder:
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
                return TestRun(index, machine.run_in(slot, command, resource_limits, stdin, stopped))

            runs = run_side_by_side(machine.workdir, machine.slots, attempt, len(tests), cancelled)
            try:
                if tools.compile is None:
                    yield from with_load_check(tools.language, runs)
                else:
                    yield from runs
            finally:
                runs.close()
