"""Text between candidates, programs and the database."""

import re

from dsa.errors import SessionCode, session_refused

# PostgreSQL stores neither; half a surrogate pair is no character at all.
_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Whether every database keeps the text."""
    return _NOT_STORABLE.search(text) is None


def require_storable(text: str, largest: int, too_large: SessionCode) -> None:
    """Raise Refused for text that is longer than `largest` characters or that no database keeps."""
    if len(text) > largest:
        raise session_refused(too_large)
    if not is_storable(text):
        raise session_refused(SessionCode.TEXT_INVALID)


def decoded(output: bytes, largest: int) -> tuple[str, bool]:
    """What a program wrote, as text that any database keeps, and whether something was cut off its end."""
    # No character takes more than four bytes.
    text = output[: 4 * largest].decode("utf-8", "replace").replace("\0", "\ufffd")
    return text[:largest], len(text) > largest or len(output) > 4 * largest


# Roots below which only we or the machine's own tools have files. What a program may name in its source beside them
# stays as it is.
_OUR_DIRECTORIES = re.compile(
    r"(?<![\w.\-/])(?:\.\.)?/(?:app|box|build|dev|etc|home|init|lib\d*|mnt|opt|proc|root|run|srv|sys|tmp|usr|var|work)"
    r"(?:/[^\s/:;,'\"<>()\[\]]+)*/(?=[^\s/])"
)


def without_paths(said: str) -> str:
    """What a compiler said, without the directories that it was said in: `/box/main.cpp:3` becomes `main.cpp:3`.

    TypeScript's compiler tells the way from where it stands, `../box/main.ts`.
    """
    return _OUR_DIRECTORIES.sub("", said)
