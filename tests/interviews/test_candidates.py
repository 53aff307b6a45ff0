"""Candidates: one person for each address, corrected in one place, with tags and decisions that are never changed."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from interviews.choices import ApplicationDecision, PositionState
from interviews.errors import PeopleCode
from interviews.models import (
    Application,
    Candidate,
    DecisionRecord,
    Interview,
    Invitation,
    Position,
    StageTypeConfig,
    Tag,
    User,
)
from interviews.models.timeline import AppendOnlyError
from interviews.services.applications import apply_for, decide, place_interview
from interviews.services.candidates import candidate_for, change_candidate
from interviews.services.interviews import schedule_interview
from interviews.services.invitations import change_invitation, issue_invitation
from talentsync.lib.errors import Refused


def refused_with(code: PeopleCode, write: Callable[[], object]) -> None:
    with pytest.raises(Refused) as refusal:
        write()
    assert refusal.value.code == code


def invited(stage: StageTypeConfig, rita: User, name: str, email: str) -> Invitation:
    interview = schedule_interview(
        interview=Interview(title="Talk", stage=stage, scheduled_start=timezone.now()), actor=rita
    )
    return issue_invitation(invitation=Invitation(interview=interview, name=name, email=email), actor=rita)


@pytest.fixture
def ada(db: None) -> Candidate:
    return candidate_for(name="Ada", email="ada@mail.example")


@pytest.fixture
def position(db: None) -> Position:
    return Position.objects.create(title="Data engineer")


@pytest.fixture
def application(ada: Candidate, position: Position) -> Application:
    return apply_for(candidate=ada, position=position)


class TestAddresses:
    @pytest.mark.parametrize("spelling", ["ADA@mail.example", " ada@Mail.Example ", "ada@mail.example"])
    def test_however_it_is_spelt_it_is_the_same_person(self, ada: Candidate, spelling: str) -> None:
        assert candidate_for(name="Somebody", email=spelling) == ada
        ada.refresh_from_db()
        assert ada.name == "Ada", "a known person keeps their name"

    def test_the_database_has_each_address_once(self, ada: Candidate) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Candidate.objects.create(name="Other", email="ADA@mail.example")

    def test_whoever_is_invited_is_a_candidate(self, stage_hr: StageTypeConfig, rita: User) -> None:
        first = invited(stage_hr, rita, "Ada", "ada@mail.example")
        second = invited(stage_hr, rita, "Ada L.", "Ada@mail.example")
        assert first.candidate == second.candidate
        assert second.name == "Ada L."


class TestCorrections:
    def corrected(self, invitation: Invitation, rita: User, **values: str) -> Candidate:
        for name, value in values.items():
            setattr(invitation, name, value)
        change_invitation(invitation=invitation, fields=list(values), actor=rita)
        return Invitation.objects.select_related("candidate").get(pk=invitation.pk).candidate

    def test_a_typo_is_corrected_for_the_person(self, stage_hr: StageTypeConfig, rita: User) -> None:
        invitation = invited(stage_hr, rita, "Ada", "ada@mial.example")
        person = self.corrected(invitation, rita, email="ada@mail.example")
        assert (person.pk, person.normalised_email) == (invitation.candidate_id, "ada@mail.example")
        assert self.corrected(invitation, rita, name="Ada King").name == "Ada King"

    def test_the_address_of_another_makes_it_theirs(
        self, stage_hr: StageTypeConfig, rita: User, ada: Candidate
    ) -> None:
        invitation = invited(stage_hr, rita, "Bob", "bob@mail.example")
        assert self.corrected(invitation, rita, email="ada@mail.example") == ada
        assert Candidate.objects.get(name="Bob").email == "bob@mail.example"

    def test_another_name_and_address_are_another_person(self, stage_hr: StageTypeConfig, rita: User) -> None:
        invitation = invited(stage_hr, rita, "Ada", "ada@mail.example")
        person = self.corrected(invitation, rita, name="Bob", email="bob@mail.example")
        assert person.name == "Bob"
        assert Candidate.objects.get(name="Ada").pk != person.pk

    def test_an_address_that_is_taken_is_refused(self, ada: Candidate) -> None:
        bob = candidate_for(name="Bob", email="bob@mail.example")
        bob.email = "ADA@mail.example"
        refused_with(PeopleCode.ADDRESS_TAKEN, lambda: change_candidate(candidate=bob, fields=["email"]))
        assert Candidate.objects.get(pk=bob.pk).email == "bob@mail.example"


def test_tags_are_alike_in_upper_case_and_lower_case(ada: Candidate) -> None:
    change_candidate(candidate=ada, fields=[], tags=["Referred", " referred", "Berlin", ""])
    bob = candidate_for(name="Bob", email="bob@mail.example")
    change_candidate(candidate=bob, fields=[], tags=["REFERRED"])
    assert set(Tag.objects.values_list("name", flat=True)) == {"referred", "Berlin"}
    assert [tag.name for tag in bob.tags.all()] == ["referred"]
    change_candidate(candidate=ada, fields=[], tags=[])
    assert not ada.tags.exists()


class TestApplications:
    def test_applying_twice_is_one_application(
        self, application: Application, ada: Candidate, position: Position
    ) -> None:
        assert apply_for(candidate=ada, position=position) == application

    def test_an_archived_position_takes_nobody_new(
        self, application: Application, ada: Candidate, position: Position
    ) -> None:
        position.state = PositionState.ARCHIVED
        position.save()
        assert apply_for(candidate=ada, position=position) == application
        bob = candidate_for(name="Bob", email="bob@mail.example")
        refused_with(PeopleCode.POSITION_ARCHIVED, lambda: apply_for(candidate=bob, position=position))

    def test_an_interview_is_put_into_its_candidates_application(
        self, interview: Interview, cara: Invitation, position: Position, rita: User
    ) -> None:
        assert place_interview(interview=interview, position=position, actor=rita)
        assert not place_interview(interview=interview, position=position, actor=rita)
        application = Application.objects.get(position=position)
        assert application.candidate == cara.candidate
        assert list(application.interviews.all()) == [interview]
        assert place_interview(interview=interview, position=None, actor=rita)
        assert not application.interviews.exists()

    def test_an_interview_of_several_belongs_to_nobodys(
        self, interview: Interview, cara: Invitation, position: Position, rita: User
    ) -> None:
        other = Invitation(interview=interview, name="Bob", email="bob@mail.example")
        issue_invitation(invitation=other, actor=rita)
        refused_with(
            PeopleCode.SEVERAL_CANDIDATES,
            lambda: place_interview(interview=interview, position=position, actor=rita),
        )
        assert not Application.objects.exists()


class TestDecisions:
    def decide(self, application: Application, decision: ApplicationDecision, seen: int, actor: User) -> bool:
        return decide(
            application=application, decision=decision, reason=f" {decision} ", seen=seen, actor=actor
        )

    def test_each_is_added_and_the_newest_counts(
        self, application: Application, rita: User, root: User
    ) -> None:
        assert self.decide(application, ApplicationDecision.ON_HOLD, 0, rita)
        assert self.decide(application, ApplicationDecision.OFFER, 1, root)
        application.refresh_from_db()
        assert (application.decision, application.decided_by) == (ApplicationDecision.OFFER, root)
        history = DecisionRecord.objects.filter(application=application).order_by("number")
        assert [(row.number, row.decision, row.reason, row.decided_by) for row in history] == [
            (1, "on_hold", "on_hold", rita),
            (2, "offer", "offer", root),
        ]
        assert application.decided_at == history[1].decided_at

    def test_of_two_at_once_the_second_is_told(self, application: Application, rita: User) -> None:
        assert self.decide(application, ApplicationDecision.OFFER, 0, rita)
        assert not self.decide(application, ApplicationDecision.REJECTED, 0, rita)
        application.refresh_from_db()
        assert application.decision == ApplicationDecision.OFFER
        assert DecisionRecord.objects.count() == 1

    def test_no_decision_without_a_reason(self, application: Application, rita: User) -> None:
        refused_with(
            PeopleCode.REASON_REQUIRED,
            lambda: decide(
                application=application, decision=ApplicationDecision.OFFER, reason=" \n", seen=0, actor=rita
            ),
        )

    def test_nothing_is_ever_changed(self, application: Application, rita: User) -> None:
        self.decide(application, ApplicationDecision.OFFER, 0, rita)
        row = DecisionRecord.objects.get()
        for write in (
            row.save,
            row.delete,
            DecisionRecord.objects.all().delete,
            lambda: DecisionRecord.objects.update(reason="x"),
        ):
            with pytest.raises(AppendOnlyError):
                write()
