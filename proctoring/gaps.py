"""Which snapshots of a sequence are missing. Pure."""

from collections.abc import Collection, Iterable


def missing_ranges(seen: Collection[int]) -> list[tuple[int, int]]:
    """The runs of numbers that were skipped, from 0 to the highest one seen; both ends included."""
    ranges = []
    expected = 0
    for number in sorted(set(seen)):
        if number > expected:
            ranges.append((expected, number - 1))
        expected = number + 1
    return ranges


def uncovered(missing: tuple[int, int], known: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """What of a missing run lies in no known one, as runs."""
    rest = [missing]
    for first, last in known:
        rest = [
            part
            for low, high in rest
            for part in ((low, min(high, first - 1)), (max(low, last + 1), high))
            if part[0] <= part[1]
        ]
    return rest


def overlap(first: int, last: int, missing: Iterable[tuple[int, int]]) -> int:
    """How many numbers of `first` to `last` are still missing."""
    return sum(max(0, min(last, high) - max(first, low) + 1) for low, high in missing)
