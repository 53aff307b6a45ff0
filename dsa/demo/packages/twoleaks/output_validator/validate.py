"""Tells a program how long the pipe is, answers what it asks, and says whether it found the leaks."""

import re
import sys

QUESTIONS = 40
RIGHT, WRONG = 42, 43
QUESTION = re.compile(r"\? (\d{1,6}) (\d{1,6})\s*")
ANSWER = re.compile(r"! (\d{1,6}) (\d{1,6})\s*")


def judge(n, leaks):
    """The exit code, and what a judge may want to know."""
    print(n, flush=True)
    asked = 0
    while True:
        # No line that is right is longer, and a program may write without ever ending one.
        line = sys.stdin.readline(40)
        if not line:
            return WRONG, f"It ended after {asked} questions, without an answer."
        if found := ANSWER.fullmatch(line):
            given = [int(found[1]), int(found[2])]
            return (RIGHT if given == leaks else WRONG), f"It says {given} after {asked} questions; it is {leaks}."
        found = QUESTION.fullmatch(line)
        if found is None:
            return WRONG, f"This is neither a question nor an answer: {line!r}"
        a, b = int(found[1]), int(found[2])
        if not 1 <= a <= b <= n:
            return WRONG, f"There are no metres from {a} to {b}."
        asked += 1
        if asked > QUESTIONS:
            return WRONG, f"It asked more than {QUESTIONS} questions."
        print(sum(a <= leak <= b for leak in leaks), flush=True)


with open(sys.argv[1]) as file:
    length, *places = map(int, file.read().split())
try:
    code, message = judge(length, places)
except UnicodeDecodeError:
    code, message = WRONG, "It wrote something that is no text."
with open(sys.argv[3] + "judgemessage.txt", "w") as file:
    file.write(message + "\n")
sys.exit(code)
