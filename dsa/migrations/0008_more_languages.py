"""More languages to choose from; no column changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dsa", "0007_own_tests"),
    ]

    operations = [
        migrations.AlterField(
            model_name="draft",
            name="language",
            field=models.CharField(
                choices=[
                    ("python", "Python"),
                    ("c", "C"),
                    ("cpp", "C++"),
                    ("java", "Java"),
                    ("javascript", "JavaScript"),
                    ("typescript", "TypeScript"),
                    ("go", "Go"),
                    ("rust", "Rust"),
                    ("csharp", "C#"),
                    ("kotlin", "Kotlin"),
                    ("ruby", "Ruby"),
                    ("php", "PHP"),
                    ("bash", "Bash"),
                    ("sql", "SQL"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="problemlanguage",
            name="is_offered",
            field=models.BooleanField(
                default=True,
                help_text="Untick where it may not be used. SQL may be used only where it is ticked.",
                verbose_name="offered",
            ),
        ),
        migrations.AlterField(
            model_name="problemlanguage",
            name="language",
            field=models.CharField(
                choices=[
                    ("python", "Python"),
                    ("c", "C"),
                    ("cpp", "C++"),
                    ("java", "Java"),
                    ("javascript", "JavaScript"),
                    ("typescript", "TypeScript"),
                    ("go", "Go"),
                    ("rust", "Rust"),
                    ("csharp", "C#"),
                    ("kotlin", "Kotlin"),
                    ("ruby", "Ruby"),
                    ("php", "PHP"),
                    ("bash", "Bash"),
                    ("sql", "SQL"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="solution",
            name="language",
            field=models.CharField(
                choices=[
                    ("python", "Python"),
                    ("c", "C"),
                    ("cpp", "C++"),
                    ("java", "Java"),
                    ("javascript", "JavaScript"),
                    ("typescript", "TypeScript"),
                    ("go", "Go"),
                    ("rust", "Rust"),
                    ("csharp", "C#"),
                    ("kotlin", "Kotlin"),
                    ("ruby", "Ruby"),
                    ("php", "PHP"),
                    ("bash", "Bash"),
                    ("sql", "SQL"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="solutioncheck",
            name="language",
            field=models.CharField(
                choices=[
                    ("python", "Python"),
                    ("c", "C"),
                    ("cpp", "C++"),
                    ("java", "Java"),
                    ("javascript", "JavaScript"),
                    ("typescript", "TypeScript"),
                    ("go", "Go"),
                    ("rust", "Rust"),
                    ("csharp", "C#"),
                    ("kotlin", "Kotlin"),
                    ("ruby", "Ruby"),
                    ("php", "PHP"),
                    ("bash", "Bash"),
                    ("sql", "SQL"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="submission",
            name="language",
            field=models.CharField(
                choices=[
                    ("python", "Python"),
                    ("c", "C"),
                    ("cpp", "C++"),
                    ("java", "Java"),
                    ("javascript", "JavaScript"),
                    ("typescript", "TypeScript"),
                    ("go", "Go"),
                    ("rust", "Rust"),
                    ("csharp", "C#"),
                    ("kotlin", "Kotlin"),
                    ("ruby", "Ruby"),
                    ("php", "PHP"),
                    ("bash", "Bash"),
                    ("sql", "SQL"),
                ],
                max_length=12,
            ),
        ),
    ]
