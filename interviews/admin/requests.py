"""What every admin view asks of a request or of the interview that it is about."""

from django.http import HttpRequest

from interviews.models import Interview, User


def acting_user(request: HttpRequest) -> User:
    """The signed-in person, in whose name services write. The admin lets nobody else this far."""
    assert isinstance(request.user, User)
    return request.user


def is_open(interview: Interview | None) -> bool:
    """Whether an interview may still be changed; one that is being made (None) may."""
    return interview is None or interview.is_open
