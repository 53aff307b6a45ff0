"""The whiteboard's log and scene: appending to them, and reading them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from interviews.timeline import Actor
from rooms.batch_writer import WriteResult
from rooms.errors import too_large
from rooms.models import WhiteboardChange, WhiteboardElement
from rooms.services.open_interviews import has_ended, lock_active_interviews
from rooms.whiteboard import scene as scene_rules
from rooms.whiteboard.checkpoints import make_checkpoints
from rooms.whiteboard.scene import MAX_SCENE_ELEMENTS, Element, Version
from talentsync.lib.bounded_cache import BoundedCache

# What a page of the scene holds at least, unless it is the last, and then hardly more.
PAGE_BYTES = 250_000
# Past these, reading the whole scene's versions is as quick, and no database minds the length of the query.
MAX_IDS_IN_QUERY = 500
# Of how many rooms a process remembers when the next checkpoint is due.
MAX_REMEMBERED_ROOMS = 10_000


# Reading --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ScenePage:
    """Part of the scene: elements as JSON texts, and what to ask with for the following part, if there is one."""

    elements: list[str]
    next: str | None
    digest: str
    read_only: bool


def scene_page(interview_id: UUID, *, after: str | None) -> ScenePage:
    """The elements after an id, in the database's order of ids."""
    rows = WhiteboardElement.objects.filter(interview_id=interview_id).order_by("element_id")
    if after is not None:
        rows = rows.filter(element_id__gt=after)
    sizes = list(rows.values_list("element_id", "size_bytes"))
    until = _end_of_page(sizes)
    page = rows if until is None else rows.filter(element_id__lte=until)
    elements = list(page.values_list("element_json", flat=True))
    return ScenePage(elements, until, scene_digest(interview_id), has_ended(interview_id))


def _end_of_page(sizes: Sequence[tuple[str, int]]) -> str | None:
    """The last id of the page that begins here, or None if all that is left fits."""
    total = 0
    for element_id, size in sizes[:-1]:
        total += size
        if total >= PAGE_BYTES:
            return element_id
    return None


def scene_digest(interview_id: UUID) -> str:
    rows = WhiteboardElement.objects.filter(interview_id=interview_id)
    versions = rows.values_list("element_id", "version", "version_nonce")
    return scene_rules.digest((id, Version(version, nonce)) for id, version, nonce in versions)


# Writing --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewElements:
    """Copies of elements that somebody made."""

    interview_id: UUID
    actor: Actor
    elements: list[Element]


@dataclass(slots=True)
class SceneState:
    """What a batch must know of one scene: how large it is, and its copies of the elements that the batch touches."""

    sequence: int
    count: int
    size: int
    current: dict[str, tuple[Version, int]]

    @classmethod
    def read(cls, interview_id: UUID, ids: Collection[str]) -> "SceneState":
        changes = WhiteboardChange.objects.filter(interview_id=interview_id).order_by("-sequence")
        last = changes.values_list("sequence", "scene_elements", "scene_bytes").first()
        rows = WhiteboardElement.objects.filter(interview_id=interview_id)
        if len(ids) <= MAX_IDS_IN_QUERY:
            rows = rows.filter(element_id__in=ids)
        fields = ("element_id", "version", "version_nonce", "size_bytes")
        current = {
            id: (Version(version, nonce), size) for id, version, nonce, size in rows.values_list(*fields)
        }
        return cls(*(last or (0, 0, 0)), current)

    def newer_elements(self, elements: Iterable[Element]) -> list[Element]:
        """Those that are newer than the current copies: for each id at most one."""
        best: dict[str, Element] = scene_rules.merge({}, elements)
        return [
            element
            for element in best.values()
            if element.version.is_newer_than(
                self.current[element.id][0] if element.id in self.current else None
            )
        ]

    def commit(self, newer: Sequence[Element]) -> bool:
        """Put newer copies in their places; False, and nothing changes, if the scene would grow too large."""
        count = self.count + sum(element.id not in self.current for element in newer)
        replaced = sum(self.current[element.id][1] for element in newer if element.id in self.current)
        size = self.size + sum(element.size for element in newer) - replaced
        is_larger = count > self.count or size > self.size
        if is_larger and (count > MAX_SCENE_ELEMENTS or size > settings.ROOM_WHITEBOARD_MAX_BYTES):
            return False
        self.count, self.size = count, size
        self.sequence += 1
        self.current.update((element.id, (element.version, element.size)) for element in newer)
        return True


