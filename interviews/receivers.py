"""Turn changes of accounts and assignments, whoever makes them, into `access_withdrawn`."""

from typing import Any
from uuid import UUID

from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete

from interviews.access.codes import AccessCode
from interviews.hooks import AccessWithdrawn, InterviewEnded, access_withdrawn, interview_ended
from interviews.models import Interview, Invitation, User
from interviews.services.proof import bury
from interviews.timeline import Actor


def connect() -> None:
    """Called once, when Django is ready."""
    post_save.connect(user_saved, sender=User, dispatch_uid="interviews.user_saved")
    post_delete.connect(user_deleted, sender=User, dispatch_uid="interviews.user_deleted")
    pre_delete.connect(interview_goes, sender=Interview, dispatch_uid="interviews.interview_goes")
    post_delete.connect(interview_deleted, sender=Interview, dispatch_uid="interviews.interview_deleted")
    post_delete.connect(invitation_deleted, sender=Invitation, dispatch_uid="interviews.invitation_deleted")
    m2m_changed.connect(
        interviewers_changed,
        sender=Interview.interviewers.through,
        dispatch_uid="interviews.interviewers_changed",
    )
    m2m_changed.connect(
        observers_changed,
        sender=Interview.observers.through,
        dispatch_uid="interviews.observers_changed",
    )


def _withdraw(actor: Actor, code: AccessCode, interview_id: UUID | None = None) -> None:
    access_withdrawn.send_on_commit(AccessWithdrawn(actor.key, interview_id, code))


def user_saved(instance: User, created: bool, **kwargs: object) -> None:
    if not created and not instance.is_active:
        _withdraw(Actor(user_id=instance.pk), AccessCode.FORBIDDEN)


def user_deleted(instance: User, **kwargs: object) -> None:
    _withdraw(Actor(user_id=instance.pk), AccessCode.FORBIDDEN)


def interview_goes(instance: Interview, **kwargs: object) -> None:
    """Whatever deletes it, its tombstone stays."""
    bury(instance.pk)


def interview_deleted(instance: Interview, **kwargs: object) -> None:
    """Nobody stays in the room of an interview that is gone."""
    interview_ended.send_on_commit(InterviewEnded(instance.pk, AccessCode.INTERVIEW_CANCELLED))


def invitation_deleted(instance: Invitation, **kwargs: object) -> None:
    _withdraw(Actor(invitation_id=instance.pk), AccessCode.INVITATION_REVOKED)


def interviewers_changed(
    instance: Interview | User, action: str, pk_set: set[Any] | None, **kwargs: object
) -> None:
    """Somebody was taken off an interview."""
    _people_changed("interviewers", "interviews", instance, action, pk_set)


def observers_changed(
    instance: Interview | User, action: str, pk_set: set[Any] | None, **kwargs: object
) -> None:
    """Somebody does not observe an interview any more."""
    _people_changed("observers", "observed_interviews", instance, action, pk_set)


def _people_changed(
    people: str, interviews: str, instance: Interview | User, action: str, pk_set: set[Any] | None
) -> None:
    """`pre_clear`, because afterwards nobody knows who was on it."""
    if action == "post_remove":
        others = pk_set or set()
    elif action == "pre_clear":
        related = getattr(instance, interviews if isinstance(instance, User) else people)
        others = set(related.values_list("pk", flat=True))
    else:
        return
    for other in others:
        if isinstance(instance, User):
            _withdraw(Actor(user_id=instance.pk), AccessCode.FORBIDDEN, other)
        else:
            _withdraw(Actor(user_id=other), AccessCode.FORBIDDEN, instance.pk)
