from django.db import migrations, models


class Migration(migrations.Migration):
    """Snapshots are leased as judgements are. Those that wait keep their time, and nobody has claimed them."""

    dependencies = [
        ("proctoring", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex("snapshot", "proctoring__raw_gon_24cacc_idx"),
        migrations.RenameField("snapshot", "retry_at", "lease_until"),
        migrations.AddIndex(
            "snapshot",
            models.Index(fields=["raw_gone_at", "lease_until"], name="proctoring__raw_gon_37d470_idx"),
        ),
        migrations.AddField("snapshot", "claim", models.UUIDField(editable=False, null=True)),
    ]
