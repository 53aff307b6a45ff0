"""A snapshot on its way: whatever kills or fails a step, it is neither lost nor doubled, and no file stays behind."""

import errno
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.utils import timezone
from kombu.exceptions import OperationalError

from interviews.choices import EventKind
from interviews.models import Invitation, TimelineEvent
from interviews.timeline import Actor
from proctoring import storage, tasks
from proctoring.choices import RejectCode, SnapshotState
from proctoring.models import Incident, Snapshot
from proctoring.services import retention
from proctoring.services import snapshots as snapshot_services
from proctoring.services.snapshots import LEASE, MAX_ATTEMPTS, RETRY
from proctoring.storage import Folder, name_of
from talentsync.celery import app
from talentsync.lib import leased_queue
from talentsync.lib.errors import Refused
from talentsync.lib.leased_queue import LeasedQueue
from tests.conftest import SentTasks
from tests.crash_helpers import killed_after
from tests.proctoring.conftest import NOTHING, OpenPage, code_of, files, picture, received, stored

pytestmark = pytest.mark.django_db

transactional = pytest.mark.django_db(transaction=True)
forking = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

MANY = 60
PROCESS = tasks.process_snapshot.name


def events() -> int:
    return TimelineEvent.objects.filter(kind=EventKind.PROCTORING_SNAPSHOT).count()


def files_of(snapshot: Snapshot) -> dict[str, list[str]]:
    """What the storage holds of one stored snapshot: the picture and its small copy."""
    name = f"{snapshot.pk}.jpg"
    return {"raw": [], "pictures": [name], "thumbnails": [name]}


def later(delta: timedelta = LEASE) -> None:
    """As if so much time had passed for what waits."""
    for snapshot in Snapshot.objects.all():
        Snapshot.objects.filter(pk=snapshot.pk).update(
            lease_until=snapshot.lease_until - delta, received_at=snapshot.received_at - delta
        )


def dispatched(woken: SentTasks) -> None:
    """What the schedule does, and the workers that it wakes."""
    woken.clear()
    tasks.dispatch_snapshots()
    for name, snapshot_id in list(woken):
        assert name == PROCESS
        tasks.process_snapshot(snapshot_id)


