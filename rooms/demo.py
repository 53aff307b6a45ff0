"""The demo's live room: its shared document holds something to run."""

from typing import Any, Final

from pycrdt import Doc, Map, Text

from interviews import demo
from interviews.choices import StageMode
from interviews.models import Interview, User
from interviews.timeline import Actor
from rooms.document.store import DocumentStore, NewUpdate, newest_sequence

LANGUAGE: Final = "python"
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
    """Write into the documents of the demo's open live interviews that are still empty, as their interviewer."""
    interviews = Interview.objects.open().filter(
        created_by__username=demo.RITA.username, stage__mode=StageMode.LIVE
    )
    for interview in interviews:
        author = interview.interviewers.first()
        if author is not None and interview.stage.tools_config["codeEditor"]:
            _write(interview, author)


def _write(interview: Interview, author: User) -> None:
    if newest_sequence(interview.pk) > 0:
        return
    document: Doc[Any] = Doc()
    document.get("settings", type=Map)["language"] = LANGUAGE
    document.get("code", type=Text).insert(0, CODE)
    DocumentStore().append([NewUpdate(interview.pk, Actor.user(author), document.get_update())])
