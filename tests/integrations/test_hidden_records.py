"""What is hidden from a recruiter who sees only their own positions is hidden at every address, by a walk over all.

The addresses come out of the URL configuration, the admin's pages, filters, searches, actions and choices out of its
registry. A new parameter or a new model in the admin fails until it is said here whether it can be hidden; then it has
to be planted, because somebody who sees everything must find it at the same addresses.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from time import time
from typing import Any, Final
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db.models import Model
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from dsa.choices import Origin, SubmissionKind
from dsa.draft_log.services import Change, StreamName, append_changes
from dsa.execution import Language
from dsa.models import (
    Draft,
    DraftStream,
    DsaSession,
    Problem,
    ProblemCheck,
    SimilarPair,
    StageProblem,
    Submission,
    TestCase,
)
from dsa.sessions.services import get_or_create_session, save_draft, start_session
from dsa.sessions.stage_problems import set_stage_problems
from dsa.similarity.services import start_report
from dsa.submissions.services import create_submission
from dsa.tasks import compare_submissions
from integrations.choices import Scope
from integrations.models import ApiToken, WebhookDelivery, WebhookEndpoint
from integrations.services.tokens import make_token
from interviews.access.rooms import participant_for_invitation
from interviews.choices import ApplicationDecision, DeletionState, EventKind, MailKind, StageMode
from interviews.models import (
    Application,
    Candidate,
    Colleague,
    ColleagueInvitation,
    Interview,
    InterviewQuestion,
    Invitation,
    MailTemplate,
    Note,
    OutgoingMail,
    OwnDeletion,
    Position,
    StageTypeConfig,
    Tag,
    User,
)
from interviews.models.user import INTERVIEWERS, RECRUITERS
from interviews.services.applications import apply_for, decide, place_interview
from interviews.services.interviews import complete_interview, schedule_interview, start_interview
from interviews.services.invitations import issue_invitation
from interviews.services.notes import save_note
from interviews.services.scorecards import Rating, criteria_of, save_scorecard
from interviews.timeline import Actor, record_event
from proctoring.models import ProctoredCandidate, Snapshot
from replay.models import Edition, Record, RecordState
from rooms.admission.services import request_admission
from rooms.models import AdmissionRequest, CodeRun, ComputerCheck, DocumentUpdate, RequestReason
from tests.conftest import SentTasks, make_person, signed_in
from tests.dsa.similarity.programs import DISGUISED, ORIGINAL
from tests.integrations.addresses import Address, all_addresses, is_refused
from tests.integrations.conftest import new_endpoint
from tests.proctoring.conftest import agree, stored
from tests.proctoring.conftest import empty_storage as empty_storage
from tests.rooms.runs import finished_run
from tests.rooms.typist import Typist
from tests.streamed import body_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]

MARKER: Final = "HIDDEN-from-Lena"
# Finds it, and is not itself what is looked for where a page repeats what was searched.
SEARCH: Final = "hidden-from"

# What a parameter of an address names, by its name.
PARAMETERS: Final[dict[str, type[Model]]] = {
    "application_id": Application,
    "candidate_id": Candidate,
    "check_id": ProblemCheck,
    "deletion_id": OwnDeletion,
    "delivery_id": WebhookDelivery,
    "digest": ApiToken,
    "draft_id": Draft,
    "endpoint_id": WebhookEndpoint,
    "id": User,
    "interview_id": Interview,
    "invitation_id": Invitation,
    "mail_id": OutgoingMail,
    "note_id": Note,
    "pair_id": SimilarPair,
    "person_id": Colleague,
    "position_id": Position,
    "problem_id": Problem,
    "question_id": InterviewQuestion,
    "record_id": Record,
    "run_id": CodeRun,
    "session_id": DsaSession,
    "snapshot_id": Snapshot,
    "stream_id": DraftStream,
    "submission_id": Submission,
}
# Where the same name means something else.
ELSEWHERE: Final[dict[tuple[str, str], type[Model]]] = {
    ("admin/proctoring/", "candidate_id"): ProctoredCandidate,
    ("admin/interviews/colleagueinvitation/", "invitation_id"): ColleagueInvitation,
}
# Whoever has the rights sees all of these: they are of no interview.
OPEN: Final[frozenset[type[Model]]] = frozenset(
    {
        Authenticator,
        Colleague,
        ColleagueInvitation,
        EmailAddress,
        Group,
        InterviewQuestion,
        MailTemplate,
        Problem,
        ProblemCheck,
        SocialAccount,
        SocialApp,
        SocialToken,
        StageProblem,
        StageTypeConfig,
        TestCase,
        User,
    }
)
# Whoever asks changes these: that they are signed in, and that their token was used.
MOVED_BY_ASKING: Final[frozenset[type[Model]]] = frozenset({ApiToken, Session})
# Without a record: words of Django's own addresses.
WORDS: Final[dict[str, str]] = {"app_label": "interviews", "url": "x"}
# What some addresses ask for besides.
QUERIES: Final[dict[str | None, dict[str, str]]] = {"replay_moment": {"at": "2100-01-01T00:00:00+00:00"}}
# There for nobody: the timeline tells it.
CLOSED: Final = frozenset({"proctoring_proctoredcandidate_history"})
# Whoever has a token is the candidate; these words are of the pages of one's own account.
NOT_OF_RECORDS: Final = frozenset({"token", "key", "uidb36", "provider_id", "sub_id"})


@dataclass
class World:
    """Lena, who sees only her own positions; Rita, who sees everything and holds the hidden interviews."""

    lena: User
    rita: User
    token: str
    hidden: dict[type[Model], list[object]]

    def hides(self, model: type[Model]) -> list[object]:
        return self.hidden.get(concrete(model), [])

    def own(self, model: type[Model]) -> list[object]:
        """What is not hidden from Lena, and of no interest where the model is open."""
        hidden = set(map(str, self.hides(model)))
        return [pk for pk in primary_keys(model) if str(pk) not in hidden]


def concrete(model: type[Model]) -> type[Model]:
    found = model._meta.concrete_model
    assert found is not None
    return found


def primary_keys(model: type[Model]) -> list[object]:
    return list(model._base_manager.order_by("pk").values_list("pk", flat=True))


# What is planted ------------------------------------------------------------------------------------------------------


def invited(interview: Interview, name: str, email: str, rita: User) -> Invitation:
    return issue_invitation(
        invitation=Invitation(
            interview=interview, name=name, email=email, expires_at=timezone.now() + timedelta(days=7)
        ),
        actor=rita,
    )


def new_interview(title: str, stage: StageTypeConfig, actor: User, *interviewers: User) -> Interview:
    return schedule_interview(
        interview=Interview(
            title=title,
            stage=stage,
            scheduled_start=timezone.now() - timedelta(minutes=1),
            duration_minutes=60,
            recruiter_notes=title,
        ),
        interviewers=interviewers,
        actor=actor,
    )


def plant_live(title: str, name: str, stage: StageTypeConfig, rita: User, position: Position) -> Interview:
    """A live interview that Rita made and held, with everything that can be kept of one."""
    interview = new_interview(title, stage, rita, rita)
    invitation = invited(interview, name, "live@hidden.example", rita)
    place_interview(interview=interview, position=position, actor=rita)
    start_interview(interview_id=interview.pk, actor=Actor.user(rita))
    save_note(author=rita, interview_id=interview.pk, note_id=uuid4(), at=timezone.now(), text=title)
    finished_run(interview, invitation, author_name=name, stdout=title)
    DocumentUpdate.objects.create(
        interview=interview,
        sequence=1,
        created_at=timezone.now(),
        actor_user=rita,
        update_bytes=Typist().type(title),
    )
    complete_interview(interview_id=interview.pk, actor=Actor.user(rita))
    save_scorecard(
        interviewer=rita,
        interview_id=interview.pk,
        ratings=[Rating(3, title) for _ in criteria_of(stage)],
        recommendation=4,
        summary=title,
        hand_in=True,
    )
    ComputerCheck.objects.create(
        invitation=invitation, user_agent=title, findings={"camera": {"state": "failed", "words": title}}
    )
    OwnDeletion.objects.create(
        invitation=invitation, asked_at=timezone.now(), state=DeletionState.FAILED, ended_at=timezone.now()
    )
    OutgoingMail.objects.create(
        kind=MailKind.CANDIDATE_INVITATION, interview=interview, invitation=invitation
    )
    record = Record(interview=interview, edition=Edition.RECRUITER, requested_by=rita, state=RecordState.MADE)
    record.file.save("record.html", ContentFile(title.encode()), save=False)
    record.save()
    interview.refresh_from_db()
    assert interview.application is not None
    decide(
        application=interview.application,
        decision=ApplicationDecision.ON_HOLD,
        reason=title,
        seen=0,
        actor=rita,
    )
    return interview


def plant_session(
    title: str, person: tuple[str, str], code: str, stage: StageTypeConfig, rita: User, position: Position
) -> DsaSession:
    """A proctored coding session at work, with code, a submission and a picture."""
    interview = new_interview(title, stage, rita, rita)
    problem = Problem.objects.get()
    problem.assignments.create(interview=interview, position=1)
    invitation = invited(interview, *person, rita)
    place_interview(interview=interview, position=position, actor=rita)
    agree(invitation)
    session = start_session(session=get_or_create_session(invitation))
    program = f"# {title}\n{code}"
    save_draft(
        session=session, problem_key=problem.key, language="python", source_code=program, base_version=0
    )
    written = Change(round(time() * 1000), Origin.LOADED, None, program)
    name = StreamName(uuid4(), uuid4(), problem.key, "python")
    append_changes(session=session, name=name, first=0, changes=[written])
    submission, _ = create_submission(
        session=session,
        problem_key=problem.key,
        language="python",
        source_code=program,
        kind=SubmissionKind.SUBMIT,
    )
    submission.judgements.update(state="failed", finished_at=submission.created_at)
    stored(Invitation.objects.get(pk=invitation.pk))
    return session


def plant_what_waits(to_come: Interview, unrated: Interview, rita: User) -> None:
    """What the desk tells of interviews that are nobody's but Rita's."""
    waiting = invited(to_come, f"{MARKER} waiting", "waiting@hidden.example", rita)
    request_admission(
        participant=participant_for_invitation(waiting), typed_name=MARKER, reason=RequestReason.EARLY
    )
    # The walk takes longer than a socket may be silent.
    AdmissionRequest.objects.update(alive_until=timezone.now() + timedelta(hours=1))
    for mode in StageMode:
        stage = StageTypeConfig.objects.filter(mode=mode).earliest("pk")
        unopened = new_interview(f"{MARKER} unopened", stage, rita, rita)
        soon = timezone.now() + timedelta(hours=2)
        Interview.objects.filter(pk=unopened.pk).update(scheduled_start=soon)
        invitation = invited(unopened, f"{MARKER} unopened", f"{mode}@hidden.example", rita)
        if mode == StageMode.DSA:
            Invitation.objects.filter(pk=invitation.pk).update(expires_at=soon)
    start_interview(interview_id=unrated.pk, actor=Actor.user(rita))
    record_event(unrated.pk, EventKind.PARTICIPANT_JOINED, actor=Actor.user(rita))
    complete_interview(interview_id=unrated.pk, actor=Actor.user(rita))


@pytest.fixture
def world(
    presets: None,
    mirror: Problem,
    stage_live: StageTypeConfig,
    stage_dsa: StageTypeConfig,
    sent_tasks: SentTasks,
    settings: Settings,
) -> Iterator[World]:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    stage_dsa.dsa_config |= {"proctoringEnabled": True}
    stage_dsa.save()
    stage_live.scorecard_config = {"criteria": [{"name": "Code"}]}
    stage_live.save()
    for stage in (stage_live, stage_dsa):
        set_stage_problems(stage=stage, problems=[mirror])
    rita = make_person("rita", RECRUITERS, INTERVIEWERS, is_staff=True)
    lena = make_person("lena", RECRUITERS, is_staff=True)
    lena.only_own_positions = True
    lena.save()
    # Everything of others.
    position = Position.objects.create(title=f"{MARKER} job")
    interview = plant_live(f"{MARKER} talk", f"{MARKER} person", stage_live, rita, position)
    for name, code in (("one", ORIGINAL), ("two", DISGUISED)):
        person = (f"{MARKER} {name}", f"{name}@hidden.example")
        plant_session(f"{MARKER} test {name}", person, code, stage_dsa, rita, position)
    hidden_person = Candidate.objects.get(name=f"{MARKER} person")
    hidden_person.tags.add(Tag.objects.create(name=f"{MARKER} tag"))
    # Somebody whom Lena sees as well, because they apply for a position of hers too.
    shared = ("Shared Person", "shared@mail.example")
    plant_session(f"{MARKER} test of both", shared, ORIGINAL, stage_dsa, rita, position)
    compare_submissions(start_report(problem=mirror, language=Language.PYTHON, actor=rita).pk)
    assert SimilarPair.objects.exists()
    make_token(owner=rita, name=f"{MARKER} system", scopes=[Scope.RESULTS_READ], valid_days=None)
    new_endpoint(f"https://{MARKER}.example/", rita)
    WebhookEndpoint.objects.update(name=f"{MARKER} system")
    to_come = new_interview(f"{MARKER} to come", stage_live, rita, rita)
    unrated = new_interview(f"{MARKER} unrated", stage_live, rita, rita)
    plant_what_waits(to_come, unrated, rita)
    LogEntry.objects.log_actions(rita.pk, [interview], CHANGE, MARKER, single_object=True)
    models = {concrete(model) for model in apps.get_models()} - OPEN
    hidden = {model: primary_keys(model) for model in models}
    # What is hers.
    known = Candidate.objects.with_address(shared[1])
    assert known is not None
    hidden[Candidate].remove(known.pk)
    own = Position.objects.create(title="Lena's job")
    own.members.add(lena)
    apply_for(candidate=known, position=own)
    for stage in (stage_live, stage_dsa):
        title = f"Lena's {stage.key}"
        place_interview(
            interview=invited(
                new_interview(title, stage, lena), title, f"{stage.key}@mail.example", lena
            ).interview,
            position=own,
            actor=lena,
        )
    _, token = make_token(owner=lena, name="Lena's system", scopes=list(Scope), valid_days=None)
    yield World(lena, rita, token, hidden)
    for record in Record.objects.all():
        record.file.delete(save=False)


# The walk -------------------------------------------------------------------------------------------------------------


def model_of(address: Address, parameter: str) -> type[Model]:
    """The model of whose records one is named at this place of an address."""
    if parameter == "object_id":
        _, app, model = address.route.split("/")[:3]
        return apps.get_model(app, model)
    for (start, name), other in ELSEWHERE.items():
        if name == parameter and address.route.startswith(start):
            return other
    assert parameter in PARAMETERS, f"Say in PARAMETERS what {parameter!r} of {address.route!r} names"
    return PARAMETERS[parameter]


def addresses_of_records() -> list[Address]:
    """Those of pages and of the API, with or without a record; not those of accounts and of candidates."""
    return [
        address
        for address in all_addresses()
        # Of "admin/r/", see below.
        if not address.route.startswith(
            ("accounts/", "admin/login", "admin/logout", "admin/password", "admin/r/", "healthz", "readyz")
        )
        and not NOT_OF_RECORDS.intersection(address.parameters)
        # Django leads from an address of before to the page of today.
        and not (address.name is None and address.parameters == ["object_id"])
    ]


def is_of_hidden(address: Address) -> bool:
    named = [name for name in address.parameters if name not in WORDS]
    return any(concrete(model_of(address, name)) not in OPEN for name in named)


def paths(world: World, address: Address, *, hidden: bool) -> list[str]:
    """The address with hidden records, or with those that Lena may know; records of open models go with both."""
    choices: list[list[tuple[str, object]]] = []
    for name in address.parameters:
        if name in WORDS:
            choices.append([(name, WORDS[name])])
            continue
        model = model_of(address, name)
        if concrete(model) in OPEN:
            ids: list[object] = primary_keys(model)[:2] or [1]
        else:
            ids = world.hides(model) if hidden else world.own(model)
        choices.append([(name, pk) for pk in ids])
    return [address.path(dict(combination)) for combination in product(*choices)]


def everything_in(answer: Any) -> str:
    """Headers and body; of a workbook or another archive what is packed."""
    body = body_of(answer)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    return f"{dict(answer.headers)}\n{body.decode('utf-8', 'replace')}"


def client_for(world: World, person: User, address: Address) -> Client:
    if address.route.startswith("v1/") and person == world.lena:
        return Client(headers={"authorization": f"Bearer {world.token}"})
    return signed_in(person)


def ask(client: Client, method: str, path: str, address: Address) -> Any:
    if method == "get":
        return client.get(path, QUERIES.get(address.name, {}))
    if address.route.startswith("v1/"):
        return getattr(client, method)(path, "{}", content_type="application/json")
    return getattr(client, method)(path)


def everything_stored() -> dict[type[Model], list[dict[str, Any]]]:
    """Every row of what can be hidden, and of what ties records together."""
    models = set(apps.get_models(include_auto_created=True)) - OPEN - MOVED_BY_ASKING
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}


def test_a_hidden_record_opens_nothing(world: World) -> None:
    """By any method, and what is refused says nothing and does nothing."""
    # Django leads from the numbers of any record to its address, where records have one.
    assert not [model for model in apps.get_models() if hasattr(model, "get_absolute_url")]
    before = everything_stored()
    opened, told = [], []
    for address in addresses_of_records():
        if not address.parameters or not is_of_hidden(address):
            continue
        client = client_for(world, world.lena, address)
        for path in paths(world, address, hidden=True):
            for method in ("get", "post", "patch") if address.route.startswith("v1/") else ("get", "post"):
                answer = ask(client, method, path, address)
                if not is_refused(answer):
                    opened.append((address.route, path, method, answer.status_code))
                if MARKER in everything_in(answer):
                    told.append((address.route, path, method))
    assert not opened, "\n".join(map(str, opened))
    assert not told, "\n".join(map(str, told))
    after = everything_stored()
    assert not [model for model in before if after[model] != before[model]]


def queries(address: Address) -> list[dict[str, str]]:
    """Nothing, and what lists, searches and parts of pages take."""
    return [{}, {"q": SEARCH}, {"q": SEARCH, "_facets": "True"}, {"part": "", "q": SEARCH}]


def test_no_page_names_what_is_hidden(world: World) -> None:
    """Lists, searches, the pages that belong to nobody, and Lena's own records, whose people others know as well."""
    told = []
    for address in addresses_of_records():
        client = client_for(world, world.lena, address)
        for path in paths(world, address, hidden=False):
            for query in queries(address) if not address.parameters else [{}]:
                answer = client.get(path, query)
                assert answer.status_code < 500, (path, query)
                if MARKER in everything_in(answer):
                    told.append((address.route, path, query))
    assert not told, "\n".join(map(str, told))


