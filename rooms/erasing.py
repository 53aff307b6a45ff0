"""Taking an erased person's name out of what stays of a live room."""

from django.db.models import QuerySet

from interviews.models import Invitation
from rooms.models import AdmissionRequest, ChatMessage, CodeRun


def erase_names(invitation: Invitation, name: str) -> None:
    """Put this name in place of theirs, at the door and beside what they wrote and ran. No digest holds any of them."""
    AdmissionRequest.objects.filter(actor_invitation=invitation).update(invited_name=name, typed_name="")
    CodeRun.objects.filter(actor_invitation=invitation).update(author_name=name)
    # The manager's own queryset changes no message, which is meant for what was said.
    QuerySet(ChatMessage).filter(actor_invitation=invitation).update(author_name=name)


def names_left(invitation: Invitation, name: str) -> int:
    """In how many rows another name than this one stands for them."""
    written = (
        model._default_manager.filter(actor_invitation=invitation).exclude(author_name=name).count()
        for model in (ChatMessage, CodeRun)
    )
    asked = AdmissionRequest.objects.filter(actor_invitation=invitation)
    return sum(written) + asked.exclude(invited_name=name, typed_name="").count()
