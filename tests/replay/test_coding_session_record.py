"""The record of a coding session: what is in it for whom, that it is the truth, and that it verifies."""

import gzip
import json
import re
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.utils import timezone

from dsa.choices import FinishReason, Origin
from dsa.draft_log.selectors import applied, written_at
from dsa.models import DraftStream, DsaSession
from dsa.sessions.services import finish_session, get_or_create_session, save_draft, start_session
from interviews.choices import EventKind
from interviews.models import Interview, Invitation, TimelineEvent, User
from interviews.services.notes import save_note
from proctoring.choices import IncidentKind
from proctoring.models import Incident
from replay.models import Edition, Record, RecordState
from replay.record import services
from replay.record.attendance import NoCandidatesEdition
from replay.record.page import MadeRecord, NothingHappened, make_record
from replay.record.verification import verify_record
from talentsync.lib.errors import Refused
from tests.conftest import signed_in
from tests.dsa.factories import MARKERS as HIDDEN_MARKERS
from tests.dsa.factories import invite
from tests.replay.drafts import typed, write, wrong_submission
from tests.streamed import body_of

pytestmark = pytest.mark.usefixtures("records_made")

PART = re.compile(r'<script type="text/plain" data-part="([^"]*)">([^<]*)</script>')


def made_for(interview: Interview, edition: Edition, reader: User) -> MadeRecord:
    return make_record(interview, edition, reader, lambda _: None)


def parts_of(made: MadeRecord) -> dict[str, Any]:
    """What is in the file, by the paths under which the player asks for it."""
    return {
        path: orjson.loads(gzip.decompress(b64decode(content)))
        for path, content in PART.findall(made.content.decode())
    }


def configs_of(made: MadeRecord) -> list[dict[str, Any]]:
    found = re.search(
        r'<script id="replay-config" type="application/json">(.*?)</script>', made.content.decode(), re.S
    )
    assert found is not None
    configs: list[dict[str, Any]] = json.loads(found[1])
    return configs


def entries_of(made: MadeRecord, session: DsaSession) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = parts_of(made)[f"sessions/{session.pk}/timeline.json?offset=0"]["entries"]
    return entries


def everything_in(made: MadeRecord) -> str:
    return made.content.decode() + json.dumps(parts_of(made))


@pytest.fixture
def stream(session: DsaSession) -> DraftStream:
    """What Cara wrote: starter code, letters, a paste, and letters a minute later."""
    written = write(
        session,
        [(1, Origin.STARTER, "# start\n"), typed(10, 8, "ab"), (13, Origin.PASTED, [10, [0, "x", "y"]])],
        [typed(60, 13, "d")],
    )
    save_draft(
        session=session,
        problem_key="mirror",
        language="python",
        source_code="# start\nabx\nyd",
        base_version=0,
    )
    return written


@pytest.fixture
def worked(session: DsaSession, stream: DraftStream) -> DsaSession:
    """That session with a judged submission and an incident."""
    assert session.started_at is not None
    wrong_submission(session, stream.problem)
    invitation = session.invitation
    Incident.objects.create(
        invitation=invitation,
        client_id=uuid4(),
        kind=IncidentKind.TAB_HIDDEN,
        occurred_at=session.started_at + timedelta(seconds=80),
        received_at=timezone.now(),
        keep_until=timezone.now() + timedelta(days=1),
        reply="reply-marker",
        replied_at=timezone.now(),
    )
    return session


def test_the_code_at_every_change_is_the_truth(
    coding: Interview, stream: DraftStream, session: DsaSession, rita: User
) -> None:
    """As the log tells it, page by page, for either edition."""
    for edition in Edition:
        made = made_for(coding, edition, rita)
        (config,) = configs_of(made)
        (told,) = config["streams"]
        assert told["id"] == stream.pk
        pages = [
            parts_of(made)[f"{config['streamsUrl']}{stream.pk}.json?after={page['after']}"]
            for page in told["pages"]
        ]
        changes = [change for page in pages for change in page["changes"]]
        written = None
        for change in changes:
            written = applied(written, change)
            moment = datetime.fromtimestamp(change["at"] / 1000, tz=UTC)
            truth = written_at(stream, moment)
            assert truth is not None
            assert (written.text, written.runs) == (truth.text, truth.runs)
        assert written is not None
        assert written.text == "# start\nabx\nyd"
        assert "# start\nabx\nyd" in made.content.decode()


def test_the_file_has_all_that_the_player_asks_for(coding: Interview, worked: DsaSession, rita: User) -> None:
    made = made_for(coding, Edition.RECRUITER, rita)
    (config,) = configs_of(made)
    assert config["id"] == worked.pk
    assert config["searchUrl"] is None
    asked = [f"{config['timelineUrl']}?offset=0"] + [
        f"{config['streamsUrl']}{stream['id']}.json?after={page['after']}"
        for stream in config["streams"]
        for page in stream["pages"]
    ]
    assert sorted(parts_of(made)) == sorted(asked)
    assert "reply-marker" in everything_in(made)


