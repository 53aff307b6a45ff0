"""Documents written with Yjs itself, and what the server makes of their updates: the same text, whatever the way."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.document.update_validator import (
    EDITOR_LANGUAGES,
    DocumentIndex,
    OutOfOrder,
    SharedDocument,
    contents,
    difference,
    read_foreign_update,
    state_of,
)
from rooms.document.yjs_encoding import EMPTY_UPDATE
from tests.rooms.node_process import NodeProcess

PROGRAM = Path(__file__).parent / "node" / "yjs.mjs"
NOTHING = b"\x00"

fractions = st.floats(0, 1, exclude_max=True, allow_nan=False)
# What people type: code, characters beyond ASCII and beyond the first plane, and several lines at once.
texts = st.one_of(
    st.sampled_from(["a", "if x:\n\t", "é", "\U0001f600", "x\U0001f600y", "\r\n"]), st.text(max_size=5)
)


@st.composite
def scripts(draw: st.DrawFn) -> dict[str, Any]:
    """Up to three people who type, erase, undo, choose languages, and hear of the others now and then."""
    people = draw(st.integers(1, 3))
    step = st.one_of(
        st.fixed_dictionaries({"kind": st.just("type"), "from": fractions, "text": texts.filter(bool)}),
        st.fixed_dictionaries({"kind": st.just("erase"), "from": fractions, "to": fractions}),
        st.fixed_dictionaries({"kind": st.just("choose"), "language": st.sampled_from(EDITOR_LANGUAGES)}),
        st.fixed_dictionaries({"kind": st.just("undo")}),
        st.fixed_dictionaries({"kind": st.just("hear")}),
    )
    steps = draw(st.lists(st.tuples(st.integers(0, people - 1), step), min_size=1, max_size=30))
    return {
        "people": people,
        "gc": draw(st.booleans()),
        "steps": [{"person": person, **what} for person, what in steps],
    }


@st.composite
def shuffles(draw: st.DrawFn, updates: list[tuple[int, bytes]]) -> list[bytes]:
    """The updates in an order that keeps each person's own, some of them again at any later moment."""
    queues: dict[int, list[bytes]] = {}
    for person, update in updates:
        queues.setdefault(person, []).append(update)
    sent: list[bytes] = []
    while queues:
        person = draw(st.sampled_from(sorted(queues)))
        sent.append(queues[person].pop(0))
        if not queues[person]:
            del queues[person]
        if draw(st.integers(0, 4)) == 0:
            sent.append(draw(st.sampled_from(sent)))
    return sent


@pytest.fixture(scope="module")
def yjs() -> Iterator[NodeProcess]:
    with NodeProcess(PROGRAM) as process:
        yield process


def played(yjs: NodeProcess, script: dict[str, Any]) -> tuple[list[tuple[int, bytes]], SharedDocument]:
    """The updates of a script in the order of their making, and what everybody saw in the end."""
    reply = yjs.ask({"script": script})
    updates = [(person, b64decode(update)) for person, update in reply["updates"]]
    return updates, SharedDocument(reply["text"], reply["language"] or "python")


def seen_in_yjs(yjs: NodeProcess, updates: list[bytes]) -> SharedDocument:
    reply = yjs.ask({"apply": [b64encode(update).decode() for update in updates]})
    assert reply["isWhole"]
    return SharedDocument(reply["text"], reply["language"] or "python")


@settings(max_examples=40)
@given(data=st.data(), script=scripts())
def test_any_order_that_keeps_each_persons_own_gives_what_yjs_gives(
    yjs: NodeProcess, data: st.DataObject, script: dict[str, Any]
) -> None:
    """With duplicates and resends, even where an update overtakes another person's that it builds on."""
    updates, expected = played(yjs, script)
    sent = data.draw(shuffles(updates))
    assert contents(sent) == expected
    assert contents([state_of(sent)]) == expected
    assert seen_in_yjs(yjs, [state_of(sent)]) == expected


@settings(max_examples=40)
@given(data=st.data(), script=scripts())
def test_an_index_accepts_all_of_it_and_nothing_twice(
    yjs: NodeProcess, data: st.DataObject, script: dict[str, Any]
) -> None:
    """Whoever is refused for overtaking is accepted after a sync; the log never holds what it does not need."""
    updates, expected = played(yjs, script)
    index, log = DocumentIndex(), list[bytes]()
    waiting = data.draw(shuffles(updates))
    while waiting:
        overtaking = []
        for update in waiting:
            try:
                is_new = index.apply(read_foreign_update(update))
            except OutOfOrder:
                overtaking.append(update)
                continue
            if is_new:
                log.append(update)
            assert not index.apply(read_foreign_update(update))
        assert len(overtaking) < len(waiting)
        waiting = overtaking
    assert len(log) <= len(updates)
    assert contents(log) == expected
    # Each prefix is a document of its own, and an index made from a checkpoint and the rest says the same.
    cut = data.draw(st.integers(0, len(log)))
    assert seen_in_yjs(yjs, log[:cut]) == contents(log[:cut])
    restored = DocumentIndex.of([state_of(log[:cut]), *log[cut:]])
    assert restored.ends == index.ends
    assert not any(restored.apply(read_foreign_update(update)) for _, update in updates)


@settings(max_examples=25)
@given(data=st.data(), script=scripts())
def test_a_sync_brings_what_is_lacking_and_no_more(
    yjs: NodeProcess, data: st.DataObject, script: dict[str, Any]
) -> None:
    updates = [update for _, update in played(yjs, script)[0]]
    had = updates[: data.draw(st.integers(0, len(updates)))]
    lacking, vector = difference(updates, difference(had, NOTHING)[1])
    assert seen_in_yjs(yjs, [*had, lacking]) == contents(updates)
    # Asked again with what the server says it has: nothing but, as ever in Yjs, the list of deletions.
    again = difference(updates, vector)[0]
    assert again == EMPTY_UPDATE or not read_foreign_update(again).items
