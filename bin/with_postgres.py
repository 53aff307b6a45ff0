"""Runs a command with TEST_DATABASE_URL set to a PostgreSQL server of its own, which ends with the command.

Listens on a Unix socket in a temporary directory only, so that no port can be in use and nobody else gets in.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from bootstrap import Failure, install_from_apt, say

# Durability is of no use to a database that is thrown away.
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


def programs() -> Path:
    """The newest installed PostgreSQL's directory of programs; installs one on Debian and Ubuntu if there is none."""

    def installed() -> list[Path]:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        on_path = shutil.which("initdb")
        return [*([Path(on_path).parent] if on_path else []), *found]

    if not installed():
        install_from_apt("postgresql")
    return installed()[-1]


def main(command: list[str]) -> int:
    binaries = programs()
    # PostgreSQL refuses to run as root, and then takes the account that Debian's package has made for it.
    as_postgres = (
        ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
    )
    with tempfile.TemporaryDirectory(prefix="talentsync-pg-") as name:
        if as_postgres:
            shutil.chown(name, "postgres", "postgres")
        data, log = f"{name}/data", f"{name}/log"

        def execute(*words: str | Path) -> None:
            result = subprocess.run(
                [*as_postgres, *map(str, words)], capture_output=True, text=True, check=False, cwd=name
            )
            if result.returncode:
                raise Failure(f"PostgreSQL could not be started: {(result.stderr or result.stdout).strip()}")

        say("Starting a PostgreSQL for the tests ...")
        execute(
            binaries / "initdb",
            "-D",
            data,
            "-U",
            "tests",
            "--auth=trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C",
        )
        options = " ".join(
            f"-c {option}" for option in [*FAST, "listen_addresses=", f"unix_socket_directories={name}"]
        )
        execute(binaries / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
        try:
            url = f"postgres://tests@{quote(name, safe='')}/postgres"
            return subprocess.run(
                command, env={**os.environ, "TEST_DATABASE_URL": url}, check=False
            ).returncode
        finally:
            execute(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failure as failure:
        sys.exit(f"talentsync: {failure}")
