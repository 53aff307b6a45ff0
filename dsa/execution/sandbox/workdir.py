"""The sandbox's own directory on the host: compiled helpers, the slots, and one folder for each submission that runs.

Sandbox users have to reach the helpers and their own program in it, and can list nothing. It lies in the temporary
directory, because DATA_DIR is closed to everybody else.
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import stat
import subprocess
import time
from collections.abc import Callable, Generator
from pathlib import Path

from dsa.execution.types import PermanentError, TransientError

HERE = Path(__file__).parent


def _with_includes(name: str) -> bytes:
    text = (HERE / name).read_bytes()
    for header in ("run.h", "monitor.h", "box.h"):
        line = f'#include "{header}"\n'.encode()
        if line in text:
            text = text.replace(line, _with_includes(header))
    return text


# Read once: a worker that gave up root may not be able to read the checkout any more. A compiler gets each as one text.
SOURCES = {name: _with_includes(f"{name}.c") for name in ("launch", "init", "keeper", "zygote")}
# Loaded into an interpreter.
LIBRARIES = frozenset({"zygote"})
# A warning stops nothing here, on whatever compiler this is; the tests compile with warnings as errors.
COMPILER_OPTIONS = (
    *("-std=gnu17", "-O2", "-Wall", "-Wextra", "-Wformat=2", "-Wconversion"),
    *("-D_FORTIFY_SOURCE=2", "-fstack-protector-strong", "-fstack-clash-protection", "-Wl,-z,relro,-z,now"),
)
SLOT_TIMEOUT_SECONDS = 120.0
SLOT_POLL_SECONDS = 0.002


class Workdir:
    """A directory that belongs to us alone. Raises PermanentError if somebody else made it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=0o711, parents=True)
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
            raise PermanentError(
                f"{path} is not a directory of this user alone; remove it or set EXECUTION_DIR"
            )
        path.chmod(0o711)
        self.submissions = path / "submissions"
        self.slots = path / "slots"
        self.prepared = path / "prepared"
        for directory in (self.submissions, self.slots, self.prepared):
            directory.mkdir(mode=0o711, exist_ok=True)
            directory.chmod(0o711)

    def helper(self, name: str) -> Path:
        """The C program `name`.c of this package, compiled unless that was done before."""
        made_of = SOURCES[name] + repr(COMPILER_OPTIONS).encode()
        target = self.path / f"{name}-{hashlib.sha256(made_of).hexdigest()[:16]}"
        if not target.exists():
            _compile(name, target)
        return target

    @contextlib.contextmanager
    def submission(self) -> Generator[Path, None, None]:
        """A folder for one submission, gone afterwards. Folders of processes that were killed go as well."""
        self._sweep()
        folder = self.submissions / secrets.token_hex(16)
        # Locked before it is there: one without a lock is a killed process's.
        with _lock(self.submissions / f"{folder.name}.lock"):
            folder.mkdir(mode=0o711)
            # mkdir obeys the umask, and a service manager's may be strict.
            folder.chmod(0o711)
            try:
                yield folder
            finally:
                shutil.rmtree(folder)

    def _sweep(self) -> None:
        for folder in self.submissions.iterdir():
            if folder.suffix == ".lock":
                continue
            with contextlib.suppress(BlockingIOError), _lock(self.submissions / f"{folder.name}.lock"):
                shutil.rmtree(folder, ignore_errors=True)

    @contextlib.contextmanager
    def slot(self, count: int, stopped: Callable[[], bool]) -> Generator[int, None, None]:
        """One of `count` places to run a program, shared by all processes of this machine.

        Two workers with tests to run get the cores in turn instead of slowing each other down. Raises TransientError
        when none is free for two minutes, or once `stopped` says so.
        """
        deadline = time.monotonic() + SLOT_TIMEOUT_SECONDS
        while True:
            for number in range(count):
                with contextlib.ExitStack() as held:
                    try:
                        held.enter_context(_lock(self.slots / str(number), keep=True))
                    except BlockingIOError:
                        continue
                    yield number
                    return
            if stopped() or time.monotonic() > deadline:
                raise TransientError("no core was free to run the program on")
            time.sleep(SLOT_POLL_SECONDS)


@contextlib.contextmanager
def _lock(path: Path, *, keep: bool = False) -> Generator[None, None, None]:
    """Hold a lock that goes with the process, even a killed one. Raises BlockingIOError while somebody else has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            yield
        finally:
            if not keep:
                path.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def _compile(name: str, target: Path) -> None:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise PermanentError("there is no C compiler for the sandbox's own helper; install gcc and libc6-dev")
    # Another process may be at it too: whoever is last puts the same program there.
    draft = target.with_name(f"{target.name}.{os.getpid()}-{secrets.token_hex(4)}")
    # Static, where the C library allows it: the dynamic linker would take a millisecond of every run.
    for options in [["-shared", "-fPIC"]] if name in LIBRARIES else [["-static"], []]:
        result = subprocess.run(
            [compiler, *COMPILER_OPTIONS, *options, "-o", str(draft), "-x", "c", "-"],
            input=SOURCES[name],
            capture_output=True,
            check=False,
        )
        if result.returncode == 0:
            draft.chmod(0o755)
            draft.rename(target)
            return
    draft.unlink(missing_ok=True)
    said = result.stderr.decode("utf-8", "replace").strip()[:500]
    raise PermanentError(f"the sandbox's helper {name} does not compile: {said}")
