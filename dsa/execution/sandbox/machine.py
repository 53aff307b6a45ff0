"""What this machine has for the sandbox: its cores, a directory, its compilers and its ways to isolate a program."""

import contextlib
import os
import platform
import shutil
import tempfile
import threading
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dsa.execution.languages import Language
from dsa.execution.sandbox import cgroups, prepared, seccomp, standing_selftest, toolchains
from dsa.execution.sandbox.hints import WEAK_LIMITS, why_not_isolated
from dsa.execution.sandbox.jail import Command, Jail
from dsa.execution.sandbox.running import ResourceLimits, Run
from dsa.execution.sandbox.selftest import SelfTest
from dsa.execution.sandbox.standing import Standing
from dsa.execution.sandbox.toolchains import Toolchain
from dsa.execution.sandbox.workdir import Workdir
from dsa.execution.types import PermanentError, RunResult
from dsa.execution.verdicts import failed


@dataclass(frozen=True)
class SandboxSettings:
    """What an operator may choose. `cgroup` is "auto", "off" or a delegated version 2 directory."""

    directory: Path | None = None
    slots: int = 0
    cgroup: str = "auto"
    standing: bool = True  # keep a container for each slot; otherwise bubblewrap builds one for each run


class Machine:
    """Runs commands in slots. Cheap to make; each thing is found out when it is first asked for."""

    def __init__(self, settings: SandboxSettings) -> None:
        self._settings = settings
        self._lock = threading.RLock()

    # What there is ----------------------------------------------------------------------------------------------------

    @cached_property
    def slots(self) -> int:
        """How many programs run side by side: one on each core that this process may use."""
        return self._settings.slots or len(os.sched_getaffinity(0))

    @cached_property
    def workdir(self) -> Workdir:
        default = Path(tempfile.gettempdir()) / f"talentsync-execution-{os.geteuid()}"
        return Workdir(self._settings.directory or default)

    @cached_property
    def jail(self) -> Jail:
        """Raises PermanentError, with a hint, where this machine lacks what isolation needs."""
        if platform.system() != "Linux":
            raise PermanentError(
                f"{platform.system()} cannot isolate programs; run TalentSync on Linux or set EXECUTION_BACKEND=judge0"
            )
        bwrap = shutil.which("bwrap")
        if bwrap is None:
            raise PermanentError("bubblewrap is not installed; install the package bubblewrap")
        choice = self._settings.cgroup
        groups = None if choice == "off" else cgroups.find(None if choice == "auto" else Path(choice))
        try:
            rules = seccomp.build_filter(shared_memory=groups is not None)
        except (ImportError, OSError, RuntimeError) as error:
            raise PermanentError(
                f"libseccomp cannot be used ({error}); install the package libseccomp2"
            ) from error
        return Jail(
            bwrap=bwrap,
            launcher=self.workdir.helper("launch"),
            init=self.workdir.helper("init"),
            seccomp=rules,
            cgroups=groups,
            drop_user=os.geteuid() == 0,
        )

    @cached_property
    def _found(self) -> tuple[dict[Language, Toolchain], dict[Language, str]]:
        found, missing = toolchains.find_all()
        return {language: prepared.bound(self.workdir, tools) for language, tools in found.items()}, missing

    @property
    def toolchains(self) -> Mapping[Language, Toolchain]:
        return self._found[0]

    @property
    def missing_toolchains(self) -> Mapping[Language, str]:
        """Why there is none of a language."""
        return self._found[1]

    @cached_property
    def self_test(self) -> SelfTest:
        return SelfTest(self.workdir, self.jail, self._settings.cgroup)

    @cached_property
    def standing(self) -> Standing | None:
        """The standing containers, where they can be had and hold; else each run gets a container of its own."""
        if not self._settings.standing:
            return None
        tools = self.toolchains
        binds = sorted({bind for one in tools.values() for bind in one.binds})
        python = tools[Language.PYTHON].run(0) if Language.PYTHON in tools else ()
        with self.workdir.slot(self.slots, lambda: False) as slot:
            containers = Standing(self.jail, self.workdir, binds)
            return standing_selftest.choose(containers, python, slot, self.self_test.machine)

    def settle(self) -> None:
        """Find out how programs are isolated. Raises PermanentError.

        Before threads run tests, and not in them: whoever holds this lock may be waiting for them.
        """
        with self._lock:
            _ = self.standing

    def weak_limits(self) -> str:
        """What no limit holds on this machine, and what to do about it, in one line; nothing where all hold."""
        with self._lock:
            return "" if self.jail.cgroups else WEAK_LIMITS

    def check(self) -> None:
        """Raises PermanentError, with a hint, where nothing can be isolated."""
        with self._lock:
            jail = self.jail
        with self.workdir.submission() as folder:
            resource_limits = ResourceLimits(
                cpu_seconds=5, wall_seconds=10, memory_kb=65_536, output_bytes=1000, processes=8
            )
            # Beside the slots: a machine that is busy judging is not one that cannot judge.
            result = jail.run(Command(["/usr/bin/true"], folder), resource_limits, stdin=b"", slot=self.slots)
        if result.error is not None or failed(result):
            raise PermanentError(why_not_isolated(result))

    # Running ----------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def submission(self) -> Generator[Path, None, None]:
        """As `Workdir.submission`; at its end the containers that it used make themselves ready for another."""
        with self.workdir.submission() as folder:
            try:
                yield folder
            finally:
                if self.standing is not None:
                    self.standing.leave(folder.name)

    def run_in(
        self,
        slot: int,
        command: Command,
        limits: ResourceLimits,
        stdin: bytes,
        stopped: Callable[[], bool] = lambda: False,
    ) -> RunResult:
        """One run in a slot that the caller holds, in the slot's container or in one of its own."""
        return self._way(command).run(command, limits, stdin=stdin, slot=slot, stopped=stopped)

    def prepared_in(
        self, slot: int, command: Command, limits: ResourceLimits, stopped: Callable[[], bool]
    ) -> contextlib.AbstractContextManager[Run]:
        """The same, not begun yet."""
        return self._way(command).prepared(command, limits, slot=slot, stopped=stopped)

    def is_lost(self, slot: int, command: Command, run: Run, result: RunResult) -> bool:
        """Whether what was prepared has to run again, because its container ended before it began."""
        way = self._way(command)
        return isinstance(way, Standing) and way.is_lost(run, result, slot)

    def _way(self, command: Command) -> Standing | Jail:
        standing = self.standing
        return standing if standing is not None and standing.takes(command) else self.jail
