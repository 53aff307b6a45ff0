"""Tells recruiters that judging is paused: the execution service cannot be used, and submissions wait for it."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.http import HttpRequest

from dsa.models import Judgement
from interviews.admin.display import local_time


def notices(request: HttpRequest) -> Iterator[str]:
    """What stands above every page of the admin while judging is paused."""
    if not request.user.has_perm("dsa.view_submission"):
        return
    paused = Judgement.objects.paused()
    waiting = paused.aggregate(count=Count("pk"), since=Min("queued_at"))
    if waiting["count"]:
        # They wait for the same service; any of them says what is wrong with it.
        reason = paused.values_list("pause_reason", flat=True).first() or ""
        runs = (
            "1 run or submission waits"
            if waiting["count"] == 1
            else f"{waiting['count']} runs and submissions wait"
        )
        yield (
            f"Judging is paused: {reason}. {runs}, the oldest since {local_time(waiting['since'])}. "
            "Nothing is lost; judging goes on by itself as soon as that is put right."
        )
