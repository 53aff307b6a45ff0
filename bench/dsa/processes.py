"""The processes of a coding session, as `make run` starts them, and candidates who speak to them."""

import http.client
import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import redis

from bench.dsa.seed import PROBLEM, broker_socket, environment
from bench.relay.processes import (
    PROGRAMS,
    ROOT,
    START_PATIENCE_SECONDS,
    Process,
    valkey_command,
    wait_for_broker,
    wait_for_port,
)

# Of the Procfile: what a session needs. The scheduler has nothing to do in so short a time.
NEEDED = ("web", "runs", "submits")
# High enough that no limit is met; the checks still run.
RATE_FACTOR = "1000000"
WAIT_SECONDS = 30
# Shorter than the server keeps an idle connection.
IDLE_SECONDS = 2.0


def procfile() -> dict[str, str]:
    lines = (ROOT / "Procfile").read_text().splitlines()
    pairs = (line.partition(":") for line in lines if line.strip() and not line.startswith("#"))
    return {name.strip(): command.strip() for name, _, command in pairs}


@contextmanager
def broker(directory: Path) -> Iterator[None]:
    """The embedded Valkey, taking commands."""
    process = Process(
        *valkey_command(broker_socket(directory), directory), log=directory / "valkey.log", environment={}
    )
    try:
        wait_for_broker(process, broker_socket(directory))
        yield
    finally:
        process.stop()


@contextmanager
def running(directory: Path, port: int) -> Iterator[None]:
    """The server and the workers of both queues, ready for work; stopped at the end."""
    told = {
        **environment(directory),
        "PORT": str(port),
        "DSA_RATE_FACTOR": RATE_FACTOR,
        # The access log goes to a file here, which nobody reads.
        "LOG_LEVEL": "WARNING",
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
    }
    with ExitStack() as stack:

        def start(name: str, *command: str | Path) -> Process:
            process = Process(*command, log=directory / f"{name}.log", environment=told)
            stack.callback(process.stop)
            return process

        commands = procfile()
        started = {name: start(name, "/bin/sh", "-c", commands[name]) for name in NEEDED}
        wait_for_port(started["web"], port)
        _wait_for_workers(started, broker_socket(directory))
        yield


def _wait_for_workers(started: dict[str, Process], unix_socket: Path) -> None:
    """Until each has told that it takes tasks."""
    from talentsync import worker_health

    keys = {name: worker_health.KEYS[name] for name in NEEDED if name in worker_health.KEYS}
    deadline = time.monotonic() + START_PATIENCE_SECONDS
    with redis.Redis(unix_socket_path=str(unix_socket)) as client:
        for name, key in keys.items():
            while not client.exists(key):
                if started[name].child.poll() is not None or time.monotonic() > deadline:
                    raise started[name].fail(f"The worker of {name} did not start")
                time.sleep(0.05)


class Candidate:
    """Somebody with a link, whose connection stays open as a browser's does, and is opened again after a while."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_SECONDS + 10)
        self._path = f"/v1/dsa/{token}"
        self._used_at = 0.0

    def send(self, act: str, source_code: str, **fields: str) -> dict[str, Any]:
        """Run or submit, and wait until it is judged. Raises RuntimeError unless every test was passed."""
        if time.monotonic() - self._used_at > IDLE_SECONDS:
            self._connection.close()  # which the next request opens again
        body = {"problemId": PROBLEM, "language": "python", "sourceCode": source_code, **fields}
        self._connection.request(
            "POST",
            f"{self._path}/{act}",
            json.dumps(body),
            {"Content-Type": "application/json", "Prefer": f"wait={WAIT_SECONDS}"},
        )
        with closing(self._connection.getresponse()) as response:
            answer: dict[str, Any] = json.loads(response.read())
            if response.status != 200 or answer["verdict"] != "AC":
                raise RuntimeError(f"{act} came to {response.status}: {answer}")
        self._used_at = time.monotonic()
        return answer
