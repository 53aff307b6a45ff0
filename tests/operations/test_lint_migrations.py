"""`bin/lint_migrations.py` finds what is wrong with a migration, and has nothing against ours."""

import subprocess
import sys
from pathlib import Path

from django.apps import apps
from django.conf import settings


def lint(code: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, which sets Django up by itself."""
    return subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path.insert(0, 'bin'); import lint_migrations as lint; {code}",
        ],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_all_of_ours_are_linted() -> None:
    here = Path(settings.BASE_DIR)
    own = {
        app.label
        for app in apps.get_app_configs()
        if Path(app.path).parent == here and (Path(app.path) / "migrations").is_dir()
    }
    finished = lint(f"sys.exit(set(lint.APPS) != {own})")
    assert (finished.returncode, finished.stderr) == (0, "")


def test_ours_are_sound() -> None:
    finished = lint("sys.exit(lint.main())")
    assert (finished.returncode, finished.stdout) == (0, ""), finished.stderr


def test_what_is_not_excused_is_told() -> None:
    """Renaming a column is what running processes would trip over."""
    finished = lint("lint.APPS = ['proctoring']; sys.exit(lint.main({}))")
    assert finished.returncode == 1
    assert "RENAMING columns" in finished.stdout
