"""The texts of mails: which there are, writing one for a stage or for all, and seeing it before anybody gets it.

Those about accounts are written by superusers only: a text may put its link into an address of somebody else's, and
who has a superuser's link to a new password has their account.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from interviews.admin.requests import acting_user
from interviews.choices import ABOUT_ACCOUNTS, MailKind, StageMode
from interviews.mail import outbox
from interviews.mail.default_texts import MailText
from interviews.mail.placeholders import check_text, placeholders_of
from interviews.mail.rendering import render, text_for
from interviews.mail.words import sample_words
from interviews.models import MailTemplate, StageTypeConfig


class MailTemplateForm(forms.ModelForm[MailTemplate]):
    """A text with placeholders, refused where it could not be sent as it is meant."""

    class Meta:
        model = MailTemplate
        fields = ["kind", "stage", "subject", "body"]
        widgets = {
            "subject": forms.TextInput(attrs={"class": "vTextField"}),
            "body": forms.Textarea(attrs={"rows": 14, "class": "vLargeTextField"}),
        }
        help_texts = {
            "body": (
                "Markdown: **bold**, lists, blank lines between paragraphs. It is sent as plain text and as HTML. "
                "Words in braces are replaced; they are listed below."
            ),
        }

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        kind = answers.get("kind") or self.instance.kind
        if "subject" in answers and "body" in answers:
            try:
                check_text(kind, answers["subject"], answers["body"])
            except ValidationError as problems:
                for field, words in problems.message_dict.items():
                    self.add_error(field, words)
        stage = answers.get("stage")
        if kind in ABOUT_ACCOUNTS and stage is not None:
            self.add_error("stage", ValidationError("Mails about accounts are of no stage.", code="no_stage"))
        is_new = self.instance._state.adding and kind and "stage" not in self.errors
        if is_new and MailTemplate.objects.filter(kind=kind, stage=stage).exists():
            self.add_error(
                "stage", ValidationError("There is a text of this kind for it already.", code="taken")
            )
        return answers


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind of mail with its texts."""

    kind: MailKind
    own: MailTemplate | None
    of_stages: Sequence[MailTemplate]
    may_add: bool


@admin.register(MailTemplate)
class MailTemplateAdmin(admin.ModelAdmin[MailTemplate]):
    """Its list has every kind of mail, whether or not somebody has written a text for it."""

    form = MailTemplateForm
    list_display = ["kind", "stage"]
    change_form_template = "admin/interviews/mailtemplate/change_form.html"
    change_list_template = "admin/interviews/mailtemplate/list.html"

    def has_change_permission(self, request: HttpRequest, obj: MailTemplate | None = None) -> bool:
        is_theirs = obj is None or _may_write(request, obj.kind)
        return is_theirs and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: MailTemplate | None = None) -> bool:
        is_theirs = obj is None or _may_write(request, obj.kind)
        return is_theirs and super().has_delete_permission(request, obj)

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "kind":
            kwargs["choices"] = [one for one in MailKind.choices if _may_write(request, one[0])]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _may_write(request, request.GET.get("kind", "")):
            raise PermissionDenied
        return super().add_view(request, *args, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: MailTemplate | None = None) -> list[str]:
        return ["kind", "stage"] if obj else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What is sent today, to begin with."""
        kind = request.GET.get("kind", "")
        initial: dict[str, Any] = {"kind": kind if kind in MailKind.values else MailKind.CANDIDATE_INVITATION}
        stage = self._stage(request.GET.get("stage", ""))
        text = text_for(MailKind(initial["kind"]), stage or _any_stage())
        return initial | {"stage": stage, "subject": text.subject, "body": text.body}

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        text = kwargs.get("obj")
        kind = text.kind if text is not None else request.POST.get("kind") or request.GET.get("kind", "")
        context["placeholders"] = placeholders_of(kind).items()
        return super().render_change_form(request, context, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        texts = list(MailTemplate.objects.select_related("stage"))
        may_add = self.has_add_permission(request)
        rows = [
            KindRow(
                kind,
                next((one for one in texts if one.kind == kind and one.stage is None), None),
                [one for one in texts if one.kind == kind and one.stage is not None],
                may_add=may_add and _may_write(request, kind),
            )
            for kind in MailKind
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": "Mail texts",
            "opts": self.opts,
            "rows": rows,
            "is_mail_on": outbox.is_on(),
        }
        return TemplateResponse(request, "admin/interviews/mailtemplate/list.html", context)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        return [path("preview/", view, name="interviews_mailtemplate_preview"), *super().get_urls()]

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """What the posted text would look like, with invented people. Nothing is stored."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        kind, subject, body = (request.POST.get(name, "") for name in ("kind", "subject", "body"))
        stage = self._stage(request.POST.get("stage", "")) or _any_stage()
        problems: list[str] = []
        try:
            check_text(kind, subject, body)
        except ValidationError as error:
            problems = [word for words in error.message_dict.values() for word in words]
        words = sample_words(stage.name, stage.usual_minutes, acting_user(request), timezone.now())
        known = placeholders_of(kind)
        rendered = render(
            MailText(subject[:1000], body[:10_000]),
            {name: word for name, word in words.items() if name in known},
        )
        context = {"problems": problems, "rendered": rendered}
        return TemplateResponse(request, "admin/interviews/mailtemplate/_preview.html", context)

    @staticmethod
    def _stage(key: str) -> StageTypeConfig | None:
        is_key = key.isascii() and key.isdigit() and len(key) < 19
        return StageTypeConfig.objects.filter(pk=int(key)).first() if is_key else None


def _may_write(request: HttpRequest, kind: str) -> bool:
    return kind not in ABOUT_ACCOUNTS or acting_user(request).is_superuser


def _any_stage() -> StageTypeConfig:
    """For a text of no stage: a live one, which most kinds are about."""
    first = StageTypeConfig.objects.filter(mode=StageMode.LIVE).first() or StageTypeConfig.objects.first()
    return first or StageTypeConfig(name="First talk")