def test_what_candidates_are_given(coding: Interview, worked: DsaSession, rita: User, ivan: User) -> None:
    """What they did and were told: no incident, score or hidden test, whoever asks for it."""
    made = made_for(coding, Edition.CANDIDATE, rita)
    kinds = {entry["kind"] for entry in entries_of(made, worked)}
    assert kinds == {"started", "code_edited", "code_inserted", "submitted", "judged"}
    (judged,) = [entry for entry in entries_of(made, worked) if entry["kind"] == "judged"]
    assert judged["reference"]["verdict"] == "WA"
    assert "score" not in judged["reference"]
    everything = everything_in(made)
    hidden = ("reply-marker", *HIDDEN_MARKERS)
    assert [marker for marker in hidden if marker in everything] == []
    assert 'id="session-picture"' not in everything
    assert entries_of(made_for(coding, Edition.CANDIDATE, ivan), worked) == entries_of(made, worked)


def test_nothing_leads_to_a_server(coding: Interview, worked: DsaSession, rita: User) -> None:
    for edition in Edition:
        made = made_for(coding, edition, rita)
        assert "/admin/" not in json.dumps(parts_of(made))
        assert all(entry["reference"].get("url") is None for entry in entries_of(made, worked))
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', made.content.decode())
        assert policy is not None
        assert "connect-src" not in policy[1]
        assert policy[1].startswith("default-src &#x27;none&#x27;")


def test_pictures_and_incidents_are_for_who_may_review_them(
    coding: Interview, worked: DsaSession, ivan: User
) -> None:
    """Interviewers do not: their recruiter's edition has none."""
    made = made_for(coding, Edition.RECRUITER, ivan)
    assert "incident" not in {entry["kind"] for entry in entries_of(made, worked)}
    assert "reply-marker" not in everything_in(made)


def test_several_candidates(coding: Interview, worked: DsaSession, rita: User) -> None:
    """The recruiter's edition has each, with what they wrote; there is no candidate's edition."""
    other = start_session(session=get_or_create_session(invite(coding, "Theo Test", rita)))
    write(other, [(1, Origin.STARTER, "theos-code")])
    made = made_for(coding, Edition.RECRUITER, rita)
    assert [config["candidate"] for config in configs_of(made)] == ["Cara Candidate", "Theo Test"]
    assert f'href="?session={other.pk}"' in made.content.decode()
    assert {entry["kind"] for entry in entries_of(made, other)} == {"started", "code_edited", "code_inserted"}
    with pytest.raises(NoCandidatesEdition, match="More than one candidate has started"):
        made_for(coding, Edition.CANDIDATE, rita)
    with pytest.raises(Refused, match="More than one candidate has started"):
        services.request_record(interview=coding, edition=Edition.CANDIDATE, user=rita)


def test_before_anybody_has_started(coding: Interview, hers: Invitation, rita: User) -> None:
    assert signed_in(rita).get(f"/interviews/{coding.pk}/record/").status_code == 404
    with pytest.raises(Refused, match="has not begun"):
        services.request_record(interview=coding, edition=Edition.RECRUITER, user=rita)
    with pytest.raises(NothingHappened):
        made_for(coding, Edition.RECRUITER, rita)


def test_it_is_asked_for_made_taken_and_verified(
    coding: Interview, worked: DsaSession, rita: User, tmp_path: Path
) -> None:
    client, url = signed_in(rita), f"/interviews/{coding.pk}/record/"
    assert f'href="{url}"' in client.get(f"/interviews/{coding.pk}/replay/").content.decode()
    shown = client.get(url).content.decode()
    assert shown.count("It has about") == 2
    assert "No picture is copied" in shown
    assert client.post(url, {"edition": "recruiter"}).status_code == 302
    services.make(Record.objects.get().pk)
    record = Record.objects.get()
    assert record.state == RecordState.MADE
    taken = client.get(f"{url}{record.pk}/")
    path = tmp_path / "record.html"
    path.write_bytes(body_of(taken))
    assert verify_record(path.read_text()).problems == []
    told = TimelineEvent.objects.get(interview=coding, kind=EventKind.RECORD_MADE)
    assert told.payload["edition"] == "recruiter"
    path.write_bytes(path.read_bytes().replace(b"sessions/", b"sessions//", 1))
    assert verify_record(path.read_text()).problems != []


def test_the_size_is_told_about_right(coding: Interview, session: DsaSession, rita: User) -> None:
    batches = [[typed(5 + number, number, "x")] for number in range(600)]
    write(session, [(1, Origin.STARTER, "")], *batches)
    about = services.estimated_bytes(coding, Edition.RECRUITER)
    assert 0.8 < about / len(made_for(coding, Edition.RECRUITER, rita).content) < 1.25


def test_a_finished_session_says_so(coding: Interview, worked: DsaSession, rita: User) -> None:
    finish_session(session=worked, reason=FinishReason.CANDIDATE)
    made = made_for(coding, Edition.CANDIDATE, rita)
    assert entries_of(made, worked)[-1]["kind"] == "finished"


def test_notes_are_in_no_edition(
    coding: Interview, stream: DraftStream, session: DsaSession, ivan: User, rita: User
) -> None:
    """A coding session's replay shows none."""
    save_note(interview_id=coding.pk, author=ivan, note_id=uuid4(), text="note-marker", at=timezone.now())
    for edition in Edition:
        assert "note-marker" not in everything_in(made_for(coding, edition, rita))
