"""A stage may keep pictures, incidents and answers for other days than the installation; what was promised stands."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from pytest_django import Settings

from dsa.choices import SessionState
from dsa.models import DsaSession
from interviews.models import Interview, Invitation, StageTypeConfig, User
from proctoring import tasks
from proctoring.choices import ReviewStatus
from proctoring.models import Consent, ExemptionRequest, Incident, Review, Snapshot, SnapshotView
from proctoring.selectors import proctoring_of
from proctoring.services import review as review_services
from proctoring.services.consent import ask_for_exemption
from tests.proctoring.conftest import OpenPage, aged, agree, code_of, invited, noticed, session_of, stored
from tests.proctoring.test_own_records import text_of

pytestmark = pytest.mark.django_db

OWN_DAYS = {"snapshotDays": 10, "incidentDays": 5, "consentDays": 400}
LONGER = {"snapshotDays": 60, "incidentDays": 120, "consentDays": 500}


def set_days(stage: StageTypeConfig, days: dict[str, int]) -> None:
    """Give a stage these days, and the installation's where it is given none."""
    kept = {name: value for name, value in stage.dsa_config.items() if name not in OWN_DAYS}
    stage.dsa_config = kept | days
    stage.save()


@pytest.fixture
def stage_own(stage_proctored: StageTypeConfig) -> StageTypeConfig:
    """A proctored stage beside the usual one, with days of its own."""
    return StageTypeConfig.objects.create(
        key="own_days",
        name="Coding session with its own days",
        mode=stage_proctored.mode,
        dsa_config=stage_proctored.dsa_config | OWN_DAYS,
    )


@pytest.fixture
def olga(stage_own: StageTypeConfig, rita: User) -> Invitation:
    """Its candidate, who has not answered yet."""
    return invited(session_of(stage_own, rita, "With own days"), "Olga Own", rita)


def begun(invitation: Invitation) -> None:
    """Their session runs: other terms ask for no other agreement any more."""
    now = timezone.now()
    DsaSession.objects.create(
        invitation=invitation, state=SessionState.ACTIVE, started_at=now, deadline=now + timedelta(hours=1)
    )


def again(invitation: Invitation) -> Invitation:
    """As the next request reads it, with its stage as it is now."""
    return Invitation.objects.select_related("interview__stage").get(pk=invitation.pk)


def reviewed(invitation: Invitation, rita: User) -> None:
    review_services.review(
        invitation=invitation, status=ReviewStatus.PASSED, note="Fine.", seen=0, actor=rita
    )


def left(invitation: Invitation) -> list[int]:
    """Pictures, incidents, reviews, requests, answers and looks of one candidate after a sweep."""
    tasks.purge()
    models: list[Any] = [Snapshot, Incident, Review, ExemptionRequest, Consent, SnapshotView]
    return [model._default_manager.filter(invitation=invitation).count() for model in models]


def with_everything(invitation: Invitation, rita: User) -> None:
    noticed(invitation)
    reviewed(invitation, rita)
    ask_for_exemption(invitation=invitation, note="")
    review_services.record_view(snapshot=stored(invitation), is_thumbnail=False, actor=rita)


# What is told and stored ----------------------------------------------------------------------------------------------


def test_candidates_read_their_stages_days_and_they_are_stored(page: OpenPage, olga: Invitation) -> None:
    shown = page(olga).get().json()
    term = next(point for point in shown["consent"]["text"]["points"] if point.startswith("For how long"))
    assert "10 days after they were taken" in term
    assert "after 5 days, and your answer to this text after 400 days" in term
    assert shown["retentionDays"] == 10
    document = {"decision": "given", "textVersion": shown["consent"]["textVersion"]}
    assert page(olga).post("proctoring/consent", document).status_code == 200
    consent = Consent.objects.get()
    assert (consent.snapshot_days, consent.incident_days) == (10, 5)
    assert (consent.keep_until - consent.decided_at).days == 400
    assert consent.text == shown["consent"]["text"]


def test_days_that_are_left_out_are_the_installations(
    page: OpenPage, olga: Invitation, stage_own: StageTypeConfig, settings: Settings
) -> None:
    settings.PROCTORING_INCIDENT_DAYS = 77
    set_days(stage_own, {"snapshotDays": 60})
    agree(again(olga))
    consent = Consent.objects.get()
    assert (consent.snapshot_days, consent.incident_days) == (60, 77)
    assert (consent.keep_until - consent.decided_at).days == 365


def test_rows_get_their_date_by_the_stage(olga: Invitation) -> None:
    agree(olga)
    snapshot, incident = stored(olga), noticed(olga)
    assert (snapshot.keep_until - snapshot.received_at).days == 10
    assert (incident.keep_until - incident.received_at).days == 5
    request = ask_for_exemption(invitation=olga, note="")
    assert (request.keep_until - request.asked_at).days == 5


def test_other_days_of_the_stage_are_another_text(
    page: OpenPage, olga: Invitation, stage_own: StageTypeConfig
) -> None:
    shown = page(olga).get().json()["consent"]["textVersion"]
    set_days(stage_own, OWN_DAYS | {"incidentDays": 6})
    answer = page(olga).post("proctoring/consent", {"decision": "given", "textVersion": shown})
    assert code_of(answer) == (409, "consent_text_changed")
    assert not Consent.objects.exists()


