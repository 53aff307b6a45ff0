"""Questions that interviewers prepare and push."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Max, Q

from interviews.choices import EDITOR_LANGUAGES, Difficulty
from interviews.models.interview import Interview
from interviews.models.stage import StageTypeConfig
from interviews.models.user import User

MAX_QUESTION_TEXT_LENGTH = 4000
MAX_STARTER_CODE_LENGTH = 20_000
MAX_QUESTION_TAGS_LENGTH = 200


class InterviewQuestionQuerySet(models.QuerySet["InterviewQuestion"]):
    """The ways in which the rest of the code speaks of questions."""

    def in_bank_of(self, stage: StageTypeConfig) -> Self:
        """The questions that a new interview of this stage starts from."""
        return self.filter(stage=stage)

    def banked_by(self, user: User) -> Self:
        """An interviewer's own questions in the banks of stages."""
        return self.filter(owner=user, stage__isnull=False)

    def next_position(self) -> int:
        """The place after the last of these."""
        last: int | None = self.aggregate(last=Max("position"))["last"]
        return 0 if last is None else last + 1


class InterviewQuestion(models.Model):
    """One question, in an interview or in a stage's bank.

    `interviewer_hints` and `expected_answer_guide` never leave for a candidate in any form. `starter_code` does when an
    interviewer puts it into the shared code.
    """

    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, related_name="questions", null=True, blank=True
    )
    stage = models.ForeignKey(
        StageTypeConfig, on_delete=models.CASCADE, related_name="bank", null=True, blank=True
    )
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="questions")
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, related_name="copies", null=True, blank=True, editable=False
    )
    position = models.PositiveSmallIntegerField(default=0)
    text = models.TextField("question", max_length=MAX_QUESTION_TEXT_LENGTH)
    interviewer_hints = models.TextField("hints for the interviewer", blank=True)
    expected_answer_guide = models.TextField("what a good answer holds", blank=True)
    language = models.CharField(max_length=20, choices=EDITOR_LANGUAGES, blank=True)
    starter_code = models.TextField(blank=True, max_length=MAX_STARTER_CODE_LENGTH)
    # By which recruiters find it when they plan an interview.
    difficulty = models.CharField(max_length=10, choices=Difficulty.choices, blank=True)
    minutes = models.PositiveSmallIntegerField(
        "usual minutes",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text="How long it usually takes.",
    )
    tags = models.CharField(
        max_length=MAX_QUESTION_TAGS_LENGTH, blank=True, help_text="Words to find it by, separated by commas."
    )

    objects = InterviewQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "question"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(interview__isnull=False, stage=None) | Q(interview=None, stage__isnull=False),
                name="question_in_interview_or_bank",
            ),
            models.UniqueConstraint(
                fields=["interview", "copied_from"],
                name="question_copied_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def tag_list(self) -> list[str]:
        """Its tags one by one, in lower case."""
        return [word for part in self.tags.split(",") if (word := " ".join(part.split()).lower())]
