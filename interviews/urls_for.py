"""The paths that people are sent to (design section 5). The pages behind them live in the apps above this one."""

from interviews.choices import StageMode
from interviews.models import Interview, Invitation


def candidate_path(invitation: Invitation) -> str:
    """Where this invitation's link leads. Whoever has it is let in, so it is shown to recruiters only."""
    section = "dsa" if invitation.interview.stage.mode == StageMode.DSA else "join"
    return f"/{section}/{invitation.token}/"


def room_path(interview: Interview) -> str:
    """The interviewers' way into a live interview."""
    return f"/interviews/{interview.pk}/room/"
