"""Whom candidates may turn to about what is held of them."""

from django.conf import settings

from interviews.models import Invitation


def contact_of(invitation: Invitation) -> str:
    """An address or a name: never nobody."""
    recruiter = invitation.interview.created_by
    contact: str = settings.PROCTORING_CONTACT
    return contact or recruiter.email or recruiter.display_name
