"""Purge, erasure and export, on a disk and on a real S3-compatible server: gone means that the storage says so."""

import base64
import io
import json
import zipfile
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import QuerySet
from django.test import AsyncClient
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from redis import Redis

from dsa.choices import SessionState
from dsa.models import DsaSession
from interviews.choices import EventKind
from interviews.models import Interview, Invitation, Note, Scorecard, TimelineEvent, User
from interviews.timeline import Actor, record_event
from proctoring import storage, tasks
from proctoring.choices import ReviewStatus
from proctoring.models import Consent, Exemption, Incident, Review, Snapshot, SnapshotView
from proctoring.selectors import proctoring_of
from proctoring.services import incidents as incident_services
from proctoring.services import retention
from proctoring.services import review as review_services
from proctoring.services import snapshots as snapshot_services
from proctoring.services.consent import ask_for_exemption, grant_exemption
from proctoring.services.erasure_check import remains
from proctoring.storage import Folder, StorageUnavailable, name_of
from proctoring.storage_config import snapshot_storage
from tests.proctoring.conftest import LOGIN, NOTHING, aged, files, noticed, picture, received, stored

pytestmark = pytest.mark.django_db

MARKER = "a note that only reviewers read"
PLANTED = "quincemarmalade"
# Events that refer to a row of ours.
REFERRING = (
    EventKind.PROCTORING_CONSENT,
    EventKind.PROCTORING_INCIDENT,
    EventKind.PROCTORING_SNAPSHOT,
    EventKind.PROCTORING_REVIEWED,
)


def reviewed(invitation: Invitation, actor: User) -> Review:
    return review_services.review(
        invitation=invitation, status=ReviewStatus.SUSPICIOUS, note=MARKER, seen=0, actor=actor
    )


def erased_events() -> list[dict[str, Any]]:
    return [event.payload for event in TimelineEvent.objects.filter(kind=EventKind.PROCTORING_ERASED)]


# Both storages --------------------------------------------------------------------------------------------------------


def test_a_snapshots_way_is_the_same_on_both(kept_on: str, willing: Invitation) -> None:
    good, bad = stored(willing, 0), stored(willing, 1, content=b"\xff\xd8\xff")
    assert (good.state, bad.state) == ("stored", "rejected")
    snapshot_services.process(good.pk)
    assert files() == {"raw": [], "pictures": [f"{good.pk}.jpg"], "thumbnails": [f"{good.pk}.jpg"]}
    assert storage.read(name_of(Folder.PICTURE, good.pk)).startswith(b"\xff\xd8\xff")
    storage.put(name_of(Folder.PICTURE, good.pk), b"again")
    assert storage.read(name_of(Folder.PICTURE, good.pk)) == b"again", "over the earlier one, under its name"
    with pytest.raises(FileNotFoundError):
        storage.read(name_of(Folder.PICTURE, bad.pk))


def test_in_a_bucket_objects_are_private(bucket: Any, willing: Invitation) -> None:
    stored(willing)
    keys = [each.key for each in bucket.objects.all()]
    assert sorted(key.split("/")[:2] for key in keys) == [
        ["snapshots", "pictures"],
        ["snapshots", "thumbnails"],
    ]
    for each in bucket.objects.all():
        grantees = [grant["Grantee"] for grant in each.Acl().grants]
        assert all("URI" not in grantee for grantee in grantees), "nobody but the owner"


def elsewhere(settings: Settings, kept_on: str, s3_server: str) -> None:
    """The storage's address is wrong from now on: nobody is there, or it is another place."""
    place: dict[str, Any] = {"disk": {"kind": "local"}, "s3": {"kind": "s3", "endpoint_url": s3_server}}[
        kept_on
    ]
    settings.STORAGES = {
        **settings.STORAGES,
        "snapshots": snapshot_storage(
            **place,
            directory=settings.DATA_DIR / "gone",
            bucket="no-such-bucket",
            region="us-east-1",
            **LOGIN,
        ),
    }


