"""The live room on the page of a candidate's own records: what they said, ran, typed and drew, and nobody else."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dsa.models import Problem
from interviews.choices import EventKind, Role, Standing
from interviews.models import Interview, Invitation, Note, User
from interviews.services.interviews import complete_interview, start_interview
from interviews.timeline import SYSTEM, Actor, record_event
from rooms.document.beginning import begin_document
from rooms.models import (
    AdmissionRequest,
    ChatMessage,
    ComputerCheck,
    DocumentUpdate,
    RequestReason,
    RequestState,
    WhiteboardChange,
)
from rooms.models.chat import ChatChannel
from tests.dsa.factories import invite
from tests.rooms.runs import by, finished_run
from tests.rooms.typist import Typist
from tests.zip_files import files_in

OTHERS = ("velvetanchor", "crimsonabacus", "silentorchard", "paperlabyrinth")


def said(interview: Interview, who: User | Invitation, text: str, channel: str = ChatChannel.ROOM) -> None:
    ChatMessage.objects.create(
        interview=interview, channel=channel, peer_id="p", author_name="x", text=text, **by(who)
    )


def came(who: Invitation | User, page: str, *, goes: bool = False) -> None:
    """A candidate or an interviewer comes into the room with a page, or leaves it."""
    record_event(
        Interview.objects.get().pk,
        EventKind.PARTICIPANT_LEFT if goes else EventKind.PARTICIPANT_JOINED,
        actor=Actor.user(who) if isinstance(who, User) else Actor(invitation_id=who.pk),
        payload={"userId": page, "role": Role.INTERVIEWER if isinstance(who, User) else Role.CANDIDATE},
    )


def test_all_of_theirs_and_nothing_of_others(interview: Interview, cara: Invitation, ivan: User) -> None:
    AdmissionRequest.objects.create(
        interview=interview,
        actor_invitation=cara,
        role="candidate",
        invited_name=cara.name,
        typed_name="Caro at the door",
        reason=RequestReason.KNOCK,
        state=RequestState.USED,
        alive_until=timezone.now(),
    )
    said(interview, cara, "I would use a heap.")
    said(interview, ivan, OTHERS[0])
    said(interview, ivan, OTHERS[1], ChatChannel.STAFF)
    finished_run(interview, cara, stdin="my input", stdout="my output")
    finished_run(interview, ivan, stdin="my input", stdout=OTHERS[2])
    Note.objects.create(interview=interview, author=ivan, at=timezone.now(), text=OTHERS[3])
    people: tuple[User | Invitation, ...] = (cara, ivan)
    for sequence, who in enumerate(people, start=1):
        WhiteboardChange.objects.create(
            interview=interview,
            sequence=sequence,
            created_at=timezone.now(),
            elements_json=json.dumps(
                [{"id": f"drawn by {who.pk}", "text": "box" if who is cara else OTHERS[0]}]
            ),
            scene_elements=1,
            scene_bytes=10,
            **by(who),
        )
    page = Client().get(f"/me/{cara.token}/").content.decode()
    for words in (
        "I would use a heap.",
        "as Caro at the door: admitted",
        "my output",
        "my input",
        "the whiteboard 1 time.",
    ):
        assert words in page, words
    assert "Nothing is kept that you could delete by yourself." in page
    assert "belongs to everybody who was there" in page
    copied = files_in(Client().get(f"/me/{cara.token}/copy/"))
    files = {name: content.decode() for name, content in copied.items()}
    assert [message["text"] for message in json.loads(files["room/chat.json"])] == ["I would use a heap."]
    assert json.loads(files["room/runs.json"])[0]["stdin"] == "my input"
    assert json.loads(files["room/knocks.json"])[0]["typedName"] == "Caro at the door"
    assert json.loads(files["room/board-changes.json"])[0]["elements"][0]["text"] == "box"
    everything = page + "".join(files.values())
    assert not [marker for marker in (*OTHERS, "Ivan") if marker in everything]


def test_own_changes_of_the_code_are_in_the_copy(interview: Interview, cara: Invitation, ivan: User) -> None:
    # An empty update of Yjs: valid, and it holds nothing.
    people: tuple[User | Invitation, ...] = (cara, ivan, cara)
    for sequence, who in enumerate(people, start=1):
        DocumentUpdate.objects.create(
            interview=interview, sequence=sequence, created_at=timezone.now(), update_bytes=b"\0\0", **by(who)
        )
    changes = json.loads(files_in(Client().get(f"/me/{cara.token}/copy/"))["room/code-changes.json"])
    assert len(changes) == 2
    assert changes[0]["yjsUpdate"] == "AAA="
    assert "shared code 2 times" in Client().get(f"/me/{cara.token}/").content.decode()


def test_the_check_of_the_computer_is_theirs(interview: Interview, cara: Invitation) -> None:
    page = Client().get(f"/me/{cara.token}/").content.decode()
    assert "Check of your computer" not in page
    findings = {"camera": {"state": "failed", "words": "The browser may not use it."}}
    ComputerCheck.objects.create(invitation=cara, user_agent="A browser/1", findings=findings)
    page = Client().get(f"/me/{cara.token}/").content.decode()
    for words in ("Check of your computer", "A browser/1", "does not work. The browser may not use it."):
        assert words in page, words
    assert "<li>the check of your computer</li>" in page
    assert "belongs to everybody who was there" in page
    assert "Nothing is kept that you could delete by yourself." not in page
    copied = files_in(Client().get(f"/me/{cara.token}/copy/"))
    assert json.loads(copied["computer-check.json"])["findings"] == findings


def test_a_run_on_tests_tells_how_each_went(interview: Interview, cara: Invitation, mirror: Problem) -> None:
    """However many there are, their problems are read with them."""
    needed = []
    told = {"input": "abc 1", "expectedOutput": "cba 2", "stderr": "", "interaction": "", "truncated": False}
    for number in range(8):
        finished_run(
            interview,
            cara,
            document_sequence=number,
            problem=mirror,
            verdict="WA",
            test_results=[
                told | {"name": "first", "passed": True, "verdict": "AC", "stdout": "cba 2"},
                told | {"name": "second", "passed": False, "verdict": "WA", "stdout": "printed by me"},
            ],
        )
        with CaptureQueriesContext(connection) as queries:
            page = Client().get(f"/me/{cara.token}/").content.decode()
            runs = json.loads(files_in(Client().get(f"/me/{cara.token}/copy/"))["room/runs.json"])
        needed.append(len(queries))
    assert len(set(needed)) == 1, needed
    for words in (
        f"on the tests of {mirror.title}",
        "Test first: passed",
        "Test second: not passed, WA",
        "printed by me",
    ):
        assert page.count(words) == 8, words
    assert [run["problem"]["title"] for run in runs] == [mirror.title] * 8


@pytest.mark.parametrize(
    ("has_joined", "has_ended", "standing", "is_shown"),
    [
        (True, True, Standing.NONE, True),
        (True, True, Standing.ADMITTED, True),
        (True, False, Standing.ADMITTED, False),
        (False, True, Standing.NONE, False),
        (False, False, Standing.NONE, False),
        (True, True, Standing.REMOVED, False),
    ],
)
def test_the_shared_code_is_for_who_was_there(
    interview: Interview,
    cara: Invitation,
    ivan: User,
    rita: User,
    has_joined: bool,
    has_ended: bool,
    standing: Standing,
    is_shown: bool,
) -> None:
    begin_document(interview_id=interview.pk, actor=Actor.user(rita), code=OTHERS[0], language="python")
    start_interview(interview_id=interview.pk, actor=SYSTEM)
    # Somebody else's joining opens it to nobody.
    came(ivan, "his")
    if has_joined:
        came(cara, "hers")
    Invitation.objects.filter(pk=cara.pk).update(standing=standing)
    if has_ended:
        complete_interview(interview_id=interview.pk)
    page = Client().get(f"/me/{cara.token}/").content.decode()
    files = files_in(Client().get(f"/me/{cara.token}/copy/"))
    assert (OTHERS[0] in page) is is_shown
    assert ("room/shared-code.txt" in files) is is_shown
    assert any(OTHERS[0].encode() in content for content in files.values()) is is_shown


def code_on_page(invitation: Invitation) -> str:
    return Client().get(f"/me/{invitation.token}/").content.decode()


def test_the_shared_code_is_as_it_was_when_they_left(
    interview: Interview, cara: Invitation, ivan: User
) -> None:
    """What interviewers write afterwards is theirs."""
    start_interview(interview_id=interview.pk, actor=SYSTEM)
    typist = Typist()

    def write(sequence: int, text: str) -> None:
        DocumentUpdate.objects.create(
            interview=interview,
            sequence=sequence,
            created_at=timezone.now(),
            actor_user=ivan,
            update_bytes=typist.type(text),
        )

    came(ivan, "his")
    came(cara, "hers")
    write(1, "seenbyher ")
    came(cara, "her other")
    came(cara, "hers", goes=True)
    write(2, "seenonherotherpage ")
    came(cara, "her other", goes=True)
    write(3, OTHERS[0])
    complete_interview(interview_id=interview.pk)
    page = code_on_page(cara)
    assert "seenbyher seenonherotherpage" in page
    assert OTHERS[0] not in page
    assert OTHERS[0].encode() not in b"".join(files_in(Client().get(f"/me/{cara.token}/copy/")).values())
    came(cara, "hers anew")
    assert OTHERS[0] in code_on_page(cara)


def test_the_shared_code_is_nobodys_where_two_candidates_were(
    interview: Interview, cara: Invitation, rita: User
) -> None:
    """As of a record: it would show each what the other did."""
    dan = invite(interview, "Dan", rita)
    begin_document(interview_id=interview.pk, actor=Actor.user(rita), code=OTHERS[0], language="python")
    start_interview(interview_id=interview.pk, actor=SYSTEM)
    came(cara, "hers")
    complete_interview(interview_id=interview.pk)
    assert OTHERS[0] in code_on_page(cara)
    came(dan, "his")
    assert OTHERS[0] not in code_on_page(cara)
    assert OTHERS[0] not in code_on_page(dan)
