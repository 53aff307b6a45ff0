from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("interviews", "0016_events_of_continued_rooms"),
    ]

    operations = [
        migrations.AddField(
            model_name="scorecard",
            name="proof_salt",
            field=models.CharField(blank=True, default="", editable=False, max_length=32),
        ),
    ]
