"""Every write of problems, tests and solutions. Each is one transaction.

Whatever changes what is judged takes a ready problem back to draft in the same transaction (`invalidate_if_changed`):
it must be validated again before it is given to anybody.
"""

import hashlib
import uuid
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from dsa.choices import CheckState, ProblemState
from dsa.execution import BadValidator, PermanentError, require_validators
from dsa.models import (
    Problem,
    ProblemLanguage,
    Solution,
    StatementImage,
    StatementTranslation,
    TestCase,
    ValidatorFile,
)
from dsa.models.test_case import MAX_NAME_LENGTH, MAX_TEST_FILE_BYTES, private_storage
from dsa.problems.content_hash import content_hash
from talentsync.lib.errors import Refused


class ProblemCode(StrEnum):
    """Stable codes of refused changes to problems."""

    NOT_CHECKED = "not_checked"
    CHANGED_SINCE_CHECK = "changed_since_check"
    NO_TESTS = "no_tests"
    NO_SOLUTIONS = "no_solutions"
    FILE_TOO_LARGE = "file_too_large"
    NAME_TOO_LONG = "name_too_long"
    RETIRED = "retired"
    NO_VALIDATOR = "no_validator"
    VALIDATORS_UNSUPPORTED = "validators_unsupported"


@dataclass(frozen=True, slots=True)
class NewTest:
    """A test as it is handed in."""

    name: str
    is_visible: bool
    input: bytes
    answer: bytes
    explanation: str | None = None
    position: int | None = None
    interaction: str | None = None


@dataclass(frozen=True, slots=True)
class TestChanges:
    """How many tests were handed in, how many of them were new or different, and how many others were removed."""

    __test__ = False

    stored: int
    changed: int
    removed: int


# Problems -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_problem(*, problem: Problem) -> Problem:
    """Store a new problem, as a draft."""
    problem.state = ProblemState.DRAFT
    problem.save(force_insert=True)
    return problem


@transaction.atomic
def change_problem(*, problem: Problem, fields: Collection[str]) -> None:
    """Store the named fields. A time limit that is emptied takes a ready problem back to draft at once."""
    if unknown := set(fields) & {"state", "checked_fingerprint", "key"}:
        raise ValueError(f"These fields of a problem are not changed here: {sorted(unknown)}")
    if problem.time_limit_seconds is None:
        Problem.objects.transition(problem.pk, source=ProblemState.VALIDATED, target=ProblemState.DRAFT)
    problem.save(update_fields={*fields, "changed_at"})
    invalidate_if_changed(problem)


def require_judgeable(problem: Problem) -> None:
    """Raises Refused where the problem's output validator is none, or cannot be run on this installation's backend."""
    if not problem.has_validator:
        return
    try:
        problem.output_validator()
    except BadValidator as bad:
        raise Refused(
            ProblemCode.NO_VALIDATOR, f"The problem is judged by an output validator, which it lacks. {bad}"
        ) from bad
    try:
        require_validators()
    except PermanentError as error:
        raise Refused(ProblemCode.VALIDATORS_UNSUPPORTED, str(error)) from error


@transaction.atomic
def mark_ready(*, problem: Problem) -> bool:
    """Let candidates have the problem; False if it was ready already.

    Raises Refused unless its latest finished check passed and nothing that is judged has changed since.
    """
    require_judgeable(problem)
    check = problem.checks.exclude(state=CheckState.SUPERSEDED).order_by("-pk").first()
    if check is None or check.state != CheckState.PASSED:
        raise Refused(ProblemCode.NOT_CHECKED, "Check the problem first: its latest check has not passed.")
    if check.fingerprint != content_hash(problem):
        raise Refused(
            ProblemCode.CHANGED_SINCE_CHECK, "The problem has changed since it was checked. Check it again."
        )
    return Problem.objects.transition(
        problem.pk,
        source=ProblemState.DRAFT,
        target=ProblemState.VALIDATED,
        checked_fingerprint=check.fingerprint,
        changed_at=timezone.now(),
    )


@transaction.atomic
def retire_problem(*, problem: Problem) -> bool:
    """Take the problem out of use; False if it was retired already. Sessions that have it keep it."""
    return any(
        Problem.objects.transition(
            problem.pk, source=source, target=ProblemState.RETIRED, changed_at=timezone.now()
        )
        for source in (ProblemState.DRAFT, ProblemState.VALIDATED)
    )


@transaction.atomic
def restore_problem(*, problem: Problem) -> bool:
    """Bring a retired problem back as a draft; False if it was not retired."""
    return Problem.objects.transition(
        problem.pk, source=ProblemState.RETIRED, target=ProblemState.DRAFT, changed_at=timezone.now()
    )


def invalidate_if_changed(problem: Problem) -> None:
    """Take a ready problem back to draft unless it is what was validated. Called in the transaction of each change."""
    now = content_hash(problem)
    demoted = (
        Problem.objects.filter(pk=problem.pk, state=ProblemState.VALIDATED)
        .exclude(checked_fingerprint=now)
        .update(state=ProblemState.DRAFT)
    )
    Problem.objects.filter(pk=problem.pk).update(changed_at=timezone.now())
    if demoted:
        problem.state = ProblemState.DRAFT


