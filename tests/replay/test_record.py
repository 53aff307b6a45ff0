"""The record: what is in it for whom, that it is the truth, and that nothing can be done to it unseen."""

import gzip
import os
import random
import re
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import orjson
import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from dsa.execution import Language
from dsa.models import Problem
from dsa.sessions.services import assign_problems
from interviews.chain import canonical
from interviews.choices import EventKind, Recommendation
from interviews.models import Candidate, Interview, InterviewQuestion, Invitation, TimelineEvent, User
from interviews.services.interviews import complete_interview, start_interview
from interviews.services.notes import save_note
from interviews.services.questions import add_question
from interviews.services.scorecards import Rating, save_scorecard
from interviews.timeline import Actor, record_event
from interviews.verification import verify_interview
from replay.models import Edition, Record, RecordState, private_storage
from replay.record import manifest, parts, services
from replay.record.attendance import NoCandidatesEdition
from replay.record.manifest import Part, ReadRecord, digest_of, make_manifest, problems_of, read_record
from replay.record.page import BundleMissing, MadeRecord, make_record
from replay.record.verification import verify_record
from replay.tasks import dispatch_records, sweep_record_files
from rooms.models import ChatMessage, CodeRun
from rooms.running.queue import CODE_RUNS
from rooms.running.runner import claim, execute
from rooms.whiteboard.scene import read_elements
from rooms.whiteboard.store import NewElements, WhiteboardStore
from talentsync.lib.errors import Refused
from talentsync.lib.leased_queue import ClaimLost
from tests.conftest import signed_in
from tests.dsa.factories import MARKERS as HIDDEN_MARKERS
from tests.dsa.factories import MIRROR_HALF_RIGHT
from tests.replay.conftest import Record as RecordUpdates
from tests.replay.conftest import random_script
from tests.rooms.elements import element
from tests.rooms.node_process import NodeProcess
from tests.rooms.runs import by, finished_run
from tests.rooms.typist import Typist
from tests.streamed import body_of

pytestmark = pytest.mark.usefixtures("records_made")

MARKERS = {
    "hint-marker": "a question's hints",
    "guide-marker": "a question's answer guide",
    "unasked-marker": "a question that nobody asked",
    "recruiter-marker": "the recruiters' notes",
    "ivans-note-marker": "an interviewer's note",
    "staff-chat-marker": "the interviewers' chat",
    "summary-marker": "a scorecard's summary",
    "comment-marker": "a scorecard's comment",
    "input-marker": "the input of an interviewer's run, which the room shows to nobody else",
}


@pytest.fixture
def held(
    interview: Interview, ivan: User, ines: User, cara: Invitation, rita: User, record: RecordUpdates
) -> Interview:
    """An interview that was held by two, with a marker in everything that is not for candidates."""
    add_question(
        question=InterviewQuestion(
            interview=interview,
            owner=ivan,
            text="unasked-marker",
            interviewer_hints="hint-marker",
            expected_answer_guide="guide-marker",
        ),
        actor=rita,
    )
    interview.interviewers.add(ines)
    Interview.objects.filter(pk=interview.pk).update(recruiter_notes="recruiter-marker")
    his, hers = Actor.user(ivan), Actor(invitation_id=cara.pk)
    start_interview(interview_id=interview.pk, actor=his)
    for actor, role in ((his, "interviewer"), (Actor.user(ines), "interviewer"), (hers, "candidate")):
        payload = {"userId": role, "role": role}
        record_event(interview.pk, EventKind.PARTICIPANT_JOINED, actor=actor, payload=payload)
    record_event(interview.pk, EventKind.QUESTION_PUSHED, actor=his, payload={"questionText": "Why?"})
    record_event(interview.pk, EventKind.ROOM_LOCKED, actor=his)
    typist = Typist()
    now = timezone.now()
    record([(now, cara, typist.type("x = 1\n")), (now, ivan, typist.type("</script><!--parts-->\n"))])
    WhiteboardStore().append([NewElements(interview.pk, hers, read_elements([element("box", index="a0")]))])
    for who, channel, text in ((cara, "room", "room-chat-shown"), (ivan, "staff", "staff-chat-marker")):
        ChatMessage.objects.create(
            interview=interview,
            channel=channel,
            peer_id="x",
            author_name="x",
            text=text,
            **by(who),
        )
    for who, actor, peer, stdin, stdout in (
        (cara, hers, "hers", "own-input-shown", "run-output-shown"),
        (ivan, his, "his", "input-marker", "his-output-shown"),
    ):
        run = finished_run(interview, who, peer_id=peer, document_sequence=1, stdin=stdin, stdout=stdout)
        payload = {
            "runId": str(run.pk),
            "userId": peer,
            "language": "python",
            "state": "finished",
            "verdict": "AC",
        }
        record_event(interview.pk, EventKind.CODE_RUN, actor=actor, payload=payload)
    save_note(author=ivan, interview_id=interview.pk, note_id=uuid4(), at=now, text="ivans-note-marker")
    complete_interview(interview_id=interview.pk, actor=his)
    save_scorecard(
        interviewer=ivan,
        interview_id=interview.pk,
        ratings=[],
        recommendation=3,
        summary="summary-marker comment-marker",
        hand_in=True,
    )
    return Interview.objects.select_related("stage").get(pk=interview.pk)


