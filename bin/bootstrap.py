"""Brings a bare checkout to where a command can run: `bootstrap.py {run,dev,bundle,check,test,languages}`.

Runs on the machine's own Python with nothing but its standard library, before the virtualenv exists. Each step
remembers a hash of what it was made from and is skipped while that is unchanged and its product is still there. What
fails ends the program with one line; the whole output of the failed command is in var/log.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "frontend"
LANGUAGES = ROOT / "languages"
BUNDLE = ROOT / "static" / "dist" / "manifest.json"
LOGS = ROOT / "var" / "log"
STAMPS = ROOT / "var" / "stamps"

SIGNS_OF_NO_NETWORK = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "Temporary failure",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "ENETUNREACH",
    "ETIMEDOUT",
    "ERR_SOCKET_TIMEOUT",
)
SIGNS_OF_NO_COMPILER = ("command 'gcc' failed", "command 'cc' failed", "No such file or directory: 'gcc'")


class Failure(Exception):
    """A step that cannot be done. The message is one sentence for the person at the terminal."""


def say(line: str) -> None:
    print(line, flush=True)


def fingerprint(inputs: Iterable[Path], *facts: str) -> str:
    """A hash of the files' names and contents (folders with all that is below them) and of the facts."""
    digest = hashlib.sha256("\0".join(facts).encode())
    for given in inputs:
        files = sorted(path for path in given.rglob("*") if path.is_file()) if given.is_dir() else [given]
        for path in files:
            digest.update(f"\0{path.relative_to(ROOT)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def reason_in(output: str) -> str:
    """The one line of a package manager's output that says why it failed."""
    if any(sign in output for sign in SIGNS_OF_NO_NETWORK):
        return "the package index cannot be reached; check the network and try again"
    if any(sign in output for sign in SIGNS_OF_NO_COMPILER):
        return "a package has to be compiled here and there is no C compiler; install one (Debian: build-essential)"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error", "npm error", "e:", "[vite"))]
    return (errors or lines or ["it said nothing"])[0]


def execute(name: str, command: Sequence[str | Path], *, cwd: Path = ROOT) -> None:
    """Run a command with its output in var/log/NAME.log.

    Raises Failure with the reason out of that output.
    """
    log = LOGS / f"{name}.log"
    # npm's and Vite's own scripts look for `node` on PATH.
    environment = {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    with log.open("wb") as output:
        result = subprocess.run(
            [str(word) for word in command],
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if result.returncode:
        reason = reason_in(log.read_text(errors="replace"))
        raise Failure(f"{name} failed: {reason} (whole output: {log.relative_to(ROOT)})")


def install_from_apt(*packages: str) -> None:
    """Install Debian packages, through sudo for people who are not root."""
    hint = f"ask an administrator to run: apt-get install {' '.join(packages)}"
    if shutil.which("apt-get") is None:
        raise Failure(f"needs {' and '.join(packages)}, and there is no apt-get here; install them by hand")
    prefix: list[str] = []
    if os.geteuid() != 0:
        if shutil.which("sudo") is None:
            raise Failure(f"needs {' and '.join(packages)}; {hint}")
        # Asking for a password makes sense only where somebody can type one.
        prefix = ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]
        if subprocess.run([*prefix, "-v"], check=False, stderr=subprocess.DEVNULL).returncode:
            raise Failure(f"needs {' and '.join(packages)}, and sudo was refused; {hint}")
    say(f"Installing {' '.join(packages)} with apt ...")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120"]
    execute("apt-update", [*apt, "update", "-q"])
    execute("apt-install", [*apt, "install", "-q", "-y", "--no-install-recommends", *packages])


@dataclass(frozen=True)
class Step:
    """One thing to make. `stamp` holds the hash of what the product was last made from."""

    title: str
    product: Path
    stamp: Path
    inputs: Callable[[], str]
    make: Callable[[], None]

    def run(self) -> None:
        wanted = self.inputs()
        if self.product.exists() and self.stamp.is_file() and self.stamp.read_text() == wanted:
            return
        say(f"{self.title} ...")
        started = time.monotonic()
        # A step that is cut short must not look done to the next run.
        self.stamp.unlink(missing_ok=True)
        self.make()
        self.remember()
        say(f"  done in {time.monotonic() - started:.0f} s")

    def remember(self) -> None:
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        self.stamp.write_text(self.inputs())


def make_virtualenv() -> None:
    if subprocess.run(
        [sys.executable, "-c", "import ensurepip, venv"], check=False, capture_output=True
    ).returncode:
        # Debian and Ubuntu keep this part of Python in a package of its own.
        install_from_apt(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    execute("virtualenv", [sys.executable, "-m", "venv", "--clear", VENV])


def pip_install(requirements: str) -> None:
    execute(
        "pip",
        [
            VENV_PYTHON,
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            requirements,
        ],
    )


def install_development_packages() -> None:
    pip_install("requirements-dev.txt")
    # Compiled with requirements.txt as a constraint: what it pins is installed now, to the same hashes.
    PACKAGES.remember()


def virtualenv_works() -> bool:
    """Whether the virtualenv runs here: a moved or copied one, or one whose Python was upgraded away, does not."""
    probe = "import sys; print(sys.prefix, sys.version_info >= (3, 11))"
    try:
        result = subprocess.run([VENV_PYTHON, "-c", probe], check=False, capture_output=True, text=True)
    except OSError:
        return False
    scripts = VENV / "bin" / "pip"
    return (
        result.stdout.strip() == f"{VENV} True"
        and scripts.is_file()
        and str(VENV) in scripts.read_text(errors="replace").splitlines()[0]
    )


def ensure_virtualenv() -> None:
    """Make the virtualenv unless a working one is there. Its age says whether the packages in it can be trusted."""
    if virtualenv_works():
        return
    say("Creating the virtualenv ...")
    make_virtualenv()


def npm_ci(folder: Path) -> None:
    execute("npm", [VENV / "bin" / "npm", "ci", "--no-audit", "--no-fund"], cwd=folder)


def build_bundle() -> None:
    execute("vite", [VENV / "bin" / "npm", "run", "build"], cwd=FRONTEND)


FRONTEND_MANIFESTS = (FRONTEND / "package.json", FRONTEND / "package-lock.json", FRONTEND / ".npmrc")

# The stamps of what lies in a folder that may be deleted as a whole lie in that folder.
PACKAGES = Step(
    "Installing Python packages",
    VENV / "bin" / "uvicorn",
    VENV / "stamps" / "requirements",
    lambda: fingerprint([ROOT / "requirements.txt"]),
    lambda: pip_install("requirements.txt"),
)
DEVELOPMENT_PACKAGES = Step(
    "Installing Python packages for development",
    VENV / "bin" / "pytest",
    VENV / "stamps" / "requirements-dev",
    lambda: fingerprint([ROOT / "requirements-dev.txt", ROOT / "requirements.txt"]),
    install_development_packages,
)
NODE_PACKAGES = Step(
    "Installing front-end packages",
    FRONTEND / "node_modules",
    FRONTEND / "node_modules" / ".stamp",
    lambda: fingerprint(FRONTEND_MANIFESTS),
    lambda: npm_ci(FRONTEND),
)
# Of languages whose compilers Debian has too old or not at all.
COMPILERS_FROM_NPM = Step(
    "Installing the compilers of TypeScript and Kotlin",
    LANGUAGES / "node_modules",
    LANGUAGES / "node_modules" / ".stamp",
    lambda: fingerprint([LANGUAGES / "package.json", LANGUAGES / "package-lock.json", LANGUAGES / ".npmrc"]),
    lambda: npm_ci(LANGUAGES),
)
FRONTEND_BUILD = Step(
    "Building the front-end",
    BUNDLE,
    STAMPS / "bundle",
    lambda: fingerprint(
        [
            *FRONTEND_MANIFESTS,
            *sorted(FRONTEND.glob("vite.config.*")),
            *sorted(FRONTEND.glob("tsconfig*")),
            FRONTEND / "src",
            FRONTEND / "stubs",
        ]
    ),
    build_bundle,
)

# The commands and libraries that tests need, and the Debian packages that bring them.
TEST_PROGRAMS = {"chromium": "chromium", "turnserver": "coturn"}
TEST_LIBRARIES = {"atomic": "libatomic1"}  # Playwright's driver does not start without


def install_test_programs() -> None:
    missing = [package for command, package in TEST_PROGRAMS.items() if shutil.which(command) is None]
    missing += [package for library, package in TEST_LIBRARIES.items() if find_library(library) is None]
    if missing:
        install_from_apt(*missing)


# Tests in it are left out where it cannot be had: some distributions have none of this name, or a snap in its place.
FIREFOX = {"firefox-esr": "firefox-esr"}


def try_to_install_firefox() -> None:
    missing = [package for command, package in FIREFOX.items() if shutil.which(command) is None]
    try:
        if missing:
            install_from_apt(*missing)
    except Failure as failure:
        say(f"The tests in Firefox will be skipped: {failure}")


# What the sandbox for other people's code needs, below /usr because it shows programs nothing else. The file to look
# for, and the Debian package that brings it; node comes in the virtualenv.
SANDBOX_PARTS = {
    "/usr/bin/bwrap": "bubblewrap",
    "/usr/bin/python3": "python3",
    "/usr/bin/gcc": "gcc",
    "/usr/include/stdio.h": "libc6-dev",
    "/usr/bin/g++": "g++",
    "/usr/bin/javac": "default-jdk-headless",
}


# The other languages that the sandbox knows; TypeScript's and Kotlin's compilers come from npm.
MORE_LANGUAGES = {
    "/usr/bin/bash": "bash",
    "/usr/bin/go": "golang-go",
    "/usr/bin/mcs": "mono-mcs",
    "/usr/bin/php": "php-cli",
    "/usr/bin/ruby": "ruby",
    "/usr/bin/rustc": "rustc",
    "/usr/bin/sqlite3": "sqlite3",
}


def install_languages() -> None:
    """Install what every language needs, on Linux."""
    if sys.platform != "linux":
        return
    missing = [package for path, package in MORE_LANGUAGES.items() if not Path(path).exists()]
    if missing:
        install_from_apt(*missing)


def install_languages_for_tests() -> None:
    """The same where it can be had: tests leave out a language whose compiler is not there."""
    for install in (install_languages, COMPILERS_FROM_NPM.run):
        try:
            install()
        except Failure as failure:
            say(f"Not every language will be tested: {failure}")


def install_sandbox() -> None:
    """Install bubblewrap and the compilers, on Linux; no other system has what isolates programs."""
    if sys.platform != "linux":
        return
    missing = [package for path, package in SANDBOX_PARTS.items() if not Path(path).exists()]
    missing += ["libseccomp2"] if find_library("seccomp") is None else []
    if missing:
        install_from_apt(*missing)


def try_to_install_sandbox() -> None:
    """All but running code works without it, and each page that would run code says why it cannot."""
    try:
        install_sandbox()
    except Failure as failure:
        say(f"Programs of candidates cannot be run here: {failure}")


GOALS: dict[str, list[Callable[[], None]]] = {
    "run": [
        ensure_virtualenv,
        PACKAGES.run,
        NODE_PACKAGES.run,
        FRONTEND_BUILD.run,
        try_to_install_sandbox,
    ],
    "dev": [
        ensure_virtualenv,
        DEVELOPMENT_PACKAGES.run,
        NODE_PACKAGES.run,
        try_to_install_sandbox,
    ],
    "bundle": [NODE_PACKAGES.run, FRONTEND_BUILD.run],
    "check": [ensure_virtualenv, DEVELOPMENT_PACKAGES.run, NODE_PACKAGES.run],
    "test": [
        ensure_virtualenv,
        DEVELOPMENT_PACKAGES.run,
        NODE_PACKAGES.run,
        FRONTEND_BUILD.run,
        install_test_programs,
        try_to_install_firefox,
        install_sandbox,
        install_languages_for_tests,
    ],
    "languages": [
        ensure_virtualenv,
        PACKAGES.run,
        install_sandbox,
        install_languages,
        COMPILERS_FROM_NPM.run,
    ],
}


def main(goal: str) -> int:
    # Not `parents=True`, which would make var/, with the database in it, open to all.
    for directory in (LOGS.parent, LOGS):
        directory.mkdir(mode=0o700, exist_ok=True)
    # Two makes at once would install over each other; the second waits and then finds everything done.
    with (LOGS / "bootstrap.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            for step in GOALS[goal]:
                step()
        except Failure as failure:
            print(f"talentsync: {failure}", file=sys.stderr)
            return 1
        except OSError as error:
            print(f"talentsync: {error}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("talentsync: interrupted", file=sys.stderr)
            return 130
    return 0


def interrupt(signal_number: int, frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in GOALS:
        sys.exit(f"usage: bootstrap.py {{{','.join(GOALS)}}}")
    # SIGTERM unwinds like Ctrl-C, so that the package manager that is running now is stopped as well.
    signal.signal(signal.SIGTERM, interrupt)
    sys.exit(main(sys.argv[1]))
