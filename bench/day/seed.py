"""Rooms and candidates of a whole day, and what those in the rooms type."""

import base64
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pycrdt import Doc, Text

from bench.dsa.seed import create_candidates
from bench.relay.seed import SECRET_KEY, Room, create_rooms

# Every person of a room has a client id of their own; rooms know nothing of each other.
CLIENT_IDS = (1, 2)


@dataclass(frozen=True, slots=True)
class Day:
    rooms: list[Room]
    candidates: list[str]


def environment(directory: Path, port: int, database_url: str | None) -> dict[str, str]:
    """What the seeding and `make run` share: an installation of its own, as it comes."""
    return {
        "DJANGO_SETTINGS_MODULE": "talentsync.settings",
        "ENV_FILE": os.devnull,
        "SECRET_KEY": SECRET_KEY,
        "DATA_DIR": str(directory),
        "MAIL_TRANSPORT": "off",
        "DATABASE_URL": database_url or f"sqlite:///{directory / 'talentsync.sqlite3'}",
        "REDIS_URL": "",
        "PORT": str(port),
        "DEMO_DATA": "no",
        # The access log would go to a file that nobody reads.
        "LOG_LEVEL": "WARNING",
    }


def seed(told: dict[str, str], *, rooms: int, candidates: int) -> Day:
    """In the database of a running installation. Sets this process up for Django, so it can be called once."""
    os.environ.update(told)
    import django

    django.setup()
    from django.db import connection

    day = Day(create_rooms(rooms), create_candidates(candidates))
    connection.close()
    return day


def typed(client_id: int, letters: int) -> list[str]:
    """The Yjs updates of somebody who types so many letters, each in base64."""
    made: list[str] = []
    document: Doc[Any] = Doc(client_id=client_id)
    code = document.get("code", type=Text)
    document.observe(lambda event: made.append(base64.b64encode(event.update).decode()))
    for number in range(letters):
        code.insert(number, chr(ord("a") + number % 26))
    return made


def people(rooms: Sequence[Room], letters: int) -> list[dict[str, Any]]:
    """Both of each room, as the load generator wants to be told of them."""
    streams = [typed(client_id, letters) for client_id in CLIENT_IDS]
    return [
        {"roomId": room.id, "token": token, "updates": updates}
        for room in rooms
        for token, updates in zip(room.tokens, streams, strict=True)
    ]
