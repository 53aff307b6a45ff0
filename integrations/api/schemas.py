"""What the API answers: the one source of these shapes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from integrations.choices import Scope
from interviews.choices import (
    ApplicationDecision,
    InterviewState,
    InvitationStatus,
    PositionState,
    Recommendation,
    StageMode,
)
from interviews.models import Candidate, Interview, Invitation
from interviews.urls_for import candidate_path
from replay.models import Edition, Record, RecordState

Answer = serializers.Serializer[Any]


class ApiError(Answer):
    """`code` is stable and for programs, `detail` one sentence for people."""

    code = serializers.CharField()
    detail = serializers.CharField()


class CandidateAnswer(Answer):
    """A person. One that was merged into another names it; what is theirs is found there."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.EmailField()
    tags = serializers.SerializerMethodField()
    mergedIntoId = serializers.IntegerField(source="merged_into_id", allow_null=True)
    createdAt = serializers.DateTimeField(source="created_at")

    def get_tags(self, candidate: Candidate) -> list[str]:
        return [tag.name for tag in candidate.tags.all()]


class PositionAnswer(Answer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    state = serializers.ChoiceField(PositionState.choices)
    createdAt = serializers.DateTimeField(source="created_at")


class ApplicationAnswer(Answer):
    """A candidacy with its newest decision. `decisionCount` is what the next decision names as `seen`."""

    id = serializers.IntegerField()
    candidateId = serializers.IntegerField(source="candidate_id")
    positionId = serializers.IntegerField(source="position_id")
    decision = serializers.ChoiceField(ApplicationDecision.choices)
    decidedAt = serializers.DateTimeField(source="decided_at", allow_null=True)
    decisionCount = serializers.IntegerField(source="decision_count")
    createdAt = serializers.DateTimeField(source="created_at")


class DecisionAnswer(Answer):
    number = serializers.IntegerField()
    decision = serializers.ChoiceField(ApplicationDecision.choices)
    reason = serializers.CharField()
    decidedById = serializers.IntegerField(source="decided_by_id")
    decidedAt = serializers.DateTimeField(source="decided_at")


class DecisionsAnswer(Answer):
    """Every decision on an application, the newest first."""

    decisions = DecisionAnswer(many=True)


class InterviewAnswer(Answer):
    """While `isTimeOpen`, the candidate is to choose a time, and `scheduledStart` is the first that is offered."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    stage = serializers.CharField(source="stage.key")
    mode = serializers.ChoiceField(StageMode.choices, source="stage.mode")
    state = serializers.ChoiceField(InterviewState.choices)
    applicationId = serializers.IntegerField(source="application_id", allow_null=True)
    scheduledStart = serializers.DateTimeField(source="scheduled_start")
    isTimeOpen = serializers.BooleanField(source="is_time_open")
    durationMinutes = serializers.IntegerField(source="duration_minutes")
    interviewerIds = serializers.SerializerMethodField()
    startedAt = serializers.DateTimeField(source="started_at", allow_null=True)
    endedAt = serializers.DateTimeField(source="ended_at", allow_null=True)
    createdAt = serializers.DateTimeField(source="created_at")

    def get_interviewerIds(self, interview: Interview) -> list[int]:  # noqa: N802  named by the field
        return sorted(person.pk for person in interview.interviewers.all())


class InvitationAnswer(Answer):
    """`link` is null without the scope invitations:links: whoever has it is the candidate."""

    id = serializers.IntegerField()
    interviewId = serializers.UUIDField(source="interview_id")
    candidateId = serializers.IntegerField(source="candidate_id")
    name = serializers.CharField()
    email = serializers.EmailField()
    status = serializers.ChoiceField(InvitationStatus.choices)
    expiresAt = serializers.DateTimeField(source="expires_at")
    revokedAt = serializers.DateTimeField(source="revoked_at", allow_null=True)
    createdAt = serializers.DateTimeField(source="created_at")
    link = serializers.SerializerMethodField()

    def get_link(self, invitation: Invitation) -> str | None:
        view = self.context["view"]
        if not view.may(Scope.INVITATIONS_LINKS) or invitation.status != InvitationStatus.VALID:
            return None
        link: str = view.request.build_absolute_uri(candidate_path(invitation))
        return link


@extend_schema_field({"oneOf": [{"type": "number"}, {"type": "string"}], "nullable": True})
class ResultValue(serializers.JSONField):
    """What sorts and compares."""


class ResultAnswer(Answer):
    """One kind of result: `key` is stable, `text` is for people."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of the answer, and none of the serializer
    text = serializers.CharField()
    value = ResultValue(allow_null=True)


class InvitationResultsAnswer(Answer):
    """What came of one person's interview."""

    invitationId = serializers.IntegerField()
    interviewId = serializers.UUIDField()
    candidateId = serializers.IntegerField()
    applicationId = serializers.IntegerField(allow_null=True)
    results = ResultAnswer(many=True)


class RatingAnswer(Answer):
    """One criterion; without a mark it was not assessed. `anchor` is what the mark meant at that time."""

    criterion = serializers.CharField()
    mark = serializers.IntegerField(allow_null=True)
    anchor = serializers.CharField()
    comment = serializers.CharField()


class ScorecardAnswer(Answer):
    interviewerId = serializers.IntegerField(source="interviewer_id")
    recommendation = serializers.ChoiceField(Recommendation.choices)
    summary = serializers.CharField()
    ratings = RatingAnswer(many=True)
    handedInAt = serializers.DateTimeField(source="handed_in_at")


class ScorecardsAnswer(Answer):
    """The handed-in scorecards that the token's owner may read now, and whose are still awaited."""

    scorecards = ScorecardAnswer(many=True)
    awaitedInterviewerIds = serializers.ListField(child=serializers.IntegerField())


class RecordAnswer(Answer):
    """An interview as one file. `problem` is for people, and null unless the state is `failed`."""

    id = serializers.UUIDField()
    interviewId = serializers.UUIDField(source="interview_id")
    edition = serializers.ChoiceField(Edition.choices)
    state = serializers.ChoiceField(RecordState.choices)
    progress = serializers.IntegerField(help_text="In percent.")
    sizeBytes = serializers.SerializerMethodField()
    problem = serializers.CharField(allow_null=True)
    madeAt = serializers.DateTimeField(source="made_at", allow_null=True)
    createdAt = serializers.DateTimeField(source="created_at")

    def get_sizeBytes(self, record: Record) -> int | None:  # noqa: N802  named by the field
        return record.size_bytes if record.state == RecordState.MADE else None


class StageAnswer(Answer):
    key = serializers.CharField()
    name = serializers.CharField()
    mode = serializers.ChoiceField(StageMode.choices)
    usualMinutes = serializers.IntegerField(source="usual_minutes")


class StagesAnswer(Answer):
    """The stages on offer for new interviews."""

    stages = StageAnswer(many=True)


class InterviewerAnswer(Answer):
    id = serializers.IntegerField()
    name = serializers.CharField(source="display_name")


class InterviewersAnswer(Answer):
    """Who may be put on an interview."""

    interviewers = InterviewerAnswer(many=True)
