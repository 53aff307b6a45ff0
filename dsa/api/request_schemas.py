"""What clients may send."""

from typing import Any, cast

from django.core.validators import RegexValidator
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from dsa.choices import Origin
from dsa.draft_log.services import MAX_CHANGES_AT_ONCE, MAX_TEXTS_AT_ONCE, Change
from dsa.errors import SessionCode, session_refused
from dsa.execution import Language
from dsa.models.session import MAX_SOURCE_CHARACTERS
from dsa.models.submission import (
    MAX_OWN_TEST_CHARACTERS,
    MAX_OWN_TEST_NAME,
    MAX_OWN_TESTS,
    MAX_STDIN_CHARACTERS,
)
from dsa.submissions.own_tests import OwnTest
from talentsync.lib.json_api import StrictSerializer, Text, WholeNumber

MAX_VERSION = 2**31 - 1
# The end of the century: what is later is no time of a session, and no date everywhere.
MAX_CHANGE_TIME_MS = 4_102_444_800_000
MAX_IDEMPOTENCY_KEY_LENGTH = 128
PROBLEM_ID = r"^[-a-zA-Z0-9_]{1,80}\Z"


class ProblemId(Text):
    """A problem's key."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validators=[RegexValidator(PROBLEM_ID, "Not the id of a problem.")], **options)


class SourceCode(Text):
    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MAX_SOURCE_CHARACTERS, **options)


@extend_schema_serializer(component_name="Empty")  # the generator adds "Request"
class EmptyRequest(StrictSerializer):
    """An empty object, or no body at all."""


@extend_schema_serializer(component_name="Finish")  # the generator adds "Request"
class FinishRequest(StrictSerializer):
    """`submitDrafts`: the last code of each problem that is not submitted yet is submitted with it."""

    submitDrafts = serializers.BooleanField(default=False)


@extend_schema_serializer(component_name="Submit")  # the generator adds "Request"
class SubmitRequest(StrictSerializer):
    """Code to judge on all tests."""

    problemId = ProblemId()
    language = serializers.ChoiceField(choices=[language.value for language in Language])
    sourceCode = SourceCode()


@extend_schema_serializer(component_name="OwnTestInput")  # the generator adds "Request"
class OwnTestRequest(StrictSerializer):
    """A test that the candidate wrote. Without `expectedOutput` nothing is compared."""

    name = Text(allow_blank=True, max_length=MAX_OWN_TEST_NAME)
    input = Text(allow_blank=True, max_length=MAX_OWN_TEST_CHARACTERS)
    expectedOutput = Text(
        required=False, allow_null=True, allow_blank=True, max_length=MAX_OWN_TEST_CHARACTERS
    )


@extend_schema_serializer(component_name="OwnTests")  # the generator adds "Request"
class OwnTestsRequest(StrictSerializer):
    """All own tests of a problem, in place of those that were kept."""

    tests = serializers.ListField(child=OwnTestRequest(), max_length=MAX_OWN_TESTS)


@extend_schema_serializer(component_name="Run")  # the generator adds "Request"
class RunRequest(SubmitRequest):
    """Code to try on the visible tests or, with `stdin`, on that input, or, with `ownTests`, on those."""

    stdin = Text(required=False, allow_null=True, allow_blank=True, max_length=MAX_STDIN_CHARACTERS)
    ownTests = serializers.ListField(
        child=OwnTestRequest(), required=False, allow_null=True, min_length=1, max_length=MAX_OWN_TESTS
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("stdin") is not None and attrs.get("ownTests") is not None:
            raise ValidationError({"ownTests": "Either this or stdin."})
        return attrs


def own_tests_of(given: list[dict[str, Any]]) -> list[OwnTest]:
    """The validated tests as the services take them."""
    return [OwnTest(test["name"], test["input"], test.get("expectedOutput")) for test in given]


@extend_schema_serializer(component_name="PracticeRun")  # the generator adds "Request"
class PracticeRunRequest(StrictSerializer):
    """Code to try on the practice problem's examples or, with `ownTests`, on those."""

    language = serializers.ChoiceField(choices=[language.value for language in Language])
    sourceCode = SourceCode()
    ownTests = serializers.ListField(
        child=OwnTestRequest(), required=False, allow_null=True, min_length=1, max_length=MAX_OWN_TESTS
    )


