"""Turns changes of accounts and assignments, whoever makes them, into `access_withdrawn`."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save

from interviews.access import AccessCode
from interviews.models import Interview, Invitation, User
from interviews.signals import access_withdrawn, interview_ended


def connect() -> None:
    """Called once, when Django is ready."""
    post_save.connect(user_saved, sender=User, dispatch_uid="interviews.user_saved")
    post_delete.connect(user_deleted, sender=User, dispatch_uid="interviews.user_deleted")
    post_delete.connect(interview_deleted, sender=Interview, dispatch_uid="interviews.interview_deleted")
    post_delete.connect(invitation_deleted, sender=Invitation, dispatch_uid="interviews.invitation_deleted")
    m2m_changed.connect(
        interviewers_changed,
        sender=Interview.interviewers.through,
        dispatch_uid="interviews.interviewers_changed",
    )


def _withdraw(participant_key: str, code: AccessCode, interview_id: Any = None) -> None:
    transaction.on_commit(
        partial(
            access_withdrawn.send_robust,
            sender=None,
            participant_key=participant_key,
            interview_id=interview_id,
            code=code,
        )
    )


def user_saved(instance: User, created: bool, **kwargs: Any) -> None:
    if not created and not instance.is_active:
        _withdraw(f"user:{instance.pk}", AccessCode.FORBIDDEN)


def user_deleted(instance: User, **kwargs: Any) -> None:
    _withdraw(f"user:{instance.pk}", AccessCode.FORBIDDEN)


def interview_deleted(instance: Interview, **kwargs: Any) -> None:
    """Nobody stays in the room of an interview that is gone."""
    transaction.on_commit(
        partial(
            interview_ended.send_robust,
            sender=None,
            interview_id=instance.pk,
            code=AccessCode.INTERVIEW_CANCELLED,
        )
    )


def invitation_deleted(instance: Invitation, **kwargs: Any) -> None:
    _withdraw(f"invitation:{instance.pk}", AccessCode.INVITATION_REVOKED)


def interviewers_changed(
    instance: Interview | User, action: str, reverse: bool, pk_set: set[Any] | None, **kwargs: Any
) -> None:
    """Somebody was taken off an interview. `pre_clear`, because afterwards nobody knows who was on it."""
    if action == "post_remove":
        others = pk_set or set()
    elif action == "pre_clear":
        related = instance.interviews if isinstance(instance, User) else instance.interviewers
        others = set(related.values_list("pk", flat=True))
    else:
        return
    for other in others:
        user_id, interview_id = (instance.pk, other) if reverse else (other, instance.pk)
        _withdraw(f"user:{user_id}", AccessCode.FORBIDDEN, interview_id)
