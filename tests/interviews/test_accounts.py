"""Accounts: a forgotten password, a second factor, the company's own sign-in."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from interviews.choices import MailKind, MailState
from interviews.mail import outbox
from interviews.models import Invitation, OutgoingMail, User
from interviews.models.mail import UNFINISHED_MAIL
from interviews.tasks import forget_mails_about_accounts
from talentsync.lib.logs import redact_tokens
from tests.conftest import PASSWORD, signed_in
from tests.interviews.mail.conftest import SendAll
from tests.interviews.mail.conftest import send_all as send_all
from tests.totp import totp_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]
NEW = "another password, long enough"


def sign_in(name: str, password: str = PASSWORD, **more: str) -> tuple[Client, Any]:
    browser = Client()
    return browser, browser.post(reverse("login"), {"login": name, "password": password, **more})


def is_signed_in(browser: Client) -> bool:
    return browser.get(reverse("home")).status_code == 200


class TestForgottenPassword:
    @pytest.fixture(autouse=True)
    def mail_is_on(self, settings: Settings, send_all: SendAll) -> None:
        """Mails are kept in `mail.outbox` once a worker has sent them."""
        settings.MAIL_TRANSPORT, settings.SITE_URL = "smtp", "http://testserver"
        self.send_all = send_all

    def ask(self, email: str) -> Any:
        answer = Client().post(reverse("account_reset_password"), {"email": email}, follow=True)
        self.send_all()
        return answer

    def test_a_link_by_mail_changes_it_once(self, ivan: User) -> None:
        assert self.ask("IVAN@company.example").status_code == 200
        (sent,) = mail.outbox
        assert sent.to == [f"Ivan Example <{ivan.email}>"]
        found = re.search(r"http://testserver(\S+)", str(sent.body))
        assert found is not None
        link = found.group(1)
        browser = Client()
        page = browser.get(link, follow=True)
        form = page.redirect_chain[-1][0]
        # The address of the form says nothing that could be used again.
        assert link.split("-", 1)[1].strip("/") not in form
        weak = browser.post(form, {"password1": "password", "password2": "password"})
        assert "too common" in weak.content.decode()
        assert browser.post(form, {"password1": NEW, "password2": NEW}).status_code == 302
        assert sign_in("ivan", NEW)[1].status_code == 302
        assert sign_in("ivan")[1].status_code == 200
        assert "leads nowhere" in Client().get(link, follow=True).content.decode()

    def test_nobody_learns_who_has_an_account(self, ivan: User) -> None:
        answers = [self.ask(email) for email in (ivan.email, "nobody@company.example")]
        pages = {re.sub(r'nonce="[^"]*"', "", answer.content.decode()) for answer in answers}
        assert len(pages) == 1
        assert [sent.to for sent in mail.outbox] == [[f"Ivan Example <{ivan.email}>"]]

    def test_a_mail_server_that_fails_is_asked_again(self, ivan: User, settings: Settings) -> None:
        """Nobody who asks learns of it, nor whether there is an account."""
        kept = settings.EMAIL_BACKEND
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        answers = [self.ask(email) for email in (ivan.email, "nobody@company.example")]
        assert [answer.status_code for answer in answers] == [200, 200]
        waiting = OutgoingMail.objects.get()
        assert (waiting.state, waiting.recipient, waiting.interview) == (MailState.WAITING, ivan, None)
        settings.EMAIL_BACKEND = kept
        cache.clear()
        self.send_all()
        (sent,) = mail.outbox
        assert sent.to == [f"Ivan Example <{ivan.email}>"]
        waiting.refresh_from_db()
        assert waiting.state == MailState.SENT

    def test_asking_again_while_one_waits_sends_one(self, ivan: User) -> None:
        for _ in range(2):
            Client().post(reverse("account_reset_password"), {"email": ivan.email})
        self.send_all()
        assert len(mail.outbox) == 1

    def test_an_old_request_is_not_answered_any_more(self, ivan: User) -> None:
        """Neither when somebody sends its mail again, nor where it kept waiting; who asks anew gets a link."""
        Client().post(reverse("account_reset_password"), {"email": ivan.email})
        old = OutgoingMail.objects.get()
        long_ago = timezone.now() - timedelta(days=2, minutes=1)
        OutgoingMail.objects.update(state=MailState.FAILED, created_at=long_ago)
        assert outbox.send_again(old)
        self.send_all()
        assert mail.outbox == []
        old.refresh_from_db()
        assert (old.state, old.problem) == (
            MailState.SKIPPED,
            "It was asked for more than two days before.",
        )
        OutgoingMail.objects.update(state=MailState.WAITING)
        self.ask(ivan.email)
        assert len(mail.outbox) == 1

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
    def test_asking_twice_at_the_same_moment_is_one_after_the_other(self, ivan: User) -> None:
        with CaptureQueriesContext(connection) as queries:
            outbox.send_password_link(ivan)
        waits = [" FOR NO KEY UPDATE" in query["sql"] for query in queries]
        assert waits.index(True) < next(
            number for number, query in enumerate(queries) if "outgoingmail" in query["sql"]
        )

    def test_one_address_is_mailed_three_times_an_hour(self, ivan: User) -> None:
        """Whether or not there is an account."""
        for email in ("IVAN@company.example", "nobody@company.example"):
            statuses = [self.ask(email).status_code for _ in range(4)]
            assert statuses == [200, 200, 200, 429]
        assert len(mail.outbox) == 3
        refused = self.ask(ivan.email)
        assert refused.status_code == 429
        assert "Look into your mail" in refused.content.decode()

    def test_a_mail_that_is_set_aside_is_kept_from_then_on(self, ivan: User) -> None:
        long_ago = timezone.now() - timedelta(days=31)
        failed = OutgoingMail.objects.create(
            kind=MailKind.PASSWORD_RESET, recipient=ivan, state=MailState.FAILED, finished_at=long_ago
        )
        assert outbox.set_aside(failed)
        assert forget_mails_about_accounts() == 0

    def test_settled_mails_are_kept_for_thirty_days(self, ivan: User, cara: Invitation) -> None:
        long_ago = timezone.now() - timedelta(days=30, minutes=1)
        for state in MailState:
            OutgoingMail.objects.create(kind=MailKind.PASSWORD_RESET, recipient=ivan, state=state)
        OutgoingMail.objects.create(
            kind=MailKind.CANDIDATE_INVITATION,
            interview=cara.interview,
            invitation=cara,
            state=MailState.SENT,
        )
        ended = OutgoingMail.objects.exclude(UNFINISHED_MAIL)
        ended.update(finished_at=timezone.now())
        assert forget_mails_about_accounts() == 0
        ended.update(finished_at=long_ago)
        assert forget_mails_about_accounts() == 3
        kept = OutgoingMail.objects.filter(interview=None).values_list("state", flat=True)
        assert set(kept) == {MailState.WAITING, MailState.SENDING, MailState.FAILED, MailState.UNCLEAR}
        assert OutgoingMail.objects.filter(interview=cara.interview, state=MailState.SENT).exists()
        assert forget_mails_about_accounts() == 0

    def test_no_link_is_stored(self, ivan: User) -> None:
        self.ask(ivan.email)
        found = re.search(r"/password/reset/key/([^/]+)/", str(mail.outbox[0].body))
        assert found is not None
        row = OutgoingMail.objects.filter(recipient=ivan).values().get()
        assert found.group(1) not in str(row)

    def test_a_closed_account_gets_no_mail_that_waited(self, ivan: User) -> None:
        Client().post(reverse("account_reset_password"), {"email": ivan.email})
        User.objects.filter(pk=ivan.pk).update(is_active=False)
        self.send_all()
        assert mail.outbox == []
        assert OutgoingMail.objects.get().state == MailState.SKIPPED

    def test_where_mail_is_off_none_is_promised(self, ivan: User, settings: Settings) -> None:
        settings.MAIL_TRANSPORT, settings.EMAIL_BACKEND = (
            "off",
            "django.core.mail.backends.dummy.EmailBackend",
        )
        page = Client().get(reverse("account_reset_password")).content.decode()
        assert "Ask a recruiter for a link" in page
        assert "Send me a link" not in page
        for email in (ivan.email, "nobody@company.example"):
            answer = self.ask(email).content.decode()
            assert "No mail was sent" in answer
            assert "on its way" not in answer

    def test_a_closed_account_gets_none(self, ivan: User) -> None:
        User.objects.filter(pk=ivan.pk).update(is_active=False)
        self.ask(ivan.email)
        assert mail.outbox == []

    def test_the_link_is_in_no_log(self) -> None:
        line = (
            "GET /accounts/password/reset/key/3-abcdef-0123456789abcdef/ and "
            "/accounts/invitation/x0123456789abcdefg.sig/"
        )
        assert redact_tokens(line) == (
            "GET /accounts/password/reset/key/[token]/ and /accounts/invitation/[token]/"
        )


class TestSecondFactor:
    @pytest.fixture
    def secret(self, rita: User) -> str:
        """Rita has turned on an authenticator app, on its page."""
        browser, _ = sign_in("rita")
        asked = browser.get(reverse("mfa_activate_totp"))
        assert asked["Location"].startswith(reverse("account_reauthenticate"))
        wrong = browser.post(asked["Location"], {"password": "wrong"})
        assert wrong.status_code == 200
        assert browser.post(asked["Location"], {"password": PASSWORD}).status_code == 302
        page = browser.get(reverse("mfa_activate_totp"))
        assert page.status_code == 200
        found = re.search(r'id="authenticator_secret"[^>]*value="(\w+)"', page.content.decode())
        assert found is not None
        answer = browser.post(reverse("mfa_activate_totp"), {"code": totp_code(found.group(1))})
        assert answer.status_code == 302, answer.content.decode()
        return found.group(1)

    def test_a_password_alone_opens_nothing(self, secret: str) -> None:
        browser, answer = sign_in("rita", next="/admin/")
        assert answer["Location"].startswith(reverse("mfa_authenticate"))
        assert not is_signed_in(browser)
        assert browser.get("/admin/").status_code == 302
        wrong = browser.post(answer["Location"], {"code": "000000"})
        assert wrong.status_code == 200
        code = totp_code(secret)
        assert browser.post(answer["Location"], {"code": code})["Location"] == "/admin/"
        assert browser.get("/admin/").status_code == 200
        # Somebody who looked over her shoulder: each code is taken once.
        other, answer = sign_in("rita", next="/admin/")
        assert other.post(answer["Location"], {"code": code}).status_code == 200
        assert not is_signed_in(other)

    def test_recovery_codes_open_it_once_each(self, secret: str, rita: User) -> None:
        stored = Authenticator.objects.get(user=rita, type=Authenticator.Type.RECOVERY_CODES)
        code = stored.wrap().get_unused_codes()[0]
        for status in (302, 200):
            browser, answer = sign_in("rita", next="/admin/")
            landed = browser.post(answer["Location"], {"code": code})
            assert landed.status_code == status
            assert is_signed_in(browser) is (status == 302)

    def test_guessing_codes_is_slow(self, secret: str) -> None:
        browser, answer = sign_in("rita")
        pages = [browser.post(answer["Location"], {"code": "000000"}).content.decode() for _ in range(12)]
        assert "Too many failed login attempts" in pages[-1]

    def test_the_seed_is_encrypted(self, secret: str, rita: User) -> None:
        stored = Authenticator.objects.get(user=rita, type=Authenticator.Type.TOTP)
        assert secret not in str(stored.data)

    def test_it_is_turned_off_only_with_the_password(self, secret: str, rita: User) -> None:
        # A session that somebody finds open.
        browser = signed_in(rita)
        answer = browser.post(reverse("mfa_deactivate_totp"))
        assert answer["Location"].startswith(reverse("account_reauthenticate"))
        assert Authenticator.objects.filter(user=rita, type=Authenticator.Type.TOTP).exists()


def test_nobody_makes_an_account_of_their_own(db: None) -> None:
    page = Client().get(reverse("account_signup"))
    assert "by invitation" in page.content.decode()
    form = {"username": "mallory", "email": "m@mail.example", "password1": NEW, "password2": NEW}
    Client().post(reverse("account_signup"), form)
    assert not User.objects.filter(username="mallory").exists()


@pytest.mark.parametrize(
    "name",
    ["account_change_password", "account", "mfa_index", "mfa_list_webauthn", "mfa_activate_totp"],
)
def test_pages_of_the_account(ivan: User, name: str) -> None:
    assert Client().get(reverse(name)).status_code == 302
    browser, _ = sign_in("ivan")
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = browser.get(reverse(name))
    assert page.status_code == 200
    html = unescape(page.content.decode())
    # Everything stands in our own page, with our policy: no script, style or handler of its own.
    assert "<html lang=" in html
    assert not re.search(r"<style|\son\w+=|style=|javascript:", html)
    for script in re.findall(r"<script([^>]*)>", html):
        assert "src=" in script or 'type="application/json"' in script, script


def test_changing_the_password_ends_other_sessions(ivan: User) -> None:
    other, _ = sign_in("ivan")
    browser, _ = sign_in("ivan")
    answer = browser.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    assert answer.status_code == 302
    assert not is_signed_in(other)
    assert sign_in("ivan", NEW)[1].status_code == 302
