"""The documentation names files and modules that exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = sorted(
    path
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md"))
    if path.is_file()
)
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
# In backticks: a path below one of our own folders, with an ending or a slash at its end.
OUR_PATH = re.compile(
    r"`((?:bench|bin|docs|dsa|frontend|interviews|proctoring|replay|rooms|static|talentsync|templates|tests)/[\w./-]*?(?:\.\w+|/))`"
)
# Made by commands, and so not in a fresh checkout.
GENERATED = ("static/dist/",)


def named_paths(document: Path) -> Iterator[Path]:
    text = document.read_text()
    for link in LINK.findall(text):
        yield document.parent / link
    for path in OUR_PATH.findall(text):
        if not path.startswith(GENERATED):
            yield ROOT / path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_is_there(document: Path) -> None:
    missing = [str(path.relative_to(ROOT)) for path in named_paths(document) if not path.exists()]
    assert missing == []
