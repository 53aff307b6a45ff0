"""The problems that a stage carries: chosen on its page, and what new interviews of it begin with."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone

from dsa.choices import OutputValidation, ProblemState
from dsa.models import Problem, StageProblem
from dsa.sessions.stage_problems import problems_of_stage, set_stage_problems, usual_problems
from interviews.models import Interview, Position, StageTypeConfig, User
from interviews.models.user import RECRUITERS
from tests.conftest import make_person
from tests.dsa.factories import make_interview, make_problem
from tests.interviews.admin_pages import change_path, errors_of, messages_of, saved, submit
from tests.interviews.browser_form import read_form

pytestmark = pytest.mark.django_db

ADD = "/admin/interviews/stagetypeconfig/add/"
INVITE = "/admin/interviews/interview/invite/"
PLAN = "/admin/interviews/interview/plan/"
FORM = "stagetypeconfig_form"


def stage_path(stage: StageTypeConfig) -> str:
    return f"/admin/interviews/stagetypeconfig/{stage.pk}/change/"


def chosen(*problems: Problem, **entries: Any) -> dict[str, Any]:
    """The answers that choose these problems anew, one row each."""
    answers = {"problems-TOTAL_FORMS": str(len(problems)), **entries}
    for number, problem in enumerate(problems):
        answers.setdefault(f"problems-{number}-problem", str(problem.pk))
        answers.setdefault(f"problems-{number}-position", "")
    return answers


def carried(stage: StageTypeConfig) -> list[str]:
    return [row.problem.key for row in StageProblem.objects.filter(stage=stage)]


def given(interview: Interview) -> list[str]:
    return [row.problem.key for row in interview.problems.all()]


@pytest.fixture
def second(stage_dsa: StageTypeConfig) -> StageTypeConfig:
    """Another coding session's stage."""
    return StageTypeConfig.objects.create(key="second_dsa", name="Second test", mode="dsa")


# The stage's page -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["technical_dsa", "live_technical"])
def test_problems_are_chosen_and_put_in_order(
    browser: Client, presets: None, mirror: Problem, shout: Problem, key: str
) -> None:
    stage = StageTypeConfig.objects.get(key=key)
    page = stage_path(stage)
    saved(browser, page, chosen(shout, mirror), form_id=FORM)
    assert carried(stage) == ["shout", "mirror"]
    saved(browser, page, {"problems-0-position": "9"}, form_id=FORM)
    assert carried(stage) == ["mirror", "shout"]
    saved(browser, page, {"problems-0-DELETE": "on"}, form_id=FORM)
    assert carried(stage) == ["shout"]
    before = list(StageProblem.objects.values())
    saved(browser, page, {"name": "Renamed"}, form_id=FORM)
    assert list(StageProblem.objects.values()) == before


def test_a_new_stage_has_them_at_once(browser: Client, presets: None, mirror: Problem) -> None:
    answers = {"name": "Pairing", "key": "pairing", "mode": "dsa", **chosen(mirror)}
    saved(browser, ADD, answers, form_id=FORM)
    assert carried(StageTypeConfig.objects.get(key="pairing")) == ["mirror"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": ProblemState.DRAFT}, "it is draft"),
        ({"state": ProblemState.RETIRED}, "it is retired"),
        ({"output_validation": OutputValidation.CUSTOM}, "cannot run output validators"),
    ],
)
def test_what_can_be_given_to_nobody_is_not_chosen(
    browser: Client,
    stage_dsa: StageTypeConfig,
    mirror: Problem,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
    words: str,
) -> None:
    monkeypatch.setattr("dsa.admin.stage_problems.can_run_validators", lambda: False)
    Problem.objects.filter(pk=mirror.pk).update(**change)
    assert words in errors_of(submit(browser, stage_path(stage_dsa), chosen(mirror), form_id=FORM))
    assert carried(stage_dsa) == []


def test_a_problem_is_chosen_once(browser: Client, stage_dsa: StageTypeConfig, mirror: Problem) -> None:
    answer = submit(browser, stage_path(stage_dsa), chosen(mirror, mirror), form_id=FORM)
    assert "duplicate" in errors_of(answer)
    assert carried(stage_dsa) == []


