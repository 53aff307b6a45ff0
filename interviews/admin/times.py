"""Controls for moments in the viewer's zone: the browser's own, alone and several together."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone

from interviews.services.choosing import MAX_OFFERED

LOCAL_FORMAT: Final = "%Y-%m-%dT%H:%M"
# Empty ones to begin with; a script adds more.
SHOWN: Final = 5


def local_moment(text: str) -> datetime | None:
    """What a browser's control for a date and time sends, in the viewer's zone; None for anything else.

    So is an hour that summer time leaves out, or brings twice.
    """
    try:
        local = datetime.strptime(text, LOCAL_FORMAT)  # noqa: DTZ007  made aware below
        moment: datetime = from_current_timezone(local)
    except (ValueError, ValidationError):
        return None
    return moment


class MomentField(forms.DateTimeField):
    """One moment."""

    def __init__(self, **common: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_FORMAT)
        super().__init__(widget=widget, input_formats=[LOCAL_FORMAT], **common)


class TimesWidget(forms.Widget):
    """A control of the browser's own for each time, and some empty ones."""

    template_name = "talentsync_lib/times_widget.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [text.strip() for text in data.getlist(name) if text.strip()]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        times = [_local(one) for one in value or ()]
        context["times"] = [*times, *[""] * max(1, SHOWN - len(times))]
        context["most"] = MAX_OFFERED
        return context


class TimesField(forms.Field):
    """Moments, entered in the viewer's zone. Cleans to aware datetimes, each once, earliest first."""

    widget = TimesWidget

    def clean(self, value: Any) -> list[datetime]:
        moments = set()
        for text in value or ():
            if (moment := local_moment(text)) is None:
                raise ValidationError("“%(text)s” is no time.", code="invalid", params={"text": text[:40]})
            moments.add(moment)
        if self.required and not moments:
            raise ValidationError("Offer at least one time.", code="required")
        return sorted(moments)


def _local(moment: datetime | str) -> str:
    return moment if isinstance(moment, str) else timezone.localtime(moment).strftime(LOCAL_FORMAT)
