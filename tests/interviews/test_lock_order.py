"""Records are locked in one order: candidates, then interviews, then mails. Else two would wait for each other.

SQLite has one writer at a time, so this is about PostgreSQL.
"""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from interviews.mail import outbox
from interviews.models import Invitation, User
from interviews.services.erasure import erase_candidate
from interviews.services.invitations import change_invitation, issue_invitation
from tests.conftest import SentTasks, signed_in
from tests.interviews.admin_pages import change_path, saved

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks no rows"),
]
CANDIDATE, INTERVIEW, MAIL = "interviews_candidate", "interviews_interview", "interviews_outgoingmail"
LOCKING = re.compile(
    r'(UPDATE|DELETE FROM|SELECT .*? FROM(?=.* FOR (NO KEY )?UPDATE)) "(?P<table>\w+)"', re.DOTALL
)


def locked_by(act: Callable[[], object]) -> list[str]:
    """The tables of which rows are locked by what is done, each once, in the order of their first lock."""
    with CaptureQueriesContext(connection) as queries:
        act()
    tables: list[str] = []
    for query in queries:
        found = LOCKING.match(query["sql"])
        if found is not None and found["table"] not in tables:
            tables.append(found["table"])
    return [table for table in tables if table in (CANDIDATE, INTERVIEW, MAIL)]


def test_a_correction(cara: Invitation, rita: User) -> None:
    cara.email = "right@mail.example"
    locked = locked_by(lambda: change_invitation(invitation=cara, fields=["email"], actor=rita))
    assert locked[:2] == [CANDIDATE, INTERVIEW]


def test_a_correction_on_the_interviews_page(cara: Invitation, rita: User, sent_tasks: SentTasks) -> None:
    answers = {"title": "Renamed", "invitations-0-email": "right@mail.example"}
    locked = locked_by(lambda: saved(signed_in(rita), change_path(cara.interview_id), answers))
    assert locked[:2] == [CANDIDATE, INTERVIEW]


@pytest.mark.parametrize("is_shared", [True, False])
def test_an_erasure(cara: Invitation, rita: User, is_shared: bool) -> None:
    if is_shared:
        other = Invitation(interview=cara.interview, name="Dana", email="dana@mail.example")
        issue_invitation(invitation=other, actor=rita)
    locked = locked_by(lambda: erase_candidate(candidate=cara.candidate, actor=rita))
    assert locked[0] == CANDIDATE
    assert INTERVIEW in locked


def test_a_correction_lets_workers_wait_with_mails(cara: Invitation, rita: User, settings: Settings) -> None:
    """One that took a mail meanwhile would send the old link, of which the correction could not know."""
    settings.MAIL_TRANSPORT = "smtp"
    outbox.invite_candidate(cara)
    cara.email = "right@mail.example"
    locked = locked_by(lambda: change_invitation(invitation=cara, fields=["email"], actor=rita, tell=False))
    assert locked == [CANDIDATE, INTERVIEW, MAIL]
