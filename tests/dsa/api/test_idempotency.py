"""A double click, or a request repeated over a bad line, makes one submission."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from dsa.models import Judgement, Submission
from tests.dsa.api.candidate import WORK, Candidate, judge_everything, refusal


@pytest.mark.parametrize("path", ["/run", "/submit"])
def test_same_key_is_the_same_submission(cara_working: Candidate, path: str) -> None:
    first = cara_working.post(path, WORK, Idempotency_Key="one")
    again = cara_working.post(path, WORK, Idempotency_Key="one")
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["id"] == again.json()["id"]
    assert first["Location"] == again["Location"]
    assert Judgement.objects.count() == 1


def test_repeated_when_it_is_judged_it_answers_with_the_results(cara_working: Candidate) -> None:
    cara_working.post("/submit", WORK, Idempotency_Key="one")
    judge_everything()
    again = cara_working.post("/submit", WORK, Idempotency_Key="one")
    assert again.status_code == 200
    assert again.json()["verdict"] == "AC"


def test_same_key_for_something_else(cara_working: Candidate) -> None:
    cara_working.post("/run", WORK, Idempotency_Key="one")
    for path, body in (
        ("/run", {**WORK, "sourceCode": "print(1)\n"}),
        ("/run", {**WORK, "stdin": ""}),
        ("/run", {**WORK, "problemId": "shout"}),
        ("/submit", WORK),
    ):
        answer = cara_working.post(path, body, Idempotency_Key="one")
        assert refusal(answer) == (422, "idempotency_key_reused")
    assert Submission.objects.count() == 1


def test_keys_of_two_candidates_are_two_keys(cara_working: Candidate, mallory_working: Candidate) -> None:
    caras = cara_working.post("/run", WORK, Idempotency_Key="one").json()
    mallorys = mallory_working.post("/run", WORK, Idempotency_Key="one").json()
    assert caras["id"] != mallorys["id"]


@pytest.mark.parametrize("key", ["", "k" * 129, "with space", "é"])
def test_unusable_key(cara_working: Candidate, key: str) -> None:
    answer = cara_working.post("/run", WORK, Idempotency_Key=key)
    assert refusal(answer) == (400, "invalid_request")
    assert not Submission.objects.exists()


@pytest.mark.parametrize("path", ["/run", "/submit"])
def test_double_click(transactional_db: None, cara_working: Candidate, path: str) -> None:
    """Two requests at the same moment, in two threads with connections of their own."""
    together = Barrier(2)

    def click() -> tuple[int, str]:
        together.wait()
        try:
            answer = Candidate(Client(), cara_working.token).post(path, WORK, Idempotency_Key="one")
            return answer.status_code, answer.json()["id"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        first, second = (threads.submit(click) for _ in range(2))
        assert first.result() == second.result()
    assert first.result()[0] == 202
    assert Submission.objects.count() == 1
