"""When a candidate's link was opened first: noted once, told to them, and missed on the desk where it was not."""

import json
from datetime import datetime, timedelta
from html import unescape
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interviews.lacks import OPENED_BEFORE
from interviews.models import Interview, Invitation, StageTypeConfig, User
from interviews.services.erasure import erase_candidate
from interviews.services.interviews import (
    cancel_interview,
    complete_interview,
    schedule_interview,
    start_interview,
)
from interviews.services.invitations import (
    change_invitation,
    issue_invitation,
    note_opened,
    reissue_invitation,
    revoke_invitation,
)
from interviews.timeline import SYSTEM, Actor
from tests.conftest import signed_in
from tests.zip_files import files_in

pytestmark = pytest.mark.usefixtures("valkey")

BEFORE_TALK = "Links not opened a day before the interview"
BEFORE_EXPIRY = "Links to coding sessions not opened a day before they expire"
TOLD = "When this link was opened first is kept"


def planned(stage: StageTypeConfig, rita: User, start: datetime, *people: User) -> Interview:
    return schedule_interview(
        interview=Interview(title=f"A {stage.key}", stage=stage, scheduled_start=start),
        interviewers=people,
        actor=rita,
    )


def invited(interview: Interview, rita: User, name: str = "cara", *, days: float = 7) -> Invitation:
    return issue_invitation(
        invitation=Invitation(
            interview=interview,
            name=name.capitalize(),
            email=f"{name}@mail.example",
            expires_at=timezone.now() + timedelta(days=days),
        ),
        actor=rita,
    )


@pytest.fixture
def talk(stage_live: StageTypeConfig, rita: User, ivan: User) -> Invitation:
    """To a live interview in three hours."""
    return invited(planned(stage_live, rita, timezone.now() + timedelta(hours=3), ivan), rita)


@pytest.fixture
def session(stage_dsa: StageTypeConfig, rita: User) -> Invitation:
    """To a coding session whose link works for another three hours."""
    interview = planned(stage_dsa, rita, timezone.now() - timedelta(days=3))
    return invited(interview, rita, days=1 / 8)


def opened_at(invitation: Invitation) -> datetime | None:
    return Invitation.objects.get(pk=invitation.pk).opened_at


def desk_of(person: User) -> str:
    return unescape(signed_in(person).get("/admin/").content.decode())


# What counts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["join", "computer_check", "choose_time"])
def test_each_page_of_an_interview_notes_it_once(talk: Invitation, page: str) -> None:
    path = reverse(page, args=[talk.token])
    Interview.objects.update(is_time_open=page == "choose_time")
    before = timezone.now()
    assert Client().get(path).status_code == 200
    first = opened_at(talk)
    assert first is not None
    assert before <= first <= timezone.now()
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(path).status_code == 200
    assert not [query["sql"] for query in queries if "UPDATE" in query["sql"]]
    assert opened_at(talk) == first


@pytest.mark.parametrize("page", ["dsa_session", "computer_check"])
def test_each_page_of_a_coding_session_notes_it(session: Invitation, page: str) -> None:
    assert Client().get(reverse(page, args=[session.token])).status_code == 200
    assert opened_at(session) is not None


def test_a_session_that_is_not_open_yet_was_looked_for(session: Invitation) -> None:
    Interview.objects.update(scheduled_start=timezone.now() + timedelta(hours=1))
    assert Client().get(reverse("dsa_session", args=[session.token])).status_code == 403
    assert opened_at(session) is not None


def test_the_lobby_notes_it_before_it_leads_on(talk: Invitation) -> None:
    """Links in mails lead to the choice, older ones to the lobby."""
    Interview.objects.update(is_time_open=True)
    assert Client().get(reverse("join", args=[talk.token])).status_code == 302
    assert opened_at(talk) is not None


def test_a_page_that_is_refused_was_not_opened(talk: Invitation, rita: User) -> None:
    paths = [reverse(page, args=[talk.token]) for page in ("join", "computer_check", "choose_time")]
    expires_at = talk.expires_at
    Invitation.objects.update(expires_at=timezone.now())
    assert [Client().get(path).status_code for path in paths] == [410, 410, 410]
    Invitation.objects.update(expires_at=expires_at)
    revoke_invitation(invitation=talk, actor=rita)
    assert [Client().get(path).status_code for path in paths] == [410, 410, 410]
    assert opened_at(talk) is None


