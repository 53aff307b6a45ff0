"""Pushed questions: `{questionText}` to everybody else, and nothing but that."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.utils import timezone

from interviews.choices import EventKind
from interviews.models import (
    Interview,
    InterviewQuestion,
    Invitation,
    StageTypeConfig,
    TimelineEvent,
    User,
)
from interviews.models.question import MAX_QUESTION_TEXT_LENGTH
from interviews.services.notes import save_note
from interviews.services.scorecards import Rating, save_scorecard
from interviews.timeline import Actor, record_event
from rooms.services.questions import MAX_ASKED_QUESTIONS, questions_for_panel
from tests.conftest import signed_in
from tests.rooms.conftest import OpenPage
from tests.rooms.page import Page
from tests.servers import ServerProcess

QUESTION = "How would you find the slowest query?\n\n- on one machine\n- on a hundred"

ONE_CANDIDATE = {"delivered": 1, "candidates": 1, "interviewers": 0}
NOBODY = {"delivered": 0, "candidates": 0, "interviewers": 0}


def test_the_others_get_the_text_and_nothing_else(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, ines: User, interview: Interview
) -> None:
    """Candidate and fellow interviewer get exactly `{questionText}`; the pusher gets the numbers of people reached."""
    interview.interviewers.add(ines)
    ines_page = open_page(ines)
    ines_page.join(interview.pk)

    assert ivans_page.ask("push_question", {"questionText": f"  {QUESTION}\n"}) == {
        "delivered": 2,
        "candidates": 1,
        "interviewers": 1,
    }

    assert caras_page.wait_for("push_question") == {"questionText": QUESTION}
    assert ines_page.wait_for("push_question") == {"questionText": QUESTION}
    ivans_page.hears_from(caras_page)
    assert ivans_page.pending("push_question") == []


def test_only_the_connected_are_counted(ivans_page: Page, caras_page: Page, interview: Interview) -> None:
    """Somebody whose socket has just dropped is still a member but did not see the question."""
    assert ivans_page.ask("push_question", {"questionText": "One?"}) == ONE_CANDIDATE
    caras_page.leave()
    ivans_page.wait_for("USER_LEFT")
    assert ivans_page.ask("push_question", {"questionText": "Nobody?"}) == NOBODY


def test_who_was_on_a_killed_process_is_not_counted(
    open_page: OpenPage,
    start_server: Callable[..., ServerProcess],
    ivans_page: Page,
    caras_page: Page,
    ivan: User,
    interview: Interview,
) -> None:
    """Their presence has not expired yet; only who got it counts."""
    doomed = start_server(ROOM_PRESENCE_TTL_SECONDS="600")
    open_page(ivan, at=doomed).join(interview.pk)
    ivans_page.wait_for("USER_JOINED")
    doomed.kill()
    assert ivans_page.ask("push_question", {"questionText": "One?"}) == ONE_CANDIDATE


def test_a_reload_brings_the_question_back(
    open_page: OpenPage,
    ivans_page: Page,
    caras_page: Page,
    cara: Invitation,
    tomas: Invitation,
    interview: Interview,
) -> None:
    """The acknowledgement of a later join, or of a resume, carries the last pushed question."""
    ivans_page.ask("push_question", {"questionText": "First?"})
    ivans_page.ask("push_question", {"questionText": "Second?"})
    caras_page.close()
    resumed = open_page(cara).join(interview.pk, resumeToken=caras_page.resume_token)
    late = open_page(tomas).join(interview.pk)
    assert resumed["question"] == late["question"] == {"questionText": "Second?"}
    asked = late["questions"]
    assert [question["questionText"] for question in asked] == ["First?", "Second?"]
    times = [late["startedAt"], *(question["askedAt"] for question in asked), late["serverTime"]]
    assert times == sorted(times)


def test_late_joiners_get_the_last_questions(
    open_page: OpenPage, ivans_page: Page, cara: Invitation, ivan: User, interview: Interview
) -> None:
    for number in range(MAX_ASKED_QUESTIONS + 3):
        record_event(
            interview.pk,
            EventKind.QUESTION_PUSHED,
            actor=Actor.user(ivan),
            payload={"questionText": str(number)},
        )
    asked = open_page(cara).join(interview.pk)["questions"]
    assert [question["questionText"] for question in asked] == [
        str(number) for number in range(3, MAX_ASKED_QUESTIONS + 3)
    ]


def test_each_push_is_on_the_timeline(ivans_page: Page, ivan: User, interview: Interview) -> None:
    ivans_page.ask("push_question", {"questionText": "On the record?"})
    event = TimelineEvent.objects.get(interview=interview, kind=EventKind.QUESTION_PUSHED)
    assert event.actor_user == ivan
    assert event.payload == {"questionText": "On the record?"}


@pytest.mark.parametrize(
    "payload",
    [
        {"questionText": "   \n"},
        {"questionText": "x" * (MAX_QUESTION_TEXT_LENGTH + 1)},
        {"questionText": "Fine?", "interviewerHints": "HINT"},
        {"questionText": "Fine?", "expectedAnswerGuide": "GUIDE"},
        {"questionText": ["Fine?"]},
        {},
    ],
)
def test_anything_else_is_refused_and_pushes_nothing(
    ivans_page: Page, caras_page: Page, interview: Interview, payload: dict[str, object]
) -> None:
    """A payload with room for hints is refused whole: there is no field in which they could travel."""
    assert ivans_page.refusal("push_question", payload) == "invalid_payload"
    caras_page.hears_from(ivans_page)
    assert caras_page.pending("push_question") == []
    assert not TimelineEvent.objects.filter(interview=interview, kind=EventKind.QUESTION_PUSHED).exists()


def test_a_candidate_pushes_nothing(ivans_page: Page, caras_page: Page, interview: Interview) -> None:
    assert caras_page.refusal("push_question", {"questionText": "Hired?"}) == "forbidden"
    ivans_page.hears_from(caras_page)
    assert ivans_page.pending("push_question") == []


def test_hints_and_guides_are_in_nothing_that_a_candidate_receives(
    server: ServerProcess, open_page: OpenPage, ivan: User, cara: Invitation, interview: Interview
) -> None:
    """Marker strings planted in every field for interviewers are found on Ivan's page and in no byte that Cara gets."""
    markers = [
        "MARKER-HINT",
        "MARKER-GUIDE",
        "MARKER-BANK-HINT",
        "MARKER-BANK-GUIDE",
        "MARKER-CODE",
        "MARKER-NOTES",
        "MARKER-NOTE",
        "MARKER-SCORECARD",
        "MARKER-CRITERION",
    ]
    InterviewQuestion.objects.create(
        interview=interview,
        owner=ivan,
        text="What is an index?",
        interviewer_hints="MARKER-HINT",
        expected_answer_guide="MARKER-GUIDE",
        language="python",
        starter_code="print('MARKER-CODE')",
    )
    InterviewQuestion.objects.create(
        stage=interview.stage,
        owner=ivan,
        text="What is a lock?",
        interviewer_hints="MARKER-BANK-HINT",
        expected_answer_guide="MARKER-BANK-GUIDE",
    )
    Interview.objects.filter(pk=interview.pk).update(recruiter_notes="MARKER-NOTES")
    interview.stage.scorecard_config = {
        "criteria": [{"name": "MARKER-CRITERION", "mark1": "MARKER-CRITERION"}]
    }
    interview.stage.save()
    panel = json.dumps(questions_for_panel(ivan, interview))
    assert [marker in panel for marker in markers] == [*[True] * 5, *[False] * 4]

    ivans_page = open_page(ivan)
    ivans_page.join(interview.pk)
    caras_page = open_page(cara)
    caras_page.join(interview.pk)
    save_note(author=ivan, interview_id=interview.pk, note_id=uuid4(), at=timezone.now(), text="MARKER-NOTE")
    save_scorecard(
        interviewer=ivan,
        interview_id=interview.pk,
        ratings=[Rating(1, "MARKER-SCORECARD")],
        recommendation=1,
        summary="MARKER-SCORECARD",
        hand_in=True,
    )
    caras_page.ask("chat_sync", {})
    for question in questions_for_panel(ivan, interview):
        ivans_page.ask("push_question", {"questionText": question["text"]})
        caras_page.wait_for("push_question")
    caras_page.hears_from(ivans_page)
    caras_page.ask("problems_sync", {})
    caras_page.ask("run_sync", {})
    pages = (f"/join/{cara.token}/", f"/check/{cara.token}/")
    html = "\n".join(signed_in(ivan).get(page).content.decode() for page in pages)

    received = "\n".join([*caras_page.frames, html])
    assert "What is a lock?" in received
    assert [marker for marker in markers if marker in received] == []


