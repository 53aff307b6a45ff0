"""What interviews lack, each with the place where it is settled: all of it found in one query."""

from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import Now
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from interviews.access.feedback import awaited_scorecards
from interviews.choices import OPEN_STATES, InterviewState, MailState, StageMode
from interviews.hooks import InterviewLack, OpenTask, OpenTasks, interview_lacks
from interviews.models import Interview, Invitation, OfferedTime, OutgoingMail, OwnDeletion
from interviews.urls_for import ended_path
from interviews.visibility import visible_interviews

MAX_TASKS_OF_A_KIND: Final = 5
# Whoever has not handed in for so long will not: what is older stays in the list of ended interviews alone.
SCORECARD_DAYS: Final = 30
# So long before it is too late a link that nobody has opened is told of.
OPENED_BEFORE: Final = timedelta(days=1)

OWN_LACKS: Final = (
    InterviewLack(
        "Mails that were not sent",
        "Send again",
        Q(
            pk__in=OutgoingMail.objects.filter(
                state__in=(MailState.FAILED, MailState.UNCLEAR), interview__isnull=False
            )
            .order_by()
            .values("interview")
        ),
        in_every_state=True,
        place="#mails-heading",
    ),
    InterviewLack(
        "Interviews without an interviewer",
        "Choose interviewers",
        Q(
            ~Exists(Interview.interviewers.through.objects.filter(interview=OuterRef("pk"))),
            stage__mode=StageMode.LIVE,
        ),
    ),
    InterviewLack(
        "Interviews without a candidate",
        "Invite a candidate",
        Q(~Exists(Invitation.objects.filter(interview=OuterRef("pk"), revoked_at=None))),
    ),
    InterviewLack(
        "Interviews without a time left to choose",
        "Offer other times",
        Q(
            ~Exists(OfferedTime.objects.filter(interview=OuterRef("pk"), start__gt=Now())),
            is_time_open=True,
        ),
    ),
    # They are over before their interview is, which their holders learn at the door.
    InterviewLack(
        "Links that expire before the interview",
        "Give a new link",
        Q(
            Exists(
                Invitation.objects.filter(
                    interview=OuterRef("pk"), revoked_at=None, expires_at__lte=OuterRef("scheduled_start")
                )
            )
        ),
    ),
)


def _failed_deletions() -> InterviewLack:
    """Made afresh: from when on candidates may have something deleted is a setting."""
    return InterviewLack(
        "Deletions for candidates that failed",
        "Delete again",
        Q(pk__in=OwnDeletion.objects.to_settle().order_by().values("invitation__interview")),
        in_every_state=True,
        place="#deletions-heading",
    )


def _missing_scorecards() -> InterviewLack:
    """Of interviews that ended lately, by who was in the room: as their own page says it."""
    lately = timezone.now() - timedelta(days=SCORECARD_DAYS)
    return InterviewLack(
        "Scorecards missing",
        "See whose",
        # In this order: the rest is looked at for what ended lately only.
        Q(ended_at__gte=lately) & Q(Exists(awaited_scorecards().filter(interview=OuterRef("pk")))),
        in_every_state=True,
        place="#scorecards-heading",
        all_url=ended_path(only_missing=True),
    )


def _unopened_links() -> list[InterviewLack]:
    """Of interviews that begin soon, and of coding sessions, which are begun until their link expires."""
    now = timezone.now()
    soon = now + OPENED_BEFORE
    unopened = Invitation.objects.filter(opened_at=None, revoked_at=None, expires_at__gt=now)
    # Without a look at their interviews, of which many are open: few links expire in a day.
    expiring = unopened.filter(expires_at__lte=soon).order_by()
    return [
        InterviewLack(
            "Links not opened a day before the interview",
            "Remind the candidate",
            Q(scheduled_start__range=(now, soon), is_time_open=False, stage__mode=StageMode.LIVE)
            & Q(Exists(unopened.filter(interview=OuterRef("pk")))),
            place="#invitations-group",
        ),
        InterviewLack(
            "Links to coding sessions not opened a day before they expire",
            "Remind the candidate",
            Q(pk__in=expiring.values("interview"), state__in=OPEN_STATES, stage__mode=StageMode.DSA),
            in_every_state=True,
            place="#invitations-group",
        ),
    ]


def lacking_interviews(request: HttpRequest) -> list[OpenTasks]:
    """Scheduled interviews that lack something, a kind for each lack: the first few of all kinds in one query."""
    if not request.user.has_perm("interviews.change_interview"):
        return []
    others = [make() for make in interview_lacks]
    own = [*OWN_LACKS, *_unopened_links(), _failed_deletions(), _missing_scorecards()]
    lacks = sorted([*own, *others], key=lambda lack: not lack.is_urgent)
    soonest = [F("scheduled_start").asc(), F("pk").asc()]
    is_scheduled = Q(state=InterviewState.SCHEDULED)
    in_every_state = (lack.condition for lack in lacks if lack.in_every_state)
    interviews: QuerySet[Any] = visible_interviews(request.user).filter(
        reduce(or_, in_every_state, is_scheduled)
    )
    for number, lack in enumerate(lacks):
        condition = lack.condition if lack.in_every_state else is_scheduled & lack.condition
        interviews = interviews.annotate(
            **{f"lack_{number}": Case(When(condition, then=Value(1)), default=Value(0))}
        ).annotate(
            **{
                f"place_{number}": Window(Sum(f"lack_{number}"), order_by=soonest),
                f"count_{number}": Window(Sum(f"lack_{number}")),
            }
        )
    is_told = reduce(
        or_,
        (
            Q(**{f"lack_{number}": 1, f"place_{number}__lte": MAX_TASKS_OF_A_KIND})
            for number in range(len(lacks))
        ),
    )
    held = Interview.interviewers.through.objects.filter(interview=OuterRef("pk"), user=request.user.pk)
    rows = list(
        interviews.annotate(is_held=Exists(held))
        .filter(is_told)
        .select_related("stage")
        .order_by("scheduled_start", "pk")
    )
    found = []
    for number, lack in enumerate(lacks):
        told = [
            row
            for row in rows
            if getattr(row, f"lack_{number}") and getattr(row, f"place_{number}") <= MAX_TASKS_OF_A_KIND
        ]
        if told:
            tasks = [_lacking(row, lack) for row in told]
            found.append(OpenTasks(lack.title, getattr(told[0], f"count_{number}"), tasks, _all_of(lack)))
    return found


def _all_of(lack: InterviewLack) -> str:
    """Where those are listed that the desk only counts."""
    if lack.all_url:
        return lack.all_url
    chosen = "" if lack.in_every_state else f"?state__exact={InterviewState.SCHEDULED}"
    return reverse("admin:interviews_interview_changelist") + chosen


def _lacking(interview: Any, lack: InterviewLack) -> OpenTask:
    """Settled on the interview's own page, unless its holder has a better place."""
    start = timezone.localtime(interview.scheduled_start)
    action, url = lack.action, reverse("admin:interviews_interview_change", args=[interview.pk]) + lack.place
    if lack.of_holder is not None and interview.is_held:
        action, url = lack.of_holder.action, lack.of_holder.url(interview)
    return OpenTask(
        subject=interview.title,
        detail=f"{interview.stage.name}, {date_format(start, 'D j M, H:i')}",
        action=action,
        url=url,
    )
