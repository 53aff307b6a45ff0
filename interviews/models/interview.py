"""An interview: one candidate, one stage, one appointment."""

import uuid
from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from interviews import json_schemas
from interviews.choices import ENDED_STATES, OPEN_STATES, InterviewState
from interviews.models.stage import StageTypeConfig
from interviews.models.user import INTERVIEWERS, User
from talentsync.lib.schema_fields import SchemaField


class InterviewQuerySet(models.QuerySet["Interview"]):
    """The ways in which the rest of the code speaks of interviews."""

    def for_interviewer(self, user: User) -> "InterviewQuerySet":
        return self.filter(interviewers=user)

    def with_access_for(self, user: User) -> "InterviewQuerySet":
        """Those that this person holds or observes."""
        return self.filter(Q(interviewers=user) | Q(observers=user)).distinct()

    def open(self) -> "InterviewQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def ended(self) -> "InterviewQuerySet":
        return self.filter(state__in=ENDED_STATES)

    def live(self) -> "InterviewQuerySet":
        return self.filter(state=InterviewState.LIVE)

    def transition(
        self, interview_id: uuid.UUID, *, source: InterviewState, target: InterviewState, at: datetime
    ) -> bool:
        """Change the state only if it is still `source`; True for the one caller that changed it."""
        stamps = {
            InterviewState.LIVE: {"started_at": at},
            InterviewState.COMPLETED: {"ended_at": at},
            InterviewState.CANCELLED: {"ended_at": at},
        }
        return self.filter(pk=interview_id, state=source).update(state=target, **stamps[target]) == 1


class Interview(models.Model):
    """Its id is the room's id as well: random, because candidates see it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=200, help_text="What the candidate reads, such as the position.")
    stage = models.ForeignKey(StageTypeConfig, on_delete=models.PROTECT, related_name="interviews")
    # By name: applications stand on timelines, and those on interviews.
    application = models.ForeignKey(
        "interviews.Application",
        on_delete=models.SET_NULL,
        related_name="interviews",
        null=True,
        blank=True,
        editable=False,
    )
    scheduled_start = models.DateTimeField("start")
    duration_minutes = models.PositiveSmallIntegerField(
        "minutes", default=60, validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    state = models.CharField(
        max_length=10, choices=InterviewState.choices, default=InterviewState.SCHEDULED, editable=False
    )
    interviewers = models.ManyToManyField(
        User,
        related_name="interviews",
        blank=True,
        limit_choices_to={"is_active": True, "groups__name": INTERVIEWERS},
    )
    # Colleagues who watch: seen by everybody, and heard by nobody.
    observers = models.ManyToManyField(User, related_name="observed_interviews", blank=True, editable=False)
    # The candidate is to choose among its offered times; until then `scheduled_start` is the first of them.
    is_time_open = models.BooleanField(default=False, editable=False)
    # Counted up by what calendars must learn of: a new time, other people, the end.
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    room_locked = models.BooleanField(default=False, editable=False)
    recruiter_notes = models.TextField("notes", blank=True)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="interviews_created", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    stage_data = SchemaField(schema=json_schemas.STAGE_DATA, default=dict, blank=True, editable=False)
    last_event_sequence = models.PositiveIntegerField(default=0, editable=False)
    # How much of the timeline is in the installation's file of heads.
    noted_sequence = models.PositiveIntegerField(default=0, editable=False)
    # When the digests of its logs were put into the timeline; earlier than its end where it was held again since.
    sealed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["-scheduled_start"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=InterviewState.values), name="interview_state_known"
            ),
            models.CheckConstraint(
                condition=Q(duration_minutes__range=(5, 480)), name="interview_duration_sane"
            ),
            models.CheckConstraint(
                condition=~Q(state=InterviewState.SCHEDULED) | Q(started_at=None, ended_at=None),
                name="interview_scheduled_has_no_times",
            ),
            models.CheckConstraint(
                condition=~Q(state=InterviewState.LIVE) | Q(started_at__isnull=False, ended_at=None),
                name="interview_live_has_started",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(ENDED_STATES)) | Q(ended_at__isnull=False),
                name="interview_ended_has_end",
            ),
            models.CheckConstraint(
                condition=Q(started_at=None) | Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="interview_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "scheduled_start"]),
            # What ended last is listed, and what is missing of it looked for.
            models.Index(fields=["ended_at"], name="interview_ended_at"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it may still be held and changed."""
        return self.state in OPEN_STATES

    @property
    def scheduled_end(self) -> datetime:
        return self.scheduled_start + timedelta(minutes=self.duration_minutes)
