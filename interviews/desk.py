"""The recruiters' first page: the schedule, what waits for them, and search. It reads and never writes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from interviews.choices import InterviewState, StageMode
from interviews.hooks import OpenTask, OpenTasks, open_task_finders
from interviews.models import Candidate, Interview, Invitation, Position, StageTypeConfig, User

SCHEDULE_DAYS = 7
MAX_SCHEDULED = 60
MAX_TASKS_OF_A_KIND = 5
MAX_RESULTS = 20
MIN_SEARCH_LENGTH = 2


@dataclass(frozen=True, slots=True)
class Day:
    """The interviews that start on one day in the viewer's zone."""

    date: date
    title: str
    interviews: Sequence[Interview]


@dataclass(frozen=True, slots=True)
class Found:
    """One result of the search."""

    kind: str
    title: str
    detail: str
    url: str


def context(request: HttpRequest) -> Mapping[str, Any]:
    """The variables of `admin/_desk.html`; empty for somebody who may not see interviews."""
    if not request.user.has_perm("interviews.view_interview"):
        return {}
    now = timezone.now()
    query = request.GET.get("q", "").strip()
    shown = schedule(now)
    is_empty = not (shown.live or shown.days or Interview.objects.exists())
    return {
        "desk": True,
        "query": query,
        "found": search(request, query),
        "is_query_short": 0 < len(query) < MIN_SEARCH_LENGTH,
        "live": shown.live,
        "days": shown.days,
        "schedule_days": SCHEDULE_DAYS,
        "tasks": [found for find in (*OWN_FINDERS, *open_task_finders) if (found := find(request))],
        "first_steps": first_steps() if is_empty else [],
        "zone": timezone.get_current_timezone_name(),
    }


# The schedule ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Schedule:
    """What goes on at the moment, whenever it was to start, and what is scheduled, by day."""

    live: Sequence[Interview]
    days: Sequence[Day]


def schedule(now: datetime) -> Schedule:
    """From the beginning of the viewer's today on; days without interviews are left out."""
    today = timezone.localdate(now)
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    is_near = Q(scheduled_start__gte=midnight, scheduled_start__lt=midnight + timedelta(days=SCHEDULE_DAYS))
    interviews = (
        Interview.objects.filter(
            Q(state=InterviewState.LIVE) | is_near & Q(state=InterviewState.SCHEDULED),
        )
        .select_related("stage")
        .prefetch_related("invitations", "interviewers")
        .order_by("scheduled_start", "pk")[:MAX_SCHEDULED]
    )
    live = [interview for interview in interviews if interview.state == InterviewState.LIVE]
    scheduled = [interview for interview in interviews if interview.state == InterviewState.SCHEDULED]
    by_day = groupby(scheduled, key=lambda interview: timezone.localdate(interview.scheduled_start))
    return Schedule(live, [Day(day, _title_of(day, today), list(those)) for day, those in by_day])


def _title_of(day: date, today: date) -> str:
    words = {0: "Today", 1: "Tomorrow"}
    written = date_format(day, "l j F")
    word = words.get((day - today).days)
    return f"{word}, {written}" if word else written


# What waits -----------------------------------------------------------------------------------------------------------


def tasks_of(
    rows: QuerySet[Any], *, title: str, describe: Callable[[Any], OpenTask], all_url: str
) -> OpenTasks | None:
    """The first few of these rows as tasks, in their order, and how many there are; None for no rows."""
    # Counted by the same query as they are read with.
    first = list(rows.annotate(task_count=Window(Count("pk")))[:MAX_TASKS_OF_A_KIND])
    if not first:
        return None
    return OpenTasks(title, first[0].task_count, [describe(row) for row in first], all_url)


def interview_tasks(interviews: QuerySet[Interview], *, title: str, action: str) -> OpenTasks | None:
    """Interviews that lack something, soonest first, each settled on its own page."""

    def describe(interview: Interview) -> OpenTask:
        start = timezone.localtime(interview.scheduled_start)
        return OpenTask(
            subject=interview.title,
            detail=f"{interview.stage.name}, {date_format(start, 'D j M, H:i')}",
            action=action,
            url=reverse("admin:interviews_interview_change", args=[interview.pk]),
        )

    return tasks_of(
        interviews.select_related("stage").order_by("scheduled_start", "pk"),
        title=title,
        describe=describe,
        all_url=f"{reverse('admin:interviews_interview_changelist')}?state__exact={InterviewState.SCHEDULED}",
    )


def _upcoming() -> QuerySet[Interview]:
    return Interview.objects.filter(state=InterviewState.SCHEDULED)


