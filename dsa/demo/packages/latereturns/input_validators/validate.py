import datetime
import re
import sqlite3
import sys

script = sys.stdin.read()
assert script.isascii()
assert re.fullmatch(r"(CREATE TABLE [^;]+;\n|INSERT INTO [^;]+;\n)+", script)
database = sqlite3.connect(":memory:")
database.executescript(script)


def check_day(day):
    assert datetime.date.fromisoformat(day).isoformat() == day


members = database.execute("SELECT id, name FROM member").fetchall()
assert 1 <= len(members) <= 2000
assert len({number for number, _ in members}) == len(members)
assert all(re.fullmatch(r"[A-Z][a-z]+( [A-Z][a-z]+)?", name) for _, name in members)
loans = database.execute("SELECT id, member_id, title, due_on, returned_on FROM loan").fetchall()
assert len(loans) <= 6000
assert {member for _, member, *_ in loans} <= {number for number, _ in members}
for _, _, title, due_on, returned_on in loans:
    assert re.fullmatch(r"[A-Z][a-z ]*", title)
    check_day(due_on)
    if returned_on is not None:
        check_day(returned_on)
[(day,)] = database.execute("SELECT day FROM today")
check_day(day)
sys.exit(42)