def test_files_of_a_storage_that_is_not_there_are_not_taken_for_gone(
    kept_on: str, settings: Settings, willing: Invitation, s3_server: str
) -> None:
    """Where there is no bucket there is no file, and yet nothing was lost or deleted."""
    waiting, kept = received(willing, 0), stored(willing, 1)
    here = settings.STORAGES
    elsewhere(settings, kept_on, s3_server)
    snapshot_services.process(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.storage_failures, waiting.attempts) == ("received", 1, 0)
    Snapshot.objects.update(deleting_since=timezone.now(), lease_until=timezone.now())
    assert retention.delete_marked() == 0
    settings.STORAGES = here
    Snapshot.objects.update(deleting_since=None)
    snapshot_services.process(waiting.pk)
    assert sorted(files()["pictures"]) == sorted([f"{waiting.pk}.jpg", f"{kept.pk}.jpg"])


def test_a_server_that_is_away_is_told_as_unavailable(bucket: Any, settings: Settings) -> None:
    elsewhere(settings, "s3", "http://127.0.0.1:1")
    with pytest.raises(StorageUnavailable):
        storage.put("raw/x", b"x")


def test_snapshots_go_when_their_time_is_over(kept_on: str, willing: Invitation, settings: Settings) -> None:
    stored(willing, 0), received(willing, 1), stored(willing, 2, content=b"\xff\xd8\xff")
    aged(days=settings.PROCTORING_SNAPSHOT_DAYS - 1)
    assert tasks.purge() == 0
    young = stored(willing, 3)
    aged(days=1)
    Snapshot.objects.filter(pk=young.pk).update(received_at=timezone.now(), keep_until=young.keep_until)
    assert tasks.purge() == 3
    assert list(Snapshot.objects.all()) == [young]
    assert files()["raw"] == []
    assert files()["pictures"] == files()["thumbnails"] == [f"{young.pk}.jpg"]
    assert erased_events() == [{"snapshotsGone": 3, "filesVerifiedGone": True}]
    assert Incident.objects.exists(), "incidents have a time of their own"


def test_erasing_one_candidate(
    kept_on: str,
    willing: Invitation,
    nils: Invitation,
    rita: User,
    django_capture_on_commit_callbacks: Any,
    woken: Any,
) -> None:
    for invitation in (willing, nils):
        stored(invitation, 0), received(invitation, 1)
        noticed(invitation)
        reviewed(invitation, rita)
    with django_capture_on_commit_callbacks(execute=True):
        erased = retention.erase_candidate_data(invitation=willing, actor=Actor.user(rita))
    assert (erased.snapshots, erased.incidents, erased.answers, erased.reviews) == (2, 1, 1, 1)
    assert ("proctoring.tasks.delete_files",) in woken
    assert not Snapshot.objects.not_deleted().filter(invitation=willing).exists(), "out of sight at once"
    tasks.delete_files()
    for model in (Snapshot, Incident, Consent, Review):
        assert [row.invitation for row in model._default_manager.all()] in ([nils], [nils, nils])
    left = {str(pk) for pk in Snapshot.objects.values_list("pk", flat=True)}
    assert {name.removesuffix(".jpg") for names in files().values() for name in names} <= left
    assert [len(names) for names in files().values()] == [1, 1, 1]
    requested, done = erased_events()
    assert requested["snapshots"] == 2
    assert done == {"snapshotsGone": 2, "filesVerifiedGone": True}
    assert proctoring_of(willing).consent_status == "required", "whoever goes on is asked again"
    with django_capture_on_commit_callbacks(execute=True):
        assert not retention.erase_candidate_data(invitation=willing, actor=Actor.user(rita))
    assert len(erased_events()) == 2


@pytest.fixture
def exported(rita: User) -> Any:
    """The zip that Rita gets for a candidate, by name of the file in it."""

    async def fetch(invitation: Invitation) -> bytes:
        client = AsyncClient()
        await client.aforce_login(rita)
        path = reverse("admin:proctoring_export", args=[invitation.pk])
        answer: Any = await client.post(path)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/zip"
        assert "no-store" in answer["Cache-Control"]
        return b"".join([piece async for piece in answer.streaming_content])

    def export(invitation: Invitation) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(async_to_sync(fetch)(invitation))) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name) for name in archive.namelist()}

    return export


