"""Read a pasted or uploaded list of people: one on a line, as spreadsheets, mail programs and CSV files write them.

Pure: it knows no database. What it cannot read it says of the line.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from interviews.models.candidate import MAX_NAME_LENGTH, normalised_address

MAX_LINES: Final = 500
MAX_CHARACTERS: Final = 200_000
DELIMITERS: Final = ("\t", ";", ",")
PUNCTUATION: Final = " <>,;\"'"
ADDRESS: Final = re.compile(r"[^\s<>,;\"']+@[^\s<>,;\"']+")

# How spreadsheets name their columns, in lower case.
NAME_HEADS: Final = frozenset({"name", "full name", "fullname", "candidate", "nom", "nombre"})
FIRST_NAME_HEADS: Final = frozenset({"first name", "firstname", "given name", "vorname", "prénom"})
LAST_NAME_HEADS: Final = frozenset({"last name", "lastname", "surname", "family name", "nachname"})
EMAIL_HEADS: Final = frozenset(
    {"email", "e-mail", "mail", "email address", "e-mail address", "candidate_email"}
)


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One line of a list: who it names, or what is wrong with it."""

    line: int
    name: str
    email: str
    error: str = ""


class UnreadableList(Exception):
    """The list as a whole cannot be taken; the message says why."""


def decoded(content: bytes) -> str:
    """The text of an uploaded file, in the encodings that spreadsheets write. Raises UnreadableList."""
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableList("This file is no text. Save the sheet as CSV and upload that.")


def read(text: str) -> list[ListedPerson]:
    """Everybody on the list in its order, each address once. Raises UnreadableList."""
    if len(text) > MAX_CHARACTERS:
        raise UnreadableList("This list is too long. Split it.")
    rows = [(number, cells) for number, cells in _rows(text) if any(cells)]
    head = _head(rows[0][1]) if rows else None
    if head is not None:
        people = [_checked(number, *_in_columns(cells, head)) for number, cells in rows[1:]]
    else:
        people = [_checked(number, *guess) for number, cells in rows for guess in _guessed(cells)]
    if not people:
        raise UnreadableList("Nobody is on this list.")
    if len(people) > MAX_LINES:
        raise UnreadableList(
            f"There are {len(people)} people on this list, and {MAX_LINES} can be invited at once."
        )
    return _once(people)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Line by line, so that a quotation mark that is never closed spoils no line but its own."""
    for noise in ("\ufeff", "\0", "mailto:"):
        text = text.replace(noise, "")
    lines = text.splitlines()
    delimiter = max(DELIMITERS, key=lambda each: (text.count(each), -DELIMITERS.index(each)))
    for number, line in enumerate(lines, 1):
        try:
            (cells,) = csv.reader([line], delimiter=delimiter, skipinitialspace=True) if line else ([],)
        except (csv.Error, ValueError) as error:
            raise UnreadableList(f"Line {number} cannot be read.") from error
        yield number, [" ".join(cell.split()) for cell in cells]


@dataclass(frozen=True, slots=True)
class _Head:
    """In which columns names and addresses stand."""

    names: Sequence[int]
    email: int


def _head(cells: Sequence[str]) -> _Head | None:
    """Where the first line names the columns; None where it is a person already."""
    heads = [cell.casefold() for cell in cells]
    emails = [place for place, head in enumerate(heads) if head in EMAIL_HEADS]
    if not emails:
        return None
    full = [place for place, head in enumerate(heads) if head in NAME_HEADS]
    parts = [
        place
        for known in (FIRST_NAME_HEADS, LAST_NAME_HEADS)
        for place, head in enumerate(heads)
        if head in known
    ]
    return _Head(full[:1] or parts, emails[0])


def _in_columns(cells: Sequence[str], head: _Head) -> tuple[str, str]:
    email = cells[head.email] if head.email < len(cells) else ""
    return " ".join(cells[place] for place in head.names if place < len(cells)), email


def _guessed(cells: Sequence[str]) -> list[tuple[str, str]]:
    """Without a head: a cell with an address and the words around it; several as mail programs list them."""
    found = [(place, match[0]) for place, cell in enumerate(cells) if (match := ADDRESS.search(cell))]
    if not found:
        return [(" ".join(cells), "")]
    if len(found) > 1:
        return [(_beside(cells[place], address), address) for place, address in found]
    place, address = found[0]
    # As in "Lovelace, Ada <ada@…>".
    words = [_beside(cells[place], address), *cells[:place]]
    return [(" ".join(word for word in words if word) or " ".join(cells[place + 1 :]), address)]


def _beside(cell: str, address: str) -> str:
    return " ".join(cell.replace(address, " ").strip(PUNCTUATION).split())


def _checked(number: int, name: str, email: str) -> ListedPerson:
    name, email = name.strip(PUNCTUATION), email.strip(PUNCTUATION)
    if not email:
        return ListedPerson(number, name, "", "There is no address on this line.")
    try:
        validate_email(email)
    except ValidationError:
        return ListedPerson(number, name, email, "This is no e-mail address.")
    if len(normalised_address(email)) > 254:
        return ListedPerson(number, name, email, "This address is too long.")
    name = name or _name_from(email)
    if len(name) > MAX_NAME_LENGTH:
        return ListedPerson(number, name, email, f"A name has at most {MAX_NAME_LENGTH} letters.")
    return ListedPerson(number, name, email)


def _name_from(email: str) -> str:
    """For a line that holds an address alone: `ada.lovelace@…` is Ada Lovelace until somebody corrects it."""
    return " ".join(re.split(r"[._+-]+", email.partition("@")[0])).title().strip() or email


def _once(people: Sequence[ListedPerson]) -> list[ListedPerson]:
    first: dict[str, int] = {}
    told = []
    for person in people:
        address = normalised_address(person.email)
        if not person.error and address in first:
            person = ListedPerson(
                person.line, person.name, person.email, f"The same address as on line {first[address]}."
            )
        elif not person.error:
            first[address] = person.line
        told.append(person)
    return told
