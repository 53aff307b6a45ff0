"""What recruiters do with sessions and submissions: asked first, done once, told in the timeline and in the log."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from dsa.choices import FinishReason, SessionState, SubmissionKind
from dsa.models import DsaSession, Judgement, Problem, Submission
from dsa.sessions.services import finish_session, save_draft
from interviews.choices import EventKind, InterviewState
from interviews.models import Interview, Invitation, TimelineEvent, User
from interviews.services.interviews import start_interview
from interviews.timeline import SYSTEM
from tests.dsa.admin.conftest import Press
from tests.dsa.conftest import JudgeNow, Submit
from tests.dsa.factories import MIRROR_HALF_RIGHT

pytestmark = pytest.mark.django_db


def logged() -> list[str]:
    return list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True))


def events(kind: EventKind) -> QuerySet[TimelineEvent]:
    return TimelineEvent.objects.filter(kind=kind)


# Time -----------------------------------------------------------------------------------------------------------------


def test_extra_time_before_the_link_was_opened(press: Press, cara_dsa: Invitation, rita: User) -> None:
    _, told = press("session_extra_time", cara_dsa.pk, minutes=20)
    assert told == ["Cara Candidate has 20 minutes more."]
    assert DsaSession.objects.get().extra_minutes == 20
    event = events(EventKind.DSA_EXTRA_TIME).get()
    assert (event.actor_user, event.payload["minutes"]) == (rita, 20)
    assert logged() == ["Cara Candidate has 20 minutes more."]


def test_extra_time_moves_a_running_deadline(press: Press, session: DsaSession) -> None:
    deadline = session.deadline
    assert deadline is not None
    press("session_extra_time", session.invitation_id, minutes=1)
    session.refresh_from_db()
    assert session.deadline == deadline + timedelta(minutes=1)


def test_pressed_twice_it_is_given_once(press: Press, session: DsaSession) -> None:
    _, told = press("session_extra_time", session.invitation_id, minutes=10, twice=True)
    assert told == [
        "Cara Candidate has 10 minutes more.",
        "It had changed since you opened the page, or was done already. Nothing was done.",
    ]
    session.refresh_from_db()
    assert session.extra_minutes == 10
    assert len(logged()) == 1


@pytest.mark.parametrize("minutes", ["", "0", "-5", "1441", "ten", "1.5", "=1+1"])
def test_a_number_that_is_none_is_asked_again(press: Press, session: DsaSession, minutes: str) -> None:
    answer, _ = press("session_extra_time", session.invitation_id, minutes=minutes)
    assert answer.context["confirmed"].form.errors["minutes"]
    session.refresh_from_db()
    assert session.extra_minutes == 0
    assert logged() == []


def test_more_than_a_day_altogether_is_refused(press: Press, session: DsaSession) -> None:
    DsaSession.objects.update(extra_minutes=1430)
    _, told = press("session_extra_time", session.invitation_id, minutes=11)
    assert told == ["The extra time must be from 1 minute to 24 hours altogether."]
    assert logged() == []


def test_a_finished_session_is_reopened(press: Press, session: DsaSession, rita: User) -> None:
    finish_session(session=session, reason=FinishReason.CANDIDATE)
    _, told = press("session_reopen", session.pk, minutes=30, twice=True)
    assert told[0] == "The session of Cara Candidate is open again, for 30 minutes from now."
    session.refresh_from_db()
    assert session.state == SessionState.ACTIVE
    assert events(EventKind.DSA_SESSION_REOPENED).get().actor_user == rita
    assert len(logged()) == 1


def test_a_running_session_is_not_reopened(press: Press, session: DsaSession) -> None:
    _, told = press("session_reopen", session.pk, minutes=30)
    assert told == ["Only a finished session can be reopened."]


def test_finishing_now_submits_what_was_being_written(press: Press, session: DsaSession, rita: User) -> None:
    save_draft(
        session=session,
        problem_key="mirror",
        language="python",
        source_code=MIRROR_HALF_RIGHT,
        base_version=0,
    )
    _, told = press("session_finish", session.pk, twice=True)
    assert told[0] == "The session of Cara Candidate is finished."
    session.refresh_from_db()
    assert (session.state, session.finish_reason) == (SessionState.FINISHED, FinishReason.RECRUITER)
    assert events(EventKind.DSA_SESSION_FINISHED).get().actor_user == rita
    assert Submission.objects.get().is_automatic
    assert len(logged()) == 1


def test_a_session_that_never_started_is_not_finished(press: Press, waiting: DsaSession) -> None:
    assert press("session_finish", waiting.pk)[1] == ["Start the session first."]


# Judging again --------------------------------------------------------------------------------------------------------


def test_one_submission_is_judged_again_once(
    press: Press, submit: Submit, judge_now: JudgeNow, rita: User
) -> None:
    submission = submit()
    judge_now(submission)
    _, told = press("submission_rejudge", submission.pk, twice=True)
    assert told[0] == "The submission is being judged again."
    assert [judgement.number for judgement in submission.judgements.all()] == [1, 2]
    assert judge_now(submission).score == 100
    assert events(EventKind.DSA_REJUDGED).get().actor_user == rita
    assert logged() == ["The submission is being judged again."]


def test_all_submissions_of_a_problem_in_one_interview(
    press: Press, submit: Submit, judge_now: JudgeNow, dsa_interview: Interview, mirror: Problem
) -> None:
    for _ in range(2):
        judge_now(submit())
    judge_now(submit(kind=SubmissionKind.RUN))
    _, told = press("submission_rejudge_problem_in_interview", mirror.pk, dsa_interview.pk, twice=True)
    assert told[0] == "2 submissions of Mirror are judged again."
    assert Judgement.objects.filter(number=2).count() == 2
    assert not Judgement.objects.filter(number=3).exists()
    assert len(logged()) == 1


def test_all_submissions_of_a_problem_everywhere(
    press: Press,
    submit: Submit,
    judge_now: JudgeNow,
    mallorys_session: DsaSession,
    mirror: Problem,
    shout: Problem,
) -> None:
    judge_now(submit())
    judge_now(submit(session=mallorys_session))
    answer, told = press("submission_rejudge_problem", mirror.pk, twice=True)
    assert told[0] == "2 submissions of Mirror are judged again."
    assert Judgement.objects.filter(number=2).count() == 2
    assert answer.redirect_chain[-1][0] == reverse("admin:dsa_problem_change", args=[mirror.pk])
    assert LogEntry.objects.get().get_edited_object() == mirror
    assert press("submission_rejudge_problem", shout.pk)[1][0].startswith("It had changed")


# Who may --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def everything(
    submit: Submit, session: DsaSession, mirror: Problem, dsa_interview: Interview
) -> dict[str, list[Any]]:
    """Every page of sessions, with what its address names."""
    submission = submit()
    return {
        "dsasession_changelist": [],
        "session_results": [dsa_interview.pk],
        "session_export": [dsa_interview.pk],
        "session_extra_time": [session.invitation_id],
        "session_reopen": [session.pk],
        "session_finish": [session.pk],
        "submission_page": [submission.pk],
        "submission_rejudge": [submission.pk],
        "submission_rejudge_problem": [mirror.pk],
        "submission_rejudge_problem_in_interview": [mirror.pk, dsa_interview.pk],
    }


@pytest.mark.parametrize("who", ["ivan", "sam"])
def test_nobody_else_gets_in(
    request: pytest.FixtureRequest, everything: dict[str, list[Any]], session: DsaSession, who: str
) -> None:
    person: User = request.getfixturevalue(who)
    client = Client()
    for is_staff, status in ((False, 302), (True, 403)):
        User.objects.filter(pk=person.pk).update(is_staff=is_staff)
        client.force_login(User.objects.get(pk=person.pk))
        for name, args in everything.items():
            path = reverse(f"admin:dsa_{name}", args=args)
            for answer in (client.get(path), client.post(path, {"version": "0", "minutes": "5"})):
                assert answer.status_code == status, name
    session.refresh_from_db()
    assert (session.state, session.extra_minutes) == (SessionState.ACTIVE, 0)
    assert Judgement.objects.count() == 1
    assert logged() == []


def test_a_candidates_token_opens_none_of_it(
    everything: dict[str, list[Any]], session: DsaSession, client: Client
) -> None:
    token = session.invitation.token
    client.get(f"/dsa/{token}/")
    client.get(f"/v1/dsa/{token}")
    headers = {"authorization": f"Bearer {token}"}
    for name, args in everything.items():
        path = reverse(f"admin:dsa_{name}", args=args)
        for answer in (
            client.get(path, headers=headers),
            client.post(path, {"token": token, "version": "0", "minutes": "5"}, headers=headers),
        ):
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/admin/login/"), name


@pytest.mark.parametrize("name", ["dsasession_changelist", "session_results", "submission_page"])
def test_who_may_only_look_finds_no_act(
    everything: dict[str, list[Any]], browser: Client, rita: User, name: str
) -> None:
    from django.contrib.auth.models import Permission

    rita.groups.clear()
    rita.user_permissions.set(
        Permission.objects.filter(codename__in=["view_dsasession", "view_submission", "view_interview"])
    )
    html = browser.get(reverse(f"admin:dsa_{name}", args=everything[name])).content.decode()
    for act in ("extra-time", "reopen", "finish", "judge-again"):
        assert f"/{act}/" not in html
    for act, args in everything.items():
        if act.split("_")[1] in {"extra", "reopen", "finish", "rejudge"}:
            assert browser.post(reverse(f"admin:dsa_{act}", args=args)).status_code == 403, act


def test_what_is_not_there_is_not_found(browser: Client, cara: Invitation) -> None:
    """The invitation of a live interview has no session either."""
    nobody = "00000000-0000-4000-8000-000000000000"
    addresses: dict[str, list[Any]] = {
        "session_results": [nobody],
        "session_export": [nobody],
        "session_extra_time": [cara.pk],
        "session_reopen": [999_999],
        "session_finish": [999_999],
        "submission_page": [nobody],
        "submission_rejudge": [nobody],
        "submission_rejudge_problem": [999_999],
    }
    for name, args in addresses.items():
        assert browser.get(reverse(f"admin:dsa_{name}", args=args)).status_code == 404, name


def test_a_completed_interview_is_reopened_with_its_session(
    press: Press, session: DsaSession, submit: Submit, judge_now: JudgeNow, dsa_interview: Interview
) -> None:
    judge_now(submit())
    finish_session(session=session, reason=FinishReason.CANDIDATE)
    dsa_interview.refresh_from_db()
    assert dsa_interview.state == InterviewState.COMPLETED
    press("session_reopen", session.pk, minutes=30)
    dsa_interview.refresh_from_db()
    assert dsa_interview.state == InterviewState.LIVE


def test_a_session_leads_to_its_results(
    browser: Client, session: DsaSession, dsa_interview: Interview
) -> None:
    assert start_interview(interview_id=dsa_interview.pk, actor=SYSTEM) is False, (
        "it started with the session"
    )
    html = browser.get(reverse("admin:dsa_dsasession_changelist")).content.decode()
    results = f"/admin/dsa/dsasession/interview/{dsa_interview.pk}/#candidate-{session.invitation_id}"
    assert results in html
    answer = browser.get(reverse("admin:dsa_dsasession_change", args=[session.pk]))
    assert answer["Location"] == results
