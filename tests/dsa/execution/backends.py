"""The ways in which a machine may let the sandbox work, and what must be true on the machine after each run in it."""

import contextlib
import os
import pickle
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from dsa.execution.languages import Language
from dsa.execution.sandbox.backend import SandboxBackend
from dsa.execution.sandbox.cgroups import PREFIX, find
from dsa.execution.sandbox.jail import FIRST_SLOT_UID, HOME_VARIABLE
from dsa.execution.sandbox.machine import SandboxSettings
from dsa.execution.sandbox.standing import kill

ORDINARY_UID = 54_321
# What every installation brings, and all that these tests use in every way of isolating.
USUAL = (Language.PYTHON, Language.C, Language.CPP, Language.JAVA, Language.JAVASCRIPT)
SANDBOX_USERS = {ORDINARY_UID, *range(FIRST_SLOT_UID, FIRST_SLOT_UID + 1024)}
T = TypeVar("T")


@dataclass(frozen=True)
class Way:
    """A user to be, whether to make control groups, whether containers stand or are built for each run, and whether the
    standing ones have zygotes or start each interpreter.
    """

    name: str
    cgroup: str
    ordinary_user: bool
    standing: bool = True
    zygote: bool = True

    def why_not_here(self) -> str:
        """Why this machine cannot show this way, or nothing."""
        if self.cgroup == "auto" and find(None) is None:
            return "no control group can be made here"
        if self.name.startswith("root") and os.geteuid() != 0:
            return "not root"
        return ""

    def do(self, directory: Path, work: Callable[[SandboxBackend], T]) -> T:
        """The result of `work` with a backend of this way. `directory` is new and can be reached by everybody."""
        backend = SandboxBackend(
            SandboxSettings(directory=directory, cgroup=self.cgroup, standing=self.standing)
        )
        if not self.zygote and backend.machine.standing is not None:
            backend.machine.__dict__["standing"] = replace(backend.machine.standing, python=())
        if not self.ordinary_user or os.geteuid() != 0:
            return work(backend)
        # What the tools are is found out as root: the checkout need not be readable for that user.
        for language in USUAL:
            backend.why_not(language)
        stop_containers(directory)
        for path in (directory, *directory.rglob("*")):
            os.chown(path, ORDINARY_UID, ORDINARY_UID, follow_symlinks=False)
        return _as_ordinary_user(lambda: work(_again(backend)))


WAYS = [
    Way(name + ("" if standing else ", container for each run"), cgroup, ordinary_user, standing)
    for standing in (True, False)
    for name, cgroup, ordinary_user in (
        ("root with a cgroup", "auto", False),
        ("root without a cgroup", "off", False),
        ("ordinary user without a cgroup", "off", True),
    )
] + [Way("root with a cgroup, no zygote", "auto", ordinary_user=False, zygote=False)]


def _again(backend: SandboxBackend) -> SandboxBackend:
    """A backend that finds out anew what this user may do, with the toolchains that were found before."""
    made = SandboxBackend(backend.machine._settings)
    made._problems = backend._problems
    made.machine.__dict__["_found"] = backend.machine._found
    if backend.machine.standing is not None:
        assert made.machine.standing is not None, "this user can have standing containers as well"
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


@dataclass(frozen=True)
class Process:
    """One process, as the host sees it. Looked at again, the same one may show other words and another parent."""

    pid: int
    parent: int = field(compare=False)
    user: int
    depth: int  # of its pid namespace
    command: bytes = field(compare=False)
    environment: bytes = field(compare=False)

    def is_bubblewrap_of(self, directory: Path) -> bool:
        return f"{HOME_VARIABLE}={directory}".encode() in self.environment.split(b"\0")

    @property
    def is_bubblewrap(self) -> bool:
        return self.command.split(b"\0")[0].endswith(b"/bwrap")

    @property
    def stands(self) -> bool:
        """Of a bubblewrap: whether it is that of a standing container."""
        return b"--cap-add" in self.command


def processes() -> dict[int, Process]:
    """All that live on this machine and may be looked at."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
        except OSError:
            continue
        pid = int(folder.name)
        found[pid] = Process(
            pid,
            int(status["PPid"]),
            int(status["Uid"].split()[0]),
            len(status["NSpid"].split()),
            _read_of(folder / "cmdline"),
            _read_of(folder / "environ"),
        )
    return found


def _read_of(file: Path) -> bytes:
    """What the kernel tells of a process. One that is ending has no memory any more, and thus nothing to tell."""
    try:
        return file.read_bytes()
    except OSError:
        return b""


def keepers(directory: Path) -> list[Process]:
    """The keepers of the standing containers of this directory."""
    alive = processes()
    standing = {one.pid for one in alive.values() if one.is_bubblewrap_of(directory) and one.stands}
    return [
        one
        for one in alive.values()
        if one.parent in standing and one.parent in alive and one.depth == alive[one.parent].depth + 1
    ]


def stop_containers(directory: Path) -> None:
    """End every standing container of this directory, and wait until it is gone."""
    for path in (directory / "slots").glob("*.socket"):
        kill(path)
    eventually(lambda: not keepers(directory))


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether it comes to hold; the limit is only for a machine on which it never does."""
    deadline = time.monotonic() + 60
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def runs_left(directory: Path) -> list[str]:
    """Processes of runs: below a bubblewrap of this directory, but for what stands, or below none any more.

    Told by their namespace and user, so that whatever else runs on this machine is not counted.
    """
    below, orphans = _processes_of_runs(directory)
    # Other tests' containers end meanwhile, and the processes in them a moment later. What has got away stays.
    if orphans and eventually(lambda: not _processes_of_runs(directory)[1] & orphans):
        orphans = set()
    return [f"process {process.pid} {process.command[:200]!r}" for process in (*below, *orphans)]


def _processes_of_runs(directory: Path) -> tuple[set[Process], set[Process]]:
    """Those below a bubblewrap of this directory, and those of sandbox users in a namespace below no bubblewrap."""
    alive = processes()
    below, orphans = set(), set()
    depth = alive[os.getpid()].depth
    for process in alive.values():
        above = process
        while not above.is_bubblewrap and above.parent in alive:
            above = alive[above.parent]
        if not above.is_bubblewrap:
            if process.user in SANDBOX_USERS and process.depth > depth:
                orphans.add(process)
        # A zygote is in the keeper's own pid namespace, and nothing else but the keeper is.
        elif above.is_bubblewrap_of(directory) and (not above.stands or process.depth > above.depth + 1):
            below.add(process)
    return below, orphans


def left_behind(directory: Path) -> list[str]:
    """What runs left on this machine: processes, control groups, mounts, and files of submissions."""
    found = [f"submission {path}" for path in (directory / "submissions").iterdir()]
    found += runs_left(directory)
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
        try:
            yield Path(made)
        finally:
            for slots in Path(made).glob("**/slots"):
                stop_containers(slots.parent)