def test_a_session_that_cannot_begin_any_more_was_not_opened(session: Invitation) -> None:
    start_interview(interview_id=session.interview_id, actor=SYSTEM)
    complete_interview(interview_id=session.interview_id, actor=SYSTEM)
    assert Client().get(reverse("dsa_session", args=[session.token])).status_code == 410
    assert opened_at(session) is None


def test_looking_at_the_head_of_a_page_is_not_opening_it(talk: Invitation) -> None:
    """As programs do that test links."""
    for page in ("join", "computer_check", "choose_time"):
        Client().head(reverse(page, args=[talk.token]))
    assert opened_at(talk) is None


def test_a_colleague_who_tries_the_link_out_is_not_the_candidate(
    talk: Invitation, session: Invitation, rita: User, ivan: User
) -> None:
    for person in (rita, ivan):
        for page, invitation in (("join", talk), ("choose_time", talk), ("dsa_session", session)):
            assert signed_in(person).get(reverse(page, args=[invitation.token])).status_code == 200
    assert (opened_at(talk), opened_at(session)) == (None, None)


# Another link ---------------------------------------------------------------------------------------------------------


def test_a_new_link_was_not_opened(talk: Invitation, rita: User) -> None:
    Client().get(reverse("join", args=[talk.token]))
    assert reissue_invitation(invitation=talk, actor=rita).opened_at is None
    assert opened_at(talk) is None


def test_who_opens_the_old_link_as_it_is_replaced_notes_nothing(talk: Invitation, rita: User) -> None:
    old = Invitation.objects.get(pk=talk.pk)
    reissue_invitation(invitation=talk, actor=rita)
    note_opened(old, Client().get("/").wsgi_request.user)
    assert opened_at(talk) is None
    new = Invitation.objects.get(pk=talk.pk)
    revoke_invitation(invitation=talk, actor=rita)
    note_opened(new, Client().get("/").wsgi_request.user)
    assert opened_at(talk) is None


def test_another_persons_opening_is_not_theirs(talk: Invitation, rita: User) -> None:
    """A corrected expiry changes nothing; another name with another address makes it another person's."""
    Client().get(reverse("join", args=[talk.token]))
    talk = Invitation.objects.get(pk=talk.pk)
    change_invitation(invitation=talk, fields=["expires_at"], actor=rita)
    assert opened_at(talk) is not None
    talk.name, talk.email = "Dana", "dana@mail.example"
    change_invitation(invitation=talk, fields=["name", "email"], actor=rita)
    assert opened_at(talk) is None


# On the desk ----------------------------------------------------------------------------------------------------------


def test_a_talk_soon_whose_link_is_unopened(talk: Invitation, rita: User) -> None:
    page = reverse("admin:interviews_interview_change", args=[talk.interview_id])
    action = f'href="{page}#invitations-group" aria-label="Remind the candidate: {talk.interview.title}"'
    assert f'{BEFORE_TALK} <span class="desk-count">1</span>' in desk_of(rita)
    assert action in desk_of(rita)
    assert 'id="invitations-group"' in signed_in(rita).get(page).content.decode()
    Client().get(reverse("join", args=[talk.token]))
    assert BEFORE_TALK not in desk_of(rita)


def test_one_of_two_has_not_opened_it(talk: Invitation, rita: User) -> None:
    Client().get(reverse("join", args=[talk.token]))
    second = invited(talk.interview, rita, "dana")
    assert BEFORE_TALK in desk_of(rita)
    revoke_invitation(invitation=second, actor=rita)
    assert BEFORE_TALK not in desk_of(rita)


def test_only_a_day_before(talk: Invitation, rita: User) -> None:
    for start, is_told in (
        (OPENED_BEFORE - timedelta(minutes=5), True),
        (OPENED_BEFORE + timedelta(minutes=5), False),
        (timedelta(minutes=-5), False),
    ):
        Interview.objects.update(scheduled_start=timezone.now() + start)
        assert (BEFORE_TALK in desk_of(rita)) is is_told, start


def test_not_of_a_talk_that_goes_on_or_has_no_time(talk: Invitation, rita: User) -> None:
    Interview.objects.update(is_time_open=True)
    assert BEFORE_TALK not in desk_of(rita)
    Interview.objects.update(is_time_open=False)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert BEFORE_TALK not in desk_of(rita), "it is told of as one that has expired"
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=2))
    assert BEFORE_TALK in desk_of(rita)
    start_interview(interview_id=talk.interview_id, actor=SYSTEM)
    assert BEFORE_TALK not in desk_of(rita)


