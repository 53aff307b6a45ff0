from django.db import migrations, models


class Migration(migrations.Migration):
    """A judgement that waits for the execution service says so, and remembers the runs that were begun there."""

    dependencies = [
        ("dsa", "0003_leased_queues"),
    ]

    operations = [
        migrations.AddField(
            model_name="judgement",
            name="begun_runs",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="pause_reason",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
