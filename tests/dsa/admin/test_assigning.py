"""Recruiters choose the problems of a coding session on the page of its interview."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dsa.choices import ProblemState
from dsa.models import DsaSession, Problem
from interviews.choices import EventKind
from interviews.models import Interview, StageTypeConfig, User
from interviews.services.interviews import cancel_interview
from tests.dsa.factories import make_interview
from tests.interviews.admin_pages import change_path, errors_of, messages_of, saved, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(stage_dsa: StageTypeConfig, rita: User) -> Interview:
    """A coding session without problems."""
    return make_interview(stage_dsa, rita)


def chosen(*problems: Problem, **entries: Any) -> dict[str, Any]:
    """The answers that choose these problems anew, one row each."""
    answers = {"problems-TOTAL_FORMS": str(len(problems)), **entries}
    for number, problem in enumerate(problems):
        answers.setdefault(f"problems-{number}-problem", str(problem.pk))
        answers.setdefault(f"problems-{number}-position", "")
    return answers


def keys(interview: Interview) -> list[str]:
    return [row.problem.key for row in interview.problems.all()]


def test_problems_are_chosen_and_put_in_order(
    browser: Client, empty: Interview, mirror: Problem, shout: Problem
) -> None:
    page = change_path(empty.pk)
    saved(browser, page, chosen(mirror, shout))
    assert keys(empty) == ["mirror", "shout"]
    event = empty.timeline.get(
        kind=EventKind.DSA_PROBLEMS_ASSIGNED, payload={"problemIds": ["mirror", "shout"]}
    )
    assert event.actor_user is not None
    saved(browser, page, {"problems-0-position": "9"})
    assert keys(empty) == ["shout", "mirror"]
    saved(browser, page, {"problems-0-DELETE": "on"})
    assert keys(empty) == ["mirror"]


def test_an_unchanged_page_assigns_nothing_anew(browser: Client, dsa_interview: Interview) -> None:
    before = list(dsa_interview.problems.values())
    saved(browser, change_path(dsa_interview.pk), {"title": "Another title"})
    assert list(dsa_interview.problems.values()) == before
    assert dsa_interview.timeline.filter(kind=EventKind.DSA_PROBLEMS_ASSIGNED).count() == 1


@pytest.mark.parametrize(
    ("state", "words"), [(ProblemState.DRAFT, "it is draft"), (ProblemState.RETIRED, "it is retired")]
)
def test_only_ready_problems(
    browser: Client, empty: Interview, mirror: Problem, state: ProblemState, words: str
) -> None:
    Problem.objects.filter(pk=mirror.pk).update(state=state)
    errors = errors_of(submit(browser, change_path(empty.pk), chosen(mirror)))
    assert "Mirror is not ready to be given to candidates" in errors
    assert words in errors
    assert keys(empty) == []


@pytest.mark.parametrize("model", ["interviewproblem", "stageproblem"])
def test_the_choice_offers_ready_problems_only(
    browser: Client, mirror: Problem, shout: Problem, model: str
) -> None:
    Problem.objects.filter(pk=shout.pk).update(state=ProblemState.DRAFT)
    query = {"app_label": "dsa", "model_name": model, "field_name": "problem", "term": ""}
    answer = browser.get("/admin/autocomplete/", query)
    assert [found["text"] for found in answer.json()["results"]] == ["Mirror"]


def test_one_that_was_changed_since_stays(browser: Client, dsa_interview: Interview, mirror: Problem) -> None:
    Problem.objects.filter(pk=mirror.pk).update(state=ProblemState.DRAFT)
    saved(browser, change_path(dsa_interview.pk), {"problems-1-position": "9"})
    assert keys(dsa_interview) == ["mirror", "shout"]


def test_a_problem_is_chosen_once(browser: Client, empty: Interview, mirror: Problem) -> None:
    answer = submit(browser, change_path(empty.pk), chosen(mirror, mirror))
    assert "duplicate" in errors_of(answer)
    assert keys(empty) == []


def test_after_a_start_nothing_is_taken_away(
    browser: Client, session: DsaSession, dsa_interview: Interview
) -> None:
    answer = submit(browser, change_path(dsa_interview.pk), {"problems-0-DELETE": "on"})
    told = messages_of(browser.get(answer["Location"]))
    assert told == [
        "A candidate has started: problems can be added at the end, but neither removed nor put in another order. "
        "Nothing was saved."
    ]
    assert keys(dsa_interview) == ["mirror", "shout"]


def test_a_session_without_problems_is_warned_of(browser: Client, empty: Interview, mirror: Problem) -> None:
    words = "This coding session has no problems yet"
    page = change_path(empty.pk)
    assert words in "".join(messages_of(saved(browser, page, {"title": "Other"})))
    assert words not in "".join(messages_of(saved(browser, page, chosen(mirror))))


def test_a_live_interview_with_shared_code_gets_problems_in_the_same_way(
    browser: Client, interview: Interview, mirror: Problem
) -> None:
    told = messages_of(saved(browser, change_path(interview.pk), chosen(mirror)))
    assert keys(interview) == ["mirror"]
    assert "has no problems" not in "".join(told)
    # What was assigned stands in words on the page's timeline.
    assert "<td>Mirror</td>" in "".join(browser.get(change_path(interview.pk)).content.decode().split("\n"))


def test_live_interviews_have_no_sessions(
    browser: Client, interview: Interview, stage_hr: StageTypeConfig
) -> None:
    html = browser.get(change_path(interview.pk)).content.decode()
    assert reverse("admin:dsa_session_results", args=[interview.pk]) not in html
    assert browser.get(reverse("admin:dsa_session_results", args=[interview.pk])).status_code == 404
    saved(browser, change_path(interview.pk), {"title": "Other"})
    # Without shared code nothing could be run on their tests.
    Interview.objects.filter(pk=interview.pk).update(stage=stage_hr)
    assert "problems-TOTAL_FORMS" not in browser.get(change_path(interview.pk)).content.decode()


def test_an_ended_session_is_only_read(browser: Client, dsa_interview: Interview, rita: User) -> None:
    from interviews.timeline import Actor

    cancel_interview(interview_id=dsa_interview.pk, actor=Actor.user(rita))
    html = browser.get(change_path(dsa_interview.pk)).content.decode()
    assert "Mirror" in html
    assert "problems-0-problem" not in html
    assert reverse("admin:dsa_session_results", args=[dsa_interview.pk]) in html
