"""Control groups, version 1 or 2, where this process may make them: a hard limit on memory and processes.

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
from typing import Self

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
    limits: Sequence[tuple[str, str]]  # file, and what it limits: "memory", "swap" or "processes"
    kills: tuple[str, str] | None  # file and key of the count of processes that the kernel killed for memory


@dataclass
class Group:
    """The groups of one run, one for each hierarchy."""

    folders: list[tuple[Hierarchy, Path]]

    def open_for_joining(self) -> list[int]:
        """Descriptors to which a process writes "0" to join. The caller closes them."""
        return [os.open(folder / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC) for _, folder in self.folders]

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel killed a process in here because the memory was used up."""
        for hierarchy, folder in self.folders:
            if hierarchy.kills:
                file, key = hierarchy.kills
                for line in (folder / file).read_text().splitlines():
                    name, _, value = line.partition(" ")
                    if name == key and int(value) > 0:
                        return True
        return False


class Cgroups:
    """The hierarchies that this process can use; none is a valid answer."""

    def __init__(self, hierarchies: Sequence[Hierarchy]) -> None:
        self.hierarchies = hierarchies

    @classmethod
    def find(cls, delegated: Path | None) -> Self:
        """Look where this process may make groups: below `delegated` (version 2), else beside or below its own."""
        usable: list[Hierarchy] = []
        for candidate in [_version_2(delegated)] if delegated else _candidates():
            limited = {what for found in usable for _, what in found.limits}
            if limited.isdisjoint(what for _, what in candidate.limits) and _works(candidate):
                usable.append(candidate)
        _sweep(usable)
        return cls(usable)

    @contextlib.contextmanager
    def group(self, *, memory_kb: int, processes: int) -> Generator[Group, None, None]:
        """Groups for one run with these limits, gone afterwards."""
        name = f"{PREFIX}{os.getpid()}-{next(_serial)}"
        values = {"memory": (memory_kb + OWN_KB) * 1024, "swap": 0, "processes": processes + 4}
        group = Group([])
        try:
            for hierarchy in self.hierarchies:
                folder = hierarchy.parent / name
                folder.mkdir()
                group.folders.append((hierarchy, folder))
                for file, what in hierarchy.limits:
                    # Version 1 counts memory and swap together, and may not count swap at all.
                    value = values["memory"] if file == "memory.memsw.limit_in_bytes" else values[what]
                    if (folder / file).exists():
                        (folder / file).write_text(str(value))
            yield group
        finally:
            for _, folder in group.folders:
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
                if names <= set(options.split(",")) and controllers:
                    found += _version_1(_below(point, root, path), names)
    return found


def _below(point: str, root: str, path: str) -> Path:
    inside = path[len(root) :] if root != "/" and path.startswith(root) else path
    return Path(point) / inside.lstrip("/")


def _version_1(parent: Path, controllers: set[str]) -> list[Hierarchy]:
    found = []
    if "memory" in controllers:
        limits = (("memory.limit_in_bytes", "memory"), ("memory.memsw.limit_in_bytes", "swap"))
        found.append(Hierarchy(parent, limits, ("memory.oom_control", "oom_kill")))
    if "pids" in controllers:
        found.append(Hierarchy(parent, (("pids.max", "processes"),), None))
    return found


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
        file, what = hierarchy.limits[0]
        (probe / file).write_text(str(64 * 1024 * 1024 if what == "memory" else 64))
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


def _sweep(hierarchies: Sequence[Hierarchy]) -> None:
    """Remove what killed processes left."""
    for hierarchy in hierarchies:
        for folder in hierarchy.parent.glob(f"{PREFIX}*-*"):
            owner = folder.name.removeprefix(PREFIX).split("-")[0]
            if owner.isdigit() and not Path(f"/proc/{owner}").exists():
                with contextlib.suppress(OSError):
                    folder.rmdir()
