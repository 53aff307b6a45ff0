"""Live interviews that were recorded, and coding sessions."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

import tests.rooms
from dsa.models import DsaSession
from dsa.sessions.services import get_or_create_session, start_session
from interviews.models import Interview, Invitation, StageTypeConfig, User
from rooms.models import DocumentUpdate
from tests.dsa.factories import invite, make_interview, make_problem
from tests.rooms.node_process import NodeProcess

YJS = Path(tests.rooms.__file__).parent / "node" / "yjs.mjs"

# Stores updates as if they had been made at these times by these people, behind those that are stored already.
Record = Callable[[list[tuple[datetime, User | Invitation, bytes]]], None]


@pytest.fixture(scope="module")
def yjs() -> Iterator[NodeProcess]:
    with NodeProcess(YJS) as process:
        yield process


@pytest.fixture
def coding(stage_dsa: StageTypeConfig, rita: User, ivan: User) -> Interview:
    """A coding session's interview that Ivan holds."""
    problem = make_problem("mirror", {"a 1": "a 2", "b 1": "b 2", "c 1": "c 2"})
    interview = make_interview(stage_dsa, rita, problem)
    interview.interviewers.add(ivan)
    return interview


@pytest.fixture
def hers(coding: Interview, rita: User) -> Invitation:
    return invite(coding, "Cara Candidate", rita)


@pytest.fixture
def session(hers: Invitation) -> DsaSession:
    """Cara's, which began ten minutes ago."""
    session = start_session(session=get_or_create_session(hers))
    began = timezone.now() - timedelta(minutes=10)
    DsaSession.objects.filter(pk=session.pk).update(started_at=began)
    session.refresh_from_db()
    return session


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