def interviews_without_interviewer(request: HttpRequest) -> OpenTasks | None:
    if not request.user.has_perm("interviews.change_interview"):
        return None
    lacking = _upcoming().filter(stage__mode=StageMode.LIVE, interviewers=None)
    return interview_tasks(lacking, title="Interviews without an interviewer", action="Choose interviewers")


def interviews_without_candidate(request: HttpRequest) -> OpenTasks | None:
    if not request.user.has_perm("interviews.change_interview"):
        return None
    usable = Invitation.objects.filter(interview=OuterRef("pk"), revoked_at=None)
    return interview_tasks(
        _upcoming().exclude(Exists(usable)),
        title="Interviews without a candidate",
        action="Invite a candidate",
    )


def links_that_expire_too_early(request: HttpRequest) -> OpenTasks | None:
    """Invitations that are over before their interview is, which their holders learn at the door."""
    if not request.user.has_perm("interviews.change_interview"):
        return None
    too_short = Invitation.objects.filter(
        interview=OuterRef("pk"), revoked_at=None, expires_at__lte=OuterRef("scheduled_start")
    )
    return interview_tasks(
        _upcoming().filter(Exists(too_short)),
        title="Links that expire before the interview",
        action="Give a new link",
    )


OWN_FINDERS = (interviews_without_interviewer, interviews_without_candidate, links_that_expire_too_early)

# Search ---------------------------------------------------------------------------------------------------------------


def search(request: HttpRequest, query: str) -> list[Found]:
    """People by name, address or tag, positions and interviews by title; nothing for less than two characters."""
    if len(query) < MIN_SEARCH_LENGTH:
        return []
    people = _found_people(query) if request.user.has_perm("interviews.view_candidate") else ()
    positions = _found_positions(query) if request.user.has_perm("interviews.view_position") else ()
    return [*people, *positions, *_found_interviews(query)]


def _found_people(query: str) -> Iterator[Found]:
    """Who was merged is found by the address of before as well, as the person that they are part of."""
    matches = Candidate.objects.filter(
        Q(name__icontains=query) | Q(email__icontains=query) | Q(tags__name__icontains=query)
    )
    people = Candidate.objects.current().filter(
        Q(pk__in=matches.values("pk")) | Q(pk__in=matches.values("merged_into"))
    )
    for candidate in people.prefetch_related("applications__position").order_by("-pk")[:MAX_RESULTS]:
        positions = ", ".join(str(application.position) for application in candidate.applications.all())
        yield Found(
            kind="Candidate",
            title=candidate.name,
            detail=f"{candidate.email}, {positions}" if positions else candidate.email,
            url=reverse("admin:interviews_candidate_change", args=[candidate.pk]),
        )


def _found_positions(query: str) -> Iterator[Found]:
    positions: QuerySet[Any] = Position.objects.filter(title__icontains=query).annotate(
        number=Count("applications")
    )
    for position in positions.order_by("state", "-pk")[:MAX_RESULTS]:
        yield Found(
            kind="Position",
            title=position.title,
            detail=f"{position.get_state_display().lower()}, candidates: {position.number}",
            url=reverse("admin:interviews_position_change", args=[position.pk]),
        )


def _found_interviews(query: str) -> Iterator[Found]:
    interviews = Interview.objects.filter(title__icontains=query).select_related("stage")
    for interview in interviews.order_by("-scheduled_start")[:MAX_RESULTS]:
        yield Found(
            kind="Interview",
            title=interview.title,
            detail=_described(interview),
            url=reverse("admin:interviews_interview_change", args=[interview.pk]),
        )


def _described(interview: Interview) -> str:
    start = timezone.localtime(interview.scheduled_start)
    state = InterviewState(interview.state).label.lower()
    return f"{interview.title}, {interview.stage.name}, {date_format(start, 'j M Y')}, {state}"


# An empty installation ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done before the first interview."""

    title: str
    detail: str
    url: str
    is_done: bool


def first_steps() -> Iterable[Step]:
    return [
        Step(
            title="Look at the stages",
            detail="How an interview is held: live room or coding session, its tools, its length, its questions.",
            url=reverse("admin:interviews_stagetypeconfig_changelist"),
            is_done=StageTypeConfig.objects.filter(is_active=True).exists(),
        ),
        Step(
            title="Have interviewers",
            detail="An account in the group Interviewers for everybody who holds interviews.",
            url="",
            is_done=User.objects.interviewers().exists(),
        ),
        Step(
            title="Schedule the first interview",
            detail="Choose the stage, the time and the people, and copy the candidate's link from its page.",
            url=reverse("admin:interviews_interview_add"),
            is_done=False,
        ),
    ]
