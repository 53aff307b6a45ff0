"""The placeholders of mail texts: which there are, and putting words in their place."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from markdown_it import MarkdownIt

from interviews.choices import MailKind

PLACEHOLDERS: Final[dict[str, str]] = {
    "name": "who gets the mail",
    "candidate": "the candidate's name",
    "title": "what the interview is called",
    "stage": "the stage's name",
    "time": "day and time in the reader's zone, which is named",
    "minutes": "how long it takes",
    "expires": "until when a link to a coding session works",
    "interviewers": "who holds it",
    "recruiter": "who scheduled it",
    "link": "the reader's own way in; stands best on a line of its own",
}
# Without their link the reader has no way in.
NEEDS_LINK: Final = frozenset({MailKind.CANDIDATE_INVITATION, MailKind.CANDIDATE_CHOICE})
MARKDOWN: Final = MarkdownIt("commonmark", {"html": False, "breaks": True})
_PLACEHOLDER: Final = re.compile(r"\{([^{}\n]*)\}")


def fill(text: str, words: Mapping[str, str], shape: Callable[[str, str], str] = lambda _, word: word) -> str:
    """The text with each placeholder replaced by its word, shaped by `shape(name, word)`."""

    def replacement(match: re.Match[str]) -> str:
        name = match[1]
        return shape(name, words[name]) if name in words else match[0]

    return _PLACEHOLDER.sub(replacement, text)


def check_text(kind: str, subject: str, body: str) -> None:
    """Raise ValidationError, by field, for a text that could not be sent as it is meant."""
    problems: dict[str, list[str]] = {}
    for field, text in (("subject", subject), ("body", body)):
        unknown = sorted({name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS})
        if unknown:
            listed = ", ".join(f"{{{name}}}" for name in unknown)
            problems.setdefault(field, []).append(f"There is no placeholder {listed}.")
    if "{link}" in subject:
        problems.setdefault("subject", []).append(
            "The link stands in the text only: subjects are read by many."
        )
    if _PLACEHOLDER.search(" ".join(_addresses(body))):
        problems.setdefault("body", []).append(
            "A link of Markdown, as in [words](address), cannot lead to a placeholder. Write {link} by itself: it "
            "becomes a link."
        )
    if kind in NEEDS_LINK and "{link}" not in body:
        problems.setdefault("body", []).append("Without {link} the candidate has no way in.")
    if problems:
        raise ValidationError(problems)


def _addresses(body: str) -> Iterator[str]:
    """Where the text's Markdown leads. Braces are escaped in addresses, so no placeholder is found there later."""
    for block in MARKDOWN.parse(body):
        for token in block.children or ():
            yield unquote(str(token.attrGet("href") or token.attrGet("src") or ""))
