"""Files that are made once on a machine and let a compiler start faster, such as an archive of its loaded classes.

They are made in a sandbox out of the language's probe, so nothing of a candidate's is in them, and every sandbox sees
them read-only. All works without them.
"""

import hashlib
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from dsa.execution.sandbox.running import ResourceLimits
from dsa.execution.sandbox.selftest import probe, stamp
from dsa.execution.sandbox.toolchains.tools import PREPARED, PREPARING, Toolchain
from dsa.execution.sandbox.workdir import Workdir
from dsa.execution.types import CompileResult, ExecutionError, never

logger = logging.getLogger(__name__)

# Says that it was tried, whatever came of it.
TRIED = "tried"

Compile = Callable[[Toolchain, Sequence[str], ResourceLimits, Path, Path, Callable[[], bool]], CompileResult]


def bound(workdir: Workdir, tools: Toolchain) -> Toolchain:
    """The toolchain with the folder in sight that its prepared files are in, or will be."""
    if tools.prepare is None:
        return tools
    folder = _folder(workdir, tools)
    return replace(tools, binds=[*tools.binds, (str(folder), f"{PREPARED}/{tools.language}")])


def prepare(workdir: Workdir, tools: Toolchain, compile_with: Compile) -> None:
    """Make the files, unless that was tried before."""
    if tools.prepare is None:
        return
    folder = _folder(workdir, tools)
    if (folder / TRIED).exists():
        return
    with workdir.submission() as submission:
        source, made = submission / "source", submission / "program"
        for directory in (source, made):
            directory.mkdir()
            directory.chmod(0o755)
        file = source / tools.source_name
        file.write_text(probe(tools))
        file.chmod(0o644)
        try:
            result = compile_with(tools, tools.prepare, PREPARING, source, made, never)
        except ExecutionError as error:
            # Of the moment, perhaps.
            logger.warning("%s starts slowly: %s", tools.language.label, error)
            return
        if not result.ok:
            logger.warning("%s starts slowly: %s", tools.language.label, result.output[-300:])
        for path in made.glob("*.jsa"):
            path.chmod(0o644)
            # In one step: somebody may be about to open it.
            draft = path.rename(folder.with_name(f"{folder.name}.{secrets.token_hex(4)}"))
            draft.rename(folder / path.name)
    (folder / TRIED).touch()


def _folder(workdir: Workdir, tools: Toolchain) -> Path:
    facts = [tools.version, tools.prepare, *(stamp(path.resolve()) for path in tools.executables)]
    name = f"{tools.language}-{hashlib.sha256(repr(facts).encode()).hexdigest()[:16]}"
    folder = workdir.prepared / name
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    return folder
