"""Rita sets up the kinds of interview: tick boxes instead of JSON, and the question bank."""

import json
import re
from html import unescape

import pytest
from django.test import Client

from interviews.models import InterviewQuestion, StageTypeConfig, User
from tests.conftest import signed_in
from tests.interviews.admin_pages import errors_of, saved, submit

ADD = "/admin/interviews/stagetypeconfig/add/"
FORM = "stagetypeconfig_form"


@pytest.fixture
def page(rita: User) -> Client:
    return signed_in(rita)


def stage_path(stage: StageTypeConfig) -> str:
    return f"/admin/interviews/stagetypeconfig/{stage.pk}/change/"


def test_a_page_sent_back_untouched_changes_nothing(page: Client, stage_dsa: StageTypeConfig) -> None:
    before = StageTypeConfig.objects.values().get(pk=stage_dsa.pk)
    saved(page, stage_path(stage_dsa), {}, form_id=FORM)
    assert StageTypeConfig.objects.values().get(pk=stage_dsa.pk) == before


def test_tools_are_ticked(page: Client, stage_live: StageTypeConfig) -> None:
    saved(page, stage_path(stage_live), {"tools_config-whiteboard": None}, form_id=FORM)
    stage_live.refresh_from_db()
    assert stage_live.tools_config == {"video": True, "codeEditor": True, "whiteboard": False}


def test_criteria_are_entered(page: Client, stage_live: StageTypeConfig) -> None:
    """A group of inputs for each; groups left empty are dropped, and what is stored comes back as it was."""
    answers = {
        "scorecard_config-criteria-0-name": "Code",
        "scorecard_config-criteria-0-mark1": "Does not run",
        "scorecard_config-criteria-2-name": "Communication",
    }
    saved(page, stage_path(stage_live), answers, form_id=FORM)
    stage_live.refresh_from_db()
    stored = {"criteria": [{"name": "Code", "mark1": "Does not run"}, {"name": "Communication"}]}
    assert stage_live.scorecard_config == stored
    saved(page, stage_path(stage_live), {}, form_id=FORM)
    stage_live.refresh_from_db()
    assert stage_live.scorecard_config == stored


def test_the_rules_of_a_session_are_entered(page: Client, stage_dsa: StageTypeConfig) -> None:
    answers = {
        "dsa_config-proctoringEnabled": "on",
        "dsa_config-snapshotIntervalSeconds": "45",
        "dsa_config-languages": ["python", "rust"],
        "dsa_config-editorAssistance": "words",
    }
    saved(page, stage_path(stage_dsa), answers, form_id=FORM)
    stage_dsa.refresh_from_db()
    assert stage_dsa.dsa_config == {
        "proctoringEnabled": True,
        "snapshotIntervalSeconds": 45,
        "cameraRequired": False,
        "durationMinutes": 90,
        "languages": ["python", "rust"],
        "editorAssistance": "words",
    }


def test_a_stage_has_its_own_days_of_retention(page: Client, stage_dsa: StageTypeConfig) -> None:
    before = stage_dsa.dsa_config
    saved(
        page,
        stage_path(stage_dsa),
        {"dsa_config-snapshotDays": "7", "dsa_config-consentDays": "3650"},
        form_id=FORM,
    )
    stage_dsa.refresh_from_db()
    assert stage_dsa.dsa_config == before | {"snapshotDays": 7, "consentDays": 3650}
    saved(
        page,
        stage_path(stage_dsa),
        {"dsa_config-snapshotDays": "", "dsa_config-consentDays": ""},
        form_id=FORM,
    )
    stage_dsa.refresh_from_db()
    assert stage_dsa.dsa_config == before, "empty: the installation's"


def test_the_form_says_what_empty_means(page: Client, stage_dsa: StageTypeConfig) -> None:
    html = page.get(stage_path(stage_dsa)).content.decode()
    for days in (30, 90, 365):
        assert f"Empty: {days}, as in the whole installation." in html


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"dsa_config-snapshotIntervalSeconds": "4"}, "Seconds between snapshots: "),
        ({"dsa_config-snapshotDays": "0"}, "Days that pictures are kept: "),
        (
            {"dsa_config-incidentDays": "3651"},
            "Days that incidents, reviews and requests for no camera are kept: ",
        ),
        (
            {"dsa_config-consentDays": "ever"},
            "Days that answers to the consent text, and who looked, are kept: ",
        ),
        ({"dsa_config-durationMinutes": "a day"}, "Usual minutes for the whole session: "),
        ({"dsa_config-languages": None}, "Languages on offer: "),
        ({"dsa_config-languages": ["cobol"]}, "Languages on offer: "),
        ({"dsa_config-editorAssistance": "everything"}, "What the editor helps with: "),
        ({"dsa_config-editorAssistance": None}, "What the editor helps with: "),
        ({"scorecard_config-criteria-1-mark2": "No name"}, "row 1, Criterion: "),
        ({"mode": "telepathy"}, "valid choice"),
        ({"default_duration_minutes": "0"}, "greater than or equal to 5"),
    ],
)
def test_bad_rules_are_refused(
    page: Client, stage_dsa: StageTypeConfig, wrong: dict[str, object], message: str
) -> None:
    before = StageTypeConfig.objects.values().get(pk=stage_dsa.pk)
    assert message in errors_of(submit(page, stage_path(stage_dsa), wrong, form_id=FORM))
    assert StageTypeConfig.objects.values().get(pk=stage_dsa.pk) == before


def test_a_new_stage_with_its_bank(page: Client, rita: User, ivan: User) -> None:
    answers = {
        "name": "System design",
        "key": "system_design",
        "bank-TOTAL_FORMS": "2",
        "bank-0-text": "Draw a queue.",
        "bank-1-text": "Draw a cache.",
        "bank-1-owner": ivan.pk,
    }
    saved(page, ADD, answers, form_id=FORM)
    stage = StageTypeConfig.objects.get(key="system_design")
    assert stage.tools_config == {"video": True, "codeEditor": True, "whiteboard": True}
    bank = InterviewQuestion.objects.in_bank_of(stage)
    assert [(question.text, question.owner) for question in bank] == [
        ("Draw a queue.", rita),
        ("Draw a cache.", ivan),
    ]


def test_the_key_is_given_once(page: Client, stage_live: StageTypeConfig) -> None:
    saved(page, stage_path(stage_live), {"key": "renamed", "name": "Renamed"}, form_id=FORM)
    stage_live.refresh_from_db()
    assert (stage_live.key, stage_live.name) == ("live_technical", "Renamed")


def test_the_key_is_made_from_the_name_of_a_new_stage_only(page: Client, stage_live: StageTypeConfig) -> None:
    """Django's script reads it there; once given, a key stays."""
    fields = re.compile(r'data-prepopulated-fields="([^"]*)"')
    (new,), (known,) = (
        fields.findall(page.get(path).content.decode()) for path in (ADD, stage_path(stage_live))
    )
    (wanted,) = json.loads(unescape(new))
    assert (wanted["id"], wanted["dependency_ids"], wanted["maxLength"]) == ("#id_key", ["#id_name"], 50)
    assert json.loads(unescape(known)) == []


def test_the_list_says_which_tools_and_how_many_questions(
    page: Client, stage_live: StageTypeConfig, ivan: User
) -> None:
    InterviewQuestion.objects.create(stage=stage_live, owner=ivan, text="Why?")
    html = page.get("/admin/interviews/stagetypeconfig/").content.decode()
    assert "Video call, Shared code editor, Whiteboard" in html
    assert '<td class="field-bank_size">1</td>' in html
