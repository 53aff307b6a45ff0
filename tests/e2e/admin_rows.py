"""A row of everything that the admin has pages for: the demo, and what it lacks."""

from datetime import timedelta
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import call_command
from django.utils import timezone

from dsa.choices import SubmissionKind
from dsa.execution import Language
from dsa.models import (
    Judgement,
    Problem,
    ProblemCheck,
    SimilarityReport,
    StageProblem,
    StatementTranslation,
    Submission,
)
from dsa.sessions.services import get_or_create_session, start_session
from dsa.similarity import services as similarity
from integrations.choices import DeliveryState, Scope, WebhookType
from integrations.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from integrations.services.endpoints import add_endpoint, send_test
from integrations.services.tokens import make_token
from interviews.choices import ColleagueRole, DeletionState
from interviews.demo import RITA
from interviews.models import Candidate, Interview, Invitation, OwnDeletion, User
from interviews.services.candidates import change_candidate
from interviews.services.colleagues import invite_colleague
from rooms.models import ComputerCheck

# Words that break over no line by themselves.
LONG: Final = "Donaudampfschifffahrtsgesellschaftskapitän"
DEMO: Final = ("seed_problems", "seed_demo", "seed_rooms", "seed_sessions", "seed_proctoring")


def fill(root: User) -> None:
    """The demo and more, some of it with words of an inconvenient length; `root` owns what is somebody's."""
    for command in DEMO:
        call_command(command, verbosity=0)
    people = {person.username: person for person in User.objects.all()}
    _of_accounts(root)
    invite_colleague(
        email=f"{LONG.lower()}@company.example".replace("ä", "ae"),
        role=ColleagueRole.RECRUITER,
        only_own_positions=True,
        actor=root,
    )
    _of_interviews(people[RITA.username])
    _of_problems()
    _of_integrations(root)


def _of_accounts(root: User) -> None:
    EmailAddress.objects.create(user=root, email=root.email, verified=True, primary=True)
    Authenticator.objects.create(user=root, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})
    app = SocialApp.objects.create(
        provider="openid_connect", provider_id="company", name="Company", client_id="x"
    )
    account = SocialAccount.objects.create(
        user=root, provider="company", uid="x" * 60, extra_data={"sub": LONG}
    )
    SocialToken.objects.create(app=app, account=account, token="x" * 80)


def _of_interviews(rita: User) -> None:
    change_candidate(candidate=Candidate.objects.order_by("pk")[0], fields=[], tags=["referred", LONG])
    # Two people of one name are shown as possible duplicates.
    name = Candidate.objects.order_by("pk")[0].name
    email = f"{LONG.lower()}@mail.example".replace("ä", "ae")
    Candidate.objects.create(name=name, email=email, normalised_email=email)
    live = Interview.objects.filter(state="scheduled", stage__mode="live").order_by("pk")[0]
    LogEntry.objects.log_actions(
        rita.pk, [live], CHANGE, change_message=f"Changed {LONG}.", single_object=True
    )
    ended = Invitation.objects.filter(interview__state="completed").order_by("pk")[0]
    OwnDeletion.objects.create(invitation=ended, asked_at=timezone.now(), state=DeletionState.FAILED)
    ComputerCheck.objects.create(
        invitation=live.invitations.all()[0],
        user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
        findings={
            "camera": {"state": "failed", "words": "No camera was found."},
            "server": {"state": "ok", "words": "The server answers."},
        },
    )


def _of_problems() -> None:
    waiting = Invitation.objects.filter(interview__state="scheduled", interview__stage__mode="dsa")
    start_session(session=get_or_create_session(waiting.order_by("pk")[0]))
    now = timezone.now()
    for submission in Submission.objects.filter(kind=SubmissionKind.SUBMIT):
        submission.judgements.update(
            state="finished",
            verdict="WA",
            total=6,
            passed=4,
            score=66,
            compile_output="warning: " + "x" * 200,
            started_at=now,
            finished_at=now,
        )
    assert Judgement.objects.filter(state="finished").exists()
    report = SimilarityReport.objects.get()
    claimed = similarity.claim(report.pk)
    assert claimed is not None
    similarity.execute(claimed)
    assert StageProblem.objects.exists(), "the demo's stage carries problems"
    problem = Problem.objects.get(key="paperround")
    similarity.queue_report(problem=problem, language=Language.CPP)
    ProblemCheck.objects.create(
        problem=problem, state="failed", message="1 solution did not get what is expected.", finished_at=now
    )
    StatementTranslation.objects.create(
        problem=problem, language="de", title="Zeitungsrunde", statement=f"Ein *Wort*: {LONG}"
    )


def _of_integrations(root: User) -> None:
    endpoint = WebhookEndpoint(
        name="Applicant tracking",
        url=f"https://tracking.example/{'hooks/' * 8}{LONG.replace('ä', 'ae')}",
        types=list(WebhookType.values),
    )
    add_endpoint(endpoint=endpoint, actor=root)
    delivery = send_test(endpoint=endpoint)
    WebhookAttempt.objects.create(
        delivery=delivery, at=timezone.now(), status=500, failure="status", duration_ms=12, detail="x" * 300
    )
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.FAILED, settled_at=timezone.now(), attempts=1
    )
    make_token(owner=root, name="Applicant tracking", scopes=list(Scope), valid_days=90)
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
        failures=3, failing_since=timezone.now() - timedelta(hours=2)
    )