def joined(interview: Interview, who: User | Invitation, *, at: datetime, page: str = "page") -> None:
    payload = {"userId": page, "role": "interviewer" if isinstance(who, User) else who.role}
    record_event(interview.pk, EventKind.PARTICIPANT_JOINED, actor=actor_of(who), payload=payload, at=at)


def left(interview: Interview, who: User | Invitation, *, at: datetime, page: str = "page") -> None:
    payload = {"userId": page, "reason": "left"}
    record_event(interview.pk, EventKind.PARTICIPANT_LEFT, actor=actor_of(who), payload=payload, at=at)


def actor_of(who: User | Invitation) -> Actor:
    return Actor.user(who) if isinstance(who, User) else Actor(invitation_id=who.pk)


def made_for(interview: Interview, edition: Edition, reader: User) -> MadeRecord:
    return make_record(interview, edition, reader, lambda _: None)


def everything_in(made: MadeRecord) -> str:
    """The file, and all that is packed in it."""
    text = made.content.decode()
    unpacked = [gzip.decompress(b64decode(packed)).decode() for _, packed in manifest.PART.findall(text)]
    assert unpacked
    # The scripts are the same in every record, and nobody's data.
    shown = re.sub(r"<(script nonce|style)[^>]*>.*?</(script|style)>", "", text, flags=re.DOTALL)
    return "\n".join([shown, *unpacked])


# What is in it --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", ["ivan", "ines", "rita", "root"])
def test_nothing_that_is_not_for_candidates_is_in_their_edition(
    held: Interview, reader: str, request: pytest.FixtureRequest
) -> None:
    content = everything_in(made_for(held, Edition.CANDIDATE, request.getfixturevalue(reader)))
    assert [marker for marker in MARKERS if marker in content] == []
    # Elements of the board have a property of that name.
    assert '"kind":"locked"' not in content
    shown = ("room-chat-shown", "own-input-shown", "run-output-shown", "his-output-shown", "x = 1", "Why?")
    for text in (*shown, "Cara Candidate", "Ivan Example"):
        assert text in content


SCORE_MARKERS = {
    "criterion-marker": "what a scorecard rates",
    "anchor-marker": "what a mark means",
    "rating-marker": "what is said of a mark",
    Recommendation.STRONG_NO.label: "an interviewer's recommendation",
    "1 of 4": "a mark",
}


# A run is watched from another thread, which sees what is committed.
@pytest.mark.django_db(transaction=True)
def test_neither_hidden_tests_nor_scores_are_in_a_candidates_edition(
    interview: Interview, ivan: User, cara: Invitation, rita: User, mirror: Problem, record: RecordUpdates
) -> None:
    """The code was run on a problem with hidden tests, and a scorecard has marks. No edition has hidden tests."""
    interview.stage.scorecard_config = {"criteria": [{"name": "criterion-marker", "mark1": "anchor-marker"}]}
    interview.stage.save()
    assign_problems(interview=interview, problems=[mirror], actor=rita)
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    now = timezone.now()
    for who in (ivan, cara):
        joined(interview, who, at=now)
    record([(now, cara, Typist().type(MIRROR_HALF_RIGHT))])
    asked = CODE_RUNS.enqueue(
        CodeRun(
            interview=interview,
            actor_invitation=cara,
            peer_id="hers",
            author_name=cara.name,
            language=Language.PYTHON,
            document_sequence=1,
            problem=mirror,
        )
    )
    run = claim(str(asked.pk))
    assert run is not None
    execute(run)
    run.refresh_from_db()
    assert [test["passed"] for test in run.test_results].count(True) == 1
    complete_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    save_scorecard(
        interviewer=ivan,
        interview_id=interview.pk,
        ratings=[Rating(1, "rating-marker")],
        recommendation=Recommendation.STRONG_NO,
        summary="",
        hand_in=True,
    )
    over = Interview.objects.select_related("stage").get(pk=interview.pk)
    candidates = everything_in(made_for(over, Edition.CANDIDATE, ivan))
    recruiters = everything_in(made_for(over, Edition.RECRUITER, ivan))
    for content in (candidates, recruiters):
        assert mirror.title in content
        assert '"testsPassed":1' in content
        assert [marker for marker in HIDDEN_MARKERS if marker in content] == []
    assert [marker for marker in SCORE_MARKERS if marker in candidates] == []
    assert [marker for marker in SCORE_MARKERS if marker not in recruiters] == []