def test_a_coding_session_until_its_link_expires(session: Invitation, rita: User) -> None:
    assert f'{BEFORE_EXPIRY} <span class="desk-count">1</span>' in desk_of(rita)
    assert "Remind the candidate: A technical_dsa" in desk_of(rita)
    for days, is_told in ((1.01, False), (0.99, True), (-0.01, False)):
        Invitation.objects.update(expires_at=timezone.now() + timedelta(days=days))
        assert (BEFORE_EXPIRY in desk_of(rita)) is is_told, days
    assert BEFORE_TALK not in desk_of(rita)


def test_who_has_not_begun_when_another_has(session: Invitation, rita: User) -> None:
    """The interview of a coding session is live from the first start on."""
    start_interview(interview_id=session.interview_id, actor=SYSTEM)
    assert BEFORE_EXPIRY in desk_of(rita)
    Client().get(reverse("dsa_session", args=[session.token]))
    assert BEFORE_EXPIRY not in desk_of(rita)


def test_not_of_a_session_that_was_called_off(session: Invitation, rita: User) -> None:
    cancel_interview(interview_id=session.interview_id, actor=Actor.user(rita))
    assert BEFORE_EXPIRY not in desk_of(rita)


# Beside the link ------------------------------------------------------------------------------------------------------


def test_it_stands_beside_the_link(talk: Invitation, rita: User) -> None:
    path = reverse("admin:interviews_interview_change", args=[talk.interview_id])
    assert "not yet" in signed_in(rita).get(path).content.decode()
    Client().get(reverse("join", args=[talk.token]))
    Invitation.objects.update(opened_at=datetime.fromisoformat("2026-03-01T12:34:00+00:00"))
    for _ in range(2):
        shown = signed_in(rita).get(path).content.decode()
        assert "Link opened first" in shown
        assert "12:34" in shown
        start_interview(interview_id=talk.interview_id, actor=SYSTEM)
        complete_interview(interview_id=talk.interview_id, actor=SYSTEM)
    # As of interviews that ended before it was noted, and of who was erased.
    Invitation.objects.update(opened_at=None)
    assert "not noted" in signed_in(rita).get(path).content.decode()


# What candidates are told ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["join", "choose_time"])
def test_candidates_are_told_before_a_talk(talk: Invitation, page: str) -> None:
    assert TOLD in Client().get(reverse(page, args=[talk.token])).content.decode()


def test_candidates_are_told_before_a_session(session: Invitation) -> None:
    assert TOLD in Client().get(reverse("dsa_session", args=[session.token])).content.decode()


def test_candidates_are_told_by_the_check(talk: Invitation) -> None:
    shown = Client().get(reverse("computer_check", args=[talk.token])).content.decode()
    assert "When your link was opened first is kept" in shown


def test_colleagues_are_not_told_what_is_not_about_them(talk: Invitation, ivan: User) -> None:
    room = signed_in(ivan).get(reverse("room", args=[talk.interview_id])).content.decode()
    assert TOLD not in room


def test_it_is_among_their_own_records(talk: Invitation) -> None:
    path = reverse("own_records", args=[talk.token])
    assert "Link opened first" not in Client().get(path).content.decode()
    assert opened_at(talk) is None, "this page notes nothing"
    moment = datetime.fromisoformat("2026-03-01T12:34:00+00:00")
    Invitation.objects.update(opened_at=moment)
    assert "1 March 2026, 12:34" in Client().get(path).content.decode()
    about = json.loads(files_in(Client().get(reverse("own_copy", args=[talk.token])))["about.json"])
    assert datetime.fromisoformat(about["invitation"]["linkOpenedAt"]) == moment


def test_an_erased_person_has_opened_nothing(talk: Invitation, rita: User) -> None:
    """Where the invitation stays because others were invited as well."""
    invited(talk.interview, rita, "dana")
    Client().get(reverse("join", args=[talk.token]))
    erase_candidate(candidate=talk.candidate, actor=rita)
    assert Invitation.objects.get(pk=talk.pk).name == "Erased person"
    assert opened_at(talk) is None
    arguments = ("verify_erasure", "--person", str(talk.candidate_id))
    call_command(*arguments, stdout=StringIO())
    Invitation.objects.filter(pk=talk.pk).update(opened_at=timezone.now())
    written = StringIO()
    with pytest.raises(CommandError, match="1 traces"):
        call_command(*arguments, stdout=written)
    assert "was opened first" in written.getvalue()
