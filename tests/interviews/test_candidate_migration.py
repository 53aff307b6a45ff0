"""The migration that makes candidates of invitations, on the database of the commit before it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from interviews.migrations import __name__ as package

BEFORE = [("interviews", "0002_stage_presets")]
AFTER = [("interviews", "0005_invitation_needs_candidate")]


def migrated_to(target: list[tuple[str, str]]) -> Apps:
    executor = MigrationExecutor(connection)
    return executor.migrate(target).apps


def invite_everybody(apps: Apps, people: list[tuple[str, str]]) -> None:
    """Each to an interview of their own, one after the other."""
    recruiter = apps.get_model("interviews", "User").objects.create(username="recruiter")
    stage = apps.get_model("interviews", "StageTypeConfig").objects.create(
        key="talk", name="Talk", tools_config={}, dsa_config={}
    )
    for number, (name, email) in enumerate(people):
        interview = apps.get_model("interviews", "Interview").objects.create(
            title=f"No {number}", stage=stage, scheduled_start=timezone.now(), created_by=recruiter
        )
        apps.get_model("interviews", "Invitation").objects.create(
            interview=interview,
            name=name,
            email=email,
            key=f"key-{number}",
            expires_at=timezone.now() + timedelta(days=1),
        )


@pytest.fixture
def apps_before(transactional_db: None) -> Iterator[Apps]:
    yield migrated_to(BEFORE)
    # Whatever the test came to: the tables of today, of all apps, for the tests after it.
    migrated_to(MigrationExecutor(connection).loader.graph.leaf_nodes())


def test_one_address_is_one_person_there_and_back(apps_before: Apps, monkeypatch: pytest.MonkeyPatch) -> None:
    # Smaller batches than rows, so that people are found again in a later one.
    monkeypatch.setattr(f"{package}.0004_candidates_of_invitations.BATCH", 2)
    invite_everybody(
        apps_before,
        [
            ("Ada", "ada@mail.example"),
            ("Bob", "bob@mail.example"),
            ("Ada Lovelace", "Ada@Mail.example"),
            ("Ada King", "ADA@MAIL.EXAMPLE"),
            ("Carl", "carl@mail.example"),
        ],
    )
    invitations = apps_before.get_model("interviews", "Invitation").objects
    before = list(invitations.order_by("pk").values())

    after = migrated_to(AFTER)
    candidates = after.get_model("interviews", "Candidate").objects
    assert set(candidates.values_list("name", "normalised_email")) == {
        ("Ada King", "ada@mail.example"),
        ("Bob", "bob@mail.example"),
        ("Carl", "carl@mail.example"),
    }
    assert candidates.get(name="Ada King").created_at == before[0]["created_at"]
    migrated: Any = after.get_model("interviews", "Invitation").objects.order_by("pk").values()
    rows = list(migrated)
    whose = [row.pop("candidate_id") for row in rows]
    assert rows == before, "nothing else of an invitation changes"
    assert whose[0] == whose[2] == whose[3]
    assert len(set(whose)) == 3

    again = migrated_to(BEFORE)
    assert list(again.get_model("interviews", "Invitation").objects.order_by("pk").values()) == before
