"""Runs other people's programs: one interface, two backends that the settings choose between.

    from dsa.execution import get_backend, judge

    for event in judge(get_backend(), program, tests, limits):
        match event:
            case CompileResult(ok=False): ...   # the only event then: a CE
            case CompileResult(): ...           # always first
            case TestResult(index, verdict, run): ...   # in the order in which the tests finish

Nothing here knows of Django models.
"""

from dsa.execution.backend import get_backend, require_firm_limits, require_validators, weak_limits
from dsa.execution.judging import judge
from dsa.execution.languages import CONVENTIONS, OPT_IN, Language, allowance
from dsa.execution.types import (
    BackendUnavailable,
    BegunRuns,
    Comparison,
    CompileResult,
    ExecutionBackend,
    ExecutionError,
    Limits,
    OutputValidator,
    PermanentError,
    Program,
    RunCancelled,
    RunResult,
    Stop,
    Test,
    TestResult,
    TransientError,
    UnsupportedLanguage,
    Validation,
    Verdict,
)
from dsa.execution.validator_files import BadValidator, language_of

__all__ = [
    "CONVENTIONS",
    "OPT_IN",
    "BackendUnavailable",
    "BadValidator",
    "BegunRuns",
    "Comparison",
    "CompileResult",
    "ExecutionBackend",
    "ExecutionError",
    "Language",
    "Limits",
    "OutputValidator",
    "PermanentError",
    "Program",
    "RunCancelled",
    "RunResult",
    "Stop",
    "Test",
    "TestResult",
    "TransientError",
    "UnsupportedLanguage",
    "Validation",
    "Verdict",
    "allowance",
    "get_backend",
    "judge",
    "language_of",
    "require_firm_limits",
    "require_validators",
    "weak_limits",
]
