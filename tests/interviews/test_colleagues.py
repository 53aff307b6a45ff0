"""Colleagues: invited, accepted, managed; and who may not."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from interviews.choices import ColleagueRole, MailState
from interviews.errors import AccountCode
from interviews.mail import outbox
from interviews.models import ColleagueInvitation, Interview, OutgoingMail, User
from interviews.models.user import INTERVIEWERS, RECRUITERS
from interviews.services.colleagues import (
    accept_invitation,
    change_colleague,
    invite_colleague,
    may_manage,
    revoke_colleague_invitation,
)
from talentsync.lib.errors import Refused
from tests.conftest import PASSWORD, make_person, signed_in
from tests.interviews.browser_form import read_form
from tests.interviews.mail.conftest import SendAll
from tests.interviews.mail.conftest import send_all as send_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]
ADD = "/admin/interviews/colleagueinvitation/add/"
LIST = "/admin/interviews/colleague/"
NEW = "a password of their own"
FORM = {"first_name": "Nora", "last_name": "New", "username": "nora", "password1": NEW, "password2": NEW}


@pytest.fixture(autouse=True)
def mail_is_on(settings: Settings) -> None:
    """Mails are kept in `mail.outbox` once a worker has sent them."""
    settings.MAIL_TRANSPORT, settings.SITE_URL = "smtp", "http://testserver"


def invited(actor: User, role: ColleagueRole = ColleagueRole.INTERVIEWER, **more: Any) -> ColleagueInvitation:
    return invite_colleague(
        **{"email": "nora@company.example", "role": role, "only_own_positions": False, "actor": actor, **more}
    )


def link_of(invitation: ColleagueInvitation) -> str:
    return reverse("colleague_invitation", args=[invitation.token])


def change_path(person: User) -> str:
    return reverse("admin:interviews_colleague_change", args=[person.pk])


class TestInviting:
    @pytest.mark.parametrize(
        ("role", "group", "is_staff"),
        [("interviewer", INTERVIEWERS, False), ("recruiter", RECRUITERS, True)],
    )
    def test_from_the_mail_to_the_account(
        self, rita: User, role: str, group: str, is_staff: bool, send_all: SendAll
    ) -> None:
        shown = signed_in(rita).post(ADD, {"email": "nora@company.example", "role": role})
        assert shown.status_code == 200
        assert "no-store" in shown["Cache-Control"]
        send_all()
        (sent,) = mail.outbox
        assert sent.to == ["nora@company.example"]
        found = re.search(r"http://testserver(\S+)", str(sent.body))
        assert found is not None
        assert found.group(1) in unescape(shown.content.decode())
        browser = Client()
        page = browser.get(found.group(1))
        assert page["Referrer-Policy"] == "same-origin"
        assert "Rita Example has invited nora@company.example" in page.content.decode()
        assert browser.post(found.group(1), FORM).status_code == 302
        nora = User.objects.get(username="nora")
        assert (nora.email, nora.is_staff, nora.is_superuser) == ("nora@company.example", is_staff, False)
        assert [each.name for each in nora.groups.all()] == [group]
        assert browser.get(reverse("home")).status_code == 200
        assert browser.get("/admin/").status_code == (200 if is_staff else 302)
        # It works once.
        assert Client().get(found.group(1)).status_code == 410
        assert Client().post(found.group(1), {**FORM, "username": "eve"}).status_code == 410
        assert not User.objects.filter(username="eve").exists()

    @pytest.mark.parametrize(
        "change",
        [
            {"password2": "something else"},
            {"password1": "short", "password2": "short"},
            {"password1": "nora@company", "password2": "nora@company"},
            {"username": "rita"},
            {"first_name": ""},
        ],
    )
    def test_what_is_refused_leaves_the_invitation(self, rita: User, change: dict[str, str]) -> None:
        invitation = invited(rita)
        answer = Client().post(link_of(invitation), {**FORM, **change})
        assert answer.status_code == 200
        assert answer.context["form"].errors
        invitation.refresh_from_db()
        assert invitation.is_open

    def test_the_form_takes_no_more_than_it_shows(self, rita: User) -> None:
        more = {"is_superuser": "on", "is_staff": "on", "email": "other@mail.example", "groups": "1"}
        Client().post(link_of(invited(rita)), {**FORM, **more})
        nora = User.objects.get(username="nora")
        assert (nora.is_superuser, nora.is_staff, nora.email) == (False, False, "nora@company.example")

    def test_expired_withdrawn_replaced_and_forged_links(self, rita: User) -> None:
        old = invited(rita)
        replaced = link_of(old)
        invitation = invited(rita)
        link = link_of(invitation)
        assert Client().get(replaced).status_code == 410
        assert Client().get(link.replace(invitation.key, old.key)).status_code == 410
        ColleagueInvitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert Client().get(link).status_code == 410
        ColleagueInvitation.objects.update(expires_at=timezone.now() + timedelta(days=1))
        assert Client().get(link).status_code == 200
        revoke = reverse("admin:interviews_colleagueinvitation_revoke", args=[invitation.pk])
        assert signed_in(rita).post(revoke).status_code == 302
        assert Client().post(link, FORM).status_code == 410
        assert not User.objects.filter(username="nora").exists()

    def test_of_two_who_have_the_link_one_gets_the_account(self, rita: User) -> None:
        invitation = invited(rita)
        accept_invitation(invitation=invitation, account=User(username="nora"))
        with pytest.raises(Refused) as refused:
            accept_invitation(invitation=invitation, account=User(username="eve"))
        assert refused.value.code == AccountCode.INVITATION_USED_UP

    def test_somebody_with_an_account_is_not_invited(self, rita: User, ivan: User) -> None:
        answer = signed_in(rita).post(ADD, {"email": "IVAN@company.example", "role": "recruiter"})
        assert answer.status_code == 302
        assert not ColleagueInvitation.objects.exists()
        assert mail.outbox == []

    def test_where_no_mail_server_answers_there_is_the_link(
        self, rita: User, settings: Settings, send_all: SendAll
    ) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        shown = signed_in(rita).post(ADD, {"email": "nora@company.example", "role": "interviewer"})
        assert link_of(ColleagueInvitation.objects.get()) in unescape(shown.content.decode())
        send_all()
        waiting = OutgoingMail.objects.get()
        assert (waiting.state, waiting.attempts > 0) == (MailState.WAITING, True)
        assert waiting.problem.startswith("The mail server could not be reached")

    def test_a_mail_that_failed_is_on_the_desk_and_sent_again(self, rita: User, send_all: SendAll) -> None:
        invitation = invited(rita)
        OutgoingMail.objects.update(state=MailState.FAILED, problem="The mail server refused the address.")
        browser = signed_in(rita)
        desk = browser.get("/admin/").content.decode()
        assert "Mails about accounts that were not sent" in desk
        mails = reverse("admin:interviews_outgoingmail_changelist")
        assert mails in desk
        again = reverse("admin:interviews_outgoingmail_again", args=[OutgoingMail.objects.get().pk])
        listed = browser.get(mails).content.decode()
        assert again in listed
        assert "Invitation to have an account" in listed
        assert invitation.token not in desk + listed
        assert "to nora@company.example again?" in unescape(browser.get(again).content.decode())
        assert browser.post(again).status_code == 302
        send_all()
        assert OutgoingMail.objects.get().state == MailState.SENT
        assert invitation.token in str(mail.outbox[0].body)

    def test_who_sees_little_is_told_of_their_own_failed_mails_only(
        self, rita: User, root: User, interview: Interview
    ) -> None:
        """What they cannot settle is no task of theirs; with and without an interview on their schedule."""
        invited(root)
        invited(rita, email="own@company.example")
        outbox.send_password_link(root)
        OutgoingMail.objects.update(state=MailState.FAILED)
        browser = signed_in(rita)
        mails = reverse("admin:interviews_outgoingmail_changelist")
        own = OutgoingMail.objects.get(colleague_invitation__invited_by=rita)

        def waiting() -> list[int]:
            return [task.count for task in browser.get("/admin/").context["tasks"] if task.all_url == mails]

        assert waiting() == [3]
        User.objects.filter(pk=rita.pk).update(only_own_positions=True)
        assert waiting() == [1]
        listed = browser.get(mails).content.decode()
        assert "own@company.example" in listed
        assert "nora@company.example" not in listed
        assert root.email not in listed
        for mail_id, status in ((own.pk, 200), (own.pk - 1, 404), (own.pk + 1, 404)):
            again = reverse("admin:interviews_outgoingmail_again", args=[mail_id])
            assert browser.get(again).status_code == status
        Interview.objects.update(created_by=root)
        assert waiting() == [1]
        own.delete()
        assert waiting() == []

    def test_a_withdrawn_invitation_is_not_mailed(self, rita: User, send_all: SendAll) -> None:
        revoke_colleague_invitation(invitation=invited(rita))
        send_all()
        assert mail.outbox == []
        assert OutgoingMail.objects.get().state == MailState.SKIPPED

    def test_where_mail_is_off_none_is_promised(self, rita: User, settings: Settings) -> None:
        settings.MAIL_TRANSPORT, settings.EMAIL_BACKEND = (
            "off",
            "django.core.mail.backends.dummy.EmailBackend",
        )
        shown = signed_in(rita).post(ADD, {"email": "nora@company.example", "role": "interviewer"})
        assert "No mail was sent" in shown.content.decode()
        assert "on its way" not in shown.content.decode()
        assert link_of(ColleagueInvitation.objects.get()) in unescape(shown.content.decode())

    def test_an_invitation_that_is_not_stored_is_not_mailed(self, rita: User) -> None:
        @transaction.atomic
        def invite_and_fail() -> None:
            invited(rita)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            invite_and_fail()
        assert not OutgoingMail.objects.exists()

    def test_who_sees_little_gives_away_no_more(self, rita: User) -> None:
        rita.only_own_positions = True
        assert invited(rita, ColleagueRole.RECRUITER).only_own_positions

    def test_interviewers_and_strangers_invite_nobody(self, ivan: User, sam: User) -> None:
        for person in (ivan, sam, make_person("staff", INTERVIEWERS, is_staff=True)):
            answer = signed_in(person).post(ADD, {"email": "nora@company.example", "role": "recruiter"})
            assert answer.status_code in {302, 403}
        assert not ColleagueInvitation.objects.exists()


class TestManaging:
    def save(self, client: Client, person: User, **change: Any) -> Any:
        form = read_form(client.get(change_path(person)).content.decode(), "colleague_form")
        answers = {name: value for name, value in {**form, **change}.items() if value is not None}
        return client.post(change_path(person), answers)

    def test_a_recruiter_closes_an_interviewers_account(self, rita: User, ivan: User) -> None:
        his = signed_in(ivan)
        assert self.save(signed_in(rita), ivan, is_active=None).status_code == 302
        ivan.refresh_from_db()
        assert not ivan.is_active
        assert his.get(reverse("home")).status_code == 302

    def test_and_makes_them_a_recruiter(self, rita: User, ivan: User) -> None:
        self.save(signed_in(rita), ivan, roles=["interviewer", "recruiter"])
        ivan.refresh_from_db()
        assert ivan.is_staff
        assert {group.name for group in ivan.groups.all()} == {INTERVIEWERS, RECRUITERS}

    def test_but_touches_nobody_with_rights(self, rita: User, root: User) -> None:
        other = make_person("robert", RECRUITERS, is_staff=True)
        staff = make_person("staff", INTERVIEWERS, is_staff=True)
        root.groups.add(*rita.groups.all())
        client = signed_in(rita)
        for person in (rita, other, staff, root):
            assert not may_manage(rita, person)
            assert client.get(change_path(person)).status_code == 200
            form = {"first_name": "Mallory", "email": "m@mail.example", "roles": ["interviewer"]}
            assert client.post(change_path(person), form).status_code == 403
            link = reverse("admin:interviews_colleague_password_link", args=[person.pk])
            assert client.post(link).status_code == 403
            with pytest.raises(Refused):
                change_colleague(person=person, fields=["email"], roles=None, actor=rita)

    def test_a_superuser_manages_recruiters(self, root: User, rita: User) -> None:
        assert self.save(signed_in(root), rita, only_own_positions="on").status_code == 302
        rita.refresh_from_db()
        assert rita.only_own_positions
        assert rita.is_staff

    def test_a_link_to_a_new_password(self, rita: User, ivan: User) -> None:
        link = reverse("admin:interviews_colleague_password_link", args=[ivan.pk])
        client = signed_in(rita)
        assert client.get(link).status_code == 200
        shown = client.post(link)
        found = re.search(r'value="http://testserver([^"]+)"', shown.content.decode())
        assert found is not None
        browser = Client()
        form = browser.get(unescape(found.group(1)), follow=True).redirect_chain[-1][0]
        browser.post(form, {"password1": NEW, "password2": NEW})
        ivan.refresh_from_db()
        assert ivan.check_password(NEW)
        assert not ivan.check_password(PASSWORD)

    def test_who_sees_only_own_positions_manages_nobody_on_hidden_interviews(
        self, rita: User, ivan: User, interview: Interview
    ) -> None:
        """A link to a new password would open what is hidden from them."""
        lena = make_person("lena", RECRUITERS, is_staff=True)
        lena.only_own_positions = True
        lena.save()
        assert may_manage(rita, ivan)
        observer = make_person("olga", INTERVIEWERS)
        interview.observers.add(observer)
        client = signed_in(lena)
        for person in (ivan, observer):
            assert not may_manage(lena, person)
            link = reverse("admin:interviews_colleague_password_link", args=[person.pk])
            assert client.post(link).status_code == 403
            with pytest.raises(Refused):
                change_colleague(person=person, fields=["email"], roles=None, actor=lena)
        interview.interviewers.add(lena)
        assert may_manage(lena, ivan)
        assert may_manage(lena, observer)

    def test_accounts_of_nobody_are_not_there(self, rita: User, sam: User, root: User) -> None:
        page = signed_in(rita).get(LIST).content.decode()
        assert "rita" in page
        assert "sam@" not in page
        assert "root@" not in page
        assert signed_in(rita).get(change_path(sam)).status_code == 302

    def test_somebody_elses_address_is_refused(self, rita: User, ivan: User, ines: User) -> None:
        answer = self.save(signed_in(rita), ivan, email="INES@company.example")
        assert answer.status_code == 200
        assert "Somebody else has this address." in answer.content.decode()

    def test_a_limited_recruiter_frees_nobody(self, rita: User, ivan: User) -> None:
        User.objects.filter(pk=ivan.pk).update(only_own_positions=True)
        rita.only_own_positions = True
        ivan.refresh_from_db()
        ivan.only_own_positions = False
        with pytest.raises(Refused):
            change_colleague(person=ivan, fields=["only_own_positions"], roles=None, actor=rita)
        change_colleague(person=ivan, fields=[], roles=[ColleagueRole.RECRUITER], actor=rita)
        ivan.refresh_from_db()
        assert ivan.only_own_positions
