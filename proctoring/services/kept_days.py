"""Which records are older than their stage, or else the installation, says now that they are kept."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery

from interviews.models import StageTypeConfig
from proctoring.consent_text import Terms
from proctoring.models import Consent, Review
from proctoring.rules import stage_terms


def terms_by_stage() -> dict[int, Terms]:
    """What each stage's candidates would be promised now, by the stage's id."""
    return {stage.pk: stage_terms(stage) for stage in StageTypeConfig.objects.only("dsa_config")}


def older_than_terms(
    terms: Mapping[int, Terms], days_of: Callable[[Terms], int], *, moment: str, now: datetime
) -> Q:
    """A condition on rows with an `invitation`: the field `moment` is too long ago for their stage."""
    stages: dict[int, list[int]] = defaultdict(list)
    for stage_id, each in terms.items():
        stages[days_of(each)].append(stage_id)
    if len(stages) == 1:
        # The same everywhere, as in most installations: no join.
        (days,) = stages
        return Q(**{f"{moment}__lte": now - timedelta(days=days)})
    too_old = Q(pk__in=[])
    for days, stage_ids in stages.items():
        too_old |= Q(
            **{
                "invitation__interview__stage__in": stage_ids,
                f"{moment}__lte": now - timedelta(days=days),
            }
        )
    return too_old


def reviews_past_promise(now: datetime) -> QuerySet[Review]:
    """Reviews older than their candidate was promised. They have no date of their own: the last answer has the days."""
    answers = Consent.objects.filter(invitation=OuterRef("invitation")).order_by("-pk")
    past = Q(pk__in=[])
    for days in Consent.objects.order_by().values_list("incident_days", flat=True).distinct():
        past |= Q(promised_days=days, reviewed_at__lte=now - timedelta(days=days))
    promised = Review.objects.annotate(promised_days=Subquery(answers.values("incident_days")[:1]))
    return Review.objects.filter(pk__in=promised.filter(past).values("pk"))
