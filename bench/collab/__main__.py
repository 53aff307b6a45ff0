"""How soon a keystroke is seen, and how soon a room opens: `make bench-collab`, or `python -m bench.collab [--quick]`.

bench/README.md says what is compared and how. The last line is a JSON object.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.call.servers import ROOT
from bench.collab.servers import OurRoom, OurSite, Server, WebsocketSite, our_site, websocket_site
from tests.e2e.browsers import Browsers

WATCH = Path(__file__).with_name("watch.js")
PROBE = ROOT / "tests" / "e2e" / "probe.js"
PATIENCE_MS = 60_000
# Pages without a camera otherwise tell each other mDNS names, which nobody answers for on this machine.
OWN_ADDRESSES = ("--disable-features=WebRtcHideLocalIpsWithMdns",)
KEYS_A_LINE = 40
WARM_UP_KEYS = 20
# A pause between keystrokes, of no fixed length, so that nothing falls into step with the browser's frames.
PAUSE_MS = (5, 35)


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything."""

    rounds: int
    keys: int
    # Updates in the documents of the rooms that are opened.
    pasts: tuple[int, ...]
    opens: int


FULL = Plan(rounds=5, keys=120, pasts=(0, 10_000, 100_000), opens=9)
# To see that it works; its figures mean nothing.
QUICK = Plan(rounds=1, keys=20, pasts=(0, 200, 1_000), opens=2)


@dataclass(slots=True)
class Typing:
    """One way from page to page, over all rounds."""

    title: str
    times_ms: list[float] = field(default_factory=list)
    server_cpu_seconds: float = 0
    stored_bytes: int = 0
    stored_keys: int = 0
    keys: int = 0

    @property
    def p50_ms(self) -> float:
        return statistics.median(self.times_ms)

    @property
    def p95_ms(self) -> float:
        return statistics.quantiles(self.times_ms, n=20)[-1]

    @property
    def cpu_ms_per_1000(self) -> float:
        return self.server_cpu_seconds * 1e6 / self.keys

    @property
    def bytes_per_1000(self) -> float:
        return self.stored_bytes * 1000 / self.stored_keys


def open_page(browser: Browser, url: str, stack: ExitStack) -> Page:
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    stack.callback(context.close)
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(path=PROBE)
    context.add_init_script(path=WATCH)
    page = context.new_page()
    page.goto(url)
    return page


def origin_ms(page: Page) -> float:
    """Where performance.now() begins, on the clock that all processes of the browser share."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "NavigationStart")) * 1000


def type_and_watch(typist: Page, watcher: Page, count: int) -> list[float]:
    """From the key's event in one page to the letter in the other, one key after the other."""
    for page in (typist, watcher):
        page.evaluate("() => { bench.pressed.length = bench.shown.length = 0; bench.watch(); }")
    for number in range(1, count + 1):
        typist.keyboard.press("z")
        watcher.wait_for_function("(count) => bench.shown.length >= count", arg=number)
        if number % KEYS_A_LINE == 0:
            typist.keyboard.press("Enter")
        typist.wait_for_timeout(random.uniform(*PAUSE_MS))
    apart_ms = origin_ms(watcher) - origin_ms(typist)
    pressed, shown = typist.evaluate("() => bench.pressed"), watcher.evaluate("() => bench.shown")
    if len(pressed) != count or len(shown) != count:
        raise RuntimeError(f"{count} keys, {len(pressed)} seen pressed, {len(shown)} seen shown")
    return [there + apart_ms - here for here, there in zip(pressed, shown, strict=True)]


def measure(typing: Typing, pages: tuple[Page, Page], server: Server, keys: int) -> None:
    typist, watcher = pages
    typist.locator(".cm-content").click()
    for _ in range(WARM_UP_KEYS):
        typist.keyboard.press("y")
    watcher.wait_for_function(
        f"() => document.querySelector('.cm-content').textContent.includes('{'y' * WARM_UP_KEYS}')"
    )
    cpu_before = server.cpu_seconds()
    typing.times_ms += type_and_watch(typist, watcher, keys)
    typing.server_cpu_seconds += server.cpu_seconds() - cpu_before
    typing.keys += keys


def on_ours(browser: Browser, site: OurSite, typing: Typing, keys: int, *, over_the_channel: bool) -> None:
    room = site.room()
    with ExitStack() as stack:
        typist, watcher = (open_page(browser, link, stack) for link in room.links)
        for page in (typist, watcher):
            page.evaluate("() => bench.open(0)")
        for page in (typist, watcher):
            page.wait_for_function("() => probe.openChannels('document') === 1")
        if not over_the_channel:
            typist.evaluate("() => probe.cutChannels('document')")
            for page in (typist, watcher):
                page.wait_for_function("() => probe.openChannels('document') === 0")
        measure(typing, (typist, watcher), site.server, keys)
        typist.locator("#editor-status", has_text="Saved").wait_for()
    # All that was typed, the warming up and the new lines included.
    typing.stored_bytes += site.stored_bytes(room)
    typing.stored_keys += WARM_UP_KEYS + keys + keys // KEYS_A_LINE