@pytest.fixture
def around(
    interview: Interview, ivan: User, ines: User, cara: Invitation, record: RecordUpdates, start: datetime
) -> Interview:
    """A candidate was there from the 10th to the 20th minute; much was done before and after."""

    def at(minute: float) -> datetime:
        return start + timedelta(minutes=minute)

    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    interview.interviewers.add(ines)
    joined(interview, ivan, at=at(0))
    joined(interview, ines, at=at(0), page="left-before")
    record_event(
        interview.pk,
        EventKind.QUESTION_PUSHED,
        actor=Actor.user(ivan),
        payload={"questionText": "asked-before-shown"},
        at=at(1),
    )
    left(interview, ines, at=at(2), page="left-before")
    joined(interview, cara, at=at(10))
    joined(interview, cara, at=at(12), page="second")
    left(interview, cara, at=at(13), page="second")
    left(interview, cara, at=at(20))
    typist = Typist()
    kept, deleted = typist.type("kept-before-shown\n"), typist.type("deleted-before-marker")
    erased = typist.erase(len("kept-before-shown\n"), len(typist.code))
    record(
        [
            (at(3), ivan, kept),
            (at(4), ivan, deleted),
            (at(5), ivan, erased),
            (at(9.99), ivan, typist.type("half-before-shown\n")),
            (at(10.01), ivan, typist.type("within-shown\n")),
            (at(15), cara, typist.type("hers-shown\n")),
            (at(19.99), ivan, typist.type("last-shown\n")),
            (at(20.01), ivan, typist.type("written-after-marker\n")),
        ]
    )
    drawn = [
        (at(3), [element("kept-element-shown", index="a0"), element("deleted-element-marker", index="a1")]),
        (at(4), [element("deleted-element-marker", 2, 2, index="a1", isDeleted=True)]),
        (at(15), [element("hers-element-shown", index="a2")]),
        (at(25), [element("after-element-marker", index="a3")]),
    ]
    for moment, elements in drawn:
        with patch("django.utils.timezone.now", return_value=moment):
            WhiteboardStore().append([NewElements(interview.pk, Actor.user(ivan), read_elements(elements))])
    for minute, text in ((5, "said-before-marker"), (15, "said-within-shown"), (25, "said-after-marker")):
        ChatMessage.objects.create(
            interview=interview,
            channel="room",
            actor_user=ivan,
            peer_id="x",
            author_name="x",
            text=text,
            created_at=at(minute),
        )
    return Interview.objects.select_related("stage").get(pk=interview.pk)


def pages_of(made: MadeRecord, name: str) -> list[dict[str, Any]]:
    found = manifest.PART.findall(made.content.decode())
    return [
        orjson.loads(gzip.decompress(b64decode(packed)))
        for path, packed in found
        if path.startswith(f"{name}.json")
    ]


def test_a_candidates_edition_ends_where_they_left_and_begins_where_they_came(
    around: Interview, ivan: User, cara: Invitation, start: datetime, yjs: NodeProcess
) -> None:
    made = made_for(around, Edition.CANDIDATE, ivan)
    content = everything_in(made)
    # Yjs has text as UTF-8 in what it sends.
    content += "".join(
        b64decode(data).decode("latin1")
        for page in pages_of(made, "document")
        for data in [page["state"] or "", *(each["update"] for each in page["updates"])]
    )
    for hidden in (
        "deleted-before",
        "written-after",
        "deleted-element",
        "after-element",
        "said-before",
        "said-after",
    ):
        assert f"{hidden}-marker" not in content, hidden
    for shown in (
        "asked-before",
        "kept-before",
        "hers",
        "last",
        "kept-element",
        "hers-element",
        "said-within",
    ):
        assert f"{shown}-shown" in content, shown
    (document,) = pages_of(made, "document")
    applied = yjs.ask({"apply": [document["state"], *(each["update"] for each in document["updates"])]})
    final = "kept-before-shown\nhalf-before-shown\nwithin-shown\nhers-shown\nlast-shown\n"
    assert applied["text"] == final
    assert final in content
    entries = pages_of(made, "timeline")[0]["entries"]
    beginning, end = start + timedelta(minutes=10), start + timedelta(minutes=20)
    assert {entry["kind"] for entry in entries} == {
        "joined",
        "left",
        "question_pushed",
        "document_edited",
        "board_edited",
        "chat_message",
    }
    for entry in entries:
        until = entry["reference"].get("until", entry["at"])
        assert beginning <= datetime.fromisoformat(entry["at"]) <= datetime.fromisoformat(until) <= end
    present = [entry["actor"] for entry in entries if entry["kind"] == "joined"]
    hers = Actor(invitation_id=cara.pk).key
    assert present == [Actor.user(ivan).key, hers, hers]
    edits = [entry["reference"] for entry in entries if entry["kind"] == "document_edited"]
    assert [(edit["from"], edit["to"]) for edit in edits] == [(5, 5), (6, 6), (7, 7)]
    spans = pages_of(made, "authorship")[0]["spans"]
    assert spans
    assert all(datetime.fromisoformat(span["at"]) >= beginning for span in spans)


