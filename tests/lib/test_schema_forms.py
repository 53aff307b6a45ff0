"""A JSON document goes through its form and comes back the same, or is refused at the control that is wrong."""

from typing import Any

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from interviews import json_schemas
from talentsync.lib.json_schema import JsonSchema, schema_errors
from talentsync.lib.schema_forms import SchemaFormField, form_class_for

SCHEMA: JsonSchema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["loud", "volume", "mood", "colours"],
    "properties": {
        "loud": {"type": "boolean", "title": "Loud", "description": "For people far away."},
        "volume": {"type": "integer", "title": "Volume", "minimum": 1, "maximum": 11},
        "mood": {"type": "string", "enum": ["calm", "wild"], "title": "Mood"},
        "colours": {
            "type": "array",
            "title": "Colours",
            "items": {"type": "string", "enum": ["red", "green"]},
            "minItems": 1,
        },
        "note": {"type": "string", "title": "Note", "maxLength": 10},
        "ratio": {"type": "number", "title": "Ratio", "minimum": 0, "maximum": 1},
    },
}
DOCUMENT = {"loud": True, "volume": 3, "mood": "calm", "colours": ["red"]}
SENT = "d-loud=on&d-volume=3&d-mood=calm&d-colours=red"


class Page(forms.Form):
    d = SchemaFormField(schema=SCHEMA, label="Device")


def page(sent: str) -> Page:
    return Page(QueryDict(sent))


def test_what_was_sent_becomes_a_document() -> None:
    form = page(SENT)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["d"] == DOCUMENT


def test_an_unticked_box_is_false_and_an_empty_answer_is_left_out() -> None:
    form = page("d-volume=11&d-mood=wild&d-colours=red&d-colours=green&d-note=&d-ratio=0.5")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["d"] == {
        "loud": False,
        "volume": 11,
        "mood": "wild",
        "colours": ["red", "green"],
        "ratio": 0.5,
    }


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ("d-volume=12&d-mood=calm&d-colours=red", "Volume: "),
        ("d-volume=0&d-mood=calm&d-colours=red", "Volume: "),
        ("d-volume=loud&d-mood=calm&d-colours=red", "Volume: "),
        ("d-volume=&d-mood=calm&d-colours=red", "Volume: "),
        ("d-volume=3&d-mood=sad&d-colours=red", "Mood: "),
        ("d-volume=3&d-mood=calm", "Colours: "),
        ("d-volume=3&d-mood=calm&d-colours=blue", "Colours: "),
        ("d-volume=3&d-mood=calm&d-colours=red&d-note=12345678901", "Note: "),
        ("d-volume=3&d-mood=calm&d-colours=red&d-ratio=1.5", "Ratio: "),
        ("d-volume=3&d-mood=calm&d-colours=red&d-ratio=nan", "Ratio: "),
    ],
)
def test_a_bad_answer_is_named_at_its_control(sent: str, place: str) -> None:
    form = page(sent)
    (problem,) = map(str, form.errors["d"])
    assert problem.startswith(place)
    html = form.as_div()
    message = problem.removeprefix(place)
    faulty = [part for part in html.split('<div class="schema-property') if part.startswith(" errors")]
    assert len(faulty) == 1
    assert message in faulty[0].replace("&#x27;", "'")
    assert 'aria-invalid="true"' in faulty[0]


def test_bad_answers_are_kept_on_the_page() -> None:
    html = page("d-volume=999&d-mood=calm&d-colours=green").as_div()
    assert 'value="999"' in html
    assert html.count("checked") == 1


def test_answers_to_questions_that_were_not_asked_are_ignored() -> None:
    form = page(SENT + "&d-admin=on&admin=on&d=%7B%22loud%22%3A1%7D")
    assert form.is_valid()
    assert form.cleaned_data["d"] == DOCUMENT


def test_a_stored_document_fills_the_controls() -> None:
    html = Page(initial={"d": DOCUMENT}).as_div()
    assert "<legend>Device</legend>" in html
    assert "For people far away." in html
    assert 'aria-describedby="id_d-loud_helptext"' in html
    assert 'min="1" max="11"' in html
    assert html.count("checked") == 2


