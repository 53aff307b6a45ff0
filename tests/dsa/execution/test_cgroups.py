"""Where control groups are looked for; the files of a version 2 tree stand in for a kernel that has its controllers."""

import os
from pathlib import Path

import pytest

from dsa.execution.sandbox import cgroups
from dsa.execution.sandbox.cgroups import PREFIX, StandingGroup


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A mounted tree in which this process is where a desktop's terminal puts it."""
    own = "/user.slice/user-1000.slice/user@1000.service/app.slice/terminal.scope"
    (tmp_path / own.lstrip("/")).mkdir(parents=True)
    mounts, membership = tmp_path / "mountinfo", tmp_path / "membership"
    mounts.write_text(f"30 23 0:26 / {tmp_path} rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n")
    membership.write_text(f"0::{own}\n")
    monkeypatch.setattr(cgroups, "MOUNTS", mounts)
    monkeypatch.setattr(cgroups, "MEMBERSHIP", membership)
    return tmp_path


def test_the_users_own_part_of_a_desktop_is_found(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nearest first; there, a group with processes cannot have limited ones below it, but its parent can."""
    app_slice = tree / "user.slice/user-1000.slice/user@1000.service/app.slice"
    tried: list[Path] = []

    def works(hierarchy: cgroups.Hierarchy) -> bool:
        tried.append(hierarchy.parent)
        return hierarchy.parent == app_slice

    monkeypatch.setattr(cgroups, "_works", works)

    found = cgroups.find(None)

    assert found is not None
    assert found.parent == app_slice
    assert tried == [app_slice / "terminal.scope", app_slice]


def test_nothing_above_the_mounted_tree_is_tried(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Path] = []

    def works(hierarchy: cgroups.Hierarchy) -> bool:
        tried.append(hierarchy.parent)
        return False

    monkeypatch.setattr(cgroups, "_works", works)

    assert cgroups.find(None) is None
    assert tried[-1] == tree


def test_a_delegated_unit_hands_its_controllers_down(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tree / "user.slice/user-1000.slice/user@1000.service/app.slice/terminal.scope"
    (own / "cgroup.procs").write_text("4711\n")
    monkeypatch.setattr(cgroups, "_is_delegated", lambda folder: folder == own)
    monkeypatch.setattr(cgroups, "_works", lambda hierarchy: hierarchy.parent == own)

    found = cgroups.find(None)

    assert found is not None
    assert found.parent == own
    assert (own / f"{PREFIX}main" / "cgroup.procs").read_text() == "4711"
    assert (own / "cgroup.subtree_control").read_text() == "+memory +pids"


def test_a_standing_group_allows_a_run_its_memory_above_what_stands(tmp_path: Path) -> None:
    group = StandingGroup(cgroups._version_2(tmp_path), f"{PREFIX}slot-0")
    group.make()
    folder = tmp_path / f"{PREFIX}slot-0"
    for file, content in (
        ("memory.current", "5000000\n"),
        ("memory.max", "max\n"),
        ("memory.swap.max", "max\n"),
        ("pids.max", "max\n"),
        ("memory.events", "low 0\noom 3\noom_kill 3\n"),
    ):
        (folder / file).write_text(content)

    account = group.allow(memory_kb=1024, processes=10)

    assert int((folder / "memory.max").read_text()) == 5_000_000 + (1024 + cgroups.OWN_KB) * 1024
    assert (folder / "memory.swap.max").read_text() == "0"
    assert not account.ran_out_of_memory()
    (folder / "memory.events").write_text("oom_kill 4\n")
    assert account.ran_out_of_memory()


def test_the_sweep_keeps_groups_of_living_processes(tmp_path: Path) -> None:
    mine = tmp_path / f"{PREFIX}{os.getpid()}-0"
    gone, slot = tmp_path / f"{PREFIX}999999999-0", tmp_path / f"{PREFIX}slot12-0"
    for folder in (mine, gone, slot):
        folder.mkdir()

    cgroups._sweep(cgroups._version_2(tmp_path))

    assert list(tmp_path.iterdir()) == [mine]
