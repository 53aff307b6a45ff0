"""Candidates' computer checks for recruiters: read only, beside the results of a person and of an interview."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from interviews.admin.requests import acting_user
from interviews.hooks import Link, Result, ResultColumn
from interviews.models import Interview
from interviews.models.user import RECRUITERS
from interviews.visibility import interview_condition
from rooms.computer_check import STATES, described, summary, worst_state
from rooms.models import ComputerCheck

PERMISSIONS: Final[dict[str, tuple[str, ...]]] = {RECRUITERS: ("view_computercheck",)}


@admin.register(ComputerCheck)
class ComputerCheckAdmin(admin.ModelAdmin[ComputerCheck]):
    """Candidates make them; nobody changes them."""

    list_display = ["candidate", "interview", "outcome", "checked_at"]
    list_select_related = ["invitation__interview"]
    search_fields = ["invitation__name", "invitation__email", "invitation__interview__title"]
    fields = ["candidate", "interview", "checked_at", "outcome", "details", "user_agent"]
    readonly_fields = ["candidate", "interview", "checked_at", "outcome", "details", "user_agent"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ComputerCheck]:
        seen = interview_condition(acting_user(request), "invitation__interview")
        return super().get_queryset(request).filter(seen)

    @admin.display(ordering="invitation__name")
    def candidate(self, check: ComputerCheck) -> str:
        return check.invitation.name

    @admin.display(ordering="invitation__interview__title")
    def interview(self, check: ComputerCheck) -> str:
        return check.invitation.interview.title

    @admin.display
    def outcome(self, check: ComputerCheck) -> str:
        return summary(check.findings)

    @admin.display(description="what the candidate read")
    def details(self, check: ComputerCheck) -> SafeString:
        rows = ((row["part"], row["outcome"], row["words"]) for row in described(check))
        return format_html_join("", "<p><b>{}</b> {}. {}</p>", rows)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _page_of(check: ComputerCheck) -> str:
    return reverse("admin:rooms_computercheck_change", args=[check.pk])


def links(request: HttpRequest, interview: Interview) -> Iterable[Link]:
    """To the checks of an interview's candidates."""
    if not request.user.has_perm("rooms.view_computercheck"):
        return
    for check in ComputerCheck.objects.filter(invitation__interview=interview).select_related("invitation"):
        yield Link(f"Computer of {check.invitation.name}: {summary(check.findings).lower()}", _page_of(check))


def columns(request: HttpRequest, invitation_ids: Sequence[int]) -> Iterable[ResultColumn]:
    """The check of each candidate who made one."""
    if not request.user.has_perm("rooms.view_computercheck"):
        return []
    checks = ComputerCheck.objects.filter(invitation__in=invitation_ids)
    order = list(STATES)
    return [
        ResultColumn(
            "computer_check",
            "Computer check",
            {
                check.invitation_id: Result(
                    summary(check.findings), worst_state(check.findings), _page_of(check)
                )
                for check in checks
            },
            combine=lambda values: min(values, key=order.index),
        )
    ]
