"""What stands on a problem's page beside the problem itself. Forms validate; `dsa.problems.services` writes."""

from typing import Any

from django import forms
from django.contrib import admin
from django.forms.models import BaseInlineFormSet

from dsa.execution import BadValidator, language_of
from dsa.models import ProblemLanguage, Solution, StatementTranslation, ValidatorFile
from dsa.models.expectation import Expectation
from dsa.models.problem import MAX_VALIDATOR_FILE_BYTES, MAX_VALIDATOR_FILES
from dsa.problems import services

CODE = {"rows": 14, "class": "vLargeTextField code", "spellcheck": "false", "autocapitalize": "off"}


class SolutionForm(forms.ModelForm[Solution]):
    """A program and what it must get."""

    class Meta:
        model = Solution
        fields = ["name", "language", "expected", "source"]
        widgets = {"source": forms.Textarea(attrs=CODE)}

    def clean_expected(self) -> dict[str, Any]:
        document: dict[str, Any] = self.cleaned_data["expected"]
        expectation = Expectation.from_json(document)
        if contradiction := expectation.contradiction():
            raise forms.ValidationError(contradiction)
        return expectation.as_json()


class SolutionInline(admin.StackedInline[Solution, Any]):
    """Reference submissions: at least one that all tests accept, better some that fail as well."""

    model = Solution
    form = SolutionForm
    extra = 0
    classes = ["collapse"]


class ValidatorFileForm(forms.ModelForm[ValidatorFile]):
    """A file of the output validator: typed in, or uploaded."""

    # The first line may be indented, and the last one end.
    source = forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs={**CODE, "rows": 20}))
    upload = forms.FileField(
        label="Upload",
        required=False,
        help_text="A file to put in place of the source above, and whose name it gets where none is given.",
    )

    class Meta:
        model = ValidatorFile
        fields = ["name", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Both may come with the upload.
        self.fields["name"].required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        upload = given.get("upload")
        if upload is not None:
            try:
                given["source"] = upload.read(MAX_VALIDATOR_FILE_BYTES + 1).decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("upload", "The file is not UTF-8 text.")
            given["name"] = given.get("name") or upload.name
        # Browsers send CRLF whatever was typed.
        given["source"] = str(given.get("source") or "").replace("\r\n", "\n")
        for name in ("name", "source"):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, "Type it in, or upload a file.")
        return given


class ValidatorFormSet(BaseInlineFormSet[ValidatorFile, Any, forms.ModelForm[ValidatorFile]]):
    """The files together have to be an output validator, unless there are none."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        names = [
            form.cleaned_data["name"]
            for form in self.forms
            if form.cleaned_data.get("name") and not form.cleaned_data.get("DELETE")
        ]
        try:
            if names:
                language_of(names)
        except BadValidator as bad:
            raise forms.ValidationError(str(bad)) from bad


class ValidatorFileInline(admin.StackedInline[ValidatorFile, Any]):
    """The source of the output validator, in Python, C or C++. Never shown to candidates."""

    model = ValidatorFile
    form = ValidatorFileForm
    formset = ValidatorFormSet
    fields = ["name", "source", "upload"]
    verbose_name = "file of the output validator"
    verbose_name_plural = "output validator"
    extra = 0
    max_num = MAX_VALIDATOR_FILES
    classes = ["collapse"]


class LanguageForm(forms.ModelForm[ProblemLanguage]):
    class Meta:
        model = ProblemLanguage
        fields = ["language", "is_offered", "time_limit_seconds", "memory_limit_mb", "starter_code"]
        widgets = {"starter_code": forms.Textarea(attrs={**CODE, "rows": 8})}


class LanguageInline(admin.StackedInline[ProblemLanguage, Any]):
    """Only what differs in a language; those without an entry have the problem's limits and an empty editor."""

    model = ProblemLanguage
    form = LanguageForm
    fields = [("language", "is_offered"), ("time_limit_seconds", "memory_limit_mb"), "starter_code"]
    extra = 0
    classes = ["collapse"]


class TranslationInline(admin.StackedInline[StatementTranslation, Any]):
    model = StatementTranslation
    fields = [("language", "title"), "statement"]
    extra = 0
    classes = ["collapse"]


def save_parts(formset: BaseInlineFormSet[Any, Any, Any]) -> None:
    """Hand what a form set holds to the services."""
    formset.save(commit=False)
    for part in formset.deleted_objects:
        services.remove_part(part=part)
    for part in [*formset.new_objects, *(changed for changed, _ in formset.changed_objects)]:
        services.save_part(part=part)