def test_no_choice_in_the_admin_names_what_is_hidden(world: World) -> None:
    """What is offered while somebody types, and what actions do with records that were not listed."""
    client, request = signed_in(world.lena), RequestFactory().get("/admin/")
    request.user = world.lena
    told: list[tuple[object, str, str]] = []
    offers = 0
    for model, site_admin in admin.site._registry.items():
        inlines = [inline(model, admin.site) for inline in site_admin.get_inlines(request, None)]
        for owner in (site_admin, *inlines):
            for field in owner.get_autocomplete_fields(request):
                query = {
                    "app_label": owner.model._meta.app_label,
                    "model_name": owner.model._meta.model_name,
                    "field_name": field,
                }
                offers += 1
                for term in ("", SEARCH):
                    answer = client.get("/admin/autocomplete/", {**query, "term": term})
                    if MARKER in everything_in(answer):
                        told.append((owner, field, term))
        if concrete(model) in OPEN:
            continue
        page = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for action in site_admin.get_actions(request):
            chosen = [str(pk) for pk in world.hides(model)]
            answer = client.post(page, {"action": action, "_selected_action": chosen}, follow=True)
            if MARKER in everything_in(answer):
                told.append((model, action, ""))
    assert offers
    assert not told, "\n".join(map(str, told))


