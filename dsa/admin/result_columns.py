"""What coding sessions have to say where candidates are compared: scores and the time that was spent."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from uuid import UUID

from django.http import HttpRequest

from dsa.admin.display import percent
from dsa.admin.sessions import results_url
from dsa.choices import JudgementState, SessionState, SubmissionKind
from dsa.models import DsaSession, InterviewProblem, Judgement
from dsa.sessions.selectors import worked_by
from interviews.hooks import Result, ResultColumn
from talentsync.lib.durations import duration


def columns(request: HttpRequest, invitation_ids: Sequence[int]) -> Iterable[ResultColumn]:
    """The score of each session and the time that it took."""
    if not request.user.has_perm("dsa.view_dsasession"):
        return []
    sessions = list(
        DsaSession.objects.filter(invitation__in=invitation_ids)
        .exclude(state=SessionState.WAITING)
        .select_related("invitation")
    )
    return [
        ResultColumn("score", "Score", _scores(sessions), combine=fmean),
        ResultColumn("time_spent", "Time spent", _times(sessions), combine=sum),
    ]


def _scores(sessions: Sequence[DsaSession]) -> dict[int, Result]:
    """The average over all problems of each one's best score; nothing that was not submitted counts as 0."""
    assigned: dict[UUID, set[int]] = defaultdict(set)
    rows = InterviewProblem.objects.filter(interview__in={one.invitation.interview_id for one in sessions})
    for interview, problem in rows.order_by().values_list("interview", "problem"):
        assigned[interview].add(problem)
    best = _best(sessions)
    results = {}
    for session in sessions:
        interview_id = session.invitation.interview_id
        if not (problems := assigned[interview_id]):
            continue
        average = sum(best[session.pk][problem] for problem in problems) / len(problems)
        words = percent(average) + (", still working" if session.state == SessionState.ACTIVE else "")
        url = results_url(interview_id, session.invitation_id)
        results[session.invitation_id] = Result(words, round(average, 1), url)
    return results


def _best(sessions: Sequence[DsaSession]) -> Mapping[int, Mapping[int, float]]:
    """The best score of each session on each problem, by each submission's newest judgement."""
    newest = Judgement.objects.filter(
        session__in=[session.pk for session in sessions],
        kind=SubmissionKind.SUBMIT,
        state=JudgementState.FINISHED,
    ).order_by("number")
    rows = newest.values_list("submission", "session", "problem", "score")
    by_submission = {submission: (session, problem, score) for submission, session, problem, score in rows}
    best: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for session, problem, score in by_submission.values():
        best[session][problem] = max(best[session][problem], float(score or 0))
    return best


def _times(sessions: Sequence[DsaSession]) -> dict[int, Result]:
    spent = worked_by(sessions)
    return {
        session.invitation_id: Result(duration(time), round(time.total_seconds()))
        for session in sessions
        if (time := spent[session.pk]) is not None
    }
