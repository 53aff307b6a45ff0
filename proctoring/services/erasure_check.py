"""Proof that an erasure has reached every copy: what is left in rows, the timeline, files and Redis."""

import base64
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from redis import Redis

from dsa.models import DsaSession
from interviews.choices import StageMode
from interviews.hooks import erasure_keeps, erasure_remains
from interviews.models import Application, Candidate, DecisionRecord, Invitation, Tag, TimelineEvent
from interviews.services.continued import (
    ContinuedRooms,
    continued_rooms,
    copies_of,
    copies_of_what_is_gone,
)
from interviews.services.erasure import ERASED_DOMAIN, ERASED_NAME, rooms_continued_from, submissions_of
from proctoring import storage
from proctoring.models import CameraCheck, Consent, ExemptionRequest, Incident, Review, Snapshot, SnapshotView
from proctoring.storage import Folder

# What `retention.erase_candidate_data` deletes. Exemptions and the log of who looked stay: they tell of recruiters.
ERASED_MODELS: Final = (Snapshot, Incident, Consent, ExemptionRequest, CameraCheck, Review)
TEXT_FIELDS: Final = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
BATCH = 500


def remains(invitation: Invitation, words: Sequence[str] = (), *, of_everything: bool = True) -> list[str]:
    """What is still held about a candidate, a line for each; nothing after an erasure whose files are gone.

    With `of_everything` what the other apps delete as well, and without it what proctoring's own erasure deletes.
    `words` are looked for everywhere besides: in every table, picture and key, whosever it is. A file that belongs
    to no row is told of, because it may be anybody's. Raises StorageUnavailable and redis.RedisError: what cannot be
    looked at proves nothing.
    """
    return [
        *_rows(invitation),
        *(_beyond_proctoring([invitation]) if of_everything else ()),
        *_timeline(invitation),
        *_files(_snapshot_ids(invitation), words),
        *_redis(_snapshot_ids(invitation), words),
        *_words_in_tables(words),
    ]


def remains_of_person(candidate_id: int, words: Sequence[str] = ()) -> list[str]:
    """The same of a whole person by the number in the address of their page, after `erasure.erase_candidate`.

    Of an interview that others were invited to as well an invitation without name and address may stay.
    """
    invitations = list(Invitation.objects.filter(candidate=candidate_id).select_related("candidate"))
    traces = [*_person(candidate_id), *(line for one in invitations for line in _invitation(one))]
    traces += _beyond_proctoring(invitations)
    traces += [
        f"interview {pk} was continued from one of theirs, or from one that is gone"
        for pk in sorted(_continued(candidate_id).alone)
    ]
    for invitation in invitations:
        traces += remains(invitation, of_everything=False)
    return [
        *dict.fromkeys(traces),
        *_files(set(), words),
        *_redis(set(), words),
        *_words_in_tables(words),
    ]


def what_stays(invitation: Invitation) -> list[str]:
    """What of a candidate's no deletion of their own reaches: what was shared, and copies; a line for each."""
    is_live = invitation.interview.stage.mode == StageMode.LIVE
    interviews = [invitation.interview_id] if is_live else []
    copies = copies_of(interviews, submissions_of(invitation))
    rooms = continued_rooms(copies, candidate_id=invitation.candidate_id)
    return [*_kept([invitation]), *_stay(rooms.alone | rooms.shared)]


def what_stays_of_person(candidate_id: int) -> list[str]:
    """The same of a whole person: in rooms to which others were invited, of interviews that are gone as well."""
    invitations = Invitation.objects.filter(candidate=candidate_id)
    shared = Invitation.objects.filter(interview=OuterRef("interview")).exclude(candidate=candidate_id)
    return [*_kept(list(invitations.filter(Exists(shared)))), *_stay(_continued(candidate_id).shared)]


def _kept(invitations: Collection[Invitation]) -> Iterator[str]:
    for keeps in erasure_keeps:
        yield from keeps(invitations)


def _stay(rooms: Iterable[UUID]) -> list[str]:
    return [f"interview {pk} was continued from there, with a copy of code or board" for pk in sorted(rooms)]


def _continued(candidate_id: int) -> ContinuedRooms:
    gone = continued_rooms(copies_of_what_is_gone(), candidate_id=candidate_id)
    person = Candidate.objects.filter(pk=candidate_id).first()
    if person is None:
        return gone
    theirs = rooms_continued_from(person)
    return ContinuedRooms(gone.alone | theirs.alone, gone.shared | theirs.shared)


def _person(candidate_id: int) -> Iterator[str]:
    people = Candidate.objects.filter(Q(pk=candidate_id) | Q(merged_into=candidate_id))
    for person in people.exclude(name=ERASED_NAME, email__endswith=f"@{ERASED_DOMAIN}"):
        yield f"candidate {person.pk} has a name and an address"
    if number := people.exclude(time_zone="").count():
        yield f"{number} {'time zone' if number == 1 else 'time zones'}"
    for rows in (
        Application.objects.filter(candidate=candidate_id),
        DecisionRecord.objects.filter(application__candidate=candidate_id),
        Tag.objects.filter(candidates=candidate_id),
    ):
        if number := rows.count():
            yield f"{number} {rows.model._meta.verbose_name_plural}"


