"""The room's page as the server renders it: the same for both roles, but for what only interviewers may see."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from interviews.models import Interview, InterviewQuestion, Invitation, User
from tests.conftest import signed_in

SECRETS = ("planted-hint-7Q", "planted-guide-7Q")


@pytest.fixture
def question(interview: Interview, ivan: User) -> InterviewQuestion:
    return InterviewQuestion.objects.create(
        interview=interview,
        owner=ivan,
        text="Planted question\nin <two> lines",
        interviewer_hints=SECRETS[0],
        expected_answer_guide=SECRETS[1],
    )


def config_of(page: str) -> dict[str, object]:
    found = re.search(r'<script id="room-config" type="application/json">(.+?)</script>', page)
    assert found
    config: dict[str, object] = json.loads(found[1])
    return config


def interviewers_page(ivan: User, interview: Interview) -> str:
    answer = signed_in(ivan).get(reverse("room", args=[interview.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def candidates_page(cara: Invitation) -> str:
    """Everything that the candidate's browser is sent: the headers and the page."""
    answer = Client().get(reverse("join", args=[cara.token]))
    assert answer.status_code == 200
    return f"{answer.headers}\n{answer.content.decode()}"


def test_interviewer_gets_questions_with_notes_and_the_end(
    ivan: User, interview: Interview, question: InterviewQuestion
) -> None:
    page = interviewers_page(ivan, interview)
    assert all(secret in page for secret in SECRETS)
    assert "Planted question\nin &lt;two&gt; lines" in page
    assert reverse("end_interview", args=[interview.pk]) in page
    assert config_of(page)["token"] is None


def test_candidate_gets_neither_questions_nor_the_end(
    cara: Invitation, interview: Interview, question: InterviewQuestion
) -> None:
    everything = candidates_page(cara)
    for secret in (
        *SECRETS,
        "Planted question",
        "question-list",
        "Hints",
        reverse("end_interview", args=[interview.pk]),
    ):
        assert secret not in everything
    config = config_of(everything)
    assert (config["role"], config["name"], config["token"]) == ("candidate", "Cara Candidate", cara.token)


def test_asked_questions_are_marked(ivan: User, interview: Interview, question: InterviewQuestion) -> None:
    assert f'data-question-id="{question.pk}" data-asked="false"' in interviewers_page(ivan, interview)


def test_page_without_javascript_says_so(cara: Invitation) -> None:
    assert "<noscript>" in candidates_page(cara)


def test_no_script_or_style_stands_in_the_page(
    ivan: User, interview: Interview, question: InterviewQuestion, cara: Invitation
) -> None:
    """The content security policy would refuse it; JSON is data and runs nowhere."""
    for page in (interviewers_page(ivan, interview), candidates_page(cara)):
        scripts = re.findall(r"<script\b([^>]*)>", page)
        assert len(scripts) >= 2
        assert [tag for tag in scripts if "src=" not in tag and "application/json" not in tag] == []
        assert re.findall(r"<style|\son\w+=|javascript:", page) == []


def test_every_id_in_the_page_is_unique(
    ivan: User, interview: Interview, question: InterviewQuestion, cara: Invitation
) -> None:
    for page in (interviewers_page(ivan, interview), candidates_page(cara)):
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) > 20
        assert sorted(ids) == sorted(set(ids))
