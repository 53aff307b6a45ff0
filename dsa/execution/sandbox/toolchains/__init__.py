"""How each language is compiled and run inside a sandbox, and where its tools are on this machine."""

from collections.abc import Callable

from dsa.execution.languages import Language
from dsa.execution.sandbox.toolchains.interpreters import bash, php, python, ruby, sql
from dsa.execution.sandbox.toolchains.native import c, cpp, go, rust
from dsa.execution.sandbox.toolchains.node import javascript, typescript
from dsa.execution.sandbox.toolchains.tools import COMPILING, PREPARING, Toolchain, ToolchainNotFound
from dsa.execution.sandbox.toolchains.virtual_machines import csharp, java, kotlin

__all__ = ["COMPILING", "FINDERS", "PREPARING", "Toolchain", "ToolchainNotFound", "find_all"]

FINDERS: dict[Language, Callable[[], Toolchain]] = {
    Language.PYTHON: python,
    Language.C: c,
    Language.CPP: cpp,
    Language.JAVA: java,
    Language.JAVASCRIPT: javascript,
    Language.TYPESCRIPT: typescript,
    Language.GO: go,
    Language.RUST: rust,
    Language.CSHARP: csharp,
    Language.KOTLIN: kotlin,
    Language.RUBY: ruby,
    Language.PHP: php,
    Language.BASH: bash,
    Language.SQL: sql,
}


def find_all() -> tuple[dict[Language, Toolchain], dict[Language, str]]:
    """The toolchains that are here, and for every other language why not."""
    found: dict[Language, Toolchain] = {}
    missing: dict[Language, str] = {}
    for language, find in FINDERS.items():
        try:
            found[language] = find()
        except ToolchainNotFound as reason:
            missing[language] = str(reason)
    return found, missing
