"""From a tree of files to a ProblemPackage, or to the reason why not."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from dsa.choices import OutputValidation
from dsa.execution import Comparison, Language
from dsa.models.test_case import MAX_TEST_FILE_BYTES
from dsa.problems.package_format.contents import PackageRefused, PackageTest, ProblemPackage, Reason
from dsa.problems.package_format.files import Tree, folder_tree, is_zip_name, open_zip, zip_tree
from dsa.problems.package_format.metadata import Metadata, invalid, read_flags, read_yaml
from dsa.problems.package_format.statements import read_statements
from dsa.problems.package_format.submissions import CODES, EXTENSIONS, read_submissions
from dsa.problems.package_format.validators import output_validation, read_validator

MAX_TESTS: Final = 1_000
# Not part of the format: attachments of this name are what the candidate's editor starts with.
STARTER: Final = re.compile(r"attachments/starter\.([a-z0-9+]+)")
SIGNATURE: Final = "attachments/signature.txt"
SHOWN_INSTEAD: Final = (".statement", ".download", ".out")


def read_package(path: Path) -> ProblemPackage:
    """Read a folder, a .zip or a .kpp. Raises PackageRefused; a path that is not there is refused as well."""
    if path.is_dir():
        return read_tree(folder_tree(path), path.resolve().name)
    if not path.is_file():
        raise PackageRefused(Reason.UNREADABLE, "There is no such file or folder.")
    if not is_zip_name(path):
        raise PackageRefused(Reason.UNREADABLE, "A package is a folder, a .zip or a .kpp.")
    with open_zip(path) as archive:
        return read_tree(_package_root(zip_tree(archive)), path.stem)


def _package_root(tree: Tree) -> Tree:
    """The format zips a folder; some zip what is in it."""
    if "problem.yaml" in tree:
        return tree
    roots = [name for name in tree.top() if f"{name}/problem.yaml" in tree]
    if len(roots) > 1:
        raise PackageRefused(Reason.UNSUPPORTED, "The zip holds several packages. Import them one by one.")
    return tree.below(roots[0]) if roots else tree


def read_tree(tree: Tree, name: str) -> ProblemPackage:
    """Read a package that lies at the root of the tree; `name` becomes the problem's key."""
    if "problem.yaml" not in tree:
        raise PackageRefused(Reason.INCOMPLETE, "There is no problem.yaml: this is not a problem package.")
    metadata = Metadata(read_yaml(tree, "problem.yaml"))
    kind = output_validation(tree, metadata)
    _check_parts(tree)
    warnings: list[str] = []
    constants = _constants(metadata.constants)
    statements, images = read_statements(tree, metadata, constants)
    tests, flags = _read_tests(
        tree.below("data"), metadata, is_interactive=kind == OutputValidation.INTERACTIVE
    )
    validator = read_validator(tree, metadata, kind, flags)
    comparison = read_flags(flags) if validator is None else Comparison()
    if validator is not None and SIGNATURE in tree:
        raise invalid(f"{SIGNATURE} is for problems that are compared, and this one has an output validator.")
    submissions = read_submissions(
        tree.below("submissions"),
        legacy=metadata.is_legacy,
        constants=constants,
        warn=warnings.append,
        are_functions=SIGNATURE in tree,
    )
    if not any(submission.expectation.is_accepted for submission in submissions):
        raise PackageRefused(
            Reason.INCOMPLETE, "No submission that must be accepted is in a language that TalentSync runs."
        )
    warnings += _left_out(tree)
    if metadata.embargo:
        warnings.append(f"The problem is not to be published before {metadata.embargo}.")
    source, source_url = metadata.source
    return ProblemPackage(
        key=_key(name),
        name=name,
        uuid=metadata.uuid,
        statements=statements,
        licence=metadata.licence,
        rights_owner=metadata.rights_owner,
        source=source,
        source_url=source_url,
        limits=metadata.limits(),
        comparison=comparison,
        validator=validator,
        tests=tests,
        submissions=submissions,
        images=images,
        starter_code=_starter_code(tree),
        function_signature=_function_signature(tree),
        languages=_languages(metadata.languages),
        warnings=warnings,
    )


