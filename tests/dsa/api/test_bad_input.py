"""Whatever is not understood is refused with a status and a code, and has done nothing."""

import json
from typing import Any

import pytest

from dsa.models import Draft, Submission
from tests.dsa.api.candidate import WORK, Candidate, refusal

DRAFT = {"language": "python", "sourceCode": "x = 1\n", "baseVersion": 0}
TOO_LONG = "x" * 65_537


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}


WRONG_WORK: dict[str, Any] = {
    "nothing": None,
    "list": [],
    "text": "run",
    "number": 1,
    "empty": {},
    "no problem": without(WORK, "problemId"),
    "no language": without(WORK, "language"),
    "no code": without(WORK, "sourceCode"),
    "empty code": {**WORK, "sourceCode": ""},
    "code is null": {**WORK, "sourceCode": None},
    "code is a number": {**WORK, "sourceCode": 1},
    "code is a boolean": {**WORK, "sourceCode": True},
    "code is a list": {**WORK, "sourceCode": ["print(1)"]},
    "code with NUL": {**WORK, "sourceCode": "print(1)\0"},
    "unknown language": {**WORK, "language": "cobol"},
    "language is an object": {**WORK, "language": {"python": 1}},
    "problem is a number": {**WORK, "problemId": 1},
    "problem is a path": {**WORK, "problemId": "../mirror"},
    "problem with NUL": {**WORK, "problemId": "mirror\0"},
    "problem with a line break": {**WORK, "problemId": "mirror\n"},
    "unknown field": {**WORK, "score": 100},
    "field in another case": {**WORK, "Stdin": ""},
}
WRONG_RUN = {
    "input is a number": {**WORK, "stdin": 1},
    "input with NUL": {**WORK, "stdin": "\0"},
}
WRONG_SUBMIT = {"own input": {**WORK, "stdin": ""}}
WRONG_DRAFTS = {
    "no version": without(DRAFT, "baseVersion"),
    "version is text": {**DRAFT, "baseVersion": "0"},
    "version is a fraction": {**DRAFT, "baseVersion": 0.5},
    "version is a boolean": {**DRAFT, "baseVersion": False},
    "negative version": {**DRAFT, "baseVersion": -1},
    "enormous version": {**DRAFT, "baseVersion": 2**31},
    "enormous number": {**DRAFT, "baseVersion": 10**400},
    "unknown field": {**DRAFT, "problemId": "mirror"},
    "code with NUL": {**DRAFT, "sourceCode": "\0"},
}


@pytest.mark.parametrize("body", WRONG_WORK.values(), ids=WRONG_WORK)
def test_wrong_work(cara_working: Candidate, body: Any) -> None:
    for path in ("/run", "/submit"):
        answer = cara_working.send("POST", path, json.dumps(body))
        assert refusal(answer) == (400, "invalid_request")
    assert not Submission.objects.exists()


@pytest.mark.parametrize("body", WRONG_RUN.values(), ids=WRONG_RUN)
def test_wrong_input(cara_working: Candidate, body: Any) -> None:
    assert refusal(cara_working.post("/run", body)) == (400, "invalid_request")
    assert not Submission.objects.exists()


@pytest.mark.parametrize("body", WRONG_SUBMIT.values(), ids=WRONG_SUBMIT)
def test_wrong_submission(cara_working: Candidate, body: Any) -> None:
    assert refusal(cara_working.post("/submit", body)) == (400, "invalid_request")
    assert not Submission.objects.exists()


@pytest.mark.parametrize("body", WRONG_DRAFTS.values(), ids=WRONG_DRAFTS)
def test_wrong_draft(cara_working: Candidate, body: Any) -> None:
    status, code = refusal(cara_working.put("/drafts/mirror", body))
    assert (status, code) in {(400, "invalid_request"), (400, "parse_error")}
    assert not Draft.objects.exists()


def test_acts_take_no_fields(cara_working: Candidate) -> None:
    for path in ("/start", "/finish"):
        for body in ('{"force": true}', "[]", "1"):
            assert refusal(cara_working.send("POST", path, body)) == (400, "invalid_request")
    assert cara_working.get().json()["state"] == "active"


