"""`make bench-proctoring`: what webcam snapshots cost the server, the page and the disk.

With the processes that `make run` starts, one worker process of one task at a time. bench/README.md says how. The last
line is a JSON object:

    snapshots_per_second  pictures that one worker process decodes, encodes anew, stores and marks in a second
    uploads_per_second    uploads that one server process takes in a second from one page
    capture_ms            the page's main thread for one capture, median (the aim is under 8)
    bytes_per_hour        what one candidate's pictures and thumbnails take at the usual interval
"""

import argparse
import http.client
import io
import json
import os
import random
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from bench.dsa.processes import broker, procfile
from bench.dsa.seed import environment, seed
from bench.relay.processes import PROGRAMS, Process, wait_for_port

PATIENCE_SECONDS = 120
BOUNDARY = "snapshot-of-the-benchmark"
# As the page asks for it in frontend/src/proctoring/camera.ts.
CAPTURE_MEASURE = "talentsync-capture"
SHORTEST_INTERVAL_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """How many uploads and how many captures are measured."""

    uploads: int
    captures: int


FULL = Plan(uploads=400, captures=12)
QUICK = Plan(uploads=20, captures=2)


def photograph(number: int) -> bytes:
    """640 x 480 with light, edges and a sensor's noise, as a page encodes it: about 30 KB, and no two alike."""
    from PIL import Image, ImageDraw, ImageFilter

    chance = random.Random(number)
    picture = Image.linear_gradient("L").resize((640, 480)).convert("RGB")
    draw = ImageDraw.Draw(picture)
    for _ in range(40):
        x, y, size = chance.randrange(640), chance.randrange(480), chance.randrange(10, 160)
        color = tuple(chance.randrange(256) for _ in range(3))
        draw.ellipse((x - size, y - size, x + size, y + size), fill=color)
    noise = Image.effect_noise((640, 480), 18).convert("RGB")
    mixed = Image.blend(picture.filter(ImageFilter.GaussianBlur(3)), noise, 0.3)
    target = io.BytesIO()
    mixed.save(target, "JPEG", quality=70)
    return target.getvalue()


