"""Interactive problems: who ended first, who waits for whom, and whose limits count."""

import re
from pathlib import Path

import pytest

from dsa.execution.judging import judge
from dsa.execution.languages import Language
from dsa.execution.sandbox.backend import SandboxBackend
from dsa.execution.types import (
    CompileResult,
    Limits,
    OutputValidator,
    Program,
    Test,
    TestResult,
    Validation,
    Verdict,
)
from tests.dsa.execution.backends import Way, left_behind, reachable_directory
from tests.dsa.execution.validators import GUESS, GUESSES, judged, python

pytestmark = pytest.mark.integration

NUMBER = Test(stdin=b"777\n", expected=b"")
# For programs that wait, and for all others.
SHORT = Limits(cpu_seconds=0.5, wall_seconds=1, memory_kb=64 * 1024, output_bytes=1_000_000)
PATIENT = Limits(cpu_seconds=5, wall_seconds=60, memory_kb=64 * 1024, output_bytes=1_000_000)


def told(result: TestResult) -> Validation:
    assert result.validation is not None
    return result.validation


def transcript(result: TestResult) -> list[str]:
    return told(result).transcript.decode().splitlines()


@pytest.mark.parametrize("language", [Language.PYTHON, Language.CPP])
def test_a_program_that_answers_well(sandbox: SandboxBackend, language: Language) -> None:
    in_cpp = """#include <iostream>
    int main() {
        int low = 1, high;
        std::string told;
        std::cin >> high;
        while (std::cout << (low + high) / 2 << std::endl && std::cin >> told && told != "correct")
            if (told == "higher") low = (low + high) / 2 + 1; else high = (low + high) / 2 - 1;
    }
    """
    source = GUESSES if language is Language.PYTHON else in_cpp
    (result,) = judged(sandbox, source, GUESS, tests=[NUMBER], language=language)
    assert result.verdict is Verdict.AC
    assert told(result).message == "guessed after 8"
    assert transcript(result)[:4] == ["< 1000", "> 500", "< higher", "> 750"]
    assert transcript(result)[-1] == "< correct"


PROGRAMS = {
    "guesses": ("input()\nfor n in range(100): print(n, flush=True); input()", Verdict.WA),
    "guesses without listening": ("for n in range(1, 1000): print(n, flush=True)", Verdict.WA),
    "says nothing and ends": ("", Verdict.WA),
    "crashes": ("input()\nraise ValueError", Verdict.RTE),
    "crashes of what it is told": ("input()\nprint(1, flush=True)\nint(input())", Verdict.RTE),
    "does not load": ("print(", Verdict.CE),
    "waits for a word that never comes": ("input()\ninput()", Verdict.TLE),
    "does not flush": ("import sys\nsys.stdout.write('1')\nsys.stdin.readlines()", Verdict.TLE),
    "computes for ever": ("input()\nwhile True: pass", Verdict.TLE),
    "eats memory": ("input()\nx = [bytearray(10 ** 6) for _ in range(1000)]", Verdict.MLE),
    "floods": ("while True: print('0' * 1000)", Verdict.WA),
    "closes its output and stays": ("import os, time\nos.close(1)\ntime.sleep(1000)", Verdict.TLE),
    "closes its input": (
        "import os\nos.close(0)\nfor n in range(1, 1000): os.write(1, b'%d\\n' % n)",
        Verdict.WA,
    ),
    "closes both and ends": ("import os\nos.close(0)\nos.close(1)", Verdict.WA),
    "forks and leaves": ("import os, time\nif os.fork() == 0: time.sleep(1000)", Verdict.WA),
    "forks without end": ("import os\nwhile True: os.fork()", {Verdict.RTE, Verdict.TLE, Verdict.MLE}),
    "writes into its own input": (
        "import os\npipe = os.open('/proc/self/fd/0', os.O_WRONLY)\nos.write(pipe, b'correct\\n')\nprint(input())",
        {Verdict.WA, Verdict.RTE},
    ),
    "reads its own output": (
        "import os\nprint(5, flush=True)\npipe = os.open('/proc/self/fd/1', os.O_RDONLY | os.O_NONBLOCK)",
        {Verdict.WA, Verdict.RTE},
    ),
}


@pytest.mark.parametrize("kind", PROGRAMS)
def test_what_a_program_gets(sandbox: SandboxBackend, home: Path, kind: str) -> None:
    source, wanted = PROGRAMS[kind]
    limits = PATIENT if isinstance(wanted, Verdict) and wanted is not Verdict.TLE else SHORT
    events = list(judge(sandbox, Program(Language.PYTHON, source), [NUMBER], limits, GUESS))
    compiled = next(event for event in events if isinstance(event, CompileResult))
    results = [event.verdict for event in events if not isinstance(event, CompileResult)]
    verdict = results[0] if compiled.ok else Verdict.CE
    assert verdict in ({wanted} if isinstance(wanted, Verdict) else wanted)
    assert left_behind(home) == []


def test_a_flood_that_nobody_reads_ends_at_the_output_limit(sandbox: SandboxBackend) -> None:
    """What is written after the validator's end counts as well."""
    accepts = python("import sys\nsys.exit(42)", interactive=True)
    (result,) = judged(sandbox, "while True: print('x' * 1000)", accepts, tests=[NUMBER], limits=PATIENT)
    assert result.verdict is Verdict.OLE


