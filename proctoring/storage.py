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
    with _told_as_unavailable(f"reading {name}"), backend().open(name, "rb") as stream:
        content: bytes = stream.read()
        return content


def remove(name: str) -> None:
    """Delete a file and have the storage say that it is gone. One that is not there is gone."""
    with _told_as_unavailable(f"deleting {name}"):
        backend().delete(name)
        if backend().exists(name):
            raise StorageUnavailable(f"deleting {name}: it is still there")


def remove_all(snapshot_id: UUID) -> None:
    """Delete every file that a snapshot can have, and have the storage say so."""
    for folder in Folder:
        remove(name_of(folder, snapshot_id))


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
