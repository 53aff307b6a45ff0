"""The way here from an interview's page in the admin."""

from django.http import HttpRequest

from interviews.access.looking_back import may_watch
from interviews.hooks import Link
from interviews.models import Interview
from interviews.urls_for import replay_path


def links(request: HttpRequest, interview: Interview) -> list[Link]:
    """A button, once there is something to see."""
    if interview.started_at is None or not may_watch(request.user, interview):
        return []
    return [Link("Replay", replay_path(interview))]
