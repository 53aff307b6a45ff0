"""Merging two records of one person: everything moves, nothing is lost, and old addresses lead to the same person."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.choices import ApplicationDecision
from interviews.errors import PeopleCode
from interviews.models import Application, Candidate, DecisionRecord, Interview, Invitation, Position, User
from interviews.services.applications import apply_for, decide, place_interview
from interviews.services.candidates import candidate_for, change_candidate
from interviews.services.erasure import erase_candidate
from interviews.services.merging import merge_candidates
from talentsync.lib.errors import Refused
from tests.conftest import signed_in
from tests.interviews.admin_pages import messages_of


@pytest.fixture
def duplicate(db: None) -> Candidate:
    return candidate_for(name="C. Candidate", email="cara@work.example")


@pytest.fixture
def page(rita: User) -> Client:
    return signed_in(rita)


def applied(candidate: Candidate, title: str) -> Application:
    position, _ = Position.objects.get_or_create(title=title)
    return apply_for(candidate=candidate, position=position)


def decided(application: Application, decision: ApplicationDecision, rita: User, *, days_ago: int) -> None:
    number = DecisionRecord.objects.filter(application=application).count()
    assert decide(application=application, decision=decision, reason=f"{days_ago}", seen=number, actor=rita)
    moment = timezone.now() - timedelta(days=days_ago)
    # As it was then: nothing but a test turns clocks back.
    record = DecisionRecord.objects.get(application=application, number=number + 1)
    super(type(DecisionRecord.objects.all()), DecisionRecord.objects.filter(pk=record.pk)).update(
        decided_at=moment
    )
    Application.objects.filter(pk=application.pk).update(decided_at=moment)


def test_everything_moves(interview: Interview, cara: Invitation, duplicate: Candidate, rita: User) -> None:
    kept = duplicate
    change_candidate(candidate=cara.candidate, fields=[], tags=["referred"])
    change_candidate(candidate=kept, fields=[], tags=["Berlin"])
    place_interview(interview=interview, position=Position.objects.create(title="Data"), actor=rita)
    merge_candidates(kept=kept, duplicate=cara.candidate, actor=rita)

    cara.refresh_from_db()
    assert cara.candidate == kept
    assert (cara.name, cara.email) == ("Cara Candidate", "cara@mail.example"), "a sent link stays as it was"
    assert Application.objects.get().candidate == kept
    assert list(Application.objects.get().interviews.all()) == [interview]
    assert {tag.name for tag in kept.tags.all()} == {"referred", "Berlin"}
    merged = Candidate.objects.get(email="cara@mail.example")
    assert (merged.merged_into, merged.merged_by) == (kept, rita)
    assert list(Candidate.objects.current()) == [kept]
    # Whoever is invited by either address is the same person from now on.
    assert candidate_for(name="Cara", email="CARA@mail.example") == kept


def test_two_applications_for_one_position_become_one_with_both_histories(
    duplicate: Candidate, rita: User
) -> None:
    kept = candidate_for(name="Cara", email="cara@mail.example")
    of_kept, of_duplicate = applied(kept, "Data"), applied(duplicate, "Data")
    applied(duplicate, "Backend")
    decided(of_kept, ApplicationDecision.ON_HOLD, rita, days_ago=9)
    decided(of_kept, ApplicationDecision.REJECTED, rita, days_ago=3)
    decided(of_duplicate, ApplicationDecision.OFFER, rita, days_ago=5)
    merge_candidates(kept=kept, duplicate=duplicate, actor=rita)

    assert {str(application.position) for application in kept.applications.all()} == {"Data", "Backend"}
    of_kept.refresh_from_db()
    history = DecisionRecord.objects.filter(application=of_kept).order_by("number")
    assert [(row.number, row.decision) for row in history] == [(1, "on_hold"), (2, "offer"), (3, "rejected")]
    assert (of_kept.decision, of_kept.decision_count) == (ApplicationDecision.REJECTED, 3)
    assert of_kept.decided_at == history[2].decided_at


def test_chains_are_shortened(duplicate: Candidate, rita: User) -> None:
    second = candidate_for(name="Cara", email="cara@mail.example")
    third = candidate_for(name="Cara", email="cara@home.example")
    merge_candidates(kept=second, duplicate=duplicate, actor=rita)
    merge_candidates(kept=third, duplicate=second, actor=rita)
    assert candidate_for(name="Cara", email=duplicate.email) == third


def test_what_cannot_be_merged(duplicate: Candidate, rita: User) -> None:
    kept = candidate_for(name="Cara", email="cara@mail.example")
    with pytest.raises(Refused) as refusal:
        merge_candidates(kept=kept, duplicate=kept, actor=rita)
    assert refusal.value.code == PeopleCode.SAME_PERSON
    merge_candidates(kept=kept, duplicate=duplicate, actor=rita)
    for first, second in ((kept, duplicate), (duplicate, kept)):
        with pytest.raises(Refused) as refusal:
            merge_candidates(kept=first, duplicate=second, actor=rita)
        assert refusal.value.code == PeopleCode.ALREADY_MERGED


def test_a_part_of_somebody_is_not_erased_alone(cara: Invitation, duplicate: Candidate, rita: User) -> None:
    """What was theirs is the kept person's, and would stay."""
    merge_candidates(kept=cara.candidate, duplicate=duplicate, actor=rita)
    with pytest.raises(Refused) as refused:
        erase_candidate(candidate=duplicate, actor=rita)
    assert refused.value.code == PeopleCode.ALREADY_MERGED
    assert Candidate.objects.filter(pk=duplicate.pk).exists()


