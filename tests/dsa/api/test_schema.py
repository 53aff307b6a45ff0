"""The OpenAPI document: valid, complete, and the same shapes that the presenters make."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from dsa.api.docs_views import document
from dsa.choices import SubmissionKind
from dsa.models import DsaSession
from dsa.sessions.presenters.draft import present_drafts
from dsa.sessions.presenters.session import present_session
from dsa.sessions.presenters.submission import present_submission
from dsa.sessions.services import save_draft
from interviews.models import Invitation, User
from tests.conftest import signed_in
from tests.dsa.conftest import JudgeNow, Submit
from tests.dsa.factories import BROKEN_CPP
from tests.openapi import validator

OPERATIONS = {
    "getSession",
    "startSession",
    "finishSession",
    "run",
    "submit",
    "listSubmissions",
    "getSubmission",
    "streamSubmission",
    "listDrafts",
    "saveDraft",
    "listOwnTests",
    "saveOwnTests",
    "getPractice",
    "runPractice",
    "getPracticeRun",
}
ALWAYS = {"404", "410", "429", "500"}
WITH_BODY = {"400", "411", "413", "415"}


def operations() -> dict[str, dict[str, Any]]:
    return {
        operation["operationId"]: operation
        for methods in document()["paths"].values()
        for operation in methods.values()
    }


def test_generator_has_nothing_to_complain_of(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn")
    assert "openapi: 3.0" in capsys.readouterr().out


def test_every_answer_of_every_operation_is_described() -> None:
    found = operations()
    assert set(found) >= OPERATIONS
    for name in OPERATIONS:
        statuses = set(found[name]["responses"])
        assert statuses >= ALWAYS, name
        if name in {"startSession", "finishSession", "run", "submit", "saveDraft"}:
            assert statuses >= WITH_BODY, name
    for name in ("run", "submit"):
        assert set(found[name]["responses"]) >= {"200", "202", "403", "409", "422", "503"}
    assert set(found["saveDraft"]["responses"]) >= {"200", "403", "409"}


def test_no_object_has_fields_that_are_not_described() -> None:
    for name, component in document()["components"]["schemas"].items():
        if component.get("type") == "object":
            assert component["additionalProperties"] is False, name


def test_presenters_make_what_is_described(
    session: DsaSession, waiting: DsaSession, submit: Submit, judge_now: JudgeNow
) -> None:
    validator("Session").validate(present_session(waiting))
    validator("Session").validate(present_session(session))
    right, broken = submit(), submit(problem_key="shout", language="cpp", source_code=BROKEN_CPP)
    own = submit(kind=SubmissionKind.RUN, stdin="abc 1\n")
    for submission in (right, broken, own):
        validator("Submission").validate(present_submission(submission))
        judge_now(submission)
        validator("Submission").validate(present_submission(submission))
    save_draft(session=session, problem_key="mirror", language="python", source_code="x", base_version=0)
    [draft] = present_drafts(session)
    validator("Draft").validate(draft)


def test_description_would_notice_a_score(submit: Submit) -> None:
    leaking = {**present_submission(submit()), "score": 50.0}
    assert not validator("Submission").is_valid(leaking)


# Who may read it ------------------------------------------------------------------------------------------------------


def test_staff_read_it(rita: User) -> None:
    answer = signed_in(rita).get("/v1/schema")
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.0")


def test_page_loads_nothing_from_elsewhere(rita: User) -> None:
    answer = signed_in(rita).get("/v1/docs")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "swagger-ui-bundle.js" in page
    assert "//" not in page.replace("// Its plain layout", "")
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"].split("script-src ")[1].split(";")[0]
    assert (
        f"'nonce-{page.split('nonce=')[1].split('>')[0].strip(chr(34))}'" in answer["Content-Security-Policy"]
    )


def test_nobody_else_does(ivan: User, sam: User, cara_dsa: Invitation) -> None:
    assert Client().get("/v1/docs").status_code == 302
    answer = Client().get("/v1/schema")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    for person in (ivan, sam):
        assert signed_in(person).get("/v1/schema").status_code == 403
        assert signed_in(person).get("/v1/docs").status_code == 403
