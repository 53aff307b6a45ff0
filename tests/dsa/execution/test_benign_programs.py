"""Honest programs that stretch the sandbox: each is accepted, in every way of isolating."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from dsa.execution import CompileResult, Language, Limits, Program, Test, TestResult, Verdict, judge
from dsa.execution.sandbox.backend import SandboxBackend
from tests.dsa.execution.backends import Way, left_behind, reachable_directory


@dataclass(frozen=True)
class Benign:
    language: Language
    source: str
    expected: bytes
    stdin: bytes = b""


LINES = b"".join(b"%d\n" % number for number in range(1_500_000))
BENIGN = {
    "threads in C++": Benign(
        Language.CPP,
        """
        #include <atomic>
        #include <iostream>
        #include <thread>
        #include <vector>
        int main() {
            std::atomic<long> sum{0};
            std::vector<std::thread> all;
            for (int i = 0; i < 32; i++) all.emplace_back([&sum, i] { sum += i; });
            for (auto &one : all) one.join();
            std::cout << sum;
        }
        """,
        b"496",
    ),
    "deep recursion in C": Benign(
        Language.C,
        """
        #include <stdio.h>
        static long down(long n) { volatile char room[100]; room[0] = 1; return n == 0 ? 0 : room[0] + down(n - 1); }
        int main(void) { printf("%ld", down(300000)); }
        """,
        b"300000",
    ),
    "deep recursion in Python": Benign(
        Language.PYTHON,
        """
import sys, threading
sys.setrecursionlimit(200_000)
threading.stack_size(32 * 1024 * 1024)
def down(n):
    return 0 if n == 0 else 1 + down(n - 1)
def main():
    print(down(50_000))
