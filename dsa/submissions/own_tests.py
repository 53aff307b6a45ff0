"""A test that a candidate wrote: a name, an input, and the output that they expect of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dsa.errors import SessionCode, session_refused
from dsa.execution import Test
from dsa.models.submission import MAX_OWN_TEST_CHARACTERS, MAX_OWN_TEST_NAME, MAX_OWN_TESTS
from dsa.submissions.sanitize import is_storable


@dataclass(frozen=True, slots=True)
class OwnTest:
    """`expected` is None where only what comes out is of interest."""

    name: str
    stdin: str
    expected: str | None

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "OwnTest":
        return cls(document["name"], document["input"], document["expectedOutput"])

    def as_json(self) -> dict[str, str | None]:
        return {"name": self.name, "input": self.stdin, "expectedOutput": self.expected}

    def as_test(self) -> Test:
        expected = None if self.expected is None else self.expected.encode()
        return Test(stdin=self.stdin.encode(), expected=expected)


def require_own_tests(tests: Sequence[OwnTest]) -> None:
    """Raise Refused for more or longer ones than are taken, and for text that no database keeps."""
    texts = [text for test in tests for text in (test.name, test.stdin, test.expected or "")]
    if (
        len(tests) > MAX_OWN_TESTS
        or any(len(test.name) > MAX_OWN_TEST_NAME for test in tests)
        or sum(map(len, texts)) > MAX_OWN_TEST_CHARACTERS
    ):
        raise session_refused(SessionCode.OWN_TESTS_TOO_LARGE)
    if not all(map(is_storable, texts)):
        raise session_refused(SessionCode.TEXT_INVALID)
