"""A mail's subject, plain text and HTML out of one Markdown text and the words for its placeholders."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import nh3
from django.template.loader import render_to_string
from django.utils.html import escape, format_html

from interviews.choices import MailKind
from interviews.mail.default_texts import MailText, default_text
from interviews.mail.placeholders import MARKDOWN, fill
from interviews.models import MailTemplate, StageTypeConfig

_LINK_STYLE: Final = (
    "display:inline-block;padding:10px 18px;border-radius:6px;background:#3b5bdb;color:#ffffff;"
    "text-decoration:none;font-weight:600;word-break:break-all"
)


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """What a reader gets, without the calendar entry."""

    subject: str
    text: str
    html: str
    # The part of the HTML that the text makes.
    body: str


def text_for(kind: MailKind, stage: StageTypeConfig) -> MailText:
    """The stage's own text, else the company's, else ours."""
    rows = MailTemplate.objects.filter(kind=kind, stage=stage) | MailTemplate.objects.filter(
        kind=kind, stage=None
    )
    own = max(rows, key=lambda row: row.stage_id is not None, default=None)
    return MailText(own.subject, own.body) if own else default_text(kind, stage.mode)


def render(text: MailText, words: Mapping[str, str]) -> RenderedMail:
    """Fill a text in. Words are words: what a name holds becomes neither Markdown nor HTML."""
    subject = " ".join(fill(text.subject, words).split())
    body = fill(nh3.clean(MARKDOWN.render(text.body)), words, _in_html)
    html = render_to_string(
        "mail/layout.html", {"subject": subject, "body": body, "recruiter": words["recruiter"]}
    )
    return RenderedMail(subject, fill(text.body, words).strip() + "\n", html, body)


def _in_html(name: str, word: str) -> str:
    if name == "link":
        return format_html('<a href="{}" style="{}">{}</a>', word, _LINK_STYLE, word)
    return escape(word)
