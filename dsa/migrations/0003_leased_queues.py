import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Validations are leased as judgements are. Those that wait or are at work are due at once, and are taken up anew."""

    dependencies = [
        ("dsa", "0002_sessions"),
    ]

    operations = [
        migrations.RenameField("problemcheck", "progressed_at", "lease_until"),
        migrations.AlterField(
            "problemcheck", "lease_until", models.DateTimeField(default=django.utils.timezone.now)
        ),
        migrations.AddField("problemcheck", "attempts", models.PositiveIntegerField(default=0)),
        migrations.AddField("problemcheck", "claim", models.UUIDField(editable=False, null=True)),
        migrations.AlterField(
            "judgement", "lease_until", models.DateTimeField(default=django.utils.timezone.now)
        ),
        migrations.RenameField("solutioncheck", "shortfall", "mismatch"),
    ]
