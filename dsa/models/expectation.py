"""What reference submissions must get, and what their times say about the limit: pure rules."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from dsa.choices import EXPECTED_VERDICTS
from dsa.execution import Verdict


@dataclass(frozen=True, slots=True)
class Expectation:
    """Every test must end in one of `permitted`, and at least one in one of `required` unless that is empty."""

    permitted: frozenset[Verdict]
    required: frozenset[Verdict] = frozenset()

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        return cls(
            frozenset(Verdict(name) for name in document["permitted"]),
            frozenset(Verdict(name) for name in document.get("required", ())),
        )

    def as_json(self) -> dict[str, Any]:
        """In the order in which verdicts are always named, so that equal expectations are equal documents."""
        return {"permitted": in_order(self.permitted), "required": in_order(self.required)}

    @property
    def is_accepted(self) -> bool:
        return self.permitted == {Verdict.AC}

    @property
    def must_keep_the_time(self) -> bool:
        """Whether a time limit that stopped it would be too short."""
        return Verdict.TLE not in self.permitted

    def contradiction(self) -> str | None:
        """Why nothing could ever meet this; None where something could."""
        if not self.permitted:
            return "No verdict is permitted."
        if self.required and not self.required & self.permitted:
            return "None of the verdicts that it must get at least once is permitted."
        return None

    def mismatch(self, verdicts: Sequence[Verdict]) -> str | None:
        """Why these verdicts, one per test, are not what is expected; None where they are."""
        if not verdicts:
            return "It was run on no test."
        if wrong := set(verdicts) - self.permitted:
            return f"It got {listed(wrong)}, and only {listed(self.permitted)} is permitted."
        if self.required and not self.required & set(verdicts):
            return f"No test ended in {listed(self.required)}."
        return None


def in_order(verdicts: Collection[Verdict]) -> list[str]:
    return [verdict.value for verdict in EXPECTED_VERDICTS if verdict in verdicts]


def listed(verdicts: Collection[Verdict]) -> str:
    """For example `WA or TLE`."""
    return " or ".join(verdict.value for verdict in Verdict if verdict in verdicts)


def derive_time_limit(slowest_ms: Iterable[int], *, multiplier: float, resolution_seconds: float) -> float:
    """The time limit in seconds that the package format asks for: the smallest positive multiple of the resolution that
    is at least `multiplier` times the slowest run of a solution that must keep the time.
    """
    needed = max(slowest_ms) / 1000 * multiplier
    # Rounded first: 0.3 / 0.1 is more than 3.
    steps = max(1, math.ceil(round(needed / resolution_seconds, 9)))
    return round(steps * resolution_seconds, 6)
