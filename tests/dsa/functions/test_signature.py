"""Signatures of function problems."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsa.functions.drivers import DRIVERS, canonical, own_lines
from dsa.functions.signature import Base, Parameter, Signature, SignatureInvalid, Type, parse_signature


def test_a_signature_is_read() -> None:
    assert parse_signature(" mix( words : string[], grid: int[][] )->bool ") == Signature(
        "mix",
        (Parameter("words", Type(Base.STRING, 1)), Parameter("grid", Type(Base.INT, 2))),
        Type(Base.BOOL),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "name(parameter"),
        ("f", "name(parameter"),
        ("f(a: int)", "name(parameter"),
        ("f(a: int) -> int; g()", "name(parameter"),
        ("f() -> int", "1 to 8"),
        ("f(" + ", ".join(f"p{n}: int" for n in range(9)) + ") -> int", "1 to 8"),
        ("f(a) -> int", "no parameter"),
        ("f(a: int, ) -> int", "no parameter"),
        ("f(a: number) -> int", "no type"),
        ("f(a: int[][][]) -> int", "no type"),
        ("f(a: int) -> void", "no type"),
        ("f(a: int) -> float[]", "tolerance"),
        ("f(a: int, A: int) -> int", "no name"),
        ("f(a: int, a: int) -> int", "the same"),
        ("aB(ab: int) -> int", "the same"),
        ("F(a: int) -> int", "no name"),
        ("f(class: int) -> int", "one of the languages"),
        ("main(a: int) -> int", "one of the languages"),
        ("f(func: int) -> int", "one of the languages"),
        ("talentsyncMain(a: int) -> int", "one of the languages"),
        ("f(ä: int) -> int", "no parameter"),
        ("f(a: int) -> int" + " " * 500, "name(parameter"),
    ],
)
def test_what_is_no_signature_is_said(text: str, told: str) -> None:
    with pytest.raises(SignatureInvalid, match=told.replace("(", r"\(")):
        parse_signature(text)


names = st.sampled_from(["alpha", "beta", "gamma", "delta", "epsilon"])
types = st.builds(Type, st.sampled_from(Base), st.integers(0, 2))
results = types.filter(lambda given: not (given.base is Base.FLOAT and given.depth))


@given(st.lists(names, min_size=2, max_size=5, unique=True), st.lists(types, min_size=4, max_size=4), results)
def test_a_signature_comes_back_from_its_text(called: list[str], kinds: list[Type], result: Type) -> None:
    parameters = tuple(Parameter(name, kind) for name, kind in zip(called[1:], kinds, strict=False))
    signature = Signature(called[0], parameters, result)
    assert parse_signature(str(signature)) == signature


@given(st.lists(types, min_size=1, max_size=4), results)
def test_every_language_has_a_starter_and_a_program_that_begins_with_the_candidates_code(
    kinds: list[Type], result: Type
) -> None:
    parameters = tuple(Parameter(f"p{number}", kind) for number, kind in enumerate(kinds))
    signature = Signature("work", parameters, result)
    for language, driver in DRIVERS.items():
        assert "work(" in driver.starter(signature)
        program = driver.program(signature, "CODE\n")
        if language == "go":
            assert "//line main.go:1\nCODE\n" in program
        else:
            assert program.startswith("CODE\n")


# What was said, in the candidate's lines -----------------------------------------------------------------------------

PYTHON_TRACE = """Traceback (most recent call last):
  File "main.py", line 21, in <module>
    _talentsync_main()
  File "main.py", line 16, in _talentsync_main
    result = json.dumps(function(*arguments))
                        ^^^^^^^^^^^^^^^^^^^^
  File "main.py", line 2, in work
    return numbers[9]
           ~~~~~~~^^^
IndexError: list index out of range
"""


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            PYTHON_TRACE,
            'Traceback (most recent call last):\n  File "main.py", line 2, in work\n    return numbers[9]\n'
            "           ~~~~~~~^^^\nIndexError: list index out of range\n",
        ),
        (
            "main.cpp:2:9: error: x\nmain.cpp:140:1: error: expected '}'\n",
            "main.cpp:2:9: error: x\nmain.cpp:3:1: error: expected '}'\n",
        ),
        ("Main.java:90: error: reached end of file\n", "Main.java:3: error: reached end of file\n"),
        (
            "Error: no\n    at work (main.js:2:9)\n    at main.js:12:33\n    at Object.<anonymous> (main.js:14:3)\n",
            "Error: no\n    at work (main.js:2:9)\n",
        ),
        (
            "Exception in thread: no\n\tat Solution.work(Main.java:2)\n\tat Main.main(Main.java:60)\n",
            "Exception in thread: no\n\tat Solution.work(Main.java:2)\n",
        ),
        ("driver.go:12:4: undefined: work\n", "main.go:3: undefined: work\n"),
        ("nothing of lines\n", "nothing of lines\n"),
    ],
)
def test_what_is_said_of_the_driver_is_said_of_the_candidates_lines(said: str, shown: str) -> None:
    assert own_lines(said, "one\ntwo\nthree") == shown


def test_expected_outputs_may_be_spaced_as_authors_like() -> None:
    assert canonical(b'[1,  2, "\\u00e9 a"]\n') == '[1,2,"é a"]\n'.encode()
    assert canonical(b"no JSON") == b"no JSON"
