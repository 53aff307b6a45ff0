"""Whole installations in a directory of their own, run by the real `bin/run.py`."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers import free_port

REPOSITORY = Path(__file__).resolve().parent.parent.parent
RUN = [sys.executable, str(REPOSITORY / "bin" / "run.py")]
PATIENCE_SECONDS = 120


def obey_signals() -> None:
    """Undo in a child what a shell does to commands in the background, and `nohup`: both have signals ignored."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


class Installation:
    """One data directory and one port, with at most one run of TalentSync at a time."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "ENV_FILE": os.devnull,
            "DATA_DIR": str(data_dir),
            "PORT": str(self.port),
            "DEMO_DATA": "no",
        }
        self.output: list[str] = []
        self.process: subprocess.Popen[str] | None = None

    def start(self, *command: str, **environment: str) -> "Installation":
        """Start a run without waiting for anything."""
        self.output = []
        self.process = subprocess.Popen(
            command or RUN,
            cwd=REPOSITORY,
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=obey_signals,
        )
        return self

    def read_until(self, wanted: str) -> "Installation":
        """Read the output up to a line with these words."""
        assert self.process is not None
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output.append(line)
            if wanted in line:
                return self
        raise AssertionError(f"{wanted!r} was never printed:\n{''.join(self.output)}")

    def start_and_wait(self, *command: str, **environment: str) -> "Installation":
        return self.start(*command, **environment).read_until("Press Ctrl-C")

    def send(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def wait(self) -> int:
        """Read the output to its end and give the exit code."""
        assert self.process is not None
        rest, _ = self.process.communicate(timeout=PATIENCE_SECONDS)
        self.output.append(rest)
        return self.process.returncode

    def processes(self) -> dict[int, str]:
        """The command lines of everything that runs on this data directory, by process id."""
        marker = str(self.data_dir).encode()
        found = {}
        for directory in Path("/proc").glob("[0-9]*"):
            try:
                command = (directory / "cmdline").read_bytes()
                # Valkey writes its title over its environment; a zombie has no command line: it runs no more.
                if command and (marker in command or marker in (directory / "environ").read_bytes()):
                    found[int(directory.name)] = command.replace(b"\0", b" ").decode()
            except OSError:
                continue  # it ended just now
        return found

    def process_with(self, words: str) -> int:
        """The oldest process whose command line has these words."""
        return min(pid for pid, command in self.processes().items() if words in command)

    def watch_processes(self) -> Callable[[], None]:
        """Gives a function that waits until everything that runs now has ended."""
        descriptors = []
        for pid in self.processes():
            descriptors.append(os.pidfd_open(pid))

        def wait_for_all() -> None:
            for descriptor in descriptors:
                ended, _, _ = select.select([descriptor], [], [], PATIENCE_SECONDS)
                os.close(descriptor)
                assert ended, f"still running: {self.processes()}"

        return wait_for_all

    def close(self) -> None:
        """Whatever a failed test left: kill it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            if self.process.stdout is not None:
                self.process.stdout.close()
            self.process = None
        for pid in self.processes():
            os.kill(pid, 9)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation that has never run."""
    here = Installation(tmp_path / "data")
    yield here
    here.close()
