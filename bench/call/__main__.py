"""How soon a call is there: `make bench-call`, or `python -m bench.call [--rounds N]`.

People enter a room one after the other. For the second, third and fifth the time from their click on "Join" to the
connection with, and the first picture of, everybody else is taken from the marks that the page itself sets. Beside
ours runs the least that somebody would build: simple-peer over a socket.io server without accounts, database or
presence. Rounds alternate; figures are medians, ratios are ours over simple-peer's. The last line is a JSON object.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.call.servers import ROOT, our_rooms, peer_rooms
from tests.e2e.browsers import FAKE_DEVICES, Browsers

SIZES = (2, 3, 5)
MILESTONES = ("joined", "connected", "first-frame")
PATIENCE_MS = 60_000

# How many of the others reached a milestone on this page, and when the last of them did.
READ_MARKS = """milestone => {
  const marks = performance.getEntriesByType("mark");
  const joined = marks.find(({ name }) => name === "talentsync:join");
  const reached = marks.filter(({ name }) => `${name}:`.startsWith(`talentsync:${milestone}:`));
  return { count: reached.length, lastMs: Math.max(...reached.map(({ startTime }) => startTime - joined.startTime)) };
}"""

Times = dict[tuple[int, str], list[float]]


def enter(browser: Browser, link: str, stack: ExitStack) -> Page:
    """One more person, up to the click."""
    context: BrowserContext = browser.new_context(viewport={"width": 900, "height": 640})
    stack.callback(context.close)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(link)
    join = page.locator("#join-button, #join")
    # Ours can be joined before the devices are on; simple-peer's page cannot.
    if page.locator("#join-button").count():
        for control in ("microphone", "camera"):
            page.locator(f'#lobby button[data-control="{control}"][data-state="on"]').wait_for()
    join.click()
    return page


def reached_ms(page: Page, milestone: str, count: int) -> float:
    """When it was reached for the count-th time, in milliseconds since the click. 0 for a count of 0."""
    while (marks := page.evaluate(READ_MARKS, milestone))["count"] < count:
        page.wait_for_timeout(100)
    return float(marks["lastMs"]) if count else 0.0


def one_round(browser: Browser, links: list[str], times: Times) -> None:
    """A room that fills up."""
    with ExitStack() as stack:
        for number, link in enumerate(links, start=1):
            page = enter(browser, link, stack)
            for milestone in MILESTONES:
                # The one answer of the server, or something from each of the others.
                elapsed = reached_ms(page, milestone, 1 if milestone == "joined" else number - 1)
                if number in SIZES:
                    times[number, milestone].append(elapsed)


def report(ours: Times, peers: Times) -> dict[str, object]:
    figures: dict[str, object] = {}
    print(f"\n{'medians, ms since the click':34}{'ours':>8}{'simple-peer':>13}{'ratio':>8}")
    for size in SIZES:
        for milestone in MILESTONES:
            own, other = (statistics.median(times[size, milestone]) for times in (ours, peers))
            name = f"{milestone.replace('-', '_')}_{size}"
            figures |= {f"{name}_ms": round(own), f"{name}_ratio": round(own / other, 2)}
            print(
                f"{size} people, {milestone.replace('-', ' '):24}{own:10.0f}{other:13.0f}{own / other:8.2f}"
            )
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.call", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rooms of each kind (5)")
    rounds: int = parser.parse_args().rounds
    ours: Times = defaultdict(list)
    peers: Times = defaultdict(list)
    subprocess.run([sys.executable, ROOT / "bin" / "bootstrap.py", "bundle"], check=True)
    with tempfile.TemporaryDirectory(prefix="talentsync-bench-") as name, ExitStack() as stack:
        directory = Path(name)
        # One more of each, to warm up.
        our_links = stack.enter_context(our_rooms(directory, rounds + 1, max(SIZES)))
        peer_links = stack.enter_context(peer_rooms(directory, rounds + 1, max(SIZES)))
        browsers = Browsers(stack.enter_context(sync_playwright()))
        stack.callback(browsers.close)
        browser = browsers.with_devices(FAKE_DEVICES)
        for number in range(rounds + 1):
            # Whoever comes second meets a machine that is still busy with the first: take turns.
            for links, times in ((our_links, ours), (peer_links, peers))[:: 1 if number % 2 else -1]:
                one_round(browser, links[number], times if number else defaultdict(list))
            print(f"round {number} of {rounds} done" if number else "warm", flush=True)
    print(json.dumps({"rounds": rounds, **report(ours, peers)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
