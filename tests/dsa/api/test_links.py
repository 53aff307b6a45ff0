"""Whose link it is decides everything; each way in which one opens nothing has its own code."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dsa.choices import FinishReason
from dsa.models import DsaSession
from dsa.sessions.services import finish_session
from interviews.models import Interview, Invitation, User
from interviews.services.interviews import cancel_interview
from interviews.services.invitations import revoke_invitation
from interviews.timeline import Actor
from tests.conftest import signed_in
from tests.dsa.api.candidate import WORK, Candidate, refusal
from tests.dsa.api.conftest import let_time_run_out
from tests.dsa.conftest import JudgeNow, Submit

DRAFT = {"language": "python", "sourceCode": "x = 1\n", "baseVersion": 0}
SOMEBODYS = "11111111-2222-4333-8444-555555555555"
EVERY_ADDRESS: dict[str, Callable[[Candidate], object]] = {
    "session": lambda candidate: candidate.get(),
    "start": lambda candidate: candidate.post("/start"),
    "run": lambda candidate: candidate.post("/run", WORK),
    "submit": lambda candidate: candidate.post("/submit", WORK),
    "submissions": lambda candidate: candidate.get("/submissions"),
    "submission": lambda candidate: candidate.get(f"/submissions/{SOMEBODYS}"),
    "events": lambda candidate: candidate.get(f"/submissions/{SOMEBODYS}/events"),
    "drafts": lambda candidate: candidate.get("/drafts"),
    "draft": lambda candidate: candidate.put("/drafts/mirror", DRAFT),
    "finish": lambda candidate: candidate.post("/finish"),
}
WORKING = ("run", "submit", "draft")


def refusals_of(
    candidate: Candidate, addresses: tuple[str, ...] = tuple(EVERY_ADDRESS)
) -> set[tuple[int, str]]:
    return {refusal(EVERY_ADDRESS[name](candidate)) for name in addresses}  # type: ignore[arg-type]


def test_unknown_token_opens_nothing(db: None) -> None:
    assert refusals_of(Candidate(Client(), "no-such.token")) == {(404, "invitation_invalid")}


def test_token_with_another_signature_opens_nothing(cara_working: Candidate) -> None:
    key, _, signature = cara_working.token.rpartition(".")
    forged = Candidate(Client(), f"{key}.{signature[::-1]}")
    assert refusals_of(forged) == {(404, "invitation_invalid")}


def test_expired_link(cara_early: Candidate, cara_dsa: Invitation) -> None:
    Invitation.objects.filter(pk=cara_dsa.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert refusals_of(cara_early) == {(410, "invitation_expired")}


def test_link_that_expires_in_the_middle_is_good_to_the_end(
    cara_working: Candidate, cara_dsa: Invitation
) -> None:
    Invitation.objects.filter(pk=cara_dsa.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert cara_working.get().json()["state"] == "active"
    assert cara_working.post("/run", WORK).status_code == 202


def test_withdrawn_link(cara_working: Candidate, cara_dsa: Invitation, rita: User) -> None:
    revoke_invitation(invitation=cara_dsa, actor=rita)
    assert refusals_of(cara_working) == {(410, "invitation_revoked")}


def test_cancelled_interview(cara_working: Candidate, dsa_interview: Interview, rita: User) -> None:
    cancel_interview(interview_id=dsa_interview.pk, actor=Actor.user(rita))
    assert refusals_of(cara_working) == {(410, "interview_cancelled")}


def test_link_of_a_live_interview(cara: Invitation) -> None:
    assert refusals_of(Candidate(Client(), cara.token)) == {(404, "not_a_dsa_stage")}


def test_nothing_can_be_done_before_the_start(cara_early: Candidate) -> None:
    assert refusals_of(cara_early, WORKING) == {(403, "not_started")}
    assert cara_early.get("/submissions").json() == {"submissions": []}
    assert cara_early.get("/drafts").json() == {"drafts": []}


@pytest.mark.parametrize("reason", list(FinishReason))
def test_nothing_can_be_done_after_the_end(
    cara_working: Candidate, session: DsaSession, reason: FinishReason
) -> None:
    finish_session(session=session, reason=reason)
    assert refusals_of(cara_working, WORKING) == {(410, "session_over")}
    assert refusal(cara_working.post("/start")) == (410, "session_over")


def test_nothing_can_be_done_after_the_deadline(cara_working: Candidate, session: DsaSession) -> None:
    """Without the schedule's help: nobody has finished the session yet."""
    let_time_run_out(session)
    assert refusals_of(cara_working, WORKING) == {(410, "session_over")}


def test_finished_session_can_be_read(
    cara_working: Candidate, session: DsaSession, submit: Submit, judge_now: JudgeNow
) -> None:
    submission = submit()
    judge_now(submission)
    finish_session(session=session, reason=FinishReason.CANDIDATE)
    assert cara_working.get("/submissions").status_code == 200
    assert cara_working.submission(str(submission.pk))["verdict"] == "AC"


def test_not_yours_is_the_same_as_not_there(
    cara_working: Candidate, mallory_working: Candidate, submit: Submit
) -> None:
    """Submissions and problems of others: no difference in status, body or headers."""
    caras = submit()
    for path in ("/submissions/{}", "/submissions/{}/events"):
        not_hers = mallory_working.get(path.format(caras.pk))
        not_there = mallory_working.get(path.format(SOMEBODYS))
        assert refusal(not_hers) == (404, "submission_not_found")
        assert not_hers.content == not_there.content
        assert not_hers.headers == not_there.headers
    assert mallory_working.get("/submissions").json() == {"submissions": []}
    for path, body in (("/run", WORK), ("/submit", WORK)):
        not_hers = mallory_working.post(path, {**body, "problemId": "shout"})
        not_there = mallory_working.post(path, {**body, "problemId": "nowhere"})
        assert refusal(not_hers) == (404, "problem_not_found")
        assert not_hers.content == not_there.content
    assert (
        mallory_working.put("/drafts/shout", DRAFT).content
        == mallory_working.put("/drafts/nowhere", DRAFT).content
    )
    assert (
        mallory_working.get("/submissions?problemId=shout").content
        == mallory_working.get("/submissions?problemId=nowhere").content
    )


def test_token_opens_no_page_of_staff(cara_working: Candidate, dsa_interview: Interview) -> None:
    """Neither in the address nor as a credential of any kind."""
    token = cara_working.token
    browser = Client()
    for path in ("/v1/schema", "/v1/docs", "/admin/", "/questions/", f"/interviews/{dsa_interview.pk}/room/"):
        bare = browser.get(path)
        carrying = browser.get(
            path,
            {"token": token},
            headers={"Authorization": f"Bearer {token}", "Cookie": f"sessionid={token}"},
        )
        assert bare.status_code in {302, 403, 404}
        assert carrying.status_code == bare.status_code


def test_account_is_no_candidate(cara_working: Candidate, rita: User, submit: Submit) -> None:
    """A recruiter's cookie adds nothing to a token, and stands in for none."""
    submission = submit()
    as_rita = Candidate(signed_in(rita), cara_working.token)
    assert as_rita.submission(str(submission.pk)) == cara_working.submission(str(submission.pk))
    assert refusal(Candidate(signed_in(rita), "no-such.token").get()) == (404, "invitation_invalid")
