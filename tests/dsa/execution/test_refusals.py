"""Where a machine cannot isolate, nothing runs, and whoever asks is told why and what to do."""

import contextlib
import io
import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from dsa.execution import (
    CompileResult,
    ExecutionError,
    Language,
    Limits,
    PermanentError,
    Program,
    Test,
    UnsupportedLanguage,
    judge,
)
from dsa.execution.sandbox import toolchains
from dsa.execution.sandbox.artifacts import BadArtifact, unpack
from dsa.execution.sandbox.backend import SandboxBackend
from dsa.execution.sandbox.machine import SandboxSettings
from dsa.execution.sandbox.workdir import Workdir
from tests.dsa.execution.backends import reachable_directory

HELLO = Program(Language.PYTHON, "print('hello')")


def fresh(directory: Path) -> SandboxBackend:
    return SandboxBackend(SandboxSettings(directory=directory / "home"))


def assert_refused(backend: SandboxBackend, hint: str) -> None:
    asks: list[Callable[[], object]] = [
        backend.check,
        backend.languages,
        lambda: list(backend.run(HELLO, [Test()], Limits())),
    ]
    for ask in asks:
        with pytest.raises(ExecutionError, match=hint):
            ask()


def test_without_bubblewrap_nothing_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name, **options: None)

    assert_refused(fresh(tmp_path), "install the package bubblewrap")


def test_on_another_system_nothing_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.system", lambda: "Darwin")

    assert_refused(fresh(tmp_path), "Darwin cannot isolate")


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("bwrap: setting up uid map: Permission denied", "forbids user namespaces"),
        ("bwrap: No permissions to create new namespace", "forbids user namespaces"),
        ("bwrap: something new", "cannot be isolated"),
    ],
)
def test_where_bubblewrap_fails_nothing_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, hint: str
) -> None:
    """A bwrap that fails as it does where the machine forbids what it needs."""
    broken = tmp_path / "bwrap"
    broken.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit 1\n")
    broken.chmod(0o755)
    with reachable_directory() as directory:
        broken = broken.rename(directory / "bwrap")
        monkeypatch.setattr("shutil.which", lambda name, **options: str(broken))
        monkeypatch.setattr(Workdir, "helper", lambda self, name: HELPERS[name])

        assert_refused(fresh(directory), hint)


HELPERS: dict[str, Path] = {}


@pytest.fixture(autouse=True)
def helpers(sandbox: SandboxBackend) -> None:
    """Those that the session's sandbox has compiled."""
    HELPERS.update({name: sandbox.machine.workdir.helper(name) for name in ("launch", "init")})


def test_a_language_whose_self_test_fails_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A python that starts and prints nothing, beside a C compiler that works."""
    from dataclasses import replace

    python = replace(toolchains.FINDERS[Language.PYTHON](), run=lambda memory_kb: ["/usr/bin/true"])
    monkeypatch.setattr(
        toolchains, "FINDERS", {Language.PYTHON: lambda: python, Language.C: toolchains.FINDERS[Language.C]}
    )
    with reachable_directory() as directory:
        backend = fresh(directory)

        assert set(backend.languages()) == {Language.C}
        assert "does not hold" in backend.unavailable_languages()[Language.PYTHON]
        with pytest.raises(UnsupportedLanguage, match="Python is not offered"):
            list(backend.run(HELLO, [Test()], Limits()))


def test_a_leak_is_found_by_the_self_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the host's own directory bound into it, a sandbox does not pass."""
    from dataclasses import replace

    # Not below /tmp, over which a sandbox has its own.
    with reachable_directory(Path("/var/tmp")) as directory:  # noqa: S108
        python = replace(toolchains.FINDERS[Language.PYTHON](), binds=[(str(directory), str(directory))])
        monkeypatch.setattr(toolchains, "FINDERS", {Language.PYTHON: lambda: python})
        backend = fresh(directory)

        assert backend.languages() == {}
        assert "leaks: file" in backend.unavailable_languages()[Language.PYTHON]


def test_a_self_test_that_passed_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    with reachable_directory() as directory:
        monkeypatch.setattr(toolchains, "FINDERS", {Language.PYTHON: toolchains.FINDERS[Language.PYTHON]})
        first = fresh(directory).languages()
        monkeypatch.setattr(SandboxBackend, "_try", lambda *arguments: pytest.fail("tried again"))

        assert fresh(directory).languages() == first