def test_an_export_holds_everything_about_one_candidate(
    kept_on: str, willing: Invitation, nils: Invitation, rita: User, exported: Any
) -> None:
    kept, rejected = stored(willing, 0), stored(willing, 1, content=b"\xff\xd8\xff")
    stored(nils, 7)
    incident = noticed(willing)
    incident_services.save_reply(invitation=willing, incident_id=incident.pk, text="My reply.")
    noticed(nils)
    reviewed(willing, rita)
    contents = exported(willing)
    name = f"pictures/000000-{kept.pk}.jpg"
    assert sorted(contents) == ["data.json", name, "reviews.json"]
    assert contents[name] == storage.read(name_of(Folder.PICTURE, kept.pk))
    data = json.loads(contents["data.json"])
    assert data["candidate"] == {"name": "Cara Candidate", "email": "cara@mail.example"}
    assert [(each["sequence"], each["state"], each["file"]) for each in data["snapshots"]] == [
        (0, "stored", name),
        (1, "rejected", None),
    ]
    assert data["snapshots"][1]["rejectCode"] == rejected.reject_code
    assert [each["kind"] for each in data["incidents"]] == ["snapshot_rejected", "tab_hidden"]
    assert data["incidents"][1]["reply"] == "My reply."
    assert data["consents"][0]["text"] == proctoring_of(willing).text.as_json()
    assert MARKER not in contents["data.json"].decode(), "for reviewers: in a file of its own"
    assert json.loads(contents["reviews.json"])[0]["note"] == MARKER
    assert b"Nils" not in b"".join(contents.values())
    event = TimelineEvent.objects.get(kind=EventKind.PROCTORING_EXPORTED)
    assert (event.actor_user, event.interview_id) == (rita, willing.interview_id)


# Times ----------------------------------------------------------------------------------------------------------------


def test_what_was_promised_holds_when_the_settings_grow(willing: Invitation, settings: Settings) -> None:
    # In a session that runs: before one, the longer term would be a new text to agree to.
    DsaSession.objects.create(
        invitation=willing,
        state=SessionState.ACTIVE,
        started_at=timezone.now(),
        deadline=timezone.now() + timedelta(hours=1),
    )
    settings.PROCTORING_SNAPSHOT_DAYS = 300
    snapshot = stored(willing)
    assert (snapshot.keep_until - snapshot.received_at).days == 30
    aged(days=31)
    assert tasks.purge() == 1


def test_a_shorter_setting_holds_at_once(willing: Invitation, settings: Settings) -> None:
    stored(willing)
    aged(days=8)
    assert tasks.purge() == 0
    settings.PROCTORING_SNAPSHOT_DAYS = 7
    assert tasks.purge() == 1


def test_every_class_of_record_has_its_own_time(willing: Invitation, rita: User, settings: Settings) -> None:
    noticed(willing)
    reviewed(willing, rita)
    snapshot = stored(willing)
    review_services.record_view(snapshot=snapshot, is_thumbnail=False, actor=rita)

    def left() -> list[int]:
        tasks.purge()
        return [
            model._default_manager.count() for model in (Snapshot, Incident, Review, Consent, SnapshotView)
        ]

    assert left() == [1, 1, 1, 1, 1]
    aged(days=31)
    assert left() == [0, 1, 1, 1, 1]
    aged(days=60)
    assert left() == [0, 0, 0, 1, 1]
    aged(days=275)
    assert left() == [0, 0, 0, 0, 0]
    assert [set(each) & {"incidents", "reviews", "consents"} for each in erased_events()] == [
        set(),
        {"incidents"},
        {"reviews"},
        {"consents"},
    ]


# Deletions that fail --------------------------------------------------------------------------------------------------