def test_the_page_says_what_will_happen_first(page: Client, duplicate: Candidate, cara: Invitation) -> None:
    applied(duplicate, "Data")
    change_candidate(candidate=duplicate, fields=[], tags=["Berlin"])
    kept = cara.candidate
    url = reverse("admin:interviews_candidate_merge", args=[kept.pk])
    assert "Nobody has this address." in page.get(url, {"email": "nobody@mail.example"}).content.decode()
    assert "same person already" in page.get(url, {"email": cara.email}).content.decode()
    chosen = page.get(url, {"email": duplicate.email})
    assert chosen["Location"] == f"{url}?duplicate={duplicate.pk}"
    asked = page.get(chosen["Location"]).content.decode()
    for words in ("0 invitations", "the application for Data", "the tags Berlin", "cannot be undone"):
        assert words in asked
    assert Candidate.objects.current().count() == 2, "nothing happens by looking"

    after = page.post(chosen["Location"], follow=True)
    assert messages_of(after) == [f"{duplicate.email} is now part of {kept.name}."]
    assert f"Also known by {duplicate.email}" in after.content.decode()
    # Old addresses of the duplicate's page lead on.
    old = reverse("admin:interviews_candidate_change", args=[duplicate.pk])
    assert page.get(old)["Location"] == reverse("admin:interviews_candidate_change", args=[kept.pk])
    assert page.post(chosen["Location"]).status_code == 200, "it asks whom, as the other is no more"


def test_who_may_be_the_same_is_shown(page: Client, cara: Invitation, duplicate: Candidate) -> None:
    candidate_for(name="cara candidate", email="c@home.example")
    candidate_for(name="Bob", email="bob@mail.example")
    person = reverse("admin:interviews_candidate_change", args=[cara.candidate_id])
    merge = reverse("admin:interviews_candidate_merge", args=[cara.candidate_id])
    for path in (person, merge):
        shown = page.get(path).content.decode()
        assert "Perhaps the same person" in shown
        assert "cara@work.example" in shown, "the same word before the @"
        assert "c@home.example" in shown, "the same name"
        assert "bob@mail.example" not in shown


def test_two_are_chosen_from_the_list(page: Client, duplicate: Candidate, cara: Invitation) -> None:
    people = "/admin/interviews/candidate/"

    def choose(*candidates: Candidate) -> str:
        sent = {"action": "merge_chosen", "_selected_action": [one.pk for one in candidates]}
        location: str = page.post(people, sent)["Location"]
        return location

    first, second = sorted([duplicate, cara.candidate], key=lambda one: one.pk)
    url = reverse("admin:interviews_candidate_merge", args=[first.pk])
    assert choose(first, second) == f"{url}?duplicate={second.pk}"
    assert choose(first).startswith(people)
