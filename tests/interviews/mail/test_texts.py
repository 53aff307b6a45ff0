"""The words of mails: a recruiter's own, the company's, ours; as text and as HTML that no name can break."""

import pytest
from django.core.exceptions import ValidationError

from interviews.choices import MailKind, StageMode
from interviews.mail import outbox
from interviews.mail.default_texts import MailText, default_text
from interviews.mail.placeholders import check_text
from interviews.mail.rendering import render, text_for
from interviews.models import Interview, Invitation, MailTemplate, StageTypeConfig
from tests.interviews.mail.conftest import SendAll, html_of, text_of
from tests.interviews.mail.server import MailServer

WORDS = {
    "name": "Cara",
    "candidate": "Cara",
    "title": "Engineer",
    "stage": "Talk",
    "time": "tomorrow",
    "minutes": "60",
    "expires": "Friday",
    "interviewers": "Ivan",
    "recruiter": "Rita",
    "link": "https://jobs.example/join/abc/",
}


@pytest.mark.parametrize("kind", MailKind)
@pytest.mark.parametrize("mode", StageMode)
def test_our_own_texts_can_be_sent(kind: MailKind, mode: StageMode) -> None:
    text = default_text(kind, mode)
    check_text(kind, text.subject, text.body)
    rendered = render(text, WORDS)
    assert "{" not in rendered.subject + rendered.text
    assert "{" not in rendered.html.partition("<body")[2].partition(">")[2]


def test_the_stages_own_text_comes_before_the_companys(
    stage_live: StageTypeConfig, stage_hr: StageTypeConfig
) -> None:
    kind = MailKind.CANDIDATE_INVITATION
    MailTemplate.objects.create(kind=kind, subject="Ours", body="{link}")
    MailTemplate.objects.create(kind=kind, stage=stage_live, subject="The stage's", body="{link}")
    assert text_for(kind, stage_live) == MailText("The stage's", "{link}")
    assert text_for(kind, stage_hr) == MailText("Ours", "{link}")
    assert text_for(MailKind.CANDIDATE_CANCELLED, stage_hr).subject == "Cancelled: {title}"


def test_words_are_neither_markdown_nor_html_nor_placeholders() -> None:
    words = WORDS | {"name": "<b>*Eve*</b> {link} [x](https://evil.example)"}
    rendered = render(MailText("For {name}", "Hello {name}, **welcome**.\n\n{link}"), words)
    assert "&lt;b&gt;*Eve*&lt;/b&gt; {link} [x](https://evil.example)" in rendered.html
    assert "<strong>welcome</strong>" in rendered.html
    assert rendered.html.count("<a ") == 1
    assert rendered.html.count(WORDS["link"]) == 2, "as address and as words"


def test_html_in_a_text_stays_words() -> None:
    rendered = render(MailText("S", "<script>alert(1)</script> <img src=x onerror=y>"), WORDS)
    assert "<script" not in rendered.html
    assert "<img" not in rendered.html


def test_a_name_with_line_breaks_makes_no_header(
    cara: Invitation, mail_server: MailServer, interview: Interview, send_all: SendAll
) -> None:
    Invitation.objects.update(name="Cara\nBcc: everybody@mail.example")
    Interview.objects.update(title="Engineer\r\nX-Evil: yes")
    outbox.invite_candidate(Invitation.objects.get())
    send_all()
    (message,) = mail_server.messages
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    assert message["Subject"] == "Your interview: Engineer X-Evil: yes"


def test_both_parts_say_the_same(cara: Invitation, mail_server: MailServer, send_all: SendAll) -> None:
    outbox.invite_candidate(cara)
    send_all()
    (message,) = mail_server.messages
    link = f"https://jobs.example/join/{cara.token}/"
    assert link in text_of(message)
    assert f'href="{link}"' in html_of(message)
    assert "Hello Cara Candidate," in html_of(message)


@pytest.mark.parametrize(
    ("subject", "body", "fields"),
    [
        ("{nmae}", "{link}", {"subject"}),
        ("Hello", "Come.", {"body"}),
        ("{link}", "{link}", {"subject"}),
        ("Hello", "{link} {unknown}", {"body"}),
        ("Hello", "[Join here]({link})", {"body"}),
        ("Hello", "{link} <https://company.example/{name}>", {"body"}),
        ("Hello", "{link} [Join here][1]\n\n[1]: {link}", {"body"}),
        ("Hello", "{link} ![A picture]({name})", {"body"}),
    ],
)
def test_texts_that_cannot_be_meant_are_refused(subject: str, body: str, fields: set[str]) -> None:
    with pytest.raises(ValidationError) as refused:
        check_text(MailKind.CANDIDATE_INVITATION, subject, body)
    assert set(refused.value.message_dict) == fields


def test_links_to_elsewhere_and_words_in_brackets_are_allowed() -> None:
    body = "{link}\n\n[{title}] ({stage}): see [our page of {title}](https://company.example/jobs?page=%7B1)."
    check_text(MailKind.CANDIDATE_INVITATION, "Hello", body)
