"""A proctored session that is over, to try the review with. Its pictures are drawn."""

import io
import math
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from PIL import Image, ImageDraw

from dsa.choices import FinishReason, SessionState
from dsa.models import DsaSession
from interviews.choices import EventKind, InterviewState, StageMode
from interviews.demo import BACKEND, DOMAIN, RITA, apply_with
from interviews.models import Interview, Invitation, StageTypeConfig, User
from interviews.services.interviews import schedule_interview
from interviews.services.invitations import issue_invitation
from interviews.timeline import Actor, record_event
from proctoring.choices import Decision, IncidentKind, SnapshotReason
from proctoring.models import Snapshot
from proctoring.selectors import proctoring_of
from proctoring.services import incidents as incident_services
from proctoring.services import snapshots as snapshot_services
from proctoring.services.consent import record_consent
from proctoring.services.incidents import IncidentReport
from proctoring.services.snapshots import Upload

TITLE = "Backend engineer: proctored session"
STAGE = "technical_dsa_proctored"
PICTURES = 24
# The same ids in every demo; only their being different matters.
IDS = UUID("6d8f3b0e-5f1a-4b53-9d0a-1c8f6a1f5e01")


@transaction.atomic
def seed() -> list[UUID]:
    """Make the session unless it is there; gives the snapshots that are still to be processed."""
    rita = User.objects.filter(username=RITA.username, email=RITA.email).first()
    if rita is None or Interview.objects.filter(created_by=rita, title=TITLE).exists():
        return []
    start = timezone.now() - timedelta(hours=26)
    interview = schedule_interview(
        interview=Interview(title=TITLE, stage=_stage(), scheduled_start=start, duration_minutes=60),
        actor=rita,
        tell=False,
    )
    tomas = issue_invitation(
        invitation=Invitation(
            interview=interview,
            name="Tomas Lind",
            email=f"tomas@{DOMAIN}",
            expires_at=timezone.now() + timedelta(days=30),
            opened_at=start,
        ),
        actor=rita,
        tell=False,
    )
    apply_with(interview, BACKEND, rita)
    record_consent(invitation=tomas, decision=Decision.GIVEN, text_version=proctoring_of(tomas).text.version)
    interviews = Interview.objects.all()
    interviews.transition(interview.pk, source=InterviewState.SCHEDULED, target=InterviewState.LIVE, at=start)
    tomas = Invitation.objects.select_related("interview__stage", "interview__created_by").get(pk=tomas.pk)
    snapshots = _hold_session(tomas, start)
    end = start + timedelta(minutes=12)
    interviews.transition(interview.pk, source=InterviewState.LIVE, target=InterviewState.COMPLETED, at=end)
    return snapshots


def _stage() -> StageTypeConfig:
    """A stage like the coding session's, with snapshots."""
    plain = StageTypeConfig.objects.filter(mode=StageMode.DSA).order_by("pk")[0]
    stage, _ = StageTypeConfig.objects.get_or_create(
        key=STAGE,
        defaults={
            "name": f"{plain.name} with webcam snapshots",
            "mode": StageMode.DSA,
            "default_duration_minutes": plain.default_duration_minutes,
            "tools_config": plain.tools_config,
            "dsa_config": plain.dsa_config | {"proctoringEnabled": True, "snapshotDays": 14},
        },
    )
    return stage


def _hold_session(tomas: Invitation, start: datetime) -> list[UUID]:
    def at(minutes: float) -> datetime:
        return start + timedelta(minutes=minutes)

    actor = Actor(invitation_id=tomas.pk)
    session = DsaSession.objects.create(
        invitation=tomas, state=SessionState.ACTIVE, started_at=start, deadline=start + timedelta(minutes=60)
    )
    told = {"sessionId": session.pk}
    record_event(tomas.interview_id, EventKind.DSA_SESSION_STARTED, actor=actor, payload=told, at=start)
    snapshots = []
    for number in range(PICTURES):
        # Two of them never came.
        if number in (14, 15):
            continue
        snapshot = snapshot_services.receive(
            proctoring=proctoring_of(tomas),
            wakes_worker=False,
            upload=Upload(
                client_id=uuid5(IDS, f"{tomas.pk} {number}"),
                sequence=number,
                captured_at=at(number / 2),
                reason=SnapshotReason.SUBMIT
                if number == 20
                else SnapshotReason.INTERVAL
                if number
                else SnapshotReason.START,
                content=drawn_picture(number),
            ),
        )
        snapshots.append(snapshot.pk)
    # As if they had come when they were taken.
    Snapshot.objects.filter(pk__in=snapshots).update(received_at=F("captured_at"))
    incident_services.record_incidents(
        proctoring=proctoring_of(tomas),
        incidents=[
            IncidentReport(uuid5(IDS, f"{tomas.pk} {kind} {minute}"), kind, at(minute), details)
            for kind, minute, details in (
                (IncidentKind.WINDOW_BLUR, 3.2, {}),
                (IncidentKind.WINDOW_FOCUS, 3.4, {"durationMs": 12_000}),
                (IncidentKind.LARGE_PASTE, 6.1, {"characters": 1240}),
                (IncidentKind.NETWORK_LOST, 7.0, {}),
                (IncidentKind.NETWORK_BACK, 8.1, {"durationMs": 66_000}),
            )
        ],
    )
    pasted = tomas.incidents.get(kind=IncidentKind.LARGE_PASTE)
    incident_services.save_reply(
        invitation=tomas,
        incident_id=pasted.pk,
        text="That was my own solution, back from a scratch file where I had moved it.",
    )
    DsaSession.objects.filter(pk=session.pk).update(
        state=SessionState.FINISHED, finished_at=at(11.6), finish_reason=FinishReason.CANDIDATE
    )
    record_event(
        tomas.interview_id,
        EventKind.DSA_SESSION_FINISHED,
        actor=actor,
        payload={**told, "reason": FinishReason.CANDIDATE.value},
        at=at(11.6),
    )
    return snapshots


def drawn_picture(number: int) -> bytes:
    """A head and shoulders that move a little from picture to picture."""
    image = Image.new("RGB", (640, 480), (58, 66, 84))
    draw = ImageDraw.Draw(image)
    draw.rectangle((420, 40, 600, 220), fill=(150, 176, 199))
    x, y = 300 + round(30 * math.sin(number)), 190 + round(12 * math.cos(number * 1.7))
    draw.ellipse((x - 170, y + 90, x + 170, y + 460), fill=(88, 116, 92))
    draw.ellipse((x - 78, y - 100, x + 78, y + 100), fill=(214, 178, 150))
    draw.pieslice((x - 84, y - 112, x + 84, y + 60), 180, 360, fill=(74, 52, 40))
    target = io.BytesIO()
    image.save(target, "JPEG", quality=85)
    return target.getvalue()
