"""The recruiter's main page: interviews with their candidates, questions and timeline."""

import uuid
from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from itertools import chain
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString

from interviews.admin import deletions, inviting, offering, planning, timeline
from interviews.admin.confirmed_actions import ConfirmedAction, confirm
from interviews.admin.display import NOTHING, badge, copyable, local_time
from interviews.admin.filters import InterviewersFilter, StartFilter
from interviews.admin.interview_form import InterviewForm
from interviews.admin.invitations import InvitationInline, save_invitations
from interviews.admin.mails import mails_of
from interviews.admin.questions import InterviewQuestionInline, save_questions
from interviews.admin.requests import acting_user, is_open
from interviews.choices import OPEN_STATES, InterviewState, InvitationStatus, StageMode
from interviews.feedback import feedback_for
from interviews.hooks import (
    interview_inlines,
    interview_links,
    interview_list_actions,
    interview_warnings,
    stage_givers,
)
from interviews.mail import outbox
from interviews.models import Interview, InterviewQuestion, Invitation, User
from interviews.services.applications import place_interview
from interviews.services.candidates import lock_candidates
from interviews.services.interviews import (
    CHANGEABLE_FIELDS,
    cancel_interview,
    change_interview,
    complete_interview,
    schedule_interview,
)
from interviews.services.invitations import reissue_invitation, revoke_invitation
from interviews.timeline import Actor
from interviews.urls_for import room_path
from interviews.visibility import interview_condition, visible_interviews, visible_invitations
from talentsync.lib.errors import Refused

# The form's "Now" is over by the time that it is sent.
NOW_MEANS = timedelta(minutes=15)


