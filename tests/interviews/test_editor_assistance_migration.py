"""The migration that has stages of before say how much the editor helps, on the database of the commit before it."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("interviews", "0008_notes_and_scorecards")]
AFTER = [("interviews", "0009_editor_assistance")]


@pytest.mark.django_db(transaction=True)
def test_stages_of_before_keep_the_words_that_they_had() -> None:
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    stages = executor.migrate(BEFORE).apps.get_model("interviews", "StageTypeConfig")
    try:
        stages.objects.create(key="old", name="Old", mode="dsa", dsa_config={"durationMinutes": 90})
        stages.objects.create(key="new", name="New", mode="dsa", dsa_config={"editorAssistance": "none"})
    finally:
        migrated = MigrationExecutor(connection).migrate(AFTER).apps
        configs = {
            stage.key: stage.dsa_config
            for stage in migrated.get_model("interviews", "StageTypeConfig").objects.filter(
                key__in=("old", "new")
            )
        }
        MigrationExecutor(connection).migrate(latest)
    assert configs == {
        "old": {"durationMinutes": 90, "editorAssistance": "words"},
        "new": {"editorAssistance": "none"},
    }
