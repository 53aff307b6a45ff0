"""`import_problems` stores whole packages, updates them when they come again, and leaves nothing half done."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from dsa.choices import ProblemState
from dsa.models import Problem, Solution, StatementTranslation, TestCase
from dsa.problems import importer
from dsa.problems.importer import store_package
from dsa.problems.package_format import PackageRefused, ProblemPackage, read_package
from dsa.problems.package_format.contents import Reason
from dsa.problems.services import create_problem
from tests.dsa.problems.conftest import stored_files
from tests.dsa.problems.packages import package_files, write_folder, write_zip

pytestmark = pytest.mark.django_db(transaction=True)


def run_import(*paths: Path) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_problems", *map(str, paths), stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


def contents(problem: Problem) -> dict[str, tuple[bytes, bytes]]:
    return {
        test.name: (Path(test.input_file.path).read_bytes(), Path(test.answer_file.path).read_bytes())
        for test in problem.tests.all()
    }


def test_stores_all_of_a_package(twice_folder: Path, private_files: Path) -> None:
    out, err = run_import(twice_folder)
    assert "imported as twice: Twice (3 tests, 2 submissions)" in out
    assert err == ""
    problem = Problem.objects.get(key="twice")
    assert (problem.state, problem.title, problem.licence) == (ProblemState.DRAFT, "Twice", "cc by-sa")
    assert contents(problem) == {
        "sample/1": (b"2\n", b"4\n"),
        "secret/01": (b"3\n", b"6\n"),
        "secret/02": (b"10\n", b"20\n"),
    }
    assert [test.name for test in problem.tests.visible()] == ["sample/1"]
    assert len(stored_files(private_files)) == 6


def test_the_same_package_again_changes_nothing(twice_folder: Path, private_files: Path) -> None:
    run_import(twice_folder)
    before = (stored_files(private_files), list(TestCase.objects.values()), list(Solution.objects.values()))
    out, err = run_import(twice_folder)
    assert "nothing to judge has changed" in out
    assert err == ""
    assert before == (
        stored_files(private_files),
        list(TestCase.objects.values()),
        list(Solution.objects.values()),
    )


def test_a_newer_package_replaces_what_is_different(
    tmp_path: Path, twice_folder: Path, private_files: Path
) -> None:
    run_import(twice_folder)
    kept = TestCase.objects.get(name="secret/01").pk
    files = package_files(
        "2025-09", without=("data/secret/02.in", "data/secret/02.ans", "submissions/wrong_answer/square.py")
    )
    files["data/sample/1.in"] = b"8\n"
    files["data/sample/1.ans"] = b"16\n"
    files["data/secret/00.in"] = b"0\n"
    files["data/secret/00.ans"] = b"0\n"
    out, _ = run_import(write_zip(tmp_path / "twice.zip", files))
    assert "updated" in out
    problem = Problem.objects.get()
    assert contents(problem) == {
        "sample/1": (b"8\n", b"16\n"),
        "secret/00": (b"0\n", b"0\n"),
        "secret/01": (b"3\n", b"6\n"),
    }
    assert [test.name for test in problem.tests.all()] == ["sample/1", "secret/00", "secret/01"]
    assert problem.tests.get(name="secret/01").pk == kept
    assert [solution.name for solution in problem.solutions.all()] == ["accepted/double.py"]
    assert len(stored_files(private_files)) == 6


def test_a_renamed_package_with_the_same_uuid_is_the_same_problem(tmp_path: Path, twice: Problem) -> None:
    run_import(write_folder(tmp_path / "double", package_files("2025-09")))
    assert Problem.objects.get().key == "twice"


def test_a_package_of_another_uuid_does_not_take_the_key(tmp_path: Path, twice: Problem) -> None:
    files = package_files("2025-09")
    files["problem.yaml"] = files["problem.yaml"].replace(b"11111111-2222", b"99999999-8888")
    _, err = run_import(write_zip(tmp_path / "twice.zip", files))
    assert "refused (taken)" in err


def test_a_problem_that_was_written_here_is_not_overwritten(twice_folder: Path) -> None:
    create_problem(problem=Problem(key="twice", title="Ours", statement="Ours"))
    _, err = run_import(twice_folder)
    assert "refused (taken)" in err
    assert Problem.objects.get().title == "Ours"


def test_translations_are_kept_beside_the_english_statement(tmp_path: Path) -> None:
    files = package_files("2025-09", without=("problem.yaml",)) | {"statement/problem.de.md": b"Eine Zahl.\n"}
    files["problem.yaml"] = b"problem_format_version: 2025-09\nlicense: cc0\nname: {de: Doppelt, en: Twice}\n"
    run_import(write_folder(tmp_path / "twice", files))
    assert Problem.objects.get().title == "Twice"
    assert list(StatementTranslation.objects.values_list("language", "title", "statement")) == [
        ("de", "Doppelt", "Eine Zahl.")
    ]


def test_each_package_is_for_itself(tmp_path: Path, twice_folder: Path) -> None:
    refused = write_folder(tmp_path / "scored", package_files("2025-09", yaml="type: scoring\n"))
    out, err = run_import(refused, twice_folder)
    assert "imported as twice" in out
    assert f"{refused}: refused (scoring)" in err
    assert "1 of 2 packages failed." in err


def test_a_refused_package_leaves_nothing(tmp_path: Path, private_files: Path) -> None:
    """Its first tests are whole, and stored by the time that the last one is refused."""
    files = package_files("2025-09") | {
        f"data/secret/{'x' * 196}.in": b"",
        f"data/secret/{'x' * 196}.ans": b"",
    }
    _, err = run_import(write_folder(tmp_path / "twice", files))
    assert "refused" in err
    assert not Problem.objects.exists()
    assert stored_files(private_files) == []


def test_a_failure_half_way_leaves_nothing(
    twice_folder: Path, private_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(problem: Problem) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(importer, "invalidate_if_changed", fail)
    with pytest.raises(RuntimeError):
        store_package(package=read_package(twice_folder))
    assert not Problem.objects.exists()
    assert stored_files(private_files) == []


def test_a_failed_update_leaves_the_problem_as_it_was(
    tmp_path: Path, twice: Problem, private_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, files_before = contents(twice), stored_files(private_files)
    files = package_files("2025-09") | {"data/secret/01.in": b"100\n", "data/secret/01.ans": b"200\n"}
    package: ProblemPackage = read_package(write_zip(tmp_path / "twice.zip", files))

    def fail(problem: Problem) -> None:
        raise PackageRefused(Reason.INVALID, "no")

    monkeypatch.setattr(importer, "invalidate_if_changed", fail)
    with pytest.raises(PackageRefused):
        store_package(package=package)
    assert contents(twice) == before
    assert stored_files(private_files) == files_before
