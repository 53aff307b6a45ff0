"""What a Judge0 server offers: its limits, its languages and whether anybody works there."""

import logging
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dsa.execution.judge0.api import Judge0Api, an_object, objects
from dsa.execution.languages import Language
from dsa.execution.types import PermanentError, TransientError

logger = logging.getLogger(__name__)

# A server has several versions of most languages; the newest of these names is taken.
NAMES: Mapping[Language, re.Pattern[str]] = {
    Language.PYTHON: re.compile(r"Python \((3[\d.]*)\)"),
    Language.C: re.compile(r"C \(GCC ([\d.]+)\)"),
    Language.CPP: re.compile(r"C\+\+ \(GCC ([\d.]+)\)"),
    Language.JAVA: re.compile(r"Java \((?:Open)?JDK ([\d.]+)\)"),
    Language.JAVASCRIPT: re.compile(r"JavaScript \(Node\.js ([\d.]+)\)"),
    Language.TYPESCRIPT: re.compile(r"TypeScript \(([\d.]+)\)"),
    Language.GO: re.compile(r"Go \(([\d.]+)\)"),
    Language.RUST: re.compile(r"Rust \(([\d.]+)\)"),
    Language.CSHARP: re.compile(r"C# \(Mono ([\d.]+)\)"),
    Language.KOTLIN: re.compile(r"Kotlin \(([\d.]+)\)"),
    Language.RUBY: re.compile(r"Ruby \(([\d.]+)\)"),
    Language.PHP: re.compile(r"PHP \(([\d.]+)\)"),
    Language.BASH: re.compile(r"Bash \(([\d.]+)\)"),
    Language.SQL: re.compile(r"SQL \(SQLite ([\d.]+)\)"),
}
# The language whose submissions bring their own `compile` and `run` scripts.
MULTI_FILE = "Multi-file program"


@dataclass(frozen=True)
class ServerConfig:
    """The limits of /config_info, in the server's units: seconds and KB."""

    max_cpu_time_limit: float
    max_cpu_extra_time: float
    max_wall_time_limit: float
    max_memory_limit: float
    max_stack_limit: float
    max_max_file_size: float
    max_processes_and_or_threads: float
    max_max_processes_and_or_threads: float
    max_submission_batch_size: float
    max_queue_size: float
    # Whether submissions may bring files of their own.
    enable_additional_files: bool = True

    @property
    def batch_size(self) -> int:
        """How many submissions may be sent at once: more than the queue holds never get in."""
        return max(int(min(self.max_submission_batch_size, self.max_queue_size)), 1)


@dataclass(frozen=True)
class ServerLanguage:
    """A language of the server's, and how the server compiles and runs it, where it tells."""

    number: int
    name: str
    source_file: str = ""
    compile_command: str | None = None
    run_command: str = ""


@dataclass(frozen=True)
class Server:
    """What a server offers. `multi_file` is the id of the language for own scripts, where they can be used."""

    config: ServerConfig
    languages: Mapping[Language, ServerLanguage]
    unavailable: Mapping[Language, str]
    multi_file: int | None = None


def ask_config(api: Judge0Api) -> ServerConfig:
    """The server's configuration. Raises TransientError or PermanentError where it runs nothing now."""
    answer = api.get("/config_info", an_object, attempts=1)
    if answer.get("maintenance_mode"):
        raise TransientError("the Judge0 server is in maintenance")
    if not answer.get("enable_batched_submissions", True):
        raise PermanentError("the Judge0 server refuses batches; set its ENABLE_BATCHED_SUBMISSIONS=true")
    numbers = {
        name: _number(answer, name)
        for name in ServerConfig.__dataclass_fields__
        if name != "enable_additional_files"
    }
    return ServerConfig(**numbers, enable_additional_files=bool(answer.get("enable_additional_files", True)))


def _number(config: Mapping[str, Any], name: str) -> float:
    value = config.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < math.inf:
        raise PermanentError(f"the Judge0 server does not tell its {name}; it must be version 1.13")
    return value


def require_workers(api: Judge0Api) -> None:
    """Raises TransientError where nobody works on the server's queue."""
    try:
        queues = api.get("/workers", objects, attempts=1)
    except PermanentError as error:
        # A proxy may let through no more than what submissions need.
        logger.debug("The workers of the Judge0 server are not told: %s", error)
        return
    counts = [entry.get("available") for entry in queues]
    paused = [entry.get("paused") or 0 for entry in queues]
    if not all(isinstance(count, int) for count in [*counts, *paused]):
        raise TransientError("the Judge0 server answers something that is not Judge0's")
    if sum(count for count in counts if count) <= sum(paused):
        raise TransientError("the Judge0 server has no workers")


def ask_languages(api: Judge0Api, config: ServerConfig) -> tuple[dict[Language, ServerLanguage], int | None]:
    """The newest version of each language that the server lists, and the id for own scripts."""
    newest: dict[Language, tuple[tuple[int, ...], int, str]] = {}
    multi_file = None
    for entry in api.get("/languages", objects, attempts=1):
        number, name = entry.get("id"), str(entry.get("name"))
        if not isinstance(number, int):
            continue
        if name == MULTI_FILE and config.enable_additional_files:
            multi_file = number
        for language, pattern in NAMES.items():
            if match := pattern.fullmatch(name):
                version = tuple(int(part) for part in match.group(1).split(".") if part)
                newest[language] = max(newest.get(language, ((), 0, "")), (version, number, name))
    found = {language: ServerLanguage(number, name) for language, (_, number, name) in sorted(newest.items())}
    return found, multi_file


def with_commands(api: Judge0Api, listed: ServerLanguage) -> ServerLanguage:
    """The language with the server's own commands, or as it was where the server does not tell them."""
    try:
        answer = api.get(f"/languages/{listed.number}", an_object, attempts=1)
    except PermanentError:
        return listed
    source_file, run, compile_ = (answer.get(name) for name in ("source_file", "run_cmd", "compile_cmd"))
    if not (isinstance(source_file, str) and isinstance(run, str) and isinstance(compile_, str | None)):
        return listed
    # It becomes a name in an archive.
    if not re.fullmatch(r"[\w.-]+", source_file):
        return listed
    return ServerLanguage(listed.number, listed.name, source_file, compile_, run)
