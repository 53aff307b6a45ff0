"""Running a compiler in a slot."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from dsa.execution.sandbox.artifacts import BadArtifact, unpack
from dsa.execution.sandbox.jail import Command
from dsa.execution.sandbox.machine import Machine
from dsa.execution.sandbox.running import ResourceLimits
from dsa.execution.sandbox.toolchains import Toolchain
from dsa.execution.syntax_check import COMPILER_OUTPUT_CHARACTERS
from dsa.execution.types import CompileResult, ExecutionError, RunCancelled, Stop
from dsa.execution.verdicts import failed

WHY_NOT_COMPILED: Mapping[Stop, str] = {
    Stop.CPU_TIME: "The compiler took too much time.",
    Stop.WALL_TIME: "The compiler took too much time.",
    Stop.MEMORY: "The compiler took too much memory.",
    Stop.OUTPUT: "The compiled program is too large.",
}


def compile_on(
    machine: Machine,
    tools: Toolchain,
    words: Sequence[str],
    limits: ResourceLimits,
    source: Path,
    product_dir: Path,
    cancelled: Callable[[], bool],
) -> CompileResult:
    """Run the command `words`; what it leaves in /work comes into `product_dir`."""
    command = Command(words, source, tools.binds, tools.environment, archive=True)
    with machine.workdir.slot(machine.slots, cancelled) as slot:
        made = machine.run_in(slot, command, limits, b"", cancelled)
    if cancelled():
        raise RunCancelled
    if made.error is not None:
        raise ExecutionError(f"the compiler could not be run: {made.error}")
    problem = "" if made.stopped is None else WHY_NOT_COMPILED[made.stopped]
    if made.stopped is None and not failed(made):
        try:
            unpack(made.stdout, product_dir)
        except BadArtifact as bad:
            problem = f"Refused: {bad}."
    said = "\n".join(filter(None, (made.stderr.decode("utf-8", "replace"), problem)))
    return CompileResult(
        ok=not problem and not failed(made),
        output=said[:COMPILER_OUTPUT_CHARACTERS],
        output_truncated=made.stderr_truncated or len(said) > COMPILER_OUTPUT_CHARACTERS,
        cpu_ms=made.cpu_ms,
        wall_ms=made.wall_ms,
    )
