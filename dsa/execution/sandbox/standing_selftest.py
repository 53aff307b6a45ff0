"""Tries whether standing containers work here and hold, and whether zygotes are as good as starting the interpreter."""

import hashlib
import logging
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from dsa.execution.sandbox.jail import Command
from dsa.execution.sandbox.running import ResourceLimits
from dsa.execution.sandbox.selftest import stamp
from dsa.execution.sandbox.standing import Standing
from dsa.execution.types import ExecutionError, RunResult

logger = logging.getLogger(__name__)

LIMITS = ResourceLimits(
    cpu_seconds=10, wall_seconds=30, memory_kb=262_144, output_bytes=100_000, processes=16
)
NOTHING = {f"Cap{kind}": "0000000000000000" for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")}
HELD: Mapping[str, str] = NOTHING | {"NoNewPrivs": "1", "Seccomp": "2", "Seccomp_filters": "1"}
# What could tell a copied interpreter from a new one: streams, arguments, tracebacks, ends, processes, limits.
PROGRAMS = (
    "import sys\nprint(sys.argv, sys.orig_argv, sys.path, sys.flags, sys.stdin, sys.stdout, sys.stderr, sep='\\n')",
    "import os, sys\nprint(os.environ, os.getpid(), os.getppid(), os.getcwd(), os.listdir('/proc/self/fd'))",
    "import sys\nprint(list(sys.modules), sys.path_importer_cache.keys(), __name__, __file__, list(globals()))",
    "import sys\nprint(repr(sys.stdin.read()), sys.stdin.seekable(), sys.stdin.buffer.tell())",
    "import sys\nprint(input())\nprint(sys.stdin.readline())\nsys.exit('the end')",
    "def f(n):\n    return 1 / n if n == 0 else f(n - 1)\nf(3)",
    "print('before'\n",
    "import os\nos.abort()",
    "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)",
    "import atexit, threading\natexit.register(print, 'exit')\nthreading.Thread(target=print, args=['thread']).start()",
    "class A:\n    def __del__(self):\n        print('gone')\na = A()",
    "import subprocess, sys\nprint(subprocess.run([sys.executable, '-c', 'print(1)'], capture_output=True))",
    "import multiprocessing as m\nif __name__ == '__main__':\n    with m.Pool(2) as p: print(p.map(abs, [-1]))",
    "import resource as r\nprint([r.getrlimit(getattr(r, n)) for n in sorted(dir(r)) if n.startswith('RLIMIT')])",
    "import sys\nsys.setrecursionlimit(10**6)\ndef f(n): return n and f(n - 1)\nprint(f(20000))",
    "import signal as s\nprint([s.getsignal(n) for n in sorted(s.valid_signals())], s.pthread_sigmask(0, []))",
    "print([i for i in open('/proc/self/status') if i[:3] in ('Cap', 'NoN', 'Sec', 'Sig', 'Shd', 'NSp')])",
)
STDIN = b"first\nsecond\nthird"


def choose(plain: Standing, python: Sequence[str], slot: int, machine: str) -> Standing | None:
    """The standing containers to use: with zygotes, without, or none. What passed is remembered for this `machine`."""
    forking = replace(plain, python=python)
    facts = [machine, forking.digest, *(stamp(Path(word)) for word in python[:1])]
    passed = plain.workdir.path / f"standing-{hashlib.sha256(repr(facts).encode()).hexdigest()[:16]}"
    if passed.exists():
        return forking
    with plain.workdir.submission() as folder:
        try:
            if why_not := _not_held(plain, folder, slot):
                logger.warning("Each run gets a container of its own: %s", why_not)
                return None
            if not python:
                return plain
            if why_not := _differs(plain, forking, folder, slot):
                logger.warning("Python is started anew for each run: %s", why_not)
                return plain
        except (ExecutionError, OSError) as error:
            logger.warning("Each run gets a container of its own: %s", error)
            return None
        # It has done its part; judging starts the other one.
        plain.end(slot)
    passed.touch()
    return forking


def _not_held(standing: Standing, folder: Path, slot: int) -> str:
    program = _folder(folder)
    result = standing.run(
        Command(["/usr/bin/cat", "/proc/self/status"], program), LIMITS, stdin=b"", slot=slot
    )
    if result.error is not None:
        return result.error
    found = dict(line.partition(":")[::2] for line in result.stdout.decode().splitlines())
    wrong = [
        f"{name} {found.get(name)}" for name, value in HELD.items() if found.get(name, "").strip() != value
    ]
    return f"a program has {', '.join(wrong)}" if wrong else ""


def _differs(plain: Standing, forking: Standing, folder: Path, slot: int) -> str:
    for source in PROGRAMS:
        program = _folder(folder)
        (program / "main.py").write_text(source)
        (program / "main.py").chmod(0o644)
        command = Command(forking.python, program)
        one, other = (_seen(way.run(command, LIMITS, stdin=STDIN, slot=slot)) for way in (plain, forking))
        if one != other:
            return f"{source!r} gives {other!r} instead of {one!r}"
    return ""


def _folder(parent: Path) -> Path:
    made = Path(tempfile.mkdtemp(dir=parent))
    made.chmod(0o755)
    return made


def _seen(result: RunResult) -> tuple[object, ...]:
    return result.stdout, result.stderr, result.exit_code, result.signal, result.stopped, result.error
