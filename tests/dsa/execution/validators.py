"""Output validators and programs for tests: a sum that is right in many ways, and a number to be guessed."""

from collections.abc import Sequence
from typing import Final

from dsa.execution.judging import judge
from dsa.execution.languages import Language
from dsa.execution.sandbox.backend import SandboxBackend
from dsa.execution.types import (
    CompileResult,
    Limits,
    OutputValidator,
    Program,
    Test,
    TestResult,
)

# Two numbers whose sum is the input. What it found stands in the judge's message.
SUM_PYTHON: Final = """import sys
given, answer, feedback, *arguments = sys.argv[1:]
wanted = int(open(given).read())
words = sys.stdin.read().split()
with open(feedback + "judgemessage.txt", "w") as message:
    print("wanted", wanted, open(answer).read().strip(), "got", words, arguments, file=message)
try:
    sys.exit(42 if len(words) == 2 and sum(map(int, words)) == wanted else 43)
except ValueError:
    sys.exit(43)
"""
SUM_C: Final = """#include <stdio.h>
int main(int argc, char **argv) {
    long wanted, left, right;
    char more;
    FILE *given = fopen(argv[1], "r");
    return argc > 3 && fscanf(given, "%ld", &wanted) == 1 && scanf("%ld %ld %c", &left, &right, &more) == 2 &&
        left + right == wanted ? 42 : 43;
}
"""
SUM_CPP: Final = {
    "validate.cc": '#include "reading.h"\nint main(int, char **v) { return sum() == number(v[1]) ? 42 : 43; }\n',
    "reading.cc": '#include "reading.h"\n#include <fstream>\n#include <iostream>\n'
    "long number(const char *file) { long n; std::ifstream(file) >> n; return n; }\n"
    "long sum() { long a, b; std::cin >> a >> b; return a + b; }\n",
    "reading.h": "long number(const char *file);\nlong sum();\n",
}
HALVES: Final = "n = int(input())\nprint(n // 2, n - n // 2)\n"
ONE_AND_THE_REST: Final = "n = int(input())\nprint(1)\nprint(n - 1)\n"

# The input is the number to guess, from 1 to 1000. The tenth guess has to be right.
GUESS_CPP: Final = """#include <fstream>
#include <iostream>
#include <string>
int main(int argc, char **argv) {
    std::ofstream message(std::string(argv[3]) + "judgemessage.txt");
    int number, guess, asked = 0;
    std::ifstream(argv[1]) >> number;
    std::cout << 1000 << std::endl;
    while (std::cin >> guess) {
        asked++;
        if (guess == number) {
            std::cout << "correct" << std::endl;
            message << "guessed after " << asked << "\\n";
            return 42;
        }
        if (asked == 10) {
            message << "too many\\n";
            std::cout << "enough" << std::endl;
            return 43;
        }
        std::cout << (guess < number ? "higher" : "lower") << std::endl;
    }
    message << "it left after " << asked << "\\n";
    return 43;
}
"""
GUESSES: Final = """low, high = 1, int(input())
while True:
    guess = (low + high) // 2
    print(guess, flush=True)
    told = input()
    if told == "higher":
        low = guess + 1
    elif told == "lower":
        high = guess - 1
    else:
        break
"""

SUM: Final = OutputValidator(Language.PYTHON, {"validate.py": SUM_PYTHON})
GUESS: Final = OutputValidator(Language.CPP, {"guess.cc": GUESS_CPP}, interactive=True)
TESTS: Final = (Test(stdin=b"10\n", expected=b"any\n"), Test(stdin=b"7\n", expected=b"any\n"))


def python(source: str, *, interactive: bool = False, limits: Limits | None = None) -> OutputValidator:
    """A validator of one Python file."""
    chosen = limits or Limits(cpu_seconds=2, memory_kb=128 * 1024)
    return OutputValidator(Language.PYTHON, {"validate.py": source}, interactive=interactive, limits=chosen)


def judged(
    sandbox: SandboxBackend,
    source: str,
    validator: OutputValidator,
    *,
    tests: Sequence[Test] = TESTS[:1],
    limits: Limits | None = None,
    language: Language = Language.PYTHON,
) -> list[TestResult]:
    """The results of a program, in the order of the tests."""
    chosen = limits or Limits(cpu_seconds=1)
    events = list(judge(sandbox, Program(language, source), tests, chosen, validator))
    results = [event for event in events if not isinstance(event, CompileResult)]
    return sorted(results, key=lambda result: result.index)
