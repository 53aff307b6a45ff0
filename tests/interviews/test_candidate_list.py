"""Reading pasted and uploaded lists of people."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.candidate_list import MAX_CHARACTERS, MAX_LINES, UnreadableList, decoded, read
from interviews.models.candidate import MAX_NAME_LENGTH


def pairs(text: str) -> list[tuple[str, str]]:
    people = read(text)
    assert not [person.error for person in people if person.error]
    return [(person.name, person.email) for person in people]


ADA = ("Ada Lovelace", "ada@mail.example")
BOB = ("Bob Li", "bob@mail.example")


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lovelace <ada@mail.example>\nBob Li <bob@mail.example>",
        "Ada Lovelace <ada@mail.example>, Bob Li <bob@mail.example>",
        "Ada Lovelace <ada@mail.example>; Bob Li <bob@mail.example>;",
        "Ada Lovelace, ada@mail.example\r\n\r\nBob Li, bob@mail.example\r\n",
        "Ada Lovelace\tada@mail.example\nBob Li\tbob@mail.example",
        "ada@mail.example;Ada Lovelace\nbob@mail.example;Bob Li",
        "Ada,Lovelace,ada@mail.example\nBob,Li,bob@mail.example",
        "Lovelace, Ada <ada@mail.example>\nLi, Bob <bob@mail.example>",
        "Name,E-Mail\nAda Lovelace,ada@mail.example\nBob Li,bob@mail.example",
        "E-Mail;Vorname;Nachname;Ort\nada@mail.example;Ada;Lovelace;Ulm\nbob@mail.example;Bob;Li;Bonn",
        '\ufeffemail,name\nada@mail.example,"Ada  Lovelace"\nbob@mail.example,Bob Li\n,,\n',
        "Ada Lovelace <mailto:ada@mail.example>\nBob Li\t<bob@mail.example>",
    ],
)
def test_as_people_write_lists(text: str) -> None:
    assert pairs(text) == [ADA, BOB]


def test_a_name_is_guessed_from_an_address_alone() -> None:
    assert pairs("ada.lovelace@mail.example") == [("Ada Lovelace", "ada.lovelace@mail.example")]


def test_each_line_has_its_own_error() -> None:
    long = "x" * (MAX_NAME_LENGTH + 1)
    people = read(
        f"Ada <ada@mail.example>\nnobody\nBob <bob@>\n{long} <c@mail.example>\nADA@mail.example\nname@host"
    )
    assert [(person.line, person.error) for person in people] == [
        (1, ""),
        (2, "There is no address on this line."),
        (3, "There is no address on this line."),
        (4, f"A name has at most {MAX_NAME_LENGTH} letters."),
        (5, "The same address as on line 1."),
        (6, "This is no e-mail address."),
    ]


def test_an_open_quotation_mark_spoils_only_its_line() -> None:
    people = read('"Ada, ada@mail.example\nBob Li, bob@mail.example')
    assert [(person.line, person.error == "") for person in people] == [(1, True), (2, True)]
    assert people[1].email == "bob@mail.example"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Nobody is on this list."),
        (" \n,,\n", "Nobody is on this list."),
        ("name,email\n", "Nobody is on this list."),
        ("\n".join(f"p{number}@mail.example" for number in range(MAX_LINES + 1)), "can be invited at once"),
        ("x" * (MAX_CHARACTERS + 1), "too long"),
    ],
)
def test_what_is_refused_as_a_whole(text: str, words: str) -> None:
    with pytest.raises(UnreadableList, match=words):
        read(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_of_spreadsheets(encoding: str) -> None:
    text = "Zoë Müller;zoe@mail.example\n"
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00", b"\xff\xfe\x00", b"\x81\x00"])
def test_a_file_that_is_no_text(content: bytes) -> None:
    with pytest.raises(UnreadableList, match="no text"):
        decoded(content)


@given(st.text(alphabet=st.sampled_from("aé@.,;\t\n\r\"'<>|\u2028\0 ") | st.characters(), max_size=200))
def test_any_text_gives_people_or_a_reason(text: str) -> None:
    try:
        people = read(text)
    except UnreadableList:
        return
    assert people
    for person in people:
        assert person.error or ("@" in person.email and 0 < len(person.name) <= MAX_NAME_LENGTH)


@given(st.binary(max_size=300))
def test_any_file_is_text_or_refused(content: bytes) -> None:
    with suppress(UnreadableList):
        assert "\0" not in decoded(content)
