"""The execution backend that the settings choose."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from dsa.execution.sandbox.backend import SandboxBackend, SandboxSettings
from dsa.execution.types import ExecutionBackend


def get_backend() -> ExecutionBackend:
    """The backend of this process, made when it is first asked for."""
    if settings.EXECUTION_BACKEND == "judge0":
        raise NotImplementedError
    return _sandbox(
        SandboxSettings(
            directory=Path(settings.EXECUTION_DIR) if settings.EXECUTION_DIR else None,
            slots=settings.EXECUTION_SLOTS,
            cgroup=settings.EXECUTION_CGROUP,
        )
    )


@lru_cache
def _sandbox(chosen: SandboxSettings) -> SandboxBackend:
    return SandboxBackend(chosen)
