"""A program in a copied interpreter does, byte for byte, what it does in one that was started for it."""

# ruff: noqa: E501  one program a line

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from dsa.execution.sandbox.backend import SandboxBackend
from dsa.execution.sandbox.jail import Command
from dsa.execution.sandbox.machine import SandboxSettings
from dsa.execution.sandbox.running import ResourceLimits
from dsa.execution.sandbox.standing import Standing
from dsa.execution.sandbox.standing_selftest import PROGRAMS
from dsa.execution.sandbox.workdir import COMPILER_OPTIONS, LIBRARIES, SOURCES
from dsa.execution.types import RunResult
from tests.dsa.execution.backends import reachable_directory

# Every one of them starts interpreters.
pytestmark = pytest.mark.integration


LIMITS = ResourceLimits(
    cpu_seconds=5, wall_seconds=30, memory_kb=128 * 1024, output_bytes=1_000_000, processes=16
)
# Of objects, which differ from one start of an interpreter to the next as well.
ADDRESS = re.compile(rb"0x[0-9a-f]+")
STDIN = "3 4\nzwei ünf\n\nlast line without an end".encode()

MORE: Mapping[str, str] = {
    "nothing": "",
    "comment only": "# nothing",
    "encoding declared": "# -*- coding: latin-1 -*-\nprint('\xe4')",
    "wrong encoding": "# -*- coding: nonsense -*-\nprint(1)",
    "byte order mark": "\ufeffprint('marked')",
    "no newline at the end": "print(1)\nif True:\n  print(2)",
    "carriage returns": "print(1)\r\nprint(2)\r\n",
    "syntax error": "print(1)\nx = = 2",
    "indentation error": "if True:\nprint(1)",
    "tabs and spaces": "if True:\n\tprint(1)\n        print(2)",
    "unfinished string": "x = 'abc",
    "deeply nested": "x = " + "(" * 300 + ")" * 300,
    "null byte": "x = '\0'",
    "sum of a line": "print(sum(map(int, input().split())))",
    "all lines": "import sys\nfor line in sys.stdin: print(repr(line))",
    "input at the end": "while True: print(repr(input()))",
    "bytes": "import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])",
    "read by descriptor": "import os\nprint(os.read(0, 5), os.lseek(0, 0, 1))\nprint(input())",
    "seek back": "import sys\nsys.stdin.read()\nsys.stdin.seek(0)\nprint(input())",
    "mapped input": "import mmap\nprint(mmap.mmap(0, 0, access=mmap.ACCESS_READ)[:6])",
    "status of the streams": "import os, stat\nprint([stat.S_IFMT(os.fstat(n).st_mode) for n in range(3)])",
    "block sizes": "import os\nprint([os.fstat(n).st_blksize for n in range(3)])",
    "stream options": "import sys\nfor s in (sys.stdin, sys.stdout, sys.stderr): print(s.encoding, s.errors, s.line_buffering)",
    "buffering of output": "import os\nprint('first', end='')\nos.write(1, b'second')",
    "standard error in between": "import sys\nprint(1)\nprint(2, file=sys.stderr)\nprint(3)",
    "closed output": "import sys\nsys.stdout.close()",
    "closed descriptor": "import os\nos.close(1)\nprint(1)",
    "closed input": "import os\nos.close(0)\nprint(input())",
    "much output": "for n in range(60000): print(n)",
    "unicode output": "print('\u00fc\u20ac\U0001f600')",
    "lone surrogate": "print('\\ud800')",
    "exit 0": "exit()",
    "exit 7": "raise SystemExit(7)",
    "exit 300": "import sys\nsys.exit(300)",
    "exit with a list": "import sys\nsys.exit([1, 2])",
    "exit from a thread": "import sys, threading\nthreading.Thread(target=sys.exit, args=[3]).start()",
    "exit at once": "import os\nprint('lost', end='')\nos._exit(3)",
    "assertion": "assert 1 == 2, 'never'",
    "exception with notes": "e = ValueError('x')\ne.add_note('a note')\nraise e",
    "exception group": "raise ExceptionGroup('all', [ValueError(1), TypeError(2)])",
    "chained exceptions": "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise KeyError('k') from e",
    "exception in a thread": "import threading\nt = threading.Thread(target=lambda: 1 / 0, name='t')\nt.start()\nt.join()",
    "exception at exit": "import atexit\natexit.register(lambda: 1 / 0)",
    "exception in del": "class A:\n    def __del__(self): raise ValueError('d')\na = A()\ndel a\nprint('on')",
    "order of ends": "import atexit\nclass A:\n    def __del__(self): print('del')\na = A()\natexit.register(print, 'exit')",
    "cycle at the end": "class A:\n    def __del__(self): print('del')\na = A()\na.me = a",
    "recursion error": "def f(): f()\nf()",
    "deep recursion": "import sys\nsys.setrecursionlimit(10**6)\ndef f(n): return n and f(n - 1)\nprint(f(50000))",
    "memory error": "x = bytearray(1 << 60)",
    "keyboard interrupt": "import os, signal\nos.kill(os.getpid(), signal.SIGINT)",
    "killed": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "segmentation fault": "import ctypes\nctypes.string_at(0)",
    "broken pipe": "import os, signal\nr, w = os.pipe()\nos.close(r)\nos.write(w, b'x')",
    "raised signal": "import signal\nsignal.raise_signal(signal.SIGUSR1)",
    "handled signal": "import signal\nsignal.signal(10, lambda *a: print(a[0]))\nsignal.raise_signal(10)",
    "alarm": "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.01)\nsignal.pause()",
    "threads": "from concurrent.futures import ThreadPoolExecutor as P\nwith P(4) as p: print(list(p.map(abs, range(-9, 0))))",
    "daemon thread": "import threading, time\nthreading.Thread(target=time.sleep, args=[60], daemon=True).start()\nprint(1)",
    "large stacks": "import threading\nthreading.stack_size(1 << 26)\nt = threading.Thread(target=print, args=[1])\nt.start()",
    "main thread": "import threading, os\nt = threading.main_thread()\nprint(t.name, t.ident == threading.get_ident())\nprint(t.native_id)",
    "fork": "import os\npid = os.fork()\nended = pid and os.waitpid(pid, 0)[1]\nprint(pid == 0, ended, flush=True)",
    "spawned processes": "import multiprocessing as m\nif __name__ == '__main__':\n    m.set_start_method('spawn')\n    p = m.Process(target=print, args=[5])\n    p.start()\n    p.join()\n    print(p.exitcode)",
    "queue of processes": "import multiprocessing as m\nq = m.Queue()\np = m.Process(target=q.put, args=[4])\np.start()\nprint(q.get())\np.join()",
    "shell": "import os\nprint(os.system('echo $0 $PPID; exit 3'), os.popen('env').read())",
    "asyncio": "import asyncio\nasync def f():\n    await asyncio.sleep(0.01)\n    return 5\nprint(asyncio.run(f()))",
    "child of asyncio": "import asyncio\nasync def f():\n    p = await asyncio.create_subprocess_exec('echo', 'x')\n    return await p.wait()\nprint(asyncio.run(f()))",
    "modules": "import sys\nprint(sorted(sys.modules), sys.meta_path, sys.path_hooks)",
    "own module": "import sys\nsys.path.insert(0, '/work')\nopen('/work/mine.py', 'w').write('x = 1')\nimport mine\nprint(mine.x, mine.__cached__)",
    "no module": "import nowhere",
    "usual header": "import sys, os, re, math, heapq, bisect, itertools, functools, collections, string, random\nprint(len(sys.modules))",
    "decimal and fractions": "from decimal import *\nfrom fractions import *\nprint(Decimal(1) / 7, Fraction(1, 7), getcontext())",
    "seeded random": "import random\nrandom.seed(5)\nprint(random.random(), random.sample(range(100), 5))",
    "files": "import os\nopen('a', 'w').write('x')\nprint(os.listdir(), os.stat('a').st_mode, os.getcwd(), os.listdir('/box'))",
    "look at itself": "print(open(__file__).read(), open('/box/main.py').read() == open(__file__).read())",
    "status of itself": "import os\ns = os.stat('/box/main.py')\nprint(s.st_size, s.st_mode, s.st_nlink > 0)",
    "names in memory": "print(open('/proc/self/comm').read(), open('/proc/self/cmdline').read().split('\\0'))",
    "no preloaded library": "import os\nprint('LD_PRELOAD' in os.environ, os.environ.get('LD_PRELOAD'))",
    "process group": "import os\nprint(os.getpid(), os.getpgrp(), os.getsid(0), os.getppid(), os.getuid(), os.getgroups())",
    "priorities": "import os\nprint(os.nice(0), os.sched_getscheduler(0), sorted(os.sched_getaffinity(0)))",
    "umask": "import os\nprint(oct(os.umask(0)))",
    "warning": "import warnings\nwarnings.warn('careful')",
    "invalid escape": "print('\\d')",
    "tracing": "import sys\nsys.settrace(lambda *a: None)\nprint(sys.gettrace() is not None)",
    "garbage": "import gc\nprint(gc.isenabled(), gc.get_threshold(), gc.get_freeze_count())",
    "sizes": "import sys\nprint(sys.getsizeof([]), sys.getrecursionlimit(), sys.hash_info, sys.float_info)",
    "locale": "import locale, sys\nprint(locale.getlocale(), sys.getfilesystemencoding(), locale.getpreferredencoding())",
    "time zone": "import time\nprint(time.tzname, time.localtime(0))",
    "clocks": "import time\nprint(0 <= time.process_time() < 1, time.perf_counter() > 0)",
    "interactive": "import sys\nprint(hasattr(sys, 'ps1'), sys.flags.interactive, sys.stdin.isatty())",
    "class scope": "class A:\n    x = 1\n    y = [i for i in range(3)]\nprint(A.__qualname__, A.__module__, vars(A)['y'])",
    "frozen order of sets": "print(sorted({'a', 'b', 'c'}), {1, 2, 3})",
}
SOURCES_TO_TRY = {**{f"self-test {n}": source for n, source in enumerate(PROGRAMS)}, **MORE}


