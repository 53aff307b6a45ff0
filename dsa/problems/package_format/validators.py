"""output_validator/ (2025-09) or output_validators/ (legacy): the package's own output validator."""

from collections.abc import Sequence
from typing import Final

from dsa.choices import OutputValidation
from dsa.execution import BadValidator, language_of
from dsa.models.problem import MAX_ARGUMENTS_CHARACTERS, MAX_VALIDATOR_FILE_BYTES, MAX_VALIDATOR_FILES
from dsa.problems.package_format.contents import PackageRefused, PackageValidator, Reason
from dsa.problems.package_format.files import Tree
from dsa.problems.package_format.metadata import Metadata, invalid

CURRENT, LEGACY = "output_validator", "output_validators"
# Files that are neither compiled nor run.
BESIDE: Final = frozenset({"README", "README.md", "README.txt", "LICENSE"})
BUILDING: Final = frozenset({"build", "run", "Makefile", "CMakeLists.txt"})


def output_validation(tree: Tree, metadata: Metadata) -> OutputValidation:
    """What judges outputs, by problem.yaml and by what is there."""
    stated = metadata.output_validation()
    folder, other = (LEGACY, CURRENT) if metadata.is_legacy else (CURRENT, LEGACY)
    if tree.is_folder(other):
        raise invalid(f"{other}/ is called {folder}/ in the package's version of the format.")
    if stated is None:
        return OutputValidation.CUSTOM if tree.is_folder(folder) else OutputValidation.DEFAULT
    if stated == OutputValidation.DEFAULT and tree.is_folder(folder):
        raise invalid(f"There is {folder}/, and problem.yaml does not say `validation: custom`.")
    return stated


def read_validator(
    tree: Tree, metadata: Metadata, kind: OutputValidation, arguments: Sequence[str]
) -> PackageValidator | None:
    """The package's output validator; None where outputs are compared."""
    if kind == OutputValidation.DEFAULT:
        return None
    folder = LEGACY if metadata.is_legacy else CURRENT
    files = _files(tree.below(folder), folder)
    for name in files:
        if name in BUILDING:
            raise _refused(
                f"{folder}/: {name}: validators that bring their own way of building are not supported."
            )
    texts = {
        name: tree.read_text(path, at_most=MAX_VALIDATOR_FILE_BYTES)
        for name, path in files.items()
        if name not in BESIDE
    }
    try:
        language_of(texts)
    except BadValidator as bad:
        raise _refused(f"{folder}/: {bad}") from bad
    if sum(map(len, arguments)) + 3 * len(arguments) > MAX_ARGUMENTS_CHARACTERS:
        raise _refused("The output validator's arguments are too long.")
    seconds, memory = metadata.validator_limits()
    return PackageValidator(kind, texts, arguments, seconds, memory)


def _files(tree: Tree, folder: str) -> dict[str, str]:
    """The files of the one validator by name, with their paths: beside each other, or in one folder."""
    if not tree.files:
        raise PackageRefused(
            Reason.INCOMPLETE,
            f"The package has no output validator in {folder}/, which problem.yaml asks for.",
        )
    top = tree.top()
    if folder == LEGACY:
        # Each file or folder in there is a validator.
        programs = [name for name in top if name not in BESIDE]
        if len(programs) != 1:
            raise _refused(f"{folder}/: several output validators for one problem are not supported.")
        top = programs
    if len(top) == 1 and tree.is_folder(top[0]):
        tree, folder = tree.below(top[0]), f"{folder}/{top[0]}"
        top = tree.top()
    if nested := [name for name in top if tree.is_folder(name)]:
        raise _refused(f"{folder}/{nested[0]}/: validators with folders in them are not supported.")
    if len(top) > MAX_VALIDATOR_FILES:
        raise _refused(f"{folder}/ has more than {MAX_VALIDATOR_FILES} files.")
    return {name: f"{folder}/{name}" for name in top}


def _refused(message: str) -> PackageRefused:
    return PackageRefused(Reason.CUSTOM_VALIDATOR, message)
