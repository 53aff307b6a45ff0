"""What scorecards say where candidates are compared: the recommendation, and a mark for each criterion."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean
from typing import Final
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.text import slugify

from interviews.access.feedback import readable_feedback_of
from interviews.choices import Recommendation
from interviews.hooks import Result, ResultColumn
from interviews.models import Invitation, Scorecard, User

BEST: Final = max(Recommendation)


def scorecard_columns(request: HttpRequest, invitation_ids: Sequence[int]) -> Iterable[ResultColumn]:
    """The scorecards that this person may read now; of several interviewers the average, with each one's own.

    Criteria of the same name are one column, whichever stage they are of. None before all of an interview are handed
    in: see `interviews.access.feedback`.
    """
    rows = Invitation.objects.filter(pk__in=invitation_ids, interview__scorecards__handed_in_at__isnull=False)
    interview_of = dict(rows.order_by().distinct().values_list("pk", "interview"))
    scorecards = readable_scorecards(request.user, interview_of.values())
    return list(_columns({pk: scorecards[interview] for pk, interview in interview_of.items()}))


def readable_scorecards(
    user: User | AnonymousUser, interview_ids: Iterable[UUID]
) -> dict[UUID, list[Scorecard]]:
    """The scorecards that this person may read now, by interview, in the order in which they were handed in."""
    found: dict[UUID, list[Scorecard]] = defaultdict(list)
    wanted = set(interview_ids)
    if isinstance(user, AnonymousUser) or not wanted:
        return found
    readable = readable_feedback_of(user, wanted)
    handed_in = Scorecard.objects.handed_in().filter(interview__in=wanted).select_related("interviewer")
    for scorecard in handed_in.order_by("handed_in_at", "pk"):
        if scorecard.interviewer_id in readable[scorecard.interview_id]:
            found[scorecard.interview_id].append(scorecard)
    return found


def _columns(scorecards: dict[int, list[Scorecard]]) -> Iterator[ResultColumn]:
    recommended = {pk: _recommendation(those) for pk, those in scorecards.items() if those}
    yield ResultColumn("recommendation", "Recommendation", recommended, combine=fmean)
    marks: dict[str, dict[int, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
    labels: dict[str, str] = {}
    for pk, those in scorecards.items():
        for scorecard in those:
            for rating in scorecard.ratings:
                key = criterion_key(rating["criterion"])
                labels.setdefault(key, rating["criterion"])
                if rating["mark"] is not None:
                    marks[key][pk].append((scorecard.interviewer.display_name, rating["mark"]))
    for key, label in labels.items():
        results = {pk: _mark(given) for pk, given in marks[key].items()}
        yield ResultColumn(key, label, results, combine=fmean)


def criterion_key(name: str) -> str:
    """The same for what people write alike; names that are no words of any script share one."""
    return f"criterion-{slugify(name, allow_unicode=True) or 'other'}"


def _recommendation(scorecards: Sequence[Scorecard]) -> Result:
    given = [
        (one.interviewer.display_name, Recommendation(one.recommendation))
        for one in scorecards
        if one.recommendation is not None
    ]
    words = ", ".join(f"{value.label} ({name})" for name, value in given)
    return Result(words, round(fmean(value for _, value in given), 2))


def _mark(given: Sequence[tuple[str, int]]) -> Result:
    """`3 of 4` for one person, `3.5 of 4 (4 Ivan, 3 Ines)` for several."""
    average = round(fmean(mark for _, mark in given), 2)
    single = ", ".join(f"{mark} {name}" for name, mark in given)
    return Result(f"{average:g} of {BEST:d}" + (f" ({single})" if len(given) > 1 else ""), average)
