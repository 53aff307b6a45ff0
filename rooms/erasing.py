"""Taking an erased person's name out of what stays of a live room, and what an erasure has left there."""

from collections.abc import Collection, Iterator

from django.db.models import QuerySet

from interviews.models import Invitation
from interviews.services.erasure import ERASED_NAME
from rooms.models import (
    AdmissionRequest,
    ChatMessage,
    CodeRun,
    ComputerCheck,
    DocumentUpdate,
    WhiteboardChange,
)


def erase_names(invitation: Invitation, name: str) -> None:
    """Put this name in place of theirs, at the door and beside what they wrote and ran. No digest holds any of them."""
    AdmissionRequest.objects.filter(actor_invitation=invitation).update(invited_name=name, typed_name="")
    CodeRun.objects.filter(actor_invitation=invitation).update(author_name=name)
    # The manager's own queryset changes no message, which is meant for what was said.
    QuerySet(ChatMessage).filter(actor_invitation=invitation).update(author_name=name)


def remains(invitations: Collection[Invitation]) -> Iterator[str]:
    """Checks of computers, and names in what stays where the invitation itself is blank."""
    if number := ComputerCheck.objects.filter(invitation__in=invitations).count():
        yield f"{number} {'computer check' if number == 1 else 'computer checks'}"
    blank = [invitation.pk for invitation in invitations if invitation.name == ERASED_NAME]
    asked = AdmissionRequest.objects.filter(actor_invitation__in=blank)
    for rows in (
        asked.exclude(invited_name=ERASED_NAME, typed_name=""),
        ChatMessage.objects.filter(actor_invitation__in=blank).exclude(author_name=ERASED_NAME),
        CodeRun.objects.filter(actor_invitation__in=blank).exclude(author_name=ERASED_NAME),
    ):
        if number := rows.count():
            yield f"{number} {rows.model._meta.verbose_name_plural} with a name"


def keeps(invitations: Collection[Invitation]) -> Iterator[str]:
    """What they said and made in a live room: everybody's who was there, so it goes with the interview alone."""
    for model, words in (
        (ChatMessage, "messages in the live room"),
        (CodeRun, "runs in the live room"),
        (DocumentUpdate, "changes of the shared code"),
        (WhiteboardChange, "changes of the whiteboard"),
        (AdmissionRequest, "requests at the door"),
    ):
        if number := model._default_manager.filter(actor_invitation__in=invitations).count():
            yield f"{words}: {number}"
