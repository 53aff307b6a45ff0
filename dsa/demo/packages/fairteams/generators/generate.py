"""Writes the secret tests into ../data/secret: inputs, and one right output of each."""

import random
from pathlib import Path

chance = random.Random(20261128)


def quarrels(n, count, team):
    """So many different pairs of members of different teams."""
    found = set()
    while len(found) < count:
        a, b = sorted(chance.sample(range(1, n + 1), 2))
        if team[a] != team[b]:
            found.add((a, b))
    return sorted(found)


def random_teams(n):
    return {member: chance.choice("AB") for member in range(1, n + 1)}


def answer(n, pairs):
    near = [[] for _ in range(n + 1)]
    for a, b in pairs:
        near[a].append(b)
        near[b].append(a)
    team = [""] * (n + 1)
    for start in range(1, n + 1):
        if team[start]:
            continue
        team[start] = "A"
        waiting = [start]
        while waiting:
            one = waiting.pop()
            for other in near[one]:
                if not team[other]:
                    team[other] = "B" if team[one] == "A" else "A"
                    waiting.append(other)
                elif team[other] == team[one]:
                    return "impossible"
    return "".join(team)


def path(n):
    order = chance.sample(range(1, n + 1), n)
    return [tuple(sorted(pair)) for pair in zip(order, order[1:])]


def shuffled(pairs):
    return chance.sample(pairs, len(pairs))


few = random_teams(50)
many = random_teams(2000)
TESTS = {
    "01-alone": (1, []),
    "02-nobody-quarrels": (6, []),
    "03-one-quarrel": (5, [(2, 5)]),
    "04-several-groups": (9, [(1, 2), (3, 4), (4, 5), (3, 6), (7, 8), (8, 9)]),
    "05-odd-circle-at-the-end": (7, [(1, 2), (2, 3), (3, 4), (5, 6), (6, 7), (5, 7)]),
    "06-some": (50, quarrels(50, 120, few)),
    "07-long-chain": (2000, shuffled(path(2000))),
    "08-many": (2000, shuffled(quarrels(2000, 5000, many))),
    "09-many-and-one-too-many": (
        2000,
        shuffled([*quarrels(2000, 4997, many), (1, 1000), (1000, 1999), (1, 1999)]),
    ),
    "10-one-against-all": (2000, [(1, member) for member in range(2, 2001)]),
}

folder = Path(__file__).parent.parent / "data" / "secret"
for name, (n, pairs) in TESTS.items():
    pairs = list(dict.fromkeys(pairs))
    rows = [f"{n} {len(pairs)}", *(f"{a} {b}" for a, b in pairs)]
    (folder / f"{name}.in").write_text("\n".join(rows) + "\n")
    (folder / f"{name}.ans").write_text(answer(n, pairs) + "\n")
