"""From the results of the tests to what a submission got: pure functions."""

from collections.abc import Iterable

from dsa.execution import Verdict


def score(passed: int, total: int) -> float:
    """The percentage of all tests that were passed, from 0 to 100, with two decimals.

    Rounded down, so that 100 means every one of them. Raises ValueError for counts that no judging has.
    """
    if not 0 <= passed <= total or total == 0:
        raise ValueError(f"{passed} of {total} tests passed")
    return (10_000 * passed // total) / 100


def overall(verdicts: Iterable[Verdict]) -> Verdict:
    """What is said of the whole: the first failure in the order of the tests, or AC where there is none."""
    return next((verdict for verdict in verdicts if verdict is not Verdict.AC), Verdict.AC)