@dataclass(slots=True)
class WhiteboardStore:
    """Appends changes to the logs of all rooms and keeps their scenes. For one thread.

    What it remembers is how many bytes each log may grow before it needs a checkpoint, as far as this process knows.
    """

    _until_checkpoint: BoundedCache[UUID, int] = field(
        default_factory=lambda: BoundedCache(MAX_REMEMBERED_ROOMS)
    )
    _needing_checkpoint: set[UUID] = field(default_factory=set)

    def append(self, changes: Sequence[NewElements]) -> list[WriteResult]:
        """Write changes in their order; True where any copy was newer, False where none was, or why it was refused."""
        with transaction.atomic():
            ids: dict[UUID, set[str]] = {}
            for change in changes:
                ids.setdefault(change.interview_id, set()).update(element.id for element in change.elements)
            refusals = lock_active_interviews(ids.keys())
            scenes = {id: SceneState.read(id, touched) for id, touched in ids.items() if refusals[id] is None}
            rows: list[WhiteboardChange] = []
            newest: dict[tuple[UUID, str], WhiteboardElement] = {}
            results = [
                refusals[change.interview_id] or _append(change, scenes[change.interview_id], rows, newest)
                for change in changes
            ]
            WhiteboardChange.objects.bulk_create(rows)
            WhiteboardElement.objects.bulk_create(
                newest.values(),
                update_conflicts=True,
                unique_fields=["interview", "element_id"],
                update_fields=["version", "version_nonce", "size_bytes", "element_json"],
            )
        for row in rows:
            self._count(row.interview_id, len(row.elements_json))
        return results

    def _count(self, interview_id: UUID, size: int) -> None:
        remaining = (self._until_checkpoint.get(interview_id) or 0) - size
        self._until_checkpoint.put(interview_id, remaining, 1)
        if remaining <= 0:
            self._needing_checkpoint.add(interview_id)

    @property
    def needs_maintenance(self) -> bool:
        return bool(self._needing_checkpoint)

    def maintain(self) -> None:
        """Make checkpoints of logs that have grown long since their last one, as far as this process knows."""
        while self._needing_checkpoint:
            interview_id = self._needing_checkpoint.pop()
            self._until_checkpoint.put(interview_id, make_checkpoints(interview_id), 1)


def _append(
    change: NewElements,
    scene: SceneState,
    rows: list[WhiteboardChange],
    newest: dict[tuple[UUID, str], WhiteboardElement],
) -> WriteResult:
    newer = scene.newer_elements(change.elements)
    if not newer:
        return False
    if not scene.commit(newer):
        return too_large(
            f"A whiteboard holds at most {MAX_SCENE_ELEMENTS} elements and {settings.ROOM_WHITEBOARD_MAX_BYTES} bytes."
        )
    rows.append(
        WhiteboardChange(
            interview_id=change.interview_id,
            sequence=scene.sequence,
            created_at=timezone.now(),
            actor_user_id=change.actor.user_id,
            actor_invitation_id=change.actor.invitation_id,
            elements_json=f"[{','.join(element.json for element in newer)}]",
            scene_elements=scene.count,
            scene_bytes=scene.size,
        )
    )
    for element in newer:
        newest[change.interview_id, element.id] = WhiteboardElement(
            interview_id=change.interview_id,
            element_id=element.id,
            version=element.version.number,
            version_nonce=element.version.nonce,
            size_bytes=element.size,
            element_json=element.json,
        )
    return True
