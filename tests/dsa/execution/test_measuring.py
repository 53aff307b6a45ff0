"""Time and memory are those that the program used: not a compiler's, an interpreter's of ours, or the worker's."""

from dataclasses import replace

import pytest

from dsa.execution import Language, Limits, Program, RunResult, Test, TestResult, judge
from dsa.execution.sandbox.backend import SandboxBackend
from dsa.execution.sandbox.cgroups import find
from dsa.execution.sandbox.machine import SandboxSettings
from tests.dsa.execution.backends import Way, reachable_directory, stop_containers

LIMITS = Limits(cpu_seconds=10, wall_seconds=60, memory_kb=512 * 1024)

# Several processes hold theirs at once: each tells when it does, and waits for the first one to end.
ALLOCATE = """
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <stdio.h>
int main(void) {
    int megabytes, processes, ready[2], done[2];
    char byte = 0;
    if (scanf("%d %d", &megabytes, &processes) != 2 || pipe(ready) || pipe(done)) return 1;
    size_t each = ((size_t)megabytes << 20) / processes;
    int child = 0;
    for (int i = 1; i < processes && !child; i++) child = fork() == 0;
    char *mine = malloc(each);
    memset(mine, 1, each);
    __asm__ volatile("" : : "r"(mine) : "memory"); /* or the compiler would do without */
    if (child) {
        close(done[1]);
        return write(ready[1], &byte, 1) != 1 || read(done[0], &byte, 1) != 0;
    }
    for (int i = 1; i < processes; i++) if (read(ready[0], &byte, 1) != 1) return 1;
    if (processes > 1) sleep(1); /* for whoever looks from time to time */
    return 0;
}
"""
# Works until its own clock says so, in one process or in several, and tells the microseconds that the kernel counted.
BURN = """
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
static double used(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}
int main(void) {
    int milliseconds, processes;
    if (scanf("%d %d", &milliseconds, &processes) != 2) return 1;
    int child = 0;
    for (int i = 1; i < processes && !child; i++) child = fork() == 0;
    while (used() < (double)milliseconds / processes) {}
    while (wait(0) > 0) {}
    long long total = 0;
    for (int i = 0; i < 2; i++) {
        struct rusage told;
        getrusage(i ? RUSAGE_CHILDREN : RUSAGE_SELF, &told);
        total += (told.ru_utime.tv_sec + told.ru_stime.tv_sec) * 1000000LL;
        total += told.ru_utime.tv_usec + told.ru_stime.tv_usec;
    }
    if (!child) printf("%lld\\n", total);
    return 0;
}
"""
# The same for an interpreter, which may be the copy of one that stood ready, with nothing of that one's time.
PYTHON = """
import resource, time
milliseconds, megabytes = map(int, input().split())
held = bytearray(b"x") * (megabytes << 20)
while time.process_time() * 1000 < milliseconds:
    pass
del held  # or giving it back would be work that comes after the look
usage = resource.getrusage(resource.RUSAGE_SELF)
print(round((usage.ru_utime + usage.ru_stime) * 1e6), usage.ru_maxrss)
"""


def run(
    backend: SandboxBackend, source: str, *stdin: bytes, language: Language = Language.C
) -> dict[bytes, RunResult]:
    results = judge(backend, Program(language, source), [Test(stdin=one) for one in stdin], LIMITS)
    return {stdin[event.index]: event.run for event in results if isinstance(event, TestResult)}


def test_memory_is_that_of_a_known_allocation(way: Way) -> None:
    """Within 2 MB and 2 %, for one process and for several together."""
    asked = {b"%d %d" % (size, count): size * 1024 for size in (1, 16, 200) for count in (1, 4)}
    with reachable_directory() as directory:
        runs = way.do(directory / "home", lambda backend: run(backend, ALLOCATE, *asked))

    for stdin, kb in asked.items():
        assert runs[stdin].exit_code == 0
        assert abs(runs[stdin].memory_kb - kb) <= 2048 + kb * 0.02, (stdin, runs[stdin].memory_kb)


def test_memory_has_nothing_of_a_large_worker(sandbox: SandboxBackend) -> None:
    """What a program is launched from must not show in it."""
    ballast = bytearray(b"x" * 300_000_000)
    (result,) = run(sandbox, ALLOCATE, b"1 1").values()

    assert len(ballast) == 300_000_000
    assert result.memory_kb < 4096


def is_near(cpu_ms: int, burned_ms: float) -> bool:
    """Within 10 ms and 5 %."""
    return abs(cpu_ms - burned_ms) <= 10 + burned_ms * 0.05


def test_cpu_time_is_what_the_program_burned(way: Way) -> None:
    """In one process and in several together; the program measures itself, so a busy machine changes nothing."""
    asked = {b"%d %d" % (ms, count): ms for ms in (50, 400) for count in (1, 3)}
    with reachable_directory() as directory:
        runs = way.do(directory / "home", lambda backend: run(backend, BURN, *asked))

    for stdin, milliseconds in asked.items():
        burned_ms = int(runs[stdin].stdout) / 1000
        assert is_near(runs[stdin].cpu_ms, burned_ms), (stdin, burned_ms, runs[stdin])
        assert is_near(milliseconds, burned_ms), (stdin, burned_ms)


def test_an_interpreter_is_measured_as_it_measures_itself(way: Way) -> None:
    """Time as above, and memory within 2 MB and 2 %, also where the interpreter is a copy."""
    asked = [b"%d %d" % (ms, megabytes) for ms in (50, 400) for megabytes in (0, 16, 200)]
    with reachable_directory() as directory:
        runs = way.do(
            directory / "home", lambda backend: run(backend, PYTHON, *asked, language=Language.PYTHON)
        )

    for stdin in asked:
        burned_us, kb = map(int, runs[stdin].stdout.split())
        assert is_near(runs[stdin].cpu_ms, burned_us / 1000), (stdin, burned_us, runs[stdin])
        assert abs(runs[stdin].memory_kb - kb) <= 2048 + kb * 0.02, (stdin, kb, runs[stdin])


def test_a_zygote_that_starts_meanwhile_is_not_in_the_programs_time() -> None:
    """It is in the slot's control group, which tells the time; here it starts slowly, and what runs is no Python."""
    if find(None) is None:
        pytest.skip("no control group can be made here")
    slow = ("/bin/sh", "-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done")
    with reachable_directory() as directory:
        backend = SandboxBackend(SandboxSettings(directory=directory / "home"))
        standing = backend.machine.standing
        assert standing is not None
        backend.machine.__dict__["standing"] = replace(standing, python=slow)
        (result,) = run(backend, BURN, b"50 1").values()
        stop_containers(directory / "home")

    assert is_near(result.cpu_ms, int(result.stdout) / 1000), result


def test_waiting_is_no_cpu_time(sandbox: SandboxBackend) -> None:
    (result,) = run(sandbox, "#include <unistd.h>\nint main(void){usleep(200000);return 0;}", b"").values()

    assert result.cpu_ms < 50
    assert result.wall_ms >= 200