def _left_out(tree: Tree) -> Iterator[str]:
    """What a package has for candidates that TalentSync does not show them."""
    if any(path.startswith("data/sample/") and path.endswith(SHOWN_INSTEAD) for path in tree.files):
        yield "Samples are shown as they are judged; what the package would show instead is left out."
    for path in sorted(tree.files):
        stem, _, ending = path.rpartition(".")
        if path.startswith("data/sample/") and ending == "interaction" and f"{stem}.in" not in tree:
            yield f"{path} is left out: it belongs to no test."
        if path.startswith("attachments/") and path != SIGNATURE and not STARTER.fullmatch(path):
            yield f"{path} is left out: candidates get no attachments."


def _key(name: str) -> str:
    key = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80]
    if not key:
        raise invalid(f"The package's name {name!r} has no letter or digit.")
    return key


def _check_parts(tree: Tree) -> None:
    """Refuse parts that decide verdicts in a way that TalentSync does not have."""
    if tree.is_folder("static_validator"):
        raise PackageRefused(
            Reason.CUSTOM_VALIDATOR, "Problems with a static validator (static_validator/) are not supported."
        )
    if tree.is_folder("graders"):
        raise PackageRefused(Reason.SCORING, "Problems with a grader (graders/) are not supported.")
    if tree.is_folder("include"):
        raise PackageRefused(
            Reason.UNSUPPORTED,
            "Problems with code that is added to every submission (include/) are not supported.",
        )


def _constants(values: Mapping[str, str]) -> Callable[[str], str]:
    """Puts the package's constants into a text; tags of other names stay as they are."""

    def replace(text: str) -> str:
        text = re.sub(
            r"\{\{([a-zA-Z_]\w*)\}\}", lambda found: values.get(found.group(1), found.group()), text
        )
        return re.sub(
            r"\\constant\{([a-zA-Z_]\w*)\}", lambda found: values.get(found.group(1), found.group()), text
        )

    return replace if values else lambda text: text


# Tests ----------------------------------------------------------------------------------------------------------------


def _read_tests(
    data: Tree, metadata: Metadata, *, is_interactive: bool
) -> tuple[list[PackageTest], tuple[str, ...]]:
    """All tests, samples first, and the arguments of the output validator, the same for all of them."""
    inputs = sorted(
        path for path in data.files if path.endswith(".in") and path.split("/", 1)[0] in ("sample", "secret")
    )
    if not any(path.startswith("secret/") for path in inputs):
        raise PackageRefused(Reason.INCOMPLETE, "The package has no secret tests (data/secret/*.in).")
    if len(inputs) > MAX_TESTS:
        raise PackageRefused(Reason.UNSUPPORTED, f"The package has more than {MAX_TESTS:,} tests.")
    _check_test_files(data, is_interactive=is_interactive)
    rules = _group_rules(data, metadata)
    tests, flags = [], set[tuple[str, ...]]()
    for path in inputs:
        name = path.removesuffix(".in")
        answer = f"{name}.ans"
        if answer not in data:
            raise PackageRefused(
                Reason.INCOMPLETE, f"data/{path} has no {answer.rpartition('/')[2]} beside it."
            )
        own = read_yaml(data, f"{name}.yaml") if f"{name}.yaml" in data else {}
        flags.add(_flags_of(name, own, rules, metadata))
        tests.append(_test(data, name, path, answer, own))
    if len(flags) > 1:
        raise PackageRefused(
            Reason.UNSUPPORTED,
            "Different tests are judged with different arguments of the output validator, which TalentSync cannot do.",
        )
    return tests, flags.pop()


def _test(data: Tree, name: str, path: str, answer: str, own: Mapping[str, Any]) -> PackageTest:
    hint = str(own.get("hint") or "")
    if not hint and f"{name}.hint" in data:
        hint = data.read_text(f"{name}.hint", at_most=10_000)
    is_sample = name.startswith("sample/")
    return PackageTest(
        name=name,
        is_sample=is_sample,
        input=data.read(path, at_most=MAX_TEST_FILE_BYTES),
        answer=data.read(answer, at_most=MAX_TEST_FILE_BYTES),
        explanation=hint.strip()[:10_000] if is_sample else "",
        interaction=_interaction(data, name) if is_sample else "",
    )


