"""What tests of problems speak of by name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dsa.models import Problem
from dsa.models.test_case import private_storage
from dsa.problems.importer import store_package
from dsa.problems.package_format import read_package
from tests.dsa.problems.packages import package_files, write_folder


@pytest.fixture(autouse=True)
def private_files() -> Iterator[Path]:
    """Where tests of problems lie; empty before and after."""
    root = Path(private_storage().path(""))
    _empty(root)
    yield root
    _empty(root)


def _empty(root: Path) -> None:
    for path in stored_files(root):
        path.unlink()


def stored_files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


@pytest.fixture
def twice_folder(tmp_path: Path) -> Path:
    """The package `twice` in the current layout."""
    return write_folder(tmp_path / "twice", package_files("2025-09"))


@pytest.fixture
def twice(db: None, twice_folder: Path) -> Problem:
    """The problem of that package, imported and not yet checked."""
    return store_package(package=read_package(twice_folder)).problem
