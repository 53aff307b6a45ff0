"""All that is known of one person, and the candidates of a position side by side. It reads and never writes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest

from interviews.choices import StageMode
from interviews.hooks import Link, Result, ResultColumn, interview_links, result_columns
from interviews.models import (
    Application,
    Candidate,
    DecisionRecord,
    Interview,
    Invitation,
    Position,
    Scorecard,
    StageTypeConfig,
)
from interviews.scorecard_columns import readable_scorecards, scorecard_columns
from interviews.visibility import interview_condition, position_condition, visible_candidates
from talentsync.lib.durations import duration

# Rows of a comparison on one page. The export has all of them.
ROWS_PER_PAGE = 50


# Results --------------------------------------------------------------------------------------------------------------


def live_columns(request: HttpRequest, invitation_ids: Sequence[int]) -> Iterable[ResultColumn]:
    """How long live interviews took, beside what the apps above know of their own."""
    rows = Invitation.objects.filter(
        pk__in=invitation_ids,
        interview__stage__mode=StageMode.LIVE,
        interview__started_at__isnull=False,
        interview__ended_at__isnull=False,
    ).values_list("pk", "interview__started_at", "interview__ended_at")
    results = {
        invitation: Result(duration(ended - started), round((ended - started).total_seconds()))
        for invitation, started, ended in rows
        if started is not None and ended is not None
    }
    return [ResultColumn("time_spent", "Time spent", results, combine=sum)]


def columns_of(
    request: HttpRequest, invitation_ids: Sequence[int], *, with_scorecards: bool = True
) -> list[ResultColumn]:
    """Every kind of result that anybody has of these invitations; columns of the same key are one."""
    columns: dict[str, ResultColumn] = {}
    for read in (*result_columns, live_columns, *([scorecard_columns] if with_scorecards else [])):
        for column in read(request, invitation_ids):
            known = columns.get(column.key)
            columns[column.key] = (
                replace(known, results={**known.results, **column.results}) if known else column
            )
    return [column for column in columns.values() if column.results]


# One person -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PersonsStage:
    """One interview that somebody was invited to, with what came of it."""

    interview: Interview
    invitation: Invitation
    results: Sequence[tuple[str, Result]]
    scorecards: Sequence[Scorecard]
    links: Sequence[Link]


@dataclass(frozen=True, slots=True)
class PersonsApplication:
    """One application with its decisions, newest first, and its interviews, earliest first."""

    application: Application
    decisions: Sequence[DecisionRecord]
    stages: Sequence[PersonsStage]


@dataclass(frozen=True, slots=True)
class Person:
    """What stands on a candidate's page. `others` are the interviews that belong to no application of theirs."""

    applications: Sequence[PersonsApplication]
    others: Sequence[PersonsStage]
    merged: Sequence[Candidate]
    possible_duplicates: Sequence[Candidate]


def person(request: HttpRequest, candidate: Candidate) -> Person:
    """All of a candidate that the viewer may see. Links to results are the only queries that grow with their number."""
    invitations = list(
        candidate.invitations.filter(interview_condition(request.user, "interview"))
        .select_related("interview__stage")
        .prefetch_related("interview__interviewers")
        .order_by("interview__scheduled_start", "pk")
    )
    columns = columns_of(request, [invitation.pk for invitation in invitations])
    scorecards = readable_scorecards(request.user, [invitation.interview_id for invitation in invitations])
    by_application: dict[int | None, list[PersonsStage]] = defaultdict(list)
    for invitation in invitations:
        stage = _stage(request, invitation, columns, scorecards[invitation.interview_id])
        by_application[invitation.interview.application_id].append(stage)
    applications = list(
        candidate.applications.filter(position_condition(request.user, "position"))
        .select_related("position", "decided_by")
        .prefetch_related(Prefetch("decisions", DecisionRecord.objects.select_related("decided_by")))
        .order_by("-created_at", "-pk")
    )
    own = {application.pk for application in applications}
    return Person(
        applications=[
            PersonsApplication(each, list(each.decisions.all()), by_application[each.pk])
            for each in applications
        ],
        others=[stage for key, stages in by_application.items() if key not in own for stage in stages],
        merged=list(candidate.duplicates.order_by("merged_at")),
        possible_duplicates=list(
            possible_duplicates_of(candidate, visible_candidates(request.user).filter(merged_into=None))[:5]
        ),
    )