def _interaction(data: Tree, name: str) -> str:
    """What is shown of an interactive problem's sample."""
    path = f"{name}.interaction"
    if path not in data:
        return ""
    text = data.read_text(path, at_most=20_000)
    if any(line[:1] not in "<>-" for line in text.splitlines()):
        raise invalid(f"data/{path}: its lines begin with < or >.")
    return text


def _check_test_files(data: Tree, *, is_interactive: bool) -> None:
    for path in data.files:
        if path.split("/", 1)[0] not in ("sample", "secret"):
            continue
        if ".files/" in path:
            raise PackageRefused(
                Reason.UNSUPPORTED, f"data/{path}: programs that read files are not supported."
            )
        if path.endswith(".interaction") and not is_interactive:
            raise invalid(f"data/{path}: the problem is not interactive.")
        stem, dot, suffix = path.rpartition(".")
        if dot and f".{suffix}" == ".ans" and f"{stem}.in" not in data:
            raise PackageRefused(
                Reason.INCOMPLETE, f"data/{path} has no {stem.rpartition('/')[2]}.in beside it."
            )


def _group_rules(data: Tree, metadata: Metadata) -> dict[str, dict[str, Any]]:
    """test_group.yaml or testdata.yaml by folder ("" is data/ itself), once it is clear that none gives scores."""
    rules = {}
    for path in data.files:
        folder, _, file = path.rpartition("/")
        if file not in ("test_group.yaml", "testdata.yaml") or folder.split("/", 1)[0] in (
            "invalid_input",
            "invalid_output",
            "valid_output",
        ):
            continue
        rules[folder] = read_yaml(data, path)
        _check_group(path, rules[folder])
    return rules


SCORING_KEYS: Final = frozenset(
    {
        "max_score",
        "score_aggregation",
        "static_validation_score",
        "require_pass",
        "accept_score",
        "reject_score",
        "range",
        "grader_flags",
    }
)


def _check_group(path: str, rule: Mapping[str, Any]) -> None:
    if keys := sorted(SCORING_KEYS & rule.keys()):
        raise PackageRefused(
            Reason.SCORING, f"data/{path}: {keys[0]}: scores for groups of tests are not supported."
        )
    if rule.get("grading", "default") != "default":
        raise PackageRefused(Reason.SCORING, f"data/{path}: a grader of its own is not supported.")


def _flags_of(
    name: str, own: Mapping[str, Any], rules: Mapping[str, Mapping[str, Any]], metadata: Metadata
) -> tuple[str, ...]:
    """The output validator's arguments for one test: its own, else the nearest folder's, else those of problem.yaml."""
    folder = name.rpartition("/")[0]
    above = []
    while folder:
        above.append(rules.get(folder, {}))
        folder = folder.rpartition("/")[0]
    for rule in (own, *above, rules.get("", {})):
        if rule.get("args"):
            raise PackageRefused(
                Reason.UNSUPPORTED, f"data/{name}: programs with command-line arguments are not supported."
            )
    for rule in (own, *above, rules.get("", {})):
        for key in ("output_validator_args", "output_validator_flags"):
            if key in rule:
                given = rule[key]
                if not isinstance(given, str | list):
                    raise invalid(f"data/{name}: {key} is neither a text nor a list.")
                return tuple(str(word) for word in given) if isinstance(given, list) else tuple(given.split())
    return tuple(metadata.validator_flags())


# The rest -------------------------------------------------------------------------------------------------------------


def _starter_code(tree: Tree) -> dict[Language, str]:
    return {
        EXTENSIONS[found.group(1)]: tree.read_text(path, at_most=20_000)
        for path in sorted(tree.files)
        if (found := STARTER.fullmatch(path)) and found.group(1) in EXTENSIONS
    }


def _function_signature(tree: Tree) -> str:
    """Not part of the format either: with it the submissions are functions."""
    return tree.read_text(SIGNATURE, at_most=2_000).strip() if SIGNATURE in tree else ""


def _languages(codes: list[str] | None) -> frozenset[Language] | None:
    if codes is None:
        return None
    languages = frozenset(CODES[code] for code in codes if code in CODES)
    if not languages:
        raise PackageRefused(
            Reason.UNSUPPORTED,
            f"The problem may only be solved in {', '.join(codes)}, which TalentSync lacks.",
        )
    return languages
