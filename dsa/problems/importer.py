"""Storing a problem package: all of it in one transaction, or nothing."""

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from dsa.choices import OutputValidation, ProblemState
from dsa.execution import OPT_IN, Language
from dsa.models import (
    Problem,
    ProblemLanguage,
    Solution,
    StatementImage,
    StatementTranslation,
    ValidatorFile,
)
from dsa.models.problem import DEFAULT_VALIDATOR_MB, DEFAULT_VALIDATOR_SECONDS
from dsa.problems.content_hash import content_hash
from dsa.problems.package_format import PackageRefused, ProblemPackage
from dsa.problems.package_format.contents import Reason
from dsa.problems.services import NewTest, TestChanges, invalidate_if_changed, put_tests_into, stored_files
from talentsync.lib.errors import Refused


@dataclass(frozen=True, slots=True)
class StoredPackage:
    """What an import came to. `is_changed`: something that is judged is new or different, so it wants a check."""

    problem: Problem
    is_new: bool
    is_changed: bool
    tests: TestChanges


def store_package(*, package: ProblemPackage) -> StoredPackage:
    """Make the package's problem, or bring it up to date. Raises PackageRefused.

    Everything of the problem that packages have is as in the package afterwards. Starter code and limits of single
    languages, which the format lacks, stay as a recruiter has set them, unless the package brings starter code. A ready
    problem of which nothing changed that is judged stays ready.
    """
    with stored_files() as written, transaction.atomic():
        problem = _known_problem(package) or Problem(key=package.key)
        is_new = problem.pk is None
        before = "" if is_new else content_hash(problem)
        _write_problem(problem, package)
        _write_parts(problem, package)
        try:
            changes = put_tests_into(problem, _new_tests(package), replace=True, written=written)
        except Refused as refusal:
            raise PackageRefused(Reason.INVALID, refusal.message) from None
        is_changed = content_hash(problem) != before
        if is_changed and package.limits.time_seconds is None and problem.time_limit_seconds is not None:
            # It was derived from what was there before.
            for source in (ProblemState.VALIDATED, ProblemState.RETIRED):
                Problem.objects.transition(problem.pk, source=source, target=ProblemState.DRAFT)
            Problem.objects.filter(pk=problem.pk).update(time_limit_seconds=None)
        invalidate_if_changed(problem)
        problem.refresh_from_db()
    return StoredPackage(problem, is_new, is_changed, changes)


def _known_problem(package: ProblemPackage) -> Problem | None:
    """The problem that an earlier import of this package made. PackageRefused where the key belongs to another."""
    if package.uuid:
        same = Problem.objects.imported().filter(package_uuid=package.uuid).first()
        if same is not None:
            return same
    named = Problem.objects.filter(key=package.key).first()
    if named is None:
        return None
    if not named.package:
        raise PackageRefused(
            Reason.TAKEN, f"The problem {package.key} was written here; an import does not overwrite it."
        )
    if named.package_uuid and named.package_uuid != package.uuid:
        raise PackageRefused(
            Reason.TAKEN, f"The problem {package.key} was imported from another package (its uuid differs)."
        )
    return named


def _write_problem(problem: Problem, package: ProblemPackage) -> None:
    main = package.statements[0]
    values: dict[str, Any] = {
        "title": main.title,
        "statement": main.markdown,
        "statement_language": main.language,
        "time_multiplier": package.limits.time_multiplier,
        "time_resolution_seconds": package.limits.time_resolution_seconds,
        "memory_limit_mb": package.limits.memory_mb,
        "output_limit_mb": package.limits.output_mb,
        "case_sensitive": package.comparison.case_sensitive,
        "space_sensitive": package.comparison.space_sensitive,
        "float_relative_tolerance": package.comparison.float_relative_tolerance,
        "float_absolute_tolerance": package.comparison.float_absolute_tolerance,
        "compare_exactly": package.comparison.exact,
        "function_signature": package.function_signature,
        "licence": package.licence,
        "rights_owner": package.rights_owner,
        "source": package.source,
        "source_url": package.source_url,
        "package": package.name,
        "package_uuid": package.uuid,
    }
    values |= _validator_values(package)
    if package.limits.time_seconds is not None:
        values["time_limit_seconds"] = package.limits.time_seconds
    for field, value in values.items():
        setattr(problem, field, value)
    _save(problem)


def _validator_values(package: ProblemPackage) -> dict[str, Any]:
    validator = package.validator
    if validator is None:
        return {"output_validation": OutputValidation.DEFAULT, "validator_arguments": ""}
    return {
        "output_validation": validator.kind,
        "validator_arguments": shlex.join(validator.arguments),
        "validator_time_limit_seconds": validator.time_seconds or DEFAULT_VALIDATOR_SECONDS,
        "validator_memory_limit_mb": validator.memory_mb or DEFAULT_VALIDATOR_MB,
    }


def _write_parts(problem: Problem, package: ProblemPackage) -> None:
    """Translations, images, languages and solutions: as in the package, by name."""
    _put(
        problem.translations.all(),
        "language",
        (
            StatementTranslation(problem=problem, language=s.language, title=s.title, statement=s.markdown)
            for s in package.statements[1:]
        ),
    )
    _put(
        problem.images.all(),
        "name",
        (
            StatementImage(problem=problem, name=name, content=content)
            for name, content in package.images.items()
        ),
    )
    _put(
        problem.solutions.all(),
        "name",
        (
            Solution(
                problem=problem,
                name=submission.name,
                language=submission.language,
                source=submission.source,
                expected=submission.expectation.as_json(),
            )
            for submission in package.submissions
        ),
    )
    files = package.validator.files if package.validator is not None else {}
    _put(
        problem.validator_files.all(),
        "name",
        (ValidatorFile(problem=problem, name=name, source=source) for name, source in files.items()),
    )
    for language in Language:
        _write_language(problem, package, language)


def _write_language(problem: Problem, package: ProblemPackage, language: Language) -> None:
    is_usual = language not in OPT_IN
    is_offered = (
        is_usual or _is_shown(package, language)
        if package.languages is None
        else language in package.languages
    )
    starter = package.starter_code.get(language)
    row = problem.languages.filter(language=language).first()
    if row is None:
        if is_offered is is_usual and starter is None:
            return
        row = ProblemLanguage(problem=problem, language=language)
    row.is_offered = is_offered
    if starter is not None:
        row.starter_code = starter
    _save(row)


def _is_shown(package: ProblemPackage, language: Language) -> bool:
    """Whether the package has code in the language."""
    return language in package.starter_code or language in {one.language for one in package.submissions}


def _put(existing: models.QuerySet[Any], by: str, wanted: Iterable[models.Model]) -> None:
    """Make the rows what is wanted, keeping the ids of those whose name stays."""
    ids = {getattr(row, by): row.pk for row in existing}
    for row in wanted:
        row.pk = ids.pop(getattr(row, by), None)
        row._state.adding = row.pk is None
        _save(row)
    existing.filter(pk__in=ids.values()).delete()


def _save(row: models.Model) -> None:
    """Save what its own rules allow; what a package cannot have is the package's fault, and told as that."""
    try:
        row.full_clean()
    except ValidationError as error:
        told = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
        raise PackageRefused(Reason.INVALID, f"{row._meta.verbose_name} {row}: {told}") from None
    row.save()


def _new_tests(package: ProblemPackage) -> Iterable[NewTest]:
    for position, test in enumerate(package.tests):
        yield NewTest(
            name=test.name,
            is_visible=test.is_sample,
            input=test.input,
            answer=test.answer,
            explanation=test.explanation,
            interaction=test.interaction,
            position=position,
        )
