"""Candidates choose among offered times: only free ones, each once, told to everybody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from html import unescape
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interviews.availability import free_times
from interviews.choices import EventKind, MailKind
from interviews.errors import ChoosingCode
from interviews.mail import outbox, reminders
from interviews.models import (
    Interview,
    InterviewQuestion,
    Invitation,
    OutgoingMail,
    StageTypeConfig,
    User,
)
from interviews.services.choosing import MAX_OFFERED, choose_time, offer_times
from interviews.services.erasure import erase_candidate
from interviews.services.interviews import cancel_interview, change_interview, schedule_interview
from interviews.services.invitations import issue_invitation, revoke_invitation
from interviews.timeline import Actor
from talentsync.lib.errors import Refused
from talentsync.lib.logs import redact_tokens
from tests.conftest import signed_in
from tests.interviews.mail.conftest import SendAll, entry_of, has_entry, html_of, text_of
from tests.interviews.mail.conftest import mail_server as mail_server
from tests.interviews.mail.conftest import send_all as send_all
from tests.interviews.mail.server import MailServer


def at(hour: int, *, days: int = 3) -> datetime:
    return (timezone.now() + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def planned(stage: StageTypeConfig, rita: User, *people: User, start: datetime | None = None) -> Interview:
    return schedule_interview(
        interview=Interview(
            title="Engineer", stage=stage, scheduled_start=start or at(9), duration_minutes=60
        ),
        interviewers=people,
        actor=rita,
        tell=False,
    )


def invited(interview: Interview, name: str, rita: User) -> Invitation:
    return issue_invitation(
        invitation=Invitation(
            interview=interview,
            name=name,
            email=f"{name.lower()}@mail.example",
            expires_at=timezone.now() + timedelta(days=2),
        ),
        actor=rita,
        tell=False,
    )


@pytest.fixture
def caras(stage_live: StageTypeConfig, rita: User, ivan: User) -> Invitation:
    """She may choose between 9, 10 and 11 o'clock with Ivan."""
    invitation = invited(planned(stage_live, rita, ivan), "Cara", rita)
    offer_times(interview=invitation.interview, starts=[at(9), at(10), at(11)], actor=rita)
    return invitation


def page_of(invitation: Invitation) -> str:
    return reverse("choose_time", args=[invitation.token])


def code_of(work: Any) -> str:
    with pytest.raises(Refused) as refused:
        work()
    return str(refused.value.code)


def test_only_times_that_suit_everybody_are_shown(
    caras: Invitation, stage_live: StageTypeConfig, rita: User, ivan: User, ines: User
) -> None:
    interview = caras.interview
    interview.interviewers.add(ines)
    assert free_times(interview) == [at(9), at(10), at(11)]
    planned(stage_live, rita, ivan, start=at(8) + timedelta(minutes=30))
    ends_as_it_begins = planned(stage_live, rita, ines, start=at(12))
    assert free_times(interview) == [at(10), at(11)], "an hour from 8:30 overlaps 9, one from 12 nothing"
    Interview.objects.filter(pk=ends_as_it_begins.pk).update(scheduled_start=at(11) + timedelta(minutes=59))
    assert free_times(interview) == [at(10)]
    cancel_interview(interview_id=ends_as_it_begins.pk, actor=Actor.user(rita))
    assert free_times(interview) == [at(10), at(11)]
    assert free_times(interview, now=at(10)) == [at(11)]


def test_times_at_which_the_candidate_has_another_interview_are_not_offered(
    caras: Invitation, stage_live: StageTypeConfig, stage_dsa: StageTypeConfig, rita: User, ines: User
) -> None:
    interview = caras.interview
    other = invited(planned(stage_live, rita, ines, start=at(9) + timedelta(minutes=30)), "Cara", rita)
    assert other.candidate_id == caras.candidate_id
    # Neither somebody else's, nor a coding session, which may be taken at any time.
    invited(planned(stage_live, rita, ines, start=at(11)), "Dora", rita)
    invited(planned(stage_dsa, rita, start=at(11)), "Cara", rita)
    assert free_times(interview) == [at(11)], "an hour from 9:30 overlaps 9 and 10"
    assert code_of(lambda: choose_time(invitation=caras, start=at(10))) == ChoosingCode.TIME_NOT_OFFERED
    client, path = signed_in(rita), reverse("admin:interviews_interview_offer", args=[interview.pk])
    page = client.get(path)
    assert unescape(page.content.decode()).count("the candidate has something else") == 2
    # However many do not suit.
    with CaptureQueriesContext(connection) as of_two:
        client.get(path)
    interview.offered_times.get(start=at(10)).delete()
    with CaptureQueriesContext(connection) as of_one:
        assert client.get(path).content.decode().count("has something else") == 1
    assert len(of_two) == len(of_one)
    interview.offered_times.create(start=at(10))
    revoke_invitation(invitation=other, actor=rita)
    assert free_times(interview) == [at(9), at(10), at(11)]


