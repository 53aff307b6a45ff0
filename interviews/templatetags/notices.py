"""What is wrong at the moment, for templates of the admin."""

from django import template
from django.http import HttpRequest

from interviews import hooks

register = template.Library()


@register.simple_tag
def admin_notices(request: HttpRequest) -> list[str]:
    """What every app has to tell this person on each page."""
    return [words for notices in hooks.admin_notices for words in notices(request)]
