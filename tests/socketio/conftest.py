"""Servers with the test consumer, raw WebSocket clients, and the stock client in node."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings
from websockets.sync.client import ClientConnection, connect

from talentsync.socketio import SocketIOOptions
from tests.socketio.server import PATIENCE_SECONDS, Serve, Server

NODE_PROJECT = Path(__file__).parent / "node"
PROGRAMS = Path(sys.executable).parent

Connect = Callable[[Server], ClientConnection]
RunNode = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def channel_layer_in_memory(settings: Settings) -> None:
    """Only the tests of fan-out need Redis; they set it again."""
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers with the options given as keywords; all are stopped after the test."""
    with ExitStack() as stack:

        def start(**options: Any) -> Server:
            server = Server(SocketIOOptions(**options))
            stack.callback(server.stop)
            return server

        yield start


@pytest.fixture
def raw() -> Iterator[Connect]:
    """Open WebSockets that answer nothing by themselves; all are closed after the test."""
    with ExitStack() as stack:

        def open_websocket(server: Server) -> ClientConnection:
            return stack.enter_context(
                connect(
                    server.websocket_url,
                    compression=None,
                    proxy=None,
                    ping_interval=None,
                    close_timeout=0.1,
                    open_timeout=PATIENCE_SECONDS,
                )
            )

        yield open_websocket


@pytest.fixture
def joined(raw: Connect) -> Connect:
    """Open WebSockets that have joined the default namespace."""

    def open_and_join(server: Server) -> ClientConnection:
        websocket = raw(server)
        websocket.send("40")
        while not (frame := str(websocket.recv(PATIENCE_SECONDS))).startswith('40{"sid":'):
            if frame == "2":
                websocket.send("3")
        return websocket

    return open_and_join


@pytest.fixture(scope="session")
def node_project() -> Path:
    """The node project with its packages installed, once for all test processes."""
    installed = NODE_PROJECT / "node_modules" / ".package-lock.json"
    wanted = NODE_PROJECT / "package-lock.json"
    with (NODE_PROJECT / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not installed.exists() or installed.stat().st_mtime < wanted.stat().st_mtime:
            environment = {
                **os.environ,
                "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
            }  # npm looks for node there
            subprocess.run([PROGRAMS / "npm", "ci"], cwd=NODE_PROJECT, check=True, env=environment)
    return NODE_PROJECT


@pytest.fixture
def run_node(node_project: Path) -> RunNode:
    """Run a scenario of client.js against a server; gives the object that it reports."""

    def run(scenario: str, server: Server) -> dict[str, Any]:
        finished = subprocess.run(
            [PROGRAMS / "node", "client.js", scenario, server.address],
            cwd=node_project,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS * 2,
            check=False,
        )
        assert finished.returncode == 0, finished.stderr
        report: dict[str, Any] = json.loads(finished.stdout)
        return report

    return run