def test_what_happened_while_a_candidate_was_away_is_not_in_their_edition(
    interview: Interview,
    ivan: User,
    ines: User,
    cara: Invitation,
    record: RecordUpdates,
    start: datetime,
    yjs: NodeProcess,
) -> None:
    """She was there until the tenth minute, and from the twentieth on; a second page in between changes nothing."""

    def at(minute: float) -> datetime:
        return start + timedelta(minutes=minute)

    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    interview.interviewers.add(ines)
    his = Actor.user(ivan)
    for who, minute in ((ivan, 0), (cara, 1)):
        joined(interview, who, at=at(minute))
    joined(interview, cara, at=at(5), page="second")
    left(interview, cara, at=at(6), page="second")
    left(interview, cara, at=at(10))
    joined(interview, ines, at=at(12))
    asked = {"questionText": "asked-meanwhile-shown"}
    record_event(interview.pk, EventKind.QUESTION_PUSHED, actor=his, payload=asked, at=at(13))
    joined(interview, cara, at=at(20))
    typist = Typist()
    first, gone = typist.type("first-shown\n"), typist.type("deleted-marker")
    erased = typist.erase(len("first-shown\n"), len(typist.code))
    kept, last = typist.type("kept-shown\n"), typist.type("last-shown\n")
    record(
        [
            (at(9.99), ivan, first),
            (at(10.01), ivan, gone),
            (at(11), ivan, erased),
            (at(15), ivan, kept),
            (at(21), cara, last),
        ]
    )
    drawn = [
        (at(3), [element("first-element-shown", index="a0")]),
        (at(11), [element("deleted-element-marker", index="a1")]),
        (at(12), [element("deleted-element-marker", 2, 2, index="a1", isDeleted=True)]),
        (at(13), [element("kept-element-shown", index="a2")]),
    ]
    for moment, elements in drawn:
        with patch("django.utils.timezone.now", return_value=moment):
            WhiteboardStore().append([NewElements(interview.pk, his, read_elements(elements))])
    for minute, text in ((5, "said-before-shown"), (15, "said-meanwhile-marker"), (25, "said-after-shown")):
        ChatMessage.objects.create(
            interview=interview,
            channel="room",
            actor_user=ivan,
            peer_id="x",
            author_name="x",
            text=text,
            created_at=at(minute),
        )
    held = Interview.objects.select_related("stage").get(pk=interview.pk)
    made = made_for(held, Edition.CANDIDATE, ivan)
    documents = pages_of(made, "document")
    content = everything_in(made) + "".join(
        b64decode(data).decode("latin1")
        for each in documents
        for data in [each["state"] or "", *(update["update"] for update in each["updates"])]
    )
    assert re.findall(r"[a-z-]+-marker", content) == []
    for shown in (
        "first",
        "last",
        "asked-meanwhile",
        "first-element",
        "kept-element",
        "said-before",
        "said-after",
    ):
        assert f"{shown}-shown" in content, shown
    assert [(each["after"], len(each["updates"])) for each in documents] == [(0, 1), (4, 1)]
    texts = [
        yjs.ask(
            {"apply": [*filter(None, [each["state"]]), *(update["update"] for update in each["updates"])]}
        )
        for each in documents
    ]
    assert [each["text"] for each in texts] == ["first-shown\n", "first-shown\nkept-shown\nlast-shown\n"]
    # What was there when she came back is there from then on.
    found = re.search(r'<script id="replay-config"[^>]*>(.*?)</script>', made.content.decode())
    assert found is not None
    starts = orjson.loads(found[1])
    assert [datetime.fromisoformat(each["at"]) for each in starts["documentPages"]] == [at(9.99), at(20)]
    assert [(each["after"], datetime.fromisoformat(each["at"])) for each in starts["boardPages"]] == [
        (0, at(3)),
        (4, at(20)),
    ]
    entries = pages_of(made, "timeline")[0]["entries"]
    told = [(entry["kind"], datetime.fromisoformat(entry["at"])) for entry in entries]
    assert ("joined", at(20)) in told
    assert ("question_pushed", at(20)) in told
    assert not [entry for entry in told if at(10) < entry[1] < at(20)]
    assert [entry["actor"] for entry in entries if entry["kind"] == "joined"].count(Actor.user(ines).key) == 1


