"""Mails in the admin: what is told on saving, what failed, and the texts."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.choices import ABOUT_ACCOUNTS, MailKind, MailState
from interviews.mail import outbox, sending
from interviews.mail.rendering import text_for
from interviews.models import (
    Interview,
    Invitation,
    MailTemplate,
    OutgoingMail,
    Position,
    StageTypeConfig,
    User,
)
from interviews.services.applications import place_interview
from tests.conftest import SentTasks, signed_in
from tests.interviews.admin_pages import ADD, change_path, messages_of, saved, submit
from tests.interviews.mail.conftest import SendAll, only_mail, text_of
from tests.interviews.mail.server import MailServer

LIST = "/admin/interviews/outgoingmail/"
TEXTS = "/admin/interviews/mailtemplate/"


@pytest.fixture
def page(rita: User) -> Client:
    return signed_in(rita)


@pytest.fixture
def failed(cara: Invitation, mail_server: MailServer, sent_tasks: SentTasks) -> OutgoingMail:
    """The mail server does not know Cara's address."""
    mail_server.refused_addresses["cara@mail.example"] = "550 No such user"
    outbox.invite_candidate(cara)
    sending.send(only_mail().pk)
    mail_server.refused_addresses.clear()
    return only_mail()


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def test_planning_in_the_admin_tells_everybody_unless_unticked(
    page: Client,
    mail_server: MailServer,
    stage_live: StageTypeConfig,
    ivan: User,
    sent_tasks: SentTasks,
) -> None:
    start = timezone.localtime() + timedelta(days=3)
    answers = {
        "title": "Engineer",
        "stage": stage_live.pk,
        "scheduled_start_0": f"{start:%Y-%m-%d}",
        "scheduled_start_1": "10:00",
        "interviewers": ivan.pk,
        "invitations-0-name": "Cara",
        "invitations-0-email": "cara@mail.example",
    }
    saved(page, ADD, answers)
    kinds = sorted(OutgoingMail.objects.values_list("kind", flat=True))
    assert kinds == [MailKind.CANDIDATE_INVITATION, MailKind.COLLEAGUE_INVITED]
    interview = Interview.objects.get()
    saved(page, change_path(interview.pk), {"scheduled_start_1": "11:00", "tell": None})
    assert OutgoingMail.objects.count() == 2
    saved(page, change_path(interview.pk), {"scheduled_start_1": "12:00"})
    assert OutgoingMail.objects.count() == 4
    cancel = reverse("admin:interviews_interview_cancel", args=[interview.pk])
    page.post(cancel, {"tell": "on"})
    assert OutgoingMail.objects.filter(kind__endswith="cancelled").count() == 2


def test_a_failed_mail_stands_on_the_desk_and_is_sent_again(
    page: Client, failed: OutgoingMail, mail_server: MailServer, send_all: SendAll
) -> None:
    desk = shown(page, "/admin/")
    assert "Mails that were not sent" in desk
    page_of_interview = change_path(failed.about.pk)
    assert f"{page_of_interview}#mails-heading" in desk
    again = reverse("admin:interviews_outgoingmail_again", args=[failed.pk])
    settled_on = shown(page, page_of_interview)
    assert 'id="mails-heading"' in settled_on
    assert "The mail server refused the address: 550 No such user" in settled_on
    assert again in settled_on
    assert "It goes to cara@mail.example." in shown(page, again)
    page.post(again)
    send_all()
    assert len(mail_server.raw) == 1
    assert "Mails that were not sent" not in shown(page, "/admin/")
    assert "not waiting for a decision any more" in messages_of(page.post(again, follow=True))[-1]


def test_one_that_perhaps_arrived_is_said_to_be_so(page: Client, failed: OutgoingMail) -> None:
    OutgoingMail.objects.update(state=MailState.UNCLEAR)
    again = reverse("admin:interviews_outgoingmail_again", args=[failed.pk])
    assert "It may have arrived" in shown(page, again)
    aside = reverse("admin:interviews_outgoingmail_aside", args=[failed.pk])
    page.post(aside)
    assert only_mail().state == MailState.SET_ASIDE
    assert "Mails that were not sent" not in shown(page, "/admin/")


