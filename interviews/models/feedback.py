"""What interviewers keep of an interview: notes, and a scorecard each."""

import uuid
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from interviews import json_schemas
from interviews.choices import Recommendation
from interviews.models.interview import Interview
from interviews.models.user import User
from talentsync.lib.schema_fields import SchemaField

MAX_NOTE_LENGTH = 4_000
MAX_SUMMARY_LENGTH = 10_000


class Note(models.Model):
    """What an interviewer wrote down at a moment of the interview. Its author's alone until the scorecard is handed in.

    The id is the client's, so that sending a note again makes no second one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("moment")
    text = models.TextField(max_length=MAX_NOTE_LENGTH)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["at", "created_at"]
        indexes = [models.Index(fields=["interview", "author", "at"])]

    def __str__(self) -> str:
        return f"a note of {self.at:%Y-%m-%d %H:%M}"


class ScorecardQuerySet(models.QuerySet["Scorecard"]):
    """The ways in which the rest of the code speaks of scorecards."""

    def handed_in(self) -> Self:
        return self.filter(handed_in_at__isnull=False)


class Scorecard(models.Model):
    """One interviewer's ratings and recommendation for one interview; fixed once it is handed in.

    `ratings` keep the words of the criteria and anchors of that time: a stage's criteria may change.
    """

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="scorecards")
    interviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ratings = SchemaField(schema=json_schemas.RATINGS, default=list, blank=True)
    recommendation = models.PositiveSmallIntegerField(
        choices=Recommendation,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(4)],
    )
    summary = models.TextField(blank=True, max_length=MAX_SUMMARY_LENGTH)
    updated_at = models.DateTimeField(auto_now=True)
    handed_in_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Goes into the digest in the timeline (interviews/scorecard_proof.py); empty where there is no digest. The database
    # knows it too, for processes of the release before, which write rows while this one's migrations are done.
    proof_salt = models.CharField(max_length=32, blank=True, default="", db_default="", editable=False)

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        ordering = ["interview", "interviewer"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "interviewer"], name="scorecard_one_each"),
            models.CheckConstraint(
                condition=Q(recommendation__isnull=True) | Q(recommendation__range=(1, 4)),
                name="scorecard_recommendation_known",
            ),
            models.CheckConstraint(
                condition=Q(handed_in_at=None) | Q(recommendation__isnull=False),
                name="scorecard_handed_in_recommends",
            ),
        ]

    def __str__(self) -> str:
        return f"scorecard {self.pk}"
