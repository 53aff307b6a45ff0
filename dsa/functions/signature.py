"""The signature of a function problem: `pairs(numbers: int[], target: int) -> int`."""

import keyword
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MAX_PARAMETERS: Final = 8
MAX_LENGTH: Final = 500


class Base(StrEnum):
    """What a value, or each element of a list, is."""

    INT = "int"
    FLOAT = "float"
    BOOL = "bool"
    STRING = "string"


@dataclass(frozen=True, slots=True)
class Type:
    """`int`, `int[]` or `int[][]`."""

    base: Base
    depth: int = 0

    def __str__(self) -> str:
        return self.base + "[]" * self.depth


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Signature:
    """What the candidate's function takes and gives."""

    name: str
    parameters: tuple[Parameter, ...]
    result: Type

    def __str__(self) -> str:
        listed = ", ".join(f"{one.name}: {one.type}" for one in self.parameters)
        return f"{self.name}({listed}) -> {self.result}"


class SignatureInvalid(ValueError):
    """The message says what is wrong, for whoever wrote it."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WHOLE: Final = re.compile(r"\s*(\w+)\s*\(([^()]*)\)\s*->\s*([\w\[\]]+)\s*", re.ASCII)
_PARAMETER: Final = re.compile(r"\s*(\w+)\s*:\s*([\w\[\]]+)\s*", re.ASCII)
_TYPE: Final = re.compile(r"(int|float|bool|string)((?:\[\]){0,2})")
_NAME: Final = re.compile(r"[a-z][a-zA-Z0-9_]*", re.ASCII)
# Words that one of the languages keeps for itself, or that its libraries bring into everybody's namespace.
_RESERVED: Final = _words(
    """
    abstract any array assert auto await boolean break byte case catch chan char class const continue count data
    debugger default defer delete distance do double else enum export extends fallthrough final finally for func
    function go goto hash if implements import in instanceof int interface internal left len let long main make map
    max min namespace native new next null operator override package prev print private protected public range
    register return right select short signed sizeof sort static strictfp string struct super swap switch synchronized
    template this throw throws transient true false try type typedef typename union unsigned using var vector virtual
    void volatile while with yield bool float rank size begin end
    """
) | frozenset(keyword.kwlist)


def parse_signature(text: str) -> Signature:
    """Read a signature. Raises SignatureInvalid."""
    found = _WHOLE.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if found is None:
        raise SignatureInvalid("Write it as name(parameter: type, ...) -> type.")
    name, listed, result = found.groups()
    parameters = tuple(_parameter(part) for part in listed.split(",")) if listed.strip() else ()
    if not 1 <= len(parameters) <= MAX_PARAMETERS:
        raise SignatureInvalid(f"A function takes 1 to {MAX_PARAMETERS} parameters.")
    names = [_name(name), *(one.name for one in parameters)]
    if len({each.lower() for each in names}) < len(names):
        raise SignatureInvalid("Two of the names are the same.")
    returned = _type(result)
    if returned.base is Base.FLOAT and returned.depth:
        raise SignatureInvalid(
            "A list of floats cannot be compared with a tolerance, so it cannot be the result."
        )
    return Signature(name, parameters, returned)


def _parameter(text: str) -> Parameter:
    found = _PARAMETER.fullmatch(text)
    if found is None:
        raise SignatureInvalid(f"“{text.strip()}” is no parameter: write name: type.")
    return Parameter(_name(found.group(1)), _type(found.group(2)))


def _name(text: str) -> str:
    if _NAME.fullmatch(text) is None:
        raise SignatureInvalid(f"“{text}” is no name: a small letter, then letters, digits and underscores.")
    if text in _RESERVED or text.lower().startswith("talentsync"):
        raise SignatureInvalid(f"“{text}” means something in one of the languages. Choose another name.")
    return text


def _type(text: str) -> Type:
    found = _TYPE.fullmatch(text)
    if found is None:
        raise SignatureInvalid(
            f"“{text}” is no type: int, float, bool, string, or a list of one, as int[] or int[][]."
        )
    return Type(Base(found.group(1)), found.group(2).count("["))
