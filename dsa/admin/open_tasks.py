"""What of coding sessions waits for a recruiter, on the desk."""

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from dsa.choices import JudgementState, SubmissionKind
from dsa.models import InterviewProblem, Judgement
from interviews.choices import StageMode
from interviews.desk import tasks_of
from interviews.hooks import InterviewLack, OpenTask, OpenTasks
from interviews.visibility import interview_condition


def failed_judgings(request: HttpRequest) -> OpenTasks | None:
    """Submissions whose newest judging failed for a reason of ours: somebody has to have them judged again."""
    if not request.user.has_perm("dsa.change_submission"):
        return None
    newer = Judgement.objects.filter(submission=OuterRef("submission"), number__gt=OuterRef("number"))
    failed = Judgement.objects.filter(
        ~Exists(newer),
        interview_condition(request.user, "submission__session__invitation__interview"),
        state=JudgementState.FAILED,
        kind=SubmissionKind.SUBMIT,
    ).select_related("submission__session__invitation", "problem")
    return tasks_of(
        failed.order_by("queued_at", "pk"),
        title="Submissions that could not be judged",
        describe=_described,
        all_url=reverse("admin:dsa_dsasession_changelist"),
    )


def _described(judgement: Judgement) -> OpenTask:
    when = date_format(timezone.localtime(judgement.queued_at), "D j M, H:i")
    return OpenTask(
        subject=judgement.submission.session.invitation.name,
        detail=f"{judgement.problem}, {when}",
        action="Judge again",
        url=reverse("admin:dsa_submission_page", args=[judgement.submission_id]),
    )


def without_problems() -> InterviewLack:
    """Coding sessions that nobody can start."""
    return InterviewLack(
        "Coding sessions without problems",
        "Choose problems",
        Q(
            ~Exists(InterviewProblem.objects.filter(interview=OuterRef("pk"))),
            stage__mode=StageMode.DSA,
        ),
    )