def test_one_that_was_retired_since_stays_and_is_given_to_nobody(
    browser: Client, stage_dsa: StageTypeConfig, rita: User, mirror: Problem, shout: Problem
) -> None:
    set_stage_problems(stage=stage_dsa, problems=[mirror, shout])
    Problem.objects.filter(pk=mirror.pk).update(state=ProblemState.RETIRED)
    saved(browser, stage_path(stage_dsa), {"problems-1-position": "9"}, form_id=FORM)
    assert carried(stage_dsa) == ["mirror", "shout"]
    assert usual_problems([stage_dsa], rita) == {stage_dsa.pk: [shout.pk]}
    assert problems_of_stage(stage_dsa) == [shout]


def test_a_problem_of_a_stage_is_not_deleted(stage_dsa: StageTypeConfig, mirror: Problem) -> None:
    set_stage_problems(stage=stage_dsa, problems=[mirror])
    with pytest.raises(ProtectedError):
        mirror.delete()


# What is usual --------------------------------------------------------------------------------------------------------


def test_what_a_stage_carries_comes_before_what_was_last(
    stage_dsa: StageTypeConfig, second: StageTypeConfig, rita: User, mirror: Problem, shout: Problem
) -> None:
    make_interview(stage_dsa, rita, shout)
    make_interview(stage_dsa, rita, mirror, shout)
    assert usual_problems([stage_dsa, second], rita) == {stage_dsa.pk: [mirror.pk, shout.pk], second.pk: []}
    # The newest of another stage says nothing of this one.
    make_interview(second, rita, shout)
    assert usual_problems([stage_dsa, second], rita) == {
        stage_dsa.pk: [mirror.pk, shout.pk],
        second.pk: [shout.pk],
    }
    set_stage_problems(stage=stage_dsa, problems=[shout, mirror])
    assert usual_problems([stage_dsa, second], rita)[stage_dsa.pk] == [shout.pk, mirror.pk]


def test_what_was_last_in_interviews_that_one_sees(
    stage_dsa: StageTypeConfig, rita: User, mirror: Problem, shout: Problem
) -> None:
    lena = make_person("lena", RECRUITERS, is_staff=True)
    lena.only_own_positions = True
    lena.save()
    make_interview(stage_dsa, rita, mirror)
    assert usual_problems([stage_dsa], lena) == {stage_dsa.pk: []}
    make_interview(stage_dsa, lena, shout)
    make_interview(stage_dsa, rita, mirror)
    assert usual_problems([stage_dsa], lena) == {stage_dsa.pk: [shout.pk]}
    set_stage_problems(stage=stage_dsa, problems=[mirror])
    assert usual_problems([stage_dsa], lena) == {stage_dsa.pk: [mirror.pk]}


def test_live_rooms_take_what_the_stage_carries_alone(
    stage_live: StageTypeConfig, stage_hr: StageTypeConfig, rita: User, mirror: Problem
) -> None:
    """What the last room had was often attached to it for once."""
    make_interview(stage_live, rita, mirror)
    assert usual_problems([stage_live, stage_hr], rita) == {stage_live.pk: []}
    for stage in (stage_live, stage_hr):
        set_stage_problems(stage=stage, problems=[mirror])
    assert usual_problems([stage_live, stage_hr], rita) == {stage_live.pk: [mirror.pk]}
    assert problems_of_stage(stage_hr) == []


def test_what_is_usual_costs_the_same_for_all_stages(
    stage_dsa: StageTypeConfig, rita: User, mirror: Problem, django_assert_num_queries: Any
) -> None:
    stages = [
        StageTypeConfig.objects.create(key=f"test_{number}", name=f"Test {number}", mode="dsa")
        for number in range(5)
    ]
    for stage in stages:
        make_interview(stage, rita, mirror)
    with django_assert_num_queries(3):
        assert usual_problems(stages, rita) == {stage.pk: [mirror.pk] for stage in stages}


@pytest.mark.parametrize("key", ["technical_dsa", "live_technical", "live_hr"])
def test_an_interview_of_the_plain_page_gets_what_its_stage_carries(
    browser: Client, presets: None, mirror: Problem, shout: Problem, key: str
) -> None:
    stage = StageTypeConfig.objects.get(key=key)
    set_stage_problems(stage=stage, problems=[shout, mirror])
    start = timezone.localtime() + timedelta(days=3)
    answers = {
        "title": "Added",
        "stage": stage.pk,
        "scheduled_start_0": f"{start:%d/%m/%Y}",
        "scheduled_start_1": "10:00",
    }
    after = saved(browser, "/admin/interviews/interview/add/", answers)
    interview = Interview.objects.get()
    assert given(interview) == ([] if key == "live_hr" else ["shout", "mirror"])
    assert "has no problems" not in str(messages_of(after))
    # Later saves leave alone what somebody took away.
    interview.problems.all().delete()
    saved(browser, change_path(interview.pk), {"title": "Renamed"})
    assert given(interview) == []


