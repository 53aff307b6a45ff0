"""What keeps TalentSync from running is told in one line, with exit code 1 and without a traceback."""

import re
import socket
import subprocess
from pathlib import Path

import pytest

from tests.operations.conftest import PATIENCE_SECONDS, REPOSITORY, RUN, Installation
from tests.servers import free_port


def refusal(installation: Installation, **environment: str) -> str:
    """The one line that a run gives instead of starting."""
    result = subprocess.run(
        RUN,
        cwd=REPOSITORY,
        env={**installation.environment, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert result.returncode == 1
    assert installation.processes() == {}
    (line,) = result.stderr.splitlines()
    return line


def test_port_in_use(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", installation.port)):
        line = refusal(installation)

    assert line == (
        f"talentsync: cannot listen on 127.0.0.1 port {installation.port}: address already in use; set PORT or HOST"
    )


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("PORT", "eighty", "'eighty' is not a whole number"),
        ("PORT", "0", "0 is not between 1 and 65535"),
        ("DEBUG", "perhaps", "'perhaps' is neither true nor false"),
        ("SECRET_KEY", "short", "needs at least 32 characters"),
        ("DATABASE_URL", "not-a-url", "is not the URL of a database"),
        ("LOG_LEVEL", "LOUD", "'LOUD' is not one of DEBUG, ERROR, INFO, WARNING"),
        ("TURN_URLS", "turn:relay.example", None),
    ],
)
def test_unusable_variable(installation: Installation, name: str, value: str, problem: str | None) -> None:
    expected = f"{name}: {problem}" if problem else "TURN_SECRET: must be set when TURN_URLS is"

    assert refusal(installation, **{name: value}) == f"talentsync: Environment variable {expected}"


def test_host_that_is_not_of_this_machine(installation: Installation) -> None:
    # 192.0.2.0/24 is kept for documentation (RFC 5737): no machine has it.
    assert re.match(
        r"talentsync: cannot listen on 192\.0\.2\.1 port \d+: ", refusal(installation, HOST="192.0.2.1")
    )


def test_time_zone_that_does_not_exist(installation: Installation) -> None:
    line = refusal(installation, TIME_ZONE="Mars/Olympus")

    assert line == "talentsync: preparation failed: ValueError: Incorrect timezone setting: Mars/Olympus"


def test_database_that_does_not_answer(installation: Installation) -> None:
    line = refusal(installation, DATABASE_URL=f"postgres://nobody:hidden@127.0.0.1:{free_port()}/nothing")

    assert line.startswith("talentsync: preparation failed: django.db.utils.OperationalError: ")
    assert "hidden" not in line


def test_second_run_on_the_same_data(installation: Installation) -> None:
    """Two Valkeys on one journal would destroy it, so the second stops even with a port of its own."""
    installation.start().read_until("Preparing")

    second = subprocess.run(
        RUN,
        cwd=REPOSITORY,
        env={**installation.environment, "PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )

    assert second.returncode == 1
    assert second.stderr == (
        f"talentsync: already running with the data in {installation.data_dir}; stop that one first\n"
    )


def test_data_directory_that_cannot_be_made(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    line = refusal(installation, DATA_DIR=str(tmp_path / "file" / "data"))

    assert "Not a directory" in line
