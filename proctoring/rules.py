"""The rules of proctoring: pure functions, some of which return the reason for a refusal, or None."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from dsa.choices import SessionState
from dsa.errors import SessionCode
from dsa.models import DsaSession
from interviews.access.codes import AccessCode
from interviews.access.invitations import own_records_refusal
from interviews.choices import ENDED_STATES, InterviewState, StageMode
from interviews.models import Invitation, StageTypeConfig
from proctoring.choices import ConsentStatus
from proctoring.consent_text import ConsentText, Terms
from proctoring.errors import ProctoringCode
from proctoring.models import Consent

# A clock that was set by the server's is still off by a request's way.
CLOCK_TOLERANCE = timedelta(seconds=5)
# A camera that worked so long ago may be unplugged by now.
CAMERA_CHECK_LASTS = timedelta(minutes=10)
# Pictures that were kept while the network was gone still come in for so long after the end.
LATE_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Proctoring:
    """The state of one candidate's proctoring. `session` is None until they have opened their link."""

    invitation: Invitation
    session: DsaSession | None
    consent_status: ConsentStatus
    text: ConsentText
    consent: Consent | None

    @property
    def keeps_snapshots_days(self) -> int:
        """As it was promised, or less where the stage or the installation has shortened it since."""
        now = terms_of(self.invitation).snapshot_days
        return min(self.consent.snapshot_days, now) if self.consent else now

    @property
    def keeps_incidents_days(self) -> int:
        now = terms_of(self.invitation).incident_days
        return min(self.consent.incident_days, now) if self.consent else now


def is_proctored(invitation: Invitation) -> bool:
    """Whether this candidate's session is meant to be watched."""
    stage = invitation.interview.stage
    return stage.mode == StageMode.DSA and bool(stage.dsa_config["proctoringEnabled"])


def is_camera_required(invitation: Invitation) -> bool:
    """Whether the session may start only with a working camera. Stages of before do not say, and do not want it."""
    return is_proctored(invitation) and bool(invitation.interview.stage.dsa_config.get("cameraRequired"))


def terms_of(invitation: Invitation) -> Terms:
    """The numbers of the consent text for this candidate's stage."""
    return stage_terms(invitation.interview.stage)


def stage_terms(stage: StageTypeConfig) -> Terms:
    """The numbers that hold in a stage now: its own days of retention, and the installation's where it has none."""
    config = stage.dsa_config
    return Terms(
        interval_seconds=config["snapshotIntervalSeconds"],
        snapshot_days=config.get("snapshotDays", settings.PROCTORING_SNAPSHOT_DAYS),
        incident_days=config.get("incidentDays", settings.PROCTORING_INCIDENT_DAYS),
        consent_days=config.get("consentDays", settings.PROCTORING_CONSENT_DAYS),
    )


def recording_refusal(proctoring: Proctoring, now: datetime) -> ProctoringCode | None:
    """Why no picture and no incident of this candidate may be recorded now, whenever it was."""
    if not is_proctored(proctoring.invitation):
        return ProctoringCode.PROCTORING_OFF
    if proctoring.consent_status != ConsentStatus.GIVEN:
        return ProctoringCode.CONSENT_REQUIRED
    if proctoring.invitation.interview.state not in (InterviewState.LIVE, InterviewState.COMPLETED):
        return ProctoringCode.NOT_ACTIVE
    if proctoring.session is not None and proctoring.session.state == SessionState.WAITING:
        return ProctoringCode.NOT_ACTIVE
    ended_at = recording_end(proctoring)
    return None if ended_at is None or now < ended_at + LATE_FOR else ProctoringCode.NOT_ACTIVE


def belongs_to_session(proctoring: Proctoring, moment: datetime) -> bool:
    """Whether something that happened then, by the candidate's clock, may belong to the session.

    Late arrivals are from before the end: nobody is watched after it.
    """
    ended_at = recording_end(proctoring)
    return ended_at is None or moment <= ended_at + CLOCK_TOLERANCE


def bounded(proctoring: Proctoring, moment: datetime, now: datetime) -> datetime:
    """A time by the candidate's clock, moved to where it can have been: after the start, and not in the future."""
    started_at = proctoring.session.started_at if proctoring.session is not None else None
    return min(max(moment, started_at or moment), now)


def recording_end(proctoring: Proctoring) -> datetime | None:
    """When the session that is recorded came to its end, None while it has not: with the session or the interview."""
    ends = [proctoring.invitation.interview.ended_at]
    if proctoring.session is not None:
        ends.append(proctoring.session.finished_at)
    return min((end for end in ends if end is not None), default=None)


def answering_refusal(invitation: Invitation) -> ProctoringCode | None:
    """Why no answer to the consent text is taken any more."""
    if not is_proctored(invitation):
        return ProctoringCode.PROCTORING_OFF
    if invitation.interview.state in ENDED_STATES:
        return ProctoringCode.NOT_ACTIVE
    return None


def records_refusal(invitation: Invitation, now: datetime) -> AccessCode | SessionCode | None:
    """Why this link shows no records of proctoring."""
    if code := own_records_refusal(invitation, now=now):
        return code
    return None if invitation.interview.stage.mode == StageMode.DSA else SessionCode.NOT_A_DSA_STAGE