# The pages that begin with it -----------------------------------------------------------------------------------------


def usual_on(html: str) -> Any:
    """What the page's script ticks for each stage."""
    found = re.search(r'<script id="stage-usual" type="application/json">(.*?)</script>', html)
    assert found is not None
    return json.loads(found[1])["problems"]


def test_inviting_begins_with_the_problems_of_the_stage(
    browser: Client,
    stage_dsa: StageTypeConfig,
    second: StageTypeConfig,
    rita: User,
    mirror: Problem,
    shout: Problem,
) -> None:
    position = Position.objects.create(title="Engineer")
    extra = make_problem("extra", {"a 1": "1"})
    set_stage_problems(stage=stage_dsa, problems=[shout, mirror])
    make_interview(second, rita, extra)
    html = browser.get(INVITE).content.decode()
    form = read_form(html, "invite-form")
    assert sorted(form["problems"]) == sorted([str(mirror.pk), str(shout.pk)])
    assert usual_on(html) == {str(stage_dsa.pk): [shout.pk, mirror.pk], str(second.pk): [extra.pk]}
    asked = browser.post(
        INVITE,
        form
        | {
            "people": "ada@mail.example\nbob@mail.example",
            "position": str(position.pk),
            "stage": str(stage_dsa.pk),
            # As the page lists them: the stage knows in which order it wants its own.
            "problems": [str(one.pk) for one in (extra, mirror, shout)],
            "check": "1",
        },
    )
    again = read_form(asked.content.decode(), "invite-form")
    assert browser.post(INVITE, again | {"stage": str(stage_dsa.pk), "invite": "1"}).status_code == 302
    made = Interview.objects.filter(application__position=position)
    assert [given(interview) for interview in made] == [["shout", "mirror", "extra"]] * 2


def planned(browser: Client, stage: StageTypeConfig, **answers: Any) -> Any:
    form = read_form(browser.get(PLAN).content.decode(), "plan-form")
    form.pop("plan", None)
    answers = {
        "candidate": "ada@mail.example",
        "title": "Talk",
        "round-0-stage": stage.pk,
        "round-0-start": f"{timezone.now() + timedelta(days=3):%Y-%m-%d}T10:00",
        "plan": "1",
        **answers,
    }
    return browser.post(PLAN, form | answers)


def test_planning_begins_with_the_problems_of_the_first_stage(
    browser: Client,
    stage_dsa: StageTypeConfig,
    stage_live: StageTypeConfig,
    stage_hr: StageTypeConfig,
    mirror: Problem,
) -> None:
    assert StageTypeConfig.objects.filter(is_active=True)[0] == stage_dsa
    set_stage_problems(stage=stage_dsa, problems=[mirror])
    html = browser.get(PLAN).content.decode()
    assert read_form(html, "plan-form")["round-0-problems"] == [str(mirror.pk)]
    # For a stage whose interviews can have none it is not asked.
    assert usual_on(html) == {str(stage_dsa.pk): [mirror.pk], str(stage_live.pk): []}


def test_a_live_interview_is_planned_with_problems(
    browser: Client,
    stage_live: StageTypeConfig,
    stage_hr: StageTypeConfig,
    mirror: Problem,
    shout: Problem,
) -> None:
    set_stage_problems(stage=stage_live, problems=[shout, mirror])
    both = [str(mirror.pk), str(shout.pk)]
    assert planned(browser, stage_live, **{"round-0-problems": both}).status_code == 302
    assert given(Interview.objects.latest("created_at")) == ["shout", "mirror"]
    assert planned(browser, stage_live, **{"round-0-problems": []}).status_code == 302
    assert given(Interview.objects.latest("created_at")) == []
    # A room without an editor takes none, whatever is still ticked in what the page hides then.
    assert planned(browser, stage_hr, **{"round-0-problems": [*both, "0"]}).status_code == 302
    assert given(Interview.objects.latest("created_at")) == []
    refused = planned(browser, stage_live, **{"round-0-problems": ["0"]})
    assert "problems" in refused.context["rounds"][0].errors
