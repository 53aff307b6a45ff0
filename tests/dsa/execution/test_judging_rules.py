"""Verdicts as pure functions of what a run did."""

import signal
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsa.execution import Language, Limits, RunResult, Stop, Verdict
from dsa.execution.output import CUT, STDERR_BYTES, TruncatedBuffer, shorten
from dsa.execution.verdicts import failed_to_load, judge_run, memory_ceiling_kb

LIMITS = Limits(cpu_seconds=1, memory_kb=65_536)
GOOD = RunResult(exit_code=0, cpu_ms=10, wall_ms=12, memory_kb=1000, stdout=b"42")


def verdict(run: RunResult, language: Language = Language.C, right: bool = True) -> Verdict:
    return judge_run(language, run, LIMITS, lambda output: right)


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (GOOD, Verdict.AC),
        (replace(GOOD, exit_code=1), Verdict.RTE),
        (replace(GOOD, exit_code=None, signal=11), Verdict.RTE),
        (replace(GOOD, cpu_ms=1000), Verdict.AC),
        (replace(GOOD, cpu_ms=1001), Verdict.TLE),
        (replace(GOOD, exit_code=None, signal=9, stopped=Stop.CPU_TIME), Verdict.TLE),
        (replace(GOOD, exit_code=None, signal=9, stopped=Stop.WALL_TIME), Verdict.TLE),
        (replace(GOOD, exit_code=None, signal=int(signal.SIGXCPU)), Verdict.TLE),
        (replace(GOOD, memory_kb=65_536), Verdict.AC),
        (replace(GOOD, memory_kb=65_537), Verdict.MLE),
        (replace(GOOD, stopped=Stop.MEMORY), Verdict.MLE),
        (replace(GOOD, stopped=Stop.MEMORY, cpu_ms=5000), Verdict.MLE),
        (replace(GOOD, stopped=Stop.OUTPUT, stdout_truncated=True), Verdict.OLE),
        (replace(GOOD, stdout_truncated=True, cpu_ms=5000), Verdict.OLE),
        (replace(GOOD, stderr_truncated=True), Verdict.AC),
        (replace(GOOD, error="the disk is full"), Verdict.IE),
        (replace(GOOD, error="the disk is full", stopped=Stop.MEMORY), Verdict.IE),
    ],
)
def test_verdict(run: RunResult, expected: Verdict) -> None:
    assert verdict(run) is expected


def test_wrong_output_of_a_good_run_is_wa() -> None:
    assert verdict(GOOD, right=False) is Verdict.WA


@given(
    st.builds(
        RunResult,
        exit_code=st.none() | st.integers(0, 255),
        signal=st.none() | st.integers(1, 64),
        cpu_ms=st.integers(0, 3000),
        memory_kb=st.integers(0, 200_000),
        stdout_truncated=st.booleans(),
        stopped=st.none() | st.sampled_from(Stop),
        error=st.none() | st.just("broken"),
    ),
    st.sampled_from(Language),
)
def test_the_output_is_looked_at_only_after_a_run_that_kept_every_limit(
    run: RunResult, language: Language
) -> None:
    asked: list[bytes] = []

    def is_right(output: bytes) -> bool:
        asked.append(output)
        return False

    judge_run(language, run, LIMITS, is_right)

    kept = run.error is None and run.stopped is None and not run.stdout_truncated and run.cpu_ms <= 1000
    good = kept and run.exit_code == 0 and run.signal is None
    assert bool(asked) is (good and run.memory_kb <= memory_ceiling_kb(language, LIMITS))


@pytest.mark.parametrize(
    ("language", "stderr"),
    [
        (Language.PYTHON, b"Traceback (most recent call last):\n  File ...\nMemoryError\n"),
        (Language.CPP, b"terminate called after throwing an instance of 'std::bad_alloc'\n  what(): ..."),
        (Language.JAVA, b'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space\n'),
        (
            Language.JAVASCRIPT,
            b"FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
        ),
        (Language.GO, b"fatal error: runtime: out of memory\n"),
        (Language.RUST, b"memory allocation of 8 bytes failed\n"),
        (Language.TYPESCRIPT, b"FATAL ERROR: Reached heap limit Allocation failed"),
        (Language.KOTLIN, b'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space\n'),
        (Language.CSHARP, b"Unhandled Exception:\nSystem.OutOfMemoryException: Insufficient memory\n"),
        (Language.RUBY, b"main.rb: failed to allocate memory (NoMemoryError)\n"),
        (
            Language.PHP,
            b"\nFatal error: Allowed memory size of 65536000 bytes exhausted (tried to allocate 9)\n",
        ),
        (Language.BASH, b"main.sh: line 1: main.sh: xrealloc: cannot allocate 18446744071562067968 bytes\n"),
        (Language.SQL, b"Runtime error near line 1: out of memory (7)\n"),
    ],
)
def test_a_runtime_that_gets_no_memory_is_mle(language: Language, stderr: bytes) -> None:
    crashed = replace(GOOD, exit_code=1, stderr=stderr)

    assert verdict(crashed, language) is Verdict.MLE
    assert verdict(replace(crashed, exit_code=0), language) is Verdict.AC
    assert verdict(crashed, Language.C) is Verdict.RTE


