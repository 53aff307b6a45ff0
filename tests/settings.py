"""TalentSync's settings for tests: the same on every machine, whatever its environment and .env file say.

pytest-django reads the settings before any conftest.py runs, so the environment is prepared here. Programs that tests
start inherit it. `TEST_DATABASE_URL` is the one variable that tests obey: it runs them on PostgreSQL.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from dotenv import dotenv_values

REPOSITORY = Path(__file__).resolve().parent.parent

for name in dotenv_values(REPOSITORY / ".env.example", interpolate=False):
    os.environ.pop(name, None)

# One directory per process: xdist workers share neither the database nor the embedded Valkey's socket in it.
_directory = tempfile.mkdtemp(prefix="talentsync-tests-")
atexit.register(shutil.rmtree, _directory, ignore_errors=True)

os.environ["ENV_FILE"] = os.devnull
os.environ["SECRET_KEY"] = "only for tests, and long enough for the reader of it"
os.environ["DATA_DIR"] = _directory
# Tests of mails turn it on.
os.environ["MAIL_TRANSPORT"] = "off"
# Most tests judge problems of their own, on whatever machine this is.
os.environ["EXECUTION_ALLOW_WEAK_LIMITS"] = "yes"
if "TEST_DATABASE_URL" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]

from talentsync.settings import *  # noqa: E402, F403  after the environment is set
from talentsync.settings import DATABASES, DJANGO_VITE, STATIC_ROOT  # noqa: E402  named for the type checker

if DATABASES["default"]["ENGINE"] == "talentsync.lib.sqlite":
    # A file, not memory: threads and processes then meet the same locks as in production.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_directory) / "test.sqlite3")}

# `collectstatic` makes it elsewhere; servestatic warns about one that is missing, and warnings are errors here.
STATIC_ROOT.mkdir()
# Each test client loads the middleware anew, and would look at every file there once browser tests have collected them:
# hundreds, before the first request of each client. Servers that tests start have other settings.
SERVESTATIC_USE_STATIC_ROOT = False

# A deliberately slow hash would only slow every test that signs somebody in.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Python tests do not need the built front-end: without it the pages name Vite's own files, which nobody fetches.
DJANGO_VITE["default"]["dev_mode"] = not Path(str(DJANGO_VITE["default"]["manifest_path"])).exists()
