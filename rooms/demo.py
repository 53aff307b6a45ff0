"""The demo's rooms: something to run and a problem in the open one, and how the ended interview's code was written."""

from datetime import timedelta
from typing import Any, Final

from pycrdt import Doc, Map, Text

from dsa.models import Problem
from dsa.sessions.services import assign_problems
from interviews import demo
from interviews.choices import StageMode
from interviews.models import Interview, Invitation, User
from interviews.timeline import Actor
from rooms.document.store import DocumentStore, NewUpdate, newest_sequence
from rooms.models import DocumentUpdate

LANGUAGE: Final = "python"
# A function: what is written in the room is short.
PROBLEM: Final = "nametags"
CODE: Final = '''\
def longest_run(words):
    """The word that stands most often in a row, and how often."""
    best, count = None, 0
    previous, length = None, 0
    for word in words:
        length = length + 1 if word == previous else 1
        if length > count:
            best, count = word, length
        previous = word
    return best, count


for line in ["a b b c c c b", "x", ""]:
    print(longest_run(line.split()))
'''


# What the candidate of the ended interview typed, after the second question.
ENDED_CODE: Final = """\
def rooms_needed(meetings):
    changes = []
    for start, end in meetings:
        changes += [(start, 1), (end, -1)]
    needed = running = 0
    for _, change in sorted(changes):
        running += change
        needed = max(needed, running)
    return needed
"""
# And pasted then: the interview's timeline tells of a paste of so many characters.
ENDED_PASTE: Final = """

# From the question:
for meetings, expected in [([(9, 11), (10, 12), (11, 13)], 2), ([], 0)]:
    assert rooms_needed(meetings) == expected, (meetings, expected)
"""
PASTED_AT = timedelta(minutes=31)
TYPING_BEGINS = timedelta(minutes=29)
KEYSTROKE = timedelta(seconds=0.3)


def seed() -> None:
    """Write into documents of the demo's live interviews that are still empty: the open ones as their interviewer, the
    ended ones as their candidate. The open ones get a problem, where `seed_problems` has made it ready.
    """
    interviews = Interview.objects.filter(created_by__username=demo.RITA.username, stage__mode=StageMode.LIVE)
    for interview in interviews.ended().exclude(started_at=None):
        candidate = interview.invitations.first()
        if candidate is not None and interview.stage.tools_config["codeEditor"]:
            _type(interview, candidate)
    # One whose candidate has not chosen a time yet begins empty.
    for interview in interviews.open().filter(is_time_open=False):
        author = interview.interviewers.first()
        if author is not None and interview.stage.tools_config["codeEditor"]:
            _write(interview, author)
            _attach_problem(interview)


def _attach_problem(interview: Interview) -> None:
    ready = Problem.objects.ready().filter(key=PROBLEM)
    if ready and not interview.problems.exists():
        assign_problems(interview=interview, problems=list(ready), actor=interview.created_by)


def _type(interview: Interview, candidate: Invitation) -> None:
    """Key by key, and a paste at last, told as if it had happened then.

    The store would stamp it with today, and takes nothing any more.
    """
    if newest_sequence(interview.pk) > 0:
        return
    assert interview.started_at is not None
    document: Doc[Any] = Doc()
    updates: list[bytes] = []
    document.observe(lambda event: updates.append(event.update))
    code = document.get("code", type=Text)
    for position, character in enumerate(ENDED_CODE):
        code.insert(position, character)
    begin = interview.started_at + TYPING_BEGINS
    times = [begin + number * KEYSTROKE for number in range(1, len(ENDED_CODE) + 1)]
    code.insert(len(ENDED_CODE), ENDED_PASTE)
    times.append(interview.started_at + PASTED_AT)
    DocumentUpdate.objects.bulk_create(
        DocumentUpdate(
            interview=interview,
            sequence=sequence,
            created_at=at,
            actor_invitation=candidate,
            update_bytes=update,
        )
        for sequence, (at, update) in enumerate(zip(times, updates, strict=True), 1)
    )


def _write(interview: Interview, author: User) -> None:
    if newest_sequence(interview.pk) > 0:
        return
    document: Doc[Any] = Doc()
    document.get("settings", type=Map)["language"] = LANGUAGE
    document.get("code", type=Text).insert(0, CODE)
    DocumentStore().append([NewUpdate(interview.pk, Actor.user(author), document.get_update())])
