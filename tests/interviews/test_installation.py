"""What every installation starts with: stages, groups and their rights."""

from importlib import import_module
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

import dsa.permissions
import integrations.permissions
import proctoring.permissions
import rooms.admin
from interviews.models import Interview, StageTypeConfig, User
from interviews.models.user import INTERVIEWERS, RECRUITERS
from interviews.permissions import PERMISSIONS


@pytest.fixture
def migration() -> ModuleType:
    return import_module("interviews.migrations.0002_stage_presets")


@pytest.mark.parametrize(
    ("key", "mode", "tools"),
    [
        ("live_technical", "live", {"video": True, "codeEditor": True, "whiteboard": True}),
        ("live_hr", "live", {"video": True, "codeEditor": False, "whiteboard": False}),
        ("technical_dsa", "dsa", {"video": False, "codeEditor": False, "whiteboard": False}),
    ],
)
def test_the_preset_stages(presets: None, key: str, mode: str, tools: dict[str, bool]) -> None:
    stage = StageTypeConfig.objects.get(key=key)
    assert (stage.mode, stage.tools_config) == (mode, tools)
    stage.full_clean()


def test_presets_leave_a_changed_stage_alone(presets: None, migration: ModuleType) -> None:
    StageTypeConfig.objects.filter(key="live_hr").update(name="First talk")
    migration.install_presets(apps, None)
    assert StageTypeConfig.objects.get(key="live_hr").name == "First talk"
    assert StageTypeConfig.objects.count() == 3


def test_the_presets_can_be_taken_back_and_keep_what_is_used(
    interview: Interview, migration: ModuleType
) -> None:
    migration.remove_unused_presets(apps, None)
    assert StageTypeConfig.objects.get() == interview.stage


def test_models_and_migrations_agree(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


# What the apps give to each group, all together.
ALL_PERMISSIONS = {
    **PERMISSIONS,
    RECRUITERS: (
        *PERMISSIONS[RECRUITERS],
        *dsa.permissions.PERMISSIONS[RECRUITERS],
        *proctoring.permissions.PERMISSIONS[RECRUITERS],
        *integrations.permissions.PERMISSIONS[RECRUITERS],
        *rooms.admin.PERMISSIONS[RECRUITERS],
    ),
}


def test_each_group_has_exactly_its_rights(db: None) -> None:
    for name, codenames in ALL_PERMISSIONS.items():
        group = Group.objects.get(name=name)
        assert set(group.permissions.values_list("codename", flat=True)) == set(codenames)


def test_recruiters_have_no_right_to_the_system(rita: User) -> None:
    rights = {right.partition(".") for right in rita.get_all_permissions()}
    assert {app for app, _, _ in rights} == {"interviews", "dsa", "proctoring", "rooms", "integrations"}
    assert not [name for _, _, name in rights if name.endswith("_user")]
    assert {name for app, _, name in rights if app == "interviews" and name.startswith("delete_")} == {
        "delete_candidate",
        "delete_interviewquestion",
        "delete_mailtemplate",
        "delete_position",
    }


def test_migrating_again_adds_what_is_missing_and_takes_nothing(db: None) -> None:
    from django.contrib.auth.models import Permission

    recruiters = Group.objects.get(name=RECRUITERS)
    recruiters.permissions.remove(Permission.objects.get(codename="add_interview"))
    extra = Permission.objects.get(codename="view_logentry")
    recruiters.permissions.add(extra)
    Group.objects.get(name=INTERVIEWERS).delete()
    call_command("migrate", verbosity=0)
    rights = set(recruiters.permissions.values_list("codename", flat=True))
    assert rights == {*ALL_PERMISSIONS[RECRUITERS], "view_logentry"}
    assert Group.objects.filter(name=INTERVIEWERS).exists()


def test_the_schema_in_a_migration_is_not_the_rule(db: None) -> None:
    """A changed schema needs no migration, so none is stored there."""
    source = Path(str(import_module("interviews.migrations.0001_initial").__file__)).read_text()
    assert source.count("schema={}") == 3
