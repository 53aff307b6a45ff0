"""Many tests at once: a zip of pairs NAME.in and NAME.ans (or NAME.out), in sample/ and secret/ or flat."""

from typing import IO, Final

from dsa.models.test_case import MAX_TEST_FILE_BYTES
from dsa.problems.package_format.contents import PackageRefused, PackageTest, Reason
from dsa.problems.package_format.files import Tree, open_zip, unsafe, zip_tree
from dsa.problems.package_format.reader import MAX_TESTS

ANSWERS: Final = (".ans", ".out")
FOLDERS: Final = ("sample", "secret")
# Less than a package may have: this is read while somebody waits, by the process that serves pages.
MAX_UNPACKED_BYTES: Final = 128 * 1024 * 1024


def read_test_zip(source: IO[bytes]) -> list[PackageTest]:
    """The tests, samples first; those outside sample/ are hidden. PackageRefused where anything is not as it should be:
    a file that is silently left out would be a test that nobody misses.
    """
    with open_zip(source) as archive:
        named = {
            info.filename
            for info in archive.infolist()
            if not info.is_dir() and not _is_clutter(info.filename)
        }
        if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise unsafe(
                f"Unpacked, it is larger than {MAX_UNPACKED_BYTES // 1024**2} MB. Upload the tests in parts."
            )
        tree = zip_tree(archive)
        if odd := sorted(named - tree.files.keys()):
            raise PackageRefused(
                Reason.INVALID, f"{odd[0]}: names are made of letters, digits, dots, dashes and underscores."
            )
        return _pairs(_without_wrapping(tree))


def _is_clutter(name: str) -> bool:
    """What operating systems add to zips."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] in (
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
    )


def _without_wrapping(tree: Tree) -> Tree:
    """Zips often hold one folder with everything in it; `data` of a package is one too."""
    tree = Tree({path: file for path, file in tree.files.items() if not _is_clutter(path)})
    while len(top := tree.top()) == 1 and top[0] not in FOLDERS and tree.is_folder(top[0]):
        tree = tree.below(top[0])
    return tree


def _pairs(tree: Tree) -> list[PackageTest]:
    tests = []
    answered = set[str]()
    inputs = sorted(path for path in tree.files if path.endswith(".in"))
    if not inputs:
        raise PackageRefused(Reason.INCOMPLETE, "The zip has no file whose name ends in .in.")
    if len(inputs) > MAX_TESTS:
        raise PackageRefused(Reason.UNSUPPORTED, f"The zip has more than {MAX_TESTS:,} tests.")
    for path in inputs:
        stem = path.removesuffix(".in")
        answers = [stem + suffix for suffix in ANSWERS if stem + suffix in tree]
        if len(answers) != 1:
            problem = "both .ans and .out" if answers else "neither .ans nor .out"
            raise PackageRefused(Reason.INCOMPLETE, f"{path} has {problem} beside it.")
        answered.add(answers[0])
        tests.append(
            PackageTest(
                name=stem if stem.startswith(("sample/", "secret/")) else f"secret/{stem}",
                is_sample=stem.startswith("sample/"),
                input=tree.read(path, at_most=MAX_TEST_FILE_BYTES),
                answer=tree.read(answers[0], at_most=MAX_TEST_FILE_BYTES),
            )
        )
    if stray := sorted(tree.files.keys() - answered - set(inputs)):
        raise PackageRefused(Reason.INVALID, f"{stray[0]} belongs to no test. Take it out of the zip.")
    names = [test.name for test in tests]
    if len(set(names)) < len(names):
        raise PackageRefused(Reason.INVALID, "Two tests have the same name.")
    return tests
