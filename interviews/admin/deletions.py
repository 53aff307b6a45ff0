"""Candidates' requests to have their records deleted, on the page of their interview: what is done where one failed."""

from typing import Any, Final

from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from interviews.admin.confirmed_actions import ConfirmedAction, confirm
from interviews.admin.display import NOTHING
from interviews.admin.requests import acting_user
from interviews.models import Interview, OwnDeletion
from interviews.services.own_deletion import delete_again
from interviews.visibility import visible_invitations

PERMISSION = "interviews.change_invitation"
SHOWN: Final = 50


def urls(admin: ModelAdmin[Interview]) -> list[URLPattern]:
    """For the interviews' admin, before Django's own."""
    site: AdminSite = admin.admin_site

    def view(request: HttpRequest, deletion_id: int) -> HttpResponse:
        return again_view(request, deletion_id, admin)

    return [
        path("deletions/<int:deletion_id>/again/", site.admin_view(view), name="interviews_owndeletion_again")
    ]


def again_view(request: HttpRequest, deletion_id: int, admin: ModelAdmin[Interview]) -> HttpResponse:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    actor = acting_user(request)
    deletion = get_object_or_404(
        OwnDeletion.objects.filter(invitation__in=visible_invitations(actor)).select_related(
            "invitation__interview"
        ),
        pk=deletion_id,
    )
    interview = deletion.invitation.interview
    name = deletion.invitation.name
    done = f"The records of {name} are being deleted."

    def act() -> bool:
        performed = delete_again(deletion=deletion)
        if performed:
            admin.log_change(request, interview, done)
        return performed

    return confirm(
        request,
        admin.admin_site,
        interview,
        ConfirmedAction(
            title=f"Delete the records of {name} again?",
            consequence="The candidate asked for it, and it failed. Code with its log, runs and submissions, pictures, "
            "incidents and replies, the check of the computer, and records of the interview are deleted. This cannot "
            "be undone.",
            button="Delete the records",
            done=done,
            stale_message="It is under way or done, or the candidate has asked anew.",
            action=act,
            is_dangerous=True,
        ),
    )


def deletions_of(interview: Interview) -> list[Any]:
    """Those that failed and were not asked anew first, which `is_to_settle` says; then the newest."""
    to_settle = OwnDeletion.objects.to_settle().filter(pk=OuterRef("pk"))
    deletions = (
        OwnDeletion.objects.filter(invitation__interview=interview)
        .annotate(is_to_settle=Exists(to_settle))
        .select_related("invitation")
        .order_by("-is_to_settle", "-asked_at", "-pk")
    )
    return list(deletions[:SHOWN])


def action_link(deletion: Any) -> str | SafeString:
    """The button to the page above, for one of `deletions_of`."""
    if not deletion.is_to_settle:
        return NOTHING
    return format_html(
        '<a class="button danger" href="{}">Delete again…<span class="visually-hidden"> ({})</span></a>',
        reverse("admin:interviews_owndeletion_again", args=[deletion.pk]),
        deletion.invitation.name,
    )
