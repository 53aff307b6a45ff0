"""The recruiters' first page: the schedule, what waits for them, and search. It reads and never writes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Window,
)
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from interviews.access.accounts import own_interviews_condition
from interviews.choices import InterviewState, MailState
from interviews.hooks import OpenTask, OpenTasks, open_task_finders
from interviews.lacks import MAX_TASKS_OF_A_KIND, lacking_interviews
from interviews.models import Candidate, Interview, OutgoingMail, StageTypeConfig, User
from interviews.visibility import (
    mail_condition,
    visible_applications,
    visible_candidates,
    visible_interviews,
    visible_positions,
)

Viewer = User | AnonymousUser

SCHEDULE_DAYS = 7
MAX_SCHEDULED = 60
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
    if query:
        # Results only: whoever searches wants one page, and soon.
        return {
            "desk": True,
            "query": query,
            "found": search(request, query),
            "is_query_short": len(query) < MIN_SEARCH_LENGTH,
        }
    assert isinstance(request.user, User)
    seen = visible_interviews(request.user)
    shown = schedule(now, seen, OutgoingMail.objects.filter(mail_condition(request.user)), request.user)
    is_empty = not (shown.live or shown.days or seen.exists())
    kinds = [found for find in open_task_finders if (found := find(request))]
    return {
        "desk": True,
        "query": "",
        "live": shown.live,
        "days": shown.days,
        "schedule_days": SCHEDULE_DAYS,
        "tasks": [
            *lacking_interviews(request),
            *unsent_about_accounts(request, shown.unsent_about_accounts),
            *kinds,
        ],
        "first_steps": first_steps() if is_empty else [],
        "zone": timezone.get_current_timezone_name(),
        "has_own_interviews": shown.has_own_interviews,
    }


# The schedule ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Schedule:
    """What goes on at the moment, whenever it was to start, and what is scheduled, by day."""

    live: Sequence[Interview]
    days: Sequence[Day]
    # Asked along: the page's queries are bounded.
    unsent_about_accounts: int
    has_own_interviews: bool


def schedule(
    now: datetime, seen: QuerySet[Interview], mails: QuerySet[OutgoingMail], viewer: User
) -> Schedule:
    """From the beginning of the viewer's today on; days without interviews are left out. `mails` are those they see."""
    today = timezone.localdate(now)
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    is_near = Q(scheduled_start__gte=midnight, scheduled_start__lt=midnight + timedelta(days=SCHEDULE_DAYS))
    unsent = mails.filter(interview=None, state__in=(MailState.FAILED, MailState.UNCLEAR))
    # The same for every row: of the viewer.
    aside = {
        "unsent": Subquery(unsent.order_by().values("interview").annotate(n=Count("pk")).values("n")),
        "has_own": ExpressionWrapper(own_interviews_condition(viewer), BooleanField()),
    }
    interviews: Sequence[Any] = list(
        seen.filter(
            Q(state=InterviewState.LIVE) | is_near & Q(state=InterviewState.SCHEDULED, is_time_open=False),
        )
        .select_related("stage")
        .prefetch_related("invitations", "interviewers")
        .annotate(**aside)
        .order_by("scheduled_start", "pk")[:MAX_SCHEDULED]
    )
    live = [interview for interview in interviews if interview.state == InterviewState.LIVE]
    scheduled = [interview for interview in interviews if interview.state == InterviewState.SCHEDULED]
    by_day = groupby(scheduled, key=lambda interview: timezone.localdate(interview.scheduled_start))
    days = [Day(day, _title_of(day, today), list(those)) for day, those in by_day]
    row: Any = interviews[0] if interviews else User.objects.annotate(**aside).get(pk=viewer.pk)
    return Schedule(live, days, row.unsent or 0, row.has_own)


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


def unsent_about_accounts(request: HttpRequest, number: int) -> list[OpenTasks]:
    """Those about an interview wait on its page; these are found in the list of mails only."""
    if not number or not request.user.has_perm("interviews.change_outgoingmail"):
        return []
    mails = reverse("admin:interviews_outgoingmail_changelist")
    detail = "Invitations of colleagues, links to new passwords"
    task = OpenTask(subject="In the list of mails", detail=detail, action="Send again", url=mails)
    return [OpenTasks("Mails about accounts that were not sent", number, [task], mails)]


# Search ---------------------------------------------------------------------------------------------------------------


def search(request: HttpRequest, query: str) -> list[Found]:
    """People by name, address or tag, positions and interviews by title; nothing for less than two characters."""
    if len(query) < MIN_SEARCH_LENGTH:
        return []
    user = request.user
    people = _found_people(query, user) if user.has_perm("interviews.view_candidate") else ()
    positions = _found_positions(query, user) if user.has_perm("interviews.view_position") else ()
    return [*people, *positions, *_found_interviews(query, user)]


def _found_people(query: str, user: Viewer) -> Iterator[Found]:
    """Who was merged is found by the address of before as well, as the person that they are part of."""
    matches = Candidate.objects.filter(
        Q(name__icontains=query) | Q(email__icontains=query) | Q(tags__name__icontains=query)
    )
    people = (
        visible_candidates(user)
        .filter(merged_into=None)
        .filter(Q(pk__in=matches.values("pk")) | Q(pk__in=matches.values("merged_into")))
    )
    applications = Prefetch("applications", visible_applications(user).select_related("position"))
    for candidate in people.prefetch_related(applications).order_by("-pk")[:MAX_RESULTS]:
        positions = ", ".join(str(application.position) for application in candidate.applications.all())
        yield Found(
            kind="Candidate",
            title=candidate.name,
            detail=f"{candidate.email}, {positions}" if positions else candidate.email,
            url=reverse("admin:interviews_candidate_change", args=[candidate.pk]),
        )


def _found_positions(query: str, user: Viewer) -> Iterator[Found]:
    positions: QuerySet[Any] = (
        visible_positions(user).filter(title__icontains=query).annotate(number=Count("applications"))
    )
    for position in positions.order_by("state", "-pk")[:MAX_RESULTS]:
        yield Found(
            kind="Position",
            title=position.title,
            detail=f"{position.get_state_display().lower()}, candidates: {position.number}",
            url=reverse("admin:interviews_position_change", args=[position.pk]),
        )


def _found_interviews(query: str, user: Viewer) -> Iterator[Found]:
    interviews = visible_interviews(user).filter(title__icontains=query).select_related("stage")
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
    return f"{interview.stage.name}, {date_format(start, 'j M Y')}, {state}"


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
            detail="Invite everybody who holds interviews: they make their account by the link that they get.",
            url=reverse("admin:interviews_colleagueinvitation_add"),
            is_done=User.objects.interviewers().exists(),
        ),
        Step(
            title="Schedule the first interview",
            detail="Choose the candidate, the stage, the time and the people on one page.",
            url=reverse("admin:interviews_interview_plan"),
            is_done=False,
        ),
    ]
