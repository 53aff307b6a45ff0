"""The demo's rooms: something to run and a problem in the open one, and what the ended interview left in its own."""

from typing import Any, Final

from pycrdt import Doc, Map, Text

from dsa.models import Problem
from dsa.sessions.services import assign_problems
from interviews import demo
from interviews.choices import StageMode
from interviews.models import Interview, User
from interviews.timeline import Actor
from rooms import demo_ended
from rooms.document.store import DocumentStore, NewUpdate, newest_sequence

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


def seed() -> None:
    """Write into documents of the demo's live interviews that are still empty: the open ones as their interviewer, the
    ended one as its candidate. The open ones get a problem, where `seed_problems` has made it ready.
    """
    interviews = Interview.objects.filter(created_by__username=demo.RITA.username, stage__mode=StageMode.LIVE)
    for interview in interviews.ended().filter(title=demo.ENDED_TITLE).exclude(started_at=None):
        candidate = interview.invitations.first()
        interviewer = interview.interviewers.filter(username=demo.IVAN.username).first()
        has_editor = interview.stage.tools_config["codeEditor"]
        if has_editor and candidate is not None and interviewer is not None:
            demo_ended.tell(interview, candidate, interviewer)
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


def _write(interview: Interview, author: User) -> None:
    if newest_sequence(interview.pk) > 0:
        return
    document: Doc[Any] = Doc()
    document.get("settings", type=Map)["language"] = LANGUAGE
    document.get("code", type=Text).insert(0, CODE)
    DocumentStore().append([NewUpdate(interview.pk, Actor.user(author), document.get_update())])