@admin.register(Interview)
class InterviewAdmin(admin.ModelAdmin[Interview]):
    """Everything about an interview on one page, read-only once it has ended."""

    form = InterviewForm
    # On a phone the first columns are seen without scrolling.
    list_display = ["title", "candidates", "state_badge", "start", "interviewer_names", "stage"]
    list_filter = [
        "state",
        "stage",
        ("interviewers", InterviewersFilter),
        StartFilter,
    ]
    search_fields = [
        "title",
        "invitations__name",
        "invitations__email",
        "interviewers__username",
        "interviewers__first_name",
        "interviewers__last_name",
    ]
    search_help_text = "Title, candidate's name or address, interviewer."
    show_full_result_count = False
    list_select_related = ["stage"]
    list_per_page = 50
    # What is to come, soonest first; then what is over, latest first.
    ordering = [
        Case(When(state__in=sorted(OPEN_STATES), then=Value(0)), default=Value(1)).asc(),
        Case(When(state__in=sorted(OPEN_STATES), then=F("scheduled_start"))).asc(),
        F("scheduled_start").desc(),
    ]
    autocomplete_fields = ["interviewers"]
    inlines = [InvitationInline, InterviewQuestionInline]
    savers: ClassVar[dict[Any, Callable[..., None]]] = {InterviewQuestion: save_questions}
    actions = interview_list_actions

    # What is shown --------------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Interview]:
        seen = super().get_queryset(request).filter(interview_condition(acting_user(request)))
        return seen.prefetch_related("invitations", "interviewers")

    def get_form(
        self, request: HttpRequest, obj: Interview | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        # Made afresh for each request.
        form = super().get_form(request, obj, change, **kwargs)
        form.viewer = acting_user(request)  # type: ignore[attr-defined]
        return form

    def get_inlines(
        self, request: HttpRequest, obj: Interview | None
    ) -> list[type[InlineModelAdmin[Any, Any]]]:
        return [*self.inlines, *(each.inline for each in interview_inlines)]

    def get_fieldsets(self, request: HttpRequest, obj: Interview | None = None) -> Any:
        appointment = ["title", "position", "stage", "scheduled_start", "duration_minutes", "interviewers"]
        if outbox.is_on() and is_open(obj):
            appointment.append("tell")
        notes = ("For recruiters only", {"fields": ["recruiter_notes"]})
        if obj is None:
            return [(None, {"fields": appointment}), notes]
        if not is_open(obj):
            # Django shows a time to read without its zone; ours names it.
            appointment[1], appointment[3] = "for_position", "start"
        return [
            (None, {"fields": ["state_badge", *appointment]}),
            notes,
            ("Room and record", {"fields": ["room", "scheduled", "took_place"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Interview | None = None) -> list[str]:
        # The stage is chosen once, because its question bank is copied then.
        return (
            ["state_badge", "stage", "for_position", "start", "room", "scheduled", "took_place"]
            if obj
            else []
        )

    @admin.display(description="candidate")
    def candidates(self, interview: Interview) -> str:
        return ", ".join(invitation.name for invitation in interview.invitations.all()) or NOTHING

    @admin.display(description="position")
    def for_position(self, interview: Interview) -> str:
        return str(interview.application.position) if interview.application else NOTHING

    @admin.display(description="start", ordering="scheduled_start")
    def start(self, interview: Interview) -> str:
        return "to be chosen" if interview.is_time_open else local_time(interview.scheduled_start)

    @admin.display(description="interviewers")
    def interviewer_names(self, interview: Interview) -> str:
        return ", ".join(person.display_name for person in interview.interviewers.all()) or "nobody yet"

    @admin.display(description="state", ordering="state")
    def state_badge(self, interview: Interview) -> SafeString:
        return badge(InterviewState(interview.state))

    @admin.display(description="Interviewers' room")
    def room(self, interview: Interview) -> str | SafeString:
        if interview.stage.mode != StageMode.LIVE:
            return "A coding session has none."
        if interview.state not in OPEN_STATES:
            return "Closed."
        return copyable(room_path(interview), name="interviewers' room", element_id="room-link")

    @admin.display(description="Scheduled")
    def scheduled(self, interview: Interview) -> str:
        return f"{local_time(interview.created_at)} by {interview.created_by.display_name}"

    @admin.display(description="Held")
    def took_place(self, interview: Interview) -> str:
        if interview.started_at is None:
            return "not started"
        return f"from {local_time(interview.started_at)} to {local_time(interview.ended_at)}"

    # Who may do what ------------------------------------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Interview | None = None) -> bool:
        return super().has_change_permission(request, obj) and is_open(obj)

    # Writing --------------------------------------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        if self.has_stale_page(request, object_id):
            messages.error(request, "This interview has ended in the meantime. Nothing was saved.")
            return redirect("admin:interviews_interview_change", object_id)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            # It ended while it was being saved; Django's transaction around this view has undone the rest.
            messages.error(request, f"{refusal.message} Nothing was saved.")
            return redirect("admin:interviews_interview_change", object_id)

    def has_stale_page(self, request: HttpRequest, object_id: str | None) -> bool:
        """Whether somebody saves a page of an interview that has ended since they opened it."""
        if request.method != "POST" or object_id is None:
            return False
        interview = self.get_object(request, object_id)
        return interview is not None and not is_open(interview) and super().has_change_permission(request)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        interview = kwargs.get("obj")
        if interview is not None and request.user.has_perm("interviews.view_timelineevent"):
            context |= {
                "timeline": timeline.rows(interview),
                "timeline_shown": timeline.SHOWN,
            }
        if interview is not None and interview.stage.mode == StageMode.LIVE:
            context["feedback"] = feedback_for(acting_user(request), interview)
        context["can_offer"] = (
            interview is not None
            and offering.can_offer(interview)
            and self.has_change_permission(request, interview)
        )
        context["can_end"] = interview is not None and self.has_change_permission(request, interview)
        if interview is not None:
            context["links"] = [link for links in interview_links for link in links(request, interview)]
            if request.user.has_perm("interviews.view_outgoingmail"):
                context["mails"] = mails_of(interview)
            if request.user.has_perm(deletions.PERMISSION):
                context["deletions"] = deletions.deletions_of(interview)
                context["deletions_shown"] = deletions.SHOWN
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Interview, form: InterviewForm, change: bool) -> None:
        people = form.cleaned_data["interviewers"]
        if not change:
            schedule_interview(
                interview=obj, interviewers=people, actor=acting_user(request), tell=_tells(form)
            )
            return
        # The page's invitations may correct them, once the interview is locked.
        lock_candidates(obj.invitations.values_list("candidate_id", flat=True))
        change_interview(
            interview=obj,
            fields=CHANGEABLE_FIELDS.intersection(form.changed_data),
            interviewers=people if "interviewers" in form.changed_data else None,
            actor=acting_user(request),
            tell=_tells(form),
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        # Without the form's own save_m2m: the service has stored the interviewers.
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)
        for give in () if change else stage_givers:
            give(form.instance, acting_user(request))
        if "position" in form.changed_data:
            # After the invitations: the application is their candidate's.
            try:
                place_interview(
                    interview=form.instance,
                    position=form.cleaned_data["position"],
                    actor=acting_user(request),
                )
            except Refused as refusal:
                messages.warning(request, f"{refusal.message} It belongs to none.")
        others = (warning for warn in interview_warnings for warning in warn(form.instance))
        for warning in chain(warnings(form.instance, form.changed_data), others):
            messages.warning(request, warning)

    def save_formset(
        self,
        request: HttpRequest,
        form: ModelForm[Interview],
        formset: BaseInlineFormSet[Any, Any, Any],
        change: bool,
    ) -> None:
        savers = self.savers | {each.inline.model: each.save for each in interview_inlines}
        if formset.model is Invitation:
            for one in save_invitations(formset, actor=acting_user(request), tell=_tells(form)):
                messages.warning(
                    request,
                    f"{one.name} has a new link: the old one was mailed to another address, and works no longer.",
                )
            return
        savers[formset.model](formset, actor=acting_user(request))

    # Actions with a page to confirm ---------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def act(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
            return self.admin_site.admin_view(view)

        return [
            *deletions.urls(self),
            *inviting.urls(self.admin_site),
            *offering.urls(self.admin_site),
            *planning.urls(self.admin_site),
            path(
                "<uuid:interview_id>/complete/",
                act(self.complete_view),
                name="interviews_interview_complete",
            ),
            path(
                "<uuid:interview_id>/cancel/",
                act(self.cancel_view),
                name="interviews_interview_cancel",
            ),
            path(
                "invitations/<int:invitation_id>/revoke/",
                act(self.revoke_view),
                name="interviews_invitation_revoke",
            ),
            path(
                "invitations/<int:invitation_id>/reissue/",
                act(self.reissue_view),
                name="interviews_invitation_reissue",
            ),
            *super().get_urls(),
        ]

    def complete_view(self, request: HttpRequest, interview_id: uuid.UUID) -> HttpResponse:
        interview = self._interview(request, interview_id)
        return self._confirm(
            request,
            interview,
            title="Complete this interview?",
            consequence="Everybody is put out of the room, which stays closed. This cannot be undone.",
            button="Complete the interview",
            is_dangerous=True,
            done="The interview is completed.",
            stale_message="The interview is not live, so there was nothing to complete.",
            action=lambda actor: complete_interview(interview_id=interview.pk, actor=Actor.user(actor)),
        )

    def cancel_view(self, request: HttpRequest, interview_id: uuid.UUID) -> HttpResponse:
        interview = self._interview(request, interview_id)
        form = TellForm(request.POST if request.method == "POST" else None) if outbox.is_on() else None
        return self._confirm(
            request,
            interview,
            title="Cancel this interview?",
            consequence="The candidate's link stops working and the room stays closed. This cannot be undone.",
            button="Cancel the interview",
            is_dangerous=True,
            done="The interview is cancelled.",
            stale_message="The interview had ended already; nothing was changed.",
            form=form,
            action=lambda actor: cancel_interview(
                interview_id=interview.pk,
                actor=Actor.user(actor),
                tell=form is None or form.cleaned_data["tell"],
            ),
        )

    def _interview(self, request: HttpRequest, interview_id: uuid.UUID) -> Interview:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(visible_interviews(acting_user(request)), pk=interview_id)

    def revoke_view(self, request: HttpRequest, invitation_id: int) -> HttpResponse:
        invitation = self._invitation(request, invitation_id)
        return self._confirm(
            request,
            invitation.interview,
            title=f"Revoke the link of {invitation.name}?",
            consequence=_loss_of_access(invitation, "The link"),
            button="Revoke the link",
            is_dangerous=True,
            done=f"The link of {invitation.name} is revoked.",
            stale_message="The link had been revoked already.",
            action=lambda actor: revoke_invitation(invitation=invitation, actor=actor),
        )

    def reissue_view(self, request: HttpRequest, invitation_id: int) -> HttpResponse:
        invitation = self._invitation(request, invitation_id)
        # Whoever is let in already stays so.
        met = invitation.others_in_room().first() if invitation.revoked_at is not None else None
        consequence = _loss_of_access(invitation, "The old link")
        if met is not None:
            consequence = f"{met.name} is invited to this interview as well."

        def reissue(actor: User) -> bool:
            reissue_invitation(invitation=invitation, actor=actor)
            return True

        return self._confirm(
            request,
            invitation.interview,
            title=f"Make a new link for {invitation.name}?",
            consequence=consequence,
            form=None if met is None else SharesRoomForm(request.POST if request.method == "POST" else None),
            button="Make a new link",
            is_dangerous=True,
            done=(
                f"{invitation.name} has a new link, which goes to {invitation.email} by mail."
                if outbox.is_on()
                else f"{invitation.name} has a new link; send it to {invitation.email}."
            ),
            stale_message="",
            action=reissue,
        )

    def _invitation(self, request: HttpRequest, invitation_id: int) -> Invitation:
        if not request.user.has_perm("interviews.change_invitation"):
            raise PermissionDenied
        seen = visible_invitations(acting_user(request))
        return get_object_or_404(seen.select_related("interview__stage"), pk=invitation_id)

    def _confirm(
        self,
        request: HttpRequest,
        interview: Interview,
        *,
        action: Callable[[User], bool],
        is_dangerous: bool = False,
        form: forms.Form | None = None,
        **words: str,
    ) -> HttpResponse:
        def run_and_log() -> bool:
            actor = acting_user(request)
            with transaction.atomic():
                performed = action(actor)
                if performed:
                    self.log_change(request, interview, words["done"])
            return performed

        return confirm(
            request,
            self.admin_site,
            interview,
            ConfirmedAction(action=run_and_log, form=form, is_dangerous=is_dangerous, **words),
        )


def _tells(form: ModelForm[Interview]) -> bool:
    """Whether people are told by mail of what is saved; without mail it makes no difference."""
    return bool(form.cleaned_data.get("tell", True))


class TellForm(forms.Form):
    """What a confirmation asks where mail is on."""

    tell = forms.BooleanField(label="Tell everybody by mail", required=False, initial=True)


class SharesRoomForm(forms.Form):
    """What a confirmation asks where a link leads into a live room that somebody else was invited to."""

    shares_room = forms.BooleanField(
        label="Let both into the same room",
        help_text="Everybody who is invited to this interview meets in one room, and sees the others.",
        error_messages={
            "required": "Tick this if both are to meet in one room; otherwise plan an interview of its own."
        },
    )


def _loss_of_access(invitation: Invitation, link: str) -> str:
    """What becomes of somebody who is in by a link that is closed."""
    if invitation.interview.stage.mode == StageMode.DSA:
        return (
            f"{link} stops working at once. A session that runs is closed within seconds: its camera and clock stop, "
            "and nothing more is saved or submitted. What was saved is kept."
        )
    return f"{link} stops working at once, and whoever entered by it is put out of the room."


def warnings(interview: Interview, changed: Collection[str]) -> Iterator[str]:
    """What is allowed, but is more often a slip than meant."""
    if "scheduled_start" in changed and interview.scheduled_start < timezone.now() - NOW_MEANS:
        yield "This interview starts in the past."
    if interview.stage.mode == StageMode.LIVE and not interview.interviewers.exists():
        yield "Nobody holds this interview yet, so its candidate would wait for ever. Choose an interviewer."
    for invitation in interview.invitations.all():
        if invitation.status == InvitationStatus.VALID and invitation.expires_at < interview.scheduled_end:
            yield f"The link of {invitation.name} expires before the interview ends."
