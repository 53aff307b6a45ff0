"""`make bench-day`: a whole day's load on one machine, on the processes that `make run` starts.

The load generator runs on the same cores. bench/README.md says what each scenario does. The last line is a JSON object:

    rooms200_ack_p95_ms     typing in 200 rooms: until the server has stored a letter and says so
    candidates200_run_p95_ms 200 candidates: from "Run" to the result
    company_ack_p95_ms, company_run_p95_ms   the same with 30 rooms and 100 candidates at once
    join200_p95_ms          200 joins in 5 s: from opening the socket to the answer
    pages500_s              500 people who open a coding session within 10 s: until the last page is complete
    errors                  what was refused, failed, or took longer than a minute

and the same with `postgres_` in front, where PostgreSQL is installed.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.day.processes import Installation
from bench.day.seed import Day, environment, people, seed
from bench.dsa.__main__ import free_port
from bench.relay.processes import NODE_BINARY, PROGRAMS, ROOT, Load, Process, install_node_packages

START_PATIENCE_SECONDS = 180.0
SCENARIOS = ("rooms", "candidates", "company", "joins", "pages")
# Both of a room together: four letters a second.
LETTERS_PER_SECOND = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """How many of each, and for how long."""

    rooms: int = 200
    room_seconds: int = 20
    candidates: int = 200
    candidate_seconds: int = 60
    company_rooms: int = 30
    company_candidates: int = 100
    watched: int = 20
    joins: int = 200
    join_seconds: int = 5
    pages: int = 500
    page_seconds: int = 10

    def only(self, scenarios: Collection[str]) -> "Plan":
        """Without the rooms of the scenarios that are left out: making them takes longer than some scenarios do."""
        return replace(
            self,
            rooms=self.rooms if "rooms" in scenarios else 0,
            company_rooms=self.company_rooms if "company" in scenarios else 0,
            joins=self.joins if "joins" in scenarios else 0,
        )

    def divided_by(self, part: int) -> "Plan":
        """The same load for a fraction of the people and a shorter time."""
        return Plan(
            rooms=max(1, self.rooms // part),
            room_seconds=5,
            candidates=max(1, self.candidates // part),
            candidate_seconds=20,
            company_rooms=max(1, self.company_rooms // part),
            company_candidates=max(1, self.company_candidates // part),
            watched=max(1, self.watched // part),
            joins=max(2, self.joins // part),
            pages=max(1, self.pages // part),
        )


@contextmanager
def running(directory: Path, told: dict[str, str], database_url: str | None) -> Iterator[Installation]:
    """`make run` without the installing, from when it says that it is ready."""
    process = Process(sys.executable, ROOT / "bin" / "run.py", log=directory / "run.log", environment=told)
    try:
        deadline = time.monotonic() + START_PATIENCE_SECONDS
        while "Press Ctrl-C" not in process.log.read_text():
            if process.child.poll() is not None or time.monotonic() > deadline:
                raise process.fail("make run did not start")
            time.sleep(0.2)
        yield Installation(process.pid, database_url)
    finally:
        process.child.send_signal(signal.SIGTERM)
        process.child.wait(60)


def measure(
    load: Load,
    installation: Installation,
    day: Day,
    plan: Plan,
    scenarios: Sequence[str],
    profiler: str | None,
) -> dict[str, Any]:
    rooms = iter(day.rooms)
    typing_rooms = [next(rooms) for _ in range(plan.rooms)]
    company_rooms = [next(rooms) for _ in range(plan.company_rooms)]
    join_rooms = list(rooms)
    coding = {"draftEvery": 5, "runEvery": 30, "submitEvery": 180}
    commands: dict[str, dict[str, Any]] = {
        "rooms": {
            "people": people(typing_rooms, LETTERS_PER_SECOND * plan.room_seconds),
            "perSecond": LETTERS_PER_SECOND,
            "seconds": plan.room_seconds,
        },
        "candidates": {
            "tokens": day.candidates[: plan.candidates],
            "seconds": plan.candidate_seconds,
            **coding,
        },
        "company": {
            "people": people(company_rooms, LETTERS_PER_SECOND * plan.candidate_seconds),
            "perSecond": LETTERS_PER_SECOND,
            # Other candidates: of the ones before, each has a draft with a version of its own.
            "tokens": day.candidates[plan.candidates :],
            "seconds": plan.candidate_seconds,
            "watched": plan.watched,
            **coding,
        },
        "joins": {"people": people(join_rooms, 0), "seconds": plan.join_seconds},
        "pages": {"tokens": day.candidates, "count": plan.pages, "seconds": plan.page_seconds},
    }
    results = {}
    for name in scenarios:
        load_average, before = os.getloadavg()[0], installation.seconds()
        with installation.beside_web(profiler, name):
            results[name] = load.run(name, **commands[name])
            taken = installation.since(before)
        print(f"{name:<11} load average {load_average:.1f} before  {json.dumps(results[name])}", flush=True)
        print(f"{'':<11} seconds of processor {json.dumps(taken)}", flush=True)
    return results


def figures(results: dict[str, Any]) -> dict[str, float]:
    """The last line, out of what the scenarios that were run gave."""
    wanted = {
        "rooms200_ack_p95_ms": ("rooms", "acks"),
        "candidates200_run_p95_ms": ("candidates", "runs"),
        "company_ack_p95_ms": ("company", "acks"),
        "company_run_p95_ms": ("company", "runs"),
        "join200_p95_ms": ("joins", "joins"),
    }
    told = {name: results[one][what]["p95"] for name, (one, what) in wanted.items() if one in results}
    if "pages" in results:
        told["pages500_s"] = results["pages"]["allSeconds"]
    return {**told, "errors": sum(result["errors"] for result in results.values())}


def run_day(
    plan: Plan, scenarios: Sequence[str], database_url: str | None, profiler: str | None
) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="bench-day-") as made, ExitStack() as stack:
        directory = Path(made)
        port = free_port()
        told = environment(directory, port, database_url)
        installation = stack.enter_context(running(directory, told, database_url))
        day = seed(
            told,
            rooms=plan.rooms + plan.company_rooms + plan.joins // 2,
            candidates=plan.candidates + plan.company_candidates,
        )
        generator = Process(
            *(NODE_BINARY, ROOT / "bench" / "day" / "load.js", str(port)),
            log=directory / "load.log",
            environment={},
            pipes=True,
        )
        stack.callback(generator.stop)
        results = measure(Load(generator), installation, day, plan, scenarios, profiler)
        if any(result["errors"] for result in results.values()):
            log = (directory / "run.log").read_text().splitlines()
            print("\n".join(["The last lines of the log:", *log[-40:]]), flush=True)
        return figures(results)


def postgres_figures(arguments: Sequence[str]) -> dict[str, float]:
    """The same by this program under a PostgreSQL of its own; nothing where there is none."""
    if not (shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))):
        print("PostgreSQL is not installed, so it is left out.", flush=True)
        return {}
    command = [sys.executable, str(ROOT / "bin" / "with_postgres.py"), sys.executable, "-m", "bench.day"]
    path = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    with subprocess.Popen(
        [*command, *arguments], cwd=ROOT, env={**os.environ, "PATH": path}, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        last = ""
        for last in child.stdout:
            print(last, end="", flush=True)
    if child.returncode:
        raise RuntimeError(f"the run on PostgreSQL ended with exit code {child.returncode}")
    return {f"postgres_{name}": value for name, value in json.loads(last).items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the people, to see that it works")
    parser.add_argument("--only", choices=SCENARIOS, action="append", help="this scenario; may be repeated")
    parser.add_argument("--sqlite", action="store_true", help="leave PostgreSQL out")
    parser.add_argument(
        "--profiler",
        metavar="COMMAND",
        help="run this beside each scenario, with the web process's id for {pid} and the scenario for {name}",
    )
    arguments = parser.parse_args()
    # Unwind as after Ctrl-C, so that no process is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    plan = Plan().divided_by(10) if arguments.quick else Plan()
    database_url = os.environ.get("TEST_DATABASE_URL")
    install_node_packages()
    print(f"{'PostgreSQL' if database_url else 'SQLite'}, {os.cpu_count()} cores", flush=True)
    scenarios = arguments.only or SCENARIOS
    result = run_day(plan.only(scenarios), scenarios, database_url, arguments.profiler)
    if database_url is None and not arguments.sqlite:
        result |= postgres_figures(sys.argv[1:])
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