def on_websocket(browser: Browser, site: WebsocketSite, typing: Typing, keys: int) -> None:
    room = site.room()
    with ExitStack() as stack:
        typist, watcher = (open_page(browser, link, stack) for link in room.links)
        for page in (typist, watcher):
            page.locator("body[data-synced]").wait_for()
        measure(typing, (typist, watcher), site.server, keys)


@dataclass(frozen=True, slots=True)
class Opening:
    """Of one room: from the link to the page, and from the click on "Join" to the document."""

    load_ms: float
    join_ms: float

    @property
    def whole_ms(self) -> float:
        return self.load_ms + self.join_ms


def open_room(browser: Browser, room: OurRoom) -> Opening:
    with ExitStack() as stack:
        page = open_page(browser, room.links[0], stack)
        load_ms = page.evaluate("() => bench.loadMs()")
        # As for a person, who takes longer to click than the editor's code takes to come.
        page.wait_for_load_state("networkidle")
        # Lines out of sight are not in the page: a few characters show that the text is.
        join_ms = page.evaluate("(characters) => bench.open(characters)", min(room.characters, 100))
        return Opening(load_ms, join_ms)


def open_rooms(browser: Browser, site: OurSite, plan: Plan) -> dict[int, Opening]:
    """How long a room takes to open, by the number of updates in its document; medians."""
    rooms = {past: site.room(past) for past in plan.pasts}
    openings: dict[int, list[Opening]] = {past: [] for past in plan.pasts}
    for number in range(plan.opens + 1):
        for past in plan.pasts if number % 2 else reversed(plan.pasts):
            opening = open_room(browser, rooms[past])
            # The first of each is to warm up.
            if number:
                openings[past].append(opening)
    return {
        past: Opening(
            statistics.median(one.load_ms for one in each), statistics.median(one.join_ms for one in each)
        )
        for past, each in openings.items()
    }


def report(
    channel: Typing, socket: Typing, websocket: Typing, opened: dict[int, Opening]
) -> dict[str, object]:
    print(
        f"\n{'keystroke to letter':28}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}{'stored':>9}   (per 1000 keystrokes)"
    )
    for way in (channel, socket, websocket):
        stored = f"{way.bytes_per_1000:.0f}" if way.stored_bytes else "-"
        print(f"{way.title:28}{way.p50_ms:9.2f}{way.p95_ms:9.2f}{way.cpu_ms_per_1000:9.0f}{stored:>9}")
    empty, some, many = opened.values()
    print(f"\n{'opening a room':28}{'whole ms':>9}{'ratio':>9}{'join ms':>9}{'ratio':>9}")
    for past, one in opened.items():
        print(
            f"{past:>9} updates{'':11}{one.whole_ms:9.0f}{one.whole_ms / empty.whole_ms:9.2f}"
            f"{one.join_ms:9.0f}{one.join_ms / empty.join_ms:9.2f}"
        )
    return {
        "datachannel_p50_ms": round(channel.p50_ms, 2),
        "datachannel_p95_ms": round(channel.p95_ms, 2),
        "socket_p50_ms": round(socket.p50_ms, 2),
        "socket_p95_ms": round(socket.p95_ms, 2),
        "ywebsocket_p50_ms": round(websocket.p50_ms, 2),
        "ywebsocket_p95_ms": round(websocket.p95_ms, 2),
        "open_empty_ms": round(empty.whole_ms, 1),
        "open_10k_ratio": round(some.whole_ms / empty.whole_ms, 3),
        "open_100k_ratio": round(many.whole_ms / empty.whole_ms, 3),
        "join_empty_ms": round(empty.join_ms, 1),
        "join_10k_ratio": round(some.join_ms / empty.join_ms, 3),
        "join_100k_ratio": round(many.join_ms / empty.join_ms, 3),
        "server_cpu_ms_per_1000_keystrokes": round(channel.cpu_ms_per_1000, 1),
        "socket_server_cpu_ms_per_1000_keystrokes": round(socket.cpu_ms_per_1000, 1),
        "ywebsocket_server_cpu_ms_per_1000_keystrokes": round(websocket.cpu_ms_per_1000, 1),
        "stored_bytes_per_1000_keystrokes": round(channel.bytes_per_1000),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.collab", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round, to see that it works")
    plan = QUICK if parser.parse_args().quick else FULL
    channel, socket, websocket = Typing("ours, data channel"), Typing("ours, socket"), Typing("y-websocket")
    subprocess.run([sys.executable, ROOT / "bin" / "bootstrap.py", "bundle"], check=True)
    with tempfile.TemporaryDirectory(prefix="talentsync-bench-") as name, ExitStack() as stack:
        directory = Path(name)
        ours = stack.enter_context(our_site(directory))
        theirs = stack.enter_context(websocket_site(directory))
        browsers = Browsers(stack.enter_context(sync_playwright()))
        stack.callback(browsers.close)
        browser = browsers.with_devices(OWN_ADDRESSES)
        for number in range(1, plan.rounds + 1):
            on_ours(browser, ours, channel, plan.keys, over_the_channel=True)
            on_websocket(browser, theirs, websocket, plan.keys)
            on_ours(browser, ours, socket, plan.keys, over_the_channel=False)
            print(f"round {number} of {plan.rounds} done", flush=True)
        result = report(channel, socket, websocket, open_rooms(browser, ours, plan))
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
