"""Interviewers keep their own questions, and nobody else's."""

import pytest
from django.test import Client
from django.urls import reverse

from interviews.models import InterviewQuestion, StageTypeConfig, User
from tests.conftest import signed_in


@pytest.fixture
def ivans(ivan: User, stage_live: StageTypeConfig) -> list[InterviewQuestion]:
    """Three questions in Ivan's bank, in order."""
    return [
        InterviewQuestion.objects.create(owner=ivan, stage=stage_live, position=position, text=text)
        for position, text in enumerate(("First", "Second", "Third"))
    ]


def texts(owner: User) -> list[str]:
    return list(InterviewQuestion.objects.banked_by(owner).values_list("text", flat=True))


def form_of(stage: StageTypeConfig, text: str = "Why?", **other: str) -> dict[str, str]:
    return {
        "stage": str(stage.pk),
        "text": text,
        "interviewer_hints": "",
        "expected_answer_guide": "",
    } | other


def test_added_question_goes_to_the_end_of_its_stage(
    ivan: User, ivans: list[InterviewQuestion], stage_live: StageTypeConfig
) -> None:
    browser = signed_in(ivan)
    answer = browser.post(
        reverse("question_add"),
        form_of(stage_live, "Fourth\nline", interviewer_hints="Wait.", expected_answer_guide="All of it."),
    )
    added = InterviewQuestion.objects.get(text__startswith="Fourth")
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('questions')}#question-{added.pk}"
    assert texts(ivan)[-1].startswith("Fourth")
    assert (added.owner, added.interviewer_hints, added.expected_answer_guide) == (
        ivan,
        "Wait.",
        "All of it.",
    )
    assert "The question was added." in browser.get(reverse("questions")).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", " \n "),
        ("text", "x" * 4001),
        ("text", "nul\x00"),
        ("interviewer_hints", "x" * 10_001),
        ("stage", "999999"),
        ("stage", ""),
    ],
)
def test_bad_form_is_shown_again_with_its_error_and_stores_nothing(
    ivan: User, stage_live: StageTypeConfig, field: str, value: str
) -> None:
    answer = signed_in(ivan).post(reverse("question_add"), form_of(stage_live) | {field: value})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not InterviewQuestion.objects.exists()


def test_stage_without_an_interviewer_takes_no_questions(ivan: User, stage_dsa: StageTypeConfig) -> None:
    answer = signed_in(ivan).post(reverse("question_add"), form_of(stage_dsa))
    assert answer.status_code == 422
    assert not InterviewQuestion.objects.exists()


def test_edited_question_keeps_its_place(
    ivan: User, ivans: list[InterviewQuestion], stage_live: StageTypeConfig
) -> None:
    page = reverse("question_edit", args=[ivans[1].pk])
    assert "Second" in signed_in(ivan).get(page).content.decode()
    assert signed_in(ivan).post(page, form_of(stage_live, "Second, better")).status_code == 302
    assert texts(ivan) == ["First", "Second, better", "Third"]


def test_question_moved_to_another_stage_goes_to_its_end(
    ivan: User, ivans: list[InterviewQuestion], stage_hr: StageTypeConfig
) -> None:
    InterviewQuestion.objects.create(owner=ivan, stage=stage_hr, position=7, text="Why us?")
    signed_in(ivan).post(reverse("question_edit", args=[ivans[0].pk]), form_of(stage_hr, "First"))
    of_stage = InterviewQuestion.objects.banked_by(ivan).filter(stage=stage_hr)
    assert list(of_stage.values_list("text", flat=True)) == ["Why us?", "First"]


def test_question_of_a_withdrawn_stage_stays_editable(
    ivan: User, ivans: list[InterviewQuestion], stage_live: StageTypeConfig
) -> None:
    StageTypeConfig.objects.filter(pk=stage_live.pk).update(is_active=False)
    page = reverse("question_edit", args=[ivans[0].pk])
    assert signed_in(ivan).post(page, form_of(stage_live, "First, still")).status_code == 302
    assert texts(ivan)[0] == "First, still"
    assert signed_in(ivan).post(reverse("question_add"), form_of(stage_live)).status_code == 422


def test_deleting_asks_first(ivan: User, ivans: list[InterviewQuestion]) -> None:
    page = reverse("question_delete", args=[ivans[1].pk])
    assert "Delete this question?" in signed_in(ivan).get(page).content.decode()
    assert texts(ivan) == ["First", "Second", "Third"]
    assert signed_in(ivan).post(page).status_code == 302
    assert texts(ivan) == ["First", "Third"]


@pytest.mark.parametrize(
    ("index", "direction", "order"),
    [
        (1, "up", ["Second", "First", "Third"]),
        (1, "down", ["First", "Third", "Second"]),
        (0, "up", ["First", "Second", "Third"]),
        (2, "down", ["First", "Second", "Third"]),
    ],
)
def test_questions_change_places(
    ivan: User, ivans: list[InterviewQuestion], index: int, direction: str, order: list[str]
) -> None:
    page = reverse("question_move", args=[ivans[index].pk])
    assert signed_in(ivan).post(page, {"direction": direction}).status_code == 302
    assert texts(ivan) == order


def test_questions_with_equal_positions_can_be_moved(ivan: User, ivans: list[InterviewQuestion]) -> None:
    """The admin lets recruiters give two questions the same number."""
    InterviewQuestion.objects.update(position=0)
    signed_in(ivan).post(reverse("question_move", args=[ivans[2].pk]), {"direction": "up"})
    assert texts(ivan) == ["First", "Third", "Second"]


@pytest.mark.parametrize("direction", ["", "sideways", "UP"])
def test_unknown_direction_is_refused(ivan: User, ivans: list[InterviewQuestion], direction: str) -> None:
    answer = signed_in(ivan).post(reverse("question_move", args=[ivans[2].pk]), {"direction": direction})
    assert answer.status_code == 400
    assert texts(ivan) == ["First", "Second", "Third"]


def test_another_interviewer_finds_nothing(
    ines: User, ivan: User, ivans: list[InterviewQuestion], stage_live: StageTypeConfig
) -> None:
    browser = signed_in(ines)
    question = ivans[0]
    assert "First" not in browser.get(reverse("questions")).content.decode()
    for name in ("question_edit", "question_delete"):
        assert browser.get(reverse(name, args=[question.pk])).status_code == 404
    for name, data in (
        ("question_edit", form_of(stage_live, "Mine now")),
        ("question_delete", {}),
        ("question_move", {"direction": "down"}),
    ):
        assert browser.post(reverse(name, args=[question.pk]), data).status_code == 404
    assert texts(ivan) == ["First", "Second", "Third"]


def test_copy_in_an_interview_is_no_bank_question(
    ivan: User, ivans: list[InterviewQuestion], interview: object
) -> None:
    """What a recruiter has given to an interview is theirs to change, in the admin."""
    copy = InterviewQuestion.objects.get(copied_from=ivans[0])
    assert signed_in(ivan).get(reverse("question_edit", args=[copy.pk])).status_code == 404
    assert texts(ivan) == ["First", "Second", "Third"]


def test_only_interviewers_have_questions(rita: User, sam: User) -> None:
    page = reverse("questions")
    assert Client().get(page)["Location"] == f"{reverse('login')}?next={page}"
    for person in (rita, sam):
        answer = signed_in(person).get(page)
        assert answer.status_code == 403
        assert "Not allowed" in answer.content.decode()


def test_changes_need_a_post(ivan: User, ivans: list[InterviewQuestion]) -> None:
    assert signed_in(ivan).get(reverse("question_move", args=[ivans[0].pk])).status_code == 405
