"""How soon an old interview and its moments are seen: `make bench-replay`, or `python -m bench.replay [--quick]`.

A browser on this machine opens the player of an ended interview, on the server that `make run` starts. The last line is
a JSON object; bench/README.md says how its figures are measured:

    open_20k_ms, open_200k_ms   from asking for the page until the code of the last moment is on it; the slowest of some
    seek_20k_ms, seek_200k_ms   from moving the scrubber until the page shows that moment's code; the 95th percentile
    bytes_per_hour              what the logs of the longer interview and their checkpoints take
    record_mb_per_hour          of the recruiter's record of the longer interview, per hour of it
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench.collab.servers import OurSite, our_site
from bench.replay.seed import LENGTH, Held, hold
from tests.e2e.browsers import Browsers

PATIENCE_MS = 120_000

# The page says which moment its code is of.
SEEK = """async (seconds) => {
  const scrubber = document.getElementById("replay-position");
  const code = document.getElementById("replay-code");
  const startMs = Date.parse(JSON.parse(document.getElementById("replay-config").textContent).start);
  const wanted = String(startMs + seconds * 1000);
  const channel = new MessageChannel();
  const turn = () => new Promise((resolve) => {
    channel.port1.onmessage = resolve;
    channel.port2.postMessage(null);
  });
  const began = performance.now();
  scrubber.value = String(seconds);
  scrubber.dispatchEvent(new Event("input", { bubbles: true }));
  while (code.dataset["shownMs"] !== wanted) await turn();
  await new Promise((resolve) => requestAnimationFrame(resolve));
  return performance.now() - began;
}"""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long the interviews are, and how often each thing is done."""

    updates: tuple[int, int] = (20_000, 200_000)
    opens: int = 5
    seeks: int = 60


FULL = Plan()
# To see that it works; its figures mean nothing.
QUICK = Plan(updates=(1_000, 3_000), opens=1, seeks=5)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one interview, in milliseconds."""

    opens: list[float]
    seeks: list[float]


def opened(browser: Browser, stack: ExitStack, url: str, cookie: dict[str, Any]) -> tuple[Page, float]:
    """A page in a browser that has seen nothing yet, and how long it took."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    stack.callback(context.close)
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(url, wait_until="commit")
    page.wait_for_selector("#replay-code[data-shown-ms]", state="attached")
    took: float = page.evaluate("() => performance.now()")
    return page, took


def measure(browser: Browser, site_url: str, held: Held, cookie: dict[str, Any], plan: Plan) -> Figures:
    chance = random.Random(7)
    url = f"{site_url}/interviews/{held.interview_id}/replay/"
    opens: list[float] = []
    with ExitStack() as stack:
        for _ in range(plan.opens):
            page, took = opened(browser, stack, url, cookie)
            opens.append(took)
        seconds = [chance.randrange(int(LENGTH.total_seconds())) for _ in range(plan.seeks)]
        seeks = [page.evaluate(SEEK, moment) for moment in seconds]
    return Figures(opens, seeks)


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def session_cookie(url: str) -> dict[str, Any]:
    """Of the recruiter, signed in."""
    from django.conf import settings
    from django.test import Client

    from interviews.models import User

    client = Client()
    client.force_login(User.objects.get(username="rita"), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}


def record_of(held: Held) -> tuple[int, int, float]:
    """The size of the recruiter's record, the size that people are told beforehand, and the seconds that it takes."""
    from interviews.models import Interview, User
    from replay.models import Edition
    from replay.record.page import make_record
    from replay.record.services import estimated_bytes

    interview = Interview.objects.select_related("stage").get(pk=held.interview_id)
    reader = User.objects.get(username="rita")
    estimate = estimated_bytes(interview, Edition.RECRUITER)
    began = time.perf_counter()
    made = make_record(interview, Edition.RECRUITER, reader, lambda _: None)
    return len(made.content), estimate, time.perf_counter() - began


def run(site: OurSite, browsers: Browsers, url: str, plan: Plan) -> dict[str, float]:
    figures: dict[str, float] = {}
    print(f"{'':>16} {'open p50':>9} {'worst':>8} {'seek p50':>9} {'p95':>8} {'worst':>8}", flush=True)
    for name, updates in zip(("20k", "200k"), plan.updates, strict=True):
        held = site.in_thread(hold, updates)
        cookie = site.in_thread(session_cookie, url)
        found = measure(browsers.with_devices(()), url, held, cookie, plan)
        print(
            f"{updates:>8} updates {statistics.median(found.opens):9.0f} {max(found.opens):8.0f}"
            f" {statistics.median(found.seeks):9.0f} {percentile(found.seeks, 0.95):8.0f} {max(found.seeks):8.0f}",
            flush=True,
        )
        figures[f"open_{name}_ms"] = round(max(found.opens))
        figures[f"seek_{name}_ms"] = round(percentile(found.seeks, 0.95))
        hours = LENGTH.total_seconds() / 3600
        figures["bytes_per_hour"] = round(held.stored_bytes / hours)
        size, estimate, took = site.in_thread(record_of, held)
        print(
            f"{'':>16} record {size / 1e6:.1f} MB ({estimate / 1e6:.1f} told beforehand), made in {took:.1f} s"
        )
        figures["record_mb_per_hour"] = round(size / 1e6 / hours, 2)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.replay")
    parser.add_argument("--quick", action="store_true", help="short interviews; its figures mean nothing")
    plan = QUICK if parser.parse_args().quick else FULL
    with (
        tempfile.TemporaryDirectory(prefix="talentsync-bench-replay-") as name,
        our_site(Path(name)) as site,
        sync_playwright() as playwright,
    ):
        browsers = Browsers(playwright)
        try:
            figures = run(site, browsers, site.url, plan)
        finally:
            browsers.close()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
