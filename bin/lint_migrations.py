"""Looks for what goes wrong when migrations are applied to a database in use; ends with 1 where it finds something.

django-migration-linter with our choice of its tests: nothing that the processes of the release before still use is
renamed or dropped under them, migrations can be reversed, and data migrations hold on to the models of their time.
"""

import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

APPS: Final = ("interviews", "dsa", "proctoring", "rooms", "replay", "integrations")
# Its tests that say nothing here.
EXCLUDED_TESTS: Final = (
    # SQLite cannot change a table, so Django makes it anew with all of its columns and constraints, old ones too.
    "NOT_NULL",
    "ADD_UNIQUE",
    # A matter of names: `stages` for StageTypeConfig, because it is many.
    "RUNPYTHON_MODEL_VARIABLE_NAME",
)
# Migrations that are right although it cannot see it.
EXCUSED: Final[Mapping[str, Sequence[str]]] = {
    # Rename columns, which nobody had in use yet: they are from before the first release.
    "dsa": ("0003_leased_queues",),
    # The same; and `rewrite` gets its models from the function that calls it with `apps.get_model`.
    "proctoring": ("0002_leased_queue", "0003_timeline_references"),
}


def main(excused: Mapping[str, Sequence[str]] = EXCUSED) -> int:
    # An empty database in a directory of its own: nothing is migrated, only the SQL is read.
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    # The choices above are about SQLite's SQL, on whatever database the tests run.
    os.environ.pop("TEST_DATABASE_URL", None)
    import django

    django.setup()
    logging.getLogger("django_migration_linter").setLevel(logging.WARNING)
    faulty = [app for app in APPS if not is_sound(app, excused.get(app, ()), is_silent=True)]
    for app in faulty:
        # Once more, with its words: it tells of excluded tests as well, which would hide a fault among them.
        is_sound(app, excused.get(app, ()), is_silent=False)
    return 1 if faulty else 0


def is_sound(app: str, excused: Sequence[str], *, is_silent: bool) -> bool:
    from django.conf import settings
    from django_migration_linter import MigrationLinter

    options: dict[str, Any] = {"no_output": is_silent, "no_cache": True, "quiet": ["ok", "ignore"]}
    linter = MigrationLinter(
        str(settings.BASE_DIR),
        include_apps=[app],
        ignore_name=excused,
        exclude_migration_tests=EXCLUDED_TESTS,
        all_warnings_as_errors=True,
        **options,
    )
    linter.lint_all_migrations()
    return not linter.has_errors


if __name__ == "__main__":
    sys.exit(main())
