from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("interviews", "0018_opening_of_links"),
    ]

    operations = [
        migrations.AddField(
            model_name="scorecard",
            name="proof_salt",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=32),
        ),
    ]