NOT_JSON = {
    "cut off": b'{"problemId": "mir',
    "not a number": b'{"baseVersion": NaN}',
    "comment": b'{} // "x"',
    "two documents": b"{}{}",
    "invalid UTF-8": b'{"sourceCode": "\xff"}',
    "half a surrogate pair": b'{"sourceCode": "\\ud800"}',
    "too deep": b"[" * 100_000 + b"]" * 100_000,
    "other encoding": '{"problemId": "mirror"}'.encode("utf-16"),
}


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
def test_what_is_not_json(cara_working: Candidate, body: bytes) -> None:
    assert refusal(cara_working.send("POST", "/run", body)) == (400, "parse_error")
    assert refusal(cara_working.send("PUT", "/drafts/mirror", body)) == (400, "parse_error")


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "x",
    ],
)
def test_only_json_is_read(cara_working: Candidate, content_type: str) -> None:
    """What a page of another site could have a browser send without asking first is not among it."""
    answer = cara_working.send("POST", "/run", json.dumps(WORK), content_type)
    assert refusal(answer) == (415, "unsupported_media_type")
    assert not Submission.objects.exists()


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_by_its_other_names(cara_working: Candidate, content_type: str) -> None:
    assert cara_working.send("POST", "/run", json.dumps(WORK), content_type).status_code == 202


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/run", {**WORK, "sourceCode": TOO_LONG}, "source_too_large"),
        ("/submit", {**WORK, "sourceCode": TOO_LONG}, "source_too_large"),
        ("/run", {**WORK, "stdin": TOO_LONG}, "input_too_large"),
    ],
)
def test_more_than_may_be_sent(cara_working: Candidate, path: str, body: Any, code: str) -> None:
    assert refusal(cara_working.post(path, body)) == (413, code)
    assert refusal(cara_working.put("/drafts/mirror", {**DRAFT, "sourceCode": TOO_LONG})) == (
        413,
        "source_too_large",
    )
    assert not Submission.objects.exists()


def test_as_much_as_may_be_sent(cara_working: Candidate) -> None:
    """In the characters that take the most room in JSON."""
    fullest = "\U0001f600" * 65_536
    cara_working.run(sourceCode="#" + fullest[1:], stdin=fullest)


def test_bodies_are_refused_by_their_length_alone(cara_working: Candidate) -> None:
    """Before anything of them is read: the one that is too long here is not even JSON."""
    assert refusal(cara_working.send("POST", "/run", b"x" * 1_700_001)) == (413, "too_large")
    assert refusal(cara_working.send("POST", "/start", b"x" * 20_000)) == (413, "too_large")


def test_body_without_a_length(cara_working: Candidate) -> None:
    answer = cara_working.browser.post(
        cara_working.at("/run"), headers={"Transfer-Encoding": "chunked"}, CONTENT_LENGTH=""
    )
    assert refusal(answer) == (411, "length_required")


def test_details_do_not_give_everything_back(cara_working: Candidate) -> None:
    """Names of unknown fields and the like come back shortened."""
    answer = cara_working.post("/run", {**WORK, "y" * 100_000: 1, "language": "z" * 100_000})
    assert refusal(answer) == (400, "invalid_request")
    assert len(answer.content) < 1000


def test_detail_names_the_fields(cara_working: Candidate) -> None:
    detail = cara_working.post("/run", {"sourceCode": 1, "language": "python"}).json()["detail"]
    assert "problemId: This field is required." in detail
    assert "sourceCode: Not a valid string." in detail


def test_list_refuses_unknown_questions(cara_working: Candidate) -> None:
    assert refusal(cara_working.get("/submissions?problem=mirror")) == (400, "invalid_request")
    assert refusal(cara_working.get("/submissions?problemId=")) == (400, "invalid_request")
    assert refusal(cara_working.get("/submissions?problemId=%00")) == (400, "invalid_request")
