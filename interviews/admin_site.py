"""TalentSync's own admin site, in place of Django's default one."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from interviews import desk, hooks
from interviews.access.accounts import has_own_interviews
from interviews.models import User


class PeopleAutocomplete(AutocompleteJsonView):
    """Lets a recruiter choose interviewers by name without a right to see accounts.

    Django asks for `view_user`, which would open every account with its groups and permissions. What this view gives
    away is the id, name and username of people who may be interviewers (`limit_choices_to` of the field).
    """

    def has_perm(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        if (self.source_field.model._meta.model_name, self.source_field.name) == (
            "interview",
            "interviewers",
        ):
            return request.user.has_perm("interviews.change_interview")
        return super().has_perm(request, obj)


class TalentSyncAdminSite(AdminSite):
    """For recruiters; superusers see the same and the accounts."""

    site_header = "TalentSync"
    site_title = "TalentSync"
    index_title = "Desk"
    # Of the site there is one's own interviews, for those who have some: see `admin/base_site.html`.
    site_url = None
    # Its list of models takes the width that tables need; the header leads to what recruiters use.
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With whether one's own interviews are linked, which is asked where it is shown."""
        user = request.user
        has_own = SimpleLazyObject(lambda: isinstance(user, User) and has_own_interviews(user))
        return {**super().each_context(request), "has_own_interviews": has_own}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The desk; with `?part=desk` what of it changes, for the page that keeps itself up to date."""
        variables = dict(desk.context(request))
        if variables and request.GET.get("part") == "desk":
            return TemplateResponse(request, "admin/_desk.html", variables)
        for warn in hooks.index_warnings:
            for sentence in warn():
                messages.warning(request, sentence)
        return super().index(request, {**variables, **(extra_context or {})})

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The one sign-in of the site, which asks for a second factor where there is one."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "") or reverse("admin:index")
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        return redirect_to_login(wanted, reverse("login"))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        response = PeopleAutocomplete.as_view(admin_site=self)(request)
        assert isinstance(response, HttpResponse)
        return response