# Solutions, languages, translations and images ------------------------------------------------------------------------

Part = Solution | ProblemLanguage | StatementTranslation | StatementImage | ValidatorFile


@transaction.atomic
def save_part(*, part: Part) -> None:
    """Store a new or changed solution, language, translation or image of a problem."""
    part.save()
    invalidate_if_changed(part.problem)


@transaction.atomic
def remove_part(*, part: Part) -> None:
    part.delete()
    invalidate_if_changed(part.problem)


# Tests ----------------------------------------------------------------------------------------------------------------


@contextmanager
def stored_files() -> Iterator[list[str]]:
    """Collects the names of files as they are written, and deletes them again if the block fails."""
    written: list[str] = []
    try:
        yield written
    except BaseException:
        for name in written:
            private_storage().delete(name)
        raise


def put_tests(*, problem: Problem, tests: Iterable[NewTest], replace: bool = False) -> TestChanges:
    """Store tests by name: those of a known name are replaced, others go to the end in the order given.

    With `replace`, tests of other names are removed. All of it happens or nothing: files that were written are deleted
    again when any test is refused.
    """
    with stored_files() as written, transaction.atomic():
        changes = put_tests_into(problem, tests, replace=replace, written=written)
        invalidate_if_changed(problem)
    return changes


def put_tests_into(
    problem: Problem, tests: Iterable[NewTest], *, replace: bool, written: list[str]
) -> TestChanges:
    """The same in a larger change, which calls `invalidate_if_changed` and owns the transaction and `written`."""
    known = {test.name: test for test in problem.tests.all()}
    next_position = problem.tests.next_position()
    names: set[str] = set()
    changed = 0
    for new in tests:
        names.add(new.name)
        changed += _put_test(problem, new, known.get(new.name), next_position + len(names), written)
    removed = [test for name, test in known.items() if replace and name not in names]
    for test in removed:
        _delete_test(test)
    return TestChanges(stored=len(names), changed=changed, removed=len(removed))


def _put_test(
    problem: Problem, new: NewTest, old: TestCase | None, position: int, written: list[str]
) -> bool:
    """True if that changed anything."""
    test = old or TestCase(problem=problem, name=new.name, position=position)
    if len(new.name) > MAX_NAME_LENGTH:
        raise Refused(ProblemCode.NAME_TOO_LONG, f"The name of the test {new.name[:40]}… is too long.")
    contents = {"input": new.input, "answer": new.answer}
    if max(map(len, contents.values())) > MAX_TEST_FILE_BYTES:
        raise Refused(
            ProblemCode.FILE_TOO_LARGE,
            f"A file of the test {new.name} is larger than {MAX_TEST_FILE_BYTES // 1024**2} MB.",
        )
    changed = old is None
    for part, content in contents.items():
        digest = hashlib.sha256(content).hexdigest()
        if getattr(test, f"{part}_sha256") == digest:
            continue
        if old is not None:
            _delete_file_afterwards(getattr(test, f"{part}_file"))
        # Nothing of the name that somebody chose reaches the file system.
        name = private_storage().save(f"tests/{uuid.uuid4().hex}", ContentFile(content))
        written.append(name)
        setattr(test, f"{part}_file", name)
        setattr(test, f"{part}_sha256", digest)
        setattr(test, f"{part}_bytes", len(content))
        changed = True
    for field, value in (
        ("is_visible", new.is_visible),
        ("explanation", new.explanation),
        ("position", new.position),
        ("interaction", new.interaction),
    ):
        if value is not None and getattr(test, field) != value:
            setattr(test, field, value)
            changed = True
    if changed:
        test.save()
    return changed


@transaction.atomic
def change_test(*, test: TestCase, fields: Collection[str]) -> None:
    """Store a test's name, order, visibility or explanation."""
    if unknown := set(fields) - {"name", "is_visible", "position", "explanation", "interaction"}:
        raise ValueError(f"These fields of a test are not changed here: {sorted(unknown)}")
    test.save(update_fields=fields)
    invalidate_if_changed(test.problem)


@transaction.atomic
def remove_test(*, test: TestCase) -> None:
    _delete_test(test)
    invalidate_if_changed(test.problem)


@transaction.atomic
def delete_problem(*, problem: Problem) -> None:
    """Delete a problem with everything that belongs to it, files included."""
    for test in problem.tests.all():
        _delete_test(test)
    problem.delete()


def _delete_test(test: TestCase) -> None:
    for file in (test.input_file, test.answer_file):
        _delete_file_afterwards(file)
    test.delete()


def _delete_file_afterwards(file: FieldFile) -> None:
    """Only once nothing refers to it any more for good; a crash in between leaves a stray file, never a missing one."""
    if file.name:
        transaction.on_commit(partial(private_storage().delete, file.name))