@pytest.fixture(scope="module")
def ways() -> Iterator[tuple[Standing, Standing]]:
    """Containers of the same kind, the first without zygotes."""
    with reachable_directory() as directory:
        backend = SandboxBackend(SandboxSettings(directory=directory / "home", slots=1))
        chosen = backend.machine.standing
        assert chosen is not None
        assert chosen.python
        yield replace(chosen, python=()), chosen


def what_it_did(way: Standing, folder: Path, command: list[str]) -> tuple[object, ...]:
    result: RunResult = way.run(Command(command, folder), LIMITS, stdin=STDIN, slot=0)
    texts = [ADDRESS.sub(b"0x", text) for text in (result.stdout, result.stderr)]
    return (*texts, result.exit_code, result.signal, result.stopped, result.error)


def test_there_are_enough_programs() -> None:
    assert len(SOURCES_TO_TRY) > 70


@pytest.mark.parametrize("name", SOURCES_TO_TRY)
def test_a_copy_does_the_same(ways: tuple[Standing, Standing], name: str) -> None:
    plain, zygote = ways
    with plain.workdir.submission() as folder:
        made = folder / "source"
        made.mkdir(mode=0o755)
        (made / "main.py").write_bytes(SOURCES_TO_TRY[name].encode())
        (made / "main.py").chmod(0o644)

        assert what_it_did(zygote, made, list(zygote.python)) == what_it_did(plain, made, list(zygote.python))


