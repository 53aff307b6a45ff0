"""The kinds of interview that a company holds."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from interviews import json_schemas
from interviews.choices import Admission, StageMode
from talentsync.lib.schema_fields import SchemaField


def default_tools_config() -> dict[str, Any]:
    return json_schemas.default_document(json_schemas.TOOLS_CONFIG)


def default_dsa_config() -> dict[str, Any]:
    return json_schemas.default_document(json_schemas.DSA_CONFIG)


def default_scorecard_config() -> dict[str, Any]:
    return json_schemas.default_document(json_schemas.SCORECARD_CONFIG)


class StageTypeConfig(models.Model):
    """One kind of stage: how it is held and which tools it offers. Interviews refer to it."""

    key = models.SlugField(unique=True, help_text="A short name for programs, such as technical_dsa.")
    name = models.CharField(max_length=100)
    mode = models.CharField(max_length=10, choices=StageMode.choices, default=StageMode.LIVE)
    default_duration_minutes = models.PositiveSmallIntegerField(
        "usual minutes", default=60, validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    tools_config = SchemaField(
        "tools in the room", schema=json_schemas.TOOLS_CONFIG, default=default_tools_config
    )
    admission = models.CharField(
        max_length=10,
        choices=Admission.choices,
        default=Admission.OPEN,
        help_text="How a candidate gets in. A link that is in use and a locked room always ask an interviewer.",
    )
    dsa_config = SchemaField(
        "rules of the session", schema=json_schemas.DSA_CONFIG, default=default_dsa_config
    )
    scorecard_config = SchemaField(
        "scorecard", schema=json_schemas.SCORECARD_CONFIG, default=default_scorecard_config
    )
    is_active = models.BooleanField(
        "offered", default=True, help_text="Untick to hide it from new interviews."
    )

    class Meta:
        verbose_name = "stage"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(mode__in=StageMode.values), name="stage_mode_known"),
            models.CheckConstraint(
                condition=models.Q(admission__in=Admission.values), name="stage_admission_known"
            ),
            models.CheckConstraint(
                condition=models.Q(default_duration_minutes__range=(5, 480)), name="stage_duration_sane"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def usual_minutes(self) -> int:
        """How long a new interview of this stage is, unless its recruiter says otherwise."""
        if self.mode == StageMode.DSA:
            minutes: int = self.dsa_config["durationMinutes"]
            return minutes
        return self.default_duration_minutes