def test_the_interviews_page_and_the_list_show_what_was_sent(
    page: Client, failed: OutgoingMail, cara: Invitation
) -> None:
    for path in (change_path(cara.interview_id), LIST, f"{LIST}?state__in=failed,unclear"):
        html = shown(page, path)
        assert "Cara Candidate, cara@mail.example" in html
        assert "Send again…" in html
    assert page.get(f"{LIST}{failed.pk}/change/").status_code == 302
    assert "cara@mail.example" not in shown(page, f"{LIST}?state__exact=sent").partition("changelist-form")[2]


def test_only_recruiters_see_and_do(failed: OutgoingMail, rita: User, ivan: User, sam: User) -> None:
    again = reverse("admin:interviews_outgoingmail_again", args=[failed.pk])
    for person in (ivan, sam):
        for path in (LIST, TEXTS, again):
            assert signed_in(person).get(path).status_code == 302, "to the sign-in"
    rita.groups.clear()
    rita.user_permissions.set(Permission.objects.filter(codename="view_interview"))
    client = signed_in(rita)
    for path in (LIST, TEXTS, again, f"{TEXTS}add/"):
        assert client.get(path).status_code == 403, path
    assert client.post(f"{TEXTS}preview/").status_code == 403
    assert "Mails that were not sent" not in shown(client, "/admin/")


# Texts ----------------------------------------------------------------------------------------------------------------


def test_every_kind_can_be_written_anew_from_what_is_sent_today(
    page: Client, root: User, stage_live: StageTypeConfig
) -> None:
    listed = shown(signed_in(root), TEXTS)
    for kind in MailKind:
        assert kind.label in listed
        assert f"{TEXTS}add/?kind={kind.value}" in listed
    form = f"{TEXTS}add/?kind=candidate_cancelled"
    assert "Cancelled: {title}" in shown(page, form)
    saved(
        page,
        form,
        {"stage": stage_live.pk, "subject": "Sorry, {name}", "body": "Not *now*."},
        form_id="mailtemplate_form",
    )
    own = MailTemplate.objects.get()
    assert (own.kind, own.stage, own.subject) == (MailKind.CANDIDATE_CANCELLED, stage_live, "Sorry, {name}")
    assert "Sorry, {name}" in shown(page, TEXTS)
    again = submit(page, form, {"stage": stage_live.pk, "subject": "Another"}, form_id="mailtemplate_form")
    assert "There is a text of this kind for it already." in again.content.decode()
    saved(page, f"{TEXTS}{own.pk}/change/", {"subject": "Sorry"}, form_id="mailtemplate_form")
    assert MailTemplate.objects.get().subject == "Sorry"


def test_a_text_about_accounts_is_of_no_stage_and_has_words_of_its_own(
    root: User, stage_live: StageTypeConfig
) -> None:
    page = signed_in(root)
    form = f"{TEXTS}add/?kind=account_invitation"
    before = shown(page, form)
    assert "{recruiter} has invited you" in before
    assert "{role}" in before
    assert "{interviewers}" not in before
    own = {"subject": "Join us", "body": "{recruiter} wants you as {role}:\n\n{link}"}
    for slip, words in (
        ({"stage": stage_live.pk}, "Mails about accounts are of no stage."),
        ({"body": "{title} {link}"}, "There is no placeholder {title}."),
        ({"body": "Come."}, "Without {link} the mail is of no use."),
    ):
        assert words in unescape(
            submit(page, form, {**own, **slip}, form_id="mailtemplate_form").content.decode()
        )
    saved(page, form, own, form_id="mailtemplate_form")
    assert text_for(MailKind.ACCOUNT_INVITATION, None).subject == "Join us"


