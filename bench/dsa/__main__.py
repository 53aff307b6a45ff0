"""`make bench-dsa`: what a candidate waits for, beside the bare processes started directly.

From POST to the finished answer, through the API (`Prefer: wait`), Celery and the sandbox, with the processes that
`make run` starts. API and bare runs alternate, so that a busy machine slows both alike; medians are compared.
bench/README.md says what is compared and how. The last line is a JSON object:

    run_ms          what one run of a Python program takes longer than the bare process
    submit20_ratio  a submission of 20 Python tests over the 20 bare processes, as many at once as the sandbox runs
    parallel4_ratio four candidates who submit that at once: the longest wait over its fair share, which is four times
                    what one who is alone waits
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.dsa.processes import Candidate, broker, running
from bench.dsa.seed import CASES, Case, seed

PYTHON = "print(sum(map(int, input().split())))\n"
CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """How often each thing is measured, after so many times that are not counted."""

    runs: int
    submits: int
    fours: int
    warm_up: int


FULL = Plan(runs=60, submits=30, fours=15, warm_up=5)
QUICK = Plan(runs=3, submits=2, fours=1, warm_up=1)


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def alternating(
    ours: Callable[[], object], bare: Callable[[], object], times: int, warm_up: int
) -> tuple[list[float], list[float]]:
    """What both take, in milliseconds."""
    for _ in range(warm_up):
        ours(), bare()
    pairs = [(milliseconds(ours), milliseconds(bare)) for _ in range(times)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def bare_run(program: Path, case: Case) -> None:
    """One bare process, with the interpreter's options that the sandbox gives it too."""
    result = subprocess.run(
        ["/usr/bin/python3", "-B", "-s", str(program)],
        input=case.stdin,
        capture_output=True,
        check=True,
        env={"PATH": "/usr/bin"},
    )
    assert result.stdout == case.expected


def at_once(pool: ThreadPoolExecutor, candidates: Sequence[Candidate]) -> list[float]:
    """All submit at the same moment: what each of them waits, in milliseconds."""
    return list(
        pool.map(lambda candidate: milliseconds(lambda: candidate.send("submit", PYTHON)), candidates)
    )


def measure(candidates: Sequence[Candidate], program: Path, slots: int, plan: Plan) -> dict[str, float]:
    cara = candidates[0]
    own_input = CASES[0].stdin.decode()
    with ThreadPoolExecutor(slots) as bare_pool, ThreadPoolExecutor(len(candidates)) as pool:
        run, bare_one = alternating(
            lambda: cara.send("run", PYTHON, stdin=own_input),
            lambda: bare_run(program, CASES[0]),
            plan.runs,
            plan.warm_up,
        )
        submit, bare_twenty = alternating(
            lambda: cara.send("submit", PYTHON),
            lambda: list(bare_pool.map(lambda case: bare_run(program, case), CASES)),
            plan.submits,
            plan.warm_up,
        )
        at_once(pool, candidates)
        alone, longest, shortest = [], [], []
        for _ in range(plan.fours):
            alone.append(milliseconds(lambda: cara.send("submit", PYTHON)))
            waits = at_once(pool, candidates)
            longest.append(max(waits))
            shortest.append(min(waits))
    print(f"{'medians, in ms':<34}{'TalentSync':>12}{'bare':>10}{'more':>10}{'ratio':>8}")
    for name, ours, bare in (("one run", run, bare_one), ("a submission of 20 tests", submit, bare_twenty)):
        mine, theirs = median(ours), median(bare)
        print(f"{name:<34}{mine:>12.1f}{theirs:>10.1f}{mine - theirs:>10.1f}{mine / theirs:>8.2f}")
    share = len(candidates) * median(alone)
    print(
        f"\n{len(candidates)} candidates at once: alone {median(alone):.1f} ms, so a fair share is {share:.1f} ms; "
        f"the first waits {median(shortest):.1f} ms, the last {median(longest):.1f} ms.\n"
    )
    return {
        "run_ms": round(median(run) - median(bare_one), 2),
        "submit20_ratio": round(median(submit) / median(bare_twenty), 3),
        "parallel4_ratio": round(median(longest) / share, 3),
        "run_total_ms": round(median(run), 2),
        "run_bare_ms": round(median(bare_one), 2),
        "submit20_ms": round(median(submit), 2),
        "submit20_bare_ms": round(median(bare_twenty), 2),
        "parallel4_longest_ms": round(median(longest), 2),
        "parallel4_alone_ms": round(median(alone), 2),
    }


def seed_and_measure(directory: Path, program: Path, plan: Plan) -> dict[str, float]:
    tokens = seed(directory, CANDIDATES)
    from dsa.execution.sandbox.backend import SandboxBackend

    slots = SandboxBackend().machine.slots
    port = free_port()
    with running(directory, port):
        print(f"{slots} programs at once, load average {os.getloadavg()[0]:.1f}\n", flush=True)
        candidates = [Candidate(port, token) for token in tokens]
        return {**measure(candidates, program, slots, plan), "slots": slots}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--quick", action="store_true", help="few times each, to see that it works")
    plan = QUICK if arguments.parse_args().quick else FULL
    # Unwind as after Ctrl-C, so that no process is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="bench-dsa-") as made:
        directory = Path(made)
        # A folder that the bare process may read whoever runs it.
        program = directory / "main.py"
        program.write_text(PYTHON)
        with broker(directory):
            result = seed_and_measure(directory, program, plan)
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
