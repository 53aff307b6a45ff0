"""Which invitation a candidate's request is about, and what its holder may do now.

Rules are pure functions that return the reason for a refusal, or None. Loaders read the records and raise `Refused`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from interviews.access import AccessCode, invitation_refusal, refused
from interviews.choices import InterviewState, StageMode
from interviews.models import Interview, Invitation
from proctoring.choices import MAY_START, Decision, ProctoringCode, Standing
from proctoring.consent_text import ConsentText, Terms, consent_text, standing
from proctoring.models import Consent, Exemption
from talentsync.lib.errors import Refused
from talentsync.lib.queries import at_most_one

# Pictures that were kept while the network was gone still come in for so long after the end.
LATE_FOR = timedelta(hours=1)

MESSAGES: Mapping[ProctoringCode, str] = {
    ProctoringCode.NOT_A_DSA_STAGE: "This interview is not a coding session.",
    ProctoringCode.PROCTORING_OFF: "This session has no webcam snapshots.",
    ProctoringCode.CONSENT_REQUIRED: "Answer first whether your webcam may be used.",
    ProctoringCode.CONSENT_TEXT_CHANGED: "The text has changed since you opened it. Read it again, please.",
    ProctoringCode.NOT_ACTIVE: "No session is under way, so nothing is recorded.",
    ProctoringCode.TOO_MANY: "There are too many records of this session already.",
    ProctoringCode.CLIENT_ID_REUSED: "This clientId was used for another picture.",
    ProctoringCode.UNSUPPORTED_TYPE: "The image is neither a JPEG nor a PNG.",
    ProctoringCode.TOO_LARGE: "The image is larger than what is taken here.",
    ProctoringCode.INCIDENT_NOT_FOUND: "There is no such note about you.",
    ProctoringCode.STORAGE_UNAVAILABLE: "Pictures cannot be stored at the moment. Send it again in a minute.",
    ProctoringCode.REVIEWED_MEANWHILE: "Somebody else has reviewed this meanwhile. Nothing was saved.",
    ProctoringCode.NOTE_REQUIRED: "Say in the note what makes it suspicious.",
}


def proctoring_refused(code: ProctoringCode) -> Refused:
    """The exception for a code, with its standing message."""
    return Refused(code, MESSAGES[code])


@dataclass(frozen=True, slots=True)
class Proctoring:
    """What holds for one candidate at this moment."""

    invitation: Invitation
    standing: Standing
    text: ConsentText
    consent: Consent | None

    @property
    def keeps_snapshots_days(self) -> int:
        """As it was promised, or less where the operator has shortened it since."""
        promised = self.consent.snapshot_days if self.consent else settings.PROCTORING_SNAPSHOT_DAYS
        return min(promised, settings.PROCTORING_SNAPSHOT_DAYS)

    @property
    def keeps_incidents_days(self) -> int:
        promised = self.consent.incident_days if self.consent else settings.PROCTORING_INCIDENT_DAYS
        return min(promised, settings.PROCTORING_INCIDENT_DAYS)


# Rules ----------------------------------------------------------------------------------------------------------------


def is_proctored(invitation: Invitation) -> bool:
    """Whether this candidate's session is meant to be watched."""
    stage = invitation.interview.stage
    return stage.mode == StageMode.DSA and bool(stage.dsa_config["proctoringEnabled"])


def terms_of(invitation: Invitation) -> Terms:
    """The numbers of the consent text for this candidate's stage."""
    return Terms(
        interval_seconds=invitation.interview.stage.dsa_config["snapshotIntervalSeconds"],
        snapshot_days=settings.PROCTORING_SNAPSHOT_DAYS,
        incident_days=settings.PROCTORING_INCIDENT_DAYS,
        consent_days=settings.PROCTORING_CONSENT_DAYS,
    )


def contact_of(invitation: Invitation) -> str:
    """Whom the candidate may turn to: never nobody."""
    recruiter = invitation.interview.created_by
    return settings.PROCTORING_CONTACT or recruiter.email or recruiter.display_name


def recording_refusal(proctoring: Proctoring, now: datetime) -> ProctoringCode | None:
    """Why no picture and no incident of this candidate may be recorded now."""
    if not is_proctored(proctoring.invitation):
        return ProctoringCode.PROCTORING_OFF
    if proctoring.standing != Standing.GIVEN:
        return ProctoringCode.CONSENT_REQUIRED
    interview = proctoring.invitation.interview
    if interview.state == InterviewState.LIVE:
        return None
    if interview.state != InterviewState.COMPLETED or interview.ended_at is None:
        return ProctoringCode.NOT_ACTIVE
    return None if now < interview.ended_at + LATE_FOR else ProctoringCode.NOT_ACTIVE


def answering_refusal(invitation: Invitation) -> ProctoringCode | None:
    """Why no answer to the consent text is taken any more."""
    if not is_proctored(invitation):
        return ProctoringCode.PROCTORING_OFF
    if invitation.interview.state in (InterviewState.COMPLETED, InterviewState.CANCELLED):
        return ProctoringCode.NOT_ACTIVE
    return None


# Loaders --------------------------------------------------------------------------------------------------------------


def invitation_for_token(token: str) -> Invitation:
    """The invitation behind a link to a coding session. Raises Refused.

    An expired link of an interview that has begun is good for what concerns the candidate's own records: a session
    goes on when its link expires in the middle, and people may see what is held about them later. A revoked one opens
    nothing.
    """
    invitation = at_most_one(
        Invitation.objects.with_token(token).select_related("interview__stage", "interview__created_by")
    )
    if invitation is None:
        raise refused(AccessCode.INVITATION_INVALID)
    code = invitation_refusal(invitation, now=timezone.now())
    has_begun = invitation.interview.started_at is not None
    if code is not None and not (code is AccessCode.INVITATION_EXPIRED and has_begun):
        raise refused(code)
    if invitation.interview.stage.mode != StageMode.DSA:
        raise proctoring_refused(ProctoringCode.NOT_A_DSA_STAGE)
    return invitation


def proctoring_of(invitation: Invitation) -> Proctoring:
    """Where this candidate stands."""
    text = consent_text(terms_of(invitation))
    latest = Consent.objects.filter(invitation=invitation).order_by("-pk").first()
    return Proctoring(
        invitation=invitation,
        text=text,
        consent=latest,
        standing=standing(
            latest=Decision(latest.decision) if latest else None,
            text_version=latest.text_version if latest else "",
            current_version=text.version,
            is_exempted=Exemption.objects.standing().filter(invitation=invitation).exists(),
            has_started=invitation.interview.started_at is not None,
        ),
    )


def hold(invitation: Invitation) -> None:
    """Let one request after the other write about a candidate, until this transaction ends.

    By the interview's row, as the timeline does: whoever writes both takes them in one order. SQLite has only one
    writer at a time anyway.
    """
    Interview.objects.select_for_update().get(pk=invitation.interview_id)


def consent_gate(invitation: Invitation) -> Refused | None:
    """For `interviews.hooks`: nobody starts a proctored session before they agreed or were let off."""
    if not is_proctored(invitation) or proctoring_of(invitation).standing in MAY_START:
        return None
    return proctoring_refused(ProctoringCode.CONSENT_REQUIRED)