def test_a_directory_of_somebody_else_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home").chmod(0o777)

    with pytest.raises(PermanentError, match="not a directory of this user alone"):
        Workdir(tmp_path / "home")


def test_what_a_killed_worker_left_is_swept(tmp_path: Path) -> None:
    workdir = Workdir(tmp_path / "home")
    left = workdir.submissions / "left"
    left.mkdir()
    os.utime(left, (0, 0))

    with workdir.submission() as mine:
        os.utime(mine, (0, 0))
        with workdir.submission():
            assert mine.exists()

    assert list(workdir.submissions.iterdir()) == []


# What comes out of a compiler -----------------------------------------------------------------------------------------


def archive(*members: tuple[str, bytes, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for name, kind, content in members:
            info = tarfile.TarInfo(name)
            info.type, info.size, info.linkname = kind, len(content), "/etc/shadow"
            tar.addfile(info, io.BytesIO(content))
    return made.getvalue()


@pytest.mark.parametrize(
    "member",
    [
        ("program", tarfile.SYMTYPE, b""),
        ("program", tarfile.LNKTYPE, b""),
        ("program", tarfile.CHRTYPE, b""),
        ("program", tarfile.FIFOTYPE, b""),
        ("../program", tarfile.REGTYPE, b"x"),
        ("/program", tarfile.REGTYPE, b"x"),
        ("a/../../program", tarfile.REGTYPE, b"x"),
    ],
)
def test_a_hostile_archive_is_refused(tmp_path: Path, member: tuple[str, bytes, bytes]) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()

    with pytest.raises(BadArtifact):
        unpack(archive(member), inside)

    assert [path.name for path in tmp_path.iterdir()] == ["inside"]


@pytest.mark.parametrize("junk", [b"", b"junk" * 1000, archive(("a", tarfile.REGTYPE, b"x" * 5000))[:1000]])
def test_junk_is_no_archive(tmp_path: Path, junk: bytes) -> None:
    with contextlib.suppress(BadArtifact):  # an empty archive is one that holds nothing
        unpack(junk, tmp_path)

    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size == 5000] == []


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadArtifact, match="more than"):
        unpack(archive(*((str(number), tarfile.REGTYPE, b"") for number in range(2001))), tmp_path)


# The command ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def configured(sandbox: SandboxBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dsa.management.commands.execute.get_backend", lambda: sandbox)


@pytest.mark.usefixtures("configured")
def test_command_tells_what_the_program_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, stdin = tmp_path / "solution.cpp", tmp_path / "input"
    source.write_text("#include <iostream>\nint main(){int x;std::cin>>x;std::cout<<x*2;}")
    stdin.write_text("21")

    call_command("execute", "--language", "cpp", "--stdin", str(stdin), "--json", str(source))

    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["stdout"], told["exitCode"], told["stopped"]) == ("AC", "42", 0, None)
    assert told["memoryKB"] > 0


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize(
    ("source", "verdict", "status"),
    [("print(1 / 0)", "RTE", 1), ("while True: pass", "TLE", 1), ("(", "CE", 1)],
)
def test_command_ends_with_a_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], source: str, verdict: str, status: int
) -> None:
    path = tmp_path / "solution.py"
    path.write_text(source)

    with pytest.raises(SystemExit) as ended:
        call_command("execute", "--language", "python", "--cpu", "0.5", str(path))

    assert ended.value.code == status
    assert verdict in capsys.readouterr().err


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize("wrong", [["--cpu", "-1"], ["--memory-kb", "1"], ["--stdin", "/nowhere"]])
def test_command_refuses_what_makes_no_sense(tmp_path: Path, wrong: list[str]) -> None:
    path = tmp_path / "solution.py"
    path.write_text("")

    with pytest.raises(CommandError):
        call_command("execute", "--language", "python", *wrong, str(path))


def test_a_source_that_is_too_large_is_a_compile_error(sandbox: SandboxBackend) -> None:
    (compiled,) = judge(sandbox, Program(Language.C, "/" * 1_000_001), [Test()], Limits())

    assert isinstance(compiled, CompileResult)
    assert not compiled.ok
