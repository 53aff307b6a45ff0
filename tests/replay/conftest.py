"""Live interviews that were recorded."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

import tests.rooms
from interviews.models import Interview, Invitation, User
from rooms.models import DocumentUpdate
from tests.rooms.node_process import NodeProcess

YJS = Path(tests.rooms.__file__).parent / "node" / "yjs.mjs"

# Stores updates as if they had been made at these times by these people, behind those that are stored already.
Record = Callable[[list[tuple[datetime, User | Invitation, bytes]]], None]


@pytest.fixture(scope="module")
def yjs() -> Iterator[NodeProcess]:
    with NodeProcess(YJS) as process:
        yield process


@pytest.fixture
def record(interview: Interview) -> Record:
    def store(updates: list[tuple[datetime, User | Invitation, bytes]]) -> None:
        log = DocumentUpdate.objects.filter(interview=interview)
        DocumentUpdate.objects.bulk_create(
            DocumentUpdate(
                interview=interview,
                sequence=sequence,
                created_at=at,
                actor_user=who if isinstance(who, User) else None,
                actor_invitation=who if isinstance(who, Invitation) else None,
                update_bytes=update,
            )
            for sequence, (at, who, update) in enumerate(updates, log.count() + 1)
        )

    return store


def random_script(chance: random.Random, *, steps: int) -> dict[str, Any]:
    """Two people who type, erase, undo, choose languages and hear of each other, for `yjs.mjs`."""

    def step() -> dict[str, Any]:
        match chance.choices(["type", "erase", "choose", "undo", "hear"], [60, 12, 2, 5, 20])[0]:
            case "type":
                text = chance.choice(["a", "if x:\n\t", "é", "\U0001f600", "return 1\n"])
                return {"kind": "type", "from": chance.random(), "text": text}
            case "erase":
                start = chance.random()
                return {"kind": "erase", "from": start, "to": min(0.999, start + 0.02)}
            case "choose":
                return {"kind": "choose", "language": chance.choice(["go", "rust", "sql"])}
            case kind:
                return {"kind": kind}

    return {
        "people": 2,
        "gc": True,
        "steps": [{"person": chance.randrange(2), **step()} for _ in range(steps)],
    }


@pytest.fixture
def start() -> datetime:
    return timezone.now() - timedelta(hours=1)
