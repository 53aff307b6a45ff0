"""What an operator is told where a machine cannot isolate programs, or only in part."""

from pathlib import Path

from dsa.execution.types import RunResult

WEAK_LIMITS = (
    "No control group can be made here, so the limits on memory and CPU time do not hold for everything that a hostile "
    "program can do (kernel buffers, processes of less than a millisecond): run TalentSync in a systemd unit with "
    "Delegate=yes (docs/operations.md), name a delegated directory in EXECUTION_CGROUP, or accept it with "
    "EXECUTION_ALLOW_WEAK_LIMITS=yes; until then only the demo's problems are judged."
)


def why_not_isolated(result: RunResult) -> str:
    """Why the simplest program cannot be run in a sandbox here, and what to do."""
    said = result.error or result.stderr.decode("utf-8", "replace").strip()
    if "setting up uid map" in said or "No permissions" in said or "Operation not permitted" in said:
        restricted = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
        if restricted.exists() and restricted.read_text().strip() == "1":
            return (
                "AppArmor forbids user namespaces here; give bwrap a profile that allows userns, or set "
                f"EXECUTION_BACKEND=judge0 ({said})"
            )
        return (
            "this machine or container forbids user namespaces; allow them, or set EXECUTION_BACKEND=judge0 "
            f"({said})"
        )
    return f"programs cannot be isolated on this machine: {said}"