def possible_duplicates_of(candidate: Candidate, among: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """People with the same name, or with the same word before the @ of another address."""
    local_part = candidate.normalised_email.partition("@")[0]
    is_alike = Q(name__iexact=candidate.name) | Q(normalised_email__startswith=f"{local_part}@")
    return among.filter(is_alike).exclude(pk=candidate.pk)


def _stage(
    request: HttpRequest,
    invitation: Invitation,
    columns: Sequence[ResultColumn],
    scorecards: Sequence[Scorecard],
) -> PersonsStage:
    interview = invitation.interview
    return PersonsStage(
        interview=interview,
        invitation=invitation,
        results=[
            (column.label, result)
            for column in columns
            if (result := column.results.get(invitation.pk)) is not None
        ],
        scorecards=scorecards,
        links=[link for links in interview_links for link in links(request, interview)],
    )


# Candidates of a position ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """What one column says of one application: stage by stage, and as the one value that it is sorted by."""

    parts: Sequence[tuple[Interview, Result]]
    value: Any


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One application in the table."""

    application: Application
    stages: Sequence[Interview]
    cells: Sequence[ComparedCell]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The candidates of a position, sorted. `sort` is a column's key, with a minus for downwards."""

    columns: Sequence[ResultColumn]
    rows: Sequence[ComparedRow]
    sort: str


# What is sorted by without any result; the first is the usual order.
SORT_KEYS: dict[str, Callable[[Application], Any]] = {
    "name": lambda application: application.candidate.name.casefold(),
    "decision": lambda application: application.decision,
    "applied": lambda application: application.created_at,
}


def compare(request: HttpRequest, position: Position, *, sort: str) -> Comparison:
    """Every application for a position with its results. A sort key that nobody knows counts as the name."""
    applications = list(
        position.applications.select_related("candidate", "decided_by").order_by("candidate__name", "pk")
    )
    invitations: dict[int, list[Invitation]] = defaultdict(list)
    # Of an interview that others were invited to as well only the applicant's own.
    rows = (
        Invitation.objects.filter(interview__application__position=position)
        .select_related("interview")
        .defer("interview__stage_data", "interview__recruiter_notes")
    )
    # A few stages for many interviews: read once, with their documents.
    stages = StageTypeConfig.objects.in_bulk()
    whose = {application.pk: application.candidate_id for application in applications}
    for invitation in rows.order_by("interview__scheduled_start", "pk"):
        invitation.interview.stage = stages[invitation.interview.stage_id]
        application_id = invitation.interview.application_id
        if application_id is not None and whose.get(application_id) == invitation.candidate_id:
            invitations[application_id].append(invitation)
    columns = columns_of(request, [one.pk for those in invitations.values() for one in those])
    compared = [
        ComparedRow(
            application,
            [one.interview for one in invitations[application.pk]],
            [_compared(column, invitations[application.pk]) for column in columns],
        )
        for application in applications
    ]
    return Comparison(columns, _sorted(compared, columns, sort), sort)


def _compared(column: ResultColumn, invitations: Sequence[Invitation]) -> ComparedCell:
    parts = [(one.interview, column.results[one.pk]) for one in invitations if one.pk in column.results]
    values = [result.value for _, result in parts if result.value is not None]
    return ComparedCell(parts, column.combine(values) if values else None)


def _sorted(rows: list[ComparedRow], columns: Sequence[ResultColumn], sort: str) -> list[ComparedRow]:
    """Whoever has nothing in the column stands last, whichever way it is sorted."""
    key = sort.removeprefix("-")
    is_downwards = sort.startswith("-")
    places = {column.key: place for place, column in enumerate(columns)}
    if key in places:
        place = places[key]
        known = [row for row in rows if row.cells[place].value is not None]
        unknown = [row for row in rows if row.cells[place].value is None]
        return [
            *sorted(known, key=lambda row: row.cells[place].value, reverse=is_downwards),
            *unknown,
        ]
    read = SORT_KEYS.get(key, SORT_KEYS["name"])
    return sorted(rows, key=lambda row: read(row.application), reverse=is_downwards and key in SORT_KEYS)
