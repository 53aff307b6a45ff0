"""The one practice problem. Part of the program and not of the database, so that every installation has it."""

from typing import Final

from dsa.execution import Language, Limits, Test

KEY: Final = "practice"
TITLE: Final = "Practice: add the numbers"
STATEMENT: Final = """\
This is not part of your session. It is here so that you get to know the editor, the runs and the tests of your own.

### Input

Any number of whole numbers, separated by spaces or line breaks.

### Output

One line with their sum.

### Things to try

- **Run** tries your program on the examples below. The second one has a negative number in it.
- Under *Own tests*, write an input of your own, or take over an example by a click.
- The starter code is right but for one thing.
"""
EXAMPLES: Final = (("1 2 3\n", "6\n"), ("10 -4\n", "6\n"))
LIMITS: Final = Limits(cpu_seconds=2.0, memory_kb=256 * 1024, output_bytes=1024 * 1024)
# Each leaves the last number out.
STARTERS: Final[dict[str, str]] = {
    Language.PYTHON: (
        "import sys\n\nnumbers = [int(word) for word in sys.stdin.read().split()]\nprint(sum(numbers[:-1]))\n"
    ),
    Language.JAVASCRIPT: (
        'const words = require("fs").readFileSync(0, "utf8").trim().split(/\\s+/);\n'
        "console.log(words.slice(0, -1).map(Number).reduce((sum, number) => sum + number, 0));\n"
    ),
    Language.JAVA: (
        "import java.util.Scanner;\n\npublic class Main {\n    public static void main(String[] args) {\n"
        "        Scanner in = new Scanner(System.in);\n        long sum = 0;\n        long last = 0;\n"
        "        while (in.hasNextLong()) {\n            sum += last;\n            last = in.nextLong();\n        }\n"
        "        System.out.println(sum);\n    }\n}\n"
    ),
    Language.CPP: (
        "#include <iostream>\n\nint main() {\n    long long sum = 0, last = 0, number;\n"
        "    while (std::cin >> number) {\n        sum += last;\n        last = number;\n    }\n"
        "    std::cout << sum << '\\n';\n}\n"
    ),
    Language.C: (
        "#include <stdio.h>\n\nint main(void) {\n    long long sum = 0, last = 0, number;\n"
        '    while (scanf("%lld", &number) == 1) {\n        sum += last;\n        last = number;\n    }\n'
        '    printf("%lld\\n", sum);\n}\n'
    ),
}


def tests() -> list[Test]:
    return [Test(stdin=given.encode(), expected=expected.encode()) for given, expected in EXAMPLES]
