"""Problems of our own to try coding sessions with, as packages beside this file.

They come in by the same way as anybody's packages. Their checks, which keep a worker busy for minutes, were run before
they were committed: `checked.json` holds what was judged, so that the demo's session can be taken at once.
"""

import json
from pathlib import Path

from django.db import transaction

from dsa.choices import DEMO_PROBLEMS, CheckState, ProblemState
from dsa.models import Problem
from dsa.problems import services, validation
from dsa.problems.content_hash import content_hash
from dsa.problems.importer import store_package
from dsa.problems.package_format import read_package
from interviews.choices import Difficulty
from talentsync.lib.errors import Refused

FOLDER = Path(__file__).parent / "packages"
CHECKED = Path(__file__).parent / "checked.json"
# Packages have no place for it.
DIFFICULTIES = {
    "fairteams": Difficulty.MEDIUM,
    "latereturns": Difficulty.EASY,
    "nametags": Difficulty.EASY,
    "nightbus": Difficulty.MEDIUM,
    "paperround": Difficulty.EASY,
    "quiethours": Difficulty.MEDIUM,
    "twoleaks": Difficulty.HARD,
    "workshopday": Difficulty.HARD,
}


def seed() -> list[Problem]:
    """Import the demo problems that are missing or older than these, and queue the checks that they need.

    What a visitor retired stays retired. Raises PackageRefused where a problem of theirs has a demo problem's key.
    """
    return [_seed_one(FOLDER / name) for name in DEMO_PROBLEMS]


def _seed_one(path: Path) -> Problem:
    problem = store_package(package=read_package(path)).problem
    Problem.objects.filter(pk=problem.pk, difficulty="").update(difficulty=DIFFICULTIES[path.name])
    try:
        services.require_judgeable(problem)
    except Refused:
        # On Judge0: it stays a draft, and its page says why.
        return problem
    if problem.state == ProblemState.DRAFT and not problem.checks.exists():
        take_recorded_check(problem)
        problem.refresh_from_db()
    is_waiting = problem.checks.active().exists()
    # A check that failed would fail again: the reason is for people to see.
    has_failed = problem.checks.filter(state=CheckState.FAILED).exists()
    if problem.state == ProblemState.DRAFT and not is_waiting and not has_failed:
        validation.queue_validation(problem=problem, marks_ready=True)
    return problem


def take_recorded_check(problem: Problem) -> bool:
    """Mark it ready if everything that decides verdicts is what the recorded check judged; else change nothing."""
    recorded = json.loads(CHECKED.read_text()).get(problem.key)
    if recorded is None:
        return False
    with transaction.atomic():
        Problem.objects.filter(pk=problem.pk, time_limit_seconds=None).update(
            time_limit_seconds=recorded["timeLimitSeconds"]
        )
        is_same = content_hash(problem) == recorded["fingerprint"]
        if not is_same:
            transaction.set_rollback(True)
            return False
        return Problem.objects.transition(
            problem.pk,
            source=ProblemState.DRAFT,
            target=ProblemState.VALIDATED,
            checked_fingerprint=recorded["fingerprint"],
        )
