"""submissions/: programs, their languages, and what they must get."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dsa.choices import RUN_TIME_ERRORS
from dsa.execution import Language, Verdict
from dsa.models.expectation import Expectation
from dsa.problems.package_format.contents import Submission
from dsa.problems.package_format.files import Tree
from dsa.problems.package_format.metadata import invalid, read_yaml
from talentsync.lib.programming_languages import EXTENSIONS as OUR_EXTENSIONS

EXTENSIONS: Final[Mapping[str, Language]] = {
    **{extension: language for language, extension in OUR_EXTENSIONS.items()},
    "py3": Language.PYTHON,
    "cc": Language.CPP,
    "cxx": Language.CPP,
    "c++": Language.CPP,
    "C": Language.CPP,
}
# The package format's codes for the languages that TalentSync has. Of SQL it has none.
CODES: Final[Mapping[str, Language]] = {
    "python3": Language.PYTHON,
    "c": Language.C,
    "cpp": Language.CPP,
    "java": Language.JAVA,
    "javascript": Language.JAVASCRIPT,
    "typescript": Language.TYPESCRIPT,
    "go": Language.GO,
    "rust": Language.RUST,
    "csharp": Language.CSHARP,
    "kotlin": Language.KOTLIN,
    "ruby": Language.RUBY,
    "php": Language.PHP,
    "bash": Language.BASH,
    "sql": Language.SQL,
}

ANY: Final = ("AC", "WA", "TLE", "RTE")
DEFAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "accepted": {"permitted": ["AC"]},
    "rejected": {"required": ["RTE", "TLE", "WA"]},
    "wrong_answer": {"permitted": ["AC", "WA"], "required": ["WA"]},
    "time_limit_exceeded": {"permitted": ["AC", "TLE"], "required": ["TLE"]},
    "run_time_error": {"permitted": ["AC", "RTE"], "required": ["RTE"]},
    "brute_force": {"permitted": ["AC", "RTE", "TLE"], "required": ["RTE", "TLE"]},
}
# The legacy format lets a slow or crashing program be wrong as well.
LEGACY_DEFAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    **DEFAULTS,
    "time_limit_exceeded": {"permitted": ["AC", "WA", "TLE"], "required": ["TLE"]},
    "run_time_error": {"permitted": ["AC", "WA", "TLE", "RTE"], "required": ["RTE"]},
}
# Keys of submissions.yaml that say nothing about verdicts on all tests.
OTHER_KEYS: Final = frozenset(
    {"language", "entrypoint", "authors", "model_solution", "score", "message", "use_for_time_limit"}
)
IGNORED_FILES: Final = frozenset({"submissions.yaml", "README", "README.md", "Makefile"})


@dataclass(frozen=True, slots=True)
class Rules:
    """Glob patterns and what they ask of the submissions that they match, all of which hold at once."""

    patterns: Mapping[str, Mapping[str, Any]]

    def expectation(self, name: str, warn: Callable[[str], None]) -> Expectation:
        permitted, required = set(ANY), set[str]()
        for pattern, rule in self.patterns.items():
            if not _matches(pattern, name):
                continue
            permitted &= set(_verdicts(rule.get("permitted", ANY), pattern))
            asked = set(_verdicts(rule.get("required", ()), pattern))
            # Two rules may each ask for something; ours can ask for one thing, the narrower.
            required = required & asked if required & asked else asked or required
            if extra := sorted(rule.keys() - OTHER_KEYS - {"permitted", "required"}):
                warn(f"{name}: what is expected on {', '.join(extra)} alone is not checked.")
        expectation = Expectation(_ours(permitted), _ours(required))
        if contradiction := expectation.contradiction():
            raise invalid(f"submissions/{name}: {contradiction}")
        return expectation

    def setting(self, name: str, key: str) -> Any:
        return next(
            (
                rule[key]
                for pattern, rule in reversed(list(self.patterns.items()))
                if key in rule and _matches(pattern, name)
            ),
            None,
        )


def read_rules(tree: Tree, *, legacy: bool) -> Rules:
    """The default rules of the folders, and those of submissions.yaml over them."""
    patterns: dict[str, Mapping[str, Any]] = dict(LEGACY_DEFAULTS if legacy else DEFAULTS)
    if "submissions.yaml" in tree:
        for pattern, rule in read_yaml(tree, "submissions.yaml").items():
            if not isinstance(rule, dict):
                raise invalid(f"submissions.yaml: what {pattern!r} stands for is not a map.")
            # A default is overwritten key by key; any other pattern is a rule of its own.
            patterns[pattern] = {**patterns.get(pattern, {}), **{str(k): v for k, v in rule.items()}}
    return Rules(patterns)


def read_submissions(
    tree: Tree,
    *,
    legacy: bool,
    constants: Callable[[str], str],
    warn: Callable[[str], None],
    are_functions: bool = False,
) -> list[Submission]:
    """Every program, or function, that can be run here; `warn` is told of each that cannot."""
    rules = read_rules(tree, legacy=legacy)
    submissions = []
    for folder in tree.top():
        if folder in IGNORED_FILES or not tree.is_folder(folder):
            continue
        programs = tree.below(folder)
        for program in programs.top():
            if program in IGNORED_FILES:
                continue
            name = f"{folder}/{program}"
            found = _source(programs, program, rules.setting(name, "language"))
            if isinstance(found, str):
                warn(f"submissions/{name} is left out: {found}.")
                continue
            language, path = found
            source = constants(programs.read_text(path))
            if language is Language.JAVA and not are_functions:
                source = _with_class_main(source, path)
            submissions.append(Submission(name, language, source, rules.expectation(name, warn)))
    return submissions


def _source(programs: Tree, program: str, stated: Any) -> tuple[Language, str] | str:
    """The language and the one source file of a program, or why it cannot be run."""
    files = (
        [program] if program in programs else [f"{program}/{path}" for path in programs.below(program).files]
    )
    if len(files) != 1:
        return "it has more than one file"
    language = CODES.get(str(stated)) if stated else EXTENSIONS.get(files[0].rpartition(".")[2])
    if language is None:
        return f"its language {str(stated)!r} is not supported" if stated else "its language is not supported"
    if language is Language.PYTHON and re.match(r"#!.*python2", programs.read_text(files[0])):
        return "Python 2 is not supported"
    return language, files[0]


def _with_class_main(source: str, path: str) -> str:
    """The execution service calls Main; packages name a Java program's class after its file."""
    name = path.rpartition("/")[2].removesuffix(".java")
    if name == "Main" or not re.search(rf"\bclass\s+{re.escape(name)}\b", source):
        return source
    return re.sub(rf"\b{re.escape(name)}\b", "Main", source)


