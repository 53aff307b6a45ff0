"""Three problems of our own to try coding sessions with, as packages beside this file.

They come in by the same way as anybody's packages, and are ready once a worker has checked them.
"""

from pathlib import Path

from dsa import services_checks
from dsa.models import Problem
from dsa.packages import read_package
from dsa.services_import import store_package
from dsa.vocabulary import CheckState, ProblemState

FOLDER = Path(__file__).parent / "packages"

# From easy to hard.
NAMES = ("paperround", "nightbus", "workshopday")


def seed() -> list[Problem]:
    """Import the demo problems that are missing or older than these, and queue the checks that they need.

    What a visitor retired stays retired. Raises PackageRefused where a problem of theirs has a demo problem's key.
    """
    return [_seed_one(FOLDER / name) for name in NAMES]


def _seed_one(path: Path) -> Problem:
    problem = store_package(package=read_package(path)).problem
    is_waiting = problem.checks.active().exists()
    # A check that failed would fail again: the reason is for people to see.
    has_failed = problem.checks.filter(state=CheckState.FAILED).exists()
    if problem.state == ProblemState.DRAFT and not is_waiting and not has_failed:
        services_checks.queue_check(problem=problem, marks_ready=True)
    return problem
