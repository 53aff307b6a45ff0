"""The logs of a coding session are proven: when they are sealed, and what is found that was done to them since."""

import uuid
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from dsa.choices import FinishReason, Origin, SessionState
from dsa.draft_log.services import Change, StreamName, append_changes
from dsa.models import DraftChanges, DraftStream, DsaSession
from dsa.rules import READABLE_AFTER_FINISH
from dsa.sessions.proof import SETTLING
from dsa.sessions.services import erase_session
from interviews.examination import Finding, Tampering
from interviews.models import Interview, Invitation, TimelineEvent
from interviews.services.interviews import complete_interview
from interviews.services.proof import seal_ended_interviews, seal_interview
from interviews.timeline import SYSTEM
from interviews.verification import Verification, verify_interview

STREAM = StreamName(uuid.uuid4(), uuid.uuid4(), "mirror", "python")


@pytest.fixture(autouse=True)
def heads(tmp_path: Path, settings: Settings) -> Path:
    path = tmp_path / "heads.jsonl"
    settings.CHAIN_HEADS_FILE = path
    return path


@pytest.fixture
def written(session: DsaSession) -> DsaSession:
    """In two requests."""
    now = round(timezone.now().timestamp() * 1000)
    begun = [Change(now, Origin.STARTER, None, ""), Change(now, Origin.TYPED, [[0, "a"]], None)]
    append_changes(session=session, name=STREAM, first=0, changes=begun)
    append_changes(
        session=session, name=STREAM, first=2, changes=[Change(now, Origin.PASTED, [1, [0, "b"]], None)]
    )
    return session


def ended(session: DsaSession) -> Interview:
    """Long enough ago that nothing arrives any more."""
    interview = session.invitation.interview
    complete_interview(interview_id=interview.pk, actor=SYSTEM)
    long_ago = timezone.now() - READABLE_AFTER_FINISH - 2 * SETTLING
    DsaSession.objects.filter(pk=session.pk).update(
        state=SessionState.FINISHED, finished_at=long_ago, finish_reason=FinishReason.INTERVIEW_ENDED
    )
    return interview


def verify(interview: Interview, path: Path) -> Verification:
    result = verify_interview(interview.pk, path)
    assert result is not None
    return result


def test_what_was_written_is_proven(written: DsaSession, heads: Path) -> None:
    interview = ended(written)
    assert seal_ended_interviews() == 1
    result = verify(interview, heads)
    assert result.is_good
    assert result.logs["drafts"] == 2
    last = DraftChanges.objects.get(first_sequence=2)
    DraftChanges.objects.filter(pk=last.pk).update(changes_json=last.changes_json.replace("pasted", "typed"))
    assert verify(interview, heads).findings == [Finding("drafts", Tampering.CHANGED, 2, 2)]
    DraftChanges.objects.filter(pk=last.pk).update(changes_json=last.changes_json)
    assert verify(interview, heads).is_good
    # What another device is said to have written, and what a checkpoint is said to hold.
    DraftStream.objects.update(device=uuid.uuid4())
    assert verify(interview, heads).findings == [Finding("drafts", Tampering.CHANGED, 1, 2)]
    DraftStream.objects.update(device=STREAM.device)
    DraftChanges.objects.filter(pk=last.pk).update(is_checkpoint=True, text_after="other")
    assert verify(interview, heads).findings == [Finding("drafts", Tampering.CHANGED, 2, 2)]
    last.delete()
    assert verify(interview, heads).findings == [Finding("drafts", Tampering.DROPPED, 2, 2)]


def test_a_session_that_still_takes_something_puts_the_seal_off(written: DsaSession) -> None:
    interview = ended(written)
    finished_at = DsaSession.objects.get(pk=written.pk).finished_at
    DsaSession.objects.filter(pk=written.pk).update(
        state=SessionState.ACTIVE, finished_at=None, finish_reason=""
    )
    assert not seal_interview(interview.pk)
    DsaSession.objects.filter(pk=written.pk).update(
        state=SessionState.FINISHED, finished_at=timezone.now(), finish_reason=FinishReason.DEADLINE
    )
    assert not seal_interview(interview.pk)
    DsaSession.objects.filter(pk=written.pk).update(finished_at=finished_at)
    assert seal_interview(interview.pk)


def test_what_is_erased_is_told(written: DsaSession, cara_dsa: Invitation, heads: Path) -> None:
    interview = ended(written)
    assert seal_interview(interview.pk)
    erase_session(cara_dsa, SYSTEM)
    erased = TimelineEvent.objects.filter(interview=interview, kind="log_erased")
    assert [event.payload["log"] for event in erased] == ["drafts"]
    assert verify(interview, heads).is_good
    assert seal_ended_interviews() == 1
    assert verify(interview, heads).is_good
