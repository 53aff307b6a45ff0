"""Output validators of problem packages: where each layout has them, and what is stored of them."""

from pathlib import Path

import pytest

from dsa.choices import OutputValidation, ProblemState
from dsa.execution import Language, OutputValidator
from dsa.models import Problem
from dsa.problems import services
from dsa.problems.content_hash import content_hash
from dsa.problems.importer import store_package
from dsa.problems.package_format import ProblemPackage, read_package
from tests.dsa.problems.packages import Files, Layout, package_files, write_folder

VALIDATOR = b"import sys\nsys.exit(42)\n"
PACKAGES: dict[str, tuple[Layout, str, Files]] = {
    "file": ("2025-09", "", {"output_validator/validate.py": VALIDATOR}),
    "folder": (
        "2025-09",
        "",
        {"output_validator/v/validate.py": VALIDATOR, "output_validator/v/README.md": b"How it works."},
    ),
    "legacy file": ("legacy", "validation: custom\n", {"output_validators/validate.py": VALIDATOR}),
    "legacy folder": ("legacy", "validation: custom\n", {"output_validators/v/validate.py": VALIDATOR}),
}


def read(tmp_path: Path, layout: Layout, yaml: str, extra: Files) -> ProblemPackage:
    files = package_files(layout, yaml=yaml) | extra
    return read_package(write_folder(tmp_path / "twice", files))


@pytest.mark.parametrize("kind", PACKAGES)
def test_in_each_layout(tmp_path: Path, kind: str) -> None:
    validator = read(tmp_path, *PACKAGES[kind]).validator
    assert validator is not None
    assert validator.kind == OutputValidation.CUSTOM
    assert validator.files == {"validate.py": VALIDATOR.decode()}
    assert (validator.time_seconds, validator.memory_mb) == (None, None)


@pytest.mark.parametrize(
    ("layout", "yaml", "extra"),
    [
        (
            "legacy",
            "validation: custom interactive\nvalidator_flags: strict 7\n",
            {"output_validators/v/a.cc": b"", "output_validators/v/a.h": b""},
        ),
        (
            "2025-09",
            "type: interactive\n",
            {
                "output_validator/a.cc": b"",
                "output_validator/a.h": b"",
                "data/secret/test_group.yaml": b"output_validator_args: [strict, '7']\n",
                "data/sample/test_group.yaml": b"output_validator_args: [strict, '7']\n",
            },
        ),
    ],
)
def test_interactive_with_arguments(tmp_path: Path, layout: Layout, yaml: str, extra: Files) -> None:
    shown = {"data/sample/1.interaction": b"<2\n>4\n"}
    package = read(tmp_path, layout, yaml, extra | shown)
    assert package.validator is not None
    assert package.validator.kind == OutputValidation.INTERACTIVE
    assert set(package.validator.files) == {"a.cc", "a.h"}
    assert list(package.validator.arguments) == ["strict", "7"]
    assert [test.interaction for test in package.tests] == ["<2\n>4\n", "", ""]


def test_an_interaction_without_a_test_is_named(tmp_path: Path) -> None:
    extra = {"output_validator/v.py": VALIDATOR, "data/sample/9.interaction": b"<2\n"}
    package = read(tmp_path, "2025-09", "type: interactive\n", extra)
    assert package.warnings == ["data/sample/9.interaction is left out: it belongs to no test."]


def stored(tmp_path: Path, yaml: str = "", **extra: bytes) -> Problem:
    files = {f"output_validator/{name.replace('_', '.')}": source for name, source in extra.items()}
    return store_package(package=read(tmp_path, "2025-09", yaml, files)).problem


def test_is_stored_with_its_limits_and_arguments(tmp_path: Path, tests_stored: None) -> None:
    problem = stored(
        tmp_path, "limits:\n  validation_time: 3\n  validation_memory: 100\n", a_c=b"int x;", b_c=b"int y;"
    )
    assert (problem.has_validator, problem.is_interactive) == (True, False)
    rule = problem.rule()
    assert isinstance(rule, OutputValidator)
    assert rule.language is Language.C
    assert rule.files == {"a.c": "int x;", "b.c": "int y;"}
    assert (rule.limits.cpu_seconds, rule.limits.memory_kb) == (3, 100 * 1024)


def test_a_changed_validator_wants_a_new_check(tmp_path: Path, tests_stored: None) -> None:
    problem = stored(tmp_path, a_py=b"x = 1\n")
    Problem.objects.filter(pk=problem.pk).update(
        state=ProblemState.VALIDATED, checked_fingerprint=content_hash(problem), time_limit_seconds=1
    )
    problem.refresh_from_db()
    Problem.objects.filter(pk=problem.pk).update(checked_fingerprint=content_hash(problem))
    file = problem.validator_files.get()
    file.source = "x = 2\n"
    services.save_part(part=file)
    problem.refresh_from_db()
    assert problem.state == ProblemState.DRAFT


def test_a_package_that_comes_again_without_it_takes_it_away(tmp_path: Path, tests_stored: None) -> None:
    problem = stored(tmp_path / "1", a_py=VALIDATOR)
    again = stored(tmp_path / "2")
    assert again.pk == problem.pk
    assert (again.has_validator, again.validator_files.count()) == (False, 0)


def test_what_was_ready_before_there_were_validators_stays_so(tmp_path: Path, tests_stored: None) -> None:
    """Their settings count only where there is one."""
    problem = stored(tmp_path)
    before = content_hash(problem)
    Problem.objects.filter(pk=problem.pk).update(validator_time_limit_seconds=3)
    assert content_hash(problem) == before
