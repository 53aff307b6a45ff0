"""`make bench-desk`: what the recruiters' pages cost with 10 000 interviews and 5 000 candidates.

The whole of Django answers, from the first middleware to the last byte of the page, in this process and on SQLite;
network and browser are left out. bench/README.md says how. The last line is a JSON object:

    queries_max     the most queries that the first page or any list makes
    p95_ms          of the slowest page, the 95th percentile of the time that the server takes
    cpu_p95_ms      the same of the processor time of that page, which other work on the machine hardly moves
    hundred_s       what inviting a hundred people takes, from the request to the answer; hundred_cpu_s of CPU
"""

import argparse
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.desk.seed import Sizes, seed, set_up

FULL, QUICK = Sizes(candidates=5_000, interviews=10_000), Sizes(candidates=200, interviews=400)


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `is_bounded` for the first page and lists, whose queries count."""

    name: str
    path: str
    is_bounded: bool


@dataclass(frozen=True, slots=True)
class Cost:
    """What a page was measured to cost."""

    page: Page
    queries: int
    p50: float
    p95: float
    cpu_p95: float


def pages() -> list[Page]:
    from django.urls import reverse

    from interviews.models import Application, Interview, Position

    position = Position.objects.order_by("pk")[0]
    application = Application.objects.filter(position=position).order_by("pk")[0]
    interview = Interview.objects.filter(application=application).order_by("pk")[0]
    interviews = reverse("admin:interviews_interview_changelist")
    people = reverse("admin:interviews_candidate_changelist")
    compared = reverse("admin:interviews_position_change", args=[position.pk])
    return [
        Page("desk", reverse("admin:index"), True),
        Page("desk, search", reverse("admin:index") + "?q=nowak", True),
        Page("interviews", interviews, True),
        Page("interviews, search", interviews + "?q=nowak", True),
        Page("interviews, next 7 days", interviews + "?start=next-7-days", True),
        Page("candidates", people, True),
        Page("candidates, search", people + "?q=nowak", True),
        Page("candidates, by position", f"{people}?applications__position__id__exact={position.pk}", True),
        Page("candidates, second page", people + "?p=2", True),
        Page("positions", reverse("admin:interviews_position_changelist"), True),
        Page("stages", reverse("admin:interviews_stagetypeconfig_changelist"), True),
        Page("coding sessions", reverse("admin:dsa_dsasession_changelist"), True),
        Page("problems", reverse("admin:dsa_problem_changelist"), True),
        Page("proctored candidates", reverse("admin:proctoring_proctoredcandidate_changelist"), True),
        Page("a position's table", compared, False),
        Page("a position's table by score", compared + "?sort=-score", False),
        Page("a position's export", reverse("admin:interviews_position_export", args=[position.pk]), False),
        Page("a position's links", reverse("admin:interviews_position_links", args=[position.pk]), False),
        Page(
            "a person", reverse("admin:interviews_candidate_change", args=[application.candidate_id]), False
        ),
        Page("an interview", reverse("admin:interviews_interview_change", args=[interview.pk]), False),
        Page("invite many", reverse("admin:interviews_interview_invite"), False),
    ]


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def measured(client: Any, page: Page, times: int) -> Cost:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(page.path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page.path).status_code == 200, page
    number = len(queries)  # at once: the next request empties the log that is counted
    walls, cpus = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        client.get(page.path)
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    cost = Cost(page, number, percentile(walls, 0.5), percentile(walls, 0.95), percentile(cpus, 0.95))
    print(f"{page.name:30} {cost.queries:8} {cost.p50:8.0f} {cost.p95:8.0f} {cost.cpu_p95:8.0f}", flush=True)
    return cost


def invite_hundred(client: Any) -> tuple[float, float]:
    """Seconds from sending a checked list of a hundred people to the answer, and of processor time."""
    from django.urls import reverse

    from dsa.models import Problem
    from interviews.models import Interview, Position, StageTypeConfig

    path = reverse("admin:interviews_interview_invite")
    form = {
        "people": "\n".join(f"Bench {n} <bench{n}@mail.example>" for n in range(100)),
        "position": Position.objects.order_by("pk")[0].pk,
        "stage": StageTypeConfig.objects.get(key="technical_dsa").pk,
        "valid_days": 7,
        "problems": list(Problem.objects.values_list("pk", flat=True)),
    }
    checked = client.post(path, form | {"check": "1"}).content.decode()
    seen = checked.partition('name="seen" value="')[2].partition('"')[0]
    before, started, cpu = Interview.objects.count(), time.perf_counter(), time.process_time()
    client.post(path, form | {"seen": seen, "invite": "1"})
    took = time.perf_counter() - started, time.process_time() - cpu
    assert Interview.objects.count() == before + 100
    return took


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.desk")
    parser.add_argument(
        "--quick", action="store_true", help="a twentieth of the rows; its figures mean nothing"
    )
    parser.add_argument("--times", type=int, default=20, help="how often each page is opened")
    options = parser.parse_args()
    sizes, times = (QUICK, 3) if options.quick else (FULL, options.times)
    with tempfile.TemporaryDirectory(prefix="talentsync-bench-desk-") as name:
        set_up(Path(name))
        from django.conf import settings
        from django.test import Client

        from interviews.models import User

        settings.ALLOWED_HOSTS = ["testserver"]
        print(f"{sizes.interviews} interviews, {sizes.candidates} candidates are written ...", flush=True)
        seed(sizes)
        client = Client()
        client.force_login(User.objects.get(username="rita"), backend=settings.AUTHENTICATION_BACKENDS[-1])
        print(f"\n{'ms of server time':30} {'queries':>8} {'p50':>8} {'p95':>8} {'CPU p95':>8}")
        costs = [measured(client, page, times) for page in pages()]
        hundred, hundred_cpu = invite_hundred(client)
        from django.db import connection

        connection.close()
    print(f"\nInviting a hundred people takes {hundred:.1f} s, {hundred_cpu:.1f} s of them CPU.")
    figures = {
        "queries_max": max(cost.queries for cost in costs if cost.page.is_bounded),
        "p95_ms": round(max(cost.p95 for cost in costs), 1),
        "cpu_p95_ms": round(max(cost.cpu_p95 for cost in costs), 1),
        "hundred_s": round(hundred, 1),
        "hundred_cpu_s": round(hundred_cpu, 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
