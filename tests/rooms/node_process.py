"""A node program that answers one JSON line with another, for as long as a test module needs it."""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

NODE = Path(sys.executable).parent / "node"


class NodeProcess:
    """Use as a context manager. A program that fails shows its error in the failing test's output."""

    def __init__(self, program: Path) -> None:
        self._process = subprocess.Popen(
            [NODE, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._process:
            self._process.kill()

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the node program has ended"
        reply: dict[str, Any] = json.loads(line)
        return reply
