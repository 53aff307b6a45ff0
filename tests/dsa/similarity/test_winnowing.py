"""Disguised copies are found, and programs that people wrote by themselves are not."""

import random
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsa.demo import FOLDER
from dsa.execution import Language
from dsa.similarity import comparison
from dsa.similarity.comparison import Match, Work, compare
from dsa.similarity.grammars import GRAMMARS
from dsa.similarity.tokens import MAX_TOKENS, tokenise
from dsa.similarity.winnowing import GRAM, WINDOW, fingerprints, grams, passages
from talentsync.lib.programming_languages import EXTENSIONS
from tests.dsa.similarity.programs import COPIES, INDEPENDENT, ORIGINAL

# Each solves its problem in another way than its neighbour, in the same language.
DIFFERENT_WAYS = [
    ("fairteams", "accepted/enemies.cpp", "wrong_answer/first_group_only.cpp"),
    ("fairteams", "accepted/colours.py", "time_limit_exceeded/every_division.py"),
    ("fairteams", "accepted/Colours.java", "run_time_error/SmallClub.java"),
    ("nightbus", "accepted/bisect.py", "time_limit_exceeded/bus_by_bus.py"),
    ("nightbus", "accepted/bisect.js", "time_limit_exceeded/minute_by_minute.js"),
    ("paperround", "accepted/counting.py", "time_limit_exceeded/every_house.py"),
    ("paperround", "accepted/Counting.java", "time_limit_exceeded/EveryHouse.java"),
    ("quiethours", "accepted/window.py", "time_limit_exceeded/every_stretch.py"),
    ("twoleaks", "accepted/bisect.py", "wrong_answer/metre_by_metre.py"),
    ("workshopday", "accepted/by_end.py", "time_limit_exceeded/every_choice.py"),
    ("workshopday", "accepted/ByEnd.java", "time_limit_exceeded/EveryChoice.java"),
]


def found(language: str, *programs: str, given_code: tuple[str, ...] = ()) -> list[Match[int]]:
    """The pairs among programs of as many people, by their places."""
    works = [Work(place, place, tokenise(source, language)) for place, source in enumerate(programs)]
    return compare(works, [tokenise(source, language) for source in given_code])[0]


@pytest.mark.parametrize("language", COPIES)
def test_renamed_moved_and_commented_copies_are_found(language: str) -> None:
    original, copy = COPIES[language]
    [match] = found(language, original, copy)
    assert {match.first, match.second} == {0, 1}
    assert min(match.first_percent, match.second_percent) >= 75
    # Moved functions: what comes first in one comes last in the other.
    starts = [lines.second[0] for lines in match.lines]
    assert starts != sorted(starts)


def test_passages_name_the_lines_of_both() -> None:
    [match] = found("python", *COPIES["python"])
    by_first = {lines.first: lines.second for lines in match.lines}
    (first, second) = next(
        (first, second) for first, second in by_first.items() if first[0] <= 16 <= first[1]
    )
    original, copy = (source.splitlines() for source in COPIES["python"])
    assert "steps = []" in "\n".join(original[first[0] - 1 : first[1]])
    assert "ev = []" in "\n".join(copy[second[0] - 1 : second[1]])


@pytest.mark.parametrize(("problem", "first", "second"), DIFFERENT_WAYS)
def test_different_solutions_of_a_demo_problem_are_not_found(problem: str, first: str, second: str) -> None:
    language = next(key for key, end in EXTENSIONS.items() if end == first.rpartition(".")[2])
    programs = [(FOLDER / problem / "submissions" / name).read_text() for name in (first, second)]
    assert found(language, *programs) == []


def test_solutions_of_different_demo_problems_are_not_found() -> None:
    by_language: dict[str, list[tuple[str, Path]]] = defaultdict(list)
    for path in FOLDER.glob("*/submissions/*/*"):
        for language, end in EXTENSIONS.items():
            if path.suffix == f".{end}":
                by_language[language].append((path.relative_to(FOLDER).parts[0], path))
    compared = 0
    for written_in, paths in by_language.items():
        for (problem, path), (other_problem, other) in combinations(paths, 2):
            if problem != other_problem:
                compared += 1
                assert found(written_in, path.read_text(), other.read_text()) == [], (path, other)
    assert compared > 300


