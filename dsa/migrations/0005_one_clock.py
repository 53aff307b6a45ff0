"""A session lasts as long as its interview says. Until now the stage said it, and the interview's minutes had no effect."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def take_over_minutes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Give each coding session's interview the minutes that its candidates had, or would have had.

    Sessions that have started keep their deadline, which is stored with them.
    """
    stages = apps.get_model("interviews", "StageTypeConfig").objects.filter(mode="dsa")
    interviews = apps.get_model("interviews", "Interview")
    for stage in stages:
        minutes = stage.dsa_config["durationMinutes"]
        interviews.objects.filter(stage=stage).update(duration_minutes=minutes)


class Migration(migrations.Migration):
    dependencies = [
        ("dsa", "0004_paused_judging"),
        ("interviews", "0002_stage_presets"),
    ]

    operations = [
        migrations.AlterField(
            model_name="dsasession",
            name="extra_minutes",
            field=models.PositiveIntegerField(
                default=0, help_text="For this candidate, on top of the interview's."
            ),
        ),
        migrations.RunPython(take_over_minutes, migrations.RunPython.noop, elidable=True),
    ]
