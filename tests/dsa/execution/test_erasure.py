"""After a submission nothing of the candidate's is kept: no program, input or output, on disk or in what stands."""

import contextlib
import os
import secrets
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsa.execution import CompileResult, Language, Limits, Program, Test
from dsa.execution.sandbox import standing as standing_containers
from dsa.execution.sandbox.backend import SandboxBackend
from dsa.execution.sandbox.jail import MAX_COPIES, Command
from dsa.execution.sandbox.machine import SandboxSettings
from dsa.execution.sandbox.running import ResourceLimits
from tests.dsa.execution.backends import (
    Way,
    eventually,
    keepers,
    processes,
    reachable_directory,
)

LIMITS = Limits(cpu_seconds=5, wall_seconds=60)
SPREAD = """
import pathlib, socket
mark = "{mark}"
given = input()
for place in ("/tmp", "/work", "/dev/shm"):
    pathlib.Path(place, mark).write_text(mark + given)
left = socket.socket(socket.AF_UNIX)
left.bind("\\0" + mark)
print(mark, given)
"""
COMPILED = """
#include <stdio.h>
int main(void) {
    char line[200];
    fputs("{mark}", fopen("/tmp/{mark}", "w"));
    puts(fgets(line, sizeof line, stdin));
}
"""
MAIN_CLASS = """
public class Main {
    static class Inner { String text = "{mark}"; }
    public static void main(String[] words) { System.out.println(new Inner().text); }
}
"""
SOURCES = {Language.PYTHON: SPREAD, Language.C: COMPILED, Language.JAVA: MAIN_CLASS}


@pytest.fixture
def place() -> Iterator[Path]:
    with reachable_directory() as made:
        yield made / "home"


def run_all(backend: SandboxBackend, mark: str) -> list[str]:
    """What the programs of each language printed."""
    printed = []
    for language, source in SOURCES.items():
        if backend.why_not(language):
            continue
        program = Program(language, source.replace("{mark}", mark))
        tests = [Test(stdin=f"{mark} {number}\n".encode()) for number in range(4)]
        for event in backend.run(program, tests, LIMITS):
            if isinstance(event, CompileResult):
                assert event.ok, event.output
            else:
                assert event.run.exit_code == 0, event.run
                printed.append(event.run.stdout.decode())
    return printed


def standing(directory: Path) -> list[int]:
    """The keepers and zygotes."""
    alive = processes()
    return [
        one.pid
        for keeper in keepers(directory)
        for one in alive.values()
        if keeper.pid in (one.pid, one.parent)
    ]


def where_it_is(directory: Path, mark: str) -> list[str]:
    """Files of the execution home, and places in standing containers, that hold the mark."""
    found = [
        str(path)
        for path in directory.rglob("*")
        if mark in path.name or (path.is_file() and mark.encode() in path.read_bytes())
    ]
    if os.geteuid() != 0:
        return found  # containers let nobody else look into them
    for pid in standing(directory):
        found += [f"{pid}: {path}" for path in files_in(pid) if mark.encode() in path.read_bytes()]
        found += [f"{pid}: memory"] * (mark.encode() in memory_of(pid))
        found += [f"{pid}: a socket's name"] * (mark in Path(f"/proc/{pid}/net/unix").read_text())
    return found


def files_in(pid: int) -> list[Path]:
    places = [Path(f"/proc/{pid}/root/{name}") for name in ("box", "work", "tmp")]
    return [path for place in places for path in place.rglob("*") if path.is_file()]


def memory_of(pid: int) -> bytes:
    parts = []
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            if "r" in line.split()[1] and "[v" not in line:
                memory.seek(start)
                parts.append(memory.read(end - start) or b"")
    return b"".join(parts)


def is_forgotten(directory: Path, mark: str) -> bool:
    """Whether it comes to be nowhere. A container forgets as soon as nothing has run in it for a moment."""

    def is_nowhere() -> bool:
        try:
            return where_it_is(directory, mark) == []
        except OSError:
            return False  # what was looked at went away meanwhile

    return eventually(is_nowhere)


def test_nothing_is_kept_of_a_submission(way: Way, place: Path) -> None:
    mark = secrets.token_hex(16)

    printed = way.do(place, lambda backend: run_all(backend, mark))

    assert len(printed) >= 8
    assert all(mark in text for text in printed)
    assert is_forgotten(place, mark), where_it_is(place, mark)


def run_until_killed(backend: SandboxBackend, mark: str) -> int:
    """A worker in which a program with the mark runs."""
    assert backend.why_not(Language.PYTHON) == ""
    worker = os.fork()
    if worker == 0:
        try:
            program = Program(Language.PYTHON, f"# {mark}\nimport time\ntime.sleep(600)")
            list(backend.run(program, [Test()], Limits(cpu_seconds=5, wall_seconds=600)))
        finally:
            os._exit(1)
    return worker


@pytest.mark.parametrize("standing", [True, False])
def test_nothing_is_kept_of_a_worker_that_was_killed(place: Path, standing: bool) -> None:
    """Once another one starts; what stands has forgotten it by itself. Before, all of it is found."""
    mark = secrets.token_hex(16)
    choice = SandboxSettings(directory=place, standing=standing)
    worker = run_until_killed(SandboxBackend(choice), mark)
    wanted = ["/submissions/", *(["/root/box/main.py"] if standing and os.geteuid() == 0 else [])]

    def is_found() -> bool:
        with contextlib.suppress(OSError):
            found = where_it_is(place, mark)
            return all(any(where in one for one in found) for where in wanted)
        return False

    assert eventually(is_found), where_it_is(place, mark)
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)

    SandboxBackend(choice).check()

    assert is_forgotten(place, mark), where_it_is(place, mark)


def test_a_container_is_emptied_when_its_submission_is_over(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not only after the moment without runs, which counts for lost workers."""
    monkeypatch.setattr(standing_containers, "CALM_MS", 600_000)
    monkeypatch.setattr(standing_containers, "IDLE_SECONDS", 600)
    backend = SandboxBackend(SandboxSettings(directory=place, slots=1))
    assert backend.machine.standing is not None

    program = Program(Language.PYTHON, "print('A')")
    runs = list(backend.run(program, [Test(), Test()], LIMITS))

    assert len(runs) == 3
    boxes = [Path(f"/proc/{keeper.pid}/root/box") for keeper in keepers(place)]
    assert boxes
    assert eventually(lambda: not any(file for box in boxes for file in box.iterdir()))


@pytest.mark.parametrize("count", [1, MAX_COPIES + 1])
@pytest.mark.parametrize("standing", [True, False])
def test_a_program_has_all_its_files(place: Path, standing: bool, count: int) -> None:
    """In folders as well, and with their modes."""
    backend = SandboxBackend(SandboxSettings(directory=place, standing=standing, slots=1))
    assert (backend.machine.standing is not None) == standing
    limits = ResourceLimits(
        cpu_seconds=5, wall_seconds=60, memory_kb=65_536, output_bytes=100_000, processes=8
    )
    with backend.machine.workdir.submission() as folder:
        program = folder / "program"
        for number in range(count):
            file = program / "a" / "b" / f"{number}.txt"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("text")
            file.chmod(0o644)
        for made in (program, program / "a", program / "a" / "b"):
            made.chmod(0o755)
        listing = Command(["/usr/bin/find", "/box/a/b", "-type", "f", "-perm", "644", "-size", "4c"], program)
        with backend.machine.workdir.slot(1, lambda: False) as slot:
            result = backend.machine.run_in(slot, listing, limits, b"")

    assert result.error is None
    assert len(result.stdout.splitlines()) == count
