"""What the API takes: bodies, and the filters of lists."""

from typing import Any

from django.core.validators import RegexValidator
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from integrations.api.base import Id, PageQuery
from interviews.choices import ApplicationDecision, InterviewState, InvitationStatus, PositionState
from interviews.models.application import MAX_REASON_LENGTH
from interviews.models.candidate import MAX_NAME_LENGTH, MAX_TAG_LENGTH
from replay.models import Edition, RecordState
from talentsync.lib.json_api import StrictSerializer, Text, WholeNumber

MAX_TAGS = 50
MAX_INTERVIEWERS = 20
MAX_PROBLEMS = 50
KEY = RegexValidator(r"^[-a-zA-Z0-9_]{1,80}\Z", "Not a key.")


class Words(Text):
    """A text that says something: without blanks around it, and not empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"trim_whitespace": True, **options})


class QueryNumber(serializers.IntegerField):
    """The number of a record, in an address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, min_value=1, max_value=2**63 - 1, **options)


# Lists ----------------------------------------------------------------------------------------------------------------


class CandidateQuery(PageQuery):
    """`email` finds one person, upper case or lower; `name` a part of it."""

    email = serializers.CharField(required=False, max_length=254)
    name = serializers.CharField(required=False, max_length=MAX_NAME_LENGTH)
    tag = serializers.CharField(required=False, max_length=MAX_TAG_LENGTH)
    positionId = QueryNumber()


class PositionQuery(PageQuery):
    state = serializers.ChoiceField(PositionState.choices, required=False)
    title = serializers.CharField(required=False, max_length=200, help_text="A part of it.")


class ApplicationQuery(PageQuery):
    candidateId = QueryNumber()
    positionId = QueryNumber()
    decision = serializers.ChoiceField(ApplicationDecision.choices, required=False)


class InterviewQuery(PageQuery):
    """`startFrom` is included, `startBefore` is not."""

    state = serializers.ChoiceField(InterviewState.choices, required=False)
    stage = serializers.CharField(required=False, validators=[KEY])
    candidateId = QueryNumber()
    positionId = QueryNumber()
    applicationId = QueryNumber()
    interviewerId = QueryNumber()
    startFrom = serializers.DateTimeField(required=False)
    startBefore = serializers.DateTimeField(required=False)


class InvitationQuery(PageQuery):
    interviewId = serializers.UUIDField(required=False)
    candidateId = QueryNumber()
    status = serializers.ChoiceField(InvitationStatus.choices, required=False)


class ResultQuery(PageQuery):
    interviewId = serializers.UUIDField(required=False)
    candidateId = QueryNumber()
    positionId = QueryNumber()
    applicationId = QueryNumber()


class RecordQuery(PageQuery):
    interviewId = serializers.UUIDField(required=False)
    edition = serializers.ChoiceField(Edition.choices, required=False)
    state = serializers.ChoiceField(RecordState.choices, required=False)


# Bodies ---------------------------------------------------------------------------------------------------------------


@extend_schema_serializer(component_name="Candidate")
class CandidateRequest(StrictSerializer):
    name = Words(max_length=MAX_NAME_LENGTH)
    email = serializers.EmailField(max_length=254)
    tags = serializers.ListField(child=Words(max_length=MAX_TAG_LENGTH), max_length=MAX_TAGS, required=False)
    positionId = Id(required=False)


class CandidateChange(StrictSerializer):
    """What is given is stored, and nothing else; `tags` are then exactly these."""

    name = Words(max_length=MAX_NAME_LENGTH, required=False)
    email = serializers.EmailField(max_length=254, required=False)
    tags = serializers.ListField(child=Words(max_length=MAX_TAG_LENGTH), max_length=MAX_TAGS, required=False)


@extend_schema_serializer(component_name="Position")
class PositionRequest(StrictSerializer):
    title = Words(max_length=200)


class PositionChange(StrictSerializer):
    title = Words(max_length=200, required=False)
    state = serializers.ChoiceField(PositionState.choices, required=False)


@extend_schema_serializer(component_name="Application")
class ApplicationRequest(StrictSerializer):
    candidateId = Id()
    positionId = Id()


@extend_schema_serializer(component_name="Decision")
class DecisionRequest(StrictSerializer):
    """`seen` is the application's `decisionCount` when it was read: somebody else's later decision is a conflict."""

    decision = serializers.ChoiceField(ApplicationDecision.choices)
    reason = Words(max_length=MAX_REASON_LENGTH)
    seen = WholeNumber(min_value=0, max_value=2**31 - 1)


@extend_schema_serializer(component_name="Interview")
class InterviewRequest(StrictSerializer):
    """`stage` is the key of one. Left out, `durationMinutes` is the stage's usual one, and `problemIds` are its own."""

    title = Words(max_length=200)
    stage = Text(validators=[KEY])
    scheduledStart = serializers.DateTimeField()
    durationMinutes = WholeNumber(min_value=5, max_value=480, required=False)
    applicationId = Id(required=False)
    interviewerIds = serializers.ListField(child=Id(), max_length=MAX_INTERVIEWERS, required=False)
    problemIds = serializers.ListField(child=Text(validators=[KEY]), max_length=MAX_PROBLEMS, required=False)


class InterviewChange(StrictSerializer):
    """What is given is stored, and nothing else."""

    title = Words(max_length=200, required=False)
    scheduledStart = serializers.DateTimeField(required=False)
    durationMinutes = WholeNumber(min_value=5, max_value=480, required=False)
    interviewerIds = serializers.ListField(child=Id(), max_length=MAX_INTERVIEWERS, required=False)


@extend_schema_serializer(component_name="Invitation")
class InvitationRequest(StrictSerializer):
    """Of the interview's applicant where `candidateId` is left out.

    A live interview has one candidate, and a second one only with `sharesRoom`: they meet and see each other.
    """

    interviewId = serializers.UUIDField()
    candidateId = Id(required=False)
    sharesRoom = serializers.BooleanField(required=False)
    expiresAt = serializers.DateTimeField(required=False)


@extend_schema_serializer(component_name="InvitationRenewal")
class RenewalRequest(StrictSerializer):
    """`sharesRoom` as in an invitation: where another candidate is invited to the room."""

    sharesRoom = serializers.BooleanField(required=False)


@extend_schema_serializer(component_name="Record")
class RecordRequest(StrictSerializer):
    """The recruiter's edition has all that the token's owner may read, the candidate's what the candidate saw."""

    interviewId = serializers.UUIDField()
    edition = serializers.ChoiceField(Edition.choices)


@extend_schema_serializer(component_name="Nothing")
class EmptyRequest(StrictSerializer):
    """An empty object."""
