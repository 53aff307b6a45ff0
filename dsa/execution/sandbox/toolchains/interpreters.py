"""Languages whose source is run as it is."""

from dsa.execution.languages import Language
from dsa.execution.sandbox.toolchains.tools import Toolchain, tool, version_of


def python() -> Toolchain:
    interpreter = tool(Language.PYTHON, "python3")
    return Toolchain(
        Language.PYTHON,
        f"Python {version_of(interpreter, '--version')}",
        "main.py",
        [interpreter],
        run=lambda memory_kb: [str(interpreter), "-B", "-s", "/box/main.py"],
    )


def ruby() -> Toolchain:
    interpreter = tool(Language.RUBY, "ruby")
    return Toolchain(
        Language.RUBY,
        f"Ruby {version_of(interpreter, '--version')}",
        "main.rb",
        [interpreter],
        run=lambda memory_kb: [str(interpreter), "/box/main.rb"],
    )


def php() -> Toolchain:
    interpreter = tool(Language.PHP, "php")
    return Toolchain(
        Language.PHP,
        f"PHP {version_of(interpreter, '--version')}",
        "main.php",
        [interpreter],
        run=lambda memory_kb: [
            *(str(interpreter), "-d", f"memory_limit={memory_kb}K", "-d", "html_errors=0"),
            # Where other languages tell their errors, and not in the answer.
            *("-d", "display_errors=stderr", "-d", "log_errors=0", "/box/main.php"),
        ],
        # Which extensions to load.
        binds=[("/etc/php", "/etc/php")],
    )


def bash() -> Toolchain:
    shell = tool(Language.BASH, "bash")
    return Toolchain(
        Language.BASH,
        f"Bash {version_of(shell, '--version')}",
        "main.sh",
        [shell],
        run=lambda memory_kb: [str(shell), "/box/main.sh"],
    )


def sql() -> Toolchain:
    """The input is the script that makes the tables, the program what asks them.

    Without the commands of the shell that reach other files and programs, so that an answer comes from SQL.
    """
    sqlite = tool(Language.SQL, "sqlite3")
    shell = tool(Language.SQL, "sh")
    command = f"exec {sqlite} -batch -bail -safe -init /dev/fd/3 :memory: 3<&0 </box/main.sql"
    return Toolchain(
        Language.SQL,
        f"SQL, SQLite {version_of(sqlite, '--version')}",
        "main.sql",
        [sqlite],
        run=lambda memory_kb: [str(shell), "-c", command],
    )
