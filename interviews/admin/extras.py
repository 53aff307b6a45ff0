"""The fields that other apps add to the pages that invite many and plan (`hooks.invite_fields`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from interviews.hooks import invite_fields
from interviews.models import StageTypeConfig, User

# By a field's name, and by the ids of those stages for whose interviews it is asked: what is ticked at first.
Usual = Mapping[str, Mapping[int, Any]]


def usual_answers(stages: Sequence[StageTypeConfig], viewer: User) -> Usual:
    """Of the fields for which it depends on the stage."""
    return {extra.name: extra.usual(stages, viewer) for extra in invite_fields if extra.usual is not None}


def add_extras(form: forms.Form, usual: Usual, stage_id: int | None) -> None:
    """Add the fields, as they begin for this stage."""
    for extra in invite_fields:
        field = extra.make()
        if extra.name in usual and stage_id is not None:
            field.initial = usual[extra.name].get(stage_id)
        form.fields[extra.name] = field


def in_usual_order(name: str, chosen: Any, usual: Usual, stage: StageTypeConfig) -> Any:
    """What was ticked, the stage's usual ones first and in their order; other answers as they are."""
    if name not in usual:
        return chosen
    order = {pk: place for place, pk in enumerate(usual[name].get(stage.pk, ()))}
    return sorted(chosen, key=lambda each: order.get(each.pk, len(order)))


def is_asked(name: str, usual: Usual, stage: StageTypeConfig) -> bool:
    """Whether this field means something to interviews of this stage."""
    return name not in usual or stage.pk in usual[name]
