"""Candidates' own tests: kept for them like drafts, on every device. What runs is copied into the submission."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from dsa.errors import session_refused
from dsa.models import DsaSession, OwnTestList
from dsa.rules import problem_in, work_refusal
from dsa.session_lock import locked_session
from dsa.submissions.own_tests import OwnTest, require_own_tests


def save_own_tests(*, session: DsaSession, problem_key: str, tests: Sequence[OwnTest]) -> OwnTestList:
    """Keep these in place of what was kept for the problem. Raises Refused."""
    problem = problem_in(session, problem_key)
    require_own_tests(tests)
    with transaction.atomic():
        now = timezone.now()
        # Locked, so that the session does not end meanwhile.
        locked = locked_session(session)
        if code := work_refusal(locked, now):
            raise session_refused(code)
        kept, _ = OwnTestList.objects.update_or_create(
            session=locked,
            problem=problem,
            defaults={"tests": [test.as_json() for test in tests], "saved_at": now},
        )
    return kept


def present_own_tests(session: DsaSession) -> list[dict[str, Any]]:
    """Every problem's list, as the candidate gets them back."""
    lists = OwnTestList.objects.filter(session=session).select_related("problem")
    return [present_own_test_list(each) for each in lists]


def present_own_test_list(kept: OwnTestList) -> dict[str, Any]:
    return {"problemId": kept.problem.key, "tests": kept.tests}
