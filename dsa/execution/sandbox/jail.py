"""One program in one sandbox: builds it with bubblewrap, feeds and reads the program, tells what it did."""

import contextlib
import os
import subprocess
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dsa.execution.sandbox.cgroups import Hierarchy, group
from dsa.execution.sandbox.program_files import files_below
from dsa.execution.sandbox.running import ResourceLimits, Run, Running, Streams
from dsa.execution.sandbox.seccomp import sealed_copy
from dsa.execution.types import RunResult, TransientError

# Sandboxes of root run as these users, which no account should have; one for each slot.
FIRST_SLOT_UID = 2_000_000_000 - 1024
INSIDE_ID = "65534"
# Each of the two scratch file systems. What lies there counts as the program's memory.
SCRATCH = ("/work", "/tmp")  # noqa: S108
SCRATCH_BYTES = 128 * 1024 * 1024
STACK_KB = 64 * 1024
# Above the memory limit, for stacks and reserves that are never touched. Bounds page tables, which nobody counts.
DATA_RESERVE_KB = 8 * 1024 * 1024
TICK_MS = 5
# Tells of each bubblewrap to which installation's execution directory it belongs.
HOME_VARIABLE = "TALENTSYNC_EXECUTION_HOME"
REPORT_BYTES = 1024
# Each copy needs a descriptor; a larger program's folder is mounted instead.
MAX_COPIES = 200

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/work",
    "TMPDIR": "/tmp",  # noqa: S108  the sandbox's own
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "USER": "sandbox",
}
PASSWD = b"sandbox:x:65534:65534:sandbox:/work:/bin/sh\n"
GROUP = b"sandbox:x:65534:\n"
# Read by the dynamic linker; everything else of /etc stays outside.
ETC = ("ld.so.cache",)
# No terminals among them: nobody types, and TIOCSTI has nothing to act on.
DEVICES = ("null", "urandom")
# Mapping it makes memory that several processes share, which only a control group can count.
GROUP_DEVICES = ("zero",)
LINKS = (
    ("urandom", "/dev/random"),
    ("/proc/self/fd", "/dev/fd"),
    ("/proc/self/fd/0", "/dev/stdin"),
    ("/proc/self/fd/1", "/dev/stdout"),
    ("/proc/self/fd/2", "/dev/stderr"),
    ("/tmp", "/dev/shm"),  # noqa: S108
)


@dataclass(frozen=True)
class Command:
    """What to run: absolute paths as they are inside. `program_dir` is the folder of whose files /box has copies."""

    arguments: Sequence[str]
    program_dir: Path
    binds: Sequence[tuple[str, str]] = ()  # further read-only paths: outside, inside
    environment: Sequence[tuple[str, str]] = ()
    archive: bool = False  # give /work as a tar archive on standard output once the command succeeded


