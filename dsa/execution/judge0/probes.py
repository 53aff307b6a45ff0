"""Which of a server's languages work: one that it lists may lack its compiler, which looks like a compile error."""

from collections.abc import Iterable, Mapping

from dsa.execution.judge0.api import Judge0Api, encode
from dsa.execution.judge0.queue import Answer, finished, submit
from dsa.execution.judge0.results import COMPILATION_ERROR, compile_error, run_result
from dsa.execution.judge0.server import Server, ServerConfig
from dsa.execution.judge0.submissions import submission_fields
from dsa.execution.languages import Language
from dsa.execution.types import ExecutionError, Limits, PermanentError, Program

INPUT = b"ready\n"
INPUTS: Mapping[Language, bytes] = {
    Language.SQL: b"CREATE TABLE words (word TEXT);\nINSERT INTO words VALUES ('ready');\n"
}
# Each prints the line that it reads.
SOURCES: Mapping[Language, str] = {
    Language.PYTHON: "print(input())\n",
    Language.C: """#include <math.h>
#include <stdio.h>
int main(void) { char word[16]; if (scanf("%15s", word) == 1 && sqrt(16.0) == 4) puts(word); return 0; }
""",
    Language.CPP: """#include <iostream>
#include <string>
int main() { std::string word; std::cin >> word; std::cout << word << std::endl; }
""",
    Language.JAVA: """public class Main {
    public static void main(String[] arguments) { System.out.println(new java.util.Scanner(System.in).next()); }
}
""",
    Language.JAVASCRIPT: "console.log(require('fs').readFileSync(0, 'utf8').trim());\n",
    Language.GO: """package main

import "fmt"

func main() { var word string; fmt.Scan(&word); fmt.Println(word) }
""",
    Language.RUST: """fn main() {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    println!("{}", line.trim());
}
""",
    Language.TYPESCRIPT: """import * as fs from "fs";
const line: string = fs.readFileSync(0, "utf8").trim();
console.log(line);
""",
    Language.CSHARP: "class Program { static void Main() { System.Console.WriteLine(System.Console.ReadLine()); } }\n",
    Language.KOTLIN: "fun main() { println(readLine()) }\n",
    Language.RUBY: "puts gets\n",
    Language.PHP: "<?php echo fgets(STDIN);\n",
    Language.BASH: 'read -r line\necho "$line"\n',
    Language.SQL: "SELECT word FROM words;\n",
}


def broken(api: Judge0Api, server: Server, languages: Iterable[Language]) -> dict[Language, str]:
    """Those of the languages that do not run a small program here, each with the reason. Raises ExecutionError."""
    limits = _limits(server.config)
    reasons: dict[Language, str] = {}
    members: dict[Language, dict[str, object]] = {}
    for language in languages:
        try:
            fields = submission_fields(server, Program(language, SOURCES[language]), limits)
        except PermanentError as error:
            reasons[language] = str(error)
        else:
            members[language] = {**fields, "stdin": encode(INPUTS.get(language, INPUT))}
    # One after the other in batches: a server's queue may be as short as one.
    wanted = list(members)
    size = server.config.batch_size
    for start in range(0, len(wanted), size):
        batch = wanted[start : start + size]
        tokens = submit(api, [members[language] for language in batch])
        by_token = dict(zip(tokens, batch, strict=True))
        for news in finished(api, tokens, limits.wall):
            if news is not None:
                language = by_token[news[0]]
                if reason := _why_not(news[1], members[language], limits):
                    reasons[language] = reason
    return reasons


def _limits(config: ServerConfig) -> Limits:
    """Wide ones: a cold machine is slow, and a runtime's own needs are not to be told apart from a fault."""
    return Limits(
        cpu_seconds=max(min(10.0, config.max_cpu_time_limit), 0.05),
        memory_kb=max(int(min(256 * 1024, config.max_memory_limit)), 4 * 1024),
        output_bytes=1024,
    )


def _why_not(answer: Answer, fields: Mapping[str, object], limits: Limits) -> str:
    """What is wrong with how a probe ended, or nothing."""
    if answer.get("status_id") == COMPILATION_ERROR:
        return (
            f"its compiler does not work on the Judge0 server: {compile_error(answer).output.strip()[:300]}"
        )
    try:
        run = run_result(answer, fields, limits)
    except ExecutionError as error:
        return str(error)
    if run.error is not None:
        return run.error
    if run.exit_code == 0 and run.stdout.strip() == INPUT.strip():
        return ""
    said = run.stderr.decode("utf-8", "replace").strip()[:300]
    return f"it does not run a small program on the Judge0 server: {said or 'nothing was said'}"
