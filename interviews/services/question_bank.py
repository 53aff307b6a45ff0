"""Every write to an interviewer's own question bank.

Each function looks the question up among the owner's, and raises `InterviewQuestion.DoesNotExist` for
anybody else's, so that "not yours" and "not there" are the same answer. Bank questions belong to no
interview, so no timeline tells of them.
"""

from enum import StrEnum

from django.db import transaction
from django.db.models import Max

from interviews.models import InterviewQuestion, StageTypeConfig, User


class Direction(StrEnum):
    """Which way a question moves in its stage's list."""

    UP = "up"
    DOWN = "down"


@transaction.atomic
def add_bank_question(
    *,
    owner: User,
    stage: StageTypeConfig,
    text: str,
    interviewer_hints: str = "",
    expected_answer_guide: str = "",
    language: str = "",
    starter_code: str = "",
    difficulty: str = "",
    minutes: int | None = None,
    tags: str = "",
) -> InterviewQuestion:
    """Put a question at the end of the owner's list for this stage."""
    return InterviewQuestion.objects.create(
        owner=owner,
        stage=stage,
        position=_next_position(owner, stage),
        text=text,
        interviewer_hints=interviewer_hints,
        expected_answer_guide=expected_answer_guide,
        language=language,
        starter_code=starter_code,
        difficulty=difficulty,
        minutes=minutes,
        tags=tags,
    )


@transaction.atomic
def change_bank_question(
    *,
    owner: User,
    question_id: int,
    stage: StageTypeConfig,
    text: str,
    interviewer_hints: str,
    expected_answer_guide: str,
    language: str,
    starter_code: str,
    difficulty: str = "",
    minutes: int | None = None,
    tags: str = "",
) -> InterviewQuestion:
    """Rewrite a question. In another stage's list it goes to the end."""
    question = InterviewQuestion.objects.banked_by(owner).select_for_update().get(pk=question_id)
    if question.stage_id != stage.pk:
        question.stage = stage
        question.position = _next_position(owner, stage)
    question.text = text
    question.interviewer_hints = interviewer_hints
    question.expected_answer_guide = expected_answer_guide
    question.language = language
    question.starter_code = starter_code
    question.difficulty = difficulty
    question.minutes = minutes
    question.tags = tags
    question.save()
    return question


@transaction.atomic
def delete_bank_question(*, owner: User, question_id: int) -> None:
    """Take a question out of the bank. Interviews keep the copies that they got."""
    InterviewQuestion.objects.banked_by(owner).get(pk=question_id).delete()


@transaction.atomic
def move_bank_question(*, owner: User, question_id: int, direction: Direction) -> bool:
    """Let a question change places with its neighbour. False where there is none, which changes nothing."""
    stage_id = InterviewQuestion.objects.banked_by(owner).get(pk=question_id).stage_id
    # The whole list is locked and numbered anew: positions from the admin may be equal or have gaps.
    listed = list(InterviewQuestion.objects.banked_by(owner).filter(stage_id=stage_id).select_for_update())
    here = next(index for index, question in enumerate(listed) if question.pk == question_id)
    there = here - 1 if direction == Direction.UP else here + 1
    if not 0 <= there < len(listed):
        return False
    listed[here], listed[there] = listed[there], listed[here]
    for position, question in enumerate(listed):
        question.position = position
    InterviewQuestion.objects.bulk_update(listed, ["position"])
    return True


def _next_position(owner: User, stage: StageTypeConfig) -> int:
    listed = InterviewQuestion.objects.banked_by(owner).filter(stage=stage)
    last: int | None = listed.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
