"""The log replayed to any time is what CodeMirror itself held then: two devices, offline, and lost answers included."""

import uuid
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsa.choices import Origin
from dsa.draft_log.selectors import written_at
from dsa.draft_log.services import Change, StreamName, append_changes
from dsa.models import DraftStream, DsaSession
from tests.rooms.node_process import NodeProcess

PROGRAM = Path(__file__).parent / "node" / "codemirror.mjs"

fractions = st.floats(0, 1, exclude_max=True, allow_nan=False)
texts = st.one_of(
    st.sampled_from(["a", "if x:\n    ", "é", "\U0001f600", "x\U0001f600y", "\n\n", "\r\n", ""]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
)
# Never the same twice, also where Hypothesis makes all that is random repeatable.
keys = count(1)
EVENTS = {
    "typed": "input.type",
    "pasted": "input.paste",
    "dropped": "input.drop",
    "completed": "input.complete",
}


@pytest.fixture(scope="module")
def codemirror() -> Iterator[NodeProcess]:
    with NodeProcess(PROGRAM) as process:
        yield process


@st.composite
def scripts(draw: st.DrawFn) -> dict[str, Any]:
    """What one person does in one editor."""
    edit = st.sampled_from(sorted(EVENTS)).flatmap(
        lambda origin: st.fixed_dictionaries(
            {
                "kind": st.just("edit"),
                "origin": st.just(origin),
                "event": st.just(EVENTS[origin]),
                "ranges": st.lists(st.tuples(fractions, fractions), min_size=1, max_size=3),
                "text": texts,
            }
        )
    )
    load = st.fixed_dictionaries({"kind": st.just("load"), "text": texts})
    back = st.sampled_from(["undo", "redo"]).map(lambda kind: {"kind": kind})
    steps = draw(st.lists(st.one_of(edit, edit, edit, back, load), max_size=25))
    return {"starter": draw(texts), "steps": steps}


@dataclass
class Device:
    """One editor: what it logs, what it held, and how much of it the server has acknowledged."""

    name: StreamName
    changes: list[Change]
    texts: list[str]
    acknowledged: int = 0


def device_of(made: dict[str, Any], start_ms: int, gaps: list[int]) -> Device:
    at = start_ms
    changes = []
    for index, entry in enumerate(made["entries"]):
        at += gaps[index % len(gaps)]
        changes.append(Change(at, Origin(entry["origin"]), entry.get("changes"), entry.get("text")))
    key = uuid.UUID(int=next(keys))
    return Device(StreamName(key, key, "mirror", "python"), changes, made["texts"])


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_moment_of_two_devices(data: st.DataObject, codemirror: NodeProcess, session: DsaSession) -> None:
    """Each sends what it has in pieces of any size; what was sent may arrive and its answer be lost."""
    begin = timezone.now() - timedelta(minutes=80)
    DsaSession.objects.filter(pk=session.pk).update(started_at=begin)
    start_ms = round(begin.timestamp() * 1000) + 1000
    gaps = st.lists(st.integers(0, 60_000), min_size=1, max_size=5)
    devices = [device_of(codemirror.ask(data.draw(scripts())), start_ms, data.draw(gaps)) for _ in range(2)]
    while waiting := [device for device in devices if device.acknowledged < len(device.changes)]:
        device = data.draw(st.sampled_from(waiting))
        left = len(device.changes) - device.acknowledged
        end = len(device.changes) - data.draw(st.integers(0, left - 1))
        following = append_changes(
            session=session,
            name=device.name,
            first=device.acknowledged,
            changes=device.changes[device.acknowledged : end],
        )
        assert following >= end
        is_answer_lost = data.draw(st.booleans())
        if not is_answer_lost:
            device.acknowledged = end
    for device in devices:
        stream = DraftStream.objects.get(session=session, key=device.name.key)
        times = [change.at_ms for change in device.changes]
        for moment in {times[0] - 1, *times, *(at + 1 for at in times)}:
            known = bisect_right(times, moment)
            written = written_at(stream, datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=moment))
            if known == 0:
                assert written is None
                continue
            assert written is not None
            assert written.text == device.texts[known - 1]
            assert sum(run.length for run in written.runs) == written.length
