"""Sandboxes for tests: one ordinary one for the session, and one in each way that the machine allows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dsa.execution.sandbox.backend import SandboxBackend
from dsa.execution.sandbox.machine import SandboxSettings
from tests.dsa.execution.backends import WAYS, Way, reachable_directory


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What runs all programs of a way at once stays in one test process, which runs them once."""
    for item in items:
        if "outcomes" in getattr(item, "fixturenames", ()):
            assert isinstance(item, pytest.Function)
            way = item.callspec.params["way"]
            assert isinstance(way, Way)
            item.add_marker(pytest.mark.xdist_group(f"{item.path.stem} {way.name}"))


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """The directory of `sandbox`."""
    with reachable_directory() as directory:
        yield directory / "home"


@pytest.fixture(scope="session")
def sandbox(home: Path) -> SandboxBackend:
    """A sandbox that uses what this machine has."""
    return SandboxBackend(SandboxSettings(directory=home))


@pytest.fixture(scope="session", params=WAYS, ids=lambda way: way.name.replace(" ", "-"))
def way(request: pytest.FixtureRequest) -> Way:
    """Each way of isolating that this machine can show."""
    chosen: Way = request.param
    if reason := chosen.why_not_here():
        pytest.skip(reason)
    return chosen