def test_what_others_have_not_chosen_yet_takes_no_time(
    caras: Invitation, stage_live: StageTypeConfig, rita: User, ivan: User
) -> None:
    offer_times(interview=planned(stage_live, rita, ivan), starts=[at(9), at(10)], actor=rita)
    assert free_times(caras.interview) == [at(9), at(10), at(11)]


def test_choosing_makes_the_appointment(caras: Invitation) -> None:
    client = Client()
    html = client.get(page_of(caras)).content.decode()
    assert html.count('type="radio"') == 3
    answer = client.post(page_of(caras), {"start": at(10).isoformat(), "time_zone": "America/New_York"})
    assert answer.status_code == 302
    interview = Interview.objects.get()
    assert (interview.is_time_open, interview.scheduled_start, interview.calendar_sequence) == (
        False,
        at(10),
        1,
    )
    caras.refresh_from_db()
    assert caras.expires_at >= interview.scheduled_end
    assert caras.candidate.time_zone == "America/New_York"
    event = interview.timeline.get(kind=EventKind.INTERVIEW_CHANGED, actor_invitation=caras)
    assert event.payload == {"fields": ["is_time_open", "scheduled_start"]}
    html = client.get(page_of(caras)).content.decode()
    assert at(10).isoformat() in html
    assert f"/join/{caras.token}/" in html


def test_before_a_time_is_chosen_the_link_to_the_room_leads_to_the_choice(caras: Invitation) -> None:
    answer = Client().get(f"/join/{caras.token}/")
    assert (answer.status_code, answer["Location"]) == (302, page_of(caras))


def test_everybody_is_told_when_it_is_chosen_and_nobody_before(
    mail_server: MailServer,
    stage_live: StageTypeConfig,
    rita: User,
    ivan: User,
    send_all: SendAll,
) -> None:
    interview = planned(stage_live, rita, ivan)
    invitation = invited(interview, "Cara", rita)
    offer_times(interview=interview, starts=[at(9), at(10)], actor=rita)
    send_all()
    (choice,) = mail_server.messages
    assert f"https://jobs.example{page_of(invitation)}" in text_of(choice)
    assert not has_entry(choice)
    reminders.queue_reminders()
    choose_time(invitation=invitation, start=at(10), time_zone="Asia/Tokyo")
    send_all()
    assert len(mail_server.messages) == 3
    for message in mail_server.messages[1:]:
        assert entry_of(message)["DTSTART"].dt == at(10)
    (caras,) = [one for one in mail_server.messages[1:] if "Cara" in str(one["To"])]
    assert "19:00 to 20:00 (Asia/Tokyo, UTC+09:00)" in text_of(caras)


def test_an_offer_that_is_called_off_is_told_to_the_candidate_only(
    mail_server: MailServer, stage_live: StageTypeConfig, rita: User, ivan: User, send_all: SendAll
) -> None:
    interview = planned(stage_live, rita, ivan)
    invited(interview, "Cara", rita)
    offer_times(interview=interview, starts=[at(9)], actor=rita)
    send_all()
    cancel_interview(interview_id=interview.pk, actor=Actor.user(rita))
    send_all()
    assert [str(one["To"]).split()[0] for one in mail_server.messages] == ["Cara", "Cara"]
    assert "a time to be chosen" in text_of(mail_server.messages[1])
    assert not has_entry(mail_server.messages[1])


