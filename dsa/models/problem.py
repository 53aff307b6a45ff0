"""A coding problem, and what belongs to it beside its tests and solutions."""

import shlex
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator, URLValidator
from django.db import models
from django.db.models import Q

from dsa.choices import Licence, OutputValidation, ProblemState
from dsa.execution import Comparison, Language, Limits, OutputValidator, language_of
from dsa.functions.signature import MAX_LENGTH as MAX_SIGNATURE_LENGTH
from dsa.functions.signature import Base, Signature, SignatureInvalid, parse_signature
from interviews.choices import Difficulty

LANGUAGE_CHOICES = [(language.value, language.label) for language in Language]

SHORTEST_TIME_SECONDS, MAX_TIME_SECONDS = 0.1, 60.0
SMALLEST_MEMORY_MB, MAX_MEMORY_MB = 16, 4096
MAX_OUTPUT_MB = 64
DEFAULT_MEMORY_MB = 256
DEFAULT_OUTPUT_MB = 8
DEFAULT_VALIDATOR_SECONDS = 10.0
DEFAULT_VALIDATOR_MB = 512
MAX_ARGUMENTS_CHARACTERS = 1000
MAX_VALIDATOR_FILES = 20
MAX_VALIDATOR_FILE_BYTES = 256 * 1024
MAX_IMAGE_BYTES = 1_000_000

time_validators = [MinValueValidator(SHORTEST_TIME_SECONDS), MaxValueValidator(MAX_TIME_SECONDS)]
memory_validators = [MinValueValidator(SMALLEST_MEMORY_MB), MaxValueValidator(MAX_MEMORY_MB)]


def split_arguments(text: str) -> list[str]:
    """Arguments as a shell splits them. Raises ValueError."""
    return shlex.split(text)


def validate_arguments(text: str) -> None:
    try:
        split_arguments(text)
    except ValueError:
        raise ValidationError("A quotation mark or backslash has no end.") from None


def validate_signature(text: str) -> None:
    """Raises ValidationError with what is wrong."""
    try:
        parse_signature(text)
    except SignatureInvalid as error:
        raise ValidationError(str(error), code="signature") from None


class ProblemQuerySet(models.QuerySet["Problem"]):
    """The ways in which the rest of the code speaks of problems."""

    def ready(self) -> Self:
        """Those that may be given to candidates."""
        return self.filter(state=ProblemState.VALIDATED)

    def offered(self) -> Self:
        """Those that recruiters still work with."""
        return self.exclude(state=ProblemState.RETIRED)

    def imported(self) -> Self:
        return self.exclude(package="")

    def transition(
        self, problem_id: int, *, source: ProblemState, target: ProblemState, **changes: Any
    ) -> bool:
        """Change the state only if it is still `source`; True for the one caller that changed it."""
        return self.filter(pk=problem_id, state=source).update(state=target, **changes) == 1


