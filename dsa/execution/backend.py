"""The execution backend that the settings choose."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from dsa.execution.judge0 import Judge0Backend, Judge0Settings
from dsa.execution.sandbox.backend import SandboxBackend
from dsa.execution.sandbox.machine import SandboxSettings
from dsa.execution.types import ExecutionBackend, PermanentError, ValidatingBackend, ValidatorsUnsupported


def get_backend() -> ExecutionBackend:
    """The backend of this process, made when it is first asked for."""
    if settings.EXECUTION_BACKEND == "judge0":
        return _judge0(
            Judge0Settings(
                url=settings.JUDGE0_URL,
                token=settings.JUDGE0_TOKEN,
                token_header=settings.JUDGE0_TOKEN_HEADER,
                timeout_seconds=settings.JUDGE0_TIMEOUT_SECONDS,
            )
        )
    return _sandbox(
        SandboxSettings(
            directory=Path(settings.EXECUTION_DIR) if settings.EXECUTION_DIR else None,
            slots=settings.EXECUTION_SLOTS,
            cgroup=settings.EXECUTION_CGROUP,
        )
    )


def weak_limits() -> str:
    """What of a program's limits the backend cannot hold here, with what to do, in one line; nothing where all hold.

    Raises ExecutionError where nothing can be run at all.
    """
    backend = get_backend()
    return backend.machine.weak_limits() if isinstance(backend, SandboxBackend) else ""


def require_firm_limits() -> None:
    """Raises PermanentError where not all limits hold and the operator has not accepted that."""
    if not settings.EXECUTION_ALLOW_WEAK_LIMITS and (weakness := weak_limits()):
        raise PermanentError(weakness)


def require_validators() -> None:
    """Raises PermanentError, in words for a recruiter, where the backend cannot run output validators."""
    if not isinstance(get_backend(), ValidatingBackend):
        raise ValidatorsUnsupported


@lru_cache
def _sandbox(chosen: SandboxSettings) -> SandboxBackend:
    return SandboxBackend(chosen)


@lru_cache
def _judge0(chosen: Judge0Settings) -> Judge0Backend:
    return Judge0Backend(chosen)
