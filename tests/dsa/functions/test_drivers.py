"""Functions in every language that this machine runs: right, wrong, slow, crashing, and not compiling."""

import re
from pathlib import Path

import pytest

from dsa.execution import CompileResult, Language, Limits, Program, Test, Verdict, get_backend, judge
from dsa.functions.drivers import DRIVERS, own_lines
from dsa.functions.signature import parse_signature
from tests.dsa.functions import programs
from tests.dsa.functions.programs import (
    BROKEN,
    CRASH,
    CRASHES_WITHOUT_LINE,
    INPUT,
    OUTPUT,
    RIGHT,
    SLOW,
    WRONG,
    line_of,
    with_body,
)

pytestmark = pytest.mark.integration

SIGNATURE = parse_signature(programs.SIGNATURE)
LIMITS = Limits(cpu_seconds=4, memory_kb=512 * 1024)


@pytest.fixture(params=sorted(DRIVERS))
def language(request: pytest.FixtureRequest) -> Language:
    """Each that has a driver and that this machine runs."""
    name: str = request.param
    offered = {each.value: each for each in get_backend().languages()}
    if name not in offered:
        pytest.skip(f"no {name} here")
    return offered[name]


def judged(language: Language, source: str) -> tuple[Verdict, str]:
    """The verdict, and what the compiler or the program said in the candidate's lines."""
    program = Program(language, DRIVERS[language].program(SIGNATURE, source))
    test = Test(stdin=INPUT.encode(), expected=OUTPUT.encode())
    for event in judge(get_backend(), program, [test], LIMITS):
        if not isinstance(event, CompileResult):
            assert event.run.error is None, event.run.error
            return event.verdict, own_lines(event.run.stderr.decode(), source)
        if not event.ok:
            return Verdict.CE, own_lines(event.output, source)
    raise AssertionError("nothing was judged")


def test_a_right_function_is_accepted_whatever_it_prints(language: Language) -> None:
    verdict, said = judged(language, RIGHT[language])
    assert (verdict, "words" in said) == (Verdict.AC, True), said


def test_a_wrong_one_is_not(language: Language) -> None:
    verdict, _ = judged(language, with_body(language, WRONG[language]))
    assert verdict is Verdict.WA


def test_a_slow_one_is_stopped(language: Language) -> None:
    verdict, _ = judged(language, with_body(language, SLOW[language]))
    assert verdict is Verdict.TLE


def test_a_crash_is_told_of_the_candidates_line(language: Language) -> None:
    source = with_body(language, CRASH[language])
    verdict, said = judged(language, source)
    assert verdict is Verdict.RTE
    if language not in CRASHES_WITHOUT_LINE:
        line = line_of(CRASH[language], source)
        assert f"line {line}" in said or f":{line}" in said, said
        assert "talentsync" not in said, said


def test_what_does_not_compile_is_told_of_the_candidates_line(language: Language) -> None:
    source = with_body(language, BROKEN[language])
    verdict, said = judged(language, source)
    assert verdict is Verdict.CE
    line = line_of(BROKEN[language], source)
    # TypeScript writes main.ts(2,11).
    assert f"line {line}" in said or f":{line}" in said or f"({line}," in said, said


def test_what_stays_open_at_the_end_is_told_of_the_last_line(language: Language) -> None:
    source = with_body(language, BROKEN[language]).rstrip().rstrip("}").rstrip()
    verdict, said = judged(language, source)
    assert verdict is Verdict.CE
    last = source.count("\n") + 1
    named = [int(number) for number in re.findall(r"[Mm]ain\.\w+(?::|\(|\", line )(\d+)", said)]
    assert named, said
    assert max(named) <= last, said


def test_a_missing_function_is_said(language: Language) -> None:
    verdict, said = judged(language, "\n" if language != Language.JAVA else "class Solution { }\n")
    assert verdict in {Verdict.RTE, Verdict.CE}
    assert "tell" in said


def test_demo_packages_name_functions() -> None:
    for name in ("quiethours", "nametags"):
        text = Path("dsa/demo/packages", name, "attachments/signature.txt").read_text()
        assert parse_signature(text.strip()).parameters
