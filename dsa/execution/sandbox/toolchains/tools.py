"""What a toolchain is, and how its programs are found."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dsa.execution.languages import Language
from dsa.execution.sandbox.running import ResourceLimits

# What a compiler may use; the limits of a problem are for the program.
COMPILING: Final = ResourceLimits(
    cpu_seconds=30,
    wall_seconds=60,
    memory_kb=1024 * 1024,
    output_bytes=64 * 1024 * 1024,
    processes=128,
    file_kb=64 * 1024,
)
# What making the files may use that a compiler starts faster with.
PREPARING: Final = ResourceLimits(
    cpu_seconds=60,
    wall_seconds=180,
    memory_kb=1536 * 1024,
    output_bytes=256 * 1024 * 1024,
    processes=128,
    file_kb=120 * 1024,
)
# Below it lie, inside of a sandbox, the files that were prepared for each language.
PREPARED: Final = "/opt/prepared"

DIRECTORIES: Final = ("/usr/bin", "/usr/local/bin", "/usr/local/go/bin")
# Compilers that come from npm: `make languages` installs them here.
NPM_PACKAGES: Final = Path(__file__).resolve().parents[4] / "languages" / "node_modules"

PACKAGES: Final[dict[Language, str]] = {
    Language.PYTHON: "python3",
    Language.C: "gcc and libc6-dev",
    Language.CPP: "g++",
    Language.JAVA: "default-jdk-headless",
    Language.JAVASCRIPT: "nodejs",
    Language.TYPESCRIPT: "nodejs",
    Language.GO: "golang-go",
    Language.RUST: "rustc",
    Language.CSHARP: "mono-mcs",
    Language.KOTLIN: "default-jdk-headless",
    Language.RUBY: "ruby",
    Language.PHP: "php-cli",
    Language.BASH: "bash",
    Language.SQL: "sqlite3",
}


def no_environment(memory_kb: int) -> Sequence[tuple[str, str]]:
    """No variable depends on the memory limit."""
    return ()


@dataclass(frozen=True)
class Toolchain:
    """One language as this machine has it. Commands see the source in /box while compiling, its product while running.

    `run` and `run_environment` get the memory limit in KB. What `prepare` leaves in /work when it compiles the probe is
    there for all later commands, in `PREPARED`/LANGUAGE; they work without it as well, and slower.
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
    run_environment: Callable[[int], Sequence[tuple[str, str]]] = no_environment
    prepare: Sequence[str] | None = None


class ToolchainNotFound(Exception):
    """This machine has no such toolchain; the message says what to install."""


def tool(language: Language, *names: str) -> Path:
    """An executable below /usr, which every sandbox has."""
    path = os.pathsep.join(DIRECTORIES)
    for name in names:
        program = shutil.which(name, path=path)
        # Some are links through /etc/alternatives, which no sandbox has.
        if program and (found := Path(program).resolve()).is_relative_to("/usr"):
            return found
    raise ToolchainNotFound(
        f"{names[0]} is not installed below /usr; install the package {PACKAGES[language]}"
    )


def npm_package(name: str, *needed: str) -> Path:
    """The folder of a package that `make languages` installs, with these files in it."""
    folder = NPM_PACKAGES / name
    if not folder.is_dir() or not all((folder / path).exists() for path in needed):
        raise ToolchainNotFound(f"the npm package {name} is not installed; run make languages")
    require_reachable(folder)
    return folder


def require_reachable(path: Path) -> None:
    """Raises ToolchainNotFound where the users that sandboxes run as cannot get to the path."""
    if os.geteuid() != 0:
        return
    for folder in (path, *path.parents):
        if not folder.stat().st_mode & 0o001:
            raise ToolchainNotFound(
                f"{path} cannot be read by the sandbox's users: {folder} is closed to them"
            )


def settings_below_etc(*links: Path) -> list[tuple[str, str]]:
    """Binds for the folders of /etc that these paths lead to; nothing else of /etc is in a sandbox."""
    targets = {link.resolve() for link in links}
    folders = {
        Path(*target.parts[:3])
        for target in targets
        if target.is_relative_to("/etc") and len(target.parts) > 2
    }
    return [(str(path), str(path)) for path in sorted(folders)]


def version_of(program: Path, *arguments: str) -> str:
    """The first version number in what the program says of itself."""
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
