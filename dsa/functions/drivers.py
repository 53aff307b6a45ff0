"""From a function to a program, in every language that has a driver; and back, in what compilers and crashes say."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from dsa.functions import scripts
from dsa.functions.cpp import cpp_program, cpp_starter
from dsa.functions.go import go_program, go_starter
from dsa.functions.java import java_program, java_starter
from dsa.functions.signature import Signature


@dataclass(frozen=True, slots=True)
class Driver:
    """What one language needs."""

    program: Callable[[Signature, str], str]
    starter: Callable[[Signature], str]


# By the languages' keys: the sandbox need not know all of them.
DRIVERS: Final[Mapping[str, Driver]] = {
    "python": Driver(scripts.python_program, scripts.python_starter),
    "javascript": Driver(scripts.javascript_program, scripts.javascript_starter),
    "typescript": Driver(scripts.typescript_program, scripts.typescript_starter),
    "java": Driver(java_program, java_starter),
    "cpp": Driver(cpp_program, cpp_starter),
    "go": Driver(go_program, go_starter),
}

_PLACE: Final = re.compile(r"(\b[Mm]ain\.(?:py|js|ts|java|cpp|go)(?::|\(|\", line ))(\d+)")
_PYTHON_FRAME: Final = re.compile(r'  File "[^"\n]*main\.py", line (\d+).*\n(?:    .*\n)*')
_OTHER_FRAME: Final = re.compile(r"^\s+at .*\b(?:main\.[jt]s:|Main\.java:)(\d+).*\n?", re.MULTILINE)
_DRIVER_FILE: Final = re.compile(r"\bdriver\.go:\d+(?::\d+)?")


def own_lines(said: str, source: str) -> str:
    """What was said of the whole program, in terms of the candidate's lines.

    Theirs come first and keep their numbers. Frames of the driver are left out, and what else is said of the driver,
    such as that something before it was not closed, is said of their last line.
    """
    last = source.count("\n") + (not source.endswith("\n")) or 1

    def without_driver(found: re.Match[str]) -> str:
        return "" if int(found.group(1)) > last else found.group()

    said = _PYTHON_FRAME.sub(without_driver, said)
    said = _OTHER_FRAME.sub(without_driver, said)
    said = _DRIVER_FILE.sub(f"main.go:{last}", said)
    return _PLACE.sub(lambda found: f"{found.group(1)}{min(int(found.group(2)), last)}", said)


def canonical(output: bytes) -> bytes:
    """An expected output as the drivers print it; what is no JSON stays as it is."""
    try:
        value = json.loads(output)
    except ValueError:
        return output
    return (
        json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
    )
