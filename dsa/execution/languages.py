"""What is particular about each programming language: how its programs look, and what its runtime is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from talentsync.lib.programming_languages import EXTENSIONS, LABELS, Language

__all__ = [
    "ALLOWANCES",
    "CONVENTIONS",
    "EXTENSIONS",
    "LABELS",
    "OPT_IN",
    "Allowance",
    "Language",
    "allowance",
    "go_soft_limit",
]


# How a program has to look where that is not plain from the language. Candidates read it beside the limits.
CONVENTIONS: Final[Mapping[Language, str]] = {
    Language.JAVA: "The class with the main method is called Main.",
    Language.KOTLIN: "The main function stands outside of any class.",
    Language.SQL: (
        "The input is a script that makes the tables and fills them. It is run first; your code is the query. "
        "| separates the columns of a row."
    ),
}

# Offered only by problems that name them: elsewhere the input is no script, and the language no use.
OPT_IN: Final = frozenset({Language.SQL})


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a language's runtime is given on top of a problem's limits, which are for the program.

    `threads` are those that the runtime starts for itself.
    """

    memory_kb: int = 0
    threads: int = 0


NOTHING: Final = Allowance()
# Measured on Debian 12 (docs/execution.md, "Languages"): what a program that adds two numbers takes, and room for what
# grows with the program. Languages that are not here need less than a limit's smallest step.
ALLOWANCES: Final[Mapping[Language, Allowance]] = {
    # Metaspace, code cache and collector, beside the heap: the memory limit is that of the heap.
    Language.JAVA: Allowance(memory_kb=96 * 1024, threads=48),
    Language.KOTLIN: Allowance(memory_kb=96 * 1024, threads=48),
    # V8's code and young generation; libuv's and V8's threads.
    Language.JAVASCRIPT: Allowance(memory_kb=48 * 1024, threads=24),
    Language.TYPESCRIPT: Allowance(memory_kb=48 * 1024, threads=24),
    # Stacks and the collector's own tables. It makes a thread for each core and for each blocked call.
    Language.GO: Allowance(memory_kb=16 * 1024, threads=32),
    # Compiled code and metadata; the thread pool has one for each core and more.
    Language.CSHARP: Allowance(memory_kb=32 * 1024, threads=48),
    Language.RUBY: Allowance(memory_kb=16 * 1024, threads=8),
    Language.PHP: Allowance(memory_kb=24 * 1024),
}


def allowance(language: Language) -> Allowance:
    """What the language's runtime is given on top of a problem's limits."""
    return ALLOWANCES.get(language, NOTHING)


def go_soft_limit(memory_kb: int) -> str:
    """The value of `GOMEMLIMIT`, in bytes, for a program that may use `memory_kb`.

    An eighth below: the collector runs beside the program, which goes on making garbage until it is through. On a busy
    machine (4 other processes on 2 cores) a program of 160 MB held to 256 MB reached 311 MB in 20 runs, and 247 MB when
    it was held to nine tenths.
    """
    return str(memory_kb * 1024 // 8 * 7)
