"""problem.yaml: what it may say, and what makes TalentSync refuse the package."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

from dsa.choices import Licence, OutputValidation
from dsa.execution import Comparison
from dsa.models.problem import (
    DEFAULT_MEMORY_MB,
    DEFAULT_OUTPUT_MB,
    MAX_MEMORY_MB,
    MAX_OUTPUT_MB,
    MAX_TIME_SECONDS,
    SHORTEST_TIME_SECONDS,
    SMALLEST_MEMORY_MB,
)
from dsa.problems.package_format.contents import PackageLimits, PackageRefused, Reason
from dsa.problems.package_format.files import Tree

LEGACY: Final = frozenset({"legacy", "legacy-icpc"})
CURRENT: Final = frozenset({"2025-09", "2025-09-draft", "2023-07", "2023-07-draft", "draft"})

# The multipliers of the two formats for limits that the accepted submissions decide.
LEGACY_MULTIPLIER, CURRENT_MULTIPLIER = 5.0, 2.0

FLOAT_FLAGS: Final = {
    "float_tolerance": ("float_relative_tolerance", "float_absolute_tolerance"),
    "float_relative_tolerance": ("float_relative_tolerance",),
    "float_absolute_tolerance": ("float_absolute_tolerance",),
}


def invalid(message: str) -> PackageRefused:
    return PackageRefused(Reason.INVALID, message)


def read_yaml(tree: Tree, path: str) -> dict[str, Any]:
    """A YAML file that holds a map; an empty one is an empty map."""
    try:
        document = yaml.safe_load(tree.read_text(path))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # ValueError: a date such as 2026-02-31.
        line = str(error).replace("\n", " ")[:200]
        raise PackageRefused(Reason.UNREADABLE, f"{path} is not YAML that can be read: {line}") from None
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise invalid(f"{path} is not a map of keys to values.")
    return {str(key): value for key, value in document.items()}


class Metadata:
    """The parts of problem.yaml that TalentSync uses. Reading one that is wrong raises PackageRefused."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        version = str(document.get("problem_format_version", "legacy"))
        if version not in LEGACY | CURRENT:
            raise PackageRefused(
                Reason.UNSUPPORTED,
                f"The package format version {version!r} is not one that TalentSync reads.",
            )
        self.is_legacy = version in LEGACY

    def output_validation(self) -> OutputValidation | None:
        """What judges outputs, as far as it stands here: None where the files decide. Refuses what cannot be judged."""
        kinds = set(_words(self._document.get("type", "pass-fail")))
        validation = set(_words(self._document.get("validation", "default")))
        refusals = {
            "multi-pass": (Reason.MULTI_PASS, "Multi-pass problems are not supported."),
            "multipass": (Reason.MULTI_PASS, "Multi-pass problems are not supported."),
            "scoring": (Reason.SCORING, "Problems with scores for groups of tests are not supported."),
            "score": (Reason.SCORING, "Problems with scores for groups of tests are not supported."),
            "submit-answer": (
                Reason.SUBMIT_ANSWER,
                "Problems without a program to submit are not supported.",
            ),
        }
        for kind, (reason, message) in refusals.items():
            if kind in kinds | validation:
                raise PackageRefused(reason, message)
        if "grading" in self._document:
            raise PackageRefused(*refusals["scoring"])
        if unknown := (kinds | validation) - {"pass-fail", "default", "custom", "interactive"}:
            raise PackageRefused(Reason.UNSUPPORTED, f"The problem type {min(unknown)!r} is not known.")
        if "interactive" in kinds | validation:
            return OutputValidation.INTERACTIVE
        if self.is_legacy:
            return OutputValidation.CUSTOM if "custom" in validation else OutputValidation.DEFAULT
        return None

    @property
    def licence(self) -> Licence:
        given = str(self._document.get("license") or "unknown").strip().lower()
        if given in ("unknown", ""):
            raise PackageRefused(Reason.LICENCE, "The package states no licence, so it may not be used.")
        if given == Licence.INTERNAL or given not in Licence.values:
            raise PackageRefused(Reason.LICENCE, f"The licence {given!r} is not one of the package format's.")
        return Licence(given)

    def names(self) -> dict[str, str]:
        """The problem's name by language; "" stands for the language of a name without one."""
        match self._document.get("name"):
            case None:
                return {}
            case str() as name:
                return {"" if self.is_legacy else "en": _line(name)}
            case dict() as names if all(isinstance(name, str) for name in names.values()):
                return {str(language): _line(name) for language, name in names.items()}
        raise invalid("problem.yaml: `name` is neither a text nor a map of texts.")

    @property
    def uuid(self) -> str:
        return str(self._document.get("uuid", ""))[:64]

    @property
    def rights_owner(self) -> str:
        """Who owns the problem; by the format's rule its authors where nobody is named, and then its source."""
        if owner := self._document.get("rights_owner"):
            return _line(str(owner))
        credited = self._document.get("credits")
        authors = credited.get("authors") if isinstance(credited, dict) else credited
        return _people(authors or self._document.get("author")) or self.source[0]

    @property
    def source(self) -> tuple[str, str]:
        """The names of where it comes from, and the first address among them."""
        given = self._document.get("source")
        names, urls = [], [str(self._document.get("source_url") or "")]
        for entry in given if isinstance(given, list) else [given]:
            match entry:
                case {"name": name, **rest}:
                    names.append(_line(str(name)))
                    urls.append(str(rest.get("url") or ""))
                case str():
                    names.append(_line(entry))
        addresses = [url for url in urls if re.fullmatch(r"https?://\S{1,180}", url)]
        return ", ".join(names)[:300], addresses[0] if addresses else ""

    @property
    def constants(self) -> dict[str, str]:
        return {str(name): str(value) for name, value in _map(self._document, "constants").items()}

    @property
    def languages(self) -> list[str] | None:
        """The codes of the languages that may be used; None for all."""
        codes = _words(self._document.get("languages", "all"))
        return None if codes == ["all"] else codes

    @property
    def embargo(self) -> str:
        return str(self._document.get("embargo_until", ""))

    def limits(self) -> PackageLimits:
        """Limits in our terms; what the format leaves to the system is ours."""
        given = _map(self._document, "limits")
        multipliers = _map(given, "time_multipliers")
        multiplier = (
            _number(given, "time_multiplier", LEGACY_MULTIPLIER)
            if self.is_legacy
            else _number(multipliers, "ac_to_time_limit", CURRENT_MULTIPLIER)
        )
        seconds = _number(given, "time_limit", None)
        resolution = _number(given, "time_resolution", 1.0)
        memory = _number(given, "memory", DEFAULT_MEMORY_MB)
        output = _number(given, "output", DEFAULT_OUTPUT_MB)
        assert multiplier is not None
        assert resolution is not None
        assert memory is not None
        assert output is not None
        for name, value, low, high in (
            ("time_limit", seconds, SHORTEST_TIME_SECONDS, MAX_TIME_SECONDS),
            ("time_resolution", resolution, SHORTEST_TIME_SECONDS, MAX_TIME_SECONDS),
            ("time multiplier", multiplier, 1, 100),
            ("memory", memory, SMALLEST_MEMORY_MB, MAX_MEMORY_MB),
            ("output", output, 1, MAX_OUTPUT_MB),
        ):
            _check_limit(name, value, low, high)
        return PackageLimits(seconds, multiplier, resolution, int(memory), int(output))

    def validator_limits(self) -> tuple[float | None, int | None]:
        """Seconds and MB that an output validator may use, where that is said."""
        given = _map(self._document, "limits")
        seconds = _number(given, "validation_time", None)
        memory = _number(given, "validation_memory", None)
        for name, value, low, high in (
            ("validation_time", seconds, SHORTEST_TIME_SECONDS, MAX_TIME_SECONDS),
            ("validation_memory", memory, SMALLEST_MEMORY_MB, MAX_MEMORY_MB),
        ):
            _check_limit(name, value, low, high)
        return seconds, None if memory is None else int(memory)

    def validator_flags(self) -> list[str]:
        """The legacy format's `validator_flags`, for the default output validator or for the package's own."""
        return _words(self._document.get("validator_flags", ""))


