"""One program in one sandbox: builds it with bubblewrap, feeds and reads the program, tells what it did."""

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dsa.execution.output import STDERR_BYTES, TruncatedBuffer
from dsa.execution.sandbox.cgroups import Hierarchy, group
from dsa.execution.sandbox.program_files import files_below
from dsa.execution.sandbox.seccomp import sealed_copy
from dsa.execution.types import RunResult, Stop, TransientError

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
CHUNK_BYTES = 64 * 1024
# Tells of each bubblewrap to which installation's execution directory it belongs.
HOME_VARIABLE = "TALENTSYNC_EXECUTION_HOME"
# Each copy needs a descriptor; a larger program's folder is mounted instead.
MAX_COPIES = 200
# Process 1 keeps the limits; after this long beyond the last of them it is stuck, and so is the machine.
GRACE_SECONDS = 15.0
POLL_SECONDS = 0.25

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
class ResourceLimits:
    """What one run may use: a caller's Limits with what the language's runtime needs added."""

    cpu_seconds: float
    wall_seconds: float
    memory_kb: int
    output_bytes: int
    processes: int
    file_kb: int = 64 * 1024


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
                with contextlib.ExitStack() as given:
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
                        *(str(streams.report), str(streams.control)),
                        *limit_words(limits),
                        "/work" if command.archive else "-",
                        *command.arguments,
                    ]
                    passed = [seccomp, passwd, groups, streams.report, streams.control, *joins]
                    passed += [descriptor for descriptor, _, _ in files]
                    return _Process(self.launch(words, slot, joins, passed, streams))

            return Run(limits, own, stopped).finish(stdin, start)

    def launch(
        self,
        words: Sequence[str],
        slot: int,
        joins: Sequence[int],
        passed: Sequence[int],
        streams: "Streams",
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


@dataclass(frozen=True)
class Streams:
    """The descriptors of one run that its process gets."""

    stdin: int
    stdout: int
    stderr: int
    report: int = -1
    control: int = -1


class Running(Protocol):
    """A run on its way."""

    descriptor: int  # can be read once it is over

    def kill(self) -> None: ...

    def end(self) -> str:
        """Wait for the end, and say how it came."""


class Account(Protocol):
    """The control group of a run."""

    def ran_out_of_memory(self) -> bool: ...


@contextlib.contextmanager
def _closing(descriptor: int) -> Generator[int, None, None]:
    try:
        yield descriptor
    finally:
        os.close(descriptor)


class _Process:
    """A run whose sandbox is a child of ours."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.descriptor = os.pidfd_open(process.pid)
        self.kill = process.kill

    def end(self) -> str:
        os.close(self.descriptor)
        return str(self._process.wait())


class Run:
    """One run, from its descriptors to its result."""

    def __init__(self, limits: ResourceLimits, group: Account | None, stopped: Callable[[], bool]) -> None:
        self.limits, self.group, self.stopped = limits, group, stopped
        self.stdout = bytearray()
        self.stderr = TruncatedBuffer(min(limits.output_bytes, STDERR_BYTES))
        self.report = bytearray()
        self.too_much = False
        self.given_up = False
        self.ending = ""

    def finish(self, stdin: bytes, start: Callable[[Streams], Running]) -> RunResult:
        with contextlib.ExitStack() as ours:

            def keep(descriptor: int) -> int:
                ours.callback(os.close, descriptor)
                return descriptor

            with contextlib.ExitStack() as theirs:

                def give(descriptor: int) -> int:
                    theirs.callback(os.close, descriptor)
                    return descriptor

                def pipe_in() -> tuple[int, int]:
                    reading, writing = os.pipe()
                    return keep(reading), give(writing)

                outputs = {}
                outputs["stdout"], stdout = pipe_in()
                outputs["stderr"], stderr = pipe_in()
                outputs["report"], report = pipe_in()
                control, control_end = os.pipe()
                self._control: int | None = control_end
                ours.callback(self._stop)
                given = give(sealed_copy("stdin", stdin))
                running = start(Streams(given, stdout, stderr, report, give(control)))
            try:
                self._watch(running, outputs)
            except BaseException:
                running.kill()
                raise
            finally:
                self.ending = running.end()
            return self._result()

    def _stop(self) -> None:
        """Close our end of the control pipe, upon which process 1 ends everything and reports."""
        if self._control is not None:
            os.close(self._control)
            self._control = None

    def _watch(self, running: Running, outputs: dict[str, int]) -> None:
        """Read until the sandbox has ended and all that was written has been read."""
        deadline = time.monotonic() + self.limits.wall_seconds + GRACE_SECONDS
        with selectors.DefaultSelector() as selector:
            for name, descriptor in outputs.items():
                selector.register(descriptor, selectors.EVENT_READ, name)
            selector.register(running.descriptor, selectors.EVENT_READ, "ended")
            over = False
            while selector.get_map():
                # Nobody is left to write once the sandbox has ended, so what is not there then never comes.
                ready = selector.select(0 if over else POLL_SECONDS)
                for key, _ in ready:
                    if key.data == "ended":
                        over = True
                        selector.unregister(running.descriptor)
                    elif not self._read(key.data, key.fd):
                        selector.unregister(key.fd)
                if over and not ready:
                    return
                if not over and self.stopped():
                    self._stop()
                if not over and time.monotonic() > deadline:
                    self.given_up = True
                    running.kill()

    def _read(self, name: str, descriptor: int) -> bool:
        """Take what there is; false at the end of the stream."""
        chunk = os.read(descriptor, CHUNK_BYTES)
        if name == "stdout":
            self.stdout += chunk
            if len(self.stdout) > self.limits.output_bytes:
                self.too_much = True
                del self.stdout[self.limits.output_bytes :]
                self._stop()
        elif name == "stderr":
            self.stderr.add(chunk)
        else:
            self.report += chunk
        return bool(chunk)

    def _result(self) -> RunResult:
        if self.given_up:
            return RunResult(error="the sandbox did not end in time")
        words = self.report.decode("ascii", "replace").split()
        killed_for_memory = self.group is not None and self.group.ran_out_of_memory()
        if len(words) != 5:
            if killed_for_memory:
                # The kernel may have taken process 1 itself.
                return RunResult(signal=signal.SIGKILL, memory_kb=self.limits.memory_kb, stopped=Stop.MEMORY)
            said = self.stderr.text().decode("utf-8", "replace").strip()[-500:]
            return RunResult(error=f"the sandbox ended with {self.ending} and no report: {said}")
        program, cpu_us, wall_us, memory_kb = map(int, words[:4])
        stopped = {"c": Stop.CPU_TIME, "w": Stop.WALL_TIME, "m": Stop.MEMORY}.get(words[4])
        if self.too_much:
            stopped = Stop.OUTPUT
        elif killed_for_memory:
            stopped = Stop.MEMORY
            memory_kb = max(memory_kb, self.limits.memory_kb)
        elif words[4] == "x":
            return RunResult(error="the run was stopped from outside")
        # A program that was stopped was killed, and had no end of its own to tell of.
        ended = stopped is None
        return RunResult(
            exit_code=os.WEXITSTATUS(program) if ended and os.WIFEXITED(program) else None,
            signal=os.WTERMSIG(program)
            if ended and os.WIFSIGNALED(program)
            else signal.SIGKILL
            if not ended
            else None,
            cpu_ms=round(cpu_us / 1000),
            wall_ms=round(wall_us / 1000),
            memory_kb=memory_kb,
            stdout=bytes(self.stdout),
            stderr=self.stderr.text(),
            stdout_truncated=self.too_much,
            stderr_truncated=self.stderr.truncated,
            stopped=stopped,
        )
