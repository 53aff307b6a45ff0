"""Programs that attack: each is contained, gets the verdict that it deserves, and leaves nothing behind.

The programs lie in hostile/. Their first line tells the verdict. A program that ends by itself prints "contained" if
all that it tried was refused, which is the right answer of its test, and else what it got.
"""

import re
import secrets
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dsa.execution import CompileResult, Language, Limits, Program, Test, TestResult, Verdict, judge
from dsa.execution.sandbox import backend as sandbox_backend
from dsa.execution.sandbox.backend import SandboxBackend
from dsa.execution.sandbox.toolchains import COMPILING
from tests.dsa.execution.backends import Way, left_behind, reachable_directory

FOLDER = Path(__file__).parent / "hostile"
LANGUAGES = {
    ".c": Language.C,
    ".cpp": Language.CPP,
    ".java": Language.JAVA,
    ".js": Language.JAVASCRIPT,
    ".py": Language.PYTHON,
}
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in LANGUAGES)
MEMORY_KB = 96 * 1024
# Several compile for ever: until the limit, whichever it is. The real one would take minutes of each core.
COMPILING_HERE = replace(COMPILING, cpu_seconds=5)
SECRET = "a secret in the environment of the worker, SECRET-8c1f"


@dataclass(frozen=True)
class Outcome:
    verdict: Verdict
    said: str


@dataclass(frozen=True)
class Outcomes:
    """What every program came to in one way, and what was on the machine afterwards."""

    by_name: dict[str, Outcome]
    left: list[str]
    connections: int


def run_one(backend: SandboxBackend, name: str, stdin: bytes) -> Outcome:
    path = FOLDER / name
    source = SOURCES[name]
    asked = {what: int(value) for what, value in re.findall(r"(cpu|memory|wall): (\d+)", source)}
    limits = Limits(
        cpu_seconds=asked.get("cpu", 0.5),
        wall_seconds=asked.get("wall", 15),
        memory_kb=asked.get("memory", MEMORY_KB),
        output_bytes=1_000_000,
        processes=48,
    )
    tests = [Test(stdin=stdin, expected=b"contained")]
    events = list(judge(backend, Program(LANGUAGES[path.suffix], source), tests, limits))
    said = [event.output for event in events if isinstance(event, CompileResult)]
    for event in events:
        if isinstance(event, TestResult):
            run = event.run
            said += [run.stdout[:500].decode(errors="replace"), run.stderr[-500:].decode(errors="replace")]
            said += [
                str(
                    (
                        run.exit_code,
                        run.signal,
                        run.cpu_ms,
                        run.wall_ms,
                        run.memory_kb,
                        run.stopped,
                        run.error,
                    )
                )
            ]
            return Outcome(event.verdict, "\n".join(said))
    return Outcome(Verdict.CE, "\n".join(said))


# Read before a process gives up root, which may make the checkout unreadable.
SOURCES = {name: (FOLDER / name).read_text() for name in NAMES}


@pytest.fixture(scope="session")
def outcomes(way: Way) -> Iterator[Outcomes]:
    """Every program run once in this way, side by side."""
    abstract = f"talentsync-{secrets.token_hex(8)}"
    with (
        reachable_directory() as open_to_all,
        pytest.MonkeyPatch.context() as environment,
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.socket(socket.AF_UNIX) as by_path,
        socket.socket(socket.AF_UNIX) as by_name,
    ):
        directory, path, canary = open_to_all / "home", open_to_all / "socket", open_to_all / "canary"
        canary.write_text("no program may read this")
        environment.setenv("SECRET", SECRET)
        environment.setattr(sandbox_backend, "COMPILING", COMPILING_HERE)
        by_path.bind(str(path))
        path.chmod(0o777)
        by_name.bind(f"\0{abstract}")
        for listener in (by_path, by_name):
            listener.listen()
        stdin = f"{server.getsockname()[1]}\n{abstract}\n{path}\n{canary}\n".encode()

        def run_all(backend: SandboxBackend) -> dict[str, Outcome]:
            with ThreadPoolExecutor(3) as pool:
                return dict(
                    zip(NAMES, pool.map(lambda name: run_one(backend, name, stdin), NAMES), strict=True)
                )

        by_name_of_program = way.do(directory, run_all)
        connections = 0
        for listener in (server, by_path, by_name):
            listener.setblocking(False)
            try:
                listener.accept()[0].close()
                connections += 1
            except BlockingIOError:
                pass
        yield Outcomes(by_name_of_program, left_behind(directory), connections)


def test_there_are_more_than_eighty() -> None:
    assert len(NAMES) > 80


@pytest.mark.parametrize("name", NAMES)
def test_hostile_program_is_contained(outcomes: Outcomes, name: str) -> None:
    expected = re.match(r"(?://|#) expect: (\w+(?: or \w+)*)\n", SOURCES[name])
    outcome = outcomes.by_name[name]

    assert expected is not None
    assert outcome.verdict in expected.group(1).split(" or "), outcome.said


def test_nothing_is_left_behind(outcomes: Outcomes) -> None:
    """No process, submission's folder, control group or mount."""
    assert outcomes.left == []


def test_nobody_was_reached(outcomes: Outcomes) -> None:
    """Neither the listener on loopback nor those on an abstract and on a path Unix socket had a caller."""
    assert outcomes.connections == 0


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith(("include_", "incbin_"))])
def test_compiler_tells_nothing_of_host_files(outcomes: Outcomes, name: str) -> None:
    said = outcomes.by_name[name].said

    assert "root:" not in said
    assert "SECRET" not in said


def test_a_flood_of_warnings_is_cut(outcomes: Outcomes) -> None:
    """The compiler says 3.7 MB."""
    said = outcomes.by_name["warning_flood.c"].said

    assert 1000 < len(said) < 100_000
