"""The demo's criteria, and the notes and scorecards of its ended interview."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from interviews.choices import EventKind, Recommendation
from interviews.models import Interview, Note, Scorecard, StageTypeConfig, User
from interviews.scorecard_proof import handed_in_payload, new_salt
from interviews.services.scorecards import criteria_of
from interviews.timeline import Actor, record_event

CRITERIA: Final[dict[str, tuple[tuple[str, str, str, str, str], ...]]] = {
    "live_technical": (
        (
            "Problem solving",
            "Needs each step told",
            "Finds a way with hints",
            "Finds a sound way alone",
            "Weighs several ways and their costs",
        ),
        (
            "Code",
            "Does not run, or does something else",
            "Runs after help; hard to follow",
            "Runs and reads well",
            "Reads well, and edge cases were tested unasked",
        ),
        (
            "Communication",
            "Silent, or answers another question",
            "Explains when asked",
            "Thinks aloud and asks what is unclear",
            "Makes others see the problem better",
        ),
    ),
    "live_hr": (
        (
            "Motivation",
            "Could not say why they apply",
            "General reasons",
            "Knows what we do and why they want it",
            "Has thought about what they would change",
        ),
        (
            "Collaboration",
            "Others were always to blame",
            "Names conflicts, no part of their own",
            "Tells what they learned from a conflict",
            "Changed how a team works together",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class _Feedback:
    """What one person noted, by the second, and thought afterwards."""

    notes: tuple[tuple[int, str], ...]
    marks: tuple[int, int, int]
    comments: tuple[str, str, str]
    recommendation: Recommendation
    summary: str


IVANS: Final = _Feedback(
    notes=(
        (90, "Asks first how many customers were affected. Good."),
        (190, "Needed the hint about the worker that dies after sending; then found the key by himself."),
        (265, "Says the sweep over sorted starts and ends aloud before he types."),
        (495, "Empty list tried without being asked. Did not try two meetings that touch."),
    ),
    marks=(3, 3, 4),
    comments=("One hint in the first question.", "", "Thinks aloud all the time, easy to follow."),
    recommendation=Recommendation.YES,
    summary="Sound and pleasant to work with. I would like him to see more of distributed systems.",
)
INESS: Final = _Feedback(
    notes=(
        (165, "Draws the boxes himself. Names the outbox pattern."),
        (540, "Complexity right at once."),
    ),
    marks=(4, 3, 3),
    comments=("", "Meetings that touch were left open.", ""),
    recommendation=Recommendation.STRONG_YES,
    summary="Stronger than most whom we hired for this level.",
)


def fill_criteria() -> None:
    """For the stages that have none."""
    for key, criteria in CRITERIA.items():
        for stage in StageTypeConfig.objects.filter(key=key):
            if not stage.scorecard_config["criteria"]:
                stage.scorecard_config = {
                    "criteria": [
                        {"name": name, **{f"mark{mark}": words for mark, words in enumerate(anchors, 1)}}
                        for name, *anchors in criteria
                    ]
                }
                stage.save(update_fields=["scorecard_config"])


def write_feedback(interview: Interview, ivan: User, ines: User) -> None:
    """As if it had been written then: the services would stamp it with today."""
    assert interview.started_at is not None
    assert interview.ended_at is not None
    for minutes, (person, feedback) in enumerate(((ivan, IVANS), (ines, INESS)), 4):
        Note.objects.bulk_create(
            Note(
                interview=interview, author=person, at=interview.started_at + timedelta(seconds=at), text=text
            )
            for at, text in feedback.notes
        )
        handed_in_at = interview.ended_at + timedelta(minutes=minutes)
        criteria = criteria_of(interview.stage)
        scorecard = Scorecard.objects.create(
            interview=interview,
            interviewer=person,
            ratings=[
                {
                    "criterion": criterion.name,
                    "mark": mark,
                    "anchor": criterion.anchor(mark),
                    "comment": comment,
                }
                for criterion, mark, comment in zip(criteria, feedback.marks, feedback.comments, strict=False)
            ],
            recommendation=feedback.recommendation,
            summary=feedback.summary,
            handed_in_at=handed_in_at,
            proof_salt=new_salt(),
        )
        record_event(
            interview.pk,
            EventKind.SCORECARD_HANDED_IN,
            actor=Actor.user(person),
            payload=handed_in_payload(scorecard),
            at=handed_in_at,
        )
