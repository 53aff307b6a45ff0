"""Writes the secret inputs into ../data/secret: the length, and where the leaks are. The validator needs no answers."""

from pathlib import Path

TESTS = {
    "01-both-ends": (100_000, 1, 100_000),
    "02-side-by-side": (100_000, 65_536, 65_537),
    "03-at-the-start": (99_999, 1, 2),
    "04-at-the-end": (100_000, 99_999, 100_000),
    "05-somewhere": (77_777, 12_345, 54_321),
    "06-short": (7, 3, 5),
}

folder = Path(__file__).parent.parent / "data" / "secret"
for name, numbers in TESTS.items():
    (folder / f"{name}.in").write_text(" ".join(map(str, numbers)) + "\n")
    (folder / f"{name}.ans").write_text("")
