"""Filters of the admin's lists."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from interviews.admin.requests import acting_user
from interviews.visibility import position_condition, sees_everything, visible_candidates

# Each span in days from the beginning of the viewer's today: its first day, and the day after its last.
SPANS: dict[str, tuple[str, int, int]] = {
    "today": ("Today", 0, 1),
    "tomorrow": ("Tomorrow", 1, 2),
    "next-7-days": ("Next 7 days", 0, 7),
    "next-30-days": ("Next 30 days", 0, 30),
    "past-7-days": ("Past 7 days", -7, 0),
    "past-30-days": ("Past 30 days", -30, 0),
    "past-12-months": ("Past 12 months", -365, 0),
}


class StartFilter(admin.SimpleListFilter):
    """Interviews by the day of their start, ahead as well as back, in the viewer's zone."""

    title = "start"
    parameter_name = "start"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, label) for key, (label, _, _) in SPANS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if (span := SPANS.get(self.value() or "")) is None:
            return queryset
        _, first, after_last = span
        today = timezone.localdate()
        begins, ends = (
            timezone.make_aware(datetime.combine(today + timedelta(days=days), time.min))
            for days in (first, after_last)
        )
        return queryset.filter(scheduled_start__gte=begins, scheduled_start__lt=ends)


class InterviewersFilter(admin.RelatedOnlyFieldListFilter):
    """Who holds one of the listed interviews, and those that nobody holds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django's dash says nothing.
        self.empty_value_display = SafeString("Nobody yet")


class SeenPositionsFilter(admin.RelatedFieldListFilter):
    """Positions to choose from: those that the viewer sees."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        seen = position_condition(acting_user(request))
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to=seen)


class SeenTagsFilter(admin.RelatedFieldListFilter):
    """Tags to choose from: those of people whom the viewer sees."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        viewer = acting_user(request)
        # By a subquery: a join would give a tag once for each of its people.
        tags = visible_candidates(viewer).exclude(tags=None).values("tags")
        seen = {} if sees_everything(viewer) else {"pk__in": tags}
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to=seen)