class Problem(models.Model):
    """Statement, limits and the rule by which output is compared. `dsa.problems.services` writes it."""

    key = models.SlugField(
        max_length=80,
        unique=True,
        help_text="A short name for programs and addresses. It is given once.",
    )
    title = models.CharField(max_length=200)
    statement = models.TextField(
        max_length=100_000,
        help_text="Markdown, with mathematics between dollar signs. Samples are shown below it by themselves.",
    )
    statement_language = models.CharField(
        max_length=10,
        default="en",
        validators=[RegexValidator(r"^[a-z]{2,3}(-[A-Z]{2})?$", "A language code, such as en or pt-BR.")],
    )

    # Null until a check has derived it from the accepted solutions.
    time_limit_seconds = models.FloatField(
        "time limit (seconds)",
        null=True,
        blank=True,
        validators=time_validators,
        help_text="CPU time for each test. Left empty, the next check derives it from the accepted solutions.",
    )
    time_multiplier = models.FloatField(
        default=2.0,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="A derived limit is this many times what the slowest accepted solution takes, rounded up.",
    )
    time_resolution_seconds = models.FloatField(
        "time resolution (seconds)",
        default=1.0,
        validators=time_validators,
        help_text="A derived limit is a multiple of this.",
    )
    memory_limit_mb = models.PositiveIntegerField(
        "memory limit (MB)", default=DEFAULT_MEMORY_MB, validators=memory_validators
    )
    output_limit_mb = models.PositiveIntegerField(
        "output limit (MB)",
        default=DEFAULT_OUTPUT_MB,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_OUTPUT_MB)],
    )

    case_sensitive = models.BooleanField(default=False, help_text="Upper and lower case differ.")
    space_sensitive = models.BooleanField(default=False, help_text="The amount of white space counts.")
    float_relative_tolerance = models.FloatField(
        "relative tolerance", null=True, blank=True, validators=[MinValueValidator(0)]
    )
    float_absolute_tolerance = models.FloatField(
        "absolute tolerance", null=True, blank=True, validators=[MinValueValidator(0)]
    )
    compare_exactly = models.BooleanField(
        default=False, help_text="Byte for byte; then none of the others may be set."
    )

    output_validation = models.CharField(
        "judged", max_length=12, choices=OutputValidation.choices, default=OutputValidation.DEFAULT
    )
    validator_arguments = models.CharField(
        max_length=MAX_ARGUMENTS_CHARACTERS,
        blank=True,
        validators=[validate_arguments],
        help_text="Given to the output validator after its three paths, split as a shell does.",
    )
    validator_time_limit_seconds = models.FloatField(
        "validator's time limit (seconds)", default=DEFAULT_VALIDATOR_SECONDS, validators=time_validators
    )
    validator_memory_limit_mb = models.PositiveIntegerField(
        "validator's memory limit (MB)", default=DEFAULT_VALIDATOR_MB, validators=memory_validators
    )

    difficulty = models.CharField(
        max_length=10,
        choices=Difficulty.choices,
        blank=True,
        help_text="For whoever chooses problems; candidates do not see it.",
    )

    # A function problem where it is set: see `dsa.functions`.
    function_signature = models.CharField(
        "signature",
        max_length=MAX_SIGNATURE_LENGTH,
        blank=True,
        validators=[validate_signature],
        help_text="Such as pairs(numbers: int[], target: int) -> int. Types: int, float, bool, string, and lists of "
        "them (int[], int[][]). Left empty, candidates write whole programs.",
    )

    licence = models.CharField(max_length=20, choices=Licence.choices, default=Licence.INTERNAL)
    rights_owner = models.CharField(max_length=300, blank=True, help_text="Who must be named, or asked.")
    source = models.CharField(max_length=300, blank=True, help_text="Where the problem comes from.")
    source_url = models.CharField(
        "address of the source",
        max_length=200,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )

    state = models.CharField(
        max_length=10, choices=ProblemState.choices, default=ProblemState.DRAFT, editable=False
    )
    # What was judged when the problem was marked ready; see dsa.problems.content_hash.
    checked_fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    # The name and uuid of the package that it was imported from; empty for one that was written here.
    package = models.CharField(max_length=255, blank=True, editable=False)
    package_uuid = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        ordering = ["title", "key"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ProblemState.values), name="problem_state_known"),
            models.CheckConstraint(condition=Q(licence__in=Licence.values), name="problem_licence_known"),
            models.CheckConstraint(
                condition=~Q(state=ProblemState.VALIDATED)
                | (~Q(checked_fingerprint="") & Q(time_limit_seconds__isnull=False)),
                name="problem_ready_was_checked",
            ),
            models.CheckConstraint(
                condition=Q(time_limit_seconds=None)
                | Q(time_limit_seconds__range=(SHORTEST_TIME_SECONDS, MAX_TIME_SECONDS)),
                name="problem_time_limit_sane",
            ),
            models.CheckConstraint(
                condition=Q(time_multiplier__range=(1, 100)), name="problem_multiplier_sane"
            ),
            models.CheckConstraint(
                condition=Q(memory_limit_mb__range=(SMALLEST_MEMORY_MB, MAX_MEMORY_MB)),
                name="problem_memory_limit_sane",
            ),
            models.CheckConstraint(
                condition=Q(output_limit_mb__range=(1, MAX_OUTPUT_MB)), name="problem_output_limit_sane"
            ),
            models.CheckConstraint(
                condition=(Q(float_relative_tolerance=None) | Q(float_relative_tolerance__gte=0))
                & (Q(float_absolute_tolerance=None) | Q(float_absolute_tolerance__gte=0)),
                name="problem_tolerances_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(compare_exactly=False)
                | Q(
                    case_sensitive=False,
                    space_sensitive=False,
                    float_relative_tolerance=None,
                    float_absolute_tolerance=None,
                ),
                name="problem_exact_excludes_other_flags",
                violation_error_message="An exact comparison excludes every other flag.",
            ),
            models.CheckConstraint(
                condition=Q(output_validation__in=OutputValidation.values),
                name="problem_output_validation_known",
            ),
            models.CheckConstraint(
                condition=Q(validator_time_limit_seconds__range=(SHORTEST_TIME_SECONDS, MAX_TIME_SECONDS))
                & Q(validator_memory_limit_mb__range=(SMALLEST_MEMORY_MB, MAX_MEMORY_MB)),
                name="problem_validator_limits_sane",
            ),
            models.UniqueConstraint(
                fields=["package_uuid"], condition=~Q(package_uuid=""), name="problem_one_per_package_uuid"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        try:
            signature = self.signature
        except SignatureInvalid:
            return  # the field's own validator says it
        if signature is not None and self.has_validator:
            raise ValidationError(
                {
                    "function_signature": (
                        "A function problem is compared with its expected outputs: it has no output validator."
                    )
                }
            )
        has_tolerance = (self.float_relative_tolerance, self.float_absolute_tolerance) != (None, None)
        if signature is not None and signature.result.base is Base.FLOAT and not has_tolerance:
            raise ValidationError(
                {
                    "function_signature": "A float as the result needs a tolerance: languages print them differently."
                }
            )

    @property
    def signature(self) -> Signature | None:
        """Of the function that candidates write; None where they write whole programs."""
        return parse_signature(self.function_signature) if self.function_signature else None

    @property
    def comparison(self) -> Comparison:
        return Comparison(
            case_sensitive=self.case_sensitive,
            space_sensitive=self.space_sensitive,
            float_relative_tolerance=self.float_relative_tolerance,
            float_absolute_tolerance=self.float_absolute_tolerance,
            exact=self.compare_exactly,
        )

    @property
    def has_validator(self) -> bool:
        """Whether an output validator judges, in place of a comparison."""
        return self.output_validation != OutputValidation.DEFAULT

    @property
    def is_interactive(self) -> bool:
        return self.output_validation == OutputValidation.INTERACTIVE

    def output_validator(self) -> OutputValidator:
        """The problem's own. Raises BadValidator where its files are none."""
        files = {file.name: file.source for file in self.validator_files.all()}
        return OutputValidator(
            language=language_of(files),
            files=files,
            arguments=split_arguments(self.validator_arguments),
            interactive=self.is_interactive,
            limits=Limits(
                cpu_seconds=self.validator_time_limit_seconds,
                memory_kb=self.validator_memory_limit_mb * 1024,
                output_bytes=self.output_limit_mb * 1024 * 1024,
            ),
        )

    def rule(self) -> Comparison | OutputValidator:
        """What says whether an output is right. Raises BadValidator."""
        return self.output_validator() if self.has_validator else self.comparison

    def limits(self, language: Language, *, without_time_limit: float | None = None) -> Limits:
        """What a run in this language may use.

        As long as there is no time limit, `without_time_limit` seconds stand in for it; ValueError without either.
        """
        own = next((row for row in self.languages.all() if row.language == language), None)
        seconds = (own and own.time_limit_seconds) or self.time_limit_seconds or without_time_limit
        if seconds is None:
            raise ValueError(f"The problem {self.key} has no time limit yet")
        return Limits(
            cpu_seconds=seconds,
            memory_kb=((own and own.memory_limit_mb) or self.memory_limit_mb) * 1024,
            output_bytes=self.output_limit_mb * 1024 * 1024,
        )


class ProblemLanguage(models.Model):
    """What is different in one language: limits, starter code, or that it may not be used."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(max_length=12, choices=LANGUAGE_CHOICES)
    is_offered = models.BooleanField(
        "offered",
        default=True,
        help_text="Untick where it may not be used. SQL may be used only where it is ticked.",
    )
    time_limit_seconds = models.FloatField(
        "time limit (seconds)", null=True, blank=True, validators=time_validators
    )
    memory_limit_mb = models.PositiveIntegerField(
        "memory limit (MB)", null=True, blank=True, validators=memory_validators
    )
    starter_code = models.TextField(
        blank=True, max_length=20_000, help_text="What the candidate's editor starts with."
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "language"
        constraints = [
            models.UniqueConstraint(fields=["problem", "language"], name="problem_language_once"),
            models.CheckConstraint(
                condition=Q(time_limit_seconds=None)
                | Q(time_limit_seconds__range=(SHORTEST_TIME_SECONDS, MAX_TIME_SECONDS)),
                name="problem_language_time_sane",
            ),
            models.CheckConstraint(
                condition=Q(memory_limit_mb=None)
                | Q(memory_limit_mb__range=(SMALLEST_MEMORY_MB, MAX_MEMORY_MB)),
                name="problem_language_memory_sane",
            ),
        ]

    def __str__(self) -> str:
        return Language(self.language).label if self.language else "language"


def validate_validator_source(source: str) -> None:
    if len(source.encode()) > MAX_VALIDATOR_FILE_BYTES:
        raise ValidationError(
            f"A file of an output validator is at most {MAX_VALIDATOR_FILE_BYTES // 1024} KB."
        )


class ValidatorFile(models.Model):
    """A source file of the problem's output validator. Never shown to candidates."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="validator_files")
    name = models.CharField(
        max_length=100,
        validators=[RegexValidator(r"^[a-zA-Z0-9_][a-zA-Z0-9_.+-]*\Z", "Letters, digits, dots, dashes.")],
        help_text="Such as validate.cc; the ending says the language.",
    )
    source = models.TextField(validators=[validate_validator_source])

    class Meta:
        ordering = ["name"]
        verbose_name = "validator file"
        constraints = [
            models.UniqueConstraint(fields=["problem", "name"], name="validator_file_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class StatementTranslation(models.Model):
    """The statement in one more language."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    statement = models.TextField(max_length=100_000)

    class Meta:
        ordering = ["language"]
        verbose_name = "translation"
        constraints = [
            models.UniqueConstraint(fields=["problem", "language"], name="statement_translated_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


def validate_image_size(content: bytes) -> None:
    if len(content) > MAX_IMAGE_BYTES:
        raise ValidationError(f"An image is at most {MAX_IMAGE_BYTES // 1000} KB.")


class StatementImage(models.Model):
    """A picture that statements refer to by name. Rows, not files: they are small, and shown only within statements."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="images")
    name = models.CharField(max_length=255)
    content = models.BinaryField(max_length=MAX_IMAGE_BYTES, validators=[validate_image_size])

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["problem", "name"], name="statement_image_once")]

    def __str__(self) -> str:
        return self.name