def test_a_candidate_who_changed_nothing_sees_what_was_there(
    interview: Interview,
    ivan: User,
    cara: Invitation,
    record: RecordUpdates,
    start: datetime,
    yjs: NodeProcess,
) -> None:
    record([(start, ivan, Typist().type("before"))])
    box = read_elements([element("box", index="a0")])
    WhiteboardStore().append([NewElements(interview.pk, Actor.user(ivan), box)])
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    joined(interview, cara, at=timezone.now())
    made = made_for(Interview.objects.select_related("stage").get(pk=interview.pk), Edition.CANDIDATE, ivan)
    (document,), (board,) = pages_of(made, "document"), pages_of(made, "board")
    assert yjs.ask({"apply": [document["state"]]})["text"] == "before"
    assert [each["id"] for each in board["elements"]] == ["box"]
    assert (document["updates"], board["changes"]) == ([], [])
    assert (document["after"], board["after"]) == (1, 1)


def test_there_is_no_candidates_edition_where_several_were_there_or_nobody(
    held: Interview, cara: Invitation, rita: User, ivan: User, tmp_path: Path
) -> None:
    late = services.request_record(interview=held, edition=Edition.CANDIDATE, user=rita)
    other = Invitation.objects.get(pk=cara.pk)
    other.pk, other.key, other.email = None, "another", "carl@mail.example"
    other.candidate = Candidate.objects.create(name="Carl Other", email=other.email)
    other.save()
    joined(held, other, at=timezone.now())
    client, url = signed_in(rita), f"/interviews/{held.pk}/record/"
    answer = client.post(url, {"edition": "candidate"}, follow=True)
    assert b"More than one candidate was in" in answer.content
    assert b"Make the candidate" not in answer.content
    with pytest.raises(Refused, match="no_candidates_edition: More than one candidate"):
        services.request_record(interview=held, edition=Edition.CANDIDATE, user=ivan)
    assert list(Record.objects.all()) == [late]
    with pytest.raises(CommandError, match="More than one candidate"):
        call_command("export_record", str(held.pk), str(tmp_path / "a.html"), "--edition", "candidate")
    assert not (tmp_path / "a.html").exists()
    # What was asked for before the second came fails for good.
    services.make(late.pk)
    late.refresh_from_db()
    assert late.state == RecordState.FAILED
    page = client.get(url).content
    assert b"More than one candidate was in" in page
    assert b"Ask for it again" not in page
    assert client.post(url, {"edition": "recruiter"}).status_code == 302
    assert Record.objects.filter(edition=Edition.RECRUITER).exists()


def test_there_is_no_candidates_edition_where_no_candidate_came(interview: Interview, ivan: User) -> None:
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    with pytest.raises(NoCandidatesEdition, match="No candidate"):
        made_for(Interview.objects.select_related("stage").get(pk=interview.pk), Edition.CANDIDATE, ivan)


def test_a_recruiters_edition_has_what_its_reader_may_read(
    held: Interview, ivan: User, ines: User, rita: User
) -> None:
    """Ivan has handed in; Ines has not, and reads nothing of his until she has; nor does Rita until both have."""
    of_the_room = {"staff-chat-marker", "input-marker"}
    readable = of_the_room | {"ivans-note-marker", "summary-marker", "comment-marker"}
    for reader, expected in ((ivan, readable), (ines, of_the_room), (rita, of_the_room)):
        content = everything_in(made_for(held, Edition.RECRUITER, reader))
        assert {marker for marker in MARKERS if marker in content} == expected
    save_scorecard(
        interviewer=ines, interview_id=held.pk, ratings=[], recommendation=2, summary="", hand_in=True
    )
    content = everything_in(made_for(held, Edition.RECRUITER, rita))
    assert {marker for marker in MARKERS if marker in content} == readable


