"""What a problem package says, once it has been read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dsa.choices import Licence, OutputValidation
from dsa.execution import Comparison, Language
from dsa.models.expectation import Expectation


class Reason(StrEnum):
    """Why a package is refused: stable codes."""

    UNSAFE = "unsafe"  # leads outside, hides something, or would grow without bound
    UNREADABLE = "unreadable"
    INCOMPLETE = "incomplete"
    INVALID = "invalid"
    MULTI_PASS = "multi_pass"  # noqa: S105  no password
    SCORING = "scoring"
    SUBMIT_ANSWER = "submit_answer"
    CUSTOM_VALIDATOR = "custom_validator"
    LICENCE = "licence"
    UNSUPPORTED = "unsupported"
    TAKEN = "taken"


class PackageRefused(Exception):
    """This package is not imported, and nothing of it was. `reason` is for programs, the message for people."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


@dataclass(frozen=True, slots=True)
class Statement:
    """The statement in one language, as Markdown."""

    language: str
    title: str
    markdown: str


@dataclass(frozen=True, slots=True)
class PackageTest:
    """A test by its name below `data/`, such as `secret/01-small`."""

    __test__ = False

    name: str
    is_sample: bool
    input: bytes
    answer: bytes
    explanation: str = ""
    interaction: str = ""


@dataclass(frozen=True, slots=True)
class PackageValidator:
    """The output validator: its files by name, its arguments, and limits of its own where the package has any."""

    kind: OutputValidation
    files: Mapping[str, str]
    arguments: Sequence[str]
    time_seconds: float | None
    memory_mb: int | None


@dataclass(frozen=True, slots=True)
class Submission:
    """A program by its path below `submissions/`."""

    name: str
    language: Language
    source: str
    expectation: Expectation


@dataclass(frozen=True, slots=True)
class PackageLimits:
    """`time_seconds` is None where the accepted submissions decide: slowest x multiplier, rounded up to resolution."""

    time_seconds: float | None
    time_multiplier: float
    time_resolution_seconds: float
    memory_mb: int
    output_mb: int


@dataclass(frozen=True, slots=True)
class ProblemPackage:
    """Everything that TalentSync takes from a package, and what it had to leave out (`warnings`)."""

    key: str
    name: str
    uuid: str
    statements: Sequence[Statement]  # the main one first
    licence: Licence
    rights_owner: str
    source: str
    source_url: str
    limits: PackageLimits
    comparison: Comparison
    validator: PackageValidator | None
    tests: Sequence[PackageTest]
    submissions: Sequence[Submission]
    images: Mapping[str, bytes] = field(default_factory=dict)
    starter_code: Mapping[Language, str] = field(default_factory=dict)
    function_signature: str = ""
    languages: frozenset[Language] | None = None  # None: all
    warnings: Sequence[str] = ()
