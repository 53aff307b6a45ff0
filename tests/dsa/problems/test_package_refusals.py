"""What TalentSync cannot judge honestly, or may not use, is refused by name."""

from pathlib import Path

import pytest

from dsa.problems.package_format import PackageRefused, read_package
from dsa.problems.package_format.contents import Reason
from tests.dsa.problems.packages import Files, Layout, package_files, write_folder, write_zip

CASES: dict[str, tuple[Layout, str, Files, Reason, str]] = {
    "interactive without a validator": (
        "2025-09",
        "type: interactive\n",
        {},
        Reason.INCOMPLETE,
        "no output validator in output_validator/",
    ),
    "legacy interactive without a validator": (
        "legacy",
        "validation: custom interactive\n",
        {},
        Reason.INCOMPLETE,
        "no output validator in output_validators/",
    ),
    "interaction file": (
        "2025-09",
        "",
        {"data/sample/1.interaction": b"<1\n"},
        Reason.INVALID,
        "not interactive",
    ),
    "interaction that is none": (
        "2025-09",
        "type: interactive\n",
        {"data/sample/1.interaction": b"hello\n", "output_validator/v.py": b""},
        Reason.INVALID,
        "begin with < or >",
    ),
    "legacy multi-pass": ("legacy", "validation: custom multipass\n", {}, Reason.MULTI_PASS, "Multi-pass"),
    "legacy score": ("legacy", "validation: custom score\n", {}, Reason.SCORING, "scores"),
    "multi-pass": ("2025-09", "type: [pass-fail, multi-pass]\n", {}, Reason.MULTI_PASS, "Multi-pass"),
    "scoring": ("2025-09", "type: scoring\n", {}, Reason.SCORING, "scores"),
    "legacy scoring": ("legacy", "type: scoring\n", {}, Reason.SCORING, "scores"),
    "grading": ("legacy", "grading:\n  objective: max\n", {}, Reason.SCORING, "scores"),
    "group scores": (
        "2025-09",
        "",
        {"data/secret/test_group.yaml": b"max_score: 30\n"},
        Reason.SCORING,
        "max_score",
    ),
    "legacy group scores": (
        "legacy",
        "",
        {"data/secret/testdata.yaml": b"accept_score: 30\n"},
        Reason.SCORING,
        "accept_score",
    ),
    "graders": ("legacy", "", {"graders/grade.py": b""}, Reason.SCORING, "graders/"),
    "submit-answer": ("2025-09", "type: submit-answer\n", {}, Reason.SUBMIT_ANSWER, "program"),
    "validator in another language": (
        "2025-09",
        "",
        {"output_validator/v.rb": b""},
        Reason.CUSTOM_VALIDATOR,
        "v.rb: output validators are written in Python, C or C++",
    ),
    "validator that brings its build": (
        "2025-09",
        "",
        {"output_validator/v.py": b"", "output_validator/build": b""},
        Reason.CUSTOM_VALIDATOR,
        "build",
    ),
    "validator with folders": (
        "2025-09",
        "",
        {"output_validator/v/v.py": b"", "output_validator/v/lib/x.py": b""},
        Reason.CUSTOM_VALIDATOR,
        "folders",
    ),
    "several legacy validators": (
        "legacy",
        "validation: custom\n",
        {"output_validators/a.py": b"", "output_validators/b.py": b""},
        Reason.CUSTOM_VALIDATOR,
        "several",
    ),
    "legacy validator without being asked for": (
        "legacy",
        "",
        {"output_validators/v/v.py": b""},
        Reason.INVALID,
        "validation: custom",
    ),
    "legacy name of the folder": (
        "2025-09",
        "",
        {"output_validators/v/v.py": b""},
        Reason.INVALID,
        "output_validator/",
    ),
    "legacy validator that is not there": (
        "legacy",
        "validation: custom\n",
        {},
        Reason.INCOMPLETE,
        "no output validator",
    ),
    "validator's time beyond ours": (
        "2025-09",
        "limits:\n  validation_time: 1000\n",
        {"output_validator/v.py": b""},
        Reason.UNSUPPORTED,
        "validation_time",
    ),
    "arguments that differ between tests": (
        "2025-09",
        "",
        {
            "output_validator/v.py": b"",
            "data/secret/01.yaml": b"output_validator_args: [a]\n",
        },
        Reason.UNSUPPORTED,
        "different arguments",
    ),
    "static validator": ("2025-09", "", {"static_validator/v.py": b""}, Reason.CUSTOM_VALIDATOR, "static"),
    "no licence": ("2025-09", "license:\n", {}, Reason.LICENCE, "no licence"),
    "unknown licence": ("2025-09", "license: unknown\n", {}, Reason.LICENCE, "no licence"),
    "strange licence": ("2025-09", "license: gpl\n", {}, Reason.LICENCE, "'gpl'"),
    "our own word for a licence": ("2025-09", "license: internal\n", {}, Reason.LICENCE, "'internal'"),
    "included code": ("2025-09", "", {"include/cpp/lib.h": b""}, Reason.UNSUPPORTED, "include/"),
    "input files": ("2025-09", "", {"data/secret/01.files/x.txt": b""}, Reason.UNSUPPORTED, "files"),
    "arguments": ("2025-09", "", {"data/secret/01.yaml": b"args: [x]\n"}, Reason.UNSUPPORTED, "arguments"),
    "two ways to compare": (
        "2025-09",
        "",
        {"data/secret/01.yaml": b"output_validator_args: [case_sensitive]\n"},
        Reason.UNSUPPORTED,
        "different",
    ),
    "future version": (
        "legacy",
        "problem_format_version: 2031-01\n",
        {},
        Reason.UNSUPPORTED,
        "2031-01",
    ),
    "limit too large": ("2025-09", "limits:\n  time_limit: 1000\n", {}, Reason.UNSUPPORTED, "time_limit"),
    "only languages that we lack": ("2025-09", "languages: [haskell]\n", {}, Reason.UNSUPPORTED, "haskell"),
    "unknown flag": ("legacy", "validator_flags: fuzzy\n", {}, Reason.INVALID, "fuzzy"),
    "tolerance without a number": (
        "legacy",
        "validator_flags: float_tolerance\n",
        {},
        Reason.INVALID,
        "float_tolerance",
    ),
    "tolerance that is none": (
        "legacy",
        "validator_flags: float_tolerance -1\n",
        {},
        Reason.INVALID,
        "tolerance",
    ),
    "limits no map": ("2025-09", "limits: 3\n", {}, Reason.INVALID, "limits"),
    "limit no number": ("2025-09", "limits:\n  memory: much\n", {}, Reason.INVALID, "memory"),
    "broken yaml": ("2025-09", "a: [\n", {}, Reason.UNREADABLE, "problem.yaml"),
    "impossible date": ("2025-09", "embargo_until: 2026-02-31\n", {}, Reason.UNREADABLE, "problem.yaml"),
    "yaml objects": (
        "2025-09",
        "x: !!python/object/apply:os.system [id]\n",
        {},
        Reason.UNREADABLE,
        "problem.yaml",
    ),
    "no text": ("2025-09", "", {"statement/problem.en.md": b"\xff\xfe"}, Reason.UNREADABLE, "UTF-8"),
    "answer without input": ("2025-09", "", {"data/secret/07.ans": b""}, Reason.INCOMPLETE, "07.in"),
    "input without answer": ("2025-09", "", {"data/secret/07.in": b""}, Reason.INCOMPLETE, "07.ans"),
    "impossible expectation": (
        "2025-09",
        "",
        {"submissions/submissions.yaml": b"accepted:\n  required: [WA]\n"},
        Reason.INVALID,
        "accepted/double.py",
    ),
    "unknown verdict": (
        "2025-09",
        "",
        {"submissions/submissions.yaml": b"accepted:\n  permitted: [OK]\n"},
        Reason.INVALID,
        "'OK'",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_is_refused_with_its_reason(tmp_path: Path, case: str) -> None:
    layout, yaml, extra, reason, words = CASES[case]
    files = package_files(layout, yaml=yaml)
    if case == "future version":
        files["problem.yaml"] = b"problem_format_version: 2031-01\n"
    with pytest.raises(PackageRefused) as refused:
        read_package(write_folder(tmp_path / "twice", files | extra))
    assert refused.value.reason == reason
    assert words.lower() in refused.value.message.lower()


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("problem.yaml", "problem.yaml"),
        ("statement/problem.en.md", "no statement"),
        ("submissions/accepted/double.py", "accepted"),
    ],
)
def test_a_package_that_lacks_something_is_refused(tmp_path: Path, missing: str, words: str) -> None:
    files = package_files("2025-09", without=(missing,))
    with pytest.raises(PackageRefused, match=words) as refused:
        read_package(write_folder(tmp_path / "twice", files))
    assert refused.value.reason == Reason.INCOMPLETE