def test_filters_of_the_api_find_nothing_hidden(world: World) -> None:
    """By the ids that lists may be asked with."""
    client = Client(headers={"authorization": f"Bearer {world.token}"})
    asked = 0
    for address in addresses_of_records():
        query = getattr(getattr(address.view, "cls", None), "query", None)
        if query is None or address.parameters:
            continue
        for name in query().fields:
            if not name.endswith("Id"):
                continue
            model = PARAMETERS.get(f"{name.removesuffix('Id')}_id", User)
            for pk in world.hides(model):
                answer = client.get(address.path({}), {name: str(pk)})
                assert answer.status_code == 200, (address.route, name)
                assert answer.json()["results"] == [], (address.route, name, pk)
                asked += 1
    assert asked


# What the desk tells is waiting, of hidden interviews.
WAITS: Final = (
    "Candidates waiting in a lobby",
    "Links not opened a day before the interview",
    "Links to coding sessions not opened a day before they expire",
    "Scorecards missing",
)


@pytest.mark.parametrize("title", WAITS)
def test_the_desk_tells_nobody_else_what_waits(world: World, title: str) -> None:
    """Not even that there is something of this kind."""
    assert title in everything_in(signed_in(world.rita).get("/admin/"))
    assert title not in everything_in(signed_in(world.lena).get("/admin/"))


