"""Custom output validators: what they say counts, and whatever else they do is never the program's fault."""

import re
import time
from pathlib import Path
from textwrap import indent
from unittest.mock import patch

import pytest

from dsa.execution.judging import judge
from dsa.execution.languages import Language
from dsa.execution.sandbox.backend import SandboxBackend
from dsa.execution.types import (
    CompileResult,
    Limits,
    OutputValidator,
    PermanentError,
    Program,
    Test,
    TestResult,
    Verdict,
)
from dsa.execution.validator_files import BadValidator, language_of
from tests.dsa.execution.backends import Way, left_behind, reachable_directory
from tests.dsa.execution.validators import (
    HALVES,
    ONE_AND_THE_REST,
    SUM,
    SUM_C,
    SUM_CPP,
    SUM_PYTHON,
    TESTS,
    judged,
    python,
)

pytestmark = pytest.mark.integration


def message_of(result: TestResult) -> str:
    assert result.validation is not None
    return result.validation.message


@pytest.mark.parametrize("source", [HALVES, ONE_AND_THE_REST])
def test_several_outputs_are_right(sandbox: SandboxBackend, source: str) -> None:
    results = judged(sandbox, source, SUM, tests=TESTS)
    assert [result.verdict for result in results] == [Verdict.AC, Verdict.AC]


def test_it_gets_input_answer_output_and_arguments(sandbox: SandboxBackend) -> None:
    validator = OutputValidator(Language.PYTHON, {"validate.py": SUM_PYTHON}, ["a b", "$HOME"])
    (result,) = judged(sandbox, "print(4, 'x')", validator)
    assert result.verdict is Verdict.WA
    assert message_of(result) == "wanted 10 any got ['4', 'x'] ['a b', '$HOME']"


@pytest.mark.parametrize(
    "files",
    [
        {"validate.c": SUM_C},
        SUM_CPP,
        {
            "main.py": "import helper\nhelper.judge()\n",
            "helper.py": "def judge():\n" + indent(SUM_PYTHON, "    "),
        },
    ],
    ids=["C", "C++ in several files", "Python in several files"],
)
def test_languages(sandbox: SandboxBackend, files: dict[str, str]) -> None:
    validator = OutputValidator(language_of(files), files)
    assert judged(sandbox, HALVES, validator)[0].verdict is Verdict.AC
    assert judged(sandbox, "print(1, 1)", validator)[0].verdict is Verdict.WA


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"validate.rb": ""}, "written in Python, C or C"),
        ({"validate.h": ""}, "no source file"),
        ({}, "no source file"),
        ({"a.py": "", "b.py": ""}, "one has to be __main__.py or main.py"),
        ({"a.c": "", "b.cc": ""}, "more than one language"),
        ({"../a.c": ""}, "cannot be the name"),
    ],
)
def test_files_that_are_no_validator(files: dict[str, str], why: str) -> None:
    with pytest.raises(BadValidator, match=why):
        language_of(files)


def test_it_is_compiled_once(sandbox: SandboxBackend) -> None:
    files = {"validate.c": f"/* {time.time_ns()} */\n{SUM_C}"}
    validator = OutputValidator(Language.C, files)
    with patch.object(sandbox, "_compile", wraps=sandbox._compile) as compile_:
        for _ in range(3):
            assert [result.verdict for result in judged(sandbox, HALVES, validator, tests=TESTS)] == [
                Verdict.AC,
                Verdict.AC,
            ]
    assert compile_.call_count == 1


def test_one_that_does_not_compile_is_told_as_that(sandbox: SandboxBackend) -> None:
    with pytest.raises(PermanentError, match="the output validator does not compile"):
        judged(sandbox, HALVES, OutputValidator(Language.C, {"validate.c": "int main() { return }"}))


def test_own_input_is_not_validated(sandbox: SandboxBackend) -> None:
    (result,) = judged(sandbox, "print('anything')", SUM, tests=[Test(stdin=b"")])
    assert (result.verdict, result.validation) == (Verdict.AC, None)


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("raise SystemExit(42)", Verdict.RTE),
        ("while True: pass", Verdict.TLE),
        ("while True: print('x' * 1000)", Verdict.OLE),
        ("x = bytearray(10 ** 9)", Verdict.MLE),
    ],
)
def test_a_program_that_fails_is_not_shown_to_it(
    sandbox: SandboxBackend, source: str, verdict: Verdict
) -> None:
    limits = Limits(cpu_seconds=0.5, memory_kb=64 * 1024, output_bytes=100_000)
    (result,) = judged(sandbox, source, python("raise SystemExit(1)"), limits=limits)
    assert (result.verdict, result.validation) == (verdict, None)