def test_a_package_without_secret_tests_is_refused(tmp_path: Path) -> None:
    secret = tuple(name for name in package_files("legacy") if name.startswith("data/secret/"))
    with pytest.raises(PackageRefused, match="secret"):
        read_package(write_folder(tmp_path / "twice", package_files("legacy", without=secret)))


def test_a_statement_that_is_there_as_pdf_only_is_refused(tmp_path: Path) -> None:
    files = package_files("legacy", without=("problem_statement/problem.en.tex",))
    with pytest.raises(PackageRefused, match="PDF"):
        read_package(write_folder(tmp_path / "twice", files | {"problem_statement/problem.en.pdf": b"%PDF"}))


def test_a_missing_licence_is_refused(tmp_path: Path) -> None:
    files = package_files("2025-09")
    files["problem.yaml"] = files["problem.yaml"].replace(b"license: cc by-sa\n", b"")
    with pytest.raises(PackageRefused) as refused:
        read_package(write_folder(tmp_path / "twice", files))
    assert refused.value.reason == Reason.LICENCE


def test_a_zip_of_several_packages_is_refused(tmp_path: Path) -> None:
    files = package_files("2025-09")
    both = {f"{folder}/{name}": content for folder in ("a", "b") for name, content in files.items()}
    with pytest.raises(PackageRefused, match="several"):
        read_package(write_zip(tmp_path / "twice.zip", both))


@pytest.mark.parametrize("name", ["nothing-there", "nothing.zip", "notes.txt"])
def test_what_is_no_package_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(PackageRefused):
        read_package(tmp_path / name)
