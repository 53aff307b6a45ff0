"""Control groups, version 1 or 2, where this process may make them: a hard limit on memory.

Without them a run is still limited by rlimits and by process 1 of the sandbox, which looks at its memory every few
milliseconds. With them the kernel itself keeps the limit, and counts what no process owns.
"""

import contextlib
import itertools
import os
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
MEMBERSHIP = Path("/proc/self/cgroup")
PREFIX = "talentsync-"
# What bubblewrap, process 1 and the kernel's own bookkeeping for them take of the group's memory.
OWN_KB = 6 * 1024
REMOVAL_SECONDS = 5.0

_serial = itertools.count()


@dataclass(frozen=True)
class Hierarchy:
    """One directory below which groups can be made, and the files that carry limits there."""

    parent: Path
    limits: Sequence[tuple[str, str]]  # file, and what it limits
    kills: tuple[str, str]  # file and key of the count of processes that the kernel killed for memory


@dataclass(frozen=True)
class Group:
    """The group of one run."""

    hierarchy: Hierarchy
    folder: Path

    def open_for_joining(self) -> int:
        """A descriptor to which a process writes "0" to join. The caller closes it."""
        return os.open(self.folder / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC)

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel killed a process in here because the memory was used up."""
        file, key = self.hierarchy.kills
        counts = dict(line.split(" ", 1) for line in (self.folder / file).read_text().splitlines())
        return int(counts.get(key, 0)) > 0


def find(delegated: Path | None) -> Hierarchy | None:
    """Where this process may make groups: below `delegated` (version 2), else below or beside its own."""
    for candidate in [_version_2(delegated)] if delegated else _candidates():
        if _works(candidate):
            _sweep(candidate)
            return candidate
    return None


@contextlib.contextmanager
def group(hierarchy: Hierarchy, *, memory_kb: int, processes: int) -> Generator[Group, None, None]:
    """A group for one run with these limits, gone afterwards. Raises OSError for what the machine refuses."""
    memory = (memory_kb + OWN_KB) * 1024
    values = {"memory": memory, "swap": 0, "memory and swap": memory, "processes": processes + 4}
    folder = hierarchy.parent / f"{PREFIX}{os.getpid()}-{next(_serial)}"
    folder.mkdir()
    try:
        for file, what in hierarchy.limits:
            # Not every kernel counts swap.
            if (folder / file).exists():
                (folder / file).write_text(str(values[what]))
        yield Group(hierarchy, folder)
    finally:
        _remove(folder)


def _candidates() -> list[Hierarchy]:
    membership = {}
    for line in MEMBERSHIP.read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        membership[controllers] = path
    found: list[Hierarchy] = []
    for line in MOUNTS.read_text().splitlines():
        left, _, right = line.partition(" - ")
        root, point = left.split()[3:5]
        kind, _, options = right.split(" ", 2)
        if kind == "cgroup2" and "" in membership:
            own = _below(point, root, membership[""])
            # A group with processes in it cannot hand controllers down, but its parent may.
            found += [_version_2(own), *([_version_2(own.parent)] if own != Path(point) else [])]
        elif kind == "cgroup":
            for controllers, path in membership.items():
                names = set(controllers.split(","))
                if "memory" in names and names <= set(options.split(",")):
                    found.append(_version_1(_below(point, root, path)))
    return found


def _below(point: str, root: str, path: str) -> Path:
    inside = path[len(root) :] if root != "/" and path.startswith(root) else path
    return Path(point) / inside.lstrip("/")


def _version_1(parent: Path) -> Hierarchy:
    """Memory only: joining each further hierarchy costs a run milliseconds, and RLIMIT_NPROC counts processes."""
    limits = (("memory.limit_in_bytes", "memory"), ("memory.memsw.limit_in_bytes", "memory and swap"))
    return Hierarchy(parent, limits, ("memory.oom_control", "oom_kill"))


def _version_2(parent: Path) -> Hierarchy:
    limits = (("memory.max", "memory"), ("memory.swap.max", "swap"), ("pids.max", "processes"))
    return Hierarchy(parent, limits, ("memory.events", "oom_kill"))


def _works(hierarchy: Hierarchy) -> bool:
    """Make a group and set its limit, as a run will."""
    probe = hierarchy.parent / f"{PREFIX}{os.getpid()}-probe"
    try:
        probe.mkdir()
    except OSError:
        return False
    try:
        (probe / hierarchy.limits[0][0]).write_text(str(64 * 1024 * 1024))
        descriptor = os.open(probe / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC)
        os.close(descriptor)
    except OSError:
        return False
    finally:
        _remove(probe)
    return True


def _remove(folder: Path) -> None:
    """The last process of a group leaves it a moment after it was waited for."""
    deadline = time.monotonic() + REMOVAL_SECONDS
    while True:
        try:
            folder.rmdir()
        except FileNotFoundError:
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.001)
        else:
            return


def _sweep(hierarchy: Hierarchy) -> None:
    """Remove what killed processes left."""
    for folder in hierarchy.parent.glob(f"{PREFIX}*-*"):
        owner = folder.name.removeprefix(PREFIX).split("-")[0]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            with contextlib.suppress(OSError):
                folder.rmdir()
