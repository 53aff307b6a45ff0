"""Programs as candidates might write them: each by a random plan of its own, and disguised copies of some."""

import random
import string
from collections.abc import Sequence
from typing import Final

NAMES: Final = 6
TEXTBOOK: Final = 15
LIBRARY: Final = ("len", "sorted", "sum", "max", "min", "abs", "set", "list", "reversed", "divmod", "tuple")
METHODS: Final = ("append", "pop", "get", "count", "index", "split", "add", "items", "extend", "sort", "copy")
OPERATORS: Final = (" + ", " - ", " * ", " // ", " % ", " < ", " == ", " and ", " or ", " >= ", " ^ ")
STATEMENTS: Final = (
    "{0} = {1}",
    "{0} += {1}",
    "{0}[{1}] = {2}",
    "if {1}:\n{i}    {0} = {2}",
    "for {0} in {1}:\n{i}    {3} = {2}",
    "while {1}:\n{i}    {0} = {2}",
    "if {1}:\n{i}    return {2}",
    "{0}, {3} = {1}, {2}",
    "{0} = [{1} for {3} in {2}]",
    "{1}",
)
Plan = list[list[str]]


def expression(rng: random.Random, depth: int = 0) -> str:
    """Some expression over the names 0 to 5, each written as `<0>`."""
    kind = rng.random() if depth < 3 else 0.0
    if kind < 0.3:
        return rng.choice((f"<{rng.randrange(NAMES)}>", f"<{rng.randrange(NAMES)}>", str(rng.randrange(100))))
    if kind < 0.5:
        return expression(rng, depth + 1) + rng.choice(OPERATORS) + expression(rng, depth + 1)
    if kind < 0.65:
        return f"{rng.choice(LIBRARY)}({expression(rng, depth + 1)})"
    if kind < 0.8:
        return f"<{rng.randrange(NAMES)}>.{rng.choice(METHODS)}({expression(rng, depth + 1)})"
    if kind < 0.9:
        return f"<{rng.randrange(NAMES)}>[{expression(rng, depth + 1)}]"
    return f"({expression(rng, depth + 1)}, {expression(rng, depth + 1)})"


def function(rng: random.Random) -> list[str]:
    """Five to ten statements."""
    return [
        rng.choice(STATEMENTS).format(
            f"<{rng.randrange(NAMES)}>",
            expression(rng),
            expression(rng),
            f"<{rng.randrange(NAMES)}>",
            i="    ",
        )
        for _ in range(rng.randrange(5, 11))
    ]


def plan(rng: random.Random, textbook: Plan) -> Plan:
    """What a program does: three to six functions, one of them out of a textbook that everybody has."""
    return [rng.choice(textbook), *(function(rng) for _ in range(rng.randrange(2, 6)))]


def written(functions: Plan, rng: random.Random) -> str:
    """A plan with names, comments and blank lines of one author, the functions in an order of theirs."""
    names = ["".join(rng.choices(string.ascii_lowercase, k=rng.randrange(2, 9))) + "_" for _ in range(NAMES)]
    order = rng.sample(range(len(functions)), len(functions))
    heads = [f"{''.join(rng.choices(string.ascii_lowercase, k=7))}_" for _ in functions]
    parts = ["import bisect\nimport heapq\nimport sys\n"]
    for number in order:
        lines = [f"def {heads[number]}({', '.join(names)}):"]
        for statement in functions[number]:
            if rng.random() < 0.2:
                lines.append(f"    # {' '.join(rng.choices(names, k=4))}")
            for place, name in enumerate(names):
                statement = statement.replace(f"<{place}>", name)
            lines.append("    " + statement)
        lines.append(f"    return {names[0]}\n\n")
        parts.append("\n".join(lines))
    calls = "\n".join(f"print({heads[number]}(*map(int, sys.stdin.readline().split())))" for number in order)
    return "\n".join([*parts, calls, ""])


def people(number: int, copies: int, rng: random.Random) -> tuple[Sequence[str], set[frozenset[int]]]:
    """As many programs; `copies` of them are disguised copies of others. And which pairs that makes."""
    textbook = [function(rng) for _ in range(TEXTBOOK)]
    plans = [plan(rng, textbook) for _ in range(number - copies)]
    pairs = set()
    for copy in range(number - copies, number):
        source = copy - (number - copies)
        plans.append(plans[source])
        pairs.add(frozenset({source, copy}))
    return [written(one, rng) for one in plans], pairs
