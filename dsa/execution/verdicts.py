"""From what a run did to what a judge says of it: pure functions, the same for every backend."""

import re
import signal
from collections.abc import Callable, Mapping

from dsa.execution.languages import Language, allowance
from dsa.execution.types import Limits, RunResult, Stop, Validation, Verdict

_JVM_OUT_OF_MEMORY = re.compile(rb"\bjava\.lang\.OutOfMemoryError\b")
_NODE_OUT_OF_MEMORY = re.compile(
    rb"JavaScript heap out of memory|Array buffer allocation failed|Reached heap limit"
)
# How each language tells that an allocation failed, when nobody caught it. A C program gets a null pointer and says
# nothing.
OUT_OF_MEMORY: Mapping[Language, re.Pattern[bytes]] = {
    Language.PYTHON: re.compile(rb"^MemoryError\b", re.MULTILINE),
    Language.CPP: re.compile(rb"^terminate called after throwing an instance of 'std::bad_", re.MULTILINE),
    Language.JAVA: _JVM_OUT_OF_MEMORY,
    Language.JAVASCRIPT: _NODE_OUT_OF_MEMORY,
    Language.TYPESCRIPT: _NODE_OUT_OF_MEMORY,
    Language.KOTLIN: _JVM_OUT_OF_MEMORY,
    Language.CSHARP: re.compile(rb"\bSystem\.OutOfMemoryException\b|^Error: Garbage collector", re.MULTILINE),
    Language.RUBY: re.compile(rb"\bfailed to allocate memory \(NoMemoryError\)"),
    Language.PHP: re.compile(
        rb"^(?:PHP )?Fatal error: +(?:Allowed memory size of|Out of memory)", re.MULTILINE
    ),
    Language.BASH: re.compile(rb": xre?alloc: cannot allocate \d+ bytes|: xmalloc: cannot allocate"),
    Language.SQL: re.compile(rb"^(?:Runtime )?[Ee]rror.*: out of memory\b", re.MULTILINE),
    Language.GO: re.compile(rb"^(?:fatal error: )?runtime: out of memory", re.MULTILINE),
    Language.RUST: re.compile(rb"^memory allocation of \d+ bytes failed", re.MULTILINE),
}

# How an interpreter tells that it could not even load the source. An error that the program raised itself comes with
# a traceback of its own calls (Python, Ruby), or not from the loader (node).
NOT_LOADED: Mapping[Language, re.Pattern[bytes]] = {
    Language.PYTHON: re.compile(
        rb'\A  File "[^"\n]*", line \d+.*^(?:SyntaxError|IndentationError|TabError): ',
        re.MULTILINE | re.DOTALL,
    ),
    Language.JAVASCRIPT: re.compile(
        rb"^SyntaxError: .*\n(?:    at [^\n]*\n)*?"
        rb"    at (?:internalCompileFunction|wrapSafe|compileSourceTextModule)\b",
        re.MULTILINE,
    ),
    # An error of `eval` names the place of the call first.
    Language.RUBY: re.compile(rb"^(?:/\S*/)?\w+\.rb:(?:\d+:)? (?:syntax errors?\b|--> )", re.MULTILINE),
    Language.PHP: re.compile(rb"^(?:PHP )?Parse error: .* in \S+\.php on line \d+$", re.MULTILINE),
    Language.BASH: re.compile(
        rb"^\S+\.sh: line \d+: (?:syntax error|unexpected EOF while looking for matching)", re.MULTILINE
    ),
    # Newer versions tell the two kinds of errors apart.
    Language.SQL: re.compile(
        rb"^(?:Parse error near line \d+|Error: near line \d+: (?:near \"|no such )|line \d+: cannot \w+ .*safe mode$)",
        re.MULTILINE,
    ),
}


def memory_ceiling_kb(language: Language, limits: Limits) -> int:
    """The memory, in KB, at which a run is over its limit: the limit and what the runtime itself needs."""
    return limits.memory_kb + allowance(language).memory_kb


def failed(run: RunResult) -> bool:
    """Whether the program ended in any other way than by success."""
    return run.signal is not None or run.exit_code != 0


def failed_to_load(language: Language, run: RunResult) -> bool:
    """Whether an interpreter refused the source: what a compiler would have said before the first test."""
    pattern = NOT_LOADED.get(language)
    return (
        pattern is not None
        and run.stopped is None
        and run.error is None
        and failed(run)
        and pattern.search(run.stderr) is not None
    )


def ran_out_of_memory(language: Language, run: RunResult) -> bool:
    """Whether the language's runtime said that it got no more memory, and the program ended of that."""
    pattern = OUT_OF_MEMORY.get(language)
    return pattern is not None and failed(run) and pattern.search(run.stderr) is not None


def judge_run(
    language: Language, run: RunResult, limits: Limits, is_right: Callable[[bytes], bool]
) -> Verdict:
    """The verdict on one run. `is_right` is asked only about the whole output of a run that succeeded.

    The first that applies counts: output, memory, time, crash, answer. A program that floods its output or eats memory
    is often slow or killed as well, and the cause says more than the consequence.
    """
    if run.error is not None:
        return Verdict.IE
    if run.stopped is Stop.OUTPUT or run.stdout_truncated:
        return Verdict.OLE
    if (
        run.stopped is Stop.MEMORY
        or run.memory_kb > memory_ceiling_kb(language, limits)
        or ran_out_of_memory(language, run)
    ):
        return Verdict.MLE
    if (
        run.stopped in {Stop.CPU_TIME, Stop.WALL_TIME}
        or run.signal == signal.SIGXCPU
        or run.cpu_ms > limits.cpu_seconds * 1000
    ):
        return Verdict.TLE
    if failed_to_load(language, run):
        return Verdict.CE
    if failed(run):
        return Verdict.RTE
    return Verdict.AC if is_right(run.stdout) else Verdict.WA


def judge_validated(language: Language, run: RunResult, limits: Limits, validation: Validation) -> Verdict:
    """The verdict on one run that an output validator has judged.

    A validator that rejects while the program still runs is believed, whatever the program does of that; else the
    program's own end counts before the validator's word.
    """
    if run.error is None and validation.was_first and validation.is_accepted is False:
        return Verdict.WA
    return judge_run(language, run, limits, lambda _: validation.is_accepted is True)
