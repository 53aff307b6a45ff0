"""What is measured in one run, and how runs become figures."""

import time
from dataclasses import dataclass, fields
from statistics import median
from typing import Any

from bench.relay.processes import Bench
from bench.relay.seed import Room


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything."""

    pairs_of_runs: int
    warm_up_rooms: int
    rooms: int
    join_concurrency: int
    settle_seconds: float
    senders: int
    window: int
    flood_seconds: float
    flood_warm_up_seconds: float
    rate: int
    pace_seconds: float
    idle_seconds: float


FULL = Plan(
    pairs_of_runs=3,
    warm_up_rooms=30,
    rooms=300,
    join_concurrency=16,
    settle_seconds=2,
    senders=100,
    window=4,
    flood_seconds=4,
    flood_warm_up_seconds=1,
    rate=500,
    pace_seconds=4,
    idle_seconds=3,
)
# To see that it works; its figures mean nothing.
QUICK = Plan(
    pairs_of_runs=1,
    warm_up_rooms=2,
    rooms=10,
    join_concurrency=4,
    settle_seconds=0.2,
    senders=10,
    window=2,
    flood_seconds=0.5,
    flood_warm_up_seconds=0.2,
    rate=100,
    pace_seconds=0.5,
    idle_seconds=0.2,
)


@dataclass(frozen=True, slots=True)
class Figures:
    """One run's results, or the medians of several. CPU is the server process's alone unless named otherwise."""

    relay_rate_per_second: float
    relay_cpu_us: float
    relay_broker_cpu_us: float
    p50_ms: float
    p99_ms: float
    joins_per_second: float
    join_cpu_ms: float
    join_p50_ms: float
    memory_kb_per_connection: float
    idle_cpu_ms_per_connection_minute: float
    load_cpu_share: float
    lag_p99_ms: float

    @classmethod
    def medians(cls, runs: "list[Figures]") -> "Figures":
        return cls(*(median(getattr(run, field.name) for run in runs) for field in fields(cls)))


@dataclass(frozen=True, slots=True)
class Flood:
    """What a flood alone gave; the load is the share of one core that its generator used."""

    rate_per_second: float
    load_cpu_share: float
    sent: int
    received: int


@dataclass(frozen=True, slots=True)
class Run:
    """The figures of one run, and how many messages were sent and received for them."""

    figures: Figures
    sent: int
    received: int


def join(bench: Bench, rooms: list[Room], plan: Plan) -> dict[str, Any]:
    return bench.load.run("join", rooms=[room.as_json() for room in rooms], concurrency=plan.join_concurrency)


def flood(bench: Bench, plan: Plan) -> dict[str, Any]:
    return bench.load.run(
        "flood",
        senders=plan.senders,
        window=plan.window,
        warmupSeconds=plan.flood_warm_up_seconds,
        seconds=plan.flood_seconds,
    )


def measure_flood(bench: Bench, rooms: list[Room], plan: Plan) -> Flood:
    """The largest rate alone, among as many as send."""
    join(bench, rooms[: plan.senders // 2], plan)
    flooded = flood(bench, plan)
    return Flood(
        rate_per_second=flooded["messages"] / flooded["seconds"],
        load_cpu_share=flooded["loadCpu"] / flooded["seconds"],
        sent=flooded["sent"],
        received=flooded["received"],
    )


def measure(bench: Bench, rooms: list[Room], plan: Plan) -> Run:
    """All measures, one after the other, on one set of connections."""
    warm_up, measured = rooms[: plan.warm_up_rooms], rooms[plan.warm_up_rooms :]
    join(bench, warm_up, plan)
    before_kb = bench.memory_kb()
    joined = join(bench, measured, plan)
    time.sleep(plan.settle_seconds)
    memory_kb = (bench.memory_kb() - before_kb) / joined["joins"]
    idle = bench.load.run("idle", seconds=plan.idle_seconds)
    paced = bench.load.run("pace", senders=plan.senders, rate=plan.rate, seconds=plan.pace_seconds)
    flooded = flood(bench, plan)
    connections = 2 * len(rooms)
    figures = Figures(
        relay_rate_per_second=flooded["messages"] / flooded["seconds"],
        relay_cpu_us=flooded["serverCpu"] / flooded["messages"] * 1e6,
        relay_broker_cpu_us=flooded["brokerCpu"] / flooded["messages"] * 1e6,
        p50_ms=paced["p50Ms"],
        p99_ms=paced["p99Ms"],
        joins_per_second=joined["joins"] / joined["seconds"],
        join_cpu_ms=joined["serverCpu"] / joined["joins"] * 1e3,
        join_p50_ms=joined["p50Ms"],
        memory_kb_per_connection=memory_kb,
        idle_cpu_ms_per_connection_minute=idle["serverCpu"] / idle["seconds"] / connections * 60e3,
        load_cpu_share=flooded["loadCpu"] / flooded["seconds"],
        lag_p99_ms=paced["lagP99Ms"],
    )
    return Run(figures, flooded["sent"], flooded["received"])
