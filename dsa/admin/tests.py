"""The tests of problems: a list with sizes, and a form for one test of a size that people edit."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest

from dsa.admin.display import size
from dsa.models import TestCase
from dsa.problems import services
from dsa.problems.services import NewTest

MAX_EDITED_BYTES = 50_000
TEXT = {"rows": 10, "class": "vLargeTextField code", "spellcheck": "false"}


class TestCaseForm(forms.ModelForm[TestCase]):
    """Input and answer as text. Files too large for that, or no text, come in by a zip and stay as they are."""

    __test__ = False  # pytest collects by name

    input_text = forms.CharField(
        label="Input",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs=TEXT),
        max_length=MAX_EDITED_BYTES,
    )
    answer_text = forms.CharField(
        label="Right output",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs=TEXT),
        max_length=MAX_EDITED_BYTES,
    )

    class Meta:
        model = TestCase
        fields = ["problem", "name", "is_visible", "position", "explanation", "interaction"]
        widgets = {"interaction": forms.Textarea(attrs=TEXT)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in ("input", "answer"):
            self._show(part)

    def _show(self, part: str) -> None:
        field = self.fields[f"{part}_text"]
        if self.instance._state.adding:
            return
        text = editable_text(getattr(self.instance, f"{part}_file"), getattr(self.instance, f"{part}_bytes"))
        if text is None:
            field.disabled = True
            field.help_text = "Too large to edit here, or no text. Replace it by uploading a zip."
        else:
            self.initial[f"{part}_text"] = text

    def clean_name(self) -> str:
        """The constraint's own check needs the problem, which the form of a stored test does not have."""
        name: str = self.cleaned_data["name"]
        test = self.instance
        if not test._state.adding and test.problem.tests.filter(name=name).exclude(pk=test.pk).exists():
            raise forms.ValidationError("The problem has another test of this name.")
        return name

    def content(self, part: str) -> bytes:
        """What is to be stored for `input` or `answer`."""
        if self.fields[f"{part}_text"].disabled:
            with getattr(self.instance, f"{part}_file").open("rb") as stream:
                stored: bytes = stream.read()
                return stored
        # Browsers send CRLF whatever was typed.
        text: str = self.cleaned_data[f"{part}_text"]
        return text.replace("\r\n", "\n").encode()


def editable_text(file: FieldFile, length: int) -> str | None:
    """The content for a text field; None where it would not come back from one as it was."""
    if length > MAX_EDITED_BYTES:
        return None
    with file.open("rb") as stream:
        content: bytes = stream.read()
    if b"\r" in content or b"\0" in content:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


@admin.register(TestCase)
class TestCaseAdmin(admin.ModelAdmin[TestCase]):
    """Reached from a problem's page. Zips bring many at once."""

    __test__ = False  # pytest collects by name

    class Media:
        css = {"all": ["admin_talentsync/problems.css"]}

    form = TestCaseForm
    list_display = ["name", "problem", "is_visible", "position", "input_size", "answer_size"]
    list_filter = ["is_visible", ("problem", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name", "problem__title", "problem__key"]
    list_select_related = ["problem"]
    autocomplete_fields = ["problem"]
    ordering = ["problem__title", "-is_visible", "position", "name"]
    fields = [
        "problem",
        "name",
        ("is_visible", "position"),
        "input_text",
        "answer_text",
        "explanation",
        "interaction",
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: TestCase | None = None) -> list[str]:
        return ["problem"] if obj else []

    @admin.display(description="input", ordering="input_bytes")
    def input_size(self, test: TestCase) -> str:
        return size(test.input_bytes)

    @admin.display(description="right output", ordering="answer_bytes")
    def answer_size(self, test: TestCase) -> str:
        return size(test.answer_bytes)

    def save_model(self, request: HttpRequest, obj: TestCase, form: TestCaseForm, change: bool) -> None:
        editable = {"name", "is_visible", "position", "explanation", "interaction"}
        if change and (fields := editable & set(form.changed_data)):
            services.change_test(test=obj, fields=fields)
        services.put_tests(
            problem=obj.problem,
            tests=[
                NewTest(
                    name=obj.name,
                    is_visible=obj.is_visible,
                    input=form.content("input"),
                    answer=form.content("answer"),
                    explanation=obj.explanation,
                    interaction=obj.interaction,
                    position=obj.position,
                )
            ],
        )
        if not change:
            obj.pk = obj.problem.tests.get(name=obj.name).pk

    def delete_model(self, request: HttpRequest, obj: TestCase) -> None:
        services.remove_test(test=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[TestCase]) -> None:
        for test in queryset.select_related("problem"):
            services.remove_test(test=test)
