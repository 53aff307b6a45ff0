"""Candidates' code and output as they are shown: text of strangers, escaped and with nothing in it that hides."""

import time
from collections.abc import Iterator
from typing import Any, Final

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString
from pygments import lex
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

from dsa.execution import Language

# Pygments' names for our languages.
LEXERS: Final[dict[str, str]] = {
    Language.PYTHON: "python",
    Language.C: "c",
    Language.CPP: "cpp",
    Language.JAVA: "java",
    Language.JAVASCRIPT: "javascript",
    Language.TYPESCRIPT: "typescript",
    Language.GO: "go",
    Language.RUST: "rust",
    Language.CSHARP: "csharp",
    Language.KOTLIN: "kotlin",
    Language.RUBY: "ruby",
    Language.PHP: "php",
    Language.BASH: "bash",
    Language.SQL: "sql",
}
# Its lexers are regular expressions, some of them slow for code that was made to be so: a thousand line breaks will do.
# What is left after this long is shown plainly.
HIGHLIGHT_SECONDS = 0.3

# Characters that turn text around or cannot be seen, with which code can look like other code than it is. Each is shown
# by its code point; what a terminal would obey, by its picture.
_HIDING: Final = {
    number: f"⟨U+{number:04X}⟩"
    for number in (
        0x061C,
        *range(0x200B, 0x2010),
        *range(0x2028, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
    )
}
_CONTROLS: Final = {number: chr(0x2400 + number) for number in range(32) if chr(number) not in "\t\n"}
VISIBLE: Final = {
    **_HIDING,
    **_CONTROLS,
    0x7F: "\u2421",
    **dict.fromkeys(range(0x80, 0xA0), "\ufffd"),
}


def visible(text: str) -> str:
    """The text with everything in it to be seen. Windows' line ends are plain ones."""
    return text.replace("\r\n", "\n").translate(VISIBLE)


def highlighted(source: str, language: str) -> SafeString:
    """Code as one `span.line` for each line, its tokens in spans with Pygments' short class names."""
    lines = ((line,) for line in highlighted_lines(source, language))
    return format_html_join("\n", '<span class="line">{}</span>', lines)


def highlighted_lines(source: str, language: str) -> list[SafeString]:
    """The lines themselves."""
    lines: list[list[str]] = [[]]
    for class_name, value in _tokens(visible(source), language):
        for number, part in enumerate(value.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(_span(class_name, part))
    if len(lines) > 1 and not lines[-1]:
        lines.pop()
    return [SafeString("".join(line)) for line in lines]


def _tokens(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Pairs of class name and text, which together are the text."""
    lexer = get_lexer_by_name(LEXERS[language], stripnl=False, ensurenl=False)
    until = time.monotonic() + HIGHLIGHT_SECONDS
    shown = 0
    for kind, value in lex(text, lexer):
        yield _class_name(kind), value
        shown += len(value)
        if time.monotonic() > until:
            yield "", text[shown:]
            return


def _class_name(kind: Any) -> str:
    """Of the token's kind, or of the nearest kind above it that has one."""
    while kind not in STANDARD_TYPES:
        kind = kind.parent
    return STANDARD_TYPES[kind]


def _span(class_name: str, text: str) -> SafeString:
    if not class_name:
        return escape(text)
    return SafeString(f'<span class="{class_name}">{escape(text)}</span>')
