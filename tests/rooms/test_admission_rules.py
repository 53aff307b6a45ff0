"""The rules of admission: each alone, and all together as a door that people do anything to."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from interviews.choices import Admission, Role, Standing
from rooms.admission_rules import (
    MAX_REQUESTS,
    PAUSE_AFTER_DENIAL,
    WINDOW,
    Facts,
    pause_before_asking,
    reason_to_ask,
)
from rooms.models import RequestReason

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
ANY_FACTS = st.builds(
    Facts,
    role=st.sampled_from(Role),
    admission=st.sampled_from(Admission),
    standing=st.sampled_from(Standing),
    is_locked=st.booleans(),
    link_in_use=st.booleans(),
    has_admission=st.booleans(),
)


def candidate(**facts: object) -> Facts:
    usual: dict[str, object] = {
        "role": Role.CANDIDATE,
        "admission": Admission.OPEN,
        "standing": Standing.NONE,
        "is_locked": False,
    }
    return Facts(**(usual | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (candidate(), None),
        (candidate(admission=Admission.KNOCK), RequestReason.KNOCK),
        (candidate(admission=Admission.KNOCK, standing=Standing.ADMITTED), None),
        (candidate(is_locked=True, standing=Standing.ADMITTED), RequestReason.LOCKED),
        (candidate(link_in_use=True, is_locked=True), RequestReason.LINK_IN_USE),
        (candidate(standing=Standing.REMOVED, link_in_use=True), RequestReason.REMOVED),
        (candidate(role=Role.OBSERVER, admission=Admission.KNOCK, link_in_use=True), None),
        (candidate(role=Role.OBSERVER, is_locked=True), RequestReason.LOCKED),
    ],
)
def test_why_somebody_has_to_ask(facts: Facts, reason: RequestReason | None) -> None:
    assert reason_to_ask(facts) == reason


@given(ANY_FACTS)
def test_interviewers_and_the_admitted_walk_in(facts: Facts) -> None:
    if facts.role == Role.INTERVIEWER or facts.has_admission:
        assert reason_to_ask(facts) is None


@given(ANY_FACTS)
def test_nobody_but_interviewers_walks_into_a_locked_room(facts: Facts) -> None:
    if facts.is_locked and reason_to_ask(facts) is None:
        assert facts.role == Role.INTERVIEWER or facts.has_admission


@pytest.mark.parametrize("factor", [1, 2])
def test_a_pause_follows_a_denial(factor: float) -> None:
    over = NOW + PAUSE_AFTER_DENIAL / factor
    second = timedelta(seconds=1)
    assert pause_before_asking(over - second, denied_at=NOW, requested_at=[NOW], factor=factor) == second
    assert pause_before_asking(over, denied_at=NOW, requested_at=[NOW], factor=factor) is None


@given(st.lists(st.integers(0, 1200), max_size=60))
def test_nobody_asks_more_often_than_the_window_allows(seconds: list[int]) -> None:
    """However often they try: within any window no more get through."""
    asked: list[datetime] = []
    for second in sorted(seconds):
        at = NOW + timedelta(seconds=second)
        if pause_before_asking(at, denied_at=None, requested_at=asked, factor=1) is None:
            asked.append(at)
        assert sum(earlier > at - WINDOW for earlier in asked) <= MAX_REQUESTS


class Door(RuleBasedStateMachine):
    """One candidate's link in two browsers, at a door that interviewers lock and unlock.

    The model keeps what the database and presence keep, by the same conditional changes; the rules decide. What is
    claimed: nobody is inside who was not let in by the rule that counted at that moment, and a decision is final.
    """

    def __init__(self) -> None:
        super().__init__()
        self.admission = Admission.KNOCK
        self.standing = Standing.NONE
        self.is_locked = False
        self.inside: set[str] = set()
        self.requests: dict[str, str] = {}
        self.why_inside: dict[str, str] = {}

    def facts(self, browser: str) -> Facts:
        return candidate(
            admission=self.admission,
            standing=self.standing,
            is_locked=self.is_locked,
            link_in_use=bool(self.inside - {browser}),
            has_admission=self.requests.get(browser) == "admitted",
        )

    @rule(browser=st.sampled_from(["first", "second"]))
    def join(self, browser: str) -> None:
        if browser in self.inside:
            return
        facts = self.facts(browser)
        if reason_to_ask(facts) is None:
            self.inside.add(browser)
            used = self.requests.pop(browser, None)
            self.why_inside[browser] = "admitted" if used == "admitted" else "walked in"
            if used != "admitted":
                assert not self.is_locked
                assert self.standing == Standing.ADMITTED or self.admission == Admission.OPEN
                assert len(self.inside) == 1
        elif self.requests.get(browser) != "admitted":
            self.requests[browser] = "waiting"

    @rule(browser=st.sampled_from(["first", "second"]), outcome=st.sampled_from(["admitted", "denied"]))
    def decide(self, browser: str, outcome: str) -> None:
        if self.requests.get(browser) != "waiting":
            return
        self.requests[browser] = outcome
        if outcome == "admitted":
            self.standing = Standing.ADMITTED

    @rule(browser=st.sampled_from(["first", "second"]))
    def remove(self, browser: str) -> None:
        if browser in self.inside:
            self.inside.discard(browser)
            self.standing = Standing.REMOVED
            # The admission was used up by the join, so nothing of it is left to come back with.
            assert reason_to_ask(self.facts(browser)) is not None

    @rule(browser=st.sampled_from(["first", "second"]))
    def leave(self, browser: str) -> None:
        self.inside.discard(browser)
        self.requests.pop(browser, None)

    @rule(locked=st.booleans())
    def lock(self, locked: bool) -> None:
        self.is_locked = locked

    @precondition(lambda self: not self.inside)
    @rule(admission=st.sampled_from(Admission))
    def change_stage(self, admission: Admission) -> None:
        self.admission = admission

    @invariant()
    def two_are_inside_only_if_one_was_admitted(self) -> None:
        if len(self.inside) == 2:
            assert "admitted" in {self.why_inside[browser] for browser in self.inside}


TestDoor = Door.TestCase
