"""Says whether the lock files still belong to what they were compiled from. Needs no network.

`make lock` is the remedy for everything that this finds.
"""

import json
import re
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent

# In a compiled file: "name[extra]==version ; marker \", hashes, then "# via" lines that name who asked for it.
PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[^]]*\])?==(?P<version>\S+)")
VIA = re.compile(r"^\s+#\s+(?:via\s+)?-r (?P<file>\S+)$")
NPM_FOLDERS = ("frontend", "languages")
DEPENDENCY_KINDS = ("dependencies", "devDependencies", "optionalDependencies")


def wanted_in(source: Path) -> dict[str, Requirement]:
    """What a hand-edited file asks for, by canonical name. Lines that name other files are not followed."""
    lines = (line.partition("#")[0].strip() for line in source.read_text().splitlines())
    requirements = [Requirement(line) for line in lines if line and not line.startswith("-")]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def pinned_in(lock: Path) -> tuple[dict[str, str], dict[str, set[str]]]:
    """The versions by name, and the names that each source file asked for."""
    versions: dict[str, str] = {}
    asked: dict[str, set[str]] = {}
    name = ""
    for line in lock.read_text().splitlines():
        if pin := PIN.match(line):
            name = canonicalize_name(pin["name"])
            versions[name] = pin["version"]
        elif via := VIA.match(line):
            asked.setdefault(via["file"], set()).add(name)
    return versions, asked


def python_problems(name: str) -> list[str]:
    """What is stale in NAME.txt with regard to NAME.in."""
    lock = ROOT / f"{name}.txt"
    wanted = wanted_in(ROOT / f"{name}.in")
    versions, asked = pinned_in(lock)
    problems = [f"{lock.name} does not pin {missing}" for missing in sorted(wanted.keys() - versions.keys())]
    problems += [
        f"{lock.name} pins {requirement.name} {versions[key]}, and {name}.in wants {requirement.specifier}"
        for key, requirement in wanted.items()
        if key in versions and not requirement.specifier.contains(versions[key], prereleases=True)
    ]
    stale = asked.get(f"{name}.in", set()) - wanted.keys()
    problems += [
        f"{lock.name} pins {extra}, which {name}.in does not name any more" for extra in sorted(stale)
    ]
    return problems


def disagreements() -> list[str]:
    """Where the two Python locks pin one package differently."""
    run, _ = pinned_in(ROOT / "requirements.txt")
    development, _ = pinned_in(ROOT / "requirements-dev.txt")
    return [
        f"requirements.txt pins {name} {version}, requirements-dev.txt {development.get(name, 'does not')}"
        for name, version in run.items()
        if development.get(name) != version
    ]


def npm_problems(folder: str) -> list[str]:
    """Where a folder's package.json and what its package-lock.json remembers of it differ."""
    manifest = json.loads((ROOT / folder / "package.json").read_text())
    lock = json.loads((ROOT / folder / "package-lock.json").read_text())
    remembered = lock["packages"][""]
    return [
        f"{folder}/package-lock.json is not made from these {kind} of package.json"
        for kind in DEPENDENCY_KINDS
        if manifest.get(kind, {}) != remembered.get(kind, {})
    ]


def addresses() -> list[str]:
    """Registry addresses in lock files: they would bind every machine to the one that compiled them."""
    locks = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"]
    problems = [f"{lock.name} names a package index" for lock in locks if "://" in lock.read_text()]
    for folder in NPM_FOLDERS:
        packages = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]
        # A package of our own is a link into this repository, which may stay.
        problems += [
            f"{folder}/package-lock.json names where {name} is from"
            for name, package in packages.items()
            if "resolved" in package and not package.get("link")
        ]
    return problems


def main() -> int:
    problems = [
        *python_problems("requirements"),
        *python_problems("requirements-dev"),
        *disagreements(),
        *(problem for folder in NPM_FOLDERS for problem in npm_problems(folder)),
        *addresses(),
    ]
    for problem in problems:
        print(f"{problem}; run make lock", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
