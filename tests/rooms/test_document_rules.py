"""What may be appended to a document's log: read to the last byte, and following from what is there."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc

from rooms.document.update_validator import (
    EDITOR_LANGUAGES,
    MAX_UPDATE_CLIENTS,
    DocumentIndex,
    OutOfOrder,
    Ranges,
    read_foreign_update,
)
from rooms.document.yjs_encoding import (
    EMPTY_UPDATE,
    DecodeError,
    Id,
    LimitExceeded,
    read_awareness,
    read_state_vector,
    read_update,
)
from tests.rooms.typist import Typist
from tests.rooms.yjs_bytes import chosen, deleting, number, struct, text, typed, update

# What Yjs makes in V2: "hello" typed, one character erased, and nothing at all.
IN_VERSION_2 = (
    "000002a506000001040c09636f646568656c6c6f04050101000001010000",
    "00000000000001000000000001a503010100",
    "00000000000001000000000000",
)


@pytest.fixture
def written() -> bytes:
    """All kinds of things that a page makes, in one update."""
    typist = Typist(client_id=7)
    typist.type("naïve \U0001f600 text")
    typist.erase(2, 5)
    typist.choose("rust")
    typist.choose("go")
    typist.type("first: ", at=0)
    return typist.lacking(b"\x00")


# Reading --------------------------------------------------------------------------------------------------------------


def test_whatever_is_cut_off_or_added_is_noticed(written: bytes) -> None:
    read_update(written)
    for length in range(len(written)):
        with pytest.raises(DecodeError):
            read_update(written[:length])
    for tail in (b"\x00", b"\x01", written):
        with pytest.raises(DecodeError, match="after the end"):
            read_update(written + tail)


@given(st.data())
def test_whatever_arrives_is_read_or_malformed(data: st.DataObject) -> None:
    """No other exception, and nothing that pycrdt would not take either."""
    typist = Typist(client_id=7)
    typist.type("some \U0001f600 text")
    typist.erase(1, 3)
    damaged = bytearray(typist.lacking(b"\x00"))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        DocumentIndex().apply(read_foreign_update(bytes(damaged)))
    except (DecodeError, OutOfOrder):
        return
    document: Doc[Any] = Doc()
    document.apply_update(bytes(damaged))


@given(st.binary(max_size=64))
def test_noise_is_read_or_malformed(noise: bytes) -> None:
    for read in (read_foreign_update, read_state_vector, lambda data: read_awareness(data, max_clients=20)):
        with contextlib.suppress(DecodeError):
            read(noise)


@pytest.mark.parametrize("update_v2", IN_VERSION_2)
def test_version_2_is_not_mistaken_for_an_empty_version_1(update_v2: str) -> None:
    with pytest.raises(DecodeError):
        read_update(bytes.fromhex(update_v2))


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (0, b"\x01"),
        (2, b"\x01" + text('"json"')),
        (3, b"\x01x"),
        (5, text("{}")),
        (6, text("bold") + text("true")),
        (7, b"\x00"),
        (9, text("guid") + b"\x76\x00"),
        (11, b"\x01"),
    ],
)
def test_only_text_values_and_deletions_are_content(kind: int, content: bytes) -> None:
    with pytest.raises(DecodeError):
        read_update(update((1, 0, [struct(content, kind=kind)])))


@pytest.mark.parametrize(
    "bad",
    [
        update((1, 0, [typed("")])),
        update((1, 0, [struct(b"\x00", kind=1)])),
        update((1, 0, [struct(text("\U0001f600")[:-1] + b"a", kind=4)])),
        update((1, 0, [struct(b"\x01\x7b" + b"\x00" * 8, kind=8, root="settings", key="language")])),
        update((1, 0, [typed("a")]), (1, 1, [typed("b", origin=Id(1, 0))])),
        update((1, 2**32 - 1, [typed("ab")])),
        update((2**53, 0, [typed("a")])),
        update(deletions=deleting(1, 0, 0)),
        b"\x01\x01\x01\x00\x04\x00\x05\x00\x01a\x00",
        b"\x80" * 9 + b"\x01\x00",
    ],
)
def test_odd_updates_are_malformed(bad: bytes) -> None:
    """Empty structs, not UTF-8, a number among the values, a client twice, numbers too large, nested parents."""
    with pytest.raises(DecodeError):
        read_update(bad)


def test_an_update_of_too_many_parts_is_not_read_to_its_end() -> None:
    with pytest.raises(LimitExceeded):
        read_foreign_update(number(MAX_UPDATE_CLIENTS + 1))
    with pytest.raises(LimitExceeded):
        read_foreign_update(b"\x01" + number(20_001))


def test_awareness_is_objects_and_nulls() -> None:
    state = '{"cursor":{"anchor":"\\ud83d"}}'
    good = number(2) + number(7) + number(3) + text(state) + number(8) + number(4) + text("null")
    assert read_awareness(good, max_clients=2) == [(7, {"cursor": {"anchor": "\ud83d"}}), (8, None)]
    with pytest.raises(LimitExceeded):
        read_awareness(good, max_clients=1)
    for bad in (good[:-1], good + b"\x00", b"\x01\x07\x03" + text("[]"), b"\x01\x07\x03" + text("{")):
        with pytest.raises(DecodeError):
            read_awareness(bad, max_clients=2)


def test_a_state_vector_is_read_to_its_end() -> None:
    typist = Typist(client_id=7)
    typist.type("abc")
    assert read_state_vector(typist.state_vector) == {7: 3}
    for bad in (b"", typist.state_vector[:-1], typist.state_vector + b"\x00"):
        with pytest.raises(DecodeError):
            read_state_vector(bad)


# Following ------------------------------------------------------------------------------------------------------------


def index_of(*updates: bytes) -> DocumentIndex:
    return DocumentIndex.of(updates)


BASE = update((1, 0, [typed("a\U0001f600b")]))


@pytest.mark.parametrize(
    "later",
    [
        update((1, 5, [typed("c", origin=Id(1, 4))])),
        update((2, 0, [typed("c", origin=Id(1, 4))])),
        update((2, 0, [typed("c", right_origin=Id(3, 0))])),
        update((2, 0, [typed("c", origin=Id(2, 0))])),
        update((2, 0, [typed("c", origin=Id(3, 0))]), (3, 0, [typed("d", origin=Id(2, 0))])),
        update((1, 4, [b"\x0a\x01", typed("c", origin=Id(1, 3))])),
        update(deletions=deleting(1, 3, 2)),
        update(deletions=deleting(9, 0, 1)),
    ],
)
def test_what_builds_on_something_unknown_is_out_of_order(later: bytes) -> None:
    """A gap in one's own clocks, unknown neighbours, oneself or a circle as such, a skipped part, unknown deletions."""
    index = index_of(BASE)
    with pytest.raises(OutOfOrder):
        index.apply(read_foreign_update(later))
    assert index.ends == {1: 4}


