"""Mails that were or are to be sent: their list, what is done about those that failed."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from interviews.admin.confirmed_actions import ConfirmedAction, confirm
from interviews.admin.display import NOTHING, local_time, state
from interviews.admin.requests import acting_user
from interviews.choices import MailState
from interviews.mail import outbox
from interviews.models import Interview, OutgoingMail
from interviews.visibility import mail_condition

TROUBLED = (MailState.FAILED, MailState.UNCLEAR)
WHOLE_MAIL = ("interview__stage", "invitation", "recipient", "colleague_invitation")


@admin.register(OutgoingMail)
class MailAdmin(admin.ModelAdmin[OutgoingMail]):
    """Read only, but for sending again and setting aside. What a mail says is kept nowhere."""

    class Media:
        css = {"all": ["admin_talentsync/people.css"]}

    list_display = ["told", "to", "about", "state_badge", "when", "problem", "actions_links"]
    list_display_links = None
    list_filter = ["state", "kind"]
    search_fields = [
        "sent_to",
        "invitation__name",
        "invitation__email",
        "recipient__username",
        "colleague_invitation__email",
        "interview__title",
    ]
    search_help_text = "Name, address, interview."
    list_select_related = WHOLE_MAIL
    list_per_page = 50
    show_full_result_count = False
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutgoingMail]:
        return super().get_queryset(request).filter(mail_condition(acting_user(request)))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> Any:
        return {}

    @admin.display(description="mail", ordering="kind")
    def told(self, mail: OutgoingMail) -> str:
        return str(mail.get_kind_display())

    @admin.display(description="to")
    def to(self, mail: OutgoingMail) -> str:
        return f"{mail.to_name}, {mail.sent_to or mail.to_address}"

    @admin.display(description="about")
    def about(self, mail: OutgoingMail) -> str | SafeString:
        if mail.interview is None:
            return "an account"
        url = reverse("admin:interviews_interview_change", args=[mail.interview_id])
        return format_html('<a href="{}">{}</a>', url, mail.interview.title)

    @admin.display(description="state", ordering="state")
    def state_badge(self, mail: OutgoingMail) -> SafeString:
        return state(mail.state, str(mail.get_state_display()))

    @admin.display(description="when", ordering="pk")
    def when(self, mail: OutgoingMail) -> str:
        return local_time(mail.finished_at or mail.created_at)

    @admin.display(description="do")
    def actions_links(self, mail: OutgoingMail) -> str | SafeString:
        return action_links(mail)

    # Actions with a page to confirm ---------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def act(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
            return self.admin_site.admin_view(view)

        return [
            path("<int:mail_id>/again/", act(self.again_view), name="interviews_outgoingmail_again"),
            path("<int:mail_id>/aside/", act(self.aside_view), name="interviews_outgoingmail_aside"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Django's, whose heading speaks of choosing one to change."""
        return super().changelist_view(request, {"title": "Mails", **(extra_context or {})})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """There is nothing to change; what it is about has a page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        mail = self.get_object(request, object_id)
        if mail is None:
            raise Http404
        if mail.interview_id is None:
            return redirect("admin:interviews_outgoingmail_changelist")
        return redirect("admin:interviews_interview_change", mail.interview_id)

    def again_view(self, request: HttpRequest, mail_id: int) -> HttpResponse:
        mail = self._mail(request, mail_id)
        warning = (
            " It may have arrived: the connection broke after the mail server had it. Ask first, if you can."
            if mail.state == MailState.UNCLEAR
            else ""
        )
        return self._confirm(
            request,
            mail,
            title=f"Send “{mail.get_kind_display()}” to {mail.to_name} again?",
            consequence=f"It goes to {mail.to_address}. {mail.problem}{warning}",
            button="Send again",
            done=f"The mail to {mail.to_name} waits to be sent.",
            stale_message="It is not waiting for a decision any more.",
            action=lambda: outbox.send_again(mail),
        )

    def aside_view(self, request: HttpRequest, mail_id: int) -> HttpResponse:
        mail = self._mail(request, mail_id)
        return self._confirm(
            request,
            mail,
            title=f"Set “{mail.get_kind_display()}” to {mail.to_name} aside?",
            consequence="It is not sent, and leaves the desk. You can still send it again from the list of mails.",
            button="Set aside",
            done="The mail is set aside.",
            stale_message="It is not waiting for a decision any more.",
            action=lambda: outbox.set_aside(mail),
        )

    def _mail(self, request: HttpRequest, mail_id: int) -> OutgoingMail:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request).select_related(*WHOLE_MAIL), pk=mail_id)

    def _confirm(
        self, request: HttpRequest, mail: OutgoingMail, *, action: Callable[[], bool], **words: str
    ) -> HttpResponse:
        back = reverse("admin:interviews_outgoingmail_changelist")
        confirmed = ConfirmedAction(action=action, form=None, is_dangerous=False, **(words | {"back": back}))
        return confirm(request, self.admin_site, mail, confirmed)


def action_links(mail: OutgoingMail) -> str | SafeString:
    """What can be done about a mail that was not sent, or perhaps not."""
    if mail.state not in (*TROUBLED, MailState.SET_ASIDE):
        return NOTHING
    again = _link("Send again…", "again", mail)
    if mail.state == MailState.SET_ASIDE:
        return again
    return format_html("{} {}", again, _link("Set aside…", "aside", mail))


def _link(label: str, action: str, mail: OutgoingMail) -> SafeString:
    return format_html(
        '<a class="button" href="{}">{}<span class="visually-hidden"> ({} to {})</span></a>',
        reverse(f"admin:interviews_outgoingmail_{action}", args=[mail.pk]),
        label,
        mail.get_kind_display(),
        mail.to_name,
    )


def mails_of(interview: Interview) -> list[OutgoingMail]:
    """Newest first."""
    return list(interview.mails.select_related(*WHOLE_MAIL)[:50])