def test_a_file_that_stays_keeps_its_row_until_it_is_gone(
    willing: Invitation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The storage says yes and does nothing; asking it whether the file is gone tells."""
    stubborn, other = stored(willing, 0), stored(willing, 1)
    aged(days=31)
    delete = type(storages["snapshots"]).delete

    def refuses(self: Any, name: str) -> None:
        if str(stubborn.pk) not in name:
            delete(self, name)

    with monkeypatch.context() as patched:
        patched.setattr(type(storages["snapshots"]), "delete", refuses)
        assert tasks.purge() == 1
        assert tasks.purge() == 0, "not at once again"
    assert not Snapshot.objects.filter(pk=other.pk).exists()
    stubborn.refresh_from_db()
    assert (stubborn.storage_failures, stubborn.files_gone_at) == (1, None)
    assert f"Snapshot {stubborn.pk} is not deleted yet (try 1)" in caplog.text
    assert not Snapshot.objects.not_deleted().exists(), "and nobody sees it meanwhile"
    Snapshot.objects.update(lease_until=timezone.now())
    assert tasks.purge() == 1
    assert files() == NOTHING


# With the interview ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["interview", "invitation"])
def test_files_go_with_a_deleted_interview_or_invitation(
    willing: Invitation, nils: Invitation, what: str, django_capture_on_commit_callbacks: Any, woken: Any
) -> None:
    snapshots = [received(willing, 0), stored(willing, 1)]
    other = stored(nils)
    woken.clear()
    with django_capture_on_commit_callbacks(execute=True):
        if what == "interview":
            Interview.objects.get(pk=willing.interview_id).delete()
        else:
            TimelineEvent.objects.filter(actor_invitation=willing)._raw_delete("default")
            willing.delete()
    assert sorted(woken) == sorted(
        ("proctoring.tasks.remove_files", str(snapshot.pk)) for snapshot in snapshots
    )
    for _, snapshot_id in woken:
        tasks.remove_files(snapshot_id)
    tasks.remove_files(str(other.pk))
    assert files() == {"raw": [], "pictures": [f"{other.pk}.jpg"], "thumbnails": [f"{other.pk}.jpg"]}


def test_exemptions_outlive_an_erasure(cara: Invitation, rita: User) -> None:
    grant_exemption(invitation=cara, actor=rita)
    retention.erase_candidate_data(invitation=cara, actor=Actor.user(rita))
    assert Exemption.objects.active().filter(invitation=cara).exists()


# Proof ----------------------------------------------------------------------------------------------------------------


def verify(invitation: Invitation, *words: str) -> str:
    """What the command says of an invitation; CommandError where something is left."""
    out = io.StringIO()
    call_command("verify_erasure", str(invitation.pk), *(f"--word={word}" for word in words), stdout=out)
    return out.getvalue()


def planted(invitation: Invitation, rita: User) -> None:
    """A picture, an incident with a reply, an answer and a review, with a word in all that takes one."""
    snapshot = stored(invitation, content=picture(comment=PLANTED.encode()))
    snapshot_services.save_reply(invitation=invitation, snapshot_id=snapshot.pk, text=PLANTED)
    incident = noticed(invitation)
    incident_services.save_reply(invitation=invitation, incident_id=incident.pk, text=f"It was {PLANTED}.")
    ask_for_exemption(invitation=invitation, note=f"Because of {PLANTED}.")
    review_services.review(
        invitation=invitation, status=ReviewStatus.SUSPICIOUS, note=PLANTED, seen=0, actor=rita
    )


def test_words_are_found_in_what_interviewers_wrote(
    kept_on: str, valkey: str, willing: Invitation, rita: User
) -> None:
    """Notes and scorecards are no part of an erasure: a word of them is told of, and goes with the interview."""
    interview = willing.interview
    Note.objects.create(interview=interview, author=rita, at=timezone.now(), text=f"Said {PLANTED}")
    Scorecard.objects.create(
        interview=interview,
        interviewer=rita,
        ratings=[{"criterion": "Code", "mark": None, "anchor": "", "comment": PLANTED}],
        summary=PLANTED,
    )
    retention.erase_candidate_data(invitation=willing, actor=Actor.user(rita))
    with pytest.raises(CommandError, match="3 traces"):
        verify(willing, PLANTED)
    interview.delete()
    assert not Note.objects.exists()
    assert not Scorecard.objects.exists()


def test_after_an_erasure_nothing_is_left_anywhere(
    kept_on: str, valkey: str, willing: Invitation, rita: User
) -> None:
    planted(willing, rita)
    found = remains(willing, [PLANTED])
    for kind in (
        "1 snapshots",
        "1 incidents",
        "1 consents",
        "1 exemption requests",
        "1 reviews",
        "file pictures/",
        "holds",
    ):
        assert any(kind in line for line in found), (kind, found)
    retention.erase_candidate_data(invitation=willing, actor=Actor.user(rita))
    with pytest.raises(CommandError, match="traces are left"):
        verify(willing)  # the files follow in a worker
    retention.delete_marked()
    assert verify(willing, PLANTED, "Suspicious", "background") == "Nothing is left.\n"


def test_after_the_terms_nothing_is_left_anywhere(
    kept_on: str, valkey: str, willing: Invitation, rita: User
) -> None:
    planted(willing, rita)
    aged(days=400)
    retention.purge_expired()
    assert verify(willing, PLANTED, "Suspicious", "background") == "Nothing is left.\n"


def test_what_is_left_is_found(valkey: str, willing: Invitation, nils: Invitation, rita: User) -> None:
    """In a timeline, on the storage, in a queue and in a table of another app; not what is somebody else's."""
    snapshot = stored(willing)
    stored(nils)
    retention.erase_candidate_data(invitation=willing, actor=Actor.user(rita))
    retention.delete_marked()
    assert remains(willing) == []
    record_event(
        willing.interview_id,
        EventKind.PROCTORING_INCIDENT,
        actor=Actor(invitation_id=willing.pk),
        payload={"incident": "The page was in the background"},
    )
    storage.put(name_of(Folder.RAW, snapshot.pk), b"forgotten")
    storage.put(name_of(Folder.RAW, uuid4()), b"nobody's")
    body = base64.b64encode(json.dumps([[str(snapshot.pk)], {}, {}]).encode()).decode()
    Redis.from_url(valkey).lpush("some-queue", json.dumps({"body": body}))
    Interview.objects.filter(pk=nils.interview_id).update(recruiter_notes=f"Said {PLANTED.upper()}")
    found = "\n".join(remains(willing, [PLANTED]))
    for line in (
        "of the timeline holds incident",
        f"file raw/{snapshot.pk}",
        "belongs to no row",
        f"Redis key some-queue holds {snapshot.pk}",
        f"interviews.Interview {nils.interview_id}, recruiter_notes, holds {PLANTED}",
    ):
        assert line in found
    assert len(found.splitlines()) == 5


def test_a_storage_that_cannot_be_looked_at_proves_nothing(
    valkey: str, willing: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(folder: Folder) -> list[str]:
        raise StorageUnavailable("it is away")

    with monkeypatch.context() as patch:
        patch.setattr(storage, "file_names", away)
        with pytest.raises(CommandError, match="could not be verified"):
            verify(willing)
    with pytest.raises(CommandError, match="no invitation"):
        call_command("verify_erasure", "4711")


def test_old_versions_of_a_bucket_are_found(
    bucket: Any, valkey: str, willing: Invitation, rita: User
) -> None:
    bucket.Versioning().enable()
    snapshot = stored(willing)
    retention.erase_candidate_data(invitation=willing, actor=Actor.user(rita))
    retention.delete_marked()
    assert any(f"pictures/{snapshot.pk}" in line for line in remains(willing))


def test_timelines_of_before_are_rewritten(willing: Invitation, rita: User) -> None:
    """Each event refers to its row where that is still there, and says nothing where it is not."""
    snapshot, incident = stored(willing), noticed(willing)
    review_services.review(
        invitation=willing, status=ReviewStatus.SUSPICIOUS, note=MARKER, seen=0, actor=rita
    )
    references = {event.kind: event.payload for event in TimelineEvent.objects.filter(kind__in=REFERRING)}
    assert references[EventKind.PROCTORING_SNAPSHOT] == {"snapshotId": str(snapshot.pk)}
    assert references[EventKind.PROCTORING_INCIDENT] == {"incidentId": str(incident.pk)}
    told: dict[str, dict[str, Any]] = {
        EventKind.PROCTORING_CONSENT: {"decision": "given", "textVersion": "1"},
        EventKind.PROCTORING_INCIDENT: {"incident": "The page was in the background"},
        EventKind.PROCTORING_SNAPSHOT: {"sequence": 0, "reason": "interval"},
        EventKind.PROCTORING_REVIEWED: {"invitationId": willing.pk, "status": "Suspicious"},
    }
    for kind, payload in told.items():
        QuerySet(TimelineEvent).filter(kind=kind).update(payload=payload)
        # Of something that was deleted meanwhile.
        record_event(
            willing.interview_id,
            EventKind(kind),
            actor=Actor(invitation_id=willing.pk),
            payload=payload | ({"sequence": 7} if "sequence" in payload else {}),
            at=timezone.now() - timedelta(days=100),
        )
    # Where nothing keeps timelines from being changed, as in a migration.
    before = MigrationExecutor(connection).loader.project_state().apps
    module = import_module("proctoring.migrations.0003_timeline_references")
    for _ in range(2):
        module.rewrite(before, None)
        events = TimelineEvent.objects.filter(kind__in=REFERRING).order_by("sequence")
        first = {event.kind: event.payload for event in reversed(events)}
        last = {event.kind: event.payload for event in events}
        assert first == references
        assert last == {kind: {} for kind in told} | {
            EventKind.PROCTORING_REVIEWED: {"invitationId": willing.pk}
        }
