"""What tests of proctoring speak of by name: Cara in a coding session with webcam snapshots, and pictures."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import boto3
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from moto.server import ThreadedMotoServer
from PIL import Image, ImageDraw
from pytest_django.fixtures import Settings

from interviews.models import Interview, Invitation, StageTypeConfig, User
from interviews.services.interviews import schedule_interview, start_interview
from interviews.services.invitations import issue_invitation
from interviews.timeline import SYSTEM
from proctoring import storage
from proctoring.choices import Decision, IncidentKind, SnapshotReason
from proctoring.models import Consent, ExemptionRequest, Incident, Review, Snapshot, SnapshotView
from proctoring.selectors import proctoring_of
from proctoring.services import incidents as incident_services
from proctoring.services import snapshots as snapshot_services
from proctoring.services.consent import record_consent
from proctoring.services.incidents import IncidentReport
from proctoring.services.snapshots import Upload
from proctoring.storage import Folder
from proctoring.storage_config import snapshot_storage
from tests.conftest import SentTasks
from tests.openapi import described

LOGIN = {"access_key": "a key of this test", "secret_key": "a secret of this test"}
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def picture(
    color: str = "teal", size: tuple[int, int] = (64, 48), form: str = "JPEG", **options: Any
) -> bytes:
    """A small picture, encoded."""
    image = Image.new("RGB", size, color)
    ImageDraw.Draw(image).ellipse((10, 5, 40, 40), fill="wheat")
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def invited(interview: Interview, name: str, actor: User) -> Invitation:
    return issue_invitation(
        invitation=Invitation(
            interview=interview,
            name=name,
            email=f"{name.split()[0].lower()}@mail.example",
            expires_at=timezone.now() + timedelta(days=7),
        ),
        actor=actor,
    )


@pytest.fixture(autouse=True)
def empty_storage(pictures_stored: None) -> None:
    """No snapshot files before or after a test."""


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    """An S3-compatible server on this machine, as a real HTTP peer; gives its URL."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_server: str, settings: Settings) -> Any:
    """A new bucket, where snapshots are kept for this test."""
    name = f"snapshots-{uuid4()}"
    made = boto3.resource(
        "s3",
        endpoint_url=s3_server,
        region_name="us-east-1",
        aws_access_key_id=LOGIN["access_key"],
        aws_secret_access_key=LOGIN["secret_key"],
    ).create_bucket(Bucket=name)
    settings.STORAGES = {
        **settings.STORAGES,
        "snapshots": snapshot_storage(
            "s3",
            directory=settings.DATA_DIR,
            bucket=name,
            endpoint_url=s3_server,
            region="us-east-1",
            **LOGIN,
        ),
    }
    return made


@pytest.fixture(params=["disk", "s3"])
def kept_on(request: pytest.FixtureRequest) -> str:
    """Each storage that snapshots may lie on."""
    if request.param == "s3":
        request.getfixturevalue("bucket")
    return str(request.param)


@pytest.fixture(autouse=True)
def woken(sent_tasks: SentTasks) -> SentTasks:
    """What workers were woken for: tests have none, and do the work themselves."""
    return sent_tasks


def files() -> dict[str, list[str]]:
    """Everything in the storage, by folder."""
    return {folder.value: sorted(storage.file_names(folder)) for folder in Folder}


NOTHING: dict[str, list[str]] = {folder.value: [] for folder in Folder}


@pytest.fixture
def stage_proctored(stage_dsa: StageTypeConfig) -> StageTypeConfig:
    """The coding session, with a snapshot every 30 seconds."""
    stage_dsa.dsa_config |= {"proctoringEnabled": True}
    stage_dsa.save()
    return stage_dsa


def session_of(stage: StageTypeConfig, rita: User, title: str = "Coding session") -> Interview:
    interview = schedule_interview(
        interview=Interview(title=title, stage=stage, scheduled_start=timezone.now()), actor=rita
    )
    start_interview(interview_id=interview.pk, actor=SYSTEM)
    interview.refresh_from_db()
    return interview


@pytest.fixture
def interview(stage_proctored: StageTypeConfig, rita: User) -> Interview:
    """A proctored coding session that has begun."""
    return session_of(stage_proctored, rita)


