"""Standing containers: one for each slot, built once, in which every run gets namespaces of its own (`keeper.c`).

A container outlives the process that starts it and serves all of this machine, one run at a time: whoever holds the
lock of its slot connects to its socket, and starts it anew where nobody answers.
"""

import contextlib
import hashlib
import os
import select
import signal
import socket
import subprocess
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from dsa.execution.sandbox.cgroups import PREFIX, Allowance, StandingGroup
from dsa.execution.sandbox.jail import (
    GROUP,
    PASSWD,
    SCRATCH_BYTES,
    Command,
    Jail,
    copied,
    environment,
    limit_words,
)
from dsa.execution.sandbox.program_files import archive
from dsa.execution.sandbox.running import GRACE_SECONDS, ResourceLimits, Run, Running, Streams
from dsa.execution.sandbox.seccomp import sealed_copy
from dsa.execution.sandbox.workdir import Workdir
from dsa.execution.types import RunResult, TransientError

# A container that has served so many, or nobody for so long, gives way to a new one.
MAX_RUNS = 500
IDLE_SECONDS = 600
# A submission of which nothing has run for so long is over, also where its worker was lost and did not say so.
CALM_MS = 500
# The keeper and its zygote are processes of the slot's user as well.
STANDING_PROCESSES = 2
# The keeper's, inside of the container's own user namespace: to make namespaces, and to take all of this from programs.
CAPABILITIES = ("CAP_SYS_ADMIN", "CAP_SETPCAP")
# What the keeper itself may need while it copies a program's files.
FILLING_KB = 4 * 1024
BROKEN = "the container ended"
ANSWER_BYTES = 1024
# /box holds other files, or none: after a moment in which nothing ran the keeper forgets what there was.
EMPTY = "empty"
ATTEMPTS = 3


