"""`make check` notices lock files that no longer belong to what they were compiled from."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from tests.operations.conftest import REPOSITORY

FILES = [
    "requirements.in",
    "requirements.txt",
    "requirements-dev.in",
    "requirements-dev.txt",
    "frontend/package.json",
    "frontend/package-lock.json",
    "languages/package.json",
    "languages/package-lock.json",
]


@pytest.fixture
def check_locks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The program as a module, at work on a copy of the lock files in `tmp_path`."""
    spec = importlib.util.spec_from_file_location(
        "check_locks_under_test", REPOSITORY / "bin" / "check_locks.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / name, tmp_path / name)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


def problems(check_locks: ModuleType, capsys: pytest.CaptureFixture[str]) -> list[str]:
    code = check_locks.main()
    lines = capsys.readouterr().err.splitlines()
    assert code == bool(lines)
    return [line.removesuffix("; run make lock") for line in lines]


def test_the_repository_has_fresh_locks(check_locks: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert problems(check_locks, capsys) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("requirements.in", "\nredis ", "\nleft-pad\nredis ", "requirements.txt does not pin left-pad"),
        ("requirements.in", "\nredis ", "\nredis>=999 ", "and requirements.in wants >=999"),
        (
            "requirements.in",
            "orjson ",
            "# orjson ",
            "requirements.txt pins orjson, which requirements.in",
        ),
        ("requirements.txt", "redis==", "redis==9", "requirements.txt pins redis 9"),
        (
            "requirements.txt",
            "# via",
            "# via https://index.example",
            "requirements.txt names a package index",
        ),
        (
            "frontend/package.json",
            '"socket.io-client": "4',
            '"socket.io-client": "5',
            "these dependencies of package",
        ),
        (
            "frontend/package-lock.json",
            '"license": "MIT"',
            '"resolved": "x"',
            "package-lock.json names where",
        ),
    ],
)
def test_stale_lock_is_found(
    check_locks: ModuleType,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    file: str,
    old: str,
    new: str,
    expected: str,
) -> None:
    text = (tmp_path / file).read_text()
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new))

    assert any(expected in problem for problem in problems(check_locks, capsys))
