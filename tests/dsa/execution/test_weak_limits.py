"""Where no control group can be made, whoever decides is told, and only the demo is judged unless they accept it."""

import html
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import AsyncClient, Client
from pytest_django.fixtures import Settings

from dsa import rules
from dsa.choices import DEMO_PROBLEMS
from dsa.execution import Language, PermanentError, require_firm_limits
from dsa.execution import backend as backends
from dsa.execution.sandbox import toolchains
from dsa.execution.sandbox.backend import SandboxBackend
from dsa.execution.sandbox.hints import WEAK_LIMITS
from dsa.models import DsaSession, Problem
from interviews.models import User
from talentsync.celery import find_languages
from talentsync.lib.errors import Refused
from tests.dsa.execution.backends import reachable_directory


@pytest.fixture
def weak(settings: Settings) -> Iterator[SandboxBackend]:
    """A backend of this process without control groups, which nobody has accepted."""
    settings.EXECUTION_ALLOW_WEAK_LIMITS = False
    settings.EXECUTION_CGROUP = "off"
    with reachable_directory() as directory:
        settings.EXECUTION_DIR = str(directory / "home")
        backend = backends.get_backend()
        assert isinstance(backend, SandboxBackend)
        # Its first use compiles the helpers, which /readyz does not wait for.
        backend.machine.weak_limits()
        yield backend


@pytest.mark.usefixtures("weak")
def test_only_the_demo_is_judged() -> None:
    session = DsaSession()
    other, demo = Problem(key="another"), Problem(key=DEMO_PROBLEMS[0])

    with pytest.raises(PermanentError, match="EXECUTION_ALLOW_WEAK_LIMITS=yes"):
        require_firm_limits()
    with pytest.raises(Refused) as refused:
        rules.offered_languages(session, other)
    assert refused.value.code == "execution_unavailable"
    rules.require_judgeable(demo)


@pytest.mark.usefixtures("weak")
def test_an_operator_may_accept_it(settings: Settings) -> None:
    settings.EXECUTION_ALLOW_WEAK_LIMITS = True

    require_firm_limits()
    rules.require_judgeable(Problem(key="another"))


def test_a_machine_with_control_groups_is_not_weak(sandbox: SandboxBackend) -> None:
    assert sandbox.machine.weak_limits() == ("" if sandbox.machine.jail.cgroups else WEAK_LIMITS)


@pytest.mark.django_db
@pytest.mark.usefixtures("weak")
async def test_readiness_tells_it(valkey: str) -> None:
    told = json.loads((await AsyncClient().get("/readyz")).content)

    assert (told["limits"], told["advice"]) == ("weak", WEAK_LIMITS)


@pytest.mark.django_db
async def test_readiness_has_no_advice_where_the_limits_hold(
    valkey: str, settings: Settings, sandbox: SandboxBackend
) -> None:
    settings.EXECUTION_DIR = str(sandbox.machine.workdir.path)
    backends.get_backend().check()
    told = json.loads((await AsyncClient().get("/readyz")).content)

    assert told["advice"] == sandbox.machine.weak_limits()
    assert told["limits"] == ("weak" if sandbox.machine.weak_limits() else "ok")


def test_what_is_told_is_one_line_that_says_what_to_do() -> None:
    """Wherever it is told: in /readyz, the admin, the worker's log and the command."""
    assert WEAK_LIMITS.splitlines() == [WEAK_LIMITS]
    for remedy in ("Delegate=yes", "EXECUTION_CGROUP", "EXECUTION_ALLOW_WEAK_LIMITS=yes"):
        assert remedy in WEAK_LIMITS


@pytest.mark.django_db
@pytest.mark.usefixtures("weak")
def test_the_index_of_the_admin_tells_it(client: Client) -> None:
    client.force_login(User.objects.create_superuser("admin"))

    assert WEAK_LIMITS in html.unescape(client.get("/admin/").content.decode())


@pytest.mark.usefixtures("weak")
def test_the_command_tells_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "main.py"
    source.write_text("print('hello')")

    call_command("execute", "--language", "python", str(source))

    told = capsys.readouterr()
    assert WEAK_LIMITS in told.err.splitlines()
    assert told.out == "hello\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_program_cannot_act_on_the_terminal(tmp_path: Path, settings: Settings, home: Path) -> None:
    """Escape sequences can set titles, paste text, or hide what a program printed."""
    settings.EXECUTION_DIR = str(home)
    source, terminal = tmp_path / "main.py", Terminal()
    source.write_text(r"print('\x1b]0;title\x07 \x9b31m and\ttext')")

    call_command("execute", "--language", "python", str(source), stdout=terminal, stderr=io.StringIO())

    assert terminal.getvalue() == "\\x1b]0;title\\x07 \\x9b31m and\ttext\n"


@pytest.mark.usefixtures("weak")
def test_the_start_of_a_worker_tells_it(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One language is enough, and quicker than to try all.
    monkeypatch.setattr(toolchains, "FINDERS", {Language.PYTHON: toolchains.FINDERS[Language.PYTHON]})

    class Worker:
        class app:  # noqa: N801  Celery's own name
            class amqp:  # noqa: N801
                class queues:  # noqa: N801
                    consume_from = ("runs",)

    with caplog.at_level(logging.WARNING):
        find_languages(Worker)

    assert WEAK_LIMITS in caplog.messages
