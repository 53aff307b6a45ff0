"""The page that invites many people at once: paste or upload, look at what would be done, do it in one go."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from interviews.admin.candidates import TagsField
from interviews.admin.extras import add_extras, in_usual_order, usual_answers
from interviews.admin.requests import acting_user
from interviews.candidate_list import MAX_CHARACTERS, MAX_LINES, ListedPerson, UnreadableList, decoded, read
from interviews.choices import PositionState, StageMode
from interviews.hooks import invite_fields
from interviews.mail import outbox
from interviews.models import Interview, Position, StageTypeConfig, User
from interviews.services.inviting import (
    CheckedLine,
    InviteSetup,
    LineOutcome,
    check,
    digest,
    invite_many,
)
from interviews.visibility import visible_interviews, visible_positions
from talentsync.lib.errors import Refused

MAX_FILE_BYTES = 1_000_000
NEEDED = ("interviews.add_interview", "interviews.add_invitation", "interviews.add_candidate")


class InviteForm(forms.Form):
    """Who is invited, and to what. Other apps add fields of theirs (`hooks.invite_fields`)."""

    people = forms.CharField(
        label="People",
        required=False,
        max_length=MAX_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=(
            f"One on each line, up to {MAX_LINES}: “Ada Lovelace <ada@mail.example>”, “Ada Lovelace, "
            "ada@mail.example”, or cells copied from a spreadsheet. A first line that names "
            "the columns is understood."
        ),
    )
    file = forms.FileField(
        label="Or a CSV file",
        required=False,
        help_text="Its lines appear above when you check.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )
    position = forms.ModelChoiceField(Position.objects.none(), required=False, empty_label="A new one:")
    new_position = forms.CharField(label="Title of a new position", required=False, max_length=200)
    stage = forms.ModelChoiceField(
        StageTypeConfig.objects.filter(is_active=True, mode=StageMode.DSA),
        empty_label=None,
        help_text="Coding sessions only: a live interview needs a time and an interviewer, so plan those one by one.",
    )
    valid_days = forms.IntegerField(label="Links work for (days)", min_value=1, max_value=365)
    tag_names = TagsField(label="Tags for all of them")
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, viewer: User, data: Any = None, files: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, files, initial={**_usual(viewer), **(initial or {})})
        self._positions = visible_positions(viewer).filter(state=PositionState.OPEN)
        position = self.fields["position"]
        assert isinstance(position, forms.ModelChoiceField)
        position.queryset = self._positions
        stages = self.fields["stage"]
        assert isinstance(stages, forms.ModelChoiceField)
        assert stages.queryset is not None
        self.usual = usual_answers(list(stages.queryset), viewer)
        chosen = self.initial["stage"]
        add_extras(self, self.usual, getattr(chosen, "pk", chosen))

    def clean_file(self) -> str:
        uploaded = self.cleaned_data["file"]
        if not uploaded:
            return ""
        if uploaded.size > MAX_FILE_BYTES:
            raise ValidationError("This file is too large. Split it.", code="too_large")
        try:
            return decoded(uploaded.read())
        except UnreadableList as error:
            raise ValidationError(str(error), code="unreadable") from error

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if (
            not answers.get("position")
            and not answers.get("new_position")
            and "new_position" not in self.errors
        ):
            self.add_error(
                "position", ValidationError("Choose a position, or name a new one.", code="missing")
            )
        if "people" not in self.errors and "file" not in self.errors:
            answers["text"] = answers.get("file") or answers.get("people") or ""
            try:
                answers["listed"] = read(answers["text"])
            except UnreadableList as error:
                self.add_error("people", ValidationError(str(error), code="unreadable"))
        return answers

    def setup(self) -> InviteSetup:
        """What a valid form asks for."""
        answers = self.cleaned_data
        title = answers["new_position"].strip()
        position = answers["position"] or self._positions.filter(title__iexact=title).first()
        position = position or Position(title=title)
        return InviteSetup(
            position=position,
            stage=answers["stage"],
            title=position.title,
            valid_days=answers["valid_days"],
            tags=answers["tag_names"],
        )

    @property
    def extras(self) -> list[forms.BoundField]:
        return [self[extra.name] for extra in invite_fields]


def _usual(viewer: User) -> dict[str, Any]:
    """As it was done last: most companies give the same test again and again."""
    last = (
        visible_interviews(viewer)
        .filter(stage__mode=StageMode.DSA, application__position__state=PositionState.OPEN)
        .order_by("-created_at")
        .values("stage", "application__position")
        .first()
    )
    first = StageTypeConfig.objects.filter(is_active=True, mode=StageMode.DSA).first()
    usual: dict[str, Any] = {"valid_days": settings.INVITATION_VALID_DAYS, "stage": first}
    if last is not None:
        usual |= {"stage": last["stage"], "position": last["application__position"]}
    return usual


@dataclass(frozen=True, slots=True)
class Checked:
    """The dry run as the page shows it."""

    lines: Sequence[CheckedLine]
    seen: str

    @property
    def to_invite(self) -> int:
        return sum(line.is_to_invite for line in self.lines)

    @property
    def counts(self) -> str:
        """In words, without what there is none of."""
        number = Counter(line.outcome for line in self.lines)
        words = {
            LineOutcome.NEW: "new",
            LineOutcome.KNOWN: "known already",
            LineOutcome.INVITED: "left out",
            LineOutcome.ERROR: "with an error",
        }
        return ", ".join(f"{number[outcome]} {word}" for outcome, word in words.items() if number[outcome])


def urls(site: AdminSite) -> list[URLPattern]:
    """For the interviews' admin, before Django's own."""

    def view(request: HttpRequest) -> HttpResponse:
        return page(request, site)

    return [path("invite/", site.admin_view(view), name="interviews_interview_invite")]


def page(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """An empty form on GET; what would be done after "check"; the links after "invite"."""
    if not request.user.has_perms(NEEDED):
        raise PermissionDenied
    viewer = acting_user(request)
    if request.method != "POST":
        named = request.GET.get("position", "")
        chosen = {"position": named} if named.isdigit() else {}
        return _form(request, site, InviteForm(viewer, initial=chosen))
    form = InviteForm(viewer, request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, site, form)
    setup, listed = form.setup(), form.cleaned_data["listed"]
    if "invite" in request.POST:
        invited = _invite(request, form, setup, listed)
        if invited is not None:
            return invited
    lines = check(listed, position=setup.position, stage=setup.stage, viewer=viewer)
    return _form(request, site, _asking(request, form), Checked(lines, digest(lines, setup)))


def _asking(request: HttpRequest, form: InviteForm) -> InviteForm:
    """The form again, with the file's lines in the text, so that it need not be uploaded twice."""
    data = request.POST.copy()
    data["people"] = form.cleaned_data["text"]
    again = InviteForm(acting_user(request), data)
    again.is_valid()
    return again


