"""Whether an output is the right one. Pure, and lazy: outputs of several MB are never split into lists of words."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from dsa.execution.types import Comparison

WORD = re.compile(rb"\S+")
WORD_OR_SPACE = re.compile(rb"\S+|\s+")
DECIMAL = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
# A longer word is compared as text: reading a number of a million digits costs more than judging it is worth.
MAX_NUMBER_BYTES = 1000


def matches(output: bytes, expected: bytes, comparison: Comparison) -> bool:
    """Whether `output` is right, by the rule of the problem package format's default validator."""
    if output == expected:
        return True
    if comparison.exact:
        return False
    pattern = WORD_OR_SPACE if comparison.space_sensitive else WORD
    pairs = zip_longest(_pieces(pattern, output), _pieces(pattern, expected))
    return all(
        got is not None and wanted is not None and _same(got, wanted, comparison) for got, wanted in pairs
    )


def _pieces(pattern: re.Pattern[bytes], text: bytes) -> Iterator[bytes]:
    return (found.group() for found in pattern.finditer(text))


def _same(got: bytes, wanted: bytes, comparison: Comparison) -> bool:
    if got == wanted:
        return True
    tolerant = (
        comparison.float_relative_tolerance is not None or comparison.float_absolute_tolerance is not None
    )
    if tolerant and _is_decimal(wanted):
        return _is_decimal(got) and _close(float(got), float(wanted), comparison)
    return not comparison.case_sensitive and got.lower() == wanted.lower()


def _is_decimal(word: bytes) -> bool:
    return len(word) <= MAX_NUMBER_BYTES and DECIMAL.fullmatch(word) is not None


def _close(got: float, wanted: float, comparison: Comparison) -> bool:
    """Either tolerance is enough. Numbers that overflow to infinity are equal or not at all."""
    if got == wanted:
        return True
    error = abs(got - wanted)
    if error == float("inf"):
        return False
    return error <= (comparison.float_absolute_tolerance or 0) or error <= abs(wanted) * (
        comparison.float_relative_tolerance or 0
    )
