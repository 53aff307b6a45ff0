"""What a signed-in person is, for templates."""

from django import template
from django.contrib.auth.models import AnonymousUser

from interviews import access
from interviews.models import User

register = template.Library()


@register.filter
def is_interviewer(user: User | AnonymousUser | str) -> bool:
    """Error pages are rendered without a user; there the variable is an empty string."""
    return not isinstance(user, str) and access.is_interviewer(user)
