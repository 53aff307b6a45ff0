"""Runs the named management commands one after the other in one process: `prepare.py migrate collectstatic seed_demo`.

Starting Django takes longer than any of them once they have nothing to do. Prints what they print, which is the links
of the demo.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentsync.settings")

import django
from django.core.management import call_command

COMMANDS: dict[str, list[str]] = {
    "migrate": ["--no-input", "--verbosity=0", "--skip-checks"],
    "collectstatic": ["--no-input", "--clear", "--verbosity=0", "--skip-checks"],
    "seed_problems": ["--verbosity=0", "--skip-checks"],
    "seed_demo": ["--links", "--skip-checks"],
    "seed_rooms": ["--verbosity=0", "--skip-checks"],
    "seed_sessions": ["--verbosity=0", "--skip-checks"],
    "seed_proctoring": ["--verbosity=0", "--skip-checks"],
    "seed_integrations": ["--verbosity=0", "--skip-checks"],
}

if __name__ == "__main__":
    django.setup()
    for name in sys.argv[1:]:
        call_command(name, *COMMANDS[name])
