import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dsa", "0012_problem_difficulty"),
        ("interviews", "0016_events_of_continued_rooms"),
    ]

    operations = [
        migrations.CreateModel(
            name="StageProblem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="Lower numbers come first."),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stages",
                        to="dsa.problem",
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problems",
                        to="interviews.stagetypeconfig",
                    ),
                ),
            ],
            options={
                "verbose_name": "problem of a stage",
                "verbose_name_plural": "problems of stages",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("stage", "problem"), name="stage_problem_once")
                ],
            },
        ),
    ]