@pytest.mark.parametrize(
    "foreign",
    [
        update((2, 0, [typed("x", root="notes")])),
        update((2, 0, [typed("x", root="settings")])),
        update((2, 0, [struct(text("x"), kind=4, root="settings", key="language")])),
        update((2, 0, [struct(text("x"), kind=4, root="code", key="language")])),
        update((2, 0, [chosen("python", root="code", key=None)])),
        update((2, 0, [chosen("python", key="theme")])),
        update((2, 0, [chosen("brainfuck")])),
        update((2, 0, [chosen("python", origin=Id(1, 0))])),
        update((2, 0, [typed("x", origin=Id(5, 0))])),
        update((2, 0, [typed("x", origin=Id(1, 0), right_origin=Id(5, 0))])),
    ],
)
def test_only_code_and_language_are_written_to(foreign: bytes) -> None:
    index = index_of(BASE, update((5, 0, [chosen("go")])))
    with pytest.raises(DecodeError):
        index.apply(read_foreign_update(foreign))
    assert index.ends == {1: 4, 5: 1}


@pytest.mark.parametrize(
    "cutting",
    [
        update((2, 0, [typed("x", origin=Id(1, 1), right_origin=Id(1, 2))])),
        update((2, 0, [typed("x", right_origin=Id(1, 2))])),
        update((2, 0, [typed("x", origin=Id(1, 1))])),
        update(deletions=deleting(1, 1, 1)),
        update(deletions=deleting(1, 2, 2)),
        update((2, 0, [typed("\U0001f600")]), deletions=deleting(2, 0, 1)),
    ],
)
def test_no_character_is_cut_in_two(cutting: bytes) -> None:
    """Yjs and pycrdt make different texts of the halves."""
    with pytest.raises(DecodeError, match="in two"):
        index_of(BASE).apply(read_foreign_update(cutting))


@pytest.mark.parametrize("language", EDITOR_LANGUAGES)
def test_every_language_on_offer_can_be_chosen(language: str) -> None:
    typist = Typist()
    assert DocumentIndex().apply(read_foreign_update(typist.choose(language)))


def test_parts_that_depend_on_each_other_may_come_in_one_update() -> None:
    """Whichever client is named first."""
    first, second = typed("c", origin=Id(1, 3)), typed("d", origin=Id(2, 0))
    for groups in ([(2, 0, [first]), (3, 0, [second])], [(3, 0, [second]), (2, 0, [first])]):
        assert index_of(BASE).apply(read_foreign_update(update(*groups)))


def test_the_rest_of_something_known_is_new() -> None:
    index = index_of(BASE)
    assert not index.apply(read_foreign_update(BASE))
    assert index.apply(read_foreign_update(update((1, 0, [typed("a\U0001f600bcd")]))))
    assert index.ends == {1: 6}


def test_deletions_are_new_once() -> None:
    index = index_of(BASE)
    assert index.apply(read_foreign_update(update(deletions=deleting(1, 0, 1))))
    assert index.apply(read_foreign_update(update(deletions=deleting(1, 0, 4))))
    assert not index.apply(read_foreign_update(update(deletions=deleting(1, 1, 2))))
    assert not index.apply(read_foreign_update(EMPTY_UPDATE))


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)), max_size=20))
def test_ranges_are_a_set_of_numbers(spans: list[tuple[int, int]]) -> None:
    ranges, numbers = Ranges(), set[int]()
    for start, length in spans:
        assert ranges.covers(start, start + length) == numbers.issuperset(range(start, start + length))
        ranges.add(start, start + length)
        numbers.update(range(start, start + length))
        assert ranges.covers(start, start + length)
    for start in range(50):
        assert ranges.covers(start, start + 1) == (start in numbers)
