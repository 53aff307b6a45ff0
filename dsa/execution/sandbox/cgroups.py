"""Control groups, version 1 or 2, where this process may make them: a hard limit on memory.

Without them a run is still limited by rlimits and by process 1 of the sandbox, which looks at its memory every few
milliseconds. With them the kernel itself keeps the limit, and counts what no process owns.
"""

import contextlib
import itertools
import os
import subprocess
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
MEMBERSHIP = Path("/proc/self/cgroup")
PREFIX = "talentsync-"
# What bubblewrap, process 1 and the kernel's own bookkeeping for them take of the group's memory.
OWN_KB = 6 * 1024
REMOVAL_SECONDS = 5.0
FILE_BYTES = 64 * 1024

_serial = itertools.count()


@dataclass(frozen=True)
class Hierarchy:
    """One directory below which groups can be made, and the files that carry limits there."""

    parent: Path
    limits: Sequence[tuple[str, str]]  # file, and what it limits
    kills: tuple[str, str]  # file and key of the count of processes that the kernel killed for memory
    usage: str  # file with the memory in use, in bytes
    cpu: (
        tuple[Path, str] | None
    )  # where groups are made that count CPU time, and the file in them that tells it


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
        return _kills(self.hierarchy, self.folder) > 0


@dataclass(frozen=True)
class StandingGroup:
    """The group of one slot, in which everything that runs there is born. Joining takes 10 ms, once."""

    hierarchy: Hierarchy
    name: str

    @cached_property
    def _folder(self) -> Path:
        return self.hierarchy.parent / self.name

    def make(self) -> None:
        for folder in self._folders():
            folder.mkdir(exist_ok=True)

    def _folders(self) -> Sequence[Path]:
        cpu = self.hierarchy.cpu
        return (
            [self._folder]
            if cpu is None or cpu[0] == self.hierarchy.parent
            else [self._folder, cpu[0] / self.name]
        )

    def open_for_joining(self) -> list[int]:
        """Descriptors to which a process writes "0" to join. The caller closes them."""
        return [os.open(folder / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC) for folder in self._folders()]

    def open_cpu_time(self) -> int | None:
        """A descriptor of the file with the CPU time used, if there is one. The caller closes it."""
        return os.open(self._cpu_time, os.O_RDONLY | os.O_CLOEXEC) if self._cpu_time else None

    def allow(self, *, memory_kb: int, processes: int) -> "Allowance":
        """Set the limits for one run, above what is in use already. Raises OSError for what the machine refuses."""
        memory = int(_read(self._usage)) + (memory_kb + OWN_KB) * 1024
        values = {"memory": memory, "swap": 0, "memory and swap": memory, "processes": processes + 16}
        for path, what in self._limits:
            # It may not be below the other one, whichever way that goes.
            if what == "memory and swap":
                _limit(path, -1)
        for path, what in self._limits:
            _limit(path, values[what])
        return Allowance(self.hierarchy, self._folder, _kills(self.hierarchy, self._folder))

    # Made once, because each run asks for them, and putting paths together takes longer than the calls.

    @cached_property
    def _usage(self) -> str:
        return str(self._folder / self.hierarchy.usage)

    @cached_property
    def _limits(self) -> Sequence[tuple[str, str]]:
        return [(str(self._folder / file), what) for file, what in self.hierarchy.limits]

    @cached_property
    def _cpu_time(self) -> str | None:
        cpu = self.hierarchy.cpu
        return str(cpu[0] / self.name / cpu[1]) if cpu else None


@dataclass(frozen=True)
class Allowance:
    """The limits of one run in a standing group."""

    hierarchy: Hierarchy
    folder: Path
    kills_before: int

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel has killed a process since because the memory was used up."""
        return _kills(self.hierarchy, self.folder) > self.kills_before


def _kills(hierarchy: Hierarchy, folder: Path) -> int:
    file, key = hierarchy.kills
    counts = dict(line.split(b" ", 1) for line in _read(folder / file).splitlines())
    return int(counts.get(key.encode(), 0))


def _read(path: Path | str) -> bytes:
    """A small file. Of each run several are read and written: pathlib would take three times the system calls."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(descriptor, FILE_BYTES)
    finally:
        os.close(descriptor)