SAYS_A_WORD_AND_READS = "import sys\nprint(1, flush=True)\nsys.stdin.readline()\n"
FAILING = {
    "exits with 0": ("", "exit code 0", PATIENT),
    "raises": ("raise ValueError('the reason')", "exit code 1.*the reason", PATIENT),
    "is killed": ("import os\nos.abort()", "signal 6", PATIENT),
    "computes for ever": ("while True: pass", "took too much time", PATIENT),
    "keeps the program waiting": ("while True: pass", "kept the program waiting", SHORT),
    "does not read what it is told": ("import time\ntime.sleep(1000)", "kept the program waiting", SHORT),
    "floods": ("while True: print('x' * 1000)", "wrote too much|exit code 1", PATIENT),
    "eats memory": (
        "x = []\nwhile True: x.append(bytearray(10 ** 6))",
        "too much memory|exit code 1",
        PATIENT,
    ),
}


@pytest.mark.parametrize("kind", FAILING)
def test_a_failure_of_the_validator_is_ours(sandbox: SandboxBackend, home: Path, kind: str) -> None:
    source, why, limits = FAILING[kind]
    own_limits = Limits(cpu_seconds=2, memory_kb=64 * 1024, output_bytes=1_000_000)
    validator = python(source, interactive=True, limits=own_limits)
    (result,) = judged(sandbox, SAYS_A_WORD_AND_READS, validator, tests=[NUMBER], limits=limits)
    assert result.verdict is Verdict.IE
    assert result.run.error is not None
    assert re.search(why, result.run.error, re.DOTALL), result.run.error
    assert left_behind(home) == []


def test_one_that_crashes_when_the_program_has_gone_has_failed(sandbox: SandboxBackend) -> None:
    """As the package format has it: it must cope with a program that ends early."""
    trusting = python("input()\ninput()", interactive=True)
    (result,) = judged(sandbox, "print(1)", trusting, tests=[NUMBER], limits=PATIENT)
    assert result.verdict is Verdict.IE
    assert "EOFError" in str(result.run.error)


def test_who_rejects_first_is_believed(sandbox: SandboxBackend) -> None:
    """What the program does of it, a crash, comes after."""
    rejects = python("import sys\nprint('no', flush=True)\nsys.exit(43)", interactive=True)
    crashes = "word = input()\nwhile True: word = input()\n"
    (result,) = judged(sandbox, crashes, rejects, tests=[NUMBER], limits=PATIENT)
    assert (result.verdict, told(result).was_first) == (Verdict.WA, True)


def test_an_accepted_program_has_to_end_well(sandbox: SandboxBackend) -> None:
    accepts = python("import sys\nprint('yes', flush=True)\nsys.exit(42)", interactive=True)
    for source, verdict in (
        ("input()", Verdict.AC),
        ("input()\nprint('more', flush=True)", Verdict.AC),
        ("input()\nraise SystemExit(1)", Verdict.RTE),
        ("input()\nwhile True: pass", Verdict.TLE),
    ):
        limits = SHORT if verdict is Verdict.TLE else PATIENT
        (result,) = judged(sandbox, source, accepts, tests=[NUMBER], limits=limits)
        assert result.verdict is verdict, source


def test_the_validators_time_is_not_the_programs(sandbox: SandboxBackend) -> None:
    thinks = python(
        "import sys, time\nwhile time.process_time() < 0.6: pass\nprint(1, flush=True)\ninput()\nsys.exit(42)",
        interactive=True,
    )
    limits = Limits(cpu_seconds=0.3, wall_seconds=20)
    (result,) = judged(sandbox, "print(input())", thinks, tests=[NUMBER], limits=limits)
    assert result.verdict is Verdict.AC
    assert result.run.cpu_ms < 300


def test_much_is_handed_over_in_both_directions(sandbox: SandboxBackend) -> None:
    """More than any pipe holds, while the other side is not reading yet."""
    echo = OutputValidator(
        Language.PYTHON,
        {
            "validate.py": "import sys, threading\nlines = 200_000\n"
            "def say():\n    for n in range(lines): print(n)\n    sys.stdout.flush()\n"
            "voice = threading.Thread(target=say)\nvoice.start()\n"
            "good = all(int(input()) == n for n in range(lines))\nvoice.join()\nsys.exit(42 if good else 43)"
        },
        interactive=True,
    )
    source = "import sys\nlines = [input() for _ in range(200_000)]\nprint('\\n'.join(lines))"
    (result,) = judged(sandbox, source, echo, tests=[NUMBER], limits=Limits(cpu_seconds=10, wall_seconds=60))
    assert result.verdict is Verdict.AC
    assert told(result).transcript_truncated
    assert len(told(result).transcript) == 64 * 1024


def test_it_can_be_called_off(sandbox: SandboxBackend, home: Path) -> None:
    events = judge(sandbox, Program(Language.PYTHON, "input()\ninput()"), [NUMBER] * 4, Limits(), GUESS)
    next(events, None)
    events.close()
    assert left_behind(home) == []


def talked(sandbox: SandboxBackend) -> list[str]:
    found = []
    for source, limits in (
        (GUESSES, PATIENT),
        ("input()", PATIENT),
        ("raise SystemExit(1)", PATIENT),
        ("input()\ninput()", SHORT),
    ):
        for event in judge(sandbox, Program(Language.PYTHON, source), [NUMBER], limits, GUESS):
            if not isinstance(event, CompileResult):
                found.append(event.verdict.value)
    return found


def test_in_every_way_of_isolating(way: Way) -> None:
    with reachable_directory() as directory:
        home = directory / "home"
        assert way.do(home, talked) == ["AC", "WA", "RTE", "TLE"]
        assert left_behind(home) == []