def test_submissions_do_not_share_the_order_of_sets(ways: tuple[Standing, Standing]) -> None:
    _, zygote = ways
    seen = set()
    for _ in range(3):
        with zygote.workdir.submission() as folder:
            (folder / "main.py").write_text("print(hash('a'))")
            (folder / "main.py").chmod(0o644)
            seen.add(what_it_did(zygote, folder, list(zygote.python))[0])

    assert len(seen) == 3


# The C programs -------------------------------------------------------------------------------------------------------

STRICT = ("-Werror", "-fanalyzer", "-Wno-analyzer-fd-leak", "-Wno-analyzer-malloc-leak")
PARSING = r"""
#include <assert.h>
static int words(struct request *r, const char *text, size_t length) {
    memcpy(r->text, text, length);
    r->length = length;
    return parse(r);
}
int main(void) {
    struct request *r = malloc(sizeof *r);
    static const char good[] = "t\0" "f\0" "1\0" "2\0" "3\0" "4\0" "5\0" "6\0" "7\0" "8\0" "9\0" "-\0" "2\0" "/a\0" "b\0" "X=1";
    assert(words(r, good, sizeof good) == 0);
    assert(!strcmp(r->arguments[1], "b") && r->arguments[2] == NULL);
    assert(!strcmp(r->environment[0], "X=1") && r->environment[1] == NULL);
    for (size_t length = 0; length < sizeof good; length++)
        words(r, good, length);
    assert(words(r, good, sizeof good - 1) != 0);
    static const char too_few[] = "t\0" "f\0" "1\0" "2\0" "3\0" "4\0" "5\0" "6\0" "7\0" "8\0" "9\0" "-\0" "9\0" "/a";
    assert(words(r, too_few, sizeof too_few) != 0);
    memset(r->text, 0, sizeof r->text);
    r->length = sizeof r->text;
    assert(parse(r) != 0);
    for (size_t i = 0; i < sizeof r->text; i += 2) r->text[i] = '1';
    assert(parse(r) != 0);
    struct table before = {1, {{.pid = 5, .parent = 4, .own_us = 90000}}}, seen = {1, {{.pid = 4, .parent = 2}}};
    follow(&before, &seen);
    assert(seen.rows[0].gone_us == 90000 && children_us(&seen.rows[0]) == 70000);
    seen.rows[0].waited_us = 90000;
    assert(children_us(&seen.rows[0]) == 90000);
    free(r);
    return 0;
}
"""