FAILING = {
    "exits with 0": ("", "exit code 0"),
    "raises": ("raise ValueError('the reason')", "exit code 1.*the reason"),
    "is killed": ("import os\nos.abort()", "signal 6"),
    "kills its shell": ("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)", "signal 9"),
    "never ends": ("while True: pass", "took too much time"),
    "sleeps": ("import time\ntime.sleep(1000)", "did not end in time"),
    "eats memory": ("x = []\nwhile True: x.append(bytearray(10 ** 6))", "too much memory|exit code 1"),
    "floods its feedback": (
        "import sys\nfile = open(sys.argv[3] + 'judgemessage.txt', 'w')\nwhile True: file.write('x' * 10 ** 6)",
        "too much memory|exit code 1",
    ),
    "floods standard output": ("while True: print('x' * 10000)", "wrote too much"),
    "floods standard error": (
        "import sys\nwhile True: print('x' * 10000, file=sys.stderr)",
        "took too much time|did not end in time",
    ),
    "forks": ("import os\nwhile True: os.fork()", "exit code 1|too much"),
}


@pytest.mark.parametrize("kind", FAILING)
def test_its_failure_is_ours(sandbox: SandboxBackend, home: Path, kind: str) -> None:
    source, why = FAILING[kind]
    # Only who sleeps is to end by the clock: on a busy machine it would come before the others' own limits.
    wall_seconds = 2 if kind == "sleeps" else 120
    limits = Limits(cpu_seconds=0.5, wall_seconds=wall_seconds, memory_kb=64 * 1024, output_bytes=1_000_000)
    (result,) = judged(sandbox, HALVES, python(source, limits=limits))
    assert result.verdict is Verdict.IE
    assert result.run.error is not None
    assert "output validator" in result.run.error
    assert re.search(why, result.run.error, re.DOTALL), result.run.error
    assert left_behind(home) == []


def test_a_long_message_is_cut_and_judges_all_the_same(sandbox: SandboxBackend) -> None:
    source = "import sys\nopen(sys.argv[3] + 'judgemessage.txt', 'w').write('x' * 10 ** 6)\nsys.exit(43)"
    (result,) = judged(sandbox, HALVES, python(source))
    assert result.verdict is Verdict.WA
    assert message_of(result) == "x" * 8192


@pytest.mark.parametrize("made", ["os.mkdir(path)", "os.mkfifo(path)", "os.symlink('/dev/zero', path)"])
def test_a_message_that_is_no_file_is_none(sandbox: SandboxBackend, made: str) -> None:
    source = f"import os, sys\npath = sys.argv[3] + 'judgemessage.txt'\n{made}\nsys.exit(42)"
    (result,) = judged(sandbox, HALVES, python(source))
    assert (result.verdict, message_of(result)) == (Verdict.AC, "")


def test_neither_sees_the_other(sandbox: SandboxBackend) -> None:
    """The program's container has no file of the test, the validator's none of the program."""
    looks = "import os\nprint(sorted(os.listdir('/box')), os.listdir('/work'), os.listdir('/tmp'))\n"
    validator = python(
        "import os, sys\n"
        "with open(sys.argv[3] + 'judgemessage.txt', 'w') as message:\n"
        "    print(sys.stdin.read(), sorted(os.listdir('/box')), os.listdir('/work'), file=message)\n"
        "sys.exit(43)"
    )
    (result,) = judged(sandbox, looks, validator)
    assert message_of(result).startswith("['main.py'] [] []")
    assert message_of(result).endswith("['+test', 'validate.py'] ['feedback']")


def test_tests_may_be_files(sandbox: SandboxBackend, tmp_path: Path) -> None:
    given, answer = tmp_path / "given", tmp_path / "answer"
    given.write_text("10\n")
    answer.write_text("from a file\n")
    (result,) = judged(sandbox, "print(0)", SUM, tests=[Test(stdin=given, expected=answer)])
    assert "from a file" in message_of(result)


def verdicts(sandbox: SandboxBackend) -> list[str]:
    found = []
    for source in (HALVES, "print(1, 2)", "raise SystemExit(1)"):
        events = judge(sandbox, Program(Language.PYTHON, source), TESTS, Limits(), SUM)
        found += [event.verdict.value for event in events if not isinstance(event, CompileResult)]
    return found


def test_in_every_way_of_isolating(way: Way) -> None:
    with reachable_directory() as directory:
        home = directory / "home"
        assert way.do(home, verdicts) == ["AC", "AC", "WA", "WA", "RTE", "RTE"]
        assert left_behind(home) == []