def _invite(
    request: HttpRequest, form: InviteForm, setup: InviteSetup, listed: Sequence[ListedPerson]
) -> HttpResponse | None:
    """The page with the links, or None where what was seen holds no more."""
    actor = acting_user(request)

    def prepare(interviews: Sequence[Interview]) -> None:
        for extra in invite_fields:
            chosen = in_usual_order(extra.name, form.cleaned_data[extra.name], form.usual, setup.stage)
            extra.save(interviews, chosen, actor)

    try:
        invited = invite_many(
            people=listed, setup=setup, seen=form.cleaned_data["seen"], prepare=prepare, actor=actor
        )
    except Refused as refusal:
        messages.error(request, f"{refusal.message} Nobody was invited.")
        return None
    if invited is None:
        messages.warning(request, "Something has changed since you checked. Look again; nobody was invited.")
        return None
    number = len(invited)
    who = "1 person was" if number == 1 else f"{number} people were"
    rest = "Their mails are on the way." if outbox.is_on() else "Their links are below: mail is off here."
    messages.success(request, f"{who} invited. {rest}")
    return redirect(
        f"{reverse('admin:interviews_position_links', args=[setup.position.pk])}?stage={setup.stage.pk}"
    )


def _form(
    request: HttpRequest, site: AdminSite, form: InviteForm, checked: Checked | None = None
) -> HttpResponse:
    context = {
        **site.each_context(request),
        "title": "Invite people to a coding session",
        "form": form,
        "checked": checked,
        "is_mail_on": outbox.is_on(),
        "opts": Interview._meta,
    }
    return TemplateResponse(request, "admin/interviews/interview/invite.html", context)
