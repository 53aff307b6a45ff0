"""Writes the secret inputs into ../data/secret; the answers are those of submissions/accepted/bisect.py."""

import random
from pathlib import Path

chance = random.Random(20261122)


def lines(count, latest, longest):
    return [(chance.randint(0, latest), chance.randint(1, longest)) for _ in range(count)]


TESTS = {
    "01-one-line": (7, [(5, 10)]),
    "02-first-bus": (1, [(9, 4), (3, 100), (3, 7)]),
    "03-twins": (9, [(2, 5)] * 4),
    "04-late-starters": (50, [(1000, 1), (0, 300), (900, 2)]),
    "05-some": (100, lines(10, 50, 20)),
    "06-many": (5000, lines(200, 1000, 1000)),
    "07-a-single-slow-line": (10**12, [(10**6, 10**6)]),
    "08-huge": (10**12, lines(20, 10**6, 10**6)),
    "09-every-minute": (10**12 - 1, [(0, 1)] * 1000),
    "10-fast-and-slow": (10**12, [(0, 10**6)] * 300 + [(10**6, 1)] * 5),
}

for name, (k, timetable) in TESTS.items():
    rows = [f"{len(timetable)} {k}", *(f"{first} {period}" for first, period in timetable)]
    path = Path(__file__).parent.parent / "data" / "secret" / f"{name}.in"
    path.write_text("\n".join(rows) + "\n")