@dataclass(frozen=True)
class Jail:
    """All that runs share."""

    bwrap: str
    launcher: Path
    init: Path
    seccomp: bytes
    cgroups: Hierarchy | None
    drop_user: bool

    def run(
        self,
        command: Command,
        limits: ResourceLimits,
        *,
        stdin: bytes,
        slot: int,
        stopped: Callable[[], bool] = lambda: False,
    ) -> RunResult:
        """Run to the end, or to a limit, or until `stopped`. Raises TransientError for what the machine refused."""
        with self.prepared(command, limits, slot=slot, stopped=stopped) as run:
            return run.finish(stdin)

    @contextlib.contextmanager
    def prepared(
        self, command: Command, limits: ResourceLimits, *, slot: int, stopped: Callable[[], bool]
    ) -> Generator[Run, None, None]:
        """A run that can be begun."""
        copies, box = [("/init", self.init, 0o755)], ["--dir", "/box"]
        files_of_box = list(files_below(command.program_dir))
        if len(files_of_box) > MAX_COPIES:
            box = ["--ro-bind", str(command.program_dir), "/box"]
        else:
            copies += [(f"/box/{name}", path, mode) for name, path, mode in files_of_box]
        with contextlib.ExitStack() as held:
            own = None
            if self.cgroups:
                copied_kb = sum(path.stat().st_size // 1024 + 4 for _, path, _ in copies)
                try:
                    own = held.enter_context(
                        group(
                            self.cgroups, memory_kb=limits.memory_kb + copied_kb, processes=limits.processes
                        )
                    )
                except OSError as error:
                    raise TransientError(f"the machine refused a control group: {error}") from error
            joins = [held.enter_context(_closing(own.open_for_joining()))] if own else []

            def start(streams: Streams) -> Running:
                told, report = os.pipe()
                held.callback(os.close, told)
                control, hold = os.pipe()
                # Process 1 ends everything and reports once this is closed.
                stopper = held.enter_context(os.fdopen(hold, "wb"))
                with contextlib.ExitStack() as given:
                    given.callback(os.close, report)
                    given.callback(os.close, control)
                    seccomp, passwd, groups = (
                        given.enter_context(_closing(sealed_copy(name, content)))
                        for name, content in (
                            ("seccomp", self.seccomp),
                            ("passwd", PASSWD),
                            ("group", GROUP),
                        )
                    )
                    files = [
                        (
                            given.enter_context(_closing(os.open(path, os.O_RDONLY | os.O_CLOEXEC))),
                            mode,
                            inside,
                        )
                        for inside, path, mode in copies
                    ]
                    words = [
                        *self.container(command.binds, passwd, groups),
                        *("--die-with-parent", "--clearenv"),
                        *(word for pair in environment(command) for word in ("--setenv", *pair)),
                        *(word for at in SCRATCH for word in ("--size", str(SCRATCH_BYTES), "--tmpfs", at)),
                        *(*box, *(word for file in files for word in copied(*file))),
                        *("--remount-ro", "/", "--chdir", "/work", "--seccomp", str(seccomp), "--", "/init"),
                        *(str(report), str(control)),
                        *limit_words(limits),
                        "/work" if command.archive else "-",
                        *command.arguments,
                    ]
                    passed = [seccomp, passwd, groups, report, control, *joins]
                    passed += [descriptor for descriptor, _, _ in files]
                    return _Process(self.launch(words, slot, joins, passed, streams), told, stopper.close)

            yield Run(limits, own, stopped, start)

    def launch(
        self,
        words: Sequence[str],
        slot: int,
        joins: Sequence[int],
        passed: Sequence[int],
        streams: Streams,
        *,
        detach: bool = False,
    ) -> subprocess.Popen[bytes]:
        """Start bubblewrap as the slot's user."""
        return subprocess.Popen(
            [
                str(self.launcher),
                str(FIRST_SLOT_UID + slot if self.drop_user else 0),
                ",".join(map(str, joins)) or "-",
                str(int(detach)),
                *words,
            ],
            stdin=streams.stdin,
            stdout=streams.stdout,
            stderr=streams.stderr,
            pass_fds=passed,
            # For whoever looks at the machine's processes. Inside of the sandbox it is cleared.
            env={HOME_VARIABLE: str(self.launcher.parent)},
            cwd="/",
        )

    @property
    def _devices(self) -> Sequence[str]:
        return (*DEVICES, *GROUP_DEVICES) if self.cgroups else DEVICES

    def container(self, more_binds: Sequence[tuple[str, str]], passwd: int, groups: int) -> list[str]:
        """Bubblewrap's command line as far as every sandbox has it: the namespaces and what is seen of the host."""
        binds = [("/usr", "/usr"), *((f"/etc/{name}", f"/etc/{name}") for name in ETC), *more_binds]
        return [
            *(self.bwrap, "--unshare-all", "--unshare-user", "--disable-userns"),
            *("--uid", INSIDE_ID, "--gid", INSIDE_ID, "--hostname", "sandbox", "--cap-drop", "ALL"),
            *("--as-pid-1", "--new-session"),
            *(word for outside, inside in binds for word in ("--ro-bind-try", outside, inside)),
            *_links(),
            *("--file", str(passwd), "/etc/passwd", "--file", str(groups), "/etc/group"),
            *("--proc", "/proc"),
            # Each mount costs a run about 0.2 ms, so there are no more than programs need.
            *(word for name in self._devices for word in ("--dev-bind", f"/dev/{name}", f"/dev/{name}")),
            *(word for target, link in LINKS for word in ("--symlink", target, link)),
        ]


def copied(descriptor: int, mode: int, inside: str) -> list[str]:
    """Bubblewrap's words for a file of the container's own, with what is read from the descriptor."""
    return ["--perms", f"{mode:04o}", "--file", str(descriptor), inside]


def environment(command: Command) -> list[tuple[str, str]]:
    return [*ENVIRONMENT.items(), *command.environment]


def limit_words(limits: ResourceLimits) -> list[str]:
    """The limits as our C programs read them, CPU_MS to PROCESSES."""
    numbers = (
        *(round(limits.cpu_seconds * 1000), round(limits.wall_seconds * 1000)),
        *(limits.memory_kb, TICK_MS, limits.memory_kb + DATA_RESERVE_KB),
        *(limits.file_kb, STACK_KB, limits.processes),
    )
    return [str(number) for number in numbers]


def _links() -> list[str]:
    """The top-level links of a merged /usr; where these are directories of their own, the directories."""
    words: list[str] = []
    for name in ("bin", "sbin", "lib", "lib32", "lib64"):
        path = Path("/") / name
        if path.is_symlink():
            words += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            words += ["--ro-bind", str(path), str(path)]
    return words


@contextlib.contextmanager
def _closing(descriptor: int) -> Generator[int, None, None]:
    try:
        yield descriptor
    finally:
        os.close(descriptor)


class _Process:
    """A run whose sandbox is a child of ours."""

    def __init__(self, process: subprocess.Popen[bytes], report: int, stop: Callable[[], None]) -> None:
        self._process, self._report, self.stop = process, report, stop
        self.descriptor = os.pidfd_open(process.pid)
        self.kill = process.kill

    def end(self) -> tuple[str, bytes]:
        os.close(self.descriptor)
        status = self._process.wait()
        # A few words, which the pipe holds; nothing where process 1 was killed.
        return str(status), os.read(self._report, REPORT_BYTES)
