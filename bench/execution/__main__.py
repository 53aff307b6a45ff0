"""`make bench-execution`: what the sandbox costs over starting the same processes directly.

Measures the engine alone: one Python and one C run, and 20 tests of a Python and a C++ program, beside the bare
processes on the same cores. Engine and bare runs alternate, so that a busy machine slows both alike; medians are
compared. The last line is a JSON object:

    overhead_ms    what one C run takes longer in the sandbox (overhead_python_ms: one Python run)
    python20_ratio 20 tests of a Python program over the 20 bare processes run on as many cores
    cpp20_ratio    20 tests of a C++ program, compiling included, over one bare compile and the 20 bare processes
    compiles       compiler runs for those 20 tests
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from unittest.mock import patch

from dsa.execution import CompileResult, Language, Limits, Program, Test, TestResult, Verdict, judge
from dsa.execution.sandbox import toolchains
from dsa.execution.sandbox.backend import SandboxBackend
from dsa.execution.sandbox.jail import Command
from dsa.execution.sandbox.machine import Machine, SandboxSettings
from dsa.execution.sandbox.running import ResourceLimits

# no: a container for each run, as where the self-test refuses standing ones.
STANDING = os.environ.get("BENCH_STANDING", "yes") == "yes"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "25"))
PYTHON = "print(sum(map(int, input().split())))"
C = '#include <stdio.h>\nint main(void){int a,b;scanf("%d %d",&a,&b);printf("%d\\n",a+b);return 0;}'
CPP = "#include <iostream>\nint main(){int a,b;std::cin>>a>>b;std::cout<<a+b<<'\\n';}"
# Ample: a busy machine is no reason to judge another way.
LIMITS = Limits(cpu_seconds=10, wall_seconds=100)
TWENTY = [Test(stdin=b"%d 1\n" % number, expected=b"%d\n" % (number + 1)) for number in range(20)]


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def alternating(engine: Callable[[], object], bare: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The median times of both in milliseconds, after one run of each that is not counted."""
    engine(), bare()
    pairs = [(seconds(engine), seconds(bare)) for _ in range(rounds)]
    return median(pair[0] for pair in pairs) * 1000, median(pair[1] for pair in pairs) * 1000


def bare_run(command: list[str], test: Test) -> None:
    assert isinstance(test.stdin, bytes)
    assert isinstance(test.expected, bytes)
    result = subprocess.run(
        command, input=test.stdin, capture_output=True, check=True, env={"PATH": "/usr/bin"}
    )
    assert result.stdout == test.expected


def judged(backend: SandboxBackend, language: Language, source: str, tests: list[Test]) -> None:
    compiled, *results = judge(backend, Program(language, source), tests, LIMITS)
    assert isinstance(compiled, CompileResult)
    verdicts = [result.verdict for result in results if isinstance(result, TestResult)]
    assert verdicts == [Verdict.AC] * len(tests), (compiled.output, verdicts)


def one_run(backend: SandboxBackend, command: Command, test: Test) -> None:
    """A run of a program that is compiled already, as the engine runs each test."""
    assert isinstance(test.stdin, bytes)
    limits = ResourceLimits(
        cpu_seconds=10, wall_seconds=100, memory_kb=262_144, output_bytes=1_000_000, processes=64
    )
    machine = backend.machine
    with machine.workdir.slot(machine.slots, lambda: False) as slot:
        result = machine.run_in(slot, command, limits, test.stdin)
    assert result.stdout == test.expected, result


def main() -> None:
    backend = SandboxBackend(SandboxSettings(standing=STANDING))
    machine = backend.machine
    missing = {
        language: why
        for language in (Language.PYTHON, Language.C, Language.CPP)
        if (why := backend.why_not(language))
    }
    if missing:
        sys.exit(f"not offered here: {missing}")
    with tempfile.TemporaryDirectory() as made, machine.workdir.submission() as program_dir:
        folder = Path(made)
        for name, source in (("main.py", PYTHON), ("main.c", C), ("main.cpp", CPP)):
            (folder / name).write_text(source)
            (program_dir / name).write_text(source)
            (program_dir / name).chmod(0o644)
        subprocess.run(
            ["gcc", "-std=gnu17", "-O2", "-o", program_dir / "program", folder / "main.c"], check=True
        )
        compile_cpp = [
            *("g++", "-std=gnu++17", "-O2", "-pipe", "-pthread"),
            *("-o", str(folder / "cpp"), str(folder / "main.cpp")),
        ]
        python = ["/usr/bin/python3", "-B", "-s", str(folder / "main.py")]

        def bare_twenty(command: list[str]) -> None:
            with ThreadPoolExecutor(machine.slots) as pool:
                list(pool.map(lambda test: bare_run(command, test), TWENTY))

        def bare_cpp() -> None:
            subprocess.run(compile_cpp, check=True, env={"PATH": "/usr/bin"})
            bare_twenty([str(folder / "cpp")])

        found = toolchains.find_all()[0][Language.PYTHON]
        inside_python = Command(found.run(262_144), program_dir)
        figures = {
            "one C run": alternating(
                lambda: one_run(backend, Command(["/box/program"], program_dir), TWENTY[0]),
                lambda: bare_run([str(program_dir / "program")], TWENTY[0]),
                ROUNDS * 2,
            ),
            "one Python run": alternating(
                lambda: one_run(backend, inside_python, TWENTY[0]),
                lambda: bare_run(python, TWENTY[0]),
                ROUNDS * 2,
            ),
            "20 Python tests": alternating(
                lambda: judged(backend, Language.PYTHON, PYTHON, TWENTY), lambda: bare_twenty(python), ROUNDS
            ),
            "20 C++ tests": alternating(
                lambda: judged(backend, Language.CPP, CPP, TWENTY), bare_cpp, max(ROUNDS // 3, 3)
            ),
        }
    compiles = 0
    run = Machine.run_in

    def counting(self: Machine, slot: int, command: Command, *arguments: object) -> object:
        nonlocal compiles
        compiles += command.archive
        return run(self, slot, command, *arguments)  # type: ignore[arg-type]

    with patch.object(Machine, "run_in", counting):
        judged(backend, Language.CPP, CPP, TWENTY)

    print(f"{'':<18}{'sandbox':>12}{'bare':>12}{'difference':>12}{'ratio':>8}")
    for name, (engine, bare) in figures.items():
        print(f"{name:<18}{engine:>9.1f} ms{bare:>9.1f} ms{engine - bare:>9.1f} ms{engine / bare:>8.2f}")
    cgroups = machine.jail.cgroups.parent if machine.jail.cgroups else "none"
    standing = "with zygotes" if machine.standing and machine.standing.python else bool(machine.standing)
    print(f"cores {machine.slots}, control groups {cgroups}, standing containers: {standing}")

    def ratio(name: str) -> float:
        return round(figures[name][0] / figures[name][1], 3)

    print(
        json.dumps(
            {
                "overhead_ms": round(figures["one C run"][0] - figures["one C run"][1], 2),
                "overhead_python_ms": round(figures["one Python run"][0] - figures["one Python run"][1], 2),
                "python20_ratio": ratio("20 Python tests"),
                "cpp20_ratio": ratio("20 C++ tests"),
                "compiles": compiles,
            }
        )
    )


if __name__ == "__main__":
    main()
