"""Candidates' invitations, on the page of their interview."""

from collections import Counter
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from interviews.admin.display import NOTHING, badge, copyable, local_time
from interviews.admin.requests import is_open
from interviews.admin.widgets import LabelledSplitDateTime
from interviews.choices import InvitationStatus, StageMode
from interviews.models import Interview, Invitation, User
from interviews.models.invitation import default_expiry, expiry_for
from interviews.services.invitations import change_invitation, issue_invitation
from interviews.urls_for import candidate_path


class InvitationForm(forms.ModelForm[Invitation]):
    """A candidate's name, address and term."""

    expires_at = forms.SplitDateTimeField(
        label="Expires",
        required=False,
        widget=LabelledSplitDateTime("Expires"),
        help_text="Left empty: the usual term, and never before the day after the interview.",
    )
    # Shown where it has to be answered: see InvitationFormSet.
    shares_room = forms.BooleanField(
        label="Invite a second candidate to the same room",
        required=False,
        widget=forms.HiddenInput,
        help_text="Everybody who is invited to this interview meets in one room, and sees the others.",
    )

    class Meta:
        model = Invitation
        fields = ["name", "email", "expires_at"]

    def clean_expires_at(self) -> datetime | None:
        expires_at: datetime | None = self.cleaned_data["expires_at"]
        # One that has expired by itself must not keep the rest of the page from being saved.
        if expires_at and "expires_at" in self.changed_data and expires_at <= timezone.now():
            raise ValidationError(
                "That moment has passed. Choose a later one, or leave it empty.", code="past"
            )
        return expires_at


class InvitationFormSet(BaseInlineFormSet[Invitation, Interview, InvitationForm]):
    """Checks what no single invitation can tell."""

    def clean(self) -> None:
        super().clean()
        wanted = [
            form for form in self.forms if hasattr(form, "cleaned_data") and form.cleaned_data.get("email")
        ]
        uses = Counter(form.cleaned_data["email"].casefold() for form in wanted)
        for form in wanted:
            if uses[form.cleaned_data["email"].casefold()] > 1:
                form.add_error("email", ValidationError("Each address is invited once.", code="duplicate"))
            if form.cleaned_data.get("expires_at") is None and "expires_at" not in form.errors:
                form.instance.expires_at = self._usual_expiry()
        self._ask_about_sharing(wanted)

    def _ask_about_sharing(self, wanted: list[InvitationForm]) -> None:
        """A live room is for one candidate, unless the recruiter says that this one is to meet the others."""
        if getattr(self.instance, "stage_id", None) is None or self.instance.stage.mode != StageMode.LIVE:
            return
        present = [form.instance.name for form in wanted if form.instance.pk and _opens_room(form.instance)]
        for form in wanted:
            if form.instance.pk:
                continue
            if present and not form.cleaned_data.get("shares_room"):
                form.fields["shares_room"].widget = forms.CheckboxInput()
                form.add_error(
                    "shares_room",
                    ValidationError(
                        "%(name)s is invited to this interview already. Tick this if both are to meet in one room; "
                        "otherwise plan an interview of its own.",
                        code="shares_room",
                        params={"name": present[0]},
                    ),
                )
            present.append(form.cleaned_data.get("name", ""))

    def _usual_expiry(self) -> datetime:
        """Where the interview's own form lacks its time or length, nothing is stored anyway."""
        interview = self.instance
        has_end = None not in (interview.scheduled_start, interview.duration_minutes)
        return expiry_for(interview) if has_end else default_expiry()


def _opens_room(invitation: Invitation) -> bool:
    """Whether this link lets somebody in, now or after its expiry is moved."""
    return invitation.revoked_at is None


class InvitationInline(admin.StackedInline[Invitation, Interview]):
    """Invitations are revoked, never deleted: the timeline names those who came."""

    model = Invitation
    form = InvitationForm
    formset = InvitationFormSet  # type: ignore[assignment]  # its form is one of the kind that the stubs expect
    verbose_name = "candidate's invitation"
    verbose_name_plural = "candidates' invitations"
    fields = ["name", "email", "shares_room", "expires_at", "link_status", "opened", "link", "link_actions"]
    readonly_fields = ["expires", "link_status", "opened", "link", "link_actions"]
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Invitation]:
        return super().get_queryset(request).select_related("interview__stage")

    def get_fields(self, request: HttpRequest, obj: Interview | None = None) -> Any:
        # After the end everything is only read, and no link opens anything any more.
        return self.fields if is_open(obj) else ["name", "email", "expires", "link_status", "opened"]

    @admin.display(description="Expires")
    def expires(self, invitation: Invitation) -> str:
        return local_time(invitation.expires_at)

    def get_extra(self, request: HttpRequest, obj: Interview | None = None, **kwargs: Any) -> int:
        return 0 if obj is not None and obj.invitations.exists() else 1

    def has_add_permission(self, request: HttpRequest, obj: Interview | None = None) -> bool:
        return super().has_add_permission(request, obj) and is_open(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and is_open(obj)

    @admin.display(description="Link is")
    def link_status(self, invitation: Invitation) -> str | SafeString:
        if not invitation.pk:
            return "not made yet"
        if not is_open(invitation.interview):
            return "closed with the interview"
        return badge(invitation.status)

    @admin.display(description="Link opened first")
    def opened(self, invitation: Invitation) -> str:
        if not invitation.pk:
            return NOTHING
        if invitation.opened_at:
            return local_time(invitation.opened_at)
        return "not yet" if is_open(invitation.interview) else "not noted"

    @admin.display(description="Link")
    def link(self, invitation: Invitation) -> str | SafeString:
        if not invitation.pk:
            return "It appears here when you save."
        if invitation.status != InvitationStatus.VALID:
            return NOTHING
        return copyable(
            candidate_path(invitation),
            name=f"invitation link of {invitation.name}",
            element_id=f"invitation-link-{invitation.pk}",
        )

    @admin.display(description="Change the link")
    def link_actions(self, invitation: Invitation) -> str | SafeString:
        if not invitation.pk:
            return NOTHING
        reissue = _action_link("Make a new link…", "reissue", invitation)
        if invitation.status == InvitationStatus.REVOKED:
            return reissue
        revoke = _action_link("Revoke…", "revoke", invitation, look="button danger")
        return format_html("{} {}", reissue, revoke)


def _action_link(label: str, action: str, invitation: Invitation, *, look: str = "button") -> SafeString:
    return format_html(
        '<a class="{}" href="{}">{}<span class="visually-hidden"> ({})</span></a>',
        look,
        reverse(f"admin:interviews_invitation_{action}", args=[invitation.pk]),
        label,
        invitation.name,
    )


def save_invitations(
    formset: BaseInlineFormSet[Any, Any, Any], *, actor: User, tell: bool
) -> list[Invitation]:
    """Hand what a page's form set holds to the services. `tell`: invite by mail. Gives those with another link."""
    formset.save(commit=False)
    for invitation in formset.new_objects:
        issue_invitation(invitation=invitation, actor=actor, tell=tell)
    return [
        invitation
        for invitation, fields in formset.changed_objects
        if change_invitation(invitation=invitation, fields=fields, actor=actor, tell=tell)
    ]