@pytest.mark.parametrize(
    ("language", "stderr", "loads"),
    [
        (
            Language.PYTHON,
            b'  File "/box/main.py", line 1\n    x(\n     ^\nSyntaxError: never closed\n',
            False,
        ),
        (Language.PYTHON, b'  File "x", line 2\n    y\nIndentationError: unexpected indent\n', False),
        (
            Language.PYTHON,
            b'Traceback (most recent call last):\n  File "/box/main.py", line 1, in <module>\n    exec("(")\n'
            b'  File "<string>", line 1\n    (\nSyntaxError: never closed\n',
            True,
        ),
        (
            Language.JAVASCRIPT,
            b"/box/main.js:1\n(\n\nSyntaxError: Invalid\n    at wrapSafe (node:internal)\n",
            False,
        ),
        (
            Language.RUBY,
            b"/box/main.rb:1: syntax error, unexpected end-of-input, expecting ')'\nputs (1\n",
            False,
        ),
        (Language.RUBY, b"main.rb: --> /box/main.rb\nUnmatched keyword, missing `end' ?\n", False),
        (
            Language.RUBY,
            b"/box/main.rb:1:in `eval': (eval):1: syntax error, unexpected end-of-input (SyntaxError)\n",
            True,
        ),
        (
            Language.PHP,
            b'\nParse error: syntax error, unexpected token ";" in /box/main.php on line 1\n',
            False,
        ),
        (
            Language.PHP,
            b"\nParse error: syntax error, unexpected token in /box/main.php(1) : eval()'d code on line 1\n",
            True,
        ),
        (Language.BASH, b"/box/main.sh: line 2: syntax error: unexpected end of file\n", False),
        (Language.BASH, b"/box/main.sh: line 1: unexpected EOF while looking for matching `\"'\n", False),
        (Language.BASH, b"/box/main.sh: eval: line 1: syntax error near unexpected token `)'\n", True),
        (Language.SQL, b'Parse error near line 1: near "SELEC": syntax error\n', False),
        (Language.SQL, b"Error: near line 1: no such column: x\n", False),
        (Language.SQL, b"line 3: cannot run .shell in safe mode\n", False),
        (Language.SQL, b"Runtime error near line 1: integer overflow\n", True),
        (
            Language.JAVASCRIPT,
            b"undefined:1\n{\n\nSyntaxError: Unexpected end of JSON input\n    at JSON.parse (<anonymous>)\n"
            b"    at Object.<anonymous> (/box/main.js:1:6)\n    at Module._compile (node:internal)\n",
            True,
        ),
    ],
)
def test_a_source_that_does_not_load_is_told_from_an_error_of_the_program(
    language: Language, stderr: bytes, loads: bool
) -> None:
    assert failed_to_load(language, replace(GOOD, exit_code=1, stderr=stderr)) is not loads


@given(st.lists(st.binary(max_size=300)), st.integers(2, 400))
def test_what_is_kept_of_a_stream_is_its_beginning_and_its_end(chunks: list[bytes], limit: int) -> None:
    tail = TruncatedBuffer(limit)
    for chunk in chunks:
        tail.add(chunk)
    whole = b"".join(chunks)

    if len(whole) <= limit:
        assert (tail.text(), tail.truncated) == (whole, False)
    else:
        head, end = limit // 2, limit - limit // 2
        assert (tail.text(), tail.truncated) == (whole[:head] + CUT + whole[-end:], True)


def test_standard_error_is_never_longer_than_its_own_limit() -> None:
    kept, cut = shorten(b"x" * 1_000_000, 10_000_000)

    assert cut
    assert len(kept) == STDERR_BYTES + len(CUT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"cpu_seconds": 0},
        {"cpu_seconds": float("nan")},
        {"wall_seconds": 10_000},
        {"memory_kb": 100},
        {"output_bytes": 0},
        {"processes": 0},
    ],
)
def test_limits_that_no_backend_could_keep_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Limits(**wrong)  # type: ignore[arg-type]
