"""A check's verdicts as a table: a row for each solution, a column for each test."""

from dataclasses import dataclass

from dsa.admin.display import size
from dsa.execution import Language, Verdict
from dsa.models import ProblemCheck, SolutionCheck
from dsa.models.expectation import Expectation, listed


@dataclass(frozen=True, slots=True)
class Cell:
    """One run. `is_permitted`: no reason to fail the solution by itself."""

    verdict: str
    is_permitted: bool
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """One solution."""

    name: str
    language: str
    expected: str
    cells: list[Cell]
    slowest_ms: int
    memory: str
    mismatch: str
    detail: str


@dataclass(frozen=True, slots=True)
class Grid:
    tests: list[str]
    rows: list[Row]


def of_check(check: ProblemCheck) -> Grid:
    rows = list(check.solutions.all())
    names = [run["name"] for run in rows[0].runs["tests"]] if rows else []
    return Grid(names, [_row(row) for row in rows])


def in_words(expectation: Expectation) -> str:
    """For example `TLE at least once, else AC`."""
    if not expectation.required:
        return listed(expectation.permitted)
    others = expectation.permitted - expectation.required
    rest = f", else {listed(others)}" if others else ""
    return f"{listed(expectation.required)} at least once{rest}"


def _row(row: SolutionCheck) -> Row:
    expectation = Expectation.from_json(row.expected)
    runs = row.runs["tests"]
    cells = [
        Cell(
            verdict=run["verdict"],
            is_permitted=Verdict(run["verdict"]) in expectation.permitted,
            title=f"{run['name']}: {run['verdict']}, {run['cpuMs']} ms, {run['memoryKb'] // 1024} MB",
        )
        for run in runs
    ]
    # What the first run that should not have ended so wrote to standard error, or the compiler.
    wrong = (run.get("detail", "") for run, cell in zip(runs, cells, strict=True) if not cell.is_permitted)
    return Row(
        name=row.name,
        language=Language(row.language).label,
        expected=in_words(expectation),
        cells=cells,
        slowest_ms=max((run["cpuMs"] for run in runs), default=0),
        memory=size(1024 * max((run["memoryKb"] for run in runs), default=0)),
        mismatch=row.mismatch,
        detail=(row.runs.get("compileOutput") or next(wrong, "")) if row.mismatch else "",
    )
