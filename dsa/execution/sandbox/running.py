"""One run of a command in a sandbox, from its descriptors to its result."""

import contextlib
import os
import selectors
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from dsa.execution.output import STDERR_BYTES, TruncatedBuffer
from dsa.execution.sandbox.seccomp import sealed_copy
from dsa.execution.types import RunResult, Stop

CHUNK_BYTES = 64 * 1024
# Process 1 keeps the limits; after this long beyond the last of them it is stuck, and so is the machine.
GRACE_SECONDS = 15.0
POLL_SECONDS = 0.25


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
class Streams:
    """The descriptors of one run that its process gets."""

    stdin: int
    stdout: int
    stderr: int


class Running(Protocol):
    """A run on its way."""

    descriptor: int  # can be read once it is over

    def stop(self) -> None:
        """Have process 1 end everything and report. It may have been asked before."""

    def kill(self) -> None: ...

    def end(self) -> tuple[str, bytes]:
        """Wait for the end; say how it came, and what process 1 reported."""


class Account(Protocol):
    """The control group of a run."""

    def ran_out_of_memory(self) -> bool: ...


class Run:
    """One run, from its descriptors to its result."""

    def __init__(
        self,
        limits: ResourceLimits,
        group: Account | None,
        stopped: Callable[[], bool],
        start: Callable[[Streams], Running],
    ) -> None:
        self.limits, self.group, self.stopped = limits, group, stopped
        self._start = start
        self.stdout = bytearray()
        self.stderr = TruncatedBuffer(min(limits.output_bytes, STDERR_BYTES))
        self.too_much = False
        self.given_up = False
        self.called_off = False
        self.over = False
        self.ending, self.report = "", b""
        self.outputs: dict[str, int] = {}

    def finish(self, stdin: bytes) -> RunResult:
        """The whole run, with this standard input."""
        with contextlib.ExitStack() as held:
            self.begin(sealed_copy("stdin", stdin), held)
            self._watch()
        return self.result()

    def begin(self, stdin: int, held: contextlib.ExitStack) -> None:
        """Start it. The descriptor of its standard input is closed here; whatever else is open, when `held` ends."""

        def keep(descriptor: int) -> int:
            held.callback(os.close, descriptor)
            return descriptor

        with contextlib.ExitStack() as theirs:

            def give(descriptor: int) -> int:
                theirs.callback(os.close, descriptor)
                return descriptor

            def pipe_in() -> tuple[int, int]:
                reading, writing = os.pipe()
                return keep(reading), give(writing)

            give(stdin)
            self.outputs["stdout"], stdout = pipe_in()
            self.outputs["stderr"], stderr = pipe_in()
            self.running = self._start(Streams(stdin, stdout, stderr))
        held.push(self._leave)
        self._deadline = time.monotonic() + self.limits.wall_seconds + GRACE_SECONDS

    def _leave(self, failure: type[BaseException] | None, *_: object) -> None:
        if self.over:
            return
        if failure is not None:
            self.running.kill()
        self.end()

    def end(self) -> None:
        """Its descriptor can be read, and belongs to no selector any more."""
        self.over = True
        self.ending, self.report = self.running.end()

    def call_off(self) -> None:
        """Stop it for a reason that is no failure: what it used until then is its result."""
        self.called_off = True
        self.running.stop()

    def _watch(self) -> None:
        """Read until the sandbox has ended and all that was written has been read."""
        # Asked a few times for four descriptors: epoll would take a system call for each of them to come and to go.
        with selectors.PollSelector() as selector:
            for name, descriptor in self.outputs.items():
                selector.register(descriptor, selectors.EVENT_READ, name)
            selector.register(self.running.descriptor, selectors.EVENT_READ, "ended")
            while selector.get_map():
                # Nobody is left to write once the sandbox has ended, so what is not there then never comes.
                ready = selector.select(0 if self.over else POLL_SECONDS)
                for key, _ in ready:
                    if key.data == "ended":
                        selector.unregister(self.running.descriptor)
                        self.end()
                    elif not self.read(key.data):
                        selector.unregister(key.fd)
                if self.over and not ready:
                    return
                self.check()

    def check(self) -> None:
        """Stop it if nobody wants it any more, and give up what hangs."""
        if not self.over and self.stopped():
            self.running.stop()
        if not self.over and time.monotonic() > self._deadline:
            self.given_up = True
            self.running.kill()

    def read(self, name: str) -> bytes:
        """Take what there is; nothing at the end of the stream."""
        chunk = os.read(self.outputs[name], CHUNK_BYTES)
        if name == "stdout":
            self.stdout += chunk
            if len(self.stdout) > self.limits.output_bytes:
                self.too_much = True
                del self.stdout[self.limits.output_bytes :]
                self.running.stop()
        else:
            self.stderr.add(chunk)
        return chunk

    def result(self) -> RunResult:
        """What it did. It is over."""
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
        elif words[4] == "x" and not self.called_off:
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
