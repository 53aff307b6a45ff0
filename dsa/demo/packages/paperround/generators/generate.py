"""Writes the secret inputs into ../data/secret; the answers are those of submissions/accepted/counting.py."""

from pathlib import Path

HUGE = 10**18
TESTS = {
    "01-one-house": (15, 15, 3, 5),
    "02-equal-steps": (1, 100_000, 7, 7),
    "03-one-divides-the-other": (1, 300_000, 4, 12),
    "04-common-factor": (10, 200_000, 6, 10),
    "05-steps-beyond-the-end": (1, 1000, 999_999_937, 1_000_000_000),
    "06-huge": (1, HUGE, 3, 5),
    "07-huge-common-factor": (123_456_789, HUGE - 1, 12, 18),
    "08-huge-steps": (1, HUGE, 999_999_937, 1_000_000_000),
    "09-every-house": (HUGE - 999_983, HUGE, 1, 999_983),
}

for name, numbers in TESTS.items():
    path = Path(__file__).parent.parent / "data" / "secret" / f"{name}.in"
    path.write_text(" ".join(map(str, numbers)) + "\n")
