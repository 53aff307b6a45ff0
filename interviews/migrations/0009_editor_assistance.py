"""Stages of before say how much the editor helps."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def say_how_much(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What their candidates had was the completion of words; who comes later has the same as those before."""
    for stage in apps.get_model("interviews", "StageTypeConfig").objects.all():
        stage.dsa_config.setdefault("editorAssistance", "words")
        stage.save(update_fields=["dsa_config"])


class Migration(migrations.Migration):
    dependencies = [("interviews", "0008_notes_and_scorecards")]

    operations = [migrations.RunPython(say_how_much, migrations.RunPython.noop, elidable=True)]
