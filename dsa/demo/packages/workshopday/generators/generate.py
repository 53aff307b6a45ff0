"""Writes the secret inputs into ../data/secret; the answers are those of submissions/accepted/by_end.py."""

import random
from pathlib import Path

chance = random.Random(20261122)


def workshops(count, latest, longest, points):
    found = []
    for _ in range(count):
        start = chance.randint(0, latest - 1)
        found.append((start, min(latest, start + chance.randint(1, longest)), chance.randint(1, points)))
    return found


back_to_back = [(minute, minute + 1, 1 + minute % 7) for minute in range(60)]

TESTS = {
    "01-one": (1, [(0, 10, 5)]),
    "02-greedy-loses": (3, [(0, 10, 10), (0, 4, 6), (5, 9, 6), (9, 12, 1)]),
    "03-next-door": (2, [(0, 5, 3), (5, 9, 4), (4, 6, 5)]),
    "04-at-most-one": (1, workshops(30, 100, 10, 50)),
    "05-some": (4, workshops(12, 60, 15, 20)),
    "06-back-to-back": (50, back_to_back),
    "07-thousands-of-points": (10, workshops(900, 10**6, 10**4, 10**9)),
    "08-full": (50, workshops(2000, 10**9, 10**7, 10**9)),
}

for name, (k, chosen) in TESTS.items():
    rows = [f"{len(chosen)} {k}", *(" ".join(map(str, workshop)) for workshop in chosen)]
    path = Path(__file__).parent.parent / "data" / "secret" / f"{name}.in"
    path.write_text("\n".join(rows) + "\n")
