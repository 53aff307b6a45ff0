"""Where snapshots lie: `STORAGES["snapshots"]`, and the names of the files in it.

Everything that can go wrong there, a full disk as much as a server that is away, is one exception: StorageUnavailable.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

logger = logging.getLogger(__name__)


class Folder(StrEnum):
    """Uploads as they came, pictures as they are kept, and small copies of those."""

    RAW = "raw"
    PICTURE = "pictures"
    THUMBNAIL = "thumbnails"


SUFFIXES = {Folder.RAW: "", Folder.PICTURE: ".jpg", Folder.THUMBNAIL: ".jpg"}


class StorageUnavailable(Exception):
    """The storage did not do what it was asked. Trying again later may help."""


def name_of(folder: Folder, snapshot_id: UUID) -> str:
    """The one name that this snapshot's file has in the folder."""
    return f"{folder}/{snapshot_id}{SUFFIXES[folder]}"


def snapshot_id_of(folder: Folder, file_name: str) -> UUID | None:
    """Whose file this is; None for one that TalentSync did not put there."""
    try:
        return UUID(file_name.removesuffix(SUFFIXES[folder]))
    except ValueError:
        return None


def backend() -> Storage:
    return storages["snapshots"]


@contextmanager
def _told_as_unavailable(act: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, ClientError, BotoCoreError) as error:
        raise StorageUnavailable(f"{act}: {error}") from error


def put(name: str, content: bytes) -> None:
    """Write a file, over an earlier one of this name. What a failure leaves of it is removed where that is possible."""
    try:
        with _told_as_unavailable(f"writing {name}"):
            written = backend().save(name, ContentFile(content))
    except StorageUnavailable:
        try:
            remove(name)
        except StorageUnavailable as error:
            logger.warning("The rest of a failed write waits for the sweep: %s", error)
        raise
    if written != name:
        raise StorageUnavailable(f"writing {name}: it was written as {written}")


def read(name: str) -> bytes:
    """A file's contents. Raises FileNotFoundError where the storage says that there is none."""
    try:
        with _told_as_unavailable(f"reading {name}"), backend().open(name, "rb") as stream:
            content: bytes = stream.read()
            return content
    except FileNotFoundError:
        _require_there()
        raise


def remove(*names: str) -> None:
    """Delete files and have the storage say that they are gone. One that is not there is gone."""
    for name in names:
        _delete(name)
    _require_there()


def _delete(name: str) -> None:
    with _told_as_unavailable(f"deleting {name}"):
        backend().delete(name)
        if backend().exists(name):
            raise StorageUnavailable(f"deleting {name}: it is still there")


def remove_all(snapshot_id: UUID) -> None:
    """The same for every file that a snapshot can have."""
    remove(*(name_of(folder, snapshot_id) for folder in Folder))


def _require_there() -> None:
    """In a bucket or directory that does not exist no file exists either, which says nothing about the files."""
    try:
        with _told_as_unavailable("looking for the storage"):
            backend().listdir("")
    except FileNotFoundError as error:
        raise StorageUnavailable(f"looking for the storage: {error}") from error


def file_names(folder: Folder) -> list[str]:
    """The names in a folder, without the folder's."""
    try:
        with _told_as_unavailable(f"listing {folder}"):
            return backend().listdir(folder)[1]
    except FileNotFoundError:
        return []  # nothing has been written yet


def written_at(folder: Folder, file_name: str) -> datetime | None:
    """When a file was last written; None if it has gone meanwhile."""
    try:
        with _told_as_unavailable(f"looking at {file_name}"):
            return backend().get_modified_time(f"{folder}/{file_name}")
    except FileNotFoundError:
        return None


def old_versions() -> Iterator[str]:
    """What a bucket that keeps versions still has under names that were deleted or overwritten. A disk has none."""
    bucket = getattr(backend(), "bucket", None)
    if bucket is None:
        return
    with _told_as_unavailable("listing old versions"):
        for version in bucket.object_versions.all():
            # A delete marker has no size: it is the note that something was deleted.
            if not version.is_latest and version.size is not None:
                yield str(version.object_key)
