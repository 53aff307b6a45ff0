"""Candidates' coding sessions: their results, and what recruiters may grant."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dsa.admin import results
from dsa.admin.assignments import is_coding_session
from dsa.admin.confirmed_actions import run_once
from dsa.admin.display import VERDICT_WORDS, badge, in_minutes
from dsa.admin.highlighting import highlighted
from dsa.choices import FinishReason, SessionState, SubmissionKind
from dsa.execution import Language
from dsa.models import Draft, DsaSession
from dsa.sessions import export
from dsa.sessions import services as session_services
from interviews.admin.display import local_time
from interviews.admin.requests import acting_user
from interviews.choices import StageMode
from interviews.hooks import Link
from interviews.models import Interview, User
from interviews.visibility import interview_condition, visible_interviews, visible_invitations

KINDS = [
    ("", "runs and submissions"),
    *((kind.value, f"{kind.label.lower()}s only") for kind in SubmissionKind),
]


class FilterForm(forms.Form):
    """Which attempts a results page lists."""

    candidate = forms.ChoiceField(required=False)
    problem = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(label="Show", required=False, choices=KINDS)
    verdict = forms.ChoiceField(
        required=False,
        choices=[("", "any"), *((key, f"{key}: {words}") for key, words in VERDICT_WORDS.items())],
    )

    def __init__(self, interview: Interview, data: Any) -> None:
        # Who opens the page sees what counts; an empty answer of somebody who chose it stays empty.
        super().__init__({"kind": SubmissionKind.SUBMIT.value} | data.dict(), auto_id="filter-%s")
        self._offer("candidate", "everybody", [(one.pk, one.name) for one in interview.invitations.all()])
        self._offer(
            "problem", "all problems", [(one.key, one.title) for one in results.problems_of(interview)]
        )

    def _offer(self, name: str, nothing: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", nothing), *choices]

    def wanted(self) -> results.Filter:
        """What was chosen; an answer that is not on offer counts as none."""
        self.full_clean()
        answers = self.cleaned_data
        return results.Filter(
            kind=answers.get("kind", ""),
            problem=answers.get("problem", ""),
            verdict=answers.get("verdict", ""),
            candidate=int(answers["candidate"]) if answers.get("candidate") else None,
        )


@admin.register(DsaSession)
class SessionAdmin(admin.ModelAdmin[DsaSession]):
    """A list to find sessions in; a session's page is its interview's results."""

    class Media:
        css = {"all": ["admin_talentsync/problems.css", "admin_talentsync/results.css"]}

    list_display = ["candidate", "state_badge", "interview_title", "started", "ends"]
    list_display_links = None
    list_filter = ["state", "finish_reason", "started_at"]
    search_fields = ["invitation__name", "invitation__email", "invitation__interview__title"]
    search_help_text = "Candidate's name or address, interview."
    list_select_related = ["invitation__interview"]
    ordering = ["-started_at", "-pk"]
    list_per_page = 50
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[DsaSession]:
        seen = interview_condition(acting_user(request), "invitation__interview")
        return super().get_queryset(request).filter(seen)

    # What is shown --------------------------------------------------------------------------------------------------

    @admin.display(description="candidate", ordering="invitation__name")
    def candidate(self, session: DsaSession) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>',
            results_url(session.invitation.interview_id, session.invitation_id),
            session.invitation.name,
        )

    @admin.display(description="interview", ordering="invitation__interview__title")
    def interview_title(self, session: DsaSession) -> str:
        return session.invitation.interview.title

    @admin.display(description="state", ordering="state")
    def state_badge(self, session: DsaSession) -> SafeString:
        return badge(SessionState(session.state))

    @admin.display(description="started", ordering="started_at")
    def started(self, session: DsaSession) -> str:
        return local_time(session.started_at)

    @admin.display(description="ended, or ends", ordering="deadline")
    def ends(self, session: DsaSession) -> str:
        return local_time(session.finished_at or session.deadline)

    # Who may do what ------------------------------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: DsaSession | None = None) -> bool:
        return False

    # Pages ----------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"dsa_session_{name}")

        return [
            page("interview/<uuid:interview_id>/", self.results_view, "results"),
            page("interview/<uuid:interview_id>/export/", self.export_view, "export"),
            page(
                "interview/<uuid:interview_id>/export/candidates/",
                self.export_candidates_view,
                "export_candidates",
            ),
            page("draft/<int:draft_id>/", self.draft_view, "draft"),
            page("invitation/<int:invitation_id>/extra-time/", self.extra_time_view, "extra_time"),
            page("<int:session_id>/reopen/", self.reopen_view, "reopen"),
            page("<int:session_id>/finish/", self.finish_view, "finish"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        # Nothing is changed there, which Django would say.
        return super().changelist_view(request, {"title": "Coding sessions", **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        session = self.get_object(request, object_id)
        if session is None or not self.has_view_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)
        return redirect(results_url(session.invitation.interview_id, session.invitation_id))

    def results_view(self, request: HttpRequest, interview_id: UUID) -> HttpResponse:
        interview = self._interview(request, interview_id)
        form = FilterForm(interview, request.GET)
        wanted = form.wanted()
        return TemplateResponse(
            request,
            "admin/dsa/results.html",
            {
                **self.admin_site.each_context(request),
                "title": f"Results: {interview}",
                "opts": DsaSession._meta,
                "media": self.media,
                "interview": interview,
                "filter": form,
                "candidates": results.of_interview(interview, wanted, acting_user(request)),
                "can_grant": self.has_change_permission(request),
                "can_rejudge": request.user.has_perm("dsa.change_submission"),
                "may_see_similar": request.user.has_perm("dsa.view_similarityreport"),
            },
        )

    def export_view(self, request: HttpRequest, interview_id: UUID) -> HttpResponseBase:
        return export.response([self._interview(request, interview_id)])

    def export_candidates_view(self, request: HttpRequest, interview_id: UUID) -> HttpResponseBase:
        return export.candidates_response([self._interview(request, interview_id)])

    def _interview(self, request: HttpRequest, interview_id: UUID) -> Interview:
        if not self.has_view_permission(request):
            raise PermissionDenied
        seen = visible_interviews(acting_user(request))
        sessions = seen.select_related("stage").filter(stage__mode=StageMode.DSA)
        return get_object_or_404(sessions, pk=interview_id)

    # Actions with a page to confirm ---------------------------------------------------------------------------------

    def draft_view(self, request: HttpRequest, draft_id: int) -> HttpResponse:
        """The code in a candidate's editor as it was last saved: candidates are told that it is seen."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        drafts = Draft.objects.filter(
            interview_condition(acting_user(request), "session__invitation__interview")
        ).select_related("session__invitation__interview", "problem")
        draft = get_object_or_404(drafts, pk=draft_id)
        invitation = draft.session.invitation
        context = {
            **self.admin_site.each_context(request),
            "title": f"Saved code of {invitation.name}",
            "opts": DsaSession._meta,
            "media": self.media,
            "interview": invitation.interview,
            "results_url": results_url(invitation.interview_id, invitation.pk),
            "draft": draft,
            "language": Language(draft.language).label,
            "time": local_time(draft.saved_at),
            "code": highlighted(draft.source_code, draft.language),
        }
        return TemplateResponse(request, "admin/dsa/draft.html", context)

    def extra_time_view(self, request: HttpRequest, invitation_id: int) -> HttpResponse:
        """By the invitation: time can be granted before the candidate has ever opened the link."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        invitations = visible_invitations(acting_user(request)).select_related("interview__stage")
        invitation = get_object_or_404(
            invitations.filter(interview__stage__mode=StageMode.DSA), pk=invitation_id
        )

        def grant(actor: User, entries: dict[str, Any]) -> str:
            minutes = entries["minutes"]
            session_services.grant_extra_time(
                session=session_services.get_or_create_session(invitation), minutes=minutes, actor=actor
            )
            return f"{invitation.name} has {in_minutes(minutes)} more."

        return run_once(
            self,
            request,
            invitation.interview,
            version=lambda: _version(DsaSession.objects.filter(invitation=invitation)),
            action=grant,
            back=results_url(invitation.interview_id),
            asks_minutes=True,
            title=f"Extra time for {invitation.name}",
            consequence="It is added to what the candidate has, before or during the session. It cannot be taken back.",
            button="Give extra time",
        )

    def reopen_view(self, request: HttpRequest, session_id: int) -> HttpResponse:
        session = self._to_change(request, session_id)

        def reopen(actor: User, entries: dict[str, Any]) -> str:
            minutes = entries["minutes"]
            session_services.reopen_session(session=session, minutes=minutes, actor=actor)
            return (
                f"The session of {session.invitation.name} is open again, for {in_minutes(minutes)} from now."
            )

        return self._confirm_on_session(
            request,
            session,
            action=reopen,
            asks_minutes=True,
            title=f"Reopen the session of {session.invitation.name}?",
            consequence="The candidate goes on by the same link, with the code as it was, for this long from now.",
            button="Reopen the session",
        )

    def finish_view(self, request: HttpRequest, session_id: int) -> HttpResponse:
        session = self._to_change(request, session_id)

        def finish(actor: User, entries: dict[str, Any]) -> str:
            session_services.finish_session(session=session, reason=FinishReason.RECRUITER, actor=actor)
            return f"The session of {session.invitation.name} is finished."

        return self._confirm_on_session(
            request,
            session,
            action=finish,
            title=f"Finish the session of {session.invitation.name} now?",
            consequence=(
                "The candidate can neither run nor submit any more. The last code of each problem that is not "
                "submitted yet is submitted for them, as when time is up."
            ),
            button="Finish the session",
            is_dangerous=True,
        )

    def _to_change(self, request: HttpRequest, session_id: int) -> DsaSession:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(
            DsaSession.objects.filter(
                interview_condition(acting_user(request), "invitation__interview")
            ).select_related("invitation__interview__stage"),
            pk=session_id,
        )

    def _confirm_on_session(self, request: HttpRequest, session: DsaSession, **options: Any) -> HttpResponse:
        return run_once(
            self,
            request,
            session.invitation.interview,
            version=lambda: _version(DsaSession.objects.filter(pk=session.pk)),
            back=results_url(session.invitation.interview_id),
            **options,
        )


def _version(sessions: QuerySet[DsaSession]) -> str:
    """What every action on a session changes. The row is locked until the transaction ends."""
    row = sessions.select_for_update(no_key=True).values_list("state", "extra_minutes", "deadline").first()
    state, extra_minutes, deadline = row or (SessionState.WAITING.value, 0, None)
    return f"{state} {extra_minutes} {deadline.timestamp() if deadline else '-'}"


def results_url(interview_id: UUID, invitation_id: int | None = None) -> str:
    """The results of an interview, at one candidate's."""
    url = reverse("admin:dsa_session_results", args=[interview_id])
    return url if invitation_id is None else f"{url}#candidate-{invitation_id}"


def links(request: HttpRequest, interview: Interview) -> list[Link]:
    """What stands above the interview's own page."""
    if not is_coding_session(interview) or not request.user.has_perm("dsa.view_dsasession"):
        return []
    return [Link("Results", results_url(interview.pk))]


@admin.action(description="Export results of coding sessions (CSV)", permissions=["view"])
def export_results(
    model_admin: admin.ModelAdmin[Interview], request: HttpRequest, chosen: QuerySet[Interview]
) -> HttpResponseBase | None:
    """For several interviews at once, from the list of interviews."""
    if not request.user.has_perm("dsa.view_dsasession"):
        raise PermissionDenied
    interviews = list(chosen.filter(stage__mode=StageMode.DSA).order_by("scheduled_start", "pk"))
    if not interviews:
        messages.warning(request, "None of these is a coding session, so there is nothing to export.")
        return None
    return export.response(interviews)
