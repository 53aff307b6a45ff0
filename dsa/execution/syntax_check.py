"""Languages without a compiler: whether the source loads shows in the first run."""

from collections.abc import Generator

from dsa.execution.languages import Language
from dsa.execution.types import CompileResult, TestRun
from dsa.execution.verdicts import failed_to_load

COMPILER_OUTPUT_CHARACTERS = 20_000


def with_load_check(
    language: Language, runs: Generator[TestRun, None, None]
) -> Generator[CompileResult | TestRun, None, None]:
    """The runs, after the CompileResult that the first of them amounts to.

    A compile step of its own would double the cost of a short test, and Judge0 has none either.
    """
    first = next(runs, None)
    if first is not None and failed_to_load(language, first.run):
        yield CompileResult(
            ok=False,
            output=first.run.stderr.decode("utf-8", "replace")[:COMPILER_OUTPUT_CHARACTERS],
            output_truncated=first.run.stderr_truncated,
        )
        return
    yield CompileResult(ok=True)
    if first is not None:
        yield first
        yield from runs