@pytest.fixture
def old_orphans(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as orphans from the first moment."""
    monkeypatch.setattr(retention, "ORPHAN_AGE", timedelta(0))


# The way of a good one ------------------------------------------------------------------------------------------------


@transactional
def test_from_upload_to_picture(page: OpenPage, willing: Invitation, woken: SentTasks) -> None:
    page(willing).send()
    snapshot = Snapshot.objects.get()
    assert woken == [(PROCESS, str(snapshot.pk))], "after the commit, with the id alone"
    tasks.process_snapshot(str(snapshot.pk))
    snapshot.refresh_from_db()
    assert snapshot.state == SnapshotState.STORED
    assert (snapshot.width, snapshot.height) == (64, 48)
    assert snapshot.raw_gone_at is not None
    assert files() == files_of(snapshot)
    event = TimelineEvent.objects.get(kind=EventKind.PROCTORING_SNAPSHOT)
    assert (event.actor_invitation, event.payload) == (willing, {"snapshotId": str(snapshot.pk)})


def test_processing_it_twice_changes_nothing(willing: Invitation) -> None:
    snapshot = stored(willing)
    content = storage.read(name_of(Folder.PICTURE, snapshot.pk))
    tasks.process_snapshot(str(snapshot.pk))
    assert (files(), events()) == (files_of(snapshot), 1)
    assert storage.read(name_of(Folder.PICTURE, snapshot.pk)) == content


def test_two_workers_at_once(willing: Invitation, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lease of the first runs out, and the second one does all of it while the first is about to mark the row."""
    snapshot = received(willing)
    mark_stored = snapshot_services._mark_stored

    def overtaken(*args: Any) -> None:
        monkeypatch.setattr(snapshot_services, "_mark_stored", mark_stored)
        later()
        snapshot_services.process(snapshot.pk)
        mark_stored(*args)

    monkeypatch.setattr(snapshot_services, "_mark_stored", overtaken)
    snapshot_services.process(snapshot.pk)
    snapshot.refresh_from_db()
    assert snapshot.state == SnapshotState.STORED
    assert (files(), events()) == (files_of(snapshot), 1)


def test_erased_while_it_was_processed(
    willing: Invitation, monkeypatch: pytest.MonkeyPatch, rita: Any
) -> None:
    snapshot = received(willing)
    mark_stored = snapshot_services._mark_stored

    def erased_meanwhile(*args: Any) -> None:
        retention.erase_candidate_data(invitation=willing, actor=Actor.user(rita))
        retention.delete_marked()
        mark_stored(*args)

    monkeypatch.setattr(snapshot_services, "_mark_stored", erased_meanwhile)
    snapshot_services.process(snapshot.pk)
    assert not Snapshot.objects.exists()
    assert files() == NOTHING


@transactional
def test_without_a_broker_the_schedule_wakes_a_worker(
    page: OpenPage, willing: Invitation, woken: SentTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_broker(*_: object, **__: object) -> None:
        raise OperationalError("no broker")

    with monkeypatch.context() as patched:
        patched.setattr(app, "send_task", no_broker)
        assert page(willing).send().status_code == 202
    dispatched(woken)
    assert Snapshot.objects.get().state == SnapshotState.STORED
    later()
    dispatched(woken)
    assert woken == [], "nothing waits any more"


# Killed ---------------------------------------------------------------------------------------------------------------

PROCESSING = [
    (LeasedQueue, "claim"),
    (storage, "read"),
    (storage, "put"),
    (snapshot_services, "_mark_stored"),
    (snapshot_services, "record_event"),
    (snapshot_services, "_reject"),
    (snapshot_services, "record_rejected_snapshot"),
    (storage, "_delete"),
    (snapshot_services, "_delete_upload"),
    (LeasedQueue, "finish"),
]
RECEIVING = [
    (storage, "put"),
    (snapshot_services, "_add_row"),
    (snapshot_services, "record_missing_snapshots"),
    (leased_queue, "send_task"),
]
DELETING = [(storage, "_delete"), (retention, "_delete_snapshots"), (retention, "record_event")]


def at_every_step(
    work: Callable[[], object], steps: list[tuple[Any, str]], afterwards: Callable[[], None]
) -> int:
    """Kill the work at each of its steps, starting over each time; gives how many there were."""
    for number in range(MANY):
        if not killed_after(number, work, steps):
            return number
        afterwards()
    raise AssertionError(f"it did not get through in {MANY} steps")


@forking
@transactional
@pytest.mark.parametrize(
    ("content", "state", "least"),
    [(picture(), SnapshotState.STORED, 14), (b"\xff\xd8\xff", SnapshotState.REJECTED, 14)],
    ids=["a picture", "no picture"],
)
def test_a_worker_killed_between_any_two_steps(
    willing: Invitation, woken: SentTasks, content: bytes, state: str, least: int
) -> None:
    """Real processes, really killed. The schedule finds the snapshot and brings it to its end, once."""
    current = [received(willing, 0, content=content)]

    def work() -> None:
        snapshot_services.process(current[0].pk)

    def recover_and_check() -> None:
        snapshot = current[0]
        later()
        dispatched(woken)
        snapshot.refresh_from_db()
        assert snapshot.state == state
        assert snapshot.raw_gone_at is not None
        wanted = files_of(snapshot) if state == SnapshotState.STORED else NOTHING
        assert files() == wanted
        assert (events(), Incident.objects.count()) == ((1, 0) if state == SnapshotState.STORED else (0, 1))
        # The next one starts over.
        storage.remove_all(snapshot.pk)
        Snapshot.objects.all().delete()
        Incident.objects.all().delete()
        TimelineEvent.objects.all()._raw_delete("default")
        current[0] = received(willing, 0, content=content)

    assert at_every_step(work, PROCESSING, recover_and_check) >= least


@forking
@transactional
def test_a_server_killed_between_any_two_steps(
    willing: Invitation, woken: SentTasks, old_orphans: None
) -> None:
    """Either the upload is there as a whole, or nothing of it is after the next sweep; sent again, it is there once."""
    client_id = willing.interview_id  # any UUID

    def work() -> None:
        received(willing, client_id=client_id)

    def recover_and_check() -> None:
        retention.delete_orphans()
        assert len(files()["raw"]) == Snapshot.objects.count()
        snapshot = received(willing, client_id=client_id)
        later()
        dispatched(woken)
        assert files() == files_of(snapshot)
        storage.remove_all(snapshot.pk)
        Snapshot.objects.all().delete()

    assert at_every_step(work, RECEIVING, recover_and_check) >= 8


@forking
@transactional
def test_a_deletion_killed_between_any_two_steps(willing: Invitation) -> None:
    def mark() -> None:
        stored(willing)
        Snapshot.objects.update(deleting_since=timezone.now(), lease_until=timezone.now())

    def finish_and_check() -> None:
        retention.delete_marked()
        assert not Snapshot.objects.exists()
        assert files() == NOTHING
        told = TimelineEvent.objects.filter(kind=EventKind.PROCTORING_ERASED)
        assert [event.payload["snapshotsGone"] for event in told] == [1]
        TimelineEvent.objects.all()._raw_delete("default")
        mark()

    mark()
    assert at_every_step(retention.delete_marked, DELETING, finish_and_check) >= 8


def test_a_picture_that_kills_every_worker_is_given_up(
    willing: Invitation, woken: SentTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    class WorkerGone(BaseException):
        """Ends a task as a killed worker does: nothing after it runs."""

    def deadly(upload: bytes) -> None:
        raise WorkerGone

    snapshot = received(willing)
    monkeypatch.setattr(snapshot_services, "picture_from", deadly)
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(WorkerGone):
            snapshot_services.process(snapshot.pk)
        later()
    assert tasks.dispatch_snapshots() == 0
    dispatched(woken)
    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.reject_code) == (SnapshotState.REJECTED, RejectCode.PROCESSING_FAILED)
    assert files() == NOTHING


def test_an_upload_that_vanished_is_told(willing: Invitation) -> None:
    snapshot = received(willing)
    storage.remove(name_of(Folder.RAW, snapshot.pk))
    snapshot_services.process(snapshot.pk)
    snapshot.refresh_from_db()
    assert snapshot.reject_code == RejectCode.UPLOAD_LOST
    assert Incident.objects.get().details == {"rejectCode": "upload_lost"}


# Failing storage ------------------------------------------------------------------------------------------------------


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """From now on, writing into the named folder fails when half of the file is written."""
    save = FileSystemStorage._save  # type: ignore[attr-defined]  # the stubs leave out what subclasses override

    def fill(folder: str) -> None:
        def no_space(self: FileSystemStorage, name: str, content: Any) -> str:
            if not name.startswith(folder):
                written: str = save(self, name, content)
                return written
            with content.open() as stream:
                half = stream.read(content.size // 2)
            path = self.path(name)
            os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120  as Django does
            with open(path, "wb") as target:  # noqa: PTH123
                target.write(half)
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(FileSystemStorage, "_save", no_space)

    return fill


def test_a_full_disk_refuses_the_upload_and_keeps_nothing(
    page: OpenPage, willing: Invitation, full_disk: Callable[[str], None]
) -> None:
    full_disk("raw")
    answer = page(willing).send()
    assert code_of(answer) == (503, "storage_unavailable")
    assert int(answer["Retry-After"]) > 0
    assert (Snapshot.objects.count(), files()) == (0, NOTHING)


@pytest.mark.parametrize("folder", ["pictures", "thumbnails"])
def test_a_disk_that_fills_up_meanwhile_only_delays(
    willing: Invitation,
    full_disk: Callable[[str], None],
    folder: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    snapshot = received(willing)
    full_disk(folder)
    for _ in range(MAX_ATTEMPTS + 2):
        snapshot_services.process(snapshot.pk)
    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.storage_failures) == (SnapshotState.RECEIVED, MAX_ATTEMPTS + 2)
    assert files()[folder] == [], "no half of a file"
    assert snapshot.lease_until - timezone.now() > RETRY.pause(MAX_ATTEMPTS + 1)
    monkeypatch.undo()  # somebody has made room
    monkeypatch.setattr(app, "send_task", lambda name, arguments, **_: tasks.process_snapshot(*arguments))
    later(timedelta(hours=1))
    tasks.dispatch_snapshots()
    snapshot.refresh_from_db()
    assert snapshot.state == SnapshotState.STORED
    assert (files(), events()) == (files_of(snapshot), 1)


def test_pauses_grow_to_an_hour() -> None:
    pauses = [RETRY.pause(number).total_seconds() for number in (1, 2, 3, 9, 100)]
    assert pauses == [15, 30, 60, 3600, 3600]


def test_an_upload_that_cannot_be_deleted_is_deleted_later(
    willing: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The storage takes the order and does nothing: only asking it tells."""
    snapshot = received(willing)
    with monkeypatch.context() as patched:
        patched.setattr(FileSystemStorage, "delete", lambda self, name: None)
        snapshot_services.process(snapshot.pk)
    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.raw_gone_at) == (SnapshotState.STORED, None)
    assert len(files()["raw"]) == 1
    snapshot_services.process(snapshot.pk)
    assert (files(), events()) == (files_of(snapshot), 1)


def test_no_row_means_no_file(willing: Invitation, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database fails after the file was written."""

    def fails(**_: Any) -> None:
        raise RuntimeError("the database is gone")

    monkeypatch.setattr(snapshot_services, "record_missing_snapshots", fails)
    with pytest.raises(RuntimeError):
        received(willing)
    assert (Snapshot.objects.count(), files()) == (0, NOTHING)


# The sweep ------------------------------------------------------------------------------------------------------------


def test_the_sweep_takes_what_belongs_to_nothing_and_is_old(
    willing: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [stored(willing, 0), received(willing, 1)]
    stranger = willing.interview_id
    for folder in Folder:
        storage.put(name_of(folder, stranger), b"nobody's")
    storage.put(name_of(Folder.RAW, kept[0].pk), b"left by a killed worker")
    storage.put("pictures/notes.txt", b"not ours")
    assert retention.delete_orphans() == 0, "it may be on its way to its row"
    monkeypatch.setattr(retention, "ORPHAN_AGE", timedelta(0))
    assert retention.delete_orphans() == 4
    assert files() == {
        "raw": [str(kept[1].pk)],
        "pictures": sorted([f"{kept[0].pk}.jpg", "notes.txt"]),
        "thumbnails": [f"{kept[0].pk}.jpg"],
    }


def test_the_refusals_are_the_services_own(cara: Invitation) -> None:
    """Whoever calls the service without the endpoint is refused as well."""
    with pytest.raises(Refused, match="consent_required"):
        received(cara)
