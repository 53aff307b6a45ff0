"""The live room's and the computer check's parts of the page of a candidate's own records, and of the copy of them.

What others said, ran, typed and drew is theirs. The shared code is everybody's who was there, as it was when they left.
"""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import orjson
from django.db.models import QuerySet
from django.http import HttpRequest

from interviews.choices import ENDED_STATES, StageMode, Standing
from interviews.hooks import OwnSection
from interviews.models import Invitation
from interviews.timeline import Actor
from rooms.attendance import candidates_among, comings_of, times_there
from rooms.computer_check import described
from rooms.document.store import document_at
from rooms.models import (
    AdmissionRequest,
    ChatMessage,
    CodeRun,
    ComputerCheck,
    DocumentUpdate,
    WhiteboardChange,
)
from rooms.running.presenters import recent_run

WHAT_STAYS = (
    "All that was said and made in the room belongs to everybody who was there. It goes with the interview."
)


def own_check(request: HttpRequest, invitation: Invitation) -> OwnSection | None:
    """What was found out about their computer, of either mode; None for who did not check it."""
    check = ComputerCheck.objects.filter(invitation=invitation).first()
    if check is None:
        return None
    context = {"check": check, "findings": described(check)}
    return OwnSection("rooms/_own_check.html", context, goes="the check of your computer")


def own_section(request: HttpRequest, invitation: Invitation) -> OwnSection | None:
    """Messages, runs, and how much was written and drawn; None for an interview without a room."""
    if invitation.interview.stage.mode != StageMode.LIVE:
        return None
    context = {
        "messages_sent": ChatMessage.objects.filter(actor_invitation=invitation),
        "runs": _runs(invitation),
        "document_changes": DocumentUpdate.objects.filter(actor_invitation=invitation).count(),
        "knocks": AdmissionRequest.objects.filter(actor_invitation=invitation),
        "board_changes": WhiteboardChange.objects.filter(actor_invitation=invitation).count(),
        "shared_code": _shared_code(invitation),
    }
    return OwnSection("rooms/_own_section.html", context, stays=WHAT_STAYS)


def own_files(invitation: Invitation) -> Iterator[tuple[str, bytes]]:
    """The same as files."""
    for check in ComputerCheck.objects.filter(invitation=invitation):
        document = {"at": check.checked_at, "browser": check.user_agent, "findings": check.findings}
        yield "computer-check.json", orjson.dumps(document, option=orjson.OPT_INDENT_2)
    if invitation.interview.stage.mode != StageMode.LIVE:
        return
    yield _json(
        "chat.json",
        [
            {"at": message.created_at, "text": message.text}
            for message in ChatMessage.objects.filter(actor_invitation=invitation)
        ],
    )
    yield _json(
        "runs.json",
        [recent_run(run) | {"stdin": run.stdin} for run in _runs(invitation)],
    )
    yield _json(
        "knocks.json",
        [
            {"at": each.requested_at, "typedName": each.typed_name, "state": each.state}
            for each in AdmissionRequest.objects.filter(actor_invitation=invitation)
        ],
    )
    updates = DocumentUpdate.objects.filter(actor_invitation=invitation).order_by("sequence")
    yield _json(
        "code-changes.json",
        [
            {"at": update.created_at, "yjsUpdate": b64encode(bytes(update.update_bytes)).decode()}
            for update in updates
        ],
    )
    drawn = WhiteboardChange.objects.filter(actor_invitation=invitation).order_by("sequence")
    yield _json(
        "board-changes.json",
        [{"at": change.created_at, "elements": orjson.loads(change.elements_json)} for change in drawn],
    )
    code = _shared_code(invitation)
    if code is not None:
        yield "room/shared-code.txt", code.encode()


def _runs(invitation: Invitation) -> QuerySet[CodeRun]:
    return CodeRun.objects.filter(actor_invitation=invitation).select_related("problem")


def _shared_code(invitation: Invitation) -> str | None:
    """The code as it was when they left last; None before the end, for whoever was not in the room or was taken out of
    it, and where another candidate was: as of a record (`replay.record.attendance`), nobody gets what others did.

    A room may begin with what somebody else wrote.
    """
    if invitation.interview.state not in ENDED_STATES or invitation.standing == Standing.REMOVED:
        return None
    interview_id, candidate = invitation.interview_id, Actor(invitation_id=invitation.pk)
    comings = comings_of(interview_id)
    if candidates_among(comings) != {candidate}:
        return None
    *_, (_, left) = times_there(coming for coming in comings if coming.actor == candidate)
    if left is None:
        return document_at(interview_id).code
    seen = DocumentUpdate.objects.filter(interview=interview_id, created_at__lte=left).order_by("-sequence")
    return document_at(interview_id, seen.values_list("sequence", flat=True).first() or 0).code


def _json(name: str, document: Any) -> tuple[str, bytes]:
    return f"room/{name}", orjson.dumps(document, option=orjson.OPT_INDENT_2)
