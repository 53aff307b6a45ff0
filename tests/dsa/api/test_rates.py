"""How often a candidate may ask: each for themselves, and each kind of request for itself."""

import pytest
from django.test import override_settings
from pytest_django import Settings

from dsa.models import Submission
from talentsync.lib.json_api.rates import Rate, take
from tests.dsa.api.candidate import WORK, Candidate, refusal

# So slow that no test waits long enough for the next.
ONCE = (1, 0.01)
TWICE = (2, 0.01)


@pytest.fixture
def slow(settings: Settings) -> None:
    """Two reads, and one of everything else."""
    settings.DSA_RATES = {"read": TWICE, "draft": ONCE, "run": ONCE, "submit": ONCE, "act": ONCE}


def test_too_many_requests(slow: None, cara_working: Candidate) -> None:
    assert cara_working.get().status_code == cara_working.get("/drafts").status_code == 200
    answer = cara_working.get("/submissions")
    assert refusal(answer) == (429, "rate_limited")
    assert 5900 < int(answer["Retry-After"]) <= 6000


def test_kinds_are_counted_apart(slow: None, cara_working: Candidate) -> None:
    draft = {"language": "python", "sourceCode": "x", "baseVersion": 0}
    for path, body in (("/run", WORK), ("/submit", WORK)):
        assert cara_working.post(path, body).status_code == 202
        assert refusal(cara_working.post(path, body)) == (429, "rate_limited")
    assert cara_working.put("/drafts/mirror", draft).status_code == 200
    assert refusal(cara_working.put("/drafts/mirror", draft)) == (429, "rate_limited")
    assert cara_working.post("/finish").status_code == 200
    assert refusal(cara_working.post("/finish")) == (429, "rate_limited")
    assert Submission.objects.count() == 2


def test_candidates_are_counted_apart(
    slow: None, cara_working: Candidate, mallory_working: Candidate
) -> None:
    assert cara_working.post("/run", WORK).status_code == 202
    assert mallory_working.post("/run", WORK).status_code == 202


def test_refused_requests_count_as_well(slow: None, cara_working: Candidate) -> None:
    assert refusal(cara_working.send("POST", "/run", b"not JSON")) == (400, "parse_error")
    assert refusal(cara_working.post("/run", WORK)) == (429, "rate_limited")


def test_ordinary_work_is_never_too_much(cara_working: Candidate) -> None:
    for version in range(10):
        draft = {"language": "python", "sourceCode": f"x = {version}", "baseVersion": version}
        assert cara_working.put("/drafts/mirror", draft).status_code == 200
        assert cara_working.get().status_code == 200


def test_installations_can_raise_them(slow: None, cara_working: Candidate, settings: Settings) -> None:
    settings.DSA_RATE_FACTOR = 3
    assert [cara_working.post("/run", WORK).status_code for _ in range(4)] == [202, 202, 202, 429]


def test_bucket_fills_up_again(valkey: str) -> None:
    """Ten thousand a second: by the next round trip there is another one, and never more than the burst."""
    quick = Rate(burst=1, per_minute=600_000)
    assert take("quick", quick) == 0
    waits = [take("quick", quick) for _ in range(50)]
    assert 0 in waits
    assert all(wait < 0.001 for wait in waits)


def test_burst_then_one_at_a_time(valkey: str) -> None:
    rate = Rate(burst=3, per_minute=0.1)
    waits = [take("slow", rate) for _ in range(5)]
    assert waits[:3] == [0, 0, 0]
    assert all(590 < wait <= 600 for wait in waits[3:])


def test_nobody_is_refused_while_redis_is_away(cara_working: Candidate) -> None:
    with override_settings(
        REDIS_URLS=["unix:///nowhere/valkey.sock"],
        DSA_RATES={"read": ONCE},
    ):
        assert [cara_working.get().status_code for _ in range(3)] == [200, 200, 200]
