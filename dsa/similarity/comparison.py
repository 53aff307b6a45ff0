"""Programs compared with each other: which pairs share more than chance and the task itself explain."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from dsa.similarity.tokens import TokenStream
from dsa.similarity.winnowing import GRAM, MAX_REPEATS, covered, fingerprints, grams, passages

# A program with fewer tokens of its own says too little to be compared.
MIN_TOKENS: Final = 50
# What a pair must share to be listed: so many tokens, and that part of the shorter program.
MIN_SHARED_TOKENS: Final = 50
MIN_SHARED_PERCENT: Final = 60
# What more people than that have written is how this task is written: a fifth of them, but at least so many.
COMMON_AMONG: Final = 20
COMMON_SHARE: Final = 5

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Work(Generic[Key]):
    """One program, and the person who handed it in."""

    key: Key
    person: Hashable
    tokens: TokenStream


@dataclass(frozen=True, slots=True)
class LinePair:
    """A shared passage as lines, from 1, both ends included."""

    first: tuple[int, int]
    second: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Match(Generic[Key]):
    """Two programs of two people. The percentages are of each one's own tokens; `tokens` is how many are shared."""

    first: Key
    second: Key
    tokens: int
    first_percent: int
    second_percent: int
    lines: Sequence[LinePair]


@dataclass(frozen=True, slots=True)
class _Prepared(Generic[Key]):
    work: Work[Key]
    # 1 for each token that is not this person's own.
    left_out: bytearray
    places: Mapping[int, Sequence[int]]

    @property
    def own_tokens(self) -> int:
        return self.left_out.count(0)


def no_progress(done: int, total: int) -> None:
    """For who does not ask."""


def compare(
    works: Sequence[Work[Key]],
    given: Sequence[TokenStream],
    tell: Callable[[int, int], None] = no_progress,
) -> tuple[list[Match[Key]], int]:
    """The pairs that share much, most first, and how many programs were too short to be compared.

    `given` is what everybody could have their code from: starter code, solutions of the problem, drivers. Of two people
    only their most similar pair is told. `tell` is called now and then.
    """
    given_grams = {value for stream in given for value in grams(stream.codes)}
    prepared = []
    for number, work in enumerate(works):
        prepared.append(_prepare(work, given_grams))
        tell(number, 2 * len(works))
    common = _common(prepared)
    compared = [one for one in (_without(one, common) for one in prepared) if one.own_tokens >= MIN_TOKENS]
    best: dict[frozenset[Hashable], Match[Key]] = {}
    for number, (first, candidates) in enumerate(_candidates(compared)):
        for second in candidates:
            match = _match(first, second)
            people = frozenset({first.work.person, second.work.person})
            if match is not None and (people not in best or match.tokens > best[people].tokens):
                best[people] = match
        tell(len(works) + number, 2 * len(works))
    return sorted(best.values(), key=_strength, reverse=True), len(prepared) - len(compared)


def _strength(match: Match[Key]) -> tuple[int, int]:
    return max(match.first_percent, match.second_percent), match.tokens


def _prepare(work: Work[Key], given: set[int]) -> _Prepared[Key]:
    hashes = grams(work.tokens.codes)
    repeated = {value for value, number in Counter(hashes).items() if number > MAX_REPEATS}
    left_out = covered(hashes, given)
    return _Prepared(work, left_out, fingerprints(hashes, given | repeated))


def _common(prepared: Sequence[_Prepared[Key]]) -> set[int]:
    """The fingerprints that so many people share that they say something about the task only."""
    holders: dict[int, set[Hashable]] = defaultdict(set)
    for one in prepared:
        for value in one.places:
            holders[value].add(one.work.person)
    people = len({one.work.person for one in prepared})
    most = max(COMMON_AMONG, people // COMMON_SHARE)
    return {value for value, persons in holders.items() if len(persons) > most}


def _without(one: _Prepared[Key], common: set[int]) -> _Prepared[Key]:
    """The same with what is common left out of it too."""
    left_out = bytearray(one.left_out)
    for value in common & one.places.keys():
        for place in one.places[value]:
            left_out[place : place + GRAM] = b"\1" * GRAM
    places = {value: found for value, found in one.places.items() if value not in common}
    return _Prepared(one.work, left_out, places)


def _candidates(
    compared: Sequence[_Prepared[Key]],
) -> Iterator[tuple[_Prepared[Key], Sequence[_Prepared[Key]]]]:
    """Each program with the later ones of other people that share enough fingerprints to be a match at all."""
    holders: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(compared):
        for value in one.places:
            holders[value].append(number)
    for first, one in enumerate(compared):
        shared = Counter(second for value in one.places for second in holders[value] if second > first)
        yield (
            one,
            [
                compared[second]
                for second, number in shared.items()
                if number >= _needed(one, compared[second])
                and compared[second].work.person != one.work.person
            ],
        )


def _needed(first: _Prepared[Key], second: _Prepared[Key]) -> float:
    """Half of what a match would have: its passages may be short, and so have few fingerprints."""
    return max(2, min(len(first.places), len(second.places)) * MIN_SHARED_PERCENT / 200)


def _match(first: _Prepared[Key], second: _Prepared[Key]) -> Match[Key] | None:
    seeds = (
        (i, j)
        for value in first.places.keys() & second.places.keys()
        for i in first.places[value]
        for j in second.places[value]
    )
    one, other = first.work.tokens, second.work.tokens
    found = passages(one.codes, other.codes, seeds, (first.left_out, second.left_out))
    tokens = sum(passage.length for passage in found)
    percents = tuple(100 * tokens // side.own_tokens for side in (first, second))
    if tokens < MIN_SHARED_TOKENS or max(percents) < MIN_SHARED_PERCENT:
        return None
    lines = [
        LinePair(
            _lines(one, passage.first, passage.length),
            _lines(other, passage.second, passage.length),
        )
        for passage in found
    ]
    return Match(first.work.key, second.work.key, tokens, percents[0], percents[1], lines)


def _lines(tokens: TokenStream, start: int, length: int) -> tuple[int, int]:
    return tokens.first_lines[start], tokens.last_lines[start + length - 1]