def test_an_agreement_to_fewer_days_does_not_start_a_session_with_more(
    olga: Invitation, stage_own: StageTypeConfig
) -> None:
    Interview.objects.filter(pk=olga.interview_id).update(state="scheduled", started_at=None)
    agree(again(olga))
    assert proctoring_of(again(olga)).consent_status == "given"
    set_days(stage_own, LONGER)
    assert proctoring_of(again(olga)).consent_status == "required"


def test_their_page_has_the_text_that_they_agreed_to(olga: Invitation, stage_own: StageTypeConfig) -> None:
    assert "The text that you are asked to agree to" in text_of(olga)
    agree(olga)
    begun(olga)
    set_days(stage_own, LONGER)
    html = text_of(olga)
    assert "The text that you agreed to" in html
    assert "pictures are deleted 10 days after" in html
    assert "60 days" not in html


@pytest.mark.parametrize("name", sorted(OWN_DAYS))
@pytest.mark.parametrize("days", [0, 3651, 1.5, "30", None, True])
def test_no_other_days_can_be_stored(stage_own: StageTypeConfig, name: str, days: Any) -> None:
    stage_own.dsa_config |= {name: days}
    with pytest.raises(ValidationError, match=name):
        stage_own.save()


# The sweep ------------------------------------------------------------------------------------------------------------


def test_each_stage_is_swept_by_its_own_days(willing: Invitation, olga: Invitation, rita: User) -> None:
    agree(olga)
    for invitation in (willing, olga):
        with_everything(invitation, rita)
    assert left(willing) == left(olga) == [1, 1, 1, 1, 1, 1]
    aged(days=6)
    assert (left(willing), left(olga)) == ([1, 1, 1, 1, 1, 1], [1, 0, 0, 0, 1, 1])
    aged(days=5)
    assert (left(willing), left(olga)) == ([1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1])
    aged(days=85)
    assert (left(willing), left(olga)) == ([0, 0, 0, 0, 1, 1], [0, 0, 0, 0, 1, 1])
    aged(days=274)
    assert (left(willing), left(olga)) == ([0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1])
    aged(days=35)
    assert left(olga) == [0, 0, 0, 0, 0, 0]


def test_a_stage_may_keep_longer_than_the_installation(
    olga: Invitation, stage_own: StageTypeConfig, rita: User
) -> None:
    set_days(stage_own, LONGER)
    olga = again(olga)
    agree(olga)
    with_everything(olga, rita)
    aged(days=59)
    assert left(olga) == [1, 1, 1, 1, 1, 1]
    aged(days=2)
    assert left(olga) == [0, 1, 1, 1, 1, 1]
    aged(days=58)
    assert left(olga) == [0, 1, 1, 1, 1, 1]
    aged(days=2)
    assert left(olga) == [0, 0, 0, 0, 1, 1]
    aged(days=380)
    assert left(olga) == [0, 0, 0, 0, 0, 0]


def test_more_days_later_change_no_promise(olga: Invitation, stage_own: StageTypeConfig, rita: User) -> None:
    agree(olga)
    begun(olga)
    set_days(stage_own, LONGER)
    with_everything(again(olga), rita)
    # A request is no answer to the text: its days are those that the page showed with it.
    ExemptionRequest.objects.all().delete()
    snapshot, incident = Snapshot.objects.get(), Incident.objects.get()
    assert (snapshot.keep_until - snapshot.received_at).days == 10
    assert (incident.keep_until - incident.received_at).days == 5
    aged(days=6)
    assert left(olga) == [1, 0, 0, 0, 1, 1], "reviews were promised with the incidents"
    aged(days=5)
    assert left(olga) == [0, 0, 0, 0, 1, 1]
    aged(days=390)
    assert left(olga) == [0, 0, 0, 0, 0, 1], "who looked was promised to nobody"


def test_fewer_days_hold_at_once(
    willing: Invitation, olga: Invitation, stage_own: StageTypeConfig, rita: User
) -> None:
    agree(olga)
    for invitation in (willing, olga):
        with_everything(invitation, rita)
    aged(days=4)
    assert left(olga) == [1, 1, 1, 1, 1, 1]
    set_days(stage_own, {"snapshotDays": 3, "incidentDays": 3, "consentDays": 3})
    assert left(olga) == [0, 0, 0, 0, 0, 0]
    assert left(willing) == [1, 1, 1, 1, 1, 1], "only that stage's"


def test_a_stage_that_gives_up_its_longer_days_is_back_to_the_installations(
    olga: Invitation, stage_own: StageTypeConfig
) -> None:
    set_days(stage_own, LONGER)
    olga = again(olga)
    agree(olga)
    stored(olga)
    aged(days=31)
    assert tasks.purge() == 0
    set_days(stage_own, {})
    assert tasks.purge() == 1


def test_the_installations_days_do_not_shorten_a_stages_own(
    willing: Invitation, olga: Invitation, settings: Settings
) -> None:
    agree(olga)
    stored(willing), stored(olga)
    aged(days=8)
    settings.PROCTORING_SNAPSHOT_DAYS = 7
    assert tasks.purge() == 1
    assert Snapshot.objects.get().invitation == olga
