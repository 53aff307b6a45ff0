"""A worker that is killed takes with it what it runs."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from dsa.execution import Language, Limits, Program, Test
from dsa.execution.sandbox.backend import SandboxBackend, SandboxSettings
from tests.dsa.execution.backends import left_behind, reachable_directory

SLEEP = Program(Language.PYTHON, "import os, time\nif os.fork() == 0:\n    os.setsid()\ntime.sleep(600)")
LIMITS = Limits(cpu_seconds=5, wall_seconds=600)


def processes(directory: Path) -> list[str]:
    return [found for found in left_behind(directory) if found.startswith("process")]


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether it comes to hold; the limit is only for a machine on which it never does."""
    deadline = time.monotonic() + 60
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_its_programs_end_and_its_folder_is_swept_later() -> None:
    with reachable_directory() as made:
        directory = made / "home"
        backend = SandboxBackend(SandboxSettings(directory=directory))
        backend.languages()
        worker = os.fork()
        if worker == 0:
            try:
                list(backend.run(SLEEP, [Test()], LIMITS))
            finally:
                os._exit(1)

        assert eventually(lambda: len(processes(directory)) >= 2), "the sandbox never started"
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)

        assert eventually(lambda: processes(directory) == [])
        (folder,) = [path for path in (directory / "submissions").iterdir() if path.is_dir()]
        os.utime(folder, (0, 0))
        with backend.workdir.submission():
            assert not folder.exists()
        SandboxBackend(SandboxSettings(directory=directory)).check()
        assert left_behind(directory) == []