@extend_schema_serializer(component_name="Draft")  # the generator adds "Request"
class DraftRequest(StrictSerializer):
    """Code to keep. `baseVersion` is the version that it was made from, 0 where there was none."""

    language = serializers.ChoiceField(choices=[language.value for language in Language])
    sourceCode = SourceCode(allow_blank=True)
    baseVersion = WholeNumber(min_value=0, max_value=MAX_VERSION)


@extend_schema_field({"type": "array", "items": {}})
class ChangeSetField(serializers.Field[list[Any], Any, Any, Any]):
    """A change set of CodeMirror as JSON. Whether it fits the code is found out where it is applied."""

    default_error_messages = {"invalid": "Not a change set."}

    def to_internal_value(self, data: Any) -> list[Any]:
        if not isinstance(data, list):
            self.fail("invalid")
        return data


# Whole texts take the editor's place, and all else are changes of what stands there.
WHOLE_TEXT_ORIGINS = frozenset({Origin.STARTER, Origin.LOADED})


@extend_schema_serializer(component_name="DraftLogChange")  # the generator adds "Request"
class DraftLogChangeRequest(StrictSerializer):
    """A change of the code in the editor: `changes`, or where other code took its place `text`.

    `at` is in milliseconds since 1970, by the server's clock.
    """

    at = WholeNumber(min_value=0, max_value=MAX_CHANGE_TIME_MS)
    origin = serializers.ChoiceField(choices=Origin.values)
    changes = ChangeSetField(required=False)
    text = SourceCode(required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        wanted = "text" if attrs["origin"] in WHOLE_TEXT_ORIGINS else "changes"
        if wanted not in attrs or len(attrs) != 3:
            raise ValidationError({wanted: f"This origin is told of with {wanted} alone."})
        return attrs


@extend_schema_serializer(component_name="DraftLog")  # the generator adds "Request"
class DraftLogRequest(StrictSerializer):
    """Changes of one editor's code in their order, the first of which is its `first`-th, from 0."""

    stream = serializers.UUIDField(help_text="Which editor: made anew whenever a page opens a code.")
    device = serializers.UUIDField(help_text="The same for all pages of one browser.")
    problemId = ProblemId()
    language = serializers.ChoiceField(choices=[language.value for language in Language])
    first = WholeNumber(min_value=0, max_value=MAX_VERSION)
    changes = serializers.ListField(
        child=DraftLogChangeRequest(), min_length=1, max_length=MAX_CHANGES_AT_ONCE
    )

    def validate_changes(self, changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if sum("text" in change for change in changes) > MAX_TEXTS_AT_ONCE:
            raise ValidationError(f"At most {MAX_TEXTS_AT_ONCE} whole texts at once.")
        return changes


def changes_of(given: list[dict[str, Any]]) -> list[Change]:
    """The validated changes as the service takes them."""
    return [
        Change(change["at"], Origin(change["origin"]), change.get("changes"), change.get("text"))
        for change in given
    ]


class SubmissionsQuery(StrictSerializer):
    """Which submissions to list."""

    problemId = ProblemId(required=False)


class IdempotencyKey(StrictSerializer):
    """The header of that name."""

    idempotencyKey = serializers.RegexField(
        rf"^[\x21-\x7e]{{1,{MAX_IDEMPOTENCY_KEY_LENGTH}}}\Z",
        error_messages={
            "invalid": f"1 to {MAX_IDEMPOTENCY_KEY_LENGTH} visible ASCII characters are allowed."
        },
    )


TOO_LARGE = {"sourceCode": SessionCode.SOURCE_TOO_LARGE, "stdin": SessionCode.INPUT_TOO_LARGE}


def read(kind: type[StrictSerializer], given: Any) -> dict[str, Any]:
    """The fields, validated. Raises ValidationError, and Refused for code or input that is too long."""
    serializer = kind(data=given)
    try:
        serializer.is_valid(raise_exception=True)
    except ValidationError as error:
        codes = error.get_codes()
        for name, code in TOO_LARGE.items():
            if isinstance(codes, dict) and "max_length" in (codes.get(name) or ()):
                raise session_refused(code) from None
        raise
    return cast(dict[str, Any], serializer.validated_data)
