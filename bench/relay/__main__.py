"""Our signalling server beside a Node socket.io server: `make bench-relay`, or `python -m bench.relay [--quick]`.

bench/README.md says what is compared and how. The last line is a JSON object.
"""

import argparse
import json
import os
import signal
import socket
import sys
import tempfile
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from bench.relay.measures import FULL, QUICK, Figures, Flood, Plan, Run, join, measure, measure_flood
from bench.relay.processes import (
    NODE,
    NODE_BARE,
    OURS,
    OURS_ALONE,
    OURS_TWICE,
    Bench,
    Contender,
    Cores,
    install_node_packages,
    running,
)
from bench.relay.seed import seed

ROWS = (
    ("largest relay rate (messages/s)", "relay_rate_per_second", 0),
    ("server CPU per relayed 2 KB OFFER (us)", "relay_cpu_us", 0),
    ("Valkey CPU per relayed OFFER (us)", "relay_broker_cpu_us", 0),
    ("p50 at {rate} messages/s (ms)", "p50_ms", 2),
    ("p99 at {rate} messages/s (ms)", "p99_ms", 2),
    ("joins per second", "joins_per_second", 0),
    ("server CPU per join (ms)", "join_cpu_ms", 2),
    ("p50 of a join under that load (ms)", "join_p50_ms", 1),
    ("memory per idle connection (KB)", "memory_kb_per_connection", 1),
    ("CPU per idle connection (ms/minute)", "idle_cpu_ms_per_connection_minute", 1),
    ("load generator's use of its core", "load_cpu_share", 2),
    ("load generator's lateness, p99 (ms)", "lag_p99_ms", 2),
)

RATIOS = {
    "relay_rate_ratio": "relay_rate_per_second",
    "relay_cpu_ratio": "relay_cpu_us",
    "p50_ratio": "p50_ms",
    "join_rate_ratio": "joins_per_second",
    "memory_ratio": "memory_kb_per_connection",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Runs:
    """Runs contenders one after the other, each on fresh processes and a fresh copy of the database."""

    def __init__(self, directory: Path, plan: Plan) -> None:
        self._directory = directory
        self._plan = plan
        self._cores = Cores.of_this_machine()
        self._database, self._rooms = seed(directory, plan.warm_up_rooms + plan.rooms)
        self._count = 0

    def _start(self, contender: Contender) -> AbstractContextManager[Bench]:
        self._count += 1
        load = os.getloadavg()[0]
        print(f"run {self._count}: {contender.name} (load average {load:.1f}) ...", flush=True)
        return running(
            contender,
            cores=self._cores,
            directory=self._directory / f"run{self._count}",
            database=self._database,
            port=free_port(),
        )

    def measure(self, contender: Contender) -> Run:
        with self._start(contender) as bench:
            return measure(bench, self._rooms, self._plan)

    def flood(self, contender: Contender) -> Flood:
        with self._start(contender) as bench:
            return measure_flood(bench, self._rooms, self._plan)

    def joins_per_second(self, contender: Contender) -> float:
        with self._start(contender) as bench:
            join(bench, self._rooms[: self._plan.warm_up_rooms], self._plan)
            joined = join(bench, self._rooms[self._plan.warm_up_rooms :], self._plan)
            return float(joined["joins"] / joined["seconds"])


def table(ours: Figures, node: Figures, plan: Plan) -> str:
    lines = [f"{'':42} {'ours':>9} {'node':>9} {'ratio':>7}"]
    for title, field, digits in ROWS:
        mine, theirs = getattr(ours, field), getattr(node, field)
        lines.append(
            f"{title.format(rate=plan.rate):42} {mine:9.{digits}f} {theirs:9.{digits}f} {ratio(mine, theirs):7.2f}"
        )
    return "\n".join(lines)


def ratio(mine: float, theirs: float) -> float:
    """Ours over Node's; 0 where a run was too short to measure theirs."""
    return mine / theirs if theirs else 0.0


def two_process_ratio(alone: list[Flood], twice: list[Flood]) -> float:
    """Print what a second process gives, and give the ratio."""
    one, two = (median(flood.rate_per_second for flood in floods) for floods in (alone, twice))
    load = median(flood.load_cpu_share for flood in twice)
    print(
        f"Largest relay rate of one server process on all cores: {one:.0f} messages/s; of two: {two:.0f}, "
        f"{ratio(two, one):.2f} times as many.\nThe load generator used {load:.2f} of a core for that.\n"
    )
    return ratio(two, one)


def report(ours: list[Run], node: list[Run], bare_joins: float, plan: Plan) -> dict[str, Any]:
    """Print the table and give the object of the last line."""
    mine, theirs = (Figures.medians([run.figures for run in runs]) for runs in (ours, node))
    print(
        f"\nMedians of {plan.pairs_of_runs} run(s) each, ratios ours over Node's:\n\n{table(mine, theirs, plan)}"
    )
    print(
        f"\nNode without persistence (no database, no presence of its own): {bare_joins:.0f} joins per second.\n"
    )
    return {
        **{
            name: round(ratio(getattr(mine, field), getattr(theirs, field)), 3)
            for name, field in RATIOS.items()
        },
        "join_rate_ratio_to_bare": round(ratio(mine.joins_per_second, bare_joins), 3),
        "ours": {name: round(value, 3) for name, value in asdict(mine).items()},
        "node": {name: round(value, 3) for name, value in asdict(theirs).items()},
        "node_bare_joins_per_second": round(bare_joins, 1),
        "messages_sent": sum(run.sent for run in (*ours, *node)),
        "messages_received": sum(run.received for run in (*ours, *node)),
    }


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="one short run each, to see that it works")
    plan = QUICK if arguments.parse_args().quick else FULL
    if not Path("/proc/self/smaps_rollup").exists():
        sys.exit("bench/relay: measures by /proc, so it needs Linux")
    # Unwind as after Ctrl-C, so that no process is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    install_node_packages()
    with tempfile.TemporaryDirectory(prefix="bench-relay-") as directory:
        runs = Runs(Path(directory), plan)
        ours, node, alone, twice = [], [], [], []
        for _ in range(plan.pairs_of_runs):
            ours.append(runs.measure(OURS))
            node.append(runs.measure(NODE))
        for _ in range(plan.pairs_of_runs):
            alone.append(runs.flood(OURS_ALONE))
            twice.append(runs.flood(OURS_TWICE))
        result = report(ours, node, runs.joins_per_second(NODE_BARE), plan)
        result["two_process_ratio"] = round(two_process_ratio(alone, twice), 3)
        for count in ("sent", "received"):
            result[f"messages_{count}"] += sum(getattr(flood, count) for flood in (*alone, *twice))
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