UNPACKING = r"""
#include <assert.h>
static int unpacked(const char *root, const char *archive, size_t length) {
    char *exact = malloc(length + 1); /* so that a byte behind the end is seen */
    memcpy(exact, archive, length);
    int result = unpack(root, exact, exact + length);
    free(exact);
    return result;
}
int main(int argc, char **argv) {
    const char *root = argc > 1 ? argv[1] : "";
    static const char good[] = "main.py\0" "644\0" "3\0" "abc" "a/b/c\0" "755\0" "0\0" "a/b/d\0" "600\0" "1\0" "x";
    size_t length = sizeof good - 1;
    struct stat found;
    assert(unpacked(root, good, length) == 0 && chdir(root) == 0);
    assert(stat("main.py", &found) == 0 && found.st_size == 3 && (found.st_mode & 0777) == 0644);
    assert(stat("a/b/c", &found) == 0 && found.st_size == 0 && (found.st_mode & 0777) == 0755);
    assert(unpacked(root, good, length) != 0); /* what is there already */
    for (size_t cut = 0; cut < length; cut++) {
        assert(empty_folder(open(root, O_RDONLY | O_DIRECTORY)) == 0 && access("a", F_OK) != 0 && access("main.py", F_OK) != 0);
        unpacked(root, good, cut);
    }
    assert(empty_folder(open(root, O_RDONLY | O_DIRECTORY)) == 0);
    static const char *const bad[] = {"f\0" "644\0" "9\0" "abc", "f\0" "644\0" "-1\0" "a"};
    for (size_t i = 0; i < 2; i++)
        assert(unpacked(root, bad[i], 9) != 0);
    char name[2 * MAX_BOX_PATH];
    memset(name, 'n', sizeof name);
    memcpy(name + sizeof name - 8, "\0" "644\0" "0\0", 7);
    assert(unpacked(root, name, sizeof name) != 0);
    assert(empty_folder(-1) != 0);
    return 0;
}
"""


@pytest.mark.parametrize("name", SOURCES)
def test_the_c_programs_have_no_warning(name: str, tmp_path: Path) -> None:
    gcc = shutil.which("gcc")
    assert gcc is not None
    library = ["-shared", "-fPIC"] if name in LIBRARIES else []
    command = [gcc, *COMPILER_OPTIONS, *STRICT, *library, "-o", str(tmp_path / "made"), "-x", "c", "-"]

    result = subprocess.run(command, input=SOURCES[name], capture_output=True, check=False)

    assert (result.returncode, result.stderr.decode()) == (0, "")


@pytest.mark.parametrize("checks", [PARSING, UNPACKING], ids=["requests", "archives"])
def test_what_the_keeper_is_sent_is_taken_apart_under_the_sanitizers(tmp_path: Path, checks: str) -> None:
    gcc = shutil.which("gcc")
    assert gcc is not None
    # As much of the keeper as both sides of a request share.
    source = SOURCES["keeper"].partition(b"#define ZYGOTE_SOCKET")[0] + checks.encode()
    made, root = tmp_path / "made", tmp_path / "box"
    root.mkdir()
    options = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-Wno-unused-function", "-g"]
    subprocess.run([gcc, *options, "-o", made, "-x", "c", "-"], input=source, check=True, capture_output=True)

    result = subprocess.run([made, root], capture_output=True, check=False)

    assert (result.returncode, result.stderr.decode()) == (0, "")
