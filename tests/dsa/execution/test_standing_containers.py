"""One container serves many runs: nothing of one shows in the next, and what breaks a container costs no verdict."""

import os
import re
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dsa.execution import Language, Limits, Program, RunResult, Test
from dsa.execution.sandbox.backend import SandboxBackend
from dsa.execution.sandbox.machine import SandboxSettings
from dsa.execution.sandbox.standing import kill
from dsa.execution.types import TestRun
from tests.dsa.execution.backends import (
    WAYS,
    Way,
    eventually,
    keepers,
    processes,
    reachable_directory,
    runs_left,
    stop_containers,
)
from tests.dsa.execution.test_hostile_programs import NAMES, run_one

LIMITS = Limits(cpu_seconds=5, wall_seconds=60)


@pytest.fixture
def place() -> Iterator[Path]:
    with reachable_directory() as made:
        yield made / "home"


@pytest.fixture
def one_slot(place: Path) -> SandboxBackend:
    """All that it runs, it runs in the same container."""
    backend = SandboxBackend(SandboxSettings(directory=place, slots=1))
    assert backend.machine.standing is not None
    assert backend.machine.standing.python, "there are zygotes"
    return backend


def run(
    backend: SandboxBackend, source: str, *stdin: bytes, language: Language = Language.PYTHON
) -> list[RunResult]:
    events = backend.run(Program(language, source), [Test(stdin=one) for one in stdin or (b"",)], LIMITS)
    return [event.run for event in events if isinstance(event, TestRun)]


def outputs(backend: SandboxBackend, source: str, *stdin: bytes) -> list[str]:
    results = run(backend, source, *stdin)
    assert [(one.error, one.exit_code) for one in results] == [(None, 0)] * len(results), results
    return [one.stdout.decode() for one in results]


def the_keeper(directory: Path) -> int:
    """Of the slot that judges; the self-test had one beside it."""
    return max(process.pid for process in keepers(directory))


def remove_groups(folder: Path) -> None:
    """A control group with those below it, once their processes have left them."""
    for below in (*folder.glob("*/"), folder):
        assert eventually(lambda below=below: is_removed(below))  # type: ignore[misc]


def is_removed(group: Path) -> bool:
    try:
        group.rmdir()
    except OSError:
        return False
    return True


# What one run may learn of another ------------------------------------------------------------------------------------

CYCLE = """
import array, os, socket
left, right = socket.socketpair()
named = socket.socket(socket.AF_UNIX)
try:
    named.bind("\\0told-by-an-earlier-run")
except OSError as error:
    print("bound already", error)
print([line for line in open("/proc/net/unix") if "told" in line and named.getsockname() == b""])
both = array.array("i", [left.fileno(), right.fileno(), named.fileno()])
left.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, both)])
"""
LOOK = "print([line for line in open('/proc/net/unix') if 'told' in line])"


def test_a_socket_left_in_a_cycle_tells_another_submission_nothing(one_slot: SandboxBackend) -> None:
    """Its name lives until the kernel's collector comes, and would be read by whoever shares the network namespace."""
    for _ in range(5):
        assert outputs(one_slot, CYCLE) == ["[]\n"]
        assert outputs(one_slot, LOOK) == ["[]\n"]


WRITE = "import os\nmarker = 'ma' + 'rker' + input()\nprint((marker * 2000)[:9])\nopen('/tmp/left', 'w').write(marker)"
# It looks for every byte one higher, so that it does not find what it looks for in itself.
SEARCH = """
import os
higher = bytes((byte + 1) % 256 for byte in range(256))
found = [name for place in ("/tmp", "/work", "/dev/shm") for name in os.listdir(place)]
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in maps:
        start, end = (int(part, 16) for part in line.split()[0].split("-"))
        if "r" in line.split()[1] and "[v" not in line:
            memory.seek(start)
            found += [line] * (b"nbslfs.8g4b:d" in (memory.read(end - start) or b"").translate(higher))
print(len(found), [pid for pid in os.listdir("/proc") if pid.isdigit()])
"""


def test_memory_and_files_hold_nothing_of_an_earlier_run(one_slot: SandboxBackend) -> None:
    """Not even in the same submission, whose runs are copies of one interpreter."""
    start = "import sys\nfirst = sys.stdin.readline()\nif first == 'write\\n':\n"
    source = f"{start}{indented(WRITE)}\nelse:\n{indented(SEARCH)}"

    said = outputs(one_slot, source, b"write\n-7f3a9c\n", b"search\n\n", b"write\n-7f3a9c\n", b"search\n\n")

    assert said[1::2] == ["0 ['1', '2']\n"] * 2


def indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def test_a_program_has_no_capability_and_the_filter(one_slot: SandboxBackend) -> None:
    for source, language in (
        ("print(open('/proc/self/status').read())", Language.PYTHON),
        ('#include <stdlib.h>\nint main(void){return system("cat /proc/self/status");}', Language.C),
    ):
        (result,) = run(one_slot, source, language=language)
        status = dict(line.partition(":")[::2] for line in result.stdout.decode().splitlines())

        assert {status[f"Cap{kind}"].strip() for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {"0" * 16}
        assert [status[key].strip() for key in ("NoNewPrivs", "Seccomp", "Seccomp_filters")] == [
            "1",
            "2",
            "1",
        ]


def test_the_machine_would_take_a_program_first_where_it_lacks_memory(way: Way) -> None:
    path = "/proc/self/oom_score_adj"
    programs = (
        (Language.PYTHON, f"print(open('{path}').read())"),
        (Language.C, f'#include <stdlib.h>\nint main(void){{return system("cat {path}");}}'),
    )
    with reachable_directory() as directory:
        told = way.do(
            directory / "home",
            lambda backend: [run(backend, source, language=language)[0] for language, source in programs],
        )

    assert [one.stdout.strip() for one in told] == [b"1000"] * 2, told


PROBE_PROCESS_1 = """
import ctypes, os, signal
libc = ctypes.CDLL(None, use_errno=True)
got = []
for name in ("environ", "maps", "mem", "fd", "ns/mnt", "root", "exe", "cwd", "map_files", "task/1/mem"):
    path = f"/proc/1/{name}"
    try:
        os.listdir(path) if name in ("fd", "map_files") else open(path, "rb").read(1)
        got.append(name)
    except OSError:
        pass
for number in signal.valid_signals():
    if number not in (signal.SIGCHLD, signal.SIGCONT):
        os.kill(1, number)
for namespace in ("mnt", "pid", "net", "user", "ipc", "uts"):
    if libc.setns(os.open(f"/proc/self/ns/{namespace}", os.O_RDONLY), 0) == 0:
        got.append(namespace)
calls = [lambda: libc.mount(b"none", b"/work", b"tmpfs", 0, None), lambda: libc.umount2(b"/proc", 2)]
for call in (*calls, lambda: libc.unshare(0x20000)):
    if call() == 0:
        got.append("mounts")
print("got", got)
"""


def test_process_1_is_out_of_reach(one_slot: SandboxBackend) -> None:
    assert outputs(one_slot, PROBE_PROCESS_1) == ["got []\n"]


# What breaks ----------------------------------------------------------------------------------------------------------


def test_a_killed_container_costs_nothing(one_slot: SandboxBackend, place: Path) -> None:
    assert outputs(one_slot, "print(1)") == ["1\n"]
    os.kill(the_keeper(place), signal.SIGKILL)

    assert outputs(one_slot, "print(2)") == ["2\n"]


def test_a_container_killed_during_a_run_is_no_verdict(one_slot: SandboxBackend, place: Path) -> None:
    """The run is done again in a new one, as nothing is known of how it ended."""
    assert outputs(one_slot, "print(1)") == ["1\n"]
    keeper = the_keeper(place)
    child = os.fork()
    if child == 0:
        eventually(lambda: len(runs_left(place)) > 1)
        os.kill(keeper, signal.SIGKILL)
        os._exit(0)

    (result,) = run(one_slot, "import time\ntime.sleep(3)\nprint('slept')")
    os.waitpid(child, 0)

    assert (result.error, result.stdout) == (None, b"slept\n")


def test_workers_in_different_control_groups_share_a_slot(one_slot: SandboxBackend, place: Path) -> None:
    """As two units of systemd are. What one of them built stands below its own group, where the other does not look."""
    hierarchy = one_slot.machine.jail.cgroups
    assert hierarchy is not None, "this machine lets groups be made"
    others = [
        folder / "another-unit" for folder in {hierarchy.parent, (hierarchy.cpu or [hierarchy.parent])[0]}
    ]
    for folder in others:
        folder.mkdir()
    another = SandboxBackend(SandboxSettings(directory=place, slots=1))
    cpu = hierarchy.cpu and (hierarchy.cpu[0] / "another-unit", hierarchy.cpu[1])
    elsewhere = replace(hierarchy, parent=hierarchy.parent / "another-unit", cpu=cpu)
    another.machine.__dict__["jail"] = replace(another.machine.jail, cgroups=elsewhere)
    try:
        for number in ("1", "2"):
            assert outputs(one_slot, f"print({number})") == [f"{number}\n"]
            assert outputs(another, f"print({number})") == [f"{number}\n"]
    finally:
        stop_containers(place)
        for folder in others:
            remove_groups(folder)


def test_an_idle_container_is_replaced_after_it_was_told_to_end(
    one_slot: SandboxBackend, place: Path
) -> None:
    outputs(one_slot, "print(1)")
    for path in (place / "slots").glob("*.socket"):
        kill(path)

    assert eventually(lambda: keepers(place) == [])
    assert outputs(one_slot, "print(2)") == ["2\n"]


# Many runs ------------------------------------------------------------------------------------------------------------

ENOUGH = 90


def test_a_container_gives_way_after_so_many_runs(
    one_slot: SandboxBackend, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Being told that a submission is over is none of them."""
    # The self-test has run in the one that stands, and what asks the language's version.
    assert outputs(one_slot, "print(0)") == ["0\n"]
    stop_containers(place)
    monkeypatch.setattr("dsa.execution.sandbox.standing.MAX_RUNS", 8)
    assert outputs(one_slot, "print(1)") == ["1\n"]
    keeper = the_keeper(place)

    for number in range(2, 8):
        assert outputs(one_slot, f"print({number})") == [f"{number}\n"]
        assert the_keeper(place) == keeper, f"after {number} runs"

    assert outputs(one_slot, "print(8)") == ["8\n"]
    assert eventually(lambda: keeper not in [process.pid for process in keepers(place)])
    assert outputs(one_slot, "print(9)") == ["9\n"]


def test_ninety_hostile_programs_leave_nothing_in_one_slot(one_slot: SandboxBackend, place: Path) -> None:
    """After every one there are only the standing processes, and the next program sees none of it."""
    # Those that end by themselves, or soon by a limit.
    slow = re.compile("endless_|inc|sleeping|stopped|closed_stdio|disk|huge")
    quick = [name for name in NAMES if name.endswith((".py", ".c")) and not slow.match(name)]
    for number in range(ENOUGH):
        run_one(one_slot, quick[number % len(quick)], b"1\na\nb\nc\n")
        assert runs_left(place) == [], quick[number % len(quick)]

    seen = "import os\nprint(os.listdir('/tmp'), os.listdir('/work'), [p for p in os.listdir('/proc') if p.isdigit()])"
    assert outputs(one_slot, seen) == ["[] [] ['1', '2']\n"]
    assert len(keepers(place)) <= 3


def test_five_hundred_submissions_use_up_nothing(one_slot: SandboxBackend, place: Path) -> None:
    def standing() -> int:
        return len([one for one in processes().values() if one.is_bubblewrap_of(place)]) + len(keepers(place))

    def memory() -> int:
        return sum(
            int(line.split()[1])
            for keeper in keepers(place)
            for line in Path(f"/proc/{keeper.pid}/smaps_rollup").read_text().splitlines()
            if line.startswith("Pss:")
        )

    program = Program(Language.PYTHON, "print(input())")
    for _ in range(20):
        list(one_slot.run(program, [Test(stdin=b"1")], LIMITS))
    before = standing(), memory(), len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(500):
        list(one_slot.run(program, [Test(stdin=b"1")], LIMITS))
    after = standing(), memory(), len(list(Path("/proc/self/fd").iterdir()))

    assert after[0] <= before[0] + 2
    assert after[1] <= before[1] + 1024
    assert after[2] == before[2]


# Where it cannot be had -----------------------------------------------------------------------------------------------


def test_where_namespaces_cannot_be_nested_each_run_gets_its_own_container(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with an AppArmor profile that takes capabilities from what bubblewrap starts."""
    monkeypatch.setattr("dsa.execution.sandbox.standing.CAPABILITIES", ())
    backend = SandboxBackend(SandboxSettings(directory=place))

    assert backend.machine.standing is None
    assert outputs(backend, "print('all the same')") == ["all the same\n"]


def test_where_a_copy_differs_the_interpreter_starts_anew(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    different = ("import time\nprint(time.perf_counter_ns())",)
    monkeypatch.setattr("dsa.execution.sandbox.standing_selftest.PROGRAMS", different)
    backend = SandboxBackend(SandboxSettings(directory=place))

    assert backend.machine.standing is not None
    assert backend.machine.standing.python == ()
    assert outputs(backend, "print('all the same')") == ["all the same\n"]


def test_every_way_is_one_that_the_self_test_chose(way: Way) -> None:
    """So that the other files of tests show what they say that they show."""
    with reachable_directory() as directory:
        chosen = way.do(directory / "home", lambda backend: backend.machine.standing is not None)

    assert chosen == way.standing
    assert way in WAYS