def test_the_policy_allows_nothing_but_the_page_itself(held: Interview, rita: User) -> None:
    text = made_for(held, Edition.RECRUITER, rita).content.decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    directives = dict(each.split(" ", 1) for each in policy[1].replace("&#x27;", "'").split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"].count("'sha256-") == 2
    assert re.fullmatch(r"('sha256-[A-Za-z0-9+/=]{44}' ?)+", directives["script-src"])
    assert not {"connect-src", "frame-src", "worker-src"} & directives.keys()
    assert "http" not in policy[1]
    # What somebody typed is text, and never a part of the page.
    assert "&lt;/script&gt;&lt;!--parts--&gt;" in text


def test_the_records_document_is_the_truth(
    record: RecordUpdates,
    yjs: NodeProcess,
    interview: Interview,
    ivan: User,
    cara: Invitation,
    start: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At random times, from pages with the state before each; all states take no more than the log and a page."""
    monkeypatch.setattr(parts, "PAGE_BYTES", 4_000)
    chance = random.Random(5)  # noqa: S311  the same session each time
    made = yjs.ask({"script": random_script(chance, steps=1_200)})["updates"]
    times = [start + timedelta(milliseconds=700 * n) for n in range(len(made))]
    updates = [b64decode(update) for _, update in made]
    record(
        [(at, (ivan, cara)[who], update) for at, (who, _), update in zip(times, made, updates, strict=True)]
    )
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    joined(interview, cara, at=start)
    result = made_for(Interview.objects.select_related("stage").get(pk=interview.pk), Edition.CANDIDATE, ivan)
    text = result.content.decode()
    found = {
        path: orjson.loads(gzip.decompress(b64decode(packed))) for path, packed in manifest.PART.findall(text)
    }
    pages = [page for path, page in found.items() if path.startswith("document.json")]
    assert len(pages) > 3
    states = sum(len(b64decode(page["state"] or "")) for page in pages)
    assert states <= sum(map(len, updates)) + parts.PAGE_BYTES
    for moment in [chance.choice(times) for _ in range(50)]:
        page = [each for each in pages if datetime.fromisoformat(each["updates"][0]["at"]) <= moment][-1]
        shown = [page["state"]] if page["state"] else []
        shown += [each["update"] for each in page["updates"] if datetime.fromisoformat(each["at"]) <= moment]
        truth = [
            b64encode(update).decode() for at, update in zip(times, updates, strict=True) if at <= moment
        ]
        assert yjs.ask({"apply": shown}) == yjs.ask({"apply": truth})


# Making it ------------------------------------------------------------------------------------------------------------


def test_a_record_is_asked_for_made_and_taken(held: Interview, rita: User, ivan: User) -> None:
    client, url = signed_in(rita), f"/interviews/{held.pk}/record/"
    page_before = client.get(url)
    assert b"It has about" in page_before.content
    assert client.post(url, {"edition": "candidate"}).status_code == 302
    assert client.post(url, {"edition": "candidate"}).status_code == 302
    record = Record.objects.get()
    assert (record.state, record.requested_by) == (RecordState.QUEUED, rita)
    assert client.get(url + "status.json").json() == {"candidate": {"state": "queued", "progress": 0}}
    assert b"Waiting" in client.get(url).content
    services.make(record.pk)
    services.make(record.pk)
    record.refresh_from_db()
    assert (record.state, record.progress, record.claim) == (RecordState.MADE, 100, None)
    assert b"Take the candidate" in client.get(url).content
    answer = client.get(f"{url}{record.pk}/")
    content = body_of(answer)
    assert len(content) == record.size_bytes == int(answer["Content-Length"])
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="backend-engineer-candidate.html"'
    assert verify_record(content.decode()).problems == []
    told = TimelineEvent.objects.get(interview=held, kind=EventKind.RECORD_MADE)
    assert told.payload == {
        "edition": "candidate",
        "digest": digest_of(read_record(content.decode()).manifest),
    }
    # It is hers: what is in another's may not be his to read.
    his = signed_in(ivan)
    assert his.get(f"{url}{record.pk}/").status_code == 404
    assert his.get(url + "status.json").json() == {}
    only = his.get(url, {"for": "candidate"}).content
    assert b"Candidate&#x27;s edition" in only or b"Candidate's edition" in only
    assert b"recruiter's edition" not in only.replace(b"&#x27;", b"'").lower()


def test_the_size_is_told_about_right(held: Interview, rita: User) -> None:
    about = services.estimated_bytes(held, Edition.RECRUITER)
    real = len(made_for(held, Edition.RECRUITER, rita).content)
    assert 0.8 * real < about < 1.25 * real


def test_the_size_of_a_candidates_edition_is_that_of_their_time(around: Interview, rita: User) -> None:
    """In which there was less: what is told differs by what is left out."""
    whole, hers = (services.estimated_bytes(around, edition) for edition in Edition)
    assert hers < whole
    shown = signed_in(rita).get(f"/interviews/{around.pk}/record/").content.decode()
    assert shown.count("It has about") == 2


@pytest.mark.parametrize(("who", "sees"), [("ivan", 200), ("rita", 200), ("sam", 404)])
def test_who_may_ask(held: Interview, who: str, sees: int, request: pytest.FixtureRequest) -> None:
    client, url = signed_in(request.getfixturevalue(who)), f"/interviews/{held.pk}/record/"
    assert client.get(url).status_code == sees
    assert client.get(url + "status.json").status_code == sees
    assert client.get(f"{url}{uuid4()}/").status_code == 404
    assert client.post(url, {"edition": "everything"}).status_code == (400 if sees == 200 else 404)
    assert not Record.objects.exists()


def test_candidates_have_no_way_to_it(held: Interview, cara: Invitation) -> None:
    client = Client()
    client.get(f"/join/{cara.token}/")
    assert client.get(f"/interviews/{held.pk}/record/").status_code == 302
    assert client.get(f"/interviews/{held.pk}/record/status.json").status_code == 404


def test_there_is_none_before_the_interview(interview: Interview, rita: User) -> None:
    assert signed_in(rita).get(f"/interviews/{interview.pk}/record/").status_code == 404
    with pytest.raises(Refused, match="not_begun"):
        services.request_record(interview=interview, edition=Edition.RECRUITER, user=rita)


def test_what_cannot_be_made_is_told(held: Interview, rita: User, settings: Settings, tmp_path: Path) -> None:
    settings.VITE_BUILD_DIR = tmp_path
    record = services.request_record(interview=held, edition=Edition.CANDIDATE, user=rita)
    services.make(record.pk)
    record.refresh_from_db()
    assert record.state == RecordState.FAILED
    assert "build the front-end" in record.failure
    shown = signed_in(rita).get(f"/interviews/{held.pk}/record/").content
    assert b"could not be made" in shown
    assert b"build the front-end" not in shown
    with pytest.raises(BundleMissing):
        made_for(held, Edition.CANDIDATE, rita)


def test_a_failure_is_tried_again_and_then_given_up(
    held: Interview, rita: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise OSError("the disk is full")

    record = services.request_record(interview=held, edition=Edition.RECRUITER, user=rita)
    with monkeypatch.context() as broken:
        broken.setattr(services, "make_record", fail)
        for state in (RecordState.QUEUED, RecordState.QUEUED, RecordState.FAILED):
            services.make(record.pk)
            record.refresh_from_db()
            assert record.state == state
    assert services.request_record(interview=held, edition=Edition.RECRUITER, user=rita).pk != record.pk


def test_a_worker_that_lost_its_record_writes_nothing(
    held: Interview, rita: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*arguments: object) -> None:
        raise ClaimLost

    record = services.request_record(interview=held, edition=Edition.RECRUITER, user=rita)
    monkeypatch.setattr(services.RECORDS.__class__, "finish", lose)
    services.make(record.pk)
    storage = private_storage()
    assert not storage.exists(f"records/{record.pk}.html")
    assert not TimelineEvent.objects.filter(kind=EventKind.RECORD_MADE).exists()


@pytest.mark.django_db(transaction=True)
def test_files_go_with_their_rows(held: Interview, rita: User, settings: Settings) -> None:
    storage = private_storage()

    def make() -> Record:
        record = services.request_record(interview=held, edition=Edition.CANDIDATE, user=rita)
        services.make(record.pk)
        record.refresh_from_db()
        assert storage.exists(str(record.file))
        return record

    old = make()
    dispatch_records()
    assert Record.objects.count() == 1
    Record.objects.update(created_at=timezone.now() - timedelta(days=settings.RECORD_KEEP_DAYS, hours=1))
    dispatch_records()
    assert not Record.objects.exists()
    assert not storage.exists(str(old.file))
    # Erasing the interview erases its records.
    last = make()
    held.delete()
    assert not storage.exists(str(last.file))


@pytest.mark.django_db(transaction=True)
def test_a_file_that_cannot_be_deleted_is_swept_later(
    held: Interview, rita: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise OSError("read-only")

    record = services.request_record(interview=held, edition=Edition.CANDIDATE, user=rita)
    services.make(record.pk)
    record.refresh_from_db()
    name, done = str(record.file), list[str]()
    with monkeypatch.context() as broken:
        broken.setattr(FileSystemStorage, "delete", fail)
        with transaction.atomic():
            record.delete()
            transaction.on_commit(lambda: done.append("what else was to be done"))
    assert done
    kept = services.request_record(interview=held, edition=Edition.RECRUITER, user=rita)
    services.make(kept.pk)
    kept.refresh_from_db()
    storage = private_storage()
    # So new that its row may still come.
    assert sweep_record_files() == 0
    assert storage.exists(name)
    for path in (name, str(kept.file)):
        os.utime(storage.path(path), (0, 0))
    assert sweep_record_files() == 1
    assert not storage.exists(name)
    assert storage.exists(str(kept.file))


def test_sweeping_before_there_was_a_record_finds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "private_storage", lambda: FileSystemStorage(tmp_path / "nothing"))
    assert sweep_record_files() == 0


def test_the_chain_holds_with_records_in_it(held: Interview, rita: User, tmp_path: Path) -> None:
    record = services.request_record(interview=held, edition=Edition.RECRUITER, user=rita)
    services.make(record.pk)
    result = verify_interview(held.pk, tmp_path / "heads.jsonl")
    assert result is not None
    assert result.problems == []


# Verifying it ---------------------------------------------------------------------------------------------------------


def exported(interview: Interview, path: Path, *options: str) -> str:
    output = StringIO()
    call_command("export_record", str(interview.pk), str(path), *options, stdout=output)
    assert str(path.stat().st_size) in output.getvalue()
    return path.read_bytes().decode()


def test_a_record_is_exported_and_verified(held: Interview, ivan: User, sam: User, tmp_path: Path) -> None:
    text = exported(held, tmp_path / "a.html", "--as", "ivan")
    assert "summary-marker" in text
    assert "summary-marker" not in exported(held, tmp_path / "b.html", "--edition", "candidate")
    output = StringIO()
    call_command("verify_record", str(tmp_path / "a.html"), stdout=output)
    assert "as they were made" in output.getvalue()
    for arguments in (
        [str(held.pk), str(tmp_path / "a.html")],  # it is there already
        [str(uuid4()), str(tmp_path / "c.html")],
        [str(held.pk), str(tmp_path / "c.html"), "--as", "sam"],
        [str(held.pk), str(tmp_path / "c.html"), "--as", "nobody"],
    ):
        with pytest.raises(CommandError):
            call_command("export_record", *arguments)
    assert not (tmp_path / "c.html").exists()


def test_a_record_is_not_exported_for_a_planner_who_may_not_watch_any_more(
    held: Interview, rita: User, tmp_path: Path
) -> None:
    exported(held, tmp_path / "a.html")
    rita.groups.clear()
    with pytest.raises(CommandError, match="Whoever planned"):
        exported(held, tmp_path / "b.html")
    assert not (tmp_path / "b.html").exists()


def test_what_was_done_to_a_record_is_told(held: Interview, tmp_path: Path) -> None:
    path = tmp_path / "record.html"
    text = exported(held, path)
    found = [match[0] for match in manifest.PART.finditer(text)]
    (first, second) = found[:2]
    other = first.replace(">H4s", ">H4t")
    assert other != first
    cases = {
        text.replace("Why?", "Why not?", 1): "The page itself was changed.",
        text.replace(first, other): "timeline.json?offset=0 was changed.",
        text.replace(first, ""): "timeline.json?offset=0 was dropped.",
        text.replace(first, first + first): "timeline.json?offset=0 was added.",
        text.replace(first + second, second + first): "The parts were put in another order.",
    }
    for tampered, problem in cases.items():
        assert problem in verify_record(tampered).problems, problem
        path.write_bytes(tampered.encode())
        with pytest.raises(CommandError, match="problems"):
            call_command("verify_record", str(path), stdout=StringIO())
    # Who makes the manifest anew as well is found by the timeline.
    record = read_record(text)
    forged = record.manifest | {"edition": "another"}
    anew = manifest.MANIFEST.sub(
        lambda _: (
            f'<script type="application/json" id="record-manifest">{canonical(forged).decode()}</script>\n'
        ),
        text,
    )
    assert verify_record(anew).problems == ["The interview's timeline tells of no record with this manifest."]
    for nonsense in ("", "<html></html>", text + manifest.MANIFEST.search(text)[0]):  # type: ignore[index]
        path.write_text(nonsense)
        with pytest.raises(CommandError, match="no record"):
            call_command("verify_record", str(path))
    path.write_bytes(b"\xff")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_record", str(path))


def test_a_record_outlives_its_interview(held: Interview, tmp_path: Path) -> None:
    path = tmp_path / "record.html"
    text = exported(held, path)
    held.delete()
    result = verify_record(text)
    assert result.problems == []
    assert "erased here since" in result.notes[0]


PARTS = [Part(f"page {n}", bytes([n])) for n in range(6)]


@pytest.fixture(scope="module")
def intact() -> ReadRecord:
    made = make_manifest(
        interview="i", edition="e", made_at="m", head={"events": 0, "digest": ""}, frame="frame", parts=PARTS
    )
    return ReadRecord(made, [(part.path, part.sha256) for part in PARTS], "frame")


@given(data=st.data())
def test_any_tampering_with_the_parts_is_found(intact: ReadRecord, data: st.DataObject) -> None:
    found = list(intact.parts)
    at = data.draw(st.integers(0, len(found) - 1))
    match data.draw(st.sampled_from(["change", "drop", "double", "add", "swap", "frame"])):
        case "change":
            found[at] = (found[at][0], "0" * 64)
        case "drop":
            del found[at]
        case "double":
            found.insert(data.draw(st.integers(0, len(found))), found[at])
        case "add":
            found.insert(at, ("another", "0" * 64))
        case "swap":
            other = (at + data.draw(st.integers(1, len(found) - 1))) % len(found)
            found[at], found[other] = found[other], found[at]
        case "frame":
            assert problems_of(ReadRecord(intact.manifest, found, "frame ")) == [
                "The page itself was changed."
            ]
            return
    assert problems_of(ReadRecord(intact.manifest, found, "frame")) != []
    assert problems_of(intact) == []
