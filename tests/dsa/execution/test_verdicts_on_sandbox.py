"""Every verdict, in every language that this machine has, by programs that really do it."""

import pytest

from dsa.execution import CompileResult, Language, Limits, Program, Stop, Test, TestResult, Verdict, judge
from dsa.execution.sandbox.backend import SandboxBackend
from dsa.execution.sandbox.toolchains import find_all
from tests.dsa.execution.programs import NUMBERS, PROGRAMS, SUM, TABLES

LIMITS = Limits(cpu_seconds=1, wall_seconds=20, memory_kb=128 * 1024, output_bytes=100_000)
CASES = [
    pytest.param(language, verdict, id=f"{language}-{verdict}")
    for language in Language
    for verdict in PROGRAMS[language]
]


@pytest.mark.parametrize(("language", "verdict"), CASES)
def test_program_gets_its_verdict(sandbox: SandboxBackend, language: Language, verdict: Verdict) -> None:
    if reason := sandbox.why_not(language):
        pytest.skip(reason)

    given = TABLES if language is Language.SQL else NUMBERS
    test = Test(stdin=given.encode(), expected=SUM.encode())
    compiled, *results = judge(sandbox, Program(language, PROGRAMS[language][verdict]), [test], LIMITS)

    assert isinstance(compiled, CompileResult)
    if verdict is Verdict.CE:
        assert not compiled.ok
        assert compiled.output
        assert results == []
    else:
        assert compiled.ok, compiled.output
        (result,) = results
        assert isinstance(result, TestResult)
        assert result.verdict is verdict, result.run


def test_the_languages_that_every_installation_brings_are_here(sandbox: SandboxBackend) -> None:
    """Those that `make test` installs; without them the cases above would be skipped."""
    assert set(sandbox.languages()) >= {
        Language.PYTHON,
        Language.C,
        Language.CPP,
        Language.JAVA,
        Language.JAVASCRIPT,
    }


def test_every_toolchain_that_is_here_passes_its_self_test(sandbox: SandboxBackend) -> None:
    """Otherwise the cases above would be skipped for a language that is installed."""
    found, _ = find_all()

    assert {language: sandbox.why_not(language) for language in found} == dict.fromkeys(found, "")


def test_ie_is_for_a_sandbox_that_breaks(sandbox: SandboxBackend) -> None:
    """Stopped from outside, a run is nobody's fault."""
    from dsa.execution.sandbox.jail import Command
    from dsa.execution.sandbox.running import ResourceLimits

    limits = ResourceLimits(cpu_seconds=1, wall_seconds=5, memory_kb=65_536, output_bytes=1000, processes=8)
    with sandbox.machine.workdir.submission() as folder:
        run = sandbox.machine.jail.run(
            Command(["/usr/bin/sleep", "5"], folder), limits, stdin=b"", slot=0, stopped=lambda: True
        )

    assert run.error is not None


def test_how_a_run_ended_is_told(sandbox: SandboxBackend) -> None:
    program = Program(Language.PYTHON, "import os, sys\nos.kill(os.getpid(), int(input())) or sys.exit(7)")
    tests = [Test(stdin=b"0"), Test(stdin=b"11")]

    _, *results = judge(sandbox, program, tests, LIMITS)

    by_index = {result.index: result.run for result in results if isinstance(result, TestResult)}
    assert (by_index[0].exit_code, by_index[0].signal) == (7, None)
    assert (by_index[1].exit_code, by_index[1].signal) == (None, 11)


def test_output_is_cut_and_marked(sandbox: SandboxBackend) -> None:
    program = Program(
        Language.PYTHON, "import sys\nprint('x' * 200_000, file=sys.stderr)\nprint('y' * 200_000)"
    )

    _, result = judge(sandbox, program, [Test()], LIMITS)

    assert isinstance(result, TestResult)
    assert result.run.stopped is Stop.OUTPUT
    assert result.run.stdout == b"y" * LIMITS.output_bytes
    assert result.run.stdout_truncated
    assert result.run.stderr_truncated
    assert len(result.run.stderr) < 70_000


def test_results_come_as_they_finish_and_the_rest_can_be_stopped(sandbox: SandboxBackend) -> None:
    program = Program(Language.PYTHON, "import time\ntime.sleep(int(input()))")
    limits = Limits(cpu_seconds=1, wall_seconds=100)
    events = judge(sandbox, program, [Test(stdin=b"60"), Test(stdin=b"0")], limits)

    assert next(events) == CompileResult(ok=True)
    first = next(events)
    events.close()

    assert isinstance(first, TestResult)
    assert first.index == 1
    assert list((sandbox.machine.workdir.path / "submissions").iterdir()) == []