def _limit(path: Path | str, value: int) -> None:
    """Set this limit, if there is such a one: not every kernel counts swap."""
    with contextlib.suppress(FileNotFoundError):
        descriptor = os.open(path, os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC)
        try:
            os.write(descriptor, b"%d" % value)
        finally:
            os.close(descriptor)


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
            _limit(folder / file, values[what])
        yield Group(hierarchy, folder)
    finally:
        _remove(folder)


def _candidates() -> list[Hierarchy]:
    membership = {}
    for line in MEMBERSHIP.read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        membership[controllers] = path
    memory: list[Path] = []
    cpu: list[Path] = []
    found: list[Hierarchy] = []
    for line in MOUNTS.read_text().splitlines():
        left, _, right = line.partition(" - ")
        root, point = left.split()[3:5]
        kind, _, options = right.split(" ", 2)
        if kind == "cgroup2" and "" in membership:
            own = _below(point, root, membership[""])
            if _is_delegated(own):
                _hand_down(own)
            # A group with processes in it cannot hand controllers down, but those above may: a desktop's user has a
            # part of the tree, and programs are some levels below its top.
            found += [_version_2(path) for path in (own, *own.parents) if path.is_relative_to(point)]
        elif kind == "cgroup":
            for controllers, path in membership.items():
                names = set(controllers.split(","))
                if names <= set(options.split(",")):
                    memory += [_below(point, root, path)] if "memory" in names else []
                    cpu += [_below(point, root, path)] if "cpuacct" in names else []
    counting = next((path for path in cpu if os.access(path, os.W_OK)), None)
    return [*found, *(_version_1(path, counting) for path in memory)]


def _is_delegated(folder: Path) -> bool:
    """Whether systemd gave this part of the tree away (Delegate=yes)."""
    for name in ("user.delegate", "trusted.delegate"):
        with contextlib.suppress(OSError):
            if os.getxattr(folder, name) == b"1":
                return True
    return False


def _hand_down(own: Path) -> None:
    """Let groups below `own` have limits: no process may be in it itself, so those that are go into a group beside."""
    with contextlib.suppress(OSError):
        main = own / f"{PREFIX}main"
        main.mkdir(exist_ok=True)
        for process in (own / "cgroup.procs").read_text().split():
            with contextlib.suppress(ProcessLookupError):
                (main / "cgroup.procs").write_text(process)
        (own / "cgroup.subtree_control").write_text("+memory +pids")


def _below(point: str, root: str, path: str) -> Path:
    inside = path[len(root) :] if root != "/" and path.startswith(root) else path
    return Path(point) / inside.lstrip("/")


def _version_1(parent: Path, counting: Path | None) -> Hierarchy:
    """Memory, and CPU time for groups that stand: joining each further hierarchy costs milliseconds."""
    limits = (("memory.limit_in_bytes", "memory"), ("memory.memsw.limit_in_bytes", "memory and swap"))
    cpu = (counting, "cpuacct.usage") if counting else None
    return Hierarchy(parent, limits, ("memory.oom_control", "oom_kill"), "memory.usage_in_bytes", cpu)


def _version_2(parent: Path) -> Hierarchy:
    limits = (("memory.max", "memory"), ("memory.swap.max", "swap"), ("pids.max", "processes"))
    return Hierarchy(parent, limits, ("memory.events", "oom_kill"), "memory.current", (parent, "cpu.stat"))


def _works(hierarchy: Hierarchy) -> bool:
    """Make a group and set its limit, as a run will."""
    probe = hierarchy.parent / f"{PREFIX}{os.getpid()}-probe"
    try:
        probe.mkdir()
    except OSError:
        return False
    try:
        (probe / hierarchy.limits[0][0]).write_text(str(64 * 1024 * 1024))
        # Moving a process takes a right to the groups' common ancestor as well.
        subprocess.run(
            ["/bin/sh", "-c", 'echo 0 > "$0"', str(probe / "cgroup.procs")], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError):
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
    """Remove what killed processes left, and the groups of slots in which nothing stands any more."""
    for parent in {hierarchy.parent, *([hierarchy.cpu[0]] if hierarchy.cpu else [])}:
        for folder in parent.glob(f"{PREFIX}*-*"):
            owner = folder.name.removeprefix(PREFIX).split("-")[0]
            if not owner.isdigit() or not Path(f"/proc/{owner}").exists():
                with contextlib.suppress(OSError):
                    folder.rmdir()