def test_independent_work_on_the_same_task_is_not_found() -> None:
    assert found("python", ORIGINAL, INDEPENDENT) == []


def test_what_everybody_was_given_does_not_count() -> None:
    original, copy = COPIES["python"]
    assert found("python", original, copy, given_code=(copy,)) == []
    reader = original.partition("def busiest")[0]
    [match] = found("python", original, copy, given_code=(reader,))
    assert max(lines.first[0] for lines in match.lines) >= 15
    assert min(lines.first[0] for lines in match.lines) >= 13


def test_one_person_is_not_compared_with_themselves() -> None:
    works = [
        Work(place, "the same", tokenise(source, "python")) for place, source in enumerate(COPIES["python"])
    ]
    assert compare(works, []) == ([], 0)


def test_of_two_people_only_their_most_similar_pair_is_told() -> None:
    original, copy = COPIES["python"]
    half = copy.partition("def parse")[0]
    sources = [("anna", original), ("bert", half), ("bert", copy)]
    works = [
        Work(place, person, tokenise(source, "python")) for place, (person, source) in enumerate(sources)
    ]
    [match], _ = compare(works, [])
    assert {match.first, match.second} == {0, 2}


def test_a_few_lines_say_too_little() -> None:
    short = "a, b = map(int, input().split())\nprint(a + b)\n"
    works = [Work(place, place, tokenise(short, "python")) for place in range(2)]
    assert compare(works, []) == ([], 2)


def test_what_many_people_write_alike_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "COMMON_AMONG", 3)
    original = COPIES["python"][0]
    assert len(found("python", original, original, original)) == 3
    assert found("python", *([original] * 4)) == []


@pytest.mark.parametrize("language", list(Language))
def test_every_language_has_a_grammar(language: Language) -> None:
    assert language in GRAMMARS
    probes = Path("dsa/execution/sandbox/probes")
    [probe] = [path for path in probes.iterdir() if path.suffix == f".{EXTENSIONS[language]}"]
    tokens = tokenise(probe.read_text(), language)
    assert len(tokens) >= 4
    assert min(tokens.first_lines) >= 1
    assert max(tokens.last_lines) <= len(probe.read_text().splitlines()) + 1


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    "source", ["", "\0", "((((((((((", "\"'`", "/*", "def f(:\n" * 50, "\udc80x", "\U0001d54f = ¿"]
)
def test_any_text_has_tokens(language: Language, source: str) -> None:
    tokens = tokenise(source, language)
    assert len(tokens.codes) == len(tokens.first_lines) == len(tokens.last_lines)


def test_deep_and_long_programs_end() -> None:
    assert len(tokenise("[" * 60_000, "python")) == MAX_TOKENS
    assert len(tokenise("f(" * 30_000 + ")" * 30_000, "javascript")) == MAX_TOKENS


@given(st.lists(st.integers(0, 3), max_size=120), st.lists(st.integers(0, 3), max_size=120), st.randoms())
def test_every_long_enough_common_run_is_covered(
    one: list[int], other: list[int], chance: random.Random
) -> None:
    """The guarantee of winnowing: a common run of GRAM + WINDOW - 1 tokens has a common fingerprint."""
    shared = [chance.randrange(1000, 9999) for _ in range(GRAM + WINDOW - 1)]
    first, second = [*one, *shared, *other], [*other, *shared, *one]
    places = [fingerprints(grams(codes), ()) for codes in (first, second)]
    common = places[0].keys() & places[1].keys()
    assert common
    seeds = ((i, j) for value in common for i in places[0][value] for j in places[1][value])
    runs = passages(first, second, seeds, (bytearray(len(first)), bytearray(len(second))))
    taken: tuple[set[int], set[int]] = (set(), set())
    for run in runs:
        assert first[run.first : run.first + run.length] == second[run.second : run.second + run.length]
        for marks, start in zip(taken, (run.first, run.second), strict=True):
            own = set(range(start, start + run.length))
            assert not own & marks
            marks |= own
    assert set(range(len(one), len(one) + len(shared))) <= taken[0]
