"""What of webcam proctoring waits for a recruiter, on the desk."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse

from dsa.choices import SessionState
from interviews.choices import OPEN_STATES
from interviews.desk import tasks_of
from interviews.hooks import OpenTask, OpenTasks
from interviews.visibility import interview_condition
from proctoring.choices import Decision, ReviewStatus
from proctoring.models import Consent, Exemption, ProctoredCandidate
from proctoring.selectors import candidates_to_review


def _candidate_tasks(
    candidates: QuerySet[Any], *, title: str, action: str, query: str = ""
) -> OpenTasks | None:
    def describe(candidate: ProctoredCandidate) -> OpenTask:
        return OpenTask(
            subject=candidate.name,
            detail=candidate.interview.title,
            action=action,
            url=reverse("admin:proctoring_proctoredcandidate_change", args=[candidate.pk]),
        )

    return tasks_of(
        candidates.select_related("interview").order_by("pk"),
        title=title,
        describe=describe,
        all_url=reverse("admin:proctoring_proctoredcandidate_changelist") + query,
    )


def declined_cameras(request: HttpRequest) -> OpenTasks | None:
    """Candidates who declined the webcam or ask to go without, were not exempted, and so cannot start."""
    if not request.user.has_perm("proctoring.change_proctoredcandidate"):
        return None
    newest = Consent.objects.filter(invitation=OuterRef("pk")).order_by("-pk").values("decision")[:1]
    waiting = (
        ProctoredCandidate.objects.filter(interview_condition(request.user, "interview"))
        .annotate(decision=Subquery(newest))
        .filter(Q(decision=Decision.DECLINED) | Q(exemption_request__isnull=False))
        .filter(revoked_at=None, interview__state__in=OPEN_STATES)
        .exclude(dsa_session__state__in=[SessionState.ACTIVE, SessionState.FINISHED])
        .exclude(Exists(Exemption.objects.active().filter(invitation=OuterRef("pk"))))
    )
    return _candidate_tasks(waiting, title="Candidates who declined the webcam", action="Decide")


def sessions_to_review(request: HttpRequest) -> OpenTasks | None:
    """Finished sessions whose pictures nobody has reviewed."""
    if not request.user.has_perm("proctoring.change_proctoredcandidate"):
        return None
    query = f"?review={ReviewStatus.NOT_REVIEWED.value}"
    to_review = candidates_to_review().filter(interview_condition(request.user, "interview"))
    return _candidate_tasks(to_review, title="Webcam snapshots to review", action="Review", query=query)
