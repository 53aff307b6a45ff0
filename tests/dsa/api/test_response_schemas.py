"""What every answer below /v1 has in common, errors that nobody foresaw included."""

import logging

import pytest
from django.test import Client, override_settings

from dsa.api.http_status import CODES_OF_OTHERS, STATUS_OF_CODE
from dsa.errors import SessionCode
from interviews.access.codes import AccessCode
from interviews.models import Invitation
from tests.dsa.api.candidate import WORK, Candidate, refusal
from tests.dsa.api.test_links import EVERY_ADDRESS


@pytest.mark.parametrize("name", EVERY_ADDRESS)
def test_no_answer_is_kept_or_tells_its_address(cara_early: Candidate, name: str) -> None:
    answer = EVERY_ADDRESS[name](cara_early)
    assert answer["Cache-Control"] == "no-store"  # type: ignore[index]
    assert answer["Referrer-Policy"] == "no-referrer"  # type: ignore[index]
    assert "Set-Cookie" not in answer.headers  # type: ignore[attr-defined]
    assert not answer.cookies  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "path", ["", "/nothing", "/submissions/7", "/submissions/7/events", "/drafts/a b", "/run/"]
)
def test_unknown_addresses(cara_early: Candidate, path: str) -> None:
    answer = cara_early.get(path or "/")
    assert refusal(answer) == (404, "not_found")
    assert answer["Cache-Control"] == "no-store"


def test_address_outside_of_any_session() -> None:
    assert refusal(Client().get("/v1/nothing")) == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", ""),
        ("DELETE", ""),
        ("OPTIONS", ""),
        ("GET", "/start"),
        ("PUT", "/run"),
        ("GET", "/submit"),
        ("POST", "/drafts/mirror"),
        ("HEAD", "/submissions/11111111-2222-4333-8444-555555555555/events"),
    ],
)
def test_other_methods(cara_working: Candidate, method: str, path: str) -> None:
    answer = cara_working.send(method, path, b"")
    assert answer.status_code == 405
    assert answer["Allow"]
    if method != "HEAD":
        assert refusal(answer) == (405, "method_not_allowed")


def test_there_is_one_format(cara_working: Candidate) -> None:
    """An Accept header that names another is no reason to refuse, and no way to a page of DRF's."""
    for accepted in ("text/html", "application/xml", "nonsense"):
        answer = cara_working.get(Accept=accepted)
        assert answer["Content-Type"] == "application/json"
    assert cara_working.get("?format=api")["Content-Type"] == "application/json"


def test_failure_of_ours_is_json_and_in_the_log(
    cara_working: Candidate, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError(f"planted, with {cara_working.at()}")

    monkeypatch.setattr("dsa.api.submission_views.create_submission", fail)
    cara_working.browser.raise_request_exception = False
    with caplog.at_level(logging.ERROR):
        for path in ("/run", "/submit"):
            answer = cara_working.post(path, WORK)
            assert refusal(answer) == (500, "internal_error")
            assert b"planted" not in answer.content
            assert answer["Cache-Control"] == "no-store"
    assert "RuntimeError: planted" in caplog.text


def test_unknown_host_is_refused_in_json() -> None:
    answer = Client().get("/v1/dsa/x", headers={"Host": "elsewhere.example"})
    assert refusal(answer) == (400, "invalid_request")


def test_other_pages_keep_their_own_errors(db: None) -> None:
    assert "Page not found" in Client().get("/nothing/").content.decode()


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_other_addresses_keep_their_bad_requests(db: None) -> None:
    answer = Client().get("/nothing/", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "was not understood" in answer.content.decode()


def test_every_code_has_its_status() -> None:
    """Each is answered with one, or is none that this API meets."""
    codes = {*SessionCode, *AccessCode}
    assert codes == set(STATUS_OF_CODE) | CODES_OF_OTHERS
    assert not set(STATUS_OF_CODE) & CODES_OF_OTHERS


def test_requests_need_no_csrf_token(cara_dsa: Invitation) -> None:
    """A browser that insists on it: the token in the address is not something that another site could make it send."""
    strict = Candidate(Client(enforce_csrf_checks=True), cara_dsa.token)
    assert strict.post("/start").status_code == 200
    for path in ("/run", "/submit"):
        assert strict.post(path, WORK).status_code == 202