def _check_limit(name: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:
        raise PackageRefused(
            Reason.UNSUPPORTED,
            f"problem.yaml: limits: {name} is {value:g}; TalentSync takes {low:g} to {high:g}.",
        )


def read_flags(words: Sequence[str]) -> Comparison:
    """The default output validator's arguments as a rule."""
    settings: dict[str, Any] = {}
    rest = list(words)
    while rest:
        flag = rest.pop(0)
        if flag == "case_sensitive":
            settings["case_sensitive"] = True
        elif flag == "space_change_sensitive":
            settings["space_sensitive"] = True
        elif flag in FLOAT_FLAGS:
            try:
                tolerance = float(rest.pop(0))
            except (IndexError, ValueError):
                raise invalid(f"The output validator's {flag} has no number.") from None
            if settings.keys() & set(FLOAT_FLAGS[flag]):
                raise invalid("The output validator is given a tolerance twice.")
            settings |= dict.fromkeys(FLOAT_FLAGS[flag], tolerance)
        else:
            raise invalid(f"The default output validator has no argument {flag!r}.")
    try:
        return Comparison(**settings)
    except ValueError as error:
        raise invalid(f"The output validator's arguments: {error}.") from None


def _words(value: Any) -> list[str]:
    """A text of words, or a list of them."""
    if value is None:
        return []
    return [str(word) for word in value] if isinstance(value, list) else str(value).split()


def _map(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = document.get(key) or {}
    if not isinstance(value, dict):
        raise invalid(f"problem.yaml: `{key}` is not a map.")
    return value


def _number(document: Mapping[str, Any], key: str, default: float | None) -> float | None:
    value = document.get(key, default)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise invalid(f"problem.yaml: `{key}` is not a number.")
    return float(value)


def _people(value: Any) -> str:
    """The names, without addresses."""
    match value:
        case list():
            return ", ".join(filter(None, (_people(person) for person in value)))[:300]
        case {"name": name}:
            return _line(str(name))
        case str():
            return _line(re.sub(r"<[^>]*>", "", value))
    return ""


def _line(text: str) -> str:
    return " ".join(text.split())[:300]