@dataclass(frozen=True)
class Standing:
    """The standing containers of one way of isolating. `python` is the command of which zygotes are kept, if any."""

    jail: Jail
    workdir: Workdir
    binds: Sequence[tuple[str, str]]
    python: Sequence[str] = ()
    # By container, what /box was filled with last. It may have been emptied since.
    _filled: dict[Path, str] = field(default_factory=dict)
    # By slot.
    _paths: dict[int, Path] = field(default_factory=dict, init=False)
    _groups: dict[int, StandingGroup] = field(default_factory=dict, init=False)

    def takes(self, command: Command) -> bool:
        return set(command.binds) <= set(self.binds)

    def run(
        self,
        command: Command,
        limits: ResourceLimits,
        *,
        stdin: bytes,
        slot: int,
        stopped: Callable[[], bool] = lambda: False,
    ) -> RunResult:
        """As `Jail.run`. The caller holds the slot."""
        for _ in range(ATTEMPTS):
            with self.prepared(command, limits, slot=slot, stopped=stopped) as run:
                result = run.finish(stdin)
            if not self.is_lost(run, result, slot):
                return result
        raise TransientError("the slot's container ended again and again")

    @contextlib.contextmanager
    def prepared(
        self, command: Command, limits: ResourceLimits, *, slot: int, stopped: Callable[[], bool]
    ) -> Generator[Run, None, None]:
        """A run that can be begun. The caller holds the slot."""
        group = self._group(slot)
        files = self._files(command.program_dir)
        with self._connect_filled(command.program_dir, files, group, slot) as connection:
            account = self._allow(group, limits.memory_kb, limits.processes)
            start = partial(self._ask, connection, command, files, limits, group, slot)
            yield Run(limits, account, stopped, start)

    def is_lost(self, run: Run, result: RunResult, slot: int) -> bool:
        """Whether the container did nothing for the program, which thus may run again: it ended, or has other files."""
        path = self._path(slot)
        if run.ending == EMPTY:
            self._filled.pop(path, None)
            return True
        if result.error is None or run.ending != BROKEN or run.given_up:
            return False
        path.unlink(missing_ok=True)
        return True

    def _allow(self, group: StandingGroup | None, memory_kb: int, processes: int) -> Allowance | None:
        if group is None:
            return None
        try:
            return group.allow(memory_kb=memory_kb, processes=processes)
        except OSError as error:
            raise TransientError(f"the machine refused a control group: {error}") from error

    def _connect_filled(
        self, program_dir: Path, files: str, group: StandingGroup | None, slot: int
    ) -> socket.socket:
        """A connection to a container whose /box has copies of this folder's files, which do not change any more.

        The run follows on the same connection, so that the keeper does not forget the files in between.
        """
        for _ in range(ATTEMPTS):
            connection = self._connect(slot)
            try:
                if self._fill(connection, program_dir, files, group, slot):
                    return connection
            except BaseException:
                connection.close()
                raise
            connection.close()
            kill(self._path(slot))
        raise TransientError("the slot's container ended again and again")

    def _fill(
        self,
        connection: socket.socket,
        program_dir: Path,
        files: str,
        group: StandingGroup | None,
        slot: int,
    ) -> bool:
        """Have the files copied, unless they are there. False where the container fails."""
        path = self._path(slot)
        if self._filled.get(path) == files:
            return True
        content = archive(program_dir)
        self._allow(group, 2 * len(content) // 1024 + FILLING_KB, 1)
        descriptor = sealed_copy("box", content)
        try:
            socket.send_fds(connection, [_joined(_token(files), files)], [descriptor])
            with select.epoll() as waiting:
                waiting.register(connection, select.EPOLLIN)
                done = waiting.poll(GRACE_SECONDS) != [] and connection.recv(16) == b"done"
        except OSError:
            done = False
        finally:
            os.close(descriptor)
        if done:
            self._filled[path] = files
        return done

    def leave(self, token: str) -> None:
        """Tell the containers that this submission is over: they make themselves ready for the next one.

        No slot need be held: a container that another submission has taken meanwhile does nothing.
        """
        for path, files in list(self._filled.items()):
            if _token(files) != token:
                continue
            self._filled.pop(path, None)
            # One that has ended needs nothing.
            with (
                contextlib.suppress(OSError),
                socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection,
            ):
                connection.connect(str(path))
                connection.send(_joined(token))

    def end(self, slot: int) -> None:
        """End the slot's container, if one stands. The caller holds the slot."""
        kill(self._path(slot))

    def _ask(
        self,
        connection: socket.socket,
        command: Command,
        files: str,
        limits: ResourceLimits,
        group: StandingGroup | None,
        slot: int,
        streams: Streams,
    ) -> Running:
        words = limit_words(limits)
        words[-1] = str(limits.processes + STANDING_PROCESSES)
        message = _joined(
            *(_token(files), files),
            *(*words, str(SCRATCH_BYTES), "/work" if command.archive else "-"),
            *(str(len(command.arguments)), *command.arguments),
            *(f"{name}={value}" for name, value in environment(command)),
        )
        descriptors = [streams.stdin, streams.stdout, streams.stderr]
        with contextlib.ExitStack() as held:
            cpu = group.open_cpu_time() if group else None
            if cpu is not None:
                held.callback(os.close, cpu)
                descriptors.append(cpu)
            # A container that has just ended shows it when the answer is read.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                socket.send_fds(connection, [message], descriptors)
        return _Asked(connection, lambda: kill(self._path(slot)))

    # The container ----------------------------------------------------------------------------------------------------

    def _files(self, program_dir: Path) -> str:
        """What tells the contents of /box apart."""
        return str(program_dir.relative_to(self.workdir.submissions))

    @cached_property
    def digest(self) -> str:
        """Differs between containers that are built or used in different ways."""
        facts = [
            self.jail.launcher,
            self.jail.bwrap,
            self.binds,
            self.python,
            self._helpers(),
            # Workers may stand in different control groups and share the slots. What one of them built is in a group
            # below its own, which another neither finds nor may set limits in.
            self.jail.cgroups and self.jail.cgroups.parent,
        ]
        return hashlib.sha256(repr(facts).encode() + self.jail.seccomp).hexdigest()[:12]

    def _path(self, slot: int) -> Path:
        if slot not in self._paths:
            self._paths[slot] = self.workdir.slots / f"{slot}-{self.digest}.socket"
        return self._paths[slot]

    def _helpers(self) -> tuple[Path, Path]:
        return self.workdir.helper("keeper"), self.workdir.helper("zygote")

    def _group(self, slot: int) -> StandingGroup | None:
        if self.jail.cgroups is None:
            return None
        if slot not in self._groups:
            owner = hashlib.sha256(bytes(self._path(slot))).hexdigest()[:12]
            self._groups[slot] = StandingGroup(self.jail.cgroups, f"{PREFIX}slot{owner}-{slot}")
        return self._groups[slot]

    def _connect(self, slot: int) -> socket.socket:
        for _ in range(2):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            try:
                connection.connect(str(self._path(slot)))
            except (FileNotFoundError, ConnectionRefusedError):
                connection.close()
                self._start(slot)
            except BaseException:
                connection.close()
                raise
            else:
                return connection
        raise TransientError("the slot's container does not start")

    def _start(self, slot: int) -> None:
        path, group = self._path(slot), self._group(slot)
        path.unlink(missing_ok=True)
        with contextlib.ExitStack() as held:

            def give(descriptor: int) -> int:
                held.callback(os.close, descriptor)
                return descriptor

            listener = held.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET))
            # The mode of what bind makes; nobody else ever gets to it.
            os.fchmod(listener.fileno(), 0o600)
            listener.bind(str(path))
            listener.listen(8)
            if group:
                try:
                    joins = [give(descriptor) for descriptor in self._made(group)]
                except OSError as error:
                    raise TransientError(f"the machine refused a control group: {error}") from error
            else:
                joins = []
            seccomp = give(sealed_copy("seccomp", self.jail.seccomp))
            passwd, groups = give(sealed_copy("passwd", PASSWD)), give(sealed_copy("group", GROUP))
            null = give(os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC))
            program, library = (
                give(os.open(helper, os.O_RDONLY | os.O_CLOEXEC)) for helper in self._helpers()
            )
            variables = (
                [f"{name}={value}" for name, value in environment(Command([], path))] if self.python else []
            )
            # Last, so that nothing moves when the zygote takes it out of its environment.
            variables += ["LD_PRELOAD=/zygote.so"] if self.python else []
            words = [
                *self.jail.container(self.binds, passwd, groups),
                *(word for name in CAPABILITIES for word in ("--cap-add", name)),
                "--clearenv",
                *("--dir", "/work", "--dir", "/tmp", "--dir", "/box"),  # noqa: S108
                *(*copied(program, 0o755, "/init"), *copied(library, 0o755, "/zygote.so")),
                *("--remount-ro", "/", "--chdir", "/", "--", "/init"),
                *(str(listener.fileno()), str(seccomp), str(MAX_RUNS), str(CALM_MS), str(IDLE_SECONDS)),
                *(str(len(variables)), *variables, *self.python),
            ]
            passed = [seccomp, passwd, groups, program, library, listener.fileno(), *joins]
            process = self.jail.launch(
                words, slot, joins, passed, Streams(null, subprocess.PIPE, null), detach=True
            )
            number, _ = process.communicate()
            if process.returncode != 0:
                raise TransientError("the slot's container cannot be started")
            path.with_suffix(".pid").write_bytes(number)

    def _made(self, group: StandingGroup) -> list[int]:
        """The group, made, as descriptors to join it by. Another process that starts may sweep it while it is empty."""
        for _ in range(ATTEMPTS):
            group.make()
            with contextlib.suppress(FileNotFoundError):
                return group.open_for_joining()
        raise FileNotFoundError(group.name)


