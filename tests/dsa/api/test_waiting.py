"""`Prefer: wait=N`: the answer comes with the results, if they are there in time."""

import pytest

from talentsync.lib.json_api.preferences import preferred_wait
from tests.dsa.api.candidate import WORK, Candidate, judge_everything, refusal
from tests.dsa.api.http_client import RemoteCandidate
from tests.dsa.workers import WorkerProcess

pytestmark = pytest.mark.xdist_group("api")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("wait=10", 10),
        ("Wait = 10", 10),
        ('wait="7"', 7),
        ("respond-async, wait=5", 5),
        ("wait=5;foo=bar, x", 5),
        ("wait=0", 0),
        ("wait=31", 30),
        ("wait=999999", 30),
        ("", None),
        ("wait", None),
        ("wait=", None),
        ("wait=-1", None),
        ("wait=1.5", None),
        ("wait=99999999999999999999", None),
        ("await=10", None),
        ("nowait=10", None),
    ],
)
def test_reading_the_header(header: str, seconds: int | None) -> None:
    assert preferred_wait(header, max_seconds=30) == seconds


@pytest.mark.parametrize("path", ["/run", "/submit"])
def test_results_in_the_answer(remote_cara: RemoteCandidate, api_worker: WorkerProcess, path: str) -> None:
    answer = remote_cara.post(path, WORK, Prefer="wait=30")
    assert answer.status_code == 200
    assert answer.headers["Preference-Applied"] == "wait=30"
    done = answer.json()
    assert (done["status"], done["verdict"]) == ("finished", "AC")
    assert len(done["results"]) == done["testsTotal"]
    assert answer.headers["Location"].endswith(f"/submissions/{done['id']}")
    assert remote_cara.get(f"/submissions/{done['id']}").json() == done


def test_not_in_time(cara_working: Candidate) -> None:
    """Nobody judges here: after a second the answer is what it would have been at once."""
    answer = cara_working.post("/run", WORK, Prefer="wait=1")
    assert answer.status_code == 202
    assert answer["Preference-Applied"] == "wait=1"
    assert answer.json()["status"] == "queued"


def test_judged_before(cara_working: Candidate) -> None:
    cara_working.post("/run", WORK, Idempotency_Key="one")
    judge_everything()
    again = cara_working.post("/run", WORK, Idempotency_Key="one", Prefer="wait=30")
    assert again.status_code == 200
    assert again["Preference-Applied"] == "wait=30"


def test_not_asked_for(cara_working: Candidate) -> None:
    for preference in ({}, {"Prefer": "respond-async"}, {"Prefer": "wait=soon"}):
        answer = cara_working.post("/run", WORK, **preference)
        assert answer.status_code == 202
        assert "Preference-Applied" not in answer.headers


def test_refusals_do_not_wait(cara_working: Candidate) -> None:
    answer = cara_working.post("/run", {}, Prefer="wait=30")
    assert refusal(answer) == (400, "invalid_request")
    assert "Preference-Applied" not in answer.headers
