"""Child processes: started together, started again when they die, stopped together with nothing left behind.

docs/adr/0002-own-supervisor.md says why this is not a ready-made process manager.
"""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Never, TypeVar

T = TypeVar("T")

PR_SET_PDEATHSIG = 1
PARENT_POLL_SECONDS = 0.2
# A part that ends sooner than this after its start has died at once. After so many times in a row nothing suggests that
# the next start would be another.
AT_ONCE_SECONDS = 10.0
MAX_ENDS_AT_ONCE = 4
# What is waited before a part is started again, twice as long each time that it died at once.
FIRST_PAUSE_SECONDS = 0.5


class Failure(Exception):
    """What keeps TalentSync from running. The message is one sentence for the person at the terminal."""


def say(line: str) -> None:
    """Tell the person at the terminal; if nobody listens any more, that is no reason to stop stopping."""
    with suppress(OSError):
        print(line, flush=True)


def last_error(output: str) -> str:
    """The line of a program's output that says why it failed: the last that is not indented, as in a traceback."""
    lines = [line for line in output.splitlines() if line.strip() and not line[0].isspace()]
    return lines[-1] if lines else "it said nothing"


def death_pact() -> Callable[[], None] | None:
    """What a child runs before its program, so that not even `kill -9` of this process leaves it behind.

    Only Linux can do that; elsewhere a killed supervisor leaves its children to be stopped by hand.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    supervisor = os.getpid()

    def pact() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != supervisor:  # it died before the line above
            os._exit(1)

    return pact


def ending(code: int) -> str:
    """An exit code of `subprocess` in words."""
    return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"


@dataclass
class Part:
    """One process, leader of a session and process group of its own, and what starts it again.

    Ctrl-C in a terminal therefore reaches only the supervisor, which stops the parts in order.
    """

    name: str
    command: Sequence[str | Path]
    process: asyncio.subprocess.Process
    started_at: float
    ends_at_once: int = 0

    async def end(self) -> int:
        return await self.process.wait()

    def signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            self.process.send_signal(number)

    def kill_group(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    async def stop(self, patience: float) -> None:
        """Ask the leader to finish; after `patience` seconds, or for what outlives it, kill the whole group."""
        self.signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.end(), patience)
        except TimeoutError:
            say(f"{self.name} did not finish within {patience:g} s and is killed")
        self.kill_group()
        await self.end()


@dataclass
class Supervisor:
    """The parts that run now, in the order in which they were started."""

    directory: Path
    environment: Mapping[str, str]
    parts: list[Part] = field(default_factory=list)
    commands: list[Part] = field(default_factory=list)
    first_pause: float = FIRST_PAUSE_SECONDS
    pact: Callable[[], None] | None = field(default_factory=death_pact)

    async def start(self, name: str, *command: str | Path) -> None:
        """Add a part that is meant to run until `stop`."""
        process = await self._spawn(command, output=None)
        self.parts.append(Part(name, command, process, asyncio.get_running_loop().time()))

    async def _spawn(
        self, command: Sequence[str | Path], *, output: int | None
    ) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *map(str, command),
            cwd=self.directory,
            env=dict(self.environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=None if output is None else asyncio.subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=self.pact,
        )

    async def finish(self, name: str, *command: str | Path) -> str:
        """Run a command to its end and give its output.

        Raises Failure with the reason out of that output if the command fails.
        """
        process = await self._spawn(command, output=asyncio.subprocess.PIPE)
        part = Part(name, command, process, asyncio.get_running_loop().time())
        self.commands.append(part)
        output = (await process.communicate())[0].decode(errors="replace")
        self.commands.remove(part)
        if process.returncode:
            raise Failure(f"{name} failed: {last_error(output)}")
        return output

    async def while_all_run(self, work: Awaitable[T]) -> T:
        """The result of `work`. Meanwhile parts that end are started again.

        Raises Failure if one of them ends at once again and again.
        """
        working = asyncio.ensure_future(work)
        keepers = [asyncio.ensure_future(self._keep(part)) for part in self.parts]
        try:
            done, _ = await asyncio.wait({working, *keepers}, return_when=asyncio.FIRST_COMPLETED)
            for keeper in keepers:
                if keeper in done:
                    keeper.result()  # which raises: a keeper ends in no other way
            return working.result()
        finally:
            for waiter in (working, *keepers):
                waiter.cancel()
            # Let the cancelled work end before anything that it uses is taken away.
            await asyncio.wait({working, *keepers})
            for waiter in (working, *keepers):
                if not waiter.cancelled():
                    waiter.exception()  # told by `result()` above, or of no interest any more

    async def _keep(self, part: Part) -> Never:
        """Start a part again whenever it has ended. Raises Failure if that is of no use."""
        loop = asyncio.get_running_loop()
        while True:
            code = await part.end()
            # What it has started itself would be in the way of the next.
            part.kill_group()
            part.ends_at_once = (
                part.ends_at_once + 1 if loop.time() - part.started_at < AT_ONCE_SECONDS else 0
            )
            if part.ends_at_once >= MAX_ENDS_AT_ONCE:
                raise Failure(
                    f"{part.name} {ending(code)}, {part.ends_at_once} times at once, so everything is stopped"
                )
            say(f"{part.name} {ending(code)} and is started again")
            await asyncio.sleep(self.first_pause * 2 ** max(0, part.ends_at_once - 1))
            part.process = await self._spawn(part.command, output=None)
            part.started_at = loop.time()

    async def stop(self, patience: float) -> None:
        """Stop everything: the part that was started first only when all others are gone."""
        for last in (self.commands + self.parts[1:], self.parts[:1]):
            await asyncio.gather(*(part.stop(patience) for part in last))

    def kill(self) -> None:
        for part in self.commands + self.parts:
            part.kill_group()


async def make_gives_up(parent: int) -> None:
    """Wait until the `make` that started us has ended or was told to.

    GNU make passes a SIGTERM on, but keeps a SIGINT that reaches it alone to itself and then waits for its recipe. What
    shows is that it no longer catches SIGINT.
    """

    def catches_interrupts() -> bool:
        try:
            status = Path(f"/proc/{parent}/status").read_text()
        except OSError:
            return False
        caught = next((line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:")), "0")
        return bool(int(caught, 16) & 1 << (signal.SIGINT - 1))

    watch_signals = catches_interrupts()
    while os.getppid() == parent and (not watch_signals or catches_interrupts()):  # noqa: ASYNC110  nothing tells of it
        await asyncio.sleep(PARENT_POLL_SECONDS)
