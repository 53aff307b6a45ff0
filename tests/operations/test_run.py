"""`make run` brings everything up, prints links that work, and leaves nothing behind however it ends."""

import json
import os
import re
import signal
import stat
import sys
import urllib.request
from pathlib import Path

import pytest
import redis

from tests.operations.conftest import RUN, Installation

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")

# Of the workers one stands for all where each part is tried: every start takes seconds.
PARTS = ("valkey-server", "talentsync.server", "--queues celery", "talentsync beat")
WORKERS = ("--queues celery", "--queues runs", "--queues submits")


def get(url: str) -> tuple[int, str]:
    with urllib.request.urlopen(url) as answer:  # noqa: S310  an address of this machine
        return answer.status, answer.read().decode()


@pytest.fixture
def makefile(tmp_path: Path) -> Path:
    """A make target that does what `make run` does once everything is installed."""
    file = tmp_path / "Makefile"
    file.write_text(f"run:\n\t@{' '.join(RUN)}\n")
    return file


def test_links_are_printed_and_answer(installation: Installation) -> None:
    """The recruiter's, the interviewer's and the candidate's link, once /readyz answers 200, and no sooner."""
    installation.start_and_wait(DEMO_DATA="yes")

    status, body = get(f"{installation.url}/readyz")
    assert (status, json.loads(body)["status"]) == (200, "ready")
    links = dict(re.findall(r"^  (\w+) +(http\S+)$", "".join(installation.output), re.MULTILINE))
    assert set(links) == {"Recruiter", "Interviewer", "Candidate", "Coding"}
    assert all(link.startswith(f"{installation.url}/") for link in links.values())
    for link in links.values():
        assert get(link)[0] == 200

    # The link is printed for the person at the terminal; the access log of opening it holds no token.
    token = re.fullmatch(rf"{installation.url}/join/(\S+)/", links["Candidate"])
    assert token is not None
    installation.output.clear()
    installation.send(signal.SIGINT)
    installation.wait()
    log = "".join(installation.output)
    assert "/join/[token]/" in log
    assert token[1] not in log


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_everything(installation: Installation, number: signal.Signals) -> None:
    installation.start_and_wait()
    running = " ".join(installation.processes().values())
    assert all(part in running for part in (*PARTS, *WORKERS))

    installation.send(number)

    assert installation.wait() == 0
    assert installation.processes() == {}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_to_make_alone_stops_everything(
    installation: Installation, makefile: Path, number: signal.Signals
) -> None:
    """GNU make keeps a SIGINT to itself and would wait for its recipe for ever."""
    installation.start_and_wait("make", "-f", str(makefile), "run")

    installation.send(number)

    installation.wait()
    assert installation.processes() == {}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_while_preparing_stops_everything(installation: Installation, number: signal.Signals) -> None:
    """SIGHUP comes from a terminal that is closed."""
    installation.start().read_until("Preparing")

    installation.send(number)

    assert installation.wait() == 0
    assert installation.processes() == {}


def test_signal_after_the_terminal_is_gone_stops_everything(installation: Installation) -> None:
    """Whoever read the output has left, so that every line which is printed now fails."""
    installation.start_and_wait()
    assert installation.process is not None
    assert installation.process.stdout is not None
    installation.process.stdout.close()

    installation.send(signal.SIGHUP)

    installation.process.wait()
    assert installation.processes() == {}


def test_kill_9_of_the_supervisor_leaves_nothing(installation: Installation) -> None:
    installation.start_and_wait()
    wait_for_all = installation.watch_processes()

    installation.send(signal.SIGKILL)

    wait_for_all()
    assert installation.processes() == {}


def test_a_part_that_dies_is_started_again_while_the_others_go_on(installation: Installation) -> None:
    """First the server, then the broker of all the others."""
    installation.start_and_wait()
    before = {part: installation.process_with(part) for part in (*PARTS, *WORKERS)}

    os.kill(before["talentsync.server"], signal.SIGKILL)

    installation.read_until("web was killed by SIGKILL and is started again").read_until("Uvicorn running")
    assert get(f"{installation.url}/healthz")[0] == 200
    after = {part: installation.process_with(part) for part in before}
    assert [part for part in before if before[part] != after[part]] == ["talentsync.server"]

    os.kill(before["valkey-server"], signal.SIGKILL)

    installation.read_until("valkey was killed by SIGKILL and is started again")
    installation.send(signal.SIGTERM)
    assert installation.wait() == 0
    assert installation.processes() == {}


def test_several_web_processes_share_the_port(installation: Installation) -> None:
    installation.start_and_wait(WEB_PROCESSES="2")
    servers = [pid for pid, words in installation.processes().items() if "talentsync.server" in words]
    assert len(servers) == 2

    os.kill(servers[0], signal.SIGKILL)

    # The other one takes all connections meanwhile.
    installation.read_until("was killed by SIGKILL and is started again")
    assert get(f"{installation.url}/healthz")[0] == 200
    installation.read_until("Started server process")
    installation.send(signal.SIGTERM)
    assert installation.wait() == 0
    assert installation.processes() == {}


def test_restart_keeps_what_was_queued(installation: Installation) -> None:
    """Nothing that the embedded Valkey accepted is lost, not even when it is killed."""
    url = f"unix://{installation.data_dir / 'valkey.sock'}"
    installation.start_and_wait()
    with redis.Redis.from_url(url) as client:
        client.rpush("a queue without a worker", "a task")
    os.kill(installation.process_with("valkey-server"), signal.SIGKILL)
    installation.read_until("valkey was killed by SIGKILL and is started again")
    installation.send(signal.SIGKILL)
    installation.wait()

    installation.start_and_wait()

    with redis.Redis.from_url(url) as client:
        assert client.lrange("a queue without a worker", 0, -1) == [b"a task"]


def test_secret_key_is_made_once_and_kept_private(installation: Installation) -> None:
    file = installation.data_dir / "secret_key"
    installation.start().read_until("Preparing")
    installation.close()
    secret = file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(secret) >= 50

    installation.start().read_until("Preparing")
    installation.close()

    assert file.read_text() == secret


def test_no_embedded_valkey_where_redis_is_configured(installation: Installation, valkey: str) -> None:
    installation.start_and_wait(REDIS_URL=valkey)

    assert not any("valkey-server" in command for command in installation.processes().values())
    assert get(f"{installation.url}/readyz")[0] == 200


def test_data_directory_may_have_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    installation = Installation(tmp_path / ("long" * 30) / "data")
    try:
        installation.start_and_wait()

        assert get(f"{installation.url}/readyz")[0] == 200
    finally:
        installation.close()
