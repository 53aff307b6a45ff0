"""Functions in every language that this machine runs: right, wrong, slow, crashing, and not compiling."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from dsa.execution import CompileResult, Language, Limits, Program, Test, Verdict, get_backend, judge
from dsa.functions.drivers import DRIVERS, own_lines
from dsa.functions.signature import parse_signature

pytestmark = pytest.mark.integration

SIGNATURE = parse_signature("tell(words: string[], grid: int[][], loud: bool, ratio: float) -> string[]")
WORDS = ['a"b\\', "é😀", "t\tz\n", "<&>"]
GRID = [[1, -2], [], [3_000_000_000]]
ARGUMENTS: list[Any] = [WORDS, GRID, True, -2.5e-1]
RESULT = [f"{word}:2999999999:true" for word in WORDS]
LIMITS = Limits(cpu_seconds=4, memory_kb=512 * 1024)

# Each with something printed, which is not the result.
RIGHT = {
    "python": """def tell(words, grid, loud, ratio):
    print("words", ratio == -0.25)
    return [f"{word}:{sum(map(sum, grid))}:{'true' if loud else 'false'}" for word in words]
""",
    "javascript": """function tell(words, grid, loud, ratio) {
  console.log("words", ratio === -0.25);
  return words.map((word) => `${word}:${grid.flat().reduce((a, b) => a + b, 0)}:${loud}`);
}
""",
    "typescript": """function tell(words: string[], grid: number[][], loud: boolean, ratio: number): string[] {
  console.log("words", ratio === -0.25);
  return words.map((word) => `${word}:${grid.flat().reduce((a, b) => a + b, 0)}:${loud}`);
}
""",
    "java": """class Solution {
    static String[] tell(String[] words, long[][] grid, boolean loud, double ratio) {
        System.out.println("words " + (ratio == -0.25));
        long sum = 0;
        for (long[] row : grid) for (long number : row) sum += number;
        String[] told = new String[words.length];
        for (int i = 0; i < words.length; i++) told[i] = words[i] + ":" + sum + ":" + loud;
        return told;
    }
}
""",
    "cpp": """#include <iostream>
#include <string>
#include <vector>
using namespace std;
vector<string> tell(const vector<string>& words, const vector<vector<long long>>& grid, bool loud, double ratio) {
    cout << "words " << (ratio == -0.25) << endl;
    long long sum = 0;
    for (auto& row : grid) for (long long number : row) sum += number;
    vector<string> told;
    for (auto& word : words) told.push_back(word + ":" + to_string(sum) + ":" + (loud ? "true" : "false"));
    return told;
}
""",
    "go": """import "fmt"

func tell(words []string, grid [][]int, loud bool, ratio float64) []string {
	fmt.Println("words", ratio == -0.25)
	sum := 0
	for _, row := range grid {
		for _, number := range row {
			sum += number
		}
	}
	var told []string
	for _, word := range words {
		told = append(told, fmt.Sprintf("%s:%d:%t", word, sum, loud))
	}
	return told
}
""",
}
HEADS = {
    "python": "def tell(words, grid, loud, ratio):\n    {}\n",
    "javascript": "function tell(words, grid, loud, ratio) {{\n  {}\n}}\n",
    "typescript": (
        "function tell(words: string[], grid: number[][], loud: boolean, ratio: number): string[] {{\n  {}\n}}\n"
    ),
    "java": (
        "class Solution {{ static String[] tell(String[] words, long[][] grid, boolean loud, double ratio) {{\n"
        "    {}\n}} }}\n"
    ),
    "cpp": (
        "#include <string>\n#include <vector>\nusing namespace std;\n"
        "vector<string> tell(const vector<string>& words, const vector<vector<long long>>& grid, bool, double) {{\n"
        "    {}\n}}\n"
    ),
    "go": "func tell(words []string, grid [][]int, loud bool, ratio float64) []string {{\n\t{}\n}}\n",
}
WRONG = {"python": "return words", "go": "return words"}
SLOW = {
    "python": "while True: pass",
    "javascript": "for (;;) ;",
    "typescript": "for (;;) ;",
    "java": 'while (!words[0].equals("never")) ; return words;',
    "cpp": "volatile long long n = 0; while (true) ++n;",
    "go": "for {}",
}
CRASH = {
    "python": "return grid[9]",
    "javascript": "return grid[9].length;",
    "typescript": "return [String(grid[9].length)];",
    "java": "return new String[] {words[9]};",
    "cpp": "return {words.at(9)};",
    "go": "return words[9:]",
}
BROKEN = {
    "python": "return (",
    "javascript": "return (;",
    "typescript": "return (;",
    "java": "return nothing;",
    "cpp": "return nothing;",
    "go": "return nothing",
}


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
    given = "".join(json.dumps(argument) + "\n" for argument in ARGUMENTS)
    expected = json.dumps(RESULT, ensure_ascii=False, separators=(",", ":"))
    program = Program(language, DRIVERS[language].program(SIGNATURE, source))
    test = Test(stdin=given.encode(), expected=expected.encode())
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
    verdict, _ = judged(language, HEADS[language].format(WRONG.get(language, "return words;")))
    assert verdict is Verdict.WA


def test_a_slow_one_is_stopped(language: Language) -> None:
    verdict, _ = judged(language, HEADS[language].format(SLOW[language]))
    assert verdict is Verdict.TLE


def test_a_crash_is_told_of_the_candidates_line(language: Language) -> None:
    source = HEADS[language].format(CRASH[language])
    verdict, said = judged(language, source)
    assert verdict is Verdict.RTE
    # C++ says nothing of lines when it crashes.
    if language != Language.CPP:
        line = source[: source.index(CRASH[language])].count("\n") + 1
        assert f"line {line}" in said or f":{line}" in said, said
        assert "talentsync" not in said, said


def test_what_does_not_compile_is_told_of_the_candidates_line(language: Language) -> None:
    source = HEADS[language].format(BROKEN[language])
    verdict, said = judged(language, source)
    assert verdict is Verdict.CE
    line = source[: source.index(BROKEN[language])].count("\n") + 1
    # TypeScript writes main.ts(2,11).
    assert f"line {line}" in said or f":{line}" in said or f"({line}," in said, said


def test_what_stays_open_at_the_end_is_told_of_the_last_line(language: Language) -> None:
    source = HEADS[language].format(BROKEN[language]).rstrip().rstrip("}").rstrip()
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
