"""Which files make an output validator, and what it is written in. Pure."""

import re
from collections.abc import Iterable
from typing import Final

from dsa.execution.languages import Language
from dsa.execution.types import PermanentError

LANGUAGES: Final[dict[str, Language]] = {
    "py": Language.PYTHON,
    "py3": Language.PYTHON,
    "c": Language.C,
    "cc": Language.CPP,
    "cpp": Language.CPP,
    "cxx": Language.CPP,
    "c++": Language.CPP,
    "C": Language.CPP,
}
HEADERS: Final = frozenset({"h", "hh", "hpp", "hxx", "h++"})
FILE_NAME: Final = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9_.+-]{0,99}")
PYTHON_MAINS: Final = ("__main__.py", "main.py")


class BadValidator(PermanentError):
    """These files are no output validator; the message is a sentence for its author."""


def sources(names: Iterable[str]) -> list[str]:
    """The files that a compiler is given; headers are found by themselves."""
    return sorted(name for name in names if _extension(name) in LANGUAGES)


def language_of(names: Iterable[str]) -> Language:
    """What a validator of these files is written in. Raises BadValidator."""
    names = sorted(names)
    if not names:
        raise BadValidator("There is no source file.")
    for name in names:
        if not FILE_NAME.fullmatch(name):
            raise BadValidator(f"{name[:100]!r} cannot be the name of a file of an output validator.")
        if _extension(name) not in LANGUAGES.keys() | HEADERS:
            raise BadValidator(f"{name}: output validators are written in Python, C or C++.")
    languages = {LANGUAGES[_extension(name)] for name in sources(names)}
    if not languages:
        raise BadValidator("There are headers, and no source file.")
    if len(languages) > 1:
        raise BadValidator("The files are in more than one language.")
    (language,) = languages
    if language is Language.PYTHON:
        main_file(names)
    return language


def main_file(names: Iterable[str]) -> str:
    """The file that Python runs. Raises BadValidator."""
    found = sources(names)
    if len(found) == 1:
        return found[0]
    for name in PYTHON_MAINS:
        if name in found:
            return name
    raise BadValidator(f"Of several Python files one has to be {' or '.join(PYTHON_MAINS)}.")


def _extension(name: str) -> str:
    return name.rpartition(".")[2]