def test_a_recruiter_who_sets_the_time_settles_it(
    mail_server: MailServer, stage_live: StageTypeConfig, rita: User, ivan: User
) -> None:
    interview = planned(stage_live, rita, ivan)
    invitation = invited(interview, "Cara", rita)
    offer_times(interview=interview, starts=[at(9)], actor=rita)
    interview.scheduled_start = at(15)
    change_interview(interview=interview, fields=["scheduled_start"], actor=rita)
    kinds = set(OutgoingMail.objects.values_list("kind", flat=True))
    assert kinds == {MailKind.CANDIDATE_CHOICE, MailKind.CANDIDATE_INVITATION, MailKind.COLLEAGUE_INVITED}
    invitation.refresh_from_db()
    assert (
        code_of(lambda: choose_time(invitation=invitation, start=at(9))) == ChoosingCode.TIME_ALREADY_CHOSEN
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_want_one_time_each_gets_one(stage_live: StageTypeConfig, rita: User, ivan: User) -> None:
    """Two candidates, the same two times of the same interviewer, both press for the first at once."""
    both = [invited(planned(stage_live, rita, ivan), name, rita) for name in ("Cara", "Dora")]
    for invitation in both:
        offer_times(interview=invitation.interview, starts=[at(9), at(10)], actor=rita)
    start_together = Barrier(2)

    def press(invitation: Invitation) -> int:
        start_together.wait()
        try:
            return Client().post(page_of(invitation), {"start": at(9).isoformat()}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(press, both))
    assert sorted(statuses) == [302, 409]
    loser = both[statuses.index(409)]
    html = Client().get(page_of(loser)).content.decode()
    assert html.count('type="radio"') == 1
    assert Client().post(page_of(loser), {"start": at(10).isoformat()}).status_code == 302
    starts = sorted(Interview.objects.values_list("scheduled_start", flat=True))
    assert starts == [at(9), at(10)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks no rows")
def test_choosing_keeps_nobody_from_naming_the_interviewer(caras: Invitation) -> None:
    """A full lock of an account makes whoever stores a row with its key wait, which ends in a deadlock."""
    with CaptureQueriesContext(connection) as queries:
        choose_time(invitation=caras, start=at(9))
    locks = [query["sql"] for query in queries if " FOR " in query["sql"]]
    assert locks
    assert all("FOR NO KEY UPDATE" in lock for lock in locks)


def test_pressing_twice_is_no_error(caras: Invitation) -> None:
    client = Client()
    answers = [client.post(page_of(caras), {"start": at(9).isoformat()}).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert Interview.objects.get().calendar_sequence == 1


@pytest.mark.parametrize(
    "start", ["", "tomorrow", "2027-13-01T00:00:00+00:00", "2027-01-01T00:00:00", "9" * 5000]
)
def test_what_is_no_time_is_refused(caras: Invitation, start: str) -> None:
    answer = Client().post(page_of(caras), {"start": start})
    assert answer.status_code == 422
    assert "Choose one of the times." in answer.content.decode()


def test_a_time_that_was_not_offered_is_refused(caras: Invitation) -> None:
    answer = Client().post(page_of(caras), {"start": at(17).isoformat(), "time_zone": "Nowhere/At_All"})
    assert answer.status_code == 409
    assert "This time is not offered any more." in answer.content.decode()
    assert Interview.objects.get().is_time_open


def test_wrong_links_open_nothing(caras: Invitation, interview: Interview, rita: User) -> None:
    assert Client().get("/choose/nonsense/").status_code == 404
    revoke_invitation(invitation=caras, actor=rita)
    for answer in (Client().get(page_of(caras)), Client().post(page_of(caras), {"start": at(9).isoformat()})):
        assert answer.status_code == 410
    assert caras.token not in redact_tokens(f"GET {page_of(caras)}")


def test_a_page_without_a_free_time_says_what_to_do(
    caras: Invitation, stage_live: StageTypeConfig, rita: User, ivan: User
) -> None:
    planned(stage_live, rita, ivan, start=at(9)).__class__.objects.filter(is_time_open=False).update(
        duration_minutes=480
    )
    html = unescape(Client().get(page_of(caras)).content.decode())
    assert "None of the times that were offered is free any more." in html


@pytest.mark.parametrize(
    ("starts", "code"),
    [
        ([], ChoosingCode.NO_TIMES),
        ([at(9, days=-1)], ChoosingCode.TIME_PAST),
        ([at(9) + timedelta(minutes=one) for one in range(MAX_OFFERED + 1)], ChoosingCode.TOO_MANY_TIMES),
    ],
)
def test_offers_that_make_no_sense(
    stage_live: StageTypeConfig, rita: User, ivan: User, starts: list[datetime], code: ChoosingCode
) -> None:
    interview = planned(stage_live, rita, ivan)
    assert code_of(lambda: offer_times(interview=interview, starts=starts, actor=rita)) == code


def test_coding_sessions_have_no_times(stage_dsa: StageTypeConfig, rita: User) -> None:
    interview = planned(stage_dsa, rita)
    assert code_of(lambda: offer_times(interview=interview, starts=[at(9)], actor=rita)) == "not_a_live_stage"


def test_the_desk_tells_when_no_time_is_left(caras: Invitation, rita: User) -> None:
    client = signed_in(rita)
    words = "Interviews without a time left to choose"
    assert words not in client.get("/admin/").content.decode()
    caras.interview.offered_times.exclude(start=at(9)).delete()
    caras.interview.offered_times.update(start=timezone.now() - timedelta(hours=1))
    assert words in client.get("/admin/").content.decode()


# Offering in the admin ------------------------------------------------------------------------------------------------


def test_a_recruiter_offers_times_in_their_own_zone(
    stage_live: StageTypeConfig, rita: User, ivan: User
) -> None:
    interview = planned(stage_live, rita, ivan)
    invited(interview, "Cara", rita)
    client = signed_in(rita)
    client.cookies["timezone"] = "Europe/Berlin"
    path = reverse("admin:interviews_interview_offer", args=[interview.pk])
    html = client.get(path).content.decode()
    assert "In Europe/Berlin time." in html
    answer = client.post(path, {"times": ["2030-07-01T10:00", "2030-07-01T10:00", "", "2030-12-02T10:00"]})
    assert answer.status_code == 302
    interview.refresh_from_db()
    assert interview.is_time_open
    hours = [offer.start.hour for offer in interview.offered_times.all()]
    assert hours == [8, 9], "summer and winter time"
    page = client.get(path).content.decode()
    assert 'value="2030-07-01T10:00"' in page


def test_times_that_cannot_be_offered_are_told(stage_live: StageTypeConfig, rita: User, ivan: User) -> None:
    interview = planned(stage_live, rita, ivan)
    client = signed_in(rita)
    path = reverse("admin:interviews_interview_offer", args=[interview.pk])
    for times, words in (
        ([""], "Offer at least one time."),
        (["2020-01-01T10:00"], "One of these times has passed."),
        (["soon"], "“soon” is no time."),
    ):
        answer = client.post(path, {"times": times})
        assert words in unescape(answer.content.decode()), times
    assert not interview.offered_times.exists()
    for person in (ivan,):
        assert signed_in(person).get(path).status_code == 302


# What candidates do not get -------------------------------------------------------------------------------------------


def test_nothing_that_is_not_theirs_is_on_the_page_or_in_the_mails(
    mail_server: MailServer, stage_live: StageTypeConfig, rita: User, ivan: User, send_all: SendAll
) -> None:
    InterviewQuestion.objects.create(
        stage=stage_live,
        owner=ivan,
        text="zebraquestion",
        interviewer_hints="zebrahint",
        expected_answer_guide="zebraguide",
        difficulty="hard",
        tags="zebratag",
    )
    interview = planned(stage_live, rita, ivan)
    Interview.objects.update(recruiter_notes="zebranote")
    invitation = invited(interview, "Cara", rita)
    other = planned(stage_live, rita, ivan, start=at(11))
    Interview.objects.filter(pk=other.pk).update(title="zebraother")
    invited(other, "Zebraperson", rita)
    offer_times(interview=interview, starts=[at(9), at(11)], actor=rita)
    send_all()
    pages = Client().get(page_of(invitation)).content.decode()
    choose_time(invitation=invitation, start=at(9))
    pages += Client().get(page_of(invitation)).content.decode()
    send_all()
    mails = [text_of(one) + html_of(one) for one in mail_server.messages if "Cara" in str(one["To"])]
    assert len(mails) == 2
    assert "zebra" not in (pages + "".join(mails)).lower()


def test_erasing_a_person_erases_what_was_mailed_to_them(
    mail_server: MailServer, stage_live: StageTypeConfig, rita: User, ivan: User, send_all: SendAll
) -> None:
    interview = planned(stage_live, rita, ivan)
    both = [invited(interview, name, rita) for name in ("Cara", "Dora")]
    for invitation in both:
        outbox.invite_candidate(invitation)
    send_all()
    erase_candidate(candidate=both[0].candidate, actor=rita)
    (mail,) = OutgoingMail.objects.all()
    assert mail.sent_to == "dora@mail.example"


def test_pages_of_recruiters_say_that_there_is_no_time_yet(caras: Invitation, rita: User, ivan: User) -> None:
    client = signed_in(rita)
    assert "to be chosen" in client.get("/admin/interviews/interview/").content.decode()
    candidate = reverse("admin:interviews_candidate_change", args=[caras.candidate_id])
    assert "time to be chosen" in client.get(candidate).content.decode()
    interview = reverse("admin:interviews_interview_change", args=[caras.interview_id])
    assert "The candidate is to choose a time" in client.get(interview).content.decode()
    assert "The candidate chooses a time" in signed_in(ivan).get("/").content.decode()
