"""A worker that is killed takes with it what it runs."""

import os
import signal

import pytest

from dsa.execution import Language, Limits, Program, Test
from dsa.execution.sandbox.backend import SandboxBackend
from dsa.execution.sandbox.machine import SandboxSettings
from tests.dsa.execution.backends import eventually, left_behind, reachable_directory, runs_left

SLEEP = Program(Language.PYTHON, "import os, time\nif os.fork() == 0:\n    os.setsid()\ntime.sleep(600)")
LIMITS = Limits(cpu_seconds=5, wall_seconds=600)


@pytest.mark.parametrize("standing", [True, False])
def test_its_programs_end_and_its_folder_is_swept_later(standing: bool) -> None:
    with reachable_directory() as made:
        directory = made / "home"
        backend = SandboxBackend(SandboxSettings(directory=directory, standing=standing))
        backend.why_not(Language.PYTHON)
        worker = os.fork()
        if worker == 0:
            try:
                list(backend.run(SLEEP, [Test()], LIMITS))
            finally:
                os._exit(1)

        assert eventually(lambda: len(runs_left(directory)) >= 2), "the sandbox never started"
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)

        assert eventually(lambda: runs_left(directory) == [])
        (folder,) = [path for path in (directory / "submissions").iterdir() if path.is_dir()]
        with backend.machine.workdir.submission():
            assert not folder.exists()
        SandboxBackend(SandboxSettings(directory=directory)).check()
        assert left_behind(directory) == []
