"""What webcam proctoring has to say where candidates are compared: what a person made of the pictures."""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest
from django.urls import reverse

from interviews.hooks import Result, ResultColumn
from proctoring.choices import ReviewStatus
from proctoring.models import Review, Snapshot

# What wants a look stands first where the column is sorted downwards.
WEIGHTS = {ReviewStatus.PASSED: 0, ReviewStatus.NOT_REVIEWED: 1, ReviewStatus.SUSPICIOUS: 2}


def _heaviest(values: Sequence[str]) -> str:
    return max(values, key=lambda value: WEIGHTS[ReviewStatus(value)])


def columns(request: HttpRequest, invitation_ids: Sequence[int]) -> Iterable[ResultColumn]:
    """The newest review of each candidate of whom there are pictures."""
    if not request.user.has_perm("proctoring.view_proctoredcandidate"):
        return []
    pictured = Snapshot.objects.stored().filter(invitation__in=invitation_ids).order_by()
    status = dict.fromkeys(
        pictured.values_list("invitation", flat=True).distinct(), ReviewStatus.NOT_REVIEWED.value
    )
    reviews = Review.objects.filter(invitation__in=invitation_ids).order_by("number")
    status |= dict(reviews.values_list("invitation", "status"))
    return [
        ResultColumn(
            "proctoring_review",
            "Webcam review",
            {
                invitation: Result(
                    ReviewStatus(found).label,
                    found,
                    reverse("admin:proctoring_proctoredcandidate_change", args=[invitation]),
                )
                for invitation, found in status.items()
            },
            combine=_heaviest,
        )
    ]