def kill(path: Path) -> None:
    """End the container of this socket, whatever it does, and let nobody ask it any more."""
    path.unlink(missing_ok=True)
    with contextlib.suppress(OSError, ValueError):
        number = int(path.with_suffix(".pid").read_text())
        descriptor = os.pidfd_open(number)
        try:
            # Its number may be somebody else's by now.
            if Path(f"/proc/{number}/comm").read_text().strip() == "bwrap":
                signal.pidfd_send_signal(descriptor, signal.SIGKILL)
        finally:
            os.close(descriptor)


class _Asked:
    """A run in a container."""

    def __init__(self, connection: socket.socket, kill_container: Callable[[], None]) -> None:
        self._connection, self._kill_container = connection, kill_container
        self.descriptor = connection.fileno()

    def kill(self) -> None:
        self._kill_container()
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        """Say no more, which the run's process 1 takes for the wish that it ends everything and reports."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)

    def end(self) -> tuple[str, bytes]:
        with self._connection:
            try:
                said = self._connection.recv(ANSWER_BYTES, socket.MSG_DONTWAIT)
            except OSError:
                said = b""
        word, _, report = said.partition(b" ")
        return word.decode() or BROKEN, report


def _token(files: str) -> str:
    """What tells submissions apart."""
    return files.split("/", 1)[0]


def _joined(*words: str) -> bytes:
    return b"".join(word.encode() + b"\0" for word in words)
