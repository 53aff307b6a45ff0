"""`.env.example` tells of every variable that the settings read, and tells the truth."""

import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from talentsync import settings

REPOSITORY = Path(__file__).resolve().parent.parent
EXAMPLE = REPOSITORY / ".env.example"

PRINT_SETTINGS = """
import json
from talentsync import settings

# A set lists its members in an order of the moment.
def plain(value):
    return sorted(map(repr, value)) if isinstance(value, (set, frozenset)) else repr(value)

print(json.dumps({name: value for name, value in vars(settings).items() if name.isupper()}, default=plain))
"""


def settings_with(env_file: Path, data_dir: Path) -> dict[str, Any]:
    """The settings of a process that has nothing but this .env file."""
    variables = {
        "ENV_FILE": str(env_file),
        "DATA_DIR": str(data_dir),
        "PYTHONHASHSEED": "0",
        "SECRET_KEY": "a secret of this test, long enough",
    }
    result = subprocess.run(
        [sys.executable, "-c", PRINT_SETTINGS],
        cwd=REPOSITORY,
        env=variables,
        capture_output=True,
        text=True,
        check=True,
    )
    # Functions and other objects without a value of their own show their address.
    return dict(json.loads(re.sub(r" at 0x[0-9a-f]+", "", result.stdout)))


def test_example_lists_exactly_the_variables_that_are_read() -> None:
    assert set(dotenv_values(EXAMPLE)) == settings.env.names_read


def test_values_in_the_example_are_the_defaults(tmp_path: Path) -> None:
    """Copying the file to .env as it is changes nothing."""
    empty = tmp_path / "empty"
    empty.touch()

    assert settings_with(EXAMPLE, tmp_path) == settings_with(empty, tmp_path)


def test_every_variable_has_a_line_that_says_why() -> None:
    lines = EXAMPLE.read_text().splitlines()
    pairs = list(pairwise(lines))
    variables = [line for _, line in pairs if line and not line.startswith("#")]
    explained = [line for before, line in pairs if line in variables and before.startswith("# ")]

    assert explained == variables


def test_a_changed_value_is_seen(tmp_path: Path) -> None:
    """The comparison with the defaults can fail."""
    changed = tmp_path / "changed"
    changed.write_text("ROOM_CAPACITY=7\n")

    assert settings_with(changed, tmp_path)["ROOM_CAPACITY"] == 7
    assert settings_with(EXAMPLE, tmp_path)["ROOM_CAPACITY"] == 5
