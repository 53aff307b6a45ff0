"""The logs of a live room, as their digests are made (docs/proof.md)."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from interviews.chain import time_text
from interviews.hooks import ProvenLog
from interviews.timeline import Actor
from rooms.models import ChatMessage, CodeRun, DocumentUpdate, WhiteboardChange
from rooms.models.code_run import UNFINISHED_RUN_STATES

Row = Mapping[str, Any]

RUN_COLUMNS_BEFORE: Final = (
    "language",
    "document_sequence",
    "stdin",
    "state",
    "verdict",
    "exit_code",
    "signal",
    "stdout",
    "stderr",
    "compile_output",
)
# Without the name, which an erasure replaces: the actor says who it was.
RUN_COLUMNS: Final = (
    *RUN_COLUMNS_BEFORE,
    "problem_id",
    "test_results",
    "cpu_ms",
    "memory_kb",
    "is_output_cut",
)


def _document(interview_id: UUID) -> Iterator[Row]:
    rows = DocumentUpdate.objects.filter(interview_id=interview_id).order_by("sequence")
    columns = ("sequence", "created_at", "actor_user_id", "actor_invitation_id", "update_bytes")
    for sequence, at, user, invitation, update in rows.values_list(*columns).iterator():
        text = b64encode(bytes(update)).decode()
        yield {
            "sequence": sequence,
            "at": time_text(at),
            "actor": Actor(user, invitation).key,
            "update": text,
        }


def _whiteboard(interview_id: UUID) -> Iterator[Row]:
    rows = WhiteboardChange.objects.filter(interview_id=interview_id).order_by("sequence")
    columns = ("sequence", "created_at", "actor_user_id", "actor_invitation_id", "elements_json")
    for sequence, at, user, invitation, elements in rows.values_list(*columns).iterator():
        yield {
            "sequence": sequence,
            "at": time_text(at),
            "actor": Actor(user, invitation).key,
            "elements": elements,
        }


def _chat(interview_id: UUID) -> Iterator[Row]:
    for message in ChatMessage.objects.filter(interview_id=interview_id).order_by("created_at", "pk"):
        yield {
            "id": str(message.pk),
            "at": time_text(message.created_at),
            "actor": message.actor.key,
            "channel": message.channel,
            "text": message.text,
        }


def _finished_runs(interview_id: UUID, columns: Sequence[str] = RUN_COLUMNS) -> Iterator[Row]:
    runs = CodeRun.objects.filter(interview_id=interview_id).exclude(state__in=UNFINISHED_RUN_STATES)
    for run in runs.order_by("finished_at", "pk"):
        yield {
            "id": str(run.pk),
            "at": time_text(run.created_at),
            "finishedAt": None if run.finished_at is None else time_text(run.finished_at),
            "actor": Actor(run.actor_user_id, run.actor_invitation_id).key,
            **{column: getattr(run, column) for column in columns},
        }


def _finished_runs_before(interview_id: UUID) -> Iterator[Row]:
    """In the form of the first version of seals."""
    return _finished_runs(interview_id, RUN_COLUMNS_BEFORE)


def _has_no_waiting_run(interview_id: UUID) -> bool:
    return not CodeRun.objects.filter(interview_id=interview_id, state__in=UNFINISHED_RUN_STATES).exists()


LOGS: Final = (
    ProvenLog("document", _document),
    ProvenLog("whiteboard", _whiteboard),
    ProvenLog("chat", _chat),
    ProvenLog("runs", _finished_runs, _has_no_waiting_run, older={1: _finished_runs_before}),
)
