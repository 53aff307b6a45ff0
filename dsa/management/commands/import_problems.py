"""`manage.py import_problems PATH...`: read ICPC/Kattis problem packages."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsa.choices import CheckState
from dsa.execution import ExecutionError
from dsa.models import Problem, ProblemCheck
from dsa.problems import validation
from dsa.problems.importer import StoredPackage, store_package
from dsa.problems.package_format import PackageRefused, read_package
from dsa.problems.services import mark_ready
from talentsync.lib.errors import Refused


class Command(BaseCommand):
    help = (
        "Import ICPC/Kattis problem packages (legacy and 2025-09 layouts; folder, .zip or .kpp). Importing one again "
        "updates its problem. Each is imported whole or not at all, whatever becomes of the others."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument(
            "--check",
            action="store_true",
            help="run the submissions of new and changed problems now, which also derives missing time limits",
        )
        parser.add_argument(
            "--ready", action="store_true", help="as --check, and mark the problems that pass as ready"
        )

    def handle(self, *args: Any, paths: list[Path], check: bool, ready: bool, **options: Any) -> None:
        failed = [path for path in paths if not self.import_one(path, check=check or ready, ready=ready)]
        if failed:
            raise CommandError(f"{len(failed)} of {len(paths)} packages failed.")

    def import_one(self, path: Path, *, check: bool, ready: bool) -> bool:
        """Import one package and say what came of it."""
        try:
            package = read_package(path)
            stored = store_package(package=package)
        except PackageRefused as refusal:
            self.stderr.write(f"{path}: refused ({refusal.reason.value}): {refusal.message}")
            return False
        except OSError as error:
            self.stderr.write(f"{path}: cannot be read: {error.strerror or error}")
            return False
        self.stdout.write(f"{path}: {describe(stored)}")
        for warning in package.warnings:
            self.stdout.write(f"  note: {warning}")
        return not check or self.check_one(stored.problem, ready=ready)

    def check_one(self, problem: Problem, *, ready: bool) -> bool:
        """Check the problem here and now, unless its latest check still tells the truth."""
        try:
            if ready and _is_ready(problem):
                return True
            done = validation.validate_now(problem=problem, marks_ready=ready)
        except (Refused, ExecutionError) as refusal:
            self.stderr.write(f"  not checked: {refusal}")
            return False
        self.report(done)
        return done.state == CheckState.PASSED

    def report(self, check: ProblemCheck) -> None:
        problem = Problem.objects.get(pk=check.problem_id)
        limit = f"{problem.time_limit_seconds:g} s" if problem.time_limit_seconds else "none"
        self.stdout.write(f"  check: {check.get_state_display().lower()}; time limit {limit}")
        if check.message:
            self.stdout.write(f"  {check.message}")
        for solution in check.solutions.exclude(mismatch=""):
            self.stdout.write(f"  {solution.name}: {solution.mismatch}")


def _is_ready(problem: Problem) -> bool:
    """Whether it is ready, or could be made so without a new check."""
    try:
        mark_ready(problem=problem)
    except Refused:
        return False
    return True


def describe(stored: StoredPackage) -> str:
    problem = stored.problem
    tests = f"{stored.tests.stored} tests, {problem.solutions.count()} submissions"
    if stored.is_new:
        return f"imported as {problem.key}: {problem.title} ({tests})"
    return f"{problem.key}: {'updated' if stored.is_changed else 'nothing to judge has changed'} ({tests})"
