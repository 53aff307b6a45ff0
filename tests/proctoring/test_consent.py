"""Nothing starts before the candidate agreed or was let off, and the answer is kept as it was given."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from dsa.choices import SessionState
from dsa.models import DsaSession
from interviews.choices import EventKind
from interviews.contact import contact_of
from interviews.hooks import session_start_refusal
from interviews.models import Interview, Invitation, StageTypeConfig, TimelineEvent, User
from interviews.models.timeline import AppendOnlyError
from interviews.services.interviews import complete_interview, start_interview
from interviews.timeline import SYSTEM
from proctoring.choices import Decision, SnapshotState
from proctoring.consent_text import Terms, consent_text
from proctoring.models import CameraCheck, Consent, Exemption, ExemptionRequest, Snapshot
from proctoring.rules import CAMERA_CHECK_LASTS
from proctoring.selectors import proctoring_of
from proctoring.services import retention
from proctoring.services.consent import grant_exemption, record_consent, withdraw_exemption
from tests.conftest import signed_in
from tests.proctoring.conftest import OpenPage, agree, code_of, received, stored

pytestmark = pytest.mark.django_db

TERMS = Terms(interval_seconds=30, snapshot_days=30, incident_days=90, consent_days=365)


def status_of(invitation: Invitation) -> str:
    return proctoring_of(invitation).consent_status.value


def not_begun(interview: Interview) -> None:
    Interview.objects.filter(pk=interview.pk).update(state="scheduled", started_at=None)


# The text -------------------------------------------------------------------------------------------------------------


def test_the_text_says_what_how_often_who_and_how_long() -> None:
    text = consent_text(TERMS)
    words = " ".join([text.intro, *text.points])
    for fact in (
        "30 seconds",
        "30 days",
        "90 days",
        "365 days",
        "No video, no sound",
        "recruiters",
        "no face recognition",
        "You may say no",
    ):
        assert fact in words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "every 5 seconds"), (60, "every minute"), (90, "every 90 seconds"), (600, "every 10 minutes")],
)
def test_the_interval_is_told_as_people_say_it(seconds: int, words: str) -> None:
    text = consent_text(Terms(seconds, snapshot_days=1, incident_days=2, consent_days=3))
    assert words in text.points[0]
    assert "after 1 day " not in text.points[0]


def test_other_terms_are_another_version() -> None:
    versions = {
        consent_text(terms).version
        for terms in (TERMS, Terms(10, 30, 90, 365), Terms(30, 60, 90, 365), Terms(30, 30, 10, 365))
    }
    assert len(versions) == 4
    assert consent_text(TERMS).version == consent_text(TERMS).version


# The answer -----------------------------------------------------------------------------------------------------------


def test_agreeing_is_stored_with_text_and_time(page: OpenPage, cara: Invitation) -> None:
    shown = page(cara).get().json()
    assert shown["consent"]["status"] == "required"
    assert shown["wayOut"] == {"contact": "rita@company.example"}
    version = shown["consent"]["textVersion"]
    answer = page(cara).post("proctoring/consent", {"decision": "given", "textVersion": version})
    assert answer.status_code == 200
    assert answer.json()["consent"]["status"] == "given"
    consent = Consent.objects.get()
    assert (consent.decision, consent.text_version) == ("given", version)
    assert consent.text == shown["consent"]["text"]
    assert timezone.now() - consent.decided_at < timedelta(minutes=5)
    event = TimelineEvent.objects.get(kind=EventKind.PROCTORING_CONSENT)
    assert (event.actor_invitation, event.payload) == (cara, {"consentId": consent.pk})


def test_the_same_answer_again_is_no_new_one(page: OpenPage, cara: Invitation) -> None:
    version = proctoring_of(cara).text.version
    for _ in range(2):
        page(cara).post("proctoring/consent", {"decision": "declined", "textVersion": version})
    assert Consent.objects.count() == 1


def test_declining_leads_to_somebody_to_ask(page: OpenPage, cara: Invitation, settings: Settings) -> None:
    settings.PROCTORING_CONTACT = "hiring@company.example"
    version = proctoring_of(cara).text.version
    answer = page(cara).post("proctoring/consent", {"decision": "declined", "textVersion": version}).json()
    assert answer["consent"]["status"] == "declined"
    assert answer["wayOut"] == {"contact": "hiring@company.example"}


def test_there_is_always_somebody_to_ask(cara: Invitation, rita: User) -> None:
    rita.email = ""
    cara.interview.created_by = rita
    assert contact_of(cara) == "Rita Example"


def test_answers_are_kept_as_history(cara: Invitation) -> None:
    for decision in (Decision.GIVEN, Decision.DECLINED, Decision.GIVEN):
        record_consent(invitation=cara, decision=decision, text_version=proctoring_of(cara).text.version)
    assert [consent.decision for consent in Consent.objects.all()] == ["given", "declined", "given"]
    assert status_of(cara) == "given"
    consent = Consent.objects.latest("pk")
    with pytest.raises(AppendOnlyError):
        consent.save()
    with pytest.raises(AppendOnlyError):
        Consent.objects.update(decision="given")


def test_a_text_that_has_changed_is_shown_again(
    page: OpenPage, cara: Invitation, interview: Interview, settings: Settings
) -> None:
    not_begun(interview)
    shown = page(cara).get().json()["consent"]["textVersion"]
    settings.PROCTORING_SNAPSHOT_DAYS = 60
    answer = page(cara).post("proctoring/consent", {"decision": "given", "textVersion": shown})
    assert code_of(answer) == (409, "consent_text_changed")
    assert not Consent.objects.exists()


def test_an_agreement_to_other_terms_counts_only_for_a_session_that_has_begun(
    cara: Invitation, interview: Interview, settings: Settings
) -> None:
    not_begun(interview)
    cara.refresh_from_db()
    agree(cara)
    assert session_start_refusal(cara) is None
    settings.PROCTORING_SNAPSHOT_DAYS = 60
    assert status_of(cara) == "required"
    start_interview(interview_id=interview.pk, actor=SYSTEM)
    cara.refresh_from_db()
    assert status_of(cara) == "required", "it was another candidate who started"
    now = timezone.now()
    DsaSession.objects.create(
        invitation=cara, state=SessionState.ACTIVE, started_at=now, deadline=now + timedelta(hours=1)
    )
    cara.refresh_from_db()
    assert status_of(cara) == "given", "nobody is stopped in the middle"


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"decision": "maybe", "textVersion": "1"},
        {"decision": "given"},
        {"decision": "given", "textVersion": "1", "more": 1},
        [],
        "given",
    ],
    ids=repr,
)
def test_an_answer_of_another_shape_is_refused(page: OpenPage, cara: Invitation, document: Any) -> None:
    status, code = code_of(page(cara).post("proctoring/consent", document))
    assert (status, code) in {(400, "invalid_request"), (400, "parse_error")}
    assert not Consent.objects.exists()


def test_no_answer_is_taken_where_nothing_is_asked(
    page: OpenPage, cara: Invitation, interview: Interview, stage_proctored: Any
) -> None:
    version = proctoring_of(cara).text.version
    document = {"decision": "given", "textVersion": version}
    complete_interview(interview_id=interview.pk)
    assert code_of(page(cara).post("proctoring/consent", document)) == (410, "not_active")
    stage_proctored.dsa_config |= {"proctoringEnabled": False}
    stage_proctored.save()
    assert code_of(page(cara).post("proctoring/consent", document)) == (404, "proctoring_off")
    shown = page(cara).get().json()
    assert (shown["enabled"], shown["wayOut"]) == (False, None)


# The gate -------------------------------------------------------------------------------------------------------------


def test_a_session_starts_only_with_an_agreement(cara: Invitation, rita: User) -> None:
    def refusal() -> str | None:
        reason = session_start_refusal(cara)
        return reason.code.value if reason else None

    assert refusal() == "consent_required"
    record_consent(invitation=cara, decision=Decision.DECLINED, text_version=proctoring_of(cara).text.version)
    assert refusal() == "consent_required"
    grant_exemption(invitation=cara, actor=rita)
    assert refusal() is None, "the way out"
    withdraw_exemption(invitation=cara, actor=rita)
    assert refusal() == "consent_required"
    agree(cara)
    assert refusal() is None


def test_an_unproctored_session_starts_without(cara: Invitation, stage_proctored: Any) -> None:
    stage_proctored.dsa_config |= {"proctoringEnabled": False}
    stage_proctored.save()
    cara.refresh_from_db()
    assert session_start_refusal(cara) is None


def test_an_exemption_is_granted_once_and_withdrawn_once(
    page: OpenPage, cara: Invitation, rita: User
) -> None:
    grant, withdraw = grant_exemption, withdraw_exemption
    assert [grant(invitation=cara, actor=rita) for _ in range(2)] == [True, False]
    assert page(cara).get().json()["consent"]["status"] == "exempted"
    assert [withdraw(invitation=cara, actor=rita) for _ in range(2)] == [True, False]
    assert grant(invitation=cara, actor=rita)
    told = TimelineEvent.objects.filter(kind=EventKind.PROCTORING_EXEMPTED)
    assert [(event.actor_user, event.payload["granted"]) for event in told] == [
        (rita, True),
        (rita, False),
        (rita, True),
    ]
    assert Exemption.objects.count() == 2


# The database ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("snapshot_state_known", {"state": "lost"}),
        ("snapshot_reason_known", {"reason": "boredom"}),
        ("snapshot_stored_has_picture", {"bytes": None}),
        ("snapshot_stored_has_picture", {"width": 0}),
        ("snapshot_stored_has_picture", {"reject_code": "truncated"}),
        ("snapshot_rejected_has_reason", {"state": SnapshotState.REJECTED}),
        ("snapshot_received_has_upload", {"state": SnapshotState.RECEIVED}),
        ("snapshot_files_go_when_deleting", {"files_gone_at": timezone.now()}),
    ],
)
def test_the_database_refuses_snapshots_that_contradict_themselves(
    willing: Invitation, constraint: str, values: dict[str, Any]
) -> None:
    snapshot = stored(willing)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Snapshot.objects.filter(pk=snapshot.pk).update(**values)


def test_the_database_refuses_a_client_id_twice(willing: Invitation) -> None:
    first, second = received(willing, 0), received(willing, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Snapshot.objects.filter(pk=second.pk).update(client_id=first.client_id)


# Asking to go without a camera ----------------------------------------------------------------------------------------


def test_asking_for_a_session_without_a_camera_reaches_the_recruiter(
    page: OpenPage, cara: Invitation, interview: Interview, rita: User
) -> None:
    """In the list with a filter, above the interview's page, on the candidate's page and in the timeline."""
    cara_page = page(cara)
    assert cara_page.get().json()["exemptionRequest"] is None
    for note in ("", "My landlord forbids it."):
        answer = cara_page.post("proctoring/exemption-request", {"note": note} if note else {})
        assert answer.status_code == 200
        assert answer.json()["exemptionRequest"]["note"] == note
    event = TimelineEvent.objects.get(kind=EventKind.PROCTORING_EXEMPTION_ASKED)
    assert event.actor_invitation == cara
    assert event.payload == {"requestId": ExemptionRequest.objects.get().pk}

    ritas = signed_in(rita)
    assert f"/admin/proctoring/proctoredcandidate/{cara.pk}/change/" in ritas.get("/admin/").content.decode()
    listed = "/admin/proctoring/proctoredcandidate/"
    assert "Asks to go without" in ritas.get(listed).content.decode()
    assert "Cara Candidate" in ritas.get(listed, {"camera": "asked"}).content.decode()
    assert "Cara Candidate" not in ritas.get(listed, {"camera": "declined"}).content.decode()
    assert "My landlord forbids it." in ritas.get(f"{listed}{cara.pk}/change/").content.decode()
    interviews_page = ritas.get(f"/admin/interviews/interview/{interview.pk}/change/").content.decode()
    assert "Webcam snapshots (1 asks to go without a camera)" in interviews_page

    grant_exemption(invitation=cara, actor=rita)
    assert cara_page.get().json()["exemptionRequest"] is None
    assert code_of(cara_page.post("proctoring/exemption-request", {})) == (409, "already_exempted")
    assert "asks for a session" not in ritas.get(f"{listed}{cara.pk}/change/").content.decode()


def test_a_refusal_shows_in_the_list(cara: Invitation, rita: User) -> None:
    record_consent(invitation=cara, decision=Decision.DECLINED, text_version=proctoring_of(cara).text.version)
    shown = signed_in(rita).get("/admin/proctoring/proctoredcandidate/", {"camera": "declined"})
    assert "Cara Candidate" in shown.content.decode()


def test_asking_is_refused_where_there_is_nothing_to_ask(
    page: OpenPage, cara: Invitation, interview: Interview, stage_proctored: StageTypeConfig
) -> None:
    assert code_of(page(cara).post("proctoring/exemption-request", {"note": "x" * 1001})) == (
        400,
        "invalid_request",
    )
    complete_interview(interview_id=interview.pk)
    assert code_of(page(cara).post("proctoring/exemption-request", {})) == (410, "not_active")
    assert not ExemptionRequest.objects.exists()


# A camera to start with -----------------------------------------------------------------------------------------------


def test_a_stage_can_want_a_working_camera_before_the_clock_runs(
    page: OpenPage, cara: Invitation, stage_proctored: StageTypeConfig, rita: User
) -> None:
    stage_proctored.dsa_config |= {"cameraRequired": True}
    stage_proctored.save()
    cara_page = page(cara)
    assert cara_page.get().json()["cameraRequired"] is True
    assert code_of(cara_page.post("proctoring/camera-check", {})) == (403, "consent_required")
    agree(cara)

    def refusal() -> str | None:
        refused = session_start_refusal(Invitation.objects.get(pk=cara.pk))
        return refused.code.value if refused else None

    assert refusal() == "camera_required"
    assert cara_page.post("proctoring/camera-check", {}).status_code == 200
    assert refusal() is None
    CameraCheck.objects.update(checked_at=timezone.now() - CAMERA_CHECK_LASTS)
    assert refusal() == "camera_required"
    retention.purge_expired()
    assert not CameraCheck.objects.exists()
    grant_exemption(invitation=cara, actor=rita)
    assert refusal() is None, "who is let off needs none"


def test_a_stage_that_does_not_say_wants_no_camera(willing: Invitation) -> None:
    del willing.interview.stage.dsa_config["cameraRequired"]
    assert session_start_refusal(willing) is None
