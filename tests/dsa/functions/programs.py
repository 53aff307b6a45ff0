"""Programs for one function, in every language that has a driver: right, wrong, slow, crashing, and not compiling."""

import json
from typing import Final

SIGNATURE: Final = "tell(words: string[], grid: int[][], loud: bool, ratio: float) -> string[]"
WORDS: Final = ['a"b\\', "é😀", "t\tz\n", "<&>"]
GRID: Final = [[1, -2], [], [3_000_000_000]]
# One test: its input, each argument on a line of its own, and the only right output.
INPUT: Final = "".join(json.dumps(argument) + "\n" for argument in (WORDS, GRID, True, -2.5e-1))
OUTPUT: Final = json.dumps(
    [f"{word}:2999999999:true" for word in WORDS], ensure_ascii=False, separators=(",", ":")
)

# Each with something printed, which is not the result.
RIGHT: Final = {
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

# The function with nothing in it; `with_body` fills it.
HEADS: Final = {
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
# Bodies of it.
WRONG: Final = {**dict.fromkeys(RIGHT, "return words;"), "python": "return words", "go": "return words"}
SLOW: Final = {
    "python": "while True: pass",
    "javascript": "for (;;) ;",
    "typescript": "for (;;) ;",
    "java": 'while (!words[0].equals("never")) ; return words;',
    "cpp": "volatile long long n = 0; while (true) ++n;",
    "go": "for {}",
}
# C++ says nothing of lines when it crashes.
CRASHES_WITHOUT_LINE: Final = frozenset({"cpp"})
CRASH: Final = {
    "python": "return grid[9]",
    "javascript": "return grid[9].length;",
    "typescript": "return [String(grid[9].length)];",
    "java": "return new String[] {words[9]};",
    "cpp": "return {words.at(9)};",
    "go": "return words[9:]",
}
BROKEN: Final = {
    "python": "return (",
    "javascript": "return (;",
    "typescript": "return (;",
    "java": "return nothing;",
    "cpp": "return nothing;",
    "go": "return nothing",
}


def with_body(language: str, body: str) -> str:
    """The function with this body, which stands on lines of its own."""
    return HEADS[language].format(body)


def line_of(body: str, source: str) -> int:
    """The line, from 1, on which the body begins."""
    return source[: source.index(body)].count("\n") + 1
