"""Real Celery worker processes for tests, and waiting for what they do."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import redis
from django.conf import settings

from talentsync import worker_health
from talentsync.queues import ALL
from tests.servers import database_url_of_this_test

PATIENCE_SECONDS = 60.0
POLL_SECONDS = 0.01


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether it comes to hold; the limit is only for a machine on which it never does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


class WorkerProcess:
    """One worker with its pool, started as production starts it. `environment` overrides the settings' variables.

    `APP` names another Celery application module.
    """

    def __init__(self, log: Path, queues: Sequence[str] = (), **environment: str) -> None:
        self.log = log
        self.queues = queues or ALL
        self._app = environment.pop("APP", "talentsync")
        self._environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "talentsync.settings",
            "DATABASE_URL": database_url_of_this_test(),
            "REDIS_URL": settings.REDIS_URLS[0],
            "WORKER_CONCURRENCY": "1",
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it takes tasks."""
        keys = [worker_health.KEYS[queue] for queue in self.queues]
        with redis.Redis.from_url(self._environment["REDIS_URL"]) as client:
            client.delete(*keys)
            self.spawn()
            if not eventually(lambda: self.has_ended or client.exists(*keys) == len(keys)) or self.has_ended:
                raise RuntimeError(f"The worker did not start:\n{self.log.read_text()}")

    def spawn(self) -> None:
        """Start without waiting for anything."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "celery", "--quiet", "--app", self._app, "worker"),
                    *("--without-gossip", "--without-mingle", "--queues", ",".join(self.queues)),
                ],
                cwd=settings.BASE_DIR,
                env=self._environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                # A group of its own: pool processes go with the worker.
                start_new_session=True,
            )

    @property
    def has_ended(self) -> bool:
        assert self._process is not None
        return self._process.poll() is not None

    def kill(self) -> None:
        """SIGKILL to the worker and its pool: no clean-up of any kind."""
        if self._process is None:
            return
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def kill_pool(self) -> None:
        """SIGKILL to the processes that judge; the worker makes new ones."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        for pid in children:
            os.kill(int(pid), signal.SIGKILL)

    def stop(self) -> None:
        """Let it finish what it has begun."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=PATIENCE_SECONDS)
        self._process = None
