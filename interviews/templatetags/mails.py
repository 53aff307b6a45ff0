"""Whether mails are sent, for templates of pages about accounts."""

from django import template

from interviews.mail import outbox

register = template.Library()


@register.simple_tag
def mail_is_on() -> bool:
    """Whether this installation sends mail, so that pages promise none otherwise."""
    return outbox.is_on()