thread = threading.Thread(target=main)
thread.start()
thread.join()
""",
        b"50000",
    ),
    "deep recursion in Java": Benign(
        Language.JAVA,
        """
        public class Main {
            static int down(int n) { return n == 0 ? 0 : 1 + down(n - 1); }
            public static void main(String[] a) { System.out.println(down(100000)); }
        }
        """,
        b"100000",
    ),
    "10 MB of input in Python": Benign(
        Language.PYTHON,
        "import sys\nprint(sum(map(int, sys.stdin)))",
        b"%d" % (1_500_000 * 1_499_999 // 2),
        LINES,
    ),
    "10 MB of input in C++": Benign(
        Language.CPP,
        "#include <iostream>\nint main(){std::ios::sync_with_stdio(false);"
        "long long x,s=0;while(std::cin>>x)s+=x;std::cout<<s;}",
        b"%d" % (1_500_000 * 1_499_999 // 2),
        LINES,
    ),
    "a subprocess": Benign(
        Language.PYTHON,
        "import subprocess\nprint(subprocess.run(['sort'], input='b\\na\\n', capture_output=True, text=True).stdout)",
        b"a b",
    ),
    "temporary files": Benign(
        Language.PYTHON,
        "import tempfile\nwith tempfile.TemporaryFile() as f:\n    f.write(b'x' * 5_000_000)\n    print(f.tell())\n"
        "open('here', 'w').write('kept')\nprint(open('here').read())",
        b"5000000 kept",
    ),
    "multiprocessing": Benign(
        Language.PYTHON,
        "from multiprocessing import Pool\ndef square(n):\n    return n * n\n"
        "if __name__ == '__main__':\n    with Pool(4) as pool:\n        print(sum(pool.map(square, range(100))))",
        b"328350",
    ),
    "shared memory between processes": Benign(
        Language.PYTHON,
        "from multiprocessing import shared_memory\nm = shared_memory.SharedMemory(create=True, size=8_000_000)\n"
        "m.buf[:3] = b'abc'\nprint(bytes(m.buf[:3]).decode())\nm.close()\nm.unlink()",
        b"abc",
    ),
    "forks that share large memory": Benign(
        Language.PYTHON,
        "import os\nbig = bytearray(b'x' * 100_000_000)\nfor _ in range(8):\n    if os.fork() == 0:\n"
        "        os._exit(big[5] != 120)\nprint(sum(os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(8)))",
        b"0",
    ),
    # Its memory is its parent's own until it starts a program, and must not count twice.
    "a child by vfork of a large program": Benign(
        Language.C,
        """
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/wait.h>
        #include <unistd.h>
        int main(void) {
            char *large = malloc(150 << 20);
            memset(large, 1, 150 << 20);
            if (vfork() == 0) {
                usleep(100000);
                _exit(0);
            }
            wait(0);
            printf("%d", large[5]);
        }
        """,
        b"1",
    ),
    "a database in a file": Benign(
        Language.PYTHON,
        "import shutil, sqlite3\nfirst = sqlite3.connect('x.db')\nwith first:\n"
        "    first.execute('create table t (a)')\n"
        "    first.executemany('insert into t values (?)', [(n,) for n in range(100)])\n"
        "shutil.copy2('x.db', 'y.db')\nprint(sqlite3.connect('y.db').execute('select sum(a) from t').fetchone()[0])",
        b"4950",
    ),
    "a process's own limits, priority and cores": Benign(
        Language.PYTHON,
        "import os, resource, threading\nresource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))\n"
        "os.setpriority(0, 0, 19)\nos.sched_setaffinity(threading.get_native_id(), os.sched_getaffinity(0))\n"
        "print(resource.getrlimit(resource.RLIMIT_NOFILE)[0], os.getpriority(0, 0))",
        b"100 19",
    ),
    "asyncio": Benign(
        Language.PYTHON,
        "import asyncio\nasync def f(n):\n    await asyncio.sleep(0.01)\n    return n\n"
        "async def main():\n    print(sum(await asyncio.gather(*map(f, range(100)))))\nasyncio.run(main())",
        b"4950",
    ),
    "streams in Java": Benign(
        Language.JAVA,
        "import java.util.stream.*;public class Main{public static void main(String[] a){"
        "System.out.println(LongStream.range(0,1_000_000).parallel().sum());}}",
        b"499999500000",
    ),
    "threads in Java": Benign(
        Language.JAVA,
        "import java.util.concurrent.*;public class Main{public static void main(String[] a)throws Exception{"
        "ExecutorService e=Executors.newFixedThreadPool(16);int s=0;"
        "Callable<Integer> one=()->1;for(var x:e.invokeAll(java.util.Collections.nCopies(16,one)))s+=x.get();"
        "e.shutdown();System.out.println(s);}}",
        b"16",
    ),
    "classes, records and packages of the JDK": Benign(
        Language.JAVA,
        "import java.util.*;public class Main{record P(int x,int y){}static class Q{int z=3;}"
        "public static void main(String[] a){var t=new TreeMap<Integer,P>();t.put(1,new P(1,2));"
        "Runnable r=()->System.out.println(t.get(1).y()+new Q().z);r.run();}}",
        b"5",
    ),
    "workers in node": Benign(
        Language.JAVASCRIPT,
        "const {Worker,isMainThread,parentPort}=require('worker_threads');"
        "if(isMainThread){let s=0;for(let i=0;i<3;i++)"
        "new Worker(__filename).on('message',m=>{s+=m;if(s===21)console.log(s)})}"
        "else parentPort.postMessage(7)",
        b"21",
    ),
    "promises and timers in node": Benign(
        Language.JAVASCRIPT,
        "const rl=require('readline').createInterface({input:process.stdin});let n=0;"
        "rl.on('line',()=>n++).on('close',()=>setTimeout(()=>console.log(n),5))",
        b"3",
        b"a\nb\nc\n",
    ),
    "deep recursion in JavaScript": Benign(
        Language.JAVASCRIPT,
        "function down(n){return n===0?0:1+down(n-1)}console.log(down(20000))",
        b"20000",
    ),
    "no input and no output": Benign(Language.C, "int main(void) { return 0; }", b""),
    "letters of all kinds": Benign(
        Language.PYTHON, "print(input()[::-1], 'ü€𝄞')", "à ü€𝄞".encode(), "à".encode()
    ),
}
LIMITS = Limits(cpu_seconds=10, wall_seconds=60, memory_kb=256 * 1024)


def run_one(backend: SandboxBackend, benign: Benign) -> tuple[Verdict, str]:
    said = []
    tests = [Test(stdin=benign.stdin, expected=benign.expected)]
    for event in judge(backend, Program(benign.language, benign.source), tests, LIMITS):
        said.append(event.output if isinstance(event, CompileResult) else str(event.run)[:2000])
        if isinstance(event, TestResult):
            return event.verdict, "\n".join(said)
    return Verdict.CE, "\n".join(said)


@pytest.fixture(scope="session")
def outcomes(way: Way) -> Iterator[dict[str, tuple[Verdict, str]]]:
    """Every program run once in this way, side by side."""
    with reachable_directory() as open_to_all:

        def run_all(backend: SandboxBackend) -> dict[str, tuple[Verdict, str]]:
            with ThreadPoolExecutor(3) as pool:
                verdicts = pool.map(lambda benign: run_one(backend, benign), BENIGN.values())
                return dict(zip(BENIGN, verdicts, strict=True))

        found = way.do(open_to_all / "home", run_all)
        assert left_behind(open_to_all / "home") == []
        yield found


@pytest.mark.parametrize("name", BENIGN)
def test_honest_program_is_accepted(outcomes: dict[str, tuple[Verdict, str]], name: str) -> None:
    verdict, said = outcomes[name]

    assert verdict is Verdict.AC, said
