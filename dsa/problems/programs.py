"""What is run for a problem: whole programs as they are, functions within the driver of their language."""

from pathlib import Path

from dsa.execution import Language, Program, Test
from dsa.functions.drivers import DRIVERS, canonical, own_lines
from dsa.models import Problem

FUNCTION_NOTE = (
    "<p>You write the function; what calls it is there already. In the tests each argument stands on a line of its "
    "own, as JSON, and the output is what the function returned, as JSON. What you print goes to standard error and is "
    "never compared.</p>"
)


def has_driver(problem: Problem, language: str) -> bool:
    """Whether the problem can be solved in this language at all."""
    return not problem.function_signature or language in DRIVERS


def program_of(problem: Problem, language: Language, source: str) -> Program:
    """The program to run. ValueError for a function in a language without a driver."""
    signature = problem.signature
    if signature is None:
        return Program(language, source)
    if language not in DRIVERS:
        raise ValueError(f"There is no driver for functions in {language}")
    return Program(language, DRIVERS[language].program(signature, source))


def judged_test(problem: Problem, test: Test) -> Test:
    """The test as its output is compared: JSON that authors space as they like is expected as drivers print it."""
    if not problem.function_signature or test.expected is None:
        return test
    expected = test.expected.read_bytes() if isinstance(test.expected, Path) else test.expected
    return Test(stdin=test.stdin, expected=canonical(expected))


def in_own_lines(problem: Problem, source: str, said: str) -> str:
    """What a compiler or a crash said, in terms of the lines that the candidate wrote."""
    return own_lines(said, source) if problem.function_signature else said


def starter_code(problem: Problem, language: str, given: str) -> str:
    """What the editor starts with: what the problem says, or else an empty function."""
    signature = problem.signature
    if given or signature is None or language not in DRIVERS:
        return given
    return DRIVERS[language].starter(signature)
