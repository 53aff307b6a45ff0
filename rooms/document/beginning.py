"""A document that begins with text from elsewhere: another interview's, or what a candidate submitted."""

from typing import Any, Final
from uuid import UUID

from pycrdt import Doc, Map, Text, TransactionEvent

from interviews.timeline import Actor
from rooms.document.store import DocumentStore, NewUpdate
from rooms.document.update_validator import CODE, EDITOR_LANGUAGES, LANGUAGE_KEY, SETTINGS
from talentsync.lib.errors import Refused

# Of one update, which holds at most MAX_UPDATE_BYTES: each character takes up to four of them.
CHARACTERS_PER_UPDATE: Final = 100_000


def begin_document(*, interview_id: UUID, actor: Actor, code: str, language: str) -> None:
    """Write the text into a document in which nothing was written yet; who did that stands as its author.

    Raises Refused for an interview that has ended, and for more than a document holds.
    """
    updates: list[bytes] = []
    document: Doc[Any] = Doc()
    text, settings = document.get(CODE, type=Text), document.get(SETTINGS, type=Map)

    def keep(event: TransactionEvent) -> None:
        updates.append(event.update)

    document.observe(keep)
    if language in EDITOR_LANGUAGES:
        settings[LANGUAGE_KEY] = language
    for start in range(0, len(code), CHARACTERS_PER_UPDATE):
        text += code[start : start + CHARACTERS_PER_UPDATE]
    for result in DocumentStore().append([NewUpdate(interview_id, actor, update) for update in updates]):
        if isinstance(result, Refused):
            raise result
