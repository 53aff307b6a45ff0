"""What reference submissions must get, and the limit that their times give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsa.choices import EXPECTED_VERDICTS
from dsa.execution import Verdict
from dsa.models.expectation import Expectation, derive_time_limit

AC, WA, TLE, RTE, CE = Verdict.AC, Verdict.WA, Verdict.TLE, Verdict.RTE, Verdict.CE
ACCEPTED = Expectation(frozenset({AC}))
SLOW = Expectation(frozenset({AC, TLE}), frozenset({TLE}))

verdicts = st.sampled_from(EXPECTED_VERDICTS)
expectations = st.builds(Expectation, st.frozensets(verdicts, min_size=1), st.frozensets(verdicts))


@pytest.mark.parametrize(
    ("expectation", "got", "is_met"),
    [
        (ACCEPTED, [AC, AC], True),
        (ACCEPTED, [AC, WA], False),
        (ACCEPTED, [], False),
        (SLOW, [AC, TLE], True),
        (SLOW, [AC, AC], False),
        (SLOW, [TLE, WA], False),
        (Expectation(frozenset({CE}), frozenset({CE})), [CE, CE], True),
    ],
)
def test_is_met_by_permitted_verdicts_with_a_required_one(
    expectation: Expectation, got: list[Verdict], is_met: bool
) -> None:
    assert (expectation.mismatch(got) is None) is is_met


@given(expectations, st.lists(verdicts, min_size=1))
def test_says_why_exactly_when_it_is_not_met(expectation: Expectation, got: list[Verdict]) -> None:
    is_met = set(got) <= expectation.permitted and (
        not expectation.required or bool(expectation.required & set(got))
    )
    assert (expectation.mismatch(got) is None) == is_met


@given(expectations, st.lists(verdicts, min_size=1))
def test_an_impossible_one_is_never_met(expectation: Expectation, got: list[Verdict]) -> None:
    if expectation.contradiction() is not None:
        assert expectation.mismatch(got) is not None


@given(expectations)
def test_survives_being_stored(expectation: Expectation) -> None:
    assert Expectation.from_json(expectation.as_json()) == expectation


@pytest.mark.parametrize(
    ("slowest_ms", "multiplier", "resolution", "limit"),
    [
        ([10], 2, 1, 1),
        ([499, 500], 2, 1, 1),
        ([501], 2, 1, 2),
        ([300], 5, 1, 2),
        ([150], 2, 0.1, 0.3),
        ([0], 2, 1, 1),
    ],
)
def test_a_limit_is_the_next_multiple_of_the_resolution(
    slowest_ms: list[int], multiplier: float, resolution: float, limit: float
) -> None:
    assert derive_time_limit(slowest_ms, multiplier=multiplier, resolution_seconds=resolution) == limit


@given(
    st.lists(st.integers(0, 20_000), min_size=1),
    st.floats(1, 10),
    st.sampled_from([0.1, 0.25, 0.5, 1.0, 2.0]),
)
def test_a_limit_holds_the_slowest_and_is_the_smallest_that_does(
    slowest_ms: list[int], multiplier: float, resolution: float
) -> None:
    limit = derive_time_limit(slowest_ms, multiplier=multiplier, resolution_seconds=resolution)
    needed = max(slowest_ms) / 1000 * multiplier
    assert limit >= needed - 1e-6
    assert limit == pytest.approx(resolution) or limit - resolution < needed + 1e-6
