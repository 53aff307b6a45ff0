"""The processes of an installation by kind, the processor time of each kind, and a profiler beside one of them."""

import shlex
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

# By a word of their command line; what they start counts as theirs.
KINDS = {"talentsync.server": "web", "celery": "workers", "valkey-server": "broker"}


def _children(pid: int) -> list[int]:
    with suppress(OSError):  # it has ended
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    return []


def _command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return ""


def _family(pid: int) -> Iterator[int]:
    yield pid
    for child in _children(pid):
        yield from _family(child)


def _seconds(pid: int) -> float | None:
    """Of all its threads: `/proc/PID/stat` samples. None once it has ended."""
    with suppress(OSError):
        # What clock_getcpuclockid(3) makes of a process id on Linux.
        return time.clock_gettime((~pid << 3) | 2)
    return None


class Installation:
    """What runs below `make run`, and the database's server where it has one."""

    def __init__(self, pid: int, database_url: str | None) -> None:
        self._pid = pid
        self._database_url = database_url

    def by_kind(self) -> dict[str, list[int]]:
        """The processes that run now."""
        found: dict[str, list[int]] = defaultdict(list)
        for child in _children(self._pid):
            command = _command(child)
            kind = next((kind for word, kind in KINDS.items() if word in command), "others")
            found[kind] += _family(child)
        if self._database_url is not None:
            found["database"] += _family(_postmaster(self._database_url))
        return found

    def seconds(self) -> dict[int, float]:
        """What each process has taken so far."""
        each = ((pid, _seconds(pid)) for pids in self.by_kind().values() for pid in pids)
        return {pid: seconds for pid, seconds in each if seconds is not None}

    def since(self, before: Mapping[int, float]) -> dict[str, float]:
        """What each kind has taken since, in seconds, without processes that have ended meanwhile."""
        taken = self.seconds()
        return {
            kind: round(sum(taken[pid] - before.get(pid, 0) for pid in pids if pid in taken), 2)
            for kind, pids in self.by_kind().items()
        }

    @contextmanager
    def beside_web(self, command: str | None, name: str) -> Iterator[None]:
        """Run a profiler with the block, told the process of the web server and a name, and interrupt it at the end."""
        if command is None:
            yield
            return
        told = command.format(pid=self.by_kind()["web"][0], name=name)
        with subprocess.Popen(shlex.split(told)) as profiler:
            yield
            profiler.send_signal(signal.SIGINT)


def _postmaster(database_url: str) -> int:
    """The server that `bin/with_postgres.py` has started, which says its id in its directory."""
    directory = Path(unquote(urlsplit(database_url).netloc.rpartition("@")[2]))
    return int((directory / "data" / "postmaster.pid").read_text().splitlines()[0])
