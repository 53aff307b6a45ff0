"""Writes the secret tests. Run it here: `python generate.py`; answers come from submissions/accepted/grouped.sql."""

import datetime
import random
import subprocess
from pathlib import Path

PACKAGE = Path(__file__).parent.parent
TODAY = datetime.date(2026, 3, 31)
FIRST = "Ada Bela Cem Dora Emil Fay Gita Hugo Ida Jan Kaya Lin Mina Noor Otto Pia Rosa Sami Tariq Vera".split()
LAST = "Abel Brandt Costa Demir Engel Fischer Grund Haddad Ivanov Jung Klein Lopez".split()
TITLES = "Atlas", "Birds of the north", "Cooking with less", "Dunes", "Early trains", "First poems"


def script(members, loans, today=TODAY):
    parts = [
        "CREATE TABLE member (id INTEGER PRIMARY KEY, name TEXT NOT NULL);",
        "CREATE TABLE loan (id INTEGER PRIMARY KEY, member_id INTEGER NOT NULL, title TEXT NOT NULL, "
        "due_on TEXT NOT NULL, returned_on TEXT);",
        "CREATE TABLE today (day TEXT NOT NULL);",
        f"INSERT INTO today VALUES ('{today}');",
        "INSERT INTO member VALUES " + ", ".join(f"({number}, '{name}')" for number, name in members) + ";",
    ]
    rows = []
    for number, (member, title, due, returned) in enumerate(loans, 1):
        back = f"'{returned}'" if returned else "NULL"
        rows.append(f"({number}, {member}, '{title}', '{due}', {back})")
    if rows:
        parts.append("INSERT INTO loan VALUES " + ", ".join(rows) + ";")
    return "\n".join(parts) + "\n"


def some(rng, members, loans, *, names=None, open_share=0.4, spread=60):
    chosen = [(number, names or f"{rng.choice(FIRST)} {rng.choice(LAST)}") for number in range(1, members + 1)]
    rng.shuffle(chosen)
    made = []
    for _ in range(loans):
        due = TODAY + datetime.timedelta(days=rng.randrange(-spread, spread // 2))
        returned = None if rng.random() < open_share else due + datetime.timedelta(days=rng.randrange(-20, 30))
        made.append((rng.randrange(1, members + 1), rng.choice(TITLES), due, returned))
    return script(chosen, made)


def day(offset):
    return TODAY + datetime.timedelta(days=offset)


def tests():
    rng = random.Random(5)
    two = [(1, "Mina"), (2, "Otto")]
    yield "01-nobody-is-late", script(two, [(1, "Atlas", day(3), None), (2, "Dunes", day(-3), day(-3))])
    yield "02-nothing-is-lent", script(two, [])
    yield "03-due-today", script(two, [(1, "Atlas", day(0), None), (2, "Dunes", day(-1), None)])
    yield "04-came-back-late", script(two, [(1, "Atlas", day(-9), day(-2)), (2, "Dunes", day(-9), None)])
    twins = [(1, "Noor Haddad"), (2, "Noor Haddad"), (3, "Ada Klein")]
    yield (
        "05-same-name",
        script(twins, [(2, "Atlas", day(-2), None), (1, "Dunes", day(-2), None), (3, "Atlas", day(-2), None)]),
    )
    yield (
        "06-over-a-year",
        script(two, [(1, "Atlas", datetime.date(2023, 12, 30), None), (2, "Dunes", datetime.date(2024, 2, 29), None)]),
    )
    yield "07-some", some(rng, 12, 40)
    yield "08-one-name", some(rng, 30, 90, names="Ida Jung")
    yield "09-many", some(rng, 2000, 6000)
    yield "10-all-late", some(rng, 300, 6000, open_share=0.95, spread=900)


def answer(text):
    query = PACKAGE / "submissions/accepted/grouped.sql"
    made = subprocess.run(
        ["sqlite3", "-batch", ":memory:"], input=text + query.read_text(), capture_output=True, text=True, check=True
    )
    return made.stdout


def main():
    for name, text in tests():
        (PACKAGE / f"data/secret/{name}.in").write_text(text)
        (PACKAGE / f"data/secret/{name}.ans").write_text(answer(text))
    for name in ("1", "2"):
        path = PACKAGE / f"data/sample/{name}.in"
        path.with_suffix(".ans").write_text(answer(path.read_text()))


if __name__ == "__main__":
    main()
