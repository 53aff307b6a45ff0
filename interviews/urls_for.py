"""The paths that people are sent to, by the names of the URL configuration.

The pages behind them live in the apps above this one, which may not be imported here.
"""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from interviews.choices import StageMode
from interviews.models import Interview, Invitation, User


def candidate_path(invitation: Invitation) -> str:
    """Where this invitation's link leads. Whoever has it is let in: it is for recruiters and interviewers only."""
    name = "dsa_session" if invitation.interview.stage.mode == StageMode.DSA else "join"
    return reverse(name, args=[invitation.token])


def choose_path(invitation: Invitation) -> str:
    """Where a candidate chooses a time, by the token of their link."""
    return reverse("choose_time", args=[invitation.token])


def room_path(interview: Interview) -> str:
    """The interviewers' way into a live interview."""
    return reverse("room", args=[interview.pk])


def scorecard_path(interview: Interview) -> str:
    """Where an interviewer writes down what they think."""
    return reverse("scorecard", args=[interview.pk])


def replay_path(interview: Interview) -> str:
    """Where those who held a live interview see it again."""
    return reverse("replay", args=[interview.pk])


def ended_path(*, only_missing: bool = False) -> str:
    """The list of ended interviews; of those where something is to be done yet."""
    return reverse("ended") + ("?missing=1" if only_missing else "")


def password_path(person: User) -> str:
    """Where this person chooses a new password: for four hours, until they have done so or signed in."""
    token = default_token_generator.make_token(person)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), token])
