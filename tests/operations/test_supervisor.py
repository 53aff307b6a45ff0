"""The supervisor starts again what dies, and gives up what dies at once again and again."""

import asyncio
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.operations.conftest import REPOSITORY

FOREVER = ("/bin/sh", "-c", "exec sleep 600")


def group_exists(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "supervisor_under_test", REPOSITORY / "bin" / "supervisor.py"
    )
    assert spec is not None
    assert spec.loader is not None
    supervisor = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, supervisor)
    spec.loader.exec_module(supervisor)
    return supervisor


async def test_one_that_always_dies_at_once_ends_everything(
    module: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor = module.Supervisor(tmp_path, os.environ, first_pause=0)
    await supervisor.start("steady", *FOREVER)
    await supervisor.start("broken", "/bin/sh", "-c", "echo x >> starts; exit 3")

    with pytest.raises(module.Failure) as failed:
        await supervisor.while_all_run(asyncio.Event().wait())

    await supervisor.stop(5)
    assert str(failed.value) == "broken ended with exit code 3, 4 times at once, so everything is stopped"
    assert (tmp_path / "starts").read_text() == "x\n" * 4
    told = capsys.readouterr().out.splitlines()
    assert told == ["broken ended with exit code 3 and is started again"] * 3
    assert all(part.process.returncode is not None for part in supervisor.parts)


async def test_one_that_has_run_for_a_while_may_die_any_number_of_times(
    module: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """None of these ends counts as one at once."""
    monkeypatch.setattr(module, "AT_ONCE_SECONDS", 0)
    starts = tmp_path / "starts"
    os.mkfifo(starts)
    supervisor = module.Supervisor(tmp_path, os.environ, first_pause=0)
    await supervisor.start("restless", "/bin/sh", "-c", "echo x > starts")

    def ten_starts() -> int:
        return sum(starts.read_text().count("x") for _ in range(10))

    assert await supervisor.while_all_run(asyncio.to_thread(ten_starts)) >= 10

    await supervisor.stop(5)


async def test_what_a_dead_part_left_behind_is_killed(module: ModuleType, tmp_path: Path) -> None:
    """Its children would be in the way of the next one."""
    program = "if [ ! -e once ]; then touch once; sleep 600 & kill -9 $$; fi; exec sleep 600"
    supervisor = module.Supervisor(tmp_path, os.environ, first_pause=0)
    await supervisor.start("parent", "/bin/sh", "-c", program)
    first = supervisor.parts[0].process.pid

    async def until_started_again() -> None:
        while supervisor.parts[0].process.pid == first:  # noqa: ASYNC110  nothing tells of it
            await asyncio.sleep(0)

    await supervisor.while_all_run(until_started_again())
    # Killed, and waited for by whoever has taken it in.
    while group_exists(first):  # noqa: ASYNC110  nothing tells of it
        await asyncio.sleep(0)

    await supervisor.stop(5)
