"""Scorecards: drafted, handed in once, read by nobody too early."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.access.feedback import readable_feedback
from interviews.choices import EventKind
from interviews.models import Interview, Invitation, Scorecard, User
from interviews.scorecard_proof import handed_in_payload
from interviews.services.interviews import complete_interview, start_interview
from interviews.services.notes import save_note
from interviews.services.scorecards import Rating, save_scorecard
from interviews.timeline import Actor, record_event
from talentsync.lib.errors import Refused
from tests.conftest import signed_in

CRITERIA = {
    "criteria": [
        {"name": "Code", "mark1": "ANCHOR-ONE", "mark4": "ANCHOR-FOUR"},
        {"name": "Communication"},
    ]
}


@pytest.fixture
def held(interview: Interview, ivan: User, ines: User) -> Interview:
    """Held by Ivan and Ines, who were both in the room, with two criteria to rate."""
    interview.stage.scorecard_config = CRITERIA
    interview.stage.save()
    interview.interviewers.add(ines)
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    for person in (ivan, ines):
        record_event(interview.pk, EventKind.PARTICIPANT_JOINED, actor=Actor.user(person))
    complete_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    interview.refresh_from_db()
    return interview


def hand_in(person: User, interview: Interview, summary: str = "", *, hand_in: bool = True) -> Scorecard:
    return save_scorecard(
        interviewer=person,
        interview_id=interview.pk,
        ratings=[Rating(4, "Reads well"), Rating(None, "")],
        recommendation=3,
        summary=summary,
        hand_in=hand_in,
    )


def path_of(interview: Interview) -> str:
    return reverse("scorecard", args=[interview.pk])


def form_of(**fields: Any) -> dict[str, Any]:
    return {"mark-0": "4", "comment-0": "Reads well", "mark-1": "", "comment-1": "", "summary": "", **fields}


def test_a_draft_and_then_handed_in(held: Interview, ivan: User) -> None:
    page = signed_in(ivan)
    assert "ANCHOR-FOUR" in page.get(path_of(held)).content.decode()
    assert page.post(path_of(held), form_of(draft="", summary="So far good")).status_code == 302
    draft = Scorecard.objects.get()
    assert (draft.handed_in_at, draft.recommendation, draft.summary) == (None, None, "So far good")
    assert "So far good" in page.get(path_of(held)).content.decode()
    assert not held.timeline.filter(kind=EventKind.SCORECARD_HANDED_IN).exists()

    answer = page.post(path_of(held), form_of(hand_in=""))
    assert answer.status_code == 422
    assert "Choose a recommendation" in answer.content.decode()
    assert page.post(path_of(held), form_of(hand_in="", recommendation="3")).status_code == 302
    scorecard = Scorecard.objects.get()
    assert scorecard.handed_in_at is not None
    assert scorecard.ratings == [
        {"criterion": "Code", "mark": 4, "anchor": "ANCHOR-FOUR", "comment": "Reads well"},
        {"criterion": "Communication", "mark": None, "anchor": "", "comment": ""},
    ]
    event = held.timeline.get(kind=EventKind.SCORECARD_HANDED_IN)
    assert event.actor_user == ivan
    # Nothing of what it says.
    assert event.payload == handed_in_payload(scorecard)
    assert re.fullmatch("[0-9a-f]{64}", event.payload.pop("digest"))
    assert event.payload == {"version": 1}

    # Once: the form is gone, and sending it again changes nothing.
    assert "scorecard-form" not in page.get(path_of(held)).content.decode()
    page.post(path_of(held), form_of(hand_in="", recommendation="1"))
    assert Scorecard.objects.get().recommendation == 3
    with pytest.raises(Refused, match="handed in"):
        hand_in(ivan, held)


@pytest.mark.parametrize(
    "wrong",
    [
        {"mark-0": "5"},
        {"mark-0": "0"},
        {"mark-0": "good"},
        {"recommendation": "7"},
        {"summary": "x" * 10_001},
        {"comment-0": "x" * 2_001},
    ],
)
def test_wrong_answers_are_named_and_store_nothing(
    held: Interview, ivan: User, wrong: dict[str, str]
) -> None:
    answer = signed_in(ivan).post(path_of(held), {**form_of(recommendation="3", hand_in=""), **wrong})
    assert answer.status_code == 422
    assert "field-errors" in answer.content.decode()
    assert not Scorecard.objects.exists()


@pytest.mark.parametrize("who", ["sam", "rita", "root"])
def test_who_does_not_hold_the_interview_finds_no_page(
    request: pytest.FixtureRequest, held: Interview, who: str
) -> None:
    page = signed_in(request.getfixturevalue(who))
    assert page.get(path_of(held)).status_code in (403, 404)
    assert page.post(path_of(held), form_of(recommendation="3", hand_in="")).status_code in (403, 404)
    assert Client().get(path_of(held)).status_code == 302
    assert not Scorecard.objects.exists()


def test_before_it_began_there_is_nothing_to_rate(interview: Interview, ivan: User) -> None:
    assert signed_in(ivan).get(path_of(interview))["Location"] == "/"


def test_a_draft_keeps_its_words_when_the_criteria_change(held: Interview, ivan: User) -> None:
    hand_in(ivan, held, hand_in=False)
    held.stage.scorecard_config = {"criteria": [{"name": "New"}, {"name": "Code", "mark4": "Else"}]}
    held.stage.save()
    page = signed_in(ivan).get(path_of(held)).content.decode()
    assert page.index("New") < page.index("Reads well")


def test_nobody_reads_anothers_too_early(held: Interview, ivan: User, ines: User, rita: User) -> None:
    """Interviewers after their own is in, recruiters after all are; drafts nobody but their author."""
    for person in (ivan, ines):
        save_note(
            author=person,
            interview_id=held.pk,
            note_id=uuid4(),
            at=timezone.now(),
            text=f"NOTE-OF-{person.username}",
        )
    hand_in(ines, held, "SUMMARY-OF-ines", hand_in=False)
    hand_in(ivan, held, "SUMMARY-OF-ivan")
    assert readable_feedback(ines, held) == {ines.pk}
    assert readable_feedback(ivan, held) == {ivan.pk}
    assert readable_feedback(rita, held) == set()
    assert "OF-ines" not in signed_in(ivan).get(path_of(held)).content.decode()
    assert "OF-ivan" not in signed_in(ines).get(path_of(held)).content.decode()
    admin_page = reverse("admin:interviews_interview_change", args=[held.pk])
    page = signed_in(rita).get(admin_page).content.decode()
    assert "To be handed in: Ines Example" in page
    assert "SUMMARY-OF" not in page

    hand_in(ines, held, "SUMMARY-OF-ines")
    everybody = {ivan.pk, ines.pk}
    assert [readable_feedback(person, held) for person in (ivan, ines, rita)] == [everybody] * 3
    page = signed_in(ivan).get(path_of(held)).content.decode()
    assert "SUMMARY-OF-ines" in page
    assert "NOTE-OF-ines" in page
    page = signed_in(rita).get(admin_page).content.decode()
    assert "SUMMARY-OF-ines" in page
    assert "SUMMARY-OF-ivan" in page
    assert "ANCHOR-FOUR" in page


def test_who_was_not_there_is_not_waited_for(held: Interview, ivan: User, ines: User, rita: User) -> None:
    ines.is_active = False
    ines.save()
    hand_in(ivan, held)
    assert readable_feedback(rita, held) == {ivan.pk}


def test_strangers_read_nothing(held: Interview, ivan: User, ines: User, sam: User) -> None:
    for person in (ivan, ines):
        hand_in(person, held)
    assert readable_feedback(sam, held) == set()


def test_the_list_says_which_is_to_be_handed_in(held: Interview, ivan: User) -> None:
    assert "Hand in scorecard" in signed_in(ivan).get("/").content.decode()
    hand_in(ivan, held)
    page = signed_in(ivan).get("/").content.decode()
    assert "Hand in scorecard" not in page
    assert "Scorecard handed in" in page


def test_nothing_of_it_is_in_a_candidates_page(
    interview: Interview, ivan: User, cara: Invitation, rita: User
) -> None:
    """Criteria, notes and scorecards are planted; her lobby, and the page when all is over, hold none of them."""
    interview.stage.scorecard_config = CRITERIA
    interview.stage.save()
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    save_note(author=ivan, interview_id=interview.pk, note_id=uuid4(), at=timezone.now(), text="MARKER-NOTE")
    hand_in(ivan, interview, "MARKER-SUMMARY")
    received = Client().get(f"/join/{cara.token}/").content.decode()
    complete_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    received += Client().get(f"/join/{cara.token}/").content.decode()
    assert [word for word in ("MARKER-", "ANCHOR-", "scorecard", "/notes") if word in received] == []


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"criteria": [{}]},
        {"criteria": [{"name": ""}]},
        {"criteria": [{"name": "a", "mark5": "x"}]},
        {"criteria": [{"name": str(number)} for number in range(9)]},
    ],
)
def test_criteria_that_do_not_fit_are_not_stored(interview: Interview, config: Any) -> None:
    interview.stage.scorecard_config = config
    with pytest.raises(ValidationError):
        interview.stage.save()