@pytest.mark.parametrize(
    ("sent", "changed"), [(SENT, False), (SENT.replace("volume=3", "volume=4"), True), ("d-volume=x", True)]
)
def test_it_knows_whether_something_changed(sent: str, changed: bool) -> None:
    form = Page(QueryDict(sent), initial={"d": DOCUMENT})
    assert form.has_changed() == changed


@pytest.mark.parametrize(
    "rule", [{"type": "object"}, {"type": "array", "items": {"type": "integer"}}, {"type": "null"}, {}]
)
def test_a_schema_that_cannot_be_drawn_is_refused_at_once(rule: JsonSchema) -> None:
    with pytest.raises(ImproperlyConfigured, match="odd"):
        form_class_for({"type": "object", "properties": {"odd": rule}})


def test_a_rule_that_no_control_expresses_still_counts() -> None:
    schema: JsonSchema = {
        "type": "object",
        "properties": {"code": {"type": "string", "pattern": "^[a-z]+$"}},
    }

    class CodePage(forms.Form):
        d = SchemaFormField(schema=schema, label="Code")

    assert CodePage(QueryDict("d-code=abc")).is_valid()
    assert not CodePage(QueryDict("d-code=ABC")).is_valid()


@st.composite
def dsa_configs(draw: st.DrawFn) -> dict[str, Any]:
    rules = json_schemas.DSA_CONFIG["properties"]
    own_days = draw(
        st.fixed_dictionaries(
            {},
            optional={name: st.integers(1, 3650) for name in ("snapshotDays", "incidentDays", "consentDays")},
        )
    )
    return own_days | {
        "proctoringEnabled": draw(st.booleans()),
        "snapshotIntervalSeconds": draw(st.integers(5, 600)),
        "cameraRequired": draw(st.booleans()),
        "durationMinutes": draw(st.integers(5, 480)),
        "languages": draw(
            st.lists(st.sampled_from(rules["languages"]["items"]["enum"]), min_size=1, unique=True)
        ),
        "editorAssistance": draw(st.sampled_from(rules["editorAssistance"]["enum"])),
    }


@given(document=dsa_configs())
def test_every_document_survives_its_form(document: dict[str, Any]) -> None:
    """Drawn, sent back untouched, read again: the same document."""
    sent = QueryDict(mutable=True)
    for name, value in document.items():
        if isinstance(value, bool):
            if value:
                sent[f"d-{name}"] = "on"
        elif isinstance(value, list):
            sent.setlist(f"d-{name}", value)
        else:
            sent[f"d-{name}"] = str(value)

    class ConfigPage(forms.Form):
        d = SchemaFormField(schema=json_schemas.DSA_CONFIG, label="Config")

    form = ConfigPage(sent, initial={"d": document})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["d"] == document
    assert not form.has_changed()


@given(
    document=st.dictionaries(st.text(max_size=5), st.none() | st.integers() | st.text(max_size=5), max_size=3)
)
def test_no_submission_crashes_the_form(document: dict[str, Any]) -> None:
    sent = QueryDict(mutable=True)
    for name, value in document.items():
        sent[f"d-{name}"] = str(value)
    form = page(sent.urlencode())
    assert not form.is_valid()
    assert form.as_div()


@pytest.mark.parametrize(
    ("schema", "document"),
    [
        (json_schemas.TOOLS_CONFIG, json_schemas.default_document(json_schemas.TOOLS_CONFIG)),
        (json_schemas.DSA_CONFIG, json_schemas.default_document(json_schemas.DSA_CONFIG)),
    ],
)
def test_defaults_fit_their_schema(schema: JsonSchema, document: dict[str, Any]) -> None:
    assert schema_errors(schema, document) == []


def test_errors_name_their_place() -> None:
    errors = schema_errors(SCHEMA, {**DOCUMENT, "colours": ["red", "blue"], "extra": 1})
    assert sorted(error.partition(":")[0] for error in errors) == ["colours.1", "document"]


def test_values_of_an_enum_are_shown_by_their_labels() -> None:
    rule: JsonSchema = {
        "type": "array",
        "items": {"type": "string", "enum": ["csharp", "go"], "x-labels": {"csharp": "C#"}},
    }
    field = form_class_for({"type": "object", "properties": {"languages": rule}}).base_fields["languages"]

    assert isinstance(field, forms.MultipleChoiceField)
    assert list(field.widget.choices) == [("csharp", "C#"), ("go", "go")]
