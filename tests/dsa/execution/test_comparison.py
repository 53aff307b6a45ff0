"""The comparison rule of the problem package format, by examples and by properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsa.execution import Comparison
from dsa.execution.comparison import matches

WORDS = st.lists(
    st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=1).map(str.encode)
)
SPACE = st.text(" \t\n\r\v\f", min_size=1).map(str.encode)
RULES = st.builds(
    Comparison,
    case_sensitive=st.booleans(),
    space_sensitive=st.booleans(),
    float_relative_tolerance=st.none() | st.floats(0, 1),
    float_absolute_tolerance=st.none() | st.floats(0, 1),
) | st.just(Comparison(exact=True))
FINITE = st.floats(-1e12, 1e12)


@pytest.mark.parametrize(
    ("output", "expected", "rule", "right"),
    [
        (b"1 2\n", b"1\n2", Comparison(), True),
        (b"", b"\n \n", Comparison(), True),
        (b"12", b"1 2", Comparison(), False),
        (b"1 2 3", b"1 2", Comparison(), False),
        (b"1 2", b"1 2 3", Comparison(), False),
        (b"YES", b"yes", Comparison(), True),
        (b"YES", b"yes", Comparison(case_sensitive=True), False),
        (b"1  2", b"1 2", Comparison(space_sensitive=True), False),
        (b"1 2\n", b"1 2", Comparison(space_sensitive=True), False),
        (b"1 2", b"1 2", Comparison(space_sensitive=True), True),
        (b"1.0", b"1", Comparison(), False),
        (b"1.0", b"1", Comparison(float_absolute_tolerance=0), True),
        (b"1.05", b"1", Comparison(float_absolute_tolerance=0.1), True),
        (b"1.2", b"1", Comparison(float_absolute_tolerance=0.1), False),
        (b"105", b"100", Comparison(float_relative_tolerance=0.05), True),
        (b"106", b"100", Comparison(float_relative_tolerance=0.05), False),
        (b"nan", b"1", Comparison(float_absolute_tolerance=10), False),
        (b"inf", b"1e999", Comparison(float_relative_tolerance=0.5), False),
        (b"0x10", b"16", Comparison(float_absolute_tolerance=1), False),
        (b"1_6", b"16", Comparison(float_absolute_tolerance=1), False),
        (b"one", b"1", Comparison(float_absolute_tolerance=1), False),
        (b"Word", b"word", Comparison(float_absolute_tolerance=1), True),
        (b"-.5e1", b"-5", Comparison(float_absolute_tolerance=0), True),
        (b"x\n", b"x", Comparison(exact=True), False),
        (b"x", b"x", Comparison(exact=True), True),
        (b"\xff\xfe", b"\xff\xfe\n", Comparison(), True),
    ],
)
def test_example(output: bytes, expected: bytes, rule: Comparison, right: bool) -> None:
    assert matches(output, expected, rule) is right


@given(st.binary(), RULES)
def test_every_output_matches_itself(text: bytes, rule: Comparison) -> None:
    assert matches(text, text, rule)


@given(WORDS, st.lists(SPACE, min_size=1), st.lists(SPACE, min_size=1))
def test_only_the_words_count(words: list[bytes], first: list[bytes], second: list[bytes]) -> None:
    """However the words are laid out, by default the outputs are the same."""
    one = b"".join(word + first[index % len(first)] for index, word in enumerate(words))
    other = second[0] + b"".join(word + second[index % len(second)] for index, word in enumerate(words))

    assert matches(one, other, Comparison())
    assert matches(one, b" ".join(words), Comparison(case_sensitive=True))


@given(WORDS.filter(bool), st.data())
def test_a_missing_word_is_wrong(words: list[bytes], data: st.DataObject) -> None:
    left_out = data.draw(st.integers(0, len(words) - 1))
    fewer = words[:left_out] + words[left_out + 1 :]

    assert not matches(b" ".join(fewer), b" ".join(words), Comparison())
    assert not matches(b" ".join(words), b" ".join(fewer), Comparison())


@given(st.binary(), st.binary())
def test_exact_is_equality_of_bytes(one: bytes, other: bytes) -> None:
    assert matches(one, other, Comparison(exact=True)) is (one == other)


@given(st.binary(), st.binary(), st.floats(0, 1))
def test_a_stricter_rule_accepts_no_more(one: bytes, other: bytes, tolerance: float) -> None:
    for strict in (Comparison(case_sensitive=True), Comparison(space_sensitive=True)):
        assert not matches(one, other, strict) or matches(one, other, Comparison())
    tight = Comparison(float_absolute_tolerance=tolerance)
    assert not matches(one, other, tight) or matches(
        one, other, Comparison(float_absolute_tolerance=tolerance * 2)
    )


@given(FINITE, FINITE, st.floats(0, 1e3))
def test_absolute_tolerance_is_the_distance(got: float, wanted: float, tolerance: float) -> None:
    rule = Comparison(float_absolute_tolerance=tolerance)

    assert matches(repr(got).encode(), repr(wanted).encode(), rule) is (abs(got - wanted) <= tolerance)


@given(FINITE, FINITE, st.floats(0, 1))
def test_relative_tolerance_is_of_the_expected_number(got: float, wanted: float, tolerance: float) -> None:
    rule = Comparison(float_relative_tolerance=tolerance)

    assert matches(repr(got).encode(), repr(wanted).encode(), rule) is (
        abs(got - wanted) <= abs(wanted) * tolerance
    )


@pytest.mark.parametrize(
    "flags",
    [
        {"float_absolute_tolerance": -1.0},
        {"float_relative_tolerance": float("nan")},
        {"exact": True, "case_sensitive": True},
    ],
)
def test_rules_that_make_no_sense_are_refused(flags: dict[str, float | bool]) -> None:
    with pytest.raises(ValueError, match=r"tolerance|exact"):
        Comparison(**flags)  # type: ignore[arg-type]


def test_large_outputs_are_compared_without_lists_of_words() -> None:
    output = b"1 " * 300_000

    assert matches(output, output[:-1] + b"\n", Comparison())
    assert not matches(output, output + b"2", Comparison())