@pytest.mark.parametrize("kind", sorted(ABOUT_ACCOUNTS))
def test_recruiters_write_no_text_about_accounts(page: Client, presets: None, kind: str) -> None:
    """It could send a superuser's link to a new password to a site of the author's."""
    own = {"subject": "Hello", "body": "https://evil.example/?{link}"}
    form = f"{TEXTS}add/?kind={kind}"
    assert f'"{form}"' not in shown(page, TEXTS)
    assert page.get(form).status_code == 403
    refused = submit(page, f"{TEXTS}add/", {**own, "kind": kind}, form_id="mailtemplate_form")
    assert "Select a valid choice" in refused.content.decode()
    assert not MailTemplate.objects.exists()
    text = MailTemplate.objects.create(kind=kind, subject="Hello", body="{link}")
    looked_at = shown(page, f"{TEXTS}{text.pk}/change/")
    assert "{link}" in looked_at
    assert 'name="body"' not in looked_at
    assert page.post(f"{TEXTS}{text.pk}/change/", own).status_code == 403
    assert page.post(f"{TEXTS}{text.pk}/delete/", {"post": "yes"}).status_code == 403
    assert MailTemplate.objects.get().body == "{link}"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"body": "Come."}, "Without {link} the candidate has no way in."),
        ({"subject": "{x}"}, "There is no placeholder {x}."),
    ],
)
def test_a_text_that_cannot_be_meant_is_refused(
    page: Client, presets: None, answers: dict[str, Any], words: str
) -> None:
    answer = submit(page, f"{TEXTS}add/?kind=candidate_invitation", answers, form_id="mailtemplate_form")
    assert words in unescape(answer.content.decode())
    assert not MailTemplate.objects.exists()


def test_the_preview_shows_both_forms_and_stores_nothing(page: Client, stage_hr: StageTypeConfig) -> None:
    posted = {
        "kind": "candidate_invitation",
        "stage": stage_hr.pk,
        "subject": "{stage} for {name}",
        "body": "**Come** <b>now</b>, {wrong}",
    }
    html = page.post(f"{TEXTS}preview/", posted).content.decode()
    assert f"{stage_hr.name} for Cara Nowak" in html
    assert "<strong>Come</strong> &lt;b&gt;now&lt;/b&gt;" in html
    assert "There is no placeholder {wrong}." in html
    assert "Without {link} the candidate has no way in." in html
    assert not MailTemplate.objects.exists()
    assert page.get(f"{TEXTS}preview/").status_code == 405


def test_the_preview_fills_in_the_words_of_its_kind_only(page: Client, presets: None) -> None:
    posted = {"kind": "password_reset", "subject": "{username}, {title}", "body": "{recruiter} {link}"}
    answer = page.post(f"{TEXTS}preview/", posted)
    html = unescape(answer.content.decode())
    assert "ivan, {title}" in html
    assert "There is no placeholder {title}." in html
    rendered = answer.context["rendered"]
    assert rendered.text.startswith("{recruiter} http")
    assert "Rita Example" not in rendered.html, "below what is sent stands no recruiter"


def test_an_own_text_is_what_is_sent(
    page: Client, cara: Invitation, mail_server: MailServer, send_all: SendAll
) -> None:
    stage = cara.interview.stage
    MailTemplate.objects.create(
        kind=MailKind.CANDIDATE_INVITATION, stage=stage, subject="Come, {name}", body="{link}\n\n{recruiter}"
    )
    outbox.invite_candidate(cara)
    send_all()
    (message,) = mail_server.messages
    assert message["Subject"] == "Come, Cara Candidate"
    assert text_of(message).splitlines()[-1] == "Rita Example"


# Many -----------------------------------------------------------------------------------------------------------------


def test_the_page_of_links_counts_what_is_sent(
    page: Client, cara: Invitation, rita: User, mail_server: MailServer, send_all: SendAll
) -> None:
    position = Position.objects.create(title="Data engineer")
    place_interview(interview=cara.interview, position=position, actor=rita)
    links = reverse("admin:interviews_position_links", args=[position.pk])
    assert "Invitations by mail" not in shown(page, links)
    outbox.invite_candidate(cara)
    assert "0 of 1 sent, 1 on the way." in shown(page, links)
    send_all()
    mails = reverse("admin:interviews_position_mails", args=[position.pk])
    assert "1 of 1 sent." in shown(page, f"{mails}?stage={cara.interview.stage_id}")
    assert "Invitations by mail" not in page.get(f"{mails}?stage=999").content.decode()
