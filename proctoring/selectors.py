"""Find a candidate and the state of their proctoring. Nothing here writes."""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from dsa.choices import SessionState
from dsa.errors import session_refused
from dsa.sessions.selectors import find_invitation, session_of
from interviews.models import Interview, Invitation
from proctoring.choices import MAY_START, ConsentStatus, Decision, ReviewStatus
from proctoring.consent_text import consent_status, consent_text
from proctoring.errors import ProctoringCode, proctoring_refused
from proctoring.models import (
    CameraCheck,
    Consent,
    Exemption,
    ExemptionRequest,
    ProctoredCandidate,
    Review,
    Snapshot,
)
from proctoring.models.candidate import ProctoredCandidateQuerySet
from proctoring.rules import (
    CAMERA_CHECK_LASTS,
    Proctoring,
    is_camera_required,
    is_proctored,
    records_refusal,
    terms_of,
)
from talentsync.lib.errors import Refused


def invitation_for_token(token: str) -> Invitation:
    """The invitation behind a link, for its candidate's own records. Raises Refused."""
    invitation = find_invitation(token)
    if code := records_refusal(invitation, timezone.now()):
        raise session_refused(code)
    return invitation


def latest_consent(invitation: Invitation) -> Consent | None:
    """The candidate's last answer to the consent text, the one that counts."""
    return Consent.objects.filter(invitation=invitation).order_by("-pk").first()


def open_request(invitation: Invitation) -> ExemptionRequest | None:
    """The candidate's request to go without a camera, unless that is granted."""
    if Exemption.objects.active().filter(invitation=invitation).exists():
        return None
    return ExemptionRequest.objects.filter(invitation=invitation).first()


def proctoring_of(invitation: Invitation) -> Proctoring:
    """The state of this candidate's proctoring at this moment."""
    text = consent_text(terms_of(invitation))
    latest = latest_consent(invitation)
    session = session_of(invitation)
    return Proctoring(
        invitation=invitation,
        session=session,
        text=text,
        consent=latest,
        consent_status=consent_status(
            latest=Decision(latest.decision) if latest else None,
            text_version=latest.text_version if latest else "",
            current_version=text.version,
            is_exempted=Exemption.objects.active().filter(invitation=invitation).exists(),
            # Their own session: another candidate's start says nothing of what this one has read.
            has_started=session is not None and session.started_at is not None,
        ),
    )


def candidates_to_review() -> ProctoredCandidateQuerySet:
    """Candidates whose session is finished and whose pictures nobody has reviewed."""
    reviews = Review.objects.filter(invitation=OuterRef("pk")).exclude(status=ReviewStatus.NOT_REVIEWED)
    return ProctoredCandidate.objects.filter(
        Exists(Snapshot.objects.stored().filter(invitation=OuterRef("pk"))),
        ~Exists(reviews),
        dsa_session__state=SessionState.FINISHED,
    )


def lock_candidate(invitation: Invitation) -> None:
    """Let one request after the other write about a candidate, until this transaction ends.

    By the interview's row, as the timeline does: whoever writes both takes them in one order. SQLite has only one
    writer at a time anyway.
    """
    Interview.objects.select_for_update().get(pk=invitation.interview_id)


def consent_refusal(invitation: Invitation) -> Refused | None:
    """Why a session may not start: nobody starts a proctored one before they agreed or were exempted.

    Where the stage wants it, nor before their camera has worked.
    """
    if not is_proctored(invitation):
        return None
    status = proctoring_of(invitation).consent_status
    if status not in MAY_START:
        return proctoring_refused(ProctoringCode.CONSENT_REQUIRED)
    if status == ConsentStatus.GIVEN and is_camera_required(invitation) and not has_camera(invitation):
        return proctoring_refused(ProctoringCode.CAMERA_REQUIRED)
    return None


def has_camera(invitation: Invitation) -> bool:
    """Whether the candidate's camera has worked lately."""
    since = timezone.now() - CAMERA_CHECK_LASTS
    return CameraCheck.objects.filter(invitation=invitation, checked_at__gt=since).exists()