def test_who_sees_everything_finds_it_there(world: World) -> None:
    """That the walk finds nothing does not come from nothing being there: at each address is something hidden."""
    closed, unplanted = [], []
    # What belongs to the token of a system, which Rita uses as well.
    _, token = make_token(owner=world.rita, name="All", scopes=list(Scope), valid_days=None)
    systems = Client(headers={"authorization": f"Bearer {token}"})
    client = signed_in(world.rita)
    for address in addresses_of_records():
        if not address.parameters or not is_of_hidden(address):
            continue
        found = False
        for path in paths(world, address, hidden=True):
            for one in (client, systems) if address.route.startswith("v1/") else (client,):
                answer = one.get(path, QUERIES.get(address.name, {}))
                # By another method only is an address too.
                found = found or answer.status_code == 405 or not is_refused(answer)
        # Recruiters delete hardly anything, and nothing by Django's own page.
        if not found and address.name not in CLOSED and not address.route.endswith("/delete/"):
            closed.append(address.route)
    for model in admin.site._registry:
        page = client.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/")
        # Some have no list.
        is_listed = page.status_code == 200
        if concrete(model) not in OPEN and is_listed and MARKER not in everything_in(page):
            unplanted.append(model)
    assert not closed, "\n".join(closed)
    assert not unplanted, unplanted
