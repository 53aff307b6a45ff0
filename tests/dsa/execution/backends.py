"""The ways in which a machine may let the sandbox work, and what must be true on the machine after each run in it."""

import contextlib
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from dsa.execution.sandbox.backend import SandboxBackend, SandboxSettings
from dsa.execution.sandbox.cgroups import PREFIX, find

ORDINARY_UID = 54_321
T = TypeVar("T")


@dataclass(frozen=True)
class Way:
    """A user to be, and whether to make control groups."""

    name: str
    cgroup: str
    ordinary_user: bool

    def why_not_here(self) -> str:
        """Why this machine cannot show this way, or nothing."""
        if self.cgroup == "auto" and find(None) is None:
            return "no control group can be made here"
        if self.name.startswith("root") and os.geteuid() != 0:
            return "not root"
        return ""

    def do(self, directory: Path, work: Callable[[SandboxBackend], T]) -> T:
        """The result of `work` with a backend of this way. `directory` is new and can be reached by everybody."""
        backend = SandboxBackend(SandboxSettings(directory=directory, cgroup=self.cgroup))
        if not self.ordinary_user or os.geteuid() != 0:
            return work(backend)
        # What the tools are is found out as root: the checkout need not be readable for that user.
        backend.languages()
        for path in (directory, *directory.rglob("*")):
            os.chown(path, ORDINARY_UID, ORDINARY_UID)
        return _as_ordinary_user(lambda: work(_again(backend)))


WAYS = [
    Way("root with a cgroup", "auto", ordinary_user=False),
    Way("root without a cgroup", "off", ordinary_user=False),
    Way("ordinary user without a cgroup", "off", ordinary_user=True),
]


def _again(backend: SandboxBackend) -> SandboxBackend:
    """A backend that finds out anew what this user may do, with the toolchains that were found before."""
    made = SandboxBackend(backend._settings)
    made.__dict__["_offer"] = backend._offer
    return made


def _as_ordinary_user(work: Callable[[], T]) -> T:
    """The result of `work` in a child process that has given up root."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            os.setgroups([])
            os.setresgid(ORDINARY_UID, ORDINARY_UID, ORDINARY_UID)
            os.setresuid(ORDINARY_UID, ORDINARY_UID, ORDINARY_UID)
            os.chdir("/")
            try:
                outcome: object = work()
            except Exception as error:
                outcome = error
            with os.fdopen(writing, "wb") as pipe:
                pickle.dump(outcome, pipe)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    assert status == 0, f"the child ended with {status}"
    result = pickle.loads(told)  # noqa: S301  our own child's
    if isinstance(result, Exception):
        raise result
    return result  # type: ignore[no-any-return]


def left_behind(directory: Path) -> list[str]:
    """What runs left on this machine: processes, control groups, mounts, and files of submissions."""
    found = [f"submission {path}" for path in (directory / "submissions").iterdir()]
    # A sandbox's processes live no longer than its process 1, which runs the helper of this directory.
    helpers = {(made.stat().st_dev, made.stat().st_ino) for made in directory.glob("init-*")}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            running = (process / "exe").stat()
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if (running.st_dev, running.st_ino) in helpers or bytes(directory) in command:
            found.append(f"process {process.name} {command[:200]!r}")
    if hierarchy := find(None):
        found += [f"cgroup {path}" for path in hierarchy.parent.glob(f"{PREFIX}{os.getpid()}-*")]
    if str(directory) in Path("/proc/self/mountinfo").read_text():
        found.append("mount")
    return found


@contextlib.contextmanager
def reachable_directory(parent: Path | None = None) -> Iterator[Path]:
    """A new directory that sandbox users can get to; pytest closes its own to everybody else, again at each start."""
    with tempfile.TemporaryDirectory(prefix="talentsync-tests-", dir=parent) as made:
        Path(made).chmod(0o711)
        yield Path(made)
