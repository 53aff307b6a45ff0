"""How templates of the admin show states, times and links."""

from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from interviews.admin import deletions, display, mails
from interviews.choices import InvitationStatus
from interviews.models import Invitation, OutgoingMail, OwnDeletion
from interviews.urls_for import candidate_path

register = template.Library()


@register.simple_tag
def state(value: str, label: str) -> SafeString:
    """A stored state as a shape and its words."""
    return display.state(value, label)


@register.filter
def local_time(moment: datetime | None) -> str:
    """A moment in the viewer's zone, which it names."""
    return display.local_time(moment)


@register.simple_tag
def mail_actions(mail: OutgoingMail) -> SafeString | str:
    """What can be done about a mail that was not sent."""
    return mails.action_links(mail)


@register.simple_tag
def deletion_action(deletion: OwnDeletion) -> SafeString | str:
    """What is to be done about a deletion for a candidate that failed."""
    return deletions.action_link(deletion)


@register.simple_tag
def invitation_link(invitation: Invitation) -> SafeString | str:
    """A candidate's link with a button that copies it; what became of it where it does not work any more."""
    if not invitation.interview.is_open:
        return "Closed with the interview."
    if invitation.status != InvitationStatus.VALID:
        return display.badge(invitation.status)
    return display.copyable(
        candidate_path(invitation),
        name=f"link of {invitation.name} to {invitation.interview.title}",
        element_id=f"invitation-link-{invitation.pk}",
    )
