"""Runs as events carry them, the same for everybody in the room."""

from typing import Any

from rooms.models import CodeRun, CodeRunState

Json = dict[str, Any]


def run_state(run: CodeRun) -> Json:
    """The payload of `run_state`."""
    told: Json = {
        "runId": str(run.pk),
        "userId": run.peer_id,
        "state": str(run.state),
        "language": run.language,
    }
    if run.problem is not None:
        told["problem"] = {"problemId": run.problem.key, "title": run.problem.title}
    return told | {"result": _result(run)} if run.state == CodeRunState.FINISHED else told


def recent_run(run: CodeRun) -> Json:
    """The same for who comes later and knows neither its author nor its time."""
    return run_state(run) | {"name": run.author_name, "requestedAt": run.created_at.isoformat()}


def _result(run: CodeRun) -> Json:
    optional = {
        "exitCode": run.exit_code,
        "signal": run.signal,
        "compileOutput": run.compile_output or None,
        # Nothing was tested where nothing was compiled.
        "tests": run.test_results or None,
    }
    return {
        "verdict": run.verdict,
        "executionTimeMs": run.cpu_ms,
        "memoryUsedKB": run.memory_kb,
        "stdout": run.stdout,
        "stderr": run.stderr,
        "truncated": run.is_output_cut,
        **{name: value for name, value in optional.items() if value is not None},
    }
