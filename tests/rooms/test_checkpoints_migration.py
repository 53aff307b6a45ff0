"""The migration that makes checkpoints along whiteboards' logs, on the database of the commit before it."""

import json
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from rooms.migrations import __name__ as package
from tests.rooms.elements import element

BEFORE = [("interviews", "0008_notes_and_scorecards"), ("rooms", "0005_runs_on_problem_tests")]
AFTER = [("rooms", "0006_whiteboard_checkpoints")]


def migrated_to(target: list[tuple[str, str]]) -> Apps:
    """The models as they were then, of those apps and of all that they needed."""
    MigrationExecutor(connection).migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


def changes_of(prefix: str, count: int) -> list[list[dict[str, Any]]]:
    """Some elements that grow older with each change; the third is deleted at last."""
    changes = [
        [
            element(f"{prefix}{number % 4}", number + 1, x=number),
            element(f"{prefix}all", number + 1, y=number),
        ]
        for number in range(count)
    ]
    return [*changes, [element(f"{prefix}2", 999, isDeleted=True)]]


@pytest.mark.django_db(transaction=True)
def test_logs_of_before_get_checkpoints_along_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{package}.0006_whiteboard_checkpoints.CHECKPOINT_BYTES", 5_000)
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    apps = migrated_to(BEFORE)
    try:
        recruiter = apps.get_model("interviews", "User").objects.create(username="recruiter")
        stage = apps.get_model("interviews", "StageTypeConfig").objects.create(key="talk", name="Talk")
        logs = {
            "long": changes_of("a", 60),
            "other": changes_of("é", 30),
            "short": changes_of("c", 1),
            "none": [],
        }
        ids = {}
        for title, changes in logs.items():
            interview = apps.get_model("interviews", "Interview").objects.create(
                title=title, stage=stage, scheduled_start=timezone.now(), created_by=recruiter
            )
            ids[title] = interview.pk
            apps.get_model("rooms", "WhiteboardChange").objects.bulk_create(
                apps.get_model("rooms", "WhiteboardChange")(
                    interview=interview,
                    sequence=sequence,
                    created_at=timezone.now(),
                    actor_user=recruiter,
                    elements_json=json.dumps(elements, ensure_ascii=False),
                    scene_elements=0,
                    scene_bytes=0,
                )
                for sequence, elements in enumerate(changes, 1)
            )
        migrated = migrated_to(AFTER)
        made = {
            title: dict(
                migrated.get_model("rooms", "WhiteboardCheckpoint")
                .objects.filter(interview=interview)
                .order_by("sequence")
                .values_list("sequence", "elements_json")
            )
            for title, interview in ids.items()
        }
        kept = migrated.get_model("rooms", "WhiteboardChange").objects.count()
    finally:
        migrated_to(latest)
    assert kept == sum(map(len, logs.values())), "the logs stay as they were"
    assert {title: len(checkpoints) > 2 for title, checkpoints in made.items()} == {
        "long": True,
        "other": True,
        "short": False,
        "none": False,
    }
    assert made["short"] == made["none"] == {}
    for title in ("long", "other"):
        before = 0
        for sequence, state in made[title].items():
            scene = {each["id"]: each for change in logs[title][:sequence] for each in change}
            assert {each["id"]: each for each in json.loads(state)} == scene
            written = [len(json.dumps(each, ensure_ascii=False)) for each in logs[title][before:sequence]]
            assert sum(written) >= 5_000 > sum(written[:-1]), (
                "each as soon as the log has grown enough, and no sooner"
            )
            before = sequence