@pytest.fixture
def cara(interview: Interview, rita: User) -> Invitation:
    """Its candidate, who has not answered yet."""
    return invited(interview, "Cara Candidate", rita)


def agree(invitation: Invitation) -> None:
    record_consent(
        invitation=invitation,
        decision=Decision.GIVEN,
        text_version=proctoring_of(invitation).text.version,
    )


@pytest.fixture
def willing(cara: Invitation) -> Invitation:
    """Cara, who has agreed."""
    agree(cara)
    return cara


@pytest.fixture
def nils(stage_proctored: StageTypeConfig, rita: User) -> Invitation:
    """Another candidate, in another session, who has agreed as well."""
    invitation = invited(session_of(stage_proctored, rita, "Somebody else's session"), "Nils Neighbour", rita)
    agree(invitation)
    return invitation


@pytest.fixture
def counting(valkey: str) -> None:
    """Rates are counted in a Valkey, which is empty when a test begins."""


def received(
    invitation: Invitation,
    sequence: int = 0,
    *,
    content: bytes | None = None,
    captured_at: datetime = NOON,
    client_id: UUID | None = None,
) -> Snapshot:
    """A snapshot as the upload leaves it."""
    return snapshot_services.receive(
        proctoring=proctoring_of(invitation),
        upload=Upload(
            client_id=client_id or uuid4(),
            sequence=sequence,
            captured_at=captured_at,
            reason=SnapshotReason.INTERVAL,
            content=picture() if content is None else content,
        ),
    )


def stored(invitation: Invitation, sequence: int = 0, **options: Any) -> Snapshot:
    """The same, after a worker has made a picture of it."""
    snapshot = received(invitation, sequence, **options)
    snapshot_services.process(snapshot.pk)
    snapshot.refresh_from_db()
    return snapshot


def noticed(invitation: Invitation, kind: IncidentKind = IncidentKind.TAB_HIDDEN) -> Incident:
    client_id = uuid4()
    incident_services.record_incidents(
        proctoring=proctoring_of(invitation), incidents=[IncidentReport(client_id, kind, NOON)]
    )
    return Incident.objects.get(client_id=client_id)


def aged(**age: float) -> None:
    """As if everything had happened so much longer ago."""
    delta = timedelta(**age)
    for model, names in (
        (Snapshot, ("captured_at", "received_at", "keep_until", "lease_until")),
        (Incident, ("occurred_at", "received_at", "keep_until")),
        (ExemptionRequest, ("asked_at", "keep_until")),
        (Review, ("reviewed_at",)),
        (SnapshotView, ("viewed_at",)),
    ):
        rows: Any = model._default_manager
        for row in rows.all():
            rows.filter(pk=row.pk).update(**{name: getattr(row, name) - delta for name in names})
    for consent in Consent.objects.all():
        # Answers are never changed, so a copy takes its place.
        consent.delete()
        consent.pk = None
        consent._state.adding = True
        consent.decided_at -= delta
        consent.keep_until -= delta
        consent.save()


class Page:
    """A candidate's page, as far as the server sees it. What it is answered has to be what the document describes."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.client = Client()

    def path(self, rest: str) -> str:
        return f"/v1/dsa/{self.token}/{rest}"

    def get(self) -> Any:
        return described(self.client.get(self.path("proctoring")))

    def post(self, rest: str, document: Any) -> Any:
        return described(self.client.post(self.path(rest), document, content_type="application/json"))

    def send(self, content: bytes | None = None, *, file_name: str = "a.jpg", **changes: Any) -> Any:
        """Upload a picture; None takes a field out."""
        fields: dict[str, Any] = {
            "image": SimpleUploadedFile(file_name, picture() if content is None else content, "image/jpeg"),
            "clientId": str(uuid4()),
            "sequence": "0",
            "capturedAt": NOON.isoformat(),
            "reason": "interval",
        } | changes
        given = {name: value for name, value in fields.items() if value is not None}
        return described(self.client.post(self.path("snapshots"), given))


OpenPage = Callable[[Invitation], Page]


@pytest.fixture
def page(counting: None) -> OpenPage:
    return lambda invitation: Page(invitation.token)


def code_of(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal; every one has a sentence as well."""
    document = answer.json()
    assert document["detail"], document
    return answer.status_code, document["code"]
