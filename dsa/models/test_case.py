"""The tests of a problem. Their contents are files that no address serves."""

from pathlib import Path
from typing import Self

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Max, Sum
from django.db.models.fields.files import FieldFile

from dsa.execution import Test
from dsa.models.problem import Problem

MAX_TEST_FILE_BYTES = 32 * 1024 * 1024
MAX_NAME_LENGTH = 200


def private_storage() -> Storage:
    """Where tests lie: `STORAGES["private"]`, which has no URL."""
    return storages["private"]


def content_of(file: FieldFile) -> bytes | Path:
    """The file as the execution service takes it: by its path where it is on this machine, else read."""
    try:
        return Path(file.path)
    except NotImplementedError:
        with file.open("rb") as stream:
            content: bytes = stream.read()
            return content


class TestCaseQuerySet(models.QuerySet["TestCase"]):
    """The ways in which the rest of the code speaks of tests."""

    def visible(self) -> Self:
        """The samples: candidates may see input, output and explanation."""
        return self.filter(is_visible=True)

    def hidden(self) -> Self:
        return self.filter(is_visible=False)

    def next_position(self) -> int:
        """The place after the last of these."""
        last: int | None = self.aggregate(last=Max("position"))["last"]
        return 0 if last is None else last + 1

    def total_bytes(self) -> int:
        sizes = self.aggregate(inputs=Sum("input_bytes"), answers=Sum("answer_bytes"))
        return (sizes["inputs"] or 0) + (sizes["answers"] or 0)


class TestCase(models.Model):
    """An input and the output that is right for it."""

    __test__ = False  # pytest collects by name

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="tests")
    name = models.CharField(max_length=MAX_NAME_LENGTH)
    is_visible = models.BooleanField(
        "visible", default=False, help_text="A sample: candidates see its input, output and explanation."
    )
    position = models.PositiveIntegerField(default=0, help_text="Lower numbers come first.")
    input_file = models.FileField(storage=private_storage, max_length=200)
    answer_file = models.FileField(storage=private_storage, max_length=200)
    # Kept beside the files, so that lists and fingerprints need not read them.
    input_bytes = models.PositiveIntegerField(editable=False)
    answer_bytes = models.PositiveIntegerField(editable=False)
    input_sha256 = models.CharField(max_length=64, editable=False)
    answer_sha256 = models.CharField(max_length=64, editable=False)
    explanation = models.TextField(
        blank=True, max_length=10_000, help_text="Markdown, shown below a visible test."
    )

    interaction = models.TextField(
        blank=True,
        max_length=20_000,
        help_text="Of a visible test of an interactive problem, shown in place of input and output: lines that begin "
        "with > for what the program says and < for what it is told.",
    )

    objects = TestCaseQuerySet.as_manager()

    class Meta:
        # Samples first: a program that fails one of them fails early.
        ordering = ["-is_visible", "position", "name"]
        verbose_name = "test"
        constraints = [
            models.UniqueConstraint(fields=["problem", "name"], name="test_case_name_once"),
            models.CheckConstraint(
                condition=models.Q(input_bytes__lte=MAX_TEST_FILE_BYTES)
                & models.Q(answer_bytes__lte=MAX_TEST_FILE_BYTES),
                name="test_case_files_not_too_large",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def as_test(self) -> Test:
        return Test(stdin=content_of(self.input_file), expected=content_of(self.answer_file))