def _verdicts(value: Any, pattern: str) -> list[str]:
    given: list[Any] = list(value) if isinstance(value, list | tuple) else [value]
    if unknown := [verdict for verdict in given if verdict not in ANY]:
        raise invalid(f"submissions.yaml: {pattern}: {unknown[0]!r} is not one of {', '.join(ANY)}.")
    return given


def _ours(verdicts: set[str]) -> frozenset[Verdict]:
    return frozenset(
        ours
        for verdict in verdicts
        for ours in (RUN_TIME_ERRORS if verdict == "RTE" else (Verdict(verdict),))
    )


def _matches(pattern: str, name: str) -> bool:
    """Whether a pattern of the package format matches a submission or a folder that it lies in."""
    parts = name.split("/")
    return any(_compiled(pattern).fullmatch("/".join(parts[:length])) for length in range(1, len(parts) + 1))


def _compiled(pattern: str) -> re.Pattern[str]:
    """`*` stays within a name; `{a,b}` is a choice; all else stands for itself."""

    def translate(found: re.Match[str]) -> str:
        piece = found.group()
        if piece == "*":
            return "[^/]*"
        if piece.startswith("{") and piece.endswith("}") and len(piece) > 1:
            choices = piece[1:-1].split(",")
            return f"(?:{'|'.join(re.escape(choice).replace(re.escape('*'), '[^/]*') for choice in choices)})"
        return re.escape(piece)

    return re.compile(re.sub(r"\*|\{[^{}]*\}|[^*{}]+|[{}]", translate, pattern.strip("/")))