def test_questions_of_this_stage_come_first(
    ivan: User, interview: Interview, stage_hr: StageTypeConfig
) -> None:
    """The interviewer's questions for other stages are there as well, below those that fit."""
    for stage, text in ((stage_hr, "Why us?"), (interview.stage, "What is a lock?")):
        InterviewQuestion.objects.create(stage=stage, owner=ivan, text=text)
    shown = [question["text"] for question in questions_for_panel(ivan, interview)]
    assert shown == ["What is a lock?", "Why us?"]


def test_the_panel_shows_a_bank_question_once(ivan: User, ines: User, interview: Interview) -> None:
    """What the interview copied from the bank is not listed again, other interviewers' bank not at all."""
    copied = InterviewQuestion.objects.create(stage=interview.stage, owner=ivan, text="In both")
    InterviewQuestion.objects.create(interview=interview, owner=ivan, copied_from=copied, text="In both")
    InterviewQuestion.objects.create(stage=interview.stage, owner=ivan, text="Only in Ivan's bank")
    InterviewQuestion.objects.create(stage=interview.stage, owner=ines, text="Ines' own")

    shown = [(question["text"], question["source"]) for question in questions_for_panel(ivan, interview)]

    assert shown == [("In both", "interview"), ("Only in Ivan's bank", "mine")]
