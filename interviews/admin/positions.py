"""Positions, each with its candidates side by side."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import slugify

from interviews import people
from interviews.admin.display import badge
from interviews.admin.requests import acting_user
from interviews.choices import (
    ApplicationDecision,
    InvitationStatus,
    MailKind,
    MailState,
    PositionState,
)
from interviews.mail import outbox
from interviews.models import Invitation, OutgoingMail, Position, User
from interviews.models.user import RECRUITERS
from interviews.services.positions import add_position, change_position
from interviews.urls_for import candidate_path
from interviews.visibility import position_condition, visible_positions
from talentsync.lib.spreadsheets import BYTE_ORDER_MARK, CONTENT_TYPE, Cell, as_csv, iso

# Stable: new ones come at the end, results of the apps after them.
COLUMNS: Final = (
    "candidate",
    "candidate_email",
    "applied_at",
    "decision",
    "decided_at",
    "decided_by",
    "stages",
)
LINK_COLUMNS: Final = ("candidate", "candidate_email", "link", "expires_at", "position", "stage")
LINKS_PER_PAGE: Final = 500


@admin.register(Position)
class PositionAdmin(admin.ModelAdmin[Position]):
    """A position's page is its candidates; title and state stand above them."""

    list_display = ["title", "state_badge", "candidate_count", "undecided_count", "added"]
    list_filter = ["state"]
    search_fields = ["title"]
    list_per_page = 50
    show_full_result_count = False
    fields = ["title", "state", "members"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Position]:
        undecided = Q(applications__decision=ApplicationDecision.UNDECIDED)
        positions: QuerySet[Position] = (
            super()
            .get_queryset(request)
            .filter(position_condition(acting_user(request)))
            .annotate(number=Count("applications"), undecided=Count("applications", filter=undecided))
        )
        return positions

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = _may_be_on(None)
        return super().formfield_for_manytomany(
            db_field, request, **{"widget": forms.CheckboxSelectMultiple, **kwargs}
        )

    def get_form(
        self, request: HttpRequest, obj: Position | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if "members" in form.base_fields:
            form.base_fields["members"].queryset = _may_be_on(obj)
        return form

    def save_model(self, request: HttpRequest, obj: Position, form: Any, change: bool) -> None:
        members = form.cleaned_data.get("members")
        if not change:
            add_position(position=obj, members=members or (), actor=acting_user(request))
            return
        change_position(
            position=obj,
            fields={"title", "state"}.intersection(form.changed_data),
            members=members if "members" in form.changed_data else None,
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Without the form's own save_m2m: the service has stored the people."""

    def has_delete_permission(self, request: HttpRequest, obj: Position | None = None) -> bool:
        """One without candidates was a slip; any other is archived."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.applications.exists())

    def get_actions(self, request: HttpRequest) -> Any:
        return {}

    @admin.display(description="state", ordering="state")
    def state_badge(self, position: Position) -> SafeString:
        return badge(PositionState(position.state))

    @admin.display(description="added", ordering="created_at")
    def added(self, position: Position) -> str:
        return date_format(timezone.localtime(position.created_at), "j M Y")

    @admin.display(description="candidates", ordering="number")
    def candidate_count(self, position: Any) -> int:
        number: int = position.number
        return number

    @admin.display(description="undecided", ordering="undecided")
    def undecided_count(self, position: Any) -> int:
        number: int = position.undecided
        return number

    # The page -------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Any, name: str) -> URLPattern:
            pattern: URLPattern = path(
                route, self.admin_site.admin_view(view), name=f"interviews_position_{name}"
            )
            return pattern

        return [
            page("<int:position_id>/candidates.csv", self.export_view, "export"),
            page("<int:position_id>/links/", self.links_view, "links"),
            page("<int:position_id>/mails/", self.mails_view, "mails"),
            page("<int:position_id>/links.csv", self.links_export_view, "links_export"),
            *super().get_urls(),
        ]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        position = kwargs.get("obj")
        if position is not None and request.user.has_perm("interviews.view_candidate"):
            comparison = people.compare(request, position, sort=request.GET.get("sort", ""))
            pages = Paginator(comparison.rows, people.ROWS_PER_PAGE)
            context |= {
                "comparison": comparison,
                "rows": pages.get_page(request.GET.get("page")),
                "heads": list(heads(comparison)),
                "may_decide": request.user.has_perm("interviews.change_application"),
                "may_invite": request.user.has_perm("interviews.add_invitation"),
                "may_see_links": request.user.has_perm("interviews.change_invitation"),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def export_view(self, request: HttpRequest, position_id: int) -> HttpResponse:
        """The whole table as CSV, in the order of the page."""
        if not request.user.has_perms(["interviews.view_position", "interviews.view_candidate"]):
            raise PermissionDenied
        position = get_object_or_404(visible_positions(acting_user(request)), pk=position_id)
        comparison = people.compare(request, position, sort=request.GET.get("sort", ""))
        return _download(f"candidates-{position.title}", exported(comparison))

    # Links ----------------------------------------------------------------------------------------------------------

    def links_view(self, request: HttpRequest, position_id: int) -> HttpResponse:
        position, links = self._links(request, position_id)
        return TemplateResponse(
            request,
            "admin/interviews/position/links.html",
            {
                **self.admin_site.each_context(request),
                "title": f"Links of {position}",
                "position": position,
                "links": links[:LINKS_PER_PAGE],
                "paths": "\n".join(
                    f"{one.name}\t{one.email}\t{link}" for one, link in links[:LINKS_PER_PAGE]
                ),
                "stage": request.GET.get("stage", ""),
                "is_mail_on": outbox.is_on(),
                "progress": _progress(position, request.GET.get("stage", "")),
                "opts": Position._meta,
            },
        )

    def mails_view(self, request: HttpRequest, position_id: int) -> HttpResponse:
        """How far the invitations of the links' page are, for the page that keeps itself up to date."""
        if not request.user.has_perms(["interviews.view_position", "interviews.change_invitation"]):
            raise PermissionDenied
        position = get_object_or_404(visible_positions(acting_user(request)), pk=position_id)
        stage = request.GET.get("stage", "")
        context = {"position": position, "stage": stage, "progress": _progress(position, stage)}
        return TemplateResponse(request, "admin/interviews/position/_mail_progress.html", context)

    def links_export_view(self, request: HttpRequest, position_id: int) -> HttpResponse:
        position, links = self._links(request, position_id)
        rows: Iterable[list[Cell]] = (
            [
                one.name,
                one.email,
                link,
                iso(one.expires_at),
                position.title,
                one.interview.stage.name,
            ]
            for one, link in links
        )
        return _download(f"links-{position.title}", [LINK_COLUMNS, *rows])

    def _links(self, request: HttpRequest, position_id: int) -> tuple[Position, list[tuple[Invitation, str]]]:
        """The links that work, of the stage that the address names or of all, newest first."""
        if not request.user.has_perms(["interviews.view_position", "interviews.change_invitation"]):
            raise PermissionDenied
        position = get_object_or_404(visible_positions(acting_user(request)), pk=position_id)
        invitations = Invitation.objects.filter(interview__application__position=position)
        if (stage := _stage_id(request.GET.get("stage", ""))) is not None:
            invitations = invitations.filter(interview__stage=stage)
        found = invitations.select_related("interview__stage").order_by("-pk")
        return position, [
            (one, request.build_absolute_uri(candidate_path(one)))
            for one in found
            if one.status == InvitationStatus.VALID and one.interview.is_open
        ]


def _stage_id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@dataclass(frozen=True, slots=True)
class MailProgress:
    """How many invitations by mail there are in each state."""

    total: int
    sent: int
    waiting: int
    troubled: int


def _progress(position: Position, stage: str) -> MailProgress:
    mails = OutgoingMail.objects.filter(
        kind=MailKind.CANDIDATE_INVITATION, interview__application__position=position
    )
    if (stage_id := _stage_id(stage)) is not None:
        mails = mails.filter(interview__stage=stage_id)
    counted = dict(mails.order_by().values_list("state").annotate(number=Count("pk")))
    waiting = counted.get(MailState.WAITING, 0) + counted.get(MailState.SENDING, 0)
    troubled = counted.get(MailState.FAILED, 0) + counted.get(MailState.UNCLEAR, 0)
    return MailProgress(sum(counted.values()), counted.get(MailState.SENT, 0), waiting, troubled)


class Head:
    """A column's head: its words, and the address that sorts by it."""

    def __init__(self, key: str, label: str, sort: str) -> None:
        self.label = label
        self.direction = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
        # The first click sorts results downwards, names upwards.
        first, second = (key, f"-{key}") if key in people.SORT_KEYS else (f"-{key}", key)
        self.query = urlencode({"sort": second if sort == first else first})


def heads(comparison: people.Comparison) -> Iterator[Head]:
    """In the order of the table's columns."""
    sort = comparison.sort or "name"
    yield Head("name", "Candidate", sort)
    for column in comparison.columns:
        yield Head(column.key, column.label, sort)
    yield Head("decision", "Decision", sort)


def exported(comparison: people.Comparison) -> Iterator[list[Cell] | tuple[str, ...]]:
    """A head and a row for each candidate; where somebody took several stages, one value stands for them."""
    yield (*COLUMNS, *(column.key for column in comparison.columns))
    for row in comparison.rows:
        application = row.application
        yield [
            application.candidate.name,
            application.candidate.email,
            iso(application.created_at),
            application.decision,
            iso(application.decided_at),
            application.decided_by.display_name if application.decided_by else "",
            "; ".join(f"{stage.stage.name}: {stage.state}" for stage in row.stages),
            *(cell.value for cell in row.cells),
        ]


def _may_be_on(position: Position | None) -> QuerySet[User]:
    """Recruiters, and who is on the position already: a form that left those out would take them off it."""
    wanted = Q(is_active=True, groups__name=RECRUITERS)
    if position is not None:
        wanted |= Q(positions=position)
    return User.objects.filter(wanted).distinct().order_by("first_name", "last_name", "username")


def _download(name: str, rows: Iterable[Any]) -> HttpResponse:
    return HttpResponse(
        BYTE_ORDER_MARK + as_csv(rows),
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{slugify(name)[:80] or "export"}.csv"'},
    )
