"""Answers to the consent text, and exemptions. Each write is one transaction with its timeline event."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from interviews.choices import EventKind
from interviews.mail import outbox
from interviews.models import Invitation, User
from interviews.timeline import Actor, record_event
from proctoring.choices import ConsentStatus, Decision
from proctoring.consent_text import consent_text
from proctoring.errors import ProctoringCode, proctoring_refused
from proctoring.models import CameraCheck, Consent, Exemption, ExemptionRequest
from proctoring.rules import answering_refusal, terms_of
from proctoring.selectors import latest_consent, lock_candidate, proctoring_of


@transaction.atomic
def record_consent(*, invitation: Invitation, decision: Decision, text_version: str) -> Consent:
    """Store a candidate's answer. The same answer to the same text again is no new one.

    Raises Refused with `consent_text_changed` for a text that is not the one shown now, `proctoring_off` or
    `not_active`.
    """
    if code := answering_refusal(invitation):
        raise proctoring_refused(code)
    terms = terms_of(invitation)
    text = consent_text(terms)
    if text_version != text.version:
        raise proctoring_refused(ProctoringCode.CONSENT_TEXT_CHANGED)
    lock_candidate(invitation)
    latest = latest_consent(invitation)
    if latest and (latest.decision, latest.text_version) == (decision, text_version):
        return latest
    now = timezone.now()
    consent = Consent.objects.create(
        invitation=invitation,
        decision=decision,
        text_version=text.version,
        text=text.as_json(),
        snapshot_days=terms.snapshot_days,
        incident_days=terms.incident_days,
        decided_at=now,
        keep_until=now + timedelta(days=terms.consent_days),
    )
    record_event(
        invitation.interview_id,
        EventKind.PROCTORING_CONSENT,
        actor=Actor(invitation_id=invitation.pk),
        # A reference and not the answer: this stays when the answer is erased.
        payload={"consentId": consent.pk},
    )
    if decision == Decision.DECLINED:
        outbox.tell_camera_declined(invitation)
    return consent


@transaction.atomic
def ask_for_exemption(*, invitation: Invitation, note: str) -> ExemptionRequest:
    """Store that a candidate asks to go without a camera, and why, in place of what they wrote before.

    Raises Refused with `already_exempted`, `proctoring_off` or `not_active`.
    """
    if code := answering_refusal(invitation):
        raise proctoring_refused(code)
    lock_candidate(invitation)
    if Exemption.objects.active().filter(invitation=invitation).exists():
        raise proctoring_refused(ProctoringCode.ALREADY_EXEMPTED)
    now = timezone.now()
    request, is_new = ExemptionRequest.objects.update_or_create(
        invitation=invitation,
        defaults={
            "note": note,
            "asked_at": now,
            "keep_until": now + timedelta(days=terms_of(invitation).incident_days),
        },
    )
    if is_new:
        record_event(
            invitation.interview_id,
            EventKind.PROCTORING_EXEMPTION_ASKED,
            actor=Actor(invitation_id=invitation.pk),
            payload={"requestId": request.pk},
        )
        outbox.tell_camera_declined(invitation)
    return request


@transaction.atomic
def record_camera_check(*, invitation: Invitation) -> None:
    """Store that the candidate's camera works now. Raises Refused without an agreement to use it."""
    lock_candidate(invitation)
    if proctoring_of(invitation).consent_status != ConsentStatus.GIVEN:
        raise proctoring_refused(ProctoringCode.CONSENT_REQUIRED)
    CameraCheck.objects.update_or_create(invitation=invitation, defaults={"checked_at": timezone.now()})


def grant_exemption(*, invitation: Invitation, actor: User) -> bool:
    """Let a candidate take the session without a camera. False if that was granted already."""
    try:
        with transaction.atomic():
            Exemption.objects.create(invitation=invitation, granted_by=actor, granted_at=timezone.now())
            _record_exemption(invitation, actor, granted=True)
    except IntegrityError:
        return False
    return True


@transaction.atomic
def withdraw_exemption(*, invitation: Invitation, actor: User) -> bool:
    """Ask for the camera again. False if there was no exemption. A session that has begun goes on without."""
    withdrawn = Exemption.objects.active().filter(invitation=invitation)
    if not withdrawn.update(withdrawn_at=timezone.now(), withdrawn_by=actor):
        return False
    _record_exemption(invitation, actor, granted=False)
    return True


def _record_exemption(invitation: Invitation, actor: User, *, granted: bool) -> None:
    record_event(
        invitation.interview_id,
        EventKind.PROCTORING_EXEMPTED,
        actor=Actor.user(actor),
        payload={"invitationId": invitation.pk, "granted": granted},
    )