def form(number: int) -> bytes:
    """One upload's body."""
    fields = {
        "clientId": str(uuid4()),
        "sequence": str(number),
        "capturedAt": datetime.now(UTC).isoformat(),
        "reason": "interval",
    }
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n'
    parts.append(head.encode() + b"Content-Type: image/jpeg\r\n\r\n" + photograph(number) + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


@contextmanager
def started(name: str, directory: Path, port: int) -> Iterator[Process]:
    """A process of the Procfile; stopped at the end."""
    told = {
        **environment(directory),
        "PORT": str(port),
        "WORKER_CONCURRENCY": "1",
        "PROCTORING_UPLOADS_PER_MINUTE": "100000",
        "DSA_RATE_FACTOR": "1000000",
        "LOG_LEVEL": "WARNING",
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
    }
    process = Process("/bin/sh", "-c", procfile()[name], log=directory / f"{name}.log", environment=told)
    try:
        yield process
    finally:
        process.stop()


def watched_session(token: str) -> None:
    """Turn the seeded session into one with snapshots, to which its candidate has agreed."""
    from interviews.models import Invitation, StageTypeConfig
    from proctoring.choices import Decision
    from proctoring.selectors import proctoring_of
    from proctoring.services.consent import record_consent

    stage = StageTypeConfig.objects.get(interviews__invitations__in=Invitation.objects.with_token(token))
    stage.dsa_config |= {"proctoringEnabled": True, "snapshotIntervalSeconds": SHORTEST_INTERVAL_SECONDS}
    stage.save()
    invitation = Invitation.objects.with_token(token).select_related("interview__stage").get()
    version = proctoring_of(invitation).text.version
    record_consent(invitation=invitation, decision=Decision.GIVEN, text_version=version)


def uploads_per_second(port: int, token: str, count: int) -> float:
    """One page that sends one picture after the other."""
    bodies = [form(number) for number in range(count)]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    begun = time.perf_counter()
    for body in bodies:
        connection.request("POST", f"/v1/dsa/{token}/snapshots", body, headers)
        answer = connection.getresponse()
        told = answer.read()
        if answer.status != 202:
            raise RuntimeError(f"An upload came to {answer.status}: {told!r}")
    taken = time.perf_counter() - begun
    connection.close()
    return count / taken


def snapshots_per_second(worker: Process, count: int) -> float:
    """The uploads wait already; the time runs from the first that is done to the last."""
    from django.db.models import Max, Min

    from proctoring.models import Snapshot

    done = Snapshot.objects.exclude(raw_gone_at=None)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while done.count() < count:
        if worker.child.poll() is not None or time.monotonic() > deadline:
            raise worker.fail("The worker did not process the snapshots")
        time.sleep(0.2)
    if (stored := Snapshot.objects.stored().count()) != count:
        raise RuntimeError(f"only {stored} of {count} snapshots were stored")
    times = Snapshot.objects.aggregate(first=Min("processed_at"), last=Max("processed_at"))
    return float((count - 1) / (times["last"] - times["first"]).total_seconds())


def bytes_per_hour() -> int:
    """Of the pictures that were stored, at the interval that a new stage has."""
    from django.db.models import Avg, F

    from interviews.models.stage import default_dsa_config
    from proctoring.models import Snapshot

    each: float = Snapshot.objects.aggregate(size=Avg(F("bytes") + F("thumbnail_bytes")))["size"]
    seconds: int = default_dsa_config()["snapshotIntervalSeconds"]
    return round(each * 3600 / seconds)


def capture_ms(port: int, token: str, count: int) -> float:
    """A real page with a fake camera takes pictures at its interval, and says itself what each took."""
    from playwright.sync_api import sync_playwright

    from tests.e2e.browsers import FAKE_DEVICES, Browsers

    entries = f"performance.getEntriesByName({CAPTURE_MEASURE!r})"
    with sync_playwright() as playwright:
        browsers = Browsers(playwright)
        page = browsers.with_devices(FAKE_DEVICES).new_page()
        page.goto(f"http://localhost:{port}/dsa/{token}/")
        deadline = time.monotonic() + (count + 4) * 3 * SHORTEST_INTERVAL_SECONDS
        while page.evaluate(f"{entries}.length") < count:
            if time.monotonic() > deadline:
                raise RuntimeError("The page took no pictures")
            page.wait_for_timeout(500)
        durations: list[float] = page.evaluate(f"{entries}.map((entry) => entry.duration)")
        browsers.close()
    return median(durations)


def measure(directory: Path, plan: Plan) -> dict[str, Any]:
    server_token, page_token = seed(directory, 2)
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    watched_session(server_token)
    watched_session(page_token)
    port = free_port()
    with started("web", directory, port) as web:
        wait_for_port(web, port)
        uploads = uploads_per_second(port, server_token, plan.uploads)
        with started("worker", directory, port) as worker:
            snapshots = snapshots_per_second(worker, plan.uploads)
        hourly = bytes_per_hour()
        capture = capture_ms(port, page_token, plan.captures)
    print(f"load average {os.getloadavg()[0]:.1f}")
    print(f"uploads taken by one server process         {uploads:10.1f} a second")
    print(f"snapshots processed by one worker process   {snapshots:10.1f} a second")
    print(f"main thread of the page for one capture     {capture:10.2f} ms (aim: under 8)")
    print(f"one candidate at the usual interval         {hourly / 1e6:10.2f} MB an hour\n")
    return {
        "snapshots_per_second": round(snapshots, 1),
        "uploads_per_second": round(uploads, 1),
        "capture_ms": round(capture, 3),
        "bytes_per_hour": hourly,
    }


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
    with tempfile.TemporaryDirectory(prefix="bench-proctoring-") as made:
        directory = Path(made)
        with broker(directory):
            result = measure(directory, plan)
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
