"""Winnowing: the passages that two programs share, whatever their order (Schleimer, Wilkerson and Aiken, 2003).

Every run of `GRAM` tokens has a hash. Of each `WINDOW` hashes in a row the smallest is the program's fingerprint there,
so that two programs with `GRAM + WINDOW - 1` tokens in common have a fingerprint in common.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

GRAM: Final = 12
WINDOW: Final = 5
_BASE: Final = 1_000_003
_MODULUS: Final = (1 << 61) - 1
# A run of tokens that a program repeats more often says nothing about where it comes from.
MAX_REPEATS: Final = 16


@dataclass(frozen=True, slots=True)
class Passage:
    """`length` tokens that are the same from `first` in one program and from `second` in the other."""

    first: int
    second: int
    length: int


def grams(codes: Sequence[int]) -> list[int]:
    """The hash of each run of `GRAM` tokens, by where it begins."""
    if len(codes) < GRAM:
        return []
    leading = pow(_BASE, GRAM - 1, _MODULUS)
    value = 0
    for code in codes[:GRAM]:
        value = (value * _BASE + code) % _MODULUS
    hashes = [value]
    for leaving, entering in zip(codes, codes[GRAM:], strict=False):
        value = ((value - leaving * leading) * _BASE + entering) % _MODULUS
        hashes.append(value)
    return hashes


def fingerprints(hashes: Sequence[int], left_out: Collection[int]) -> Mapping[int, Sequence[int]]:
    """The chosen hashes with their places; those of `left_out` are never chosen."""
    chosen: dict[int, list[int]] = defaultdict(list)
    last = -1
    for start in range(max(1, len(hashes) - WINDOW + 1)):
        window = [
            (hashes[place], -place)
            for place in range(start, min(start + WINDOW, len(hashes)))
            if hashes[place] not in left_out
        ]
        if not window:
            continue
        value, negative = min(window)
        if -negative != last:
            last = -negative
            chosen[value].append(last)
    return chosen


def covered(hashes: Sequence[int], by: Collection[int]) -> bytearray:
    """1 for each token that is part of a run in `by`, 0 for the others."""
    marks = bytearray(len(hashes) + GRAM - 1 if hashes else 0)
    for place, value in enumerate(hashes):
        if value in by:
            marks[place : place + GRAM] = b"\1" * GRAM
    return marks


def passages(
    first: Sequence[int],
    second: Sequence[int],
    seeds: Iterator[tuple[int, int]],
    left_out: tuple[Sequence[int], Sequence[int]],
) -> list[Passage]:
    """The longest shared runs of tokens around the seeds, each token in one of them at most, by their place."""
    found: set[tuple[int, int, int]] = set()
    reached: dict[int, int] = {}
    for i, j in sorted(seeds):
        # On the same diagonal, within a run that is known.
        if reached.get(i - j, -1) > i:
            continue
        start = 0
        while _agree(first, second, left_out, i - start - 1, j - start - 1):
            start += 1
        end = 0
        while _agree(first, second, left_out, i + end, j + end):
            end += 1
        reached[i - j] = i + end
        found.add((start + end, i - start, j - start))
    return _without_overlaps(
        sorted(found, key=lambda run: (-run[0], run[1], run[2])), len(first), len(second)
    )


def _agree(
    first: Sequence[int],
    second: Sequence[int],
    left_out: tuple[Sequence[int], Sequence[int]],
    i: int,
    j: int,
) -> bool:
    if not (0 <= i < len(first) and 0 <= j < len(second)):
        return False
    return first[i] == second[j] and not left_out[0][i] and not left_out[1][j]


def _without_overlaps(runs: list[tuple[int, int, int]], first: int, second: int) -> list[Passage]:
    """The longest first; of a later one what is left of it, if that is still long enough."""
    taken = bytearray(first), bytearray(second)
    kept = []
    for length, i, j in runs:
        start = 0
        while start < length:
            end = start
            while end < length and not taken[0][i + end] and not taken[1][j + end]:
                end += 1
            if end - start >= GRAM:
                kept.append(Passage(i + start, j + start, end - start))
                taken[0][i + start : i + end] = b"\1" * (end - start)
                taken[1][j + start : j + end] = b"\1" * (end - start)
            start = end + 1
    return sorted(kept, key=lambda passage: passage.first)
