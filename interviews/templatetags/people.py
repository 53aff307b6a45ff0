"""What a signed-in person is, for templates."""

from django import template
from django.contrib.auth.models import AnonymousUser

from interviews.access import accounts
from interviews.models import Invitation, User
from interviews.urls_for import candidate_path as path_of

register = template.Library()


@register.filter
def is_interviewer(user: User | AnonymousUser | str) -> bool:
    """Error pages are rendered without a user; there the variable is an empty string."""
    return not isinstance(user, str) and accounts.is_interviewer(user)


@register.filter
def candidate_path(invitation: Invitation) -> str:
    """Where the invitation's link leads; for pages of those who may hand it on."""
    return path_of(invitation)
