"""The statement in every language that the package has it in, as Markdown, with its images."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from dsa.models.problem import MAX_IMAGE_BYTES
from dsa.problems.package_format import latex
from dsa.problems.package_format.contents import PackageRefused, Reason, Statement
from dsa.problems.package_format.files import Tree
from dsa.problems.package_format.metadata import Metadata
from dsa.problems.statements import IMAGE_TYPES

FOLDERS: Final = ("statement", "problem_statement")
FILE: Final = re.compile(r"problem(?:\.([a-z]{2,3}(?:-[A-Z]{2})?))?\.(md|tex|pdf)")
MAX_STATEMENT_CHARACTERS: Final = 100_000
MAX_IMAGES: Final = 30
SAMPLE_MARKS: Final = re.compile(r"\{\{\s*(?:nextsample|remainingsamples)\s*\}\}")


def read_statements(
    tree: Tree, metadata: Metadata, constants: Callable[[str], str]
) -> tuple[list[Statement], dict[str, bytes]]:
    """English first where there is English, else the first language by name; and the images by name."""
    folder = next((tree.below(name) for name in FOLDERS if tree.is_folder(name)), None)
    if folder is None:
        raise PackageRefused(Reason.INCOMPLETE, "The package has no statement.")
    sources = _sources(folder)
    names = metadata.names()
    statements = [
        _statement(folder, language, path, names, constants)
        for language, path in sorted(sources.items(), key=lambda pair: (pair[0] != "en", pair[0]))
    ]
    return statements, _images(folder)


def _sources(folder: Tree) -> dict[str, str]:
    """The file of each language; where it is there in several formats, Markdown before LaTeX."""
    sources: dict[str, str] = {}
    has_pdf = False
    for path in sorted(folder.files):
        found = FILE.fullmatch(path)
        if found is None:
            continue
        language = found.group(1) or "en"
        if found.group(2) == "pdf":
            has_pdf = True
        elif language not in sources or found.group(2) == "md":
            sources[language] = path
    if sources:
        return sources
    if has_pdf:
        raise PackageRefused(Reason.UNSUPPORTED, "The statement is there as PDF only.")
    raise PackageRefused(Reason.INCOMPLETE, "The package has no statement.")


def _statement(
    folder: Tree, language: str, path: str, names: Mapping[str, str], constants: Callable[[str], str]
) -> Statement:
    text = folder.read_text(path)
    own_name = ""
    if path.endswith(".tex"):
        own_name = latex.problem_name(text)
        text = latex.to_markdown(constants(text), path)
    markdown = SAMPLE_MARKS.sub("", constants(text)).strip()
    if not markdown:
        raise PackageRefused(Reason.INCOMPLETE, f"The statement {path} is empty.")
    if len(markdown) > MAX_STATEMENT_CHARACTERS:
        raise PackageRefused(
            Reason.UNSUPPORTED,
            f"The statement {path} is longer than {MAX_STATEMENT_CHARACTERS:,} characters.",
        )
    title = names.get(language) or own_name or names.get("") or names.get("en")
    if not title:
        raise PackageRefused(Reason.INCOMPLETE, f"The problem has no name in the language of {path}.")
    return Statement(language, title[:200], markdown)


def _images(folder: Tree) -> dict[str, bytes]:
    """Every image below the statement's folder, by its path from there."""
    paths = [path for path in sorted(folder.files) if path[path.rfind(".") :].lower() in IMAGE_TYPES]
    if len(paths) > MAX_IMAGES:
        raise PackageRefused(Reason.UNSUPPORTED, f"The statement has more than {MAX_IMAGES} images.")
    return {path: folder.read(path, at_most=MAX_IMAGE_BYTES) for path in paths}
