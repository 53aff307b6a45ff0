"""A candidate's coding session, the problems in it, and the code that is being written."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from dsa.choices import FinishReason, SessionState
from dsa.models.problem import LANGUAGE_CHOICES, Problem
from interviews.models import Interview, Invitation
from talentsync.lib.programming_languages import EXTENSIONS, Language

MAX_SOURCE_CHARACTERS = 64 * 1024
MAX_EXTRA_MINUTES = 24 * 60


class InterviewProblem(models.Model):
    """A problem that an interview's candidates are given."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="problems")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="assignments")
    position = models.PositiveIntegerField(default=0, help_text="Lower numbers come first.")

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "problem"
        constraints = [
            models.UniqueConstraint(fields=["interview", "problem"], name="interview_problem_once"),
        ]

    def __str__(self) -> str:
        return str(self.problem)


class DsaSessionQuerySet(models.QuerySet["DsaSession"]):
    """The ways in which the rest of the code speaks of sessions."""

    def active(self) -> Self:
        return self.filter(state=SessionState.ACTIVE)


class DsaSession(models.Model):
    """One candidate's session, made when they first open their link or when a recruiter first grants them something.

    `deadline` is set when the session starts: the interview's minutes and the extra ones from then on.
    """

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="dsa_session")
    state = models.CharField(
        max_length=10, choices=SessionState.choices, default=SessionState.WAITING, editable=False
    )
    extra_minutes = models.PositiveIntegerField(
        default=0, help_text="For this candidate, on top of the interview's."
    )
    started_at = models.DateTimeField(null=True, editable=False)
    deadline = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    finish_reason = models.CharField(max_length=20, choices=FinishReason.choices, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DsaSessionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "coding session"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SessionState.values), name="dsa_session_state_known"
            ),
            models.CheckConstraint(
                condition=Q(extra_minutes__lte=MAX_EXTRA_MINUTES), name="dsa_session_extra_time_sane"
            ),
            models.CheckConstraint(
                condition=Q(state=SessionState.WAITING, started_at=None, deadline=None)
                | (~Q(state=SessionState.WAITING) & Q(started_at__isnull=False, deadline__isnull=False)),
                name="dsa_session_started_has_times",
            ),
            models.CheckConstraint(
                condition=Q(state=SessionState.FINISHED, finished_at__isnull=False) & ~Q(finish_reason="")
                | (~Q(state=SessionState.FINISHED) & Q(finished_at=None, finish_reason="")),
                name="dsa_session_finished_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(deadline=None) | Q(deadline__gt=F("started_at")),
                name="dsa_session_deadline_after_start",
            ),
        ]
        indexes = [models.Index(fields=["state", "deadline"])]

    def __str__(self) -> str:
        return f"Session of {self.invitation.name}"


class Draft(models.Model):
    """The code in a candidate's editor, one for each problem and language. Each save counts `version` up by one.

    A save names the version that it was made from; another device that saved in between makes it a conflict.
    """

    session = models.ForeignKey(DsaSession, on_delete=models.CASCADE, related_name="drafts")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12, choices=LANGUAGE_CHOICES)
    source_code = models.TextField(max_length=MAX_SOURCE_CHARACTERS, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "problem", "language"], name="draft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.problem} in {self.get_language_display()}, version {self.version}"

    @property
    def file_name(self) -> str:
        """To save the code by: the problem's key, and the ending of the language."""
        return f"{self.problem.key}.{EXTENSIONS[Language(self.language)]}"
