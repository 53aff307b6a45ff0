"""Write scorecards: a draft as often as its interviewer likes, then handed in, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from interviews.choices import EventKind
from interviews.errors import FeedbackCode, feedback_refused
from interviews.models import Scorecard, StageTypeConfig, User
from interviews.scorecard_proof import handed_in_payload, new_salt
from interviews.services.notes import lock_for_feedback
from interviews.timeline import Actor, record_event


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is rated, and what each of the marks 1 to 4 means; empty where the stage does not say."""

    name: str
    anchors: tuple[str, str, str, str]

    def anchor(self, mark: int | None) -> str:
        return "" if mark is None else self.anchors[mark - 1]


def criteria_of(stage: StageTypeConfig) -> list[Criterion]:
    """A stage's criteria, in their order."""
    return [
        Criterion(
            each["name"],
            (each.get("mark1", ""), each.get("mark2", ""), each.get("mark3", ""), each.get("mark4", "")),
        )
        for each in stage.scorecard_config["criteria"]
    ]


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody says of one criterion; without a mark it was not assessed."""

    mark: int | None
    comment: str


@transaction.atomic
def save_scorecard(
    *,
    interviewer: User,
    interview_id: UUID,
    ratings: Sequence[Rating],
    recommendation: int | None,
    summary: str,
    hand_in: bool,
) -> Scorecard:
    """Store one's scorecard, one rating for each criterion of the stage, and hand it in where that is asked for.

    Raises Refused: for an interview that is not theirs, before it began, once handed in, and for handing in without a
    recommendation.
    """
    interview = lock_for_feedback(interviewer, interview_id)
    if hand_in and recommendation is None:
        raise feedback_refused(FeedbackCode.RECOMMENDATION_MISSING)
    criteria = criteria_of(interview.stage)
    scorecard, _ = Scorecard.objects.update_or_create(
        interview=interview,
        interviewer=interviewer,
        defaults={
            "ratings": [_stored(*pair) for pair in zip(criteria, ratings, strict=True)],
            "recommendation": recommendation,
            "summary": summary,
            "handed_in_at": timezone.now() if hand_in else None,
            "proof_salt": new_salt() if hand_in else "",
        },
    )
    if hand_in:
        # That it was, and nothing of what it says.
        actor, payload = Actor.user(interviewer), handed_in_payload(scorecard)
        record_event(interview_id, EventKind.SCORECARD_HANDED_IN, actor=actor, payload=payload)
    return scorecard


def _stored(criterion: Criterion, rating: Rating) -> Mapping[str, Any]:
    return {
        "criterion": criterion.name,
        "mark": rating.mark,
        "anchor": criterion.anchor(rating.mark),
        "comment": rating.comment,
    }
