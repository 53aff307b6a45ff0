"""Draws a JSON document as form controls, from its JSON Schema.

A boolean becomes a tick box, an integer or number an input with its bounds, a string an input, an enum a list to choose
from, an array of an enum a set of tick boxes and an array of flat objects a group of controls for each. `title` and
`description` become label and help; `x-labels`, a keyword of our own, says what people read for the values of an enum.
Schemas with other parts are refused when the form class is made, not when somebody opens the form.
"""

from typing import Any

from django import forms
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils.safestring import SafeString

from talentsync.lib.json_schema import JsonSchema, schema_errors


class SubmittedDocument(dict[str, Any]):
    """What a browser sent, property by property and not yet checked; told apart from a stored document."""


def _choices(rule: JsonSchema) -> list[tuple[str, str]]:
    labels = rule.get("x-labels", {})
    return [(value, labels.get(value, value)) for value in rule["enum"]]


def control_for(name: str, rule: JsonSchema, *, required: bool) -> forms.Field:
    """The form field of one property."""
    common: dict[str, Any] = {
        "label": rule.get("title", name),
        "help_text": rule.get("description", ""),
        "required": required,
    }
    match rule:
        case {"type": "boolean"}:
            # An unticked box is an answer too, so it is never "missing".
            return forms.BooleanField(**{**common, "required": False})
        case {"type": "integer"}:
            return forms.IntegerField(min_value=rule.get("minimum"), max_value=rule.get("maximum"), **common)
        case {"type": "number"}:
            return forms.FloatField(min_value=rule.get("minimum"), max_value=rule.get("maximum"), **common)
        case {"type": "string", "enum": _}:
            return forms.ChoiceField(choices=_choices(rule), **common)
        case {"type": "string"}:
            return forms.CharField(
                min_length=rule.get("minLength"), max_length=rule.get("maxLength"), **common
            )
        case {"type": "array", "items": {"enum": _} as items}:
            return forms.MultipleChoiceField(
                choices=_choices(items),
                widget=forms.CheckboxSelectMultiple,
                **{**common, "required": rule.get("minItems", 0) > 0},
            )
        case {"type": "array", "items": {"type": "object"} as items, "maxItems": most}:
            return ObjectListField(items, most=most, **{**common, "required": rule.get("minItems", 0) > 0})
    raise ImproperlyConfigured(f"There is no form control for the property {name!r} of this schema.")


def form_class_for(schema: JsonSchema) -> type[forms.Form]:
    """A form with one field per property of the schema."""
    required = set(schema.get("required", ()))
    return type(
        "SchemaForm",
        (forms.Form,),
        {
            name: control_for(name, rule, required=name in required)
            for name, rule in schema["properties"].items()
        },
    )


def _is_blank(row: Any) -> bool:
    return all(answer in (None, "") for answer in row.values())


class ObjectListWidget(forms.Widget):
    """A group of controls for each object that there is, and for one more at a time up to the most."""

    template_name = "talentsync_lib/object_list_widget.html"
    use_fieldset = True

    def __init__(self, form_class: type[forms.Form], *, most: int) -> None:
        super().__init__()
        self.form_class = form_class
        self.most = most

    def _row_form(self, name: str, index: int, **options: Any) -> forms.Form:
        return self.form_class(prefix=f"{name}-{index}", use_required_attribute=False, **options)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        if isinstance(data.get(name), list):
            # Already read, when a document is checked property by property.
            return list(data[name])
        rows = []
        for index in range(self.most):
            form = self._row_form(name, index)
            row = {
                key: field.widget.value_from_datadict(data, files, form.add_prefix(key))
                for key, field in form.fields.items()
            }
            if not _is_blank(row):
                rows.append(row)
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False  # a list without rows is an answer too

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = [*(value or []), *({} for _ in range(self.most))][: self.most]
        filled = len(value or [])
        context["rows"] = [
            {"form": self._row_form(name, index, initial=row), "is_filled": index < max(filled, 1)}
            for index, row in enumerate(rows)
        ]
        return context


class ObjectListField(forms.Field):
    """A list of flat objects. Cleans to the rows that are not blank, each with what was filled in."""

    def __init__(self, items: JsonSchema, *, most: int, **common: Any) -> None:
        self.form_class = form_class_for(items)
        super().__init__(widget=ObjectListWidget(self.form_class, most=most), **common)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self._filled(data or []) != self._filled(initial or [])

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows = super().clean(value) or []
        for number, row in enumerate(rows, 1):
            form = self.form_class(data=row)
            if not form.is_valid():
                raise ValidationError(
                    [
                        ValidationError(
                            "row %(number)s, %(label)s: %(problem)s",
                            params={"number": number, "label": form[key].label, "problem": problem},
                        )
                        for key, problems in form.errors.items()
                        for problem in problems
                    ]
                )
        return self._filled(rows)

    @staticmethod
    def _filled(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{key: answer for key, answer in row.items() if answer not in (None, "")} for row in rows]


class SchemaWidget(forms.Widget):
    """Renders the controls, each with its label, help and errors."""

    template_name = "talentsync_lib/schema_widget.html"
    use_fieldset = True

    def __init__(self, form_class: type[forms.Form], *, legend: str) -> None:
        super().__init__()
        self.form_class = form_class
        self.legend = legend

    def id_for_label(self, id_: str) -> str:
        return ""  # it labels several controls, not one

    def value_from_datadict(self, data: Any, files: Any, name: str) -> SubmittedDocument:
        form = self.form_class(prefix=name)
        return SubmittedDocument(
            {
                key: field.widget.value_from_datadict(data, files, form.add_prefix(key))
                for key, field in form.fields.items()
            }
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False  # unticked boxes send nothing

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if isinstance(value, SubmittedDocument):
            prefixed = {f"{name}-{key}": answer for key, answer in value.items()}
            context["form"] = self.form_class(data=prefixed, prefix=name)
        else:
            context["form"] = self.form_class(initial=value or {}, prefix=name)
        context["legend"] = self.legend
        return context


class SchemaBoundField(forms.BoundField):
    """The widget brings a legend of its own, so it gets no label beside it."""

    def label_tag(self, *args: Any, **kwargs: Any) -> SafeString:
        return SafeString("")


class SchemaFormField(forms.Field):
    """A document that fits `schema`, entered through one control per property. Cleans to a dict."""

    def __init__(self, *, schema: JsonSchema, label: str, help_text: str = "", initial: Any = None) -> None:
        self.schema = schema
        self.form_class = form_class_for(schema)
        widget = SchemaWidget(self.form_class, legend=label)
        super().__init__(widget=widget, label=label, help_text=help_text, initial=initial, required=False)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> SchemaBoundField:
        return SchemaBoundField(form, self, field_name)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.form_class(data=data, initial=initial or {}).has_changed()

    def clean(self, value: Any) -> dict[str, Any]:
        form = self.form_class(data=value)
        if not form.is_valid():
            raise ValidationError(
                [
                    ValidationError(
                        "%(label)s: %(problem)s", params={"label": form[key].label, "problem": problem}
                    )
                    for key, problems in form.errors.items()
                    for problem in problems
                ],
                code="schema",
            )
        answers = {key: answer for key, answer in form.cleaned_data.items() if answer not in (None, "")}
        # Rules that no control can express, such as a pattern.
        if errors := schema_errors(self.schema, answers):
            raise ValidationError(errors, code="schema")
        return answers