def _invitation(invitation: Invitation) -> Iterator[str]:
    if not invitation.email.endswith(f"@{ERASED_DOMAIN}") or invitation.name != ERASED_NAME:
        yield f"invitation {invitation.pk} has a name and an address"
    if invitation.opened_at is not None:
        yield f"when the link of invitation {invitation.pk} was opened first"
    if number := invitation.mails.count():
        yield f"{number} {'mail' if number == 1 else 'mails'} of invitation {invitation.pk}"


def _beyond_proctoring(invitations: Collection[Invitation]) -> Iterator[str]:
    for session in DsaSession.objects.filter(invitation__in=invitations):
        yield f"the coding session of invitation {session.invitation_id}"
    for remains_of in erasure_remains:
        yield from remains_of(invitations)


def _rows(invitation: Invitation) -> Iterator[str]:
    for model in ERASED_MODELS:
        if number := model._default_manager.filter(invitation=invitation).count():
            yield f"{number} {model._meta.verbose_name_plural}"


def _events(invitation: Invitation) -> Iterator[TimelineEvent]:
    events = TimelineEvent.objects.filter(
        interview=invitation.interview_id, kind__startswith="proctoring_"
    ).order_by("sequence")
    for event in events:
        if invitation.pk in (event.actor_invitation_id, event.payload.get("invitationId")):
            yield event


def _timeline(invitation: Invitation) -> Iterator[str]:
    """Events hold numbers, times and references; whatever else is text is a copy of something."""
    for event in _events(invitation):
        texts = [name for name, value in event.payload.items() if not _is_reference(value)]
        if texts:
            yield f"event {event.sequence} of the timeline holds {', '.join(sorted(texts))}"


def _is_reference(value: Any) -> bool:
    if not isinstance(value, str):
        return value is None or isinstance(value, (bool, int))
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def _snapshot_ids(invitation: Invitation) -> set[UUID]:
    """All that are known of: by their rows, by the timeline, and by the log of who looked."""
    ids = set(Snapshot.objects.filter(invitation=invitation).values_list("pk", flat=True))
    ids.update(SnapshotView.objects.filter(invitation=invitation).values_list("snapshot_id", flat=True))
    ids.update(
        UUID(event.payload["snapshotId"]) for event in _events(invitation) if "snapshotId" in event.payload
    )
    return ids


def _files(own: set[UUID], words: Sequence[str]) -> Iterator[str]:
    for folder in Folder:
        names = storage.file_names(folder)
        owners = {name: storage.snapshot_id_of(folder, name) for name in names}
        known = set(
            Snapshot.objects.filter(pk__in=[pk for pk in owners.values() if pk]).values_list("pk", flat=True)
        )
        for name, owner in owners.items():
            if owner in own:
                yield f"file {folder}/{name}"
            elif owner not in known:
                yield f"file {folder}/{name} belongs to no row"
            if words and (found := _found(words, storage.read(f"{folder}/{name}"))):
                yield f"file {folder}/{name} holds {found}"
    for name in storage.old_versions():
        if any(str(pk) in name for pk in own):
            yield f"an old version of {name}: turn versioning off in the bucket and delete it"


def _redis(own: set[UUID], words: Sequence[str]) -> Iterator[str]:
    """Caches, counters, presence, and messages that wait for a worker."""
    sought = [*(str(pk) for pk in own), *words]
    if not sought:
        return
    for url in settings.REDIS_URLS:
        with Redis.from_url(url, socket_timeout=5) as client:
            for key in client.scan_iter(count=1000):
                for content in (key, *_contents(client, key)):
                    if found := _found(sought, content, *_decoded(content)):
                        yield f"Redis key {key.decode(errors='replace')} holds {found}"
                        break


def _contents(client: "Redis", key: bytes) -> Iterator[bytes]:
    kind = client.type(key)
    reply: Any
    match kind:
        case b"string":
            reply = [client.get(key)]
        case b"list":
            reply = client.lrange(key, 0, -1)
        case b"set":
            reply = client.smembers(key)
        case b"zset":
            reply = client.zrange(key, 0, -1)
        case b"hash":
            reply = [part for pair in client.hgetall(key).items() for part in pair]
        case b"stream":
            reply = [repr(client.xrange(key)).encode()]
        case _:  # it has expired
            reply = []
    yield from (part for part in reply if part is not None)


def _decoded(content: bytes) -> Iterator[bytes]:
    """The body of a Celery message, which is base64 within JSON."""
    try:
        yield base64.b64decode(json.loads(content)["body"])
    except (ValueError, KeyError, TypeError):
        return


def _words_in_tables(words: Sequence[str]) -> Iterator[str]:
    if not words:
        return
    for model in apps.get_models(include_auto_created=True):
        fields = [field.attname for field in model._meta.concrete_fields if isinstance(field, TEXT_FIELDS)]
        if not fields or model._meta.proxy or not model._meta.managed:
            continue
        rows = model._default_manager.order_by().values_list("pk", *fields)
        for pk, *values in rows.iterator(chunk_size=BATCH):
            for name, value in zip(fields, values, strict=True):
                if found := _found(words, _as_bytes(value)):
                    yield f"{model._meta.label} {pk}, {name}, holds {found}"


def _as_bytes(value: Any) -> bytes:
    if value is None:
        return b""
    if isinstance(value, (bytes, memoryview)):
        return bytes(value)
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)).encode()


def _found(sought: Iterable[str], *contents: bytes) -> str:
    """The first that is in one of these, upper and lower case alike; "" for none."""
    lowered = [content.lower() for content in contents]
    return next((text for text in sought if any(text.lower().encode() in each for each in lowered)), "")
