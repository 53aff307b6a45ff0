"""People: their list, and a page with all stages, results and decisions of each."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format

from interviews import people
from interviews.admin import deciding, erasing, merging
from interviews.admin.display import NOTHING
from interviews.admin.filters import SeenPositionsFilter, SeenTagsFilter
from interviews.admin.requests import acting_user
from interviews.choices import ApplicationDecision, PositionState
from interviews.models import Candidate, Position, User
from interviews.models.candidate import MAX_TAG_LENGTH, normalised_address
from interviews.services.applications import apply_for
from interviews.services.candidates import change_candidate
from interviews.visibility import (
    candidate_condition,
    interview_condition,
    sees_all_of,
    sees_everything,
    visible_applications,
    visible_candidates,
    visible_positions,
)
from talentsync.lib.errors import Refused


class TagsField(forms.CharField):
    """Tags as words between commas."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False, max_length=400, help_text="Between commas, such as: referred, Berlin.", **options
        )

    def to_python(self, value: Any) -> Any:
        names = [name.strip() for name in (super().to_python(value) or "").split(",") if name.strip()]
        if any(len(name) > MAX_TAG_LENGTH for name in names):
            raise ValidationError(f"A tag has at most {MAX_TAG_LENGTH} letters.", code="long_tag")
        return names


class CandidateForm(forms.ModelForm[Candidate]):
    """Validates only; `interviews.services` write. Offers the positions that `viewer` sees."""

    viewer: User | AnonymousUser = AnonymousUser()
    tag_names = TagsField(label="Tags")
    apply_for = forms.ModelChoiceField(
        Position.objects.none(),
        label="Apply for",
        required=False,
        help_text="Adds an application for this position.",
    )

    class Meta:
        model = Candidate
        fields = ["name", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        positions = visible_positions(self.viewer).filter(state=PositionState.OPEN)
        if self.instance.pk:
            self.initial["tag_names"] = ", ".join(self.instance.tags.values_list("name", flat=True))
            positions = positions.exclude(applications__candidate=self.instance)
        if "apply_for" in self.fields:
            field = self.fields["apply_for"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = positions

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        known = Candidate.objects.filter(normalised_email=normalised_address(email)).exclude(
            pk=self.instance.pk
        )
        if other := known.select_related("merged_into").first():
            person = other.merged_into or other
            is_seen = visible_candidates(self.viewer).filter(pk=person.pk).exists()
            raise ValidationError(
                f"This is the address of {person.name}, who is known already."
                if is_seen
                else "Somebody who is on no position of yours has this address. Plan an interview with them, or invite "
                "them, for one of yours: they are found by it.",
                code="taken",
            )
        return email


class DecisionFilter(admin.SimpleListFilter):
    """People by what was decided on any of their applications."""

    title = "decision"
    parameter_name = "decision"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in ApplicationDecision.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ApplicationDecision.values:
            return queryset
        decided = visible_applications(acting_user(request)).filter(decision=self.value())
        return queryset.filter(pk__in=decided.values("candidate"))


LIST_URL = "interviews_candidate_changelist"
BY_POSITION = "applications__position"


@admin.register(Candidate)
class CandidateAdmin(admin.ModelAdmin[Candidate]):
    """People are merged and erased, each with a page that says what will happen; they are never simply deleted."""

    form = CandidateForm
    list_display = ["name", "email", "applied_for", "tag_list", "interview_count", "added"]
    list_filter = [(BY_POSITION, SeenPositionsFilter), DecisionFilter, ("tags", SeenTagsFilter)]
    search_fields = ["name", "email", "duplicates__email", "tags__name"]
    search_help_text = "Name, address or tag."
    list_per_page = 50
    show_full_result_count = False
    actions = ["merge_chosen"]
    fields = ["name", "email", "tag_names", "apply_for"]

    # The list -------------------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidate]:
        people_of_list = super().get_queryset(request).filter(candidate_condition(acting_user(request)))
        applications = visible_applications(acting_user(request)).select_related("position")
        seen = interview_condition(acting_user(request), "invitations__interview")
        if request.resolver_match is not None and request.resolver_match.url_name == LIST_URL:
            people_of_list = (
                people_of_list.filter(merged_into=None)
                .annotate(number=Count("invitations", filter=seen, distinct=True))
                .prefetch_related(Prefetch("applications", applications), "tags")
            )
        return people_of_list

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        # Of somebody whom the viewer sees, an address must not tell what else they are invited to or apply for.
        if not sees_everything(acting_user(request)):
            if lookup == f"{BY_POSITION}__id__exact":
                seen = visible_positions(acting_user(request)).values_list("pk", flat=True)
                return value in {str(pk) for pk in seen}
            if lookup.startswith(("applications", "invitations")):
                return False
        return super().lookup_allowed(lookup, value, request)

    @admin.display(description="positions")
    def applied_for(self, candidate: Candidate) -> str:
        told = []
        for application in candidate.applications.all():
            is_open = application.decision == ApplicationDecision.UNDECIDED
            words = "" if is_open else f" ({application.get_decision_display()})"
            told.append(f"{application.position}{words}")
        return ", ".join(told) or NOTHING

    @admin.display(description="added", ordering="created_at")
    def added(self, candidate: Candidate) -> str:
        return date_format(timezone.localtime(candidate.created_at), "j M Y")

    @admin.display(description="tags")
    def tag_list(self, candidate: Candidate) -> str:
        return ", ".join(tag.name for tag in candidate.tags.all()) or NOTHING

    @admin.display(description="interviews", ordering="number")
    def interview_count(self, candidate: Any) -> int:
        number: int = candidate.number
        return number

    @admin.action(description="Merge two records of one person…", permissions=["change"])
    def merge_chosen(self, request: HttpRequest, chosen: QuerySet[Candidate]) -> HttpResponseBase | None:
        """Leads to the page that says what a merge would do; the earlier record is kept unless one says otherwise."""
        two = list(chosen.order_by("pk")[:3])
        if len(two) != 2:
            messages.warning(request, "Choose exactly two people.")
            return None
        return redirect(f"{reverse(merging.URL, args=[two[0].pk])}?duplicate={two[1].pk}")

    # The page -------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Any, name: str) -> URLPattern:
            pattern: URLPattern = path(route, self.admin_site.admin_view(view), name=name)
            return pattern

        return [
            page("<int:candidate_id>/merge/", self.merge_view, merging.URL_NAME),
            page("<int:candidate_id>/erase/", self.erase_view, erasing.URL_NAME),
            page("applications/<int:application_id>/decide/", self.decide_view, deciding.URL_NAME),
            *super().get_urls(),
        ]

    def get_form(
        self, request: HttpRequest, obj: Candidate | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        # Made afresh for each request.
        form = super().get_form(request, obj, change, **kwargs)
        form.viewer = acting_user(request)  # type: ignore[attr-defined]
        return form

    def has_delete_permission(self, request: HttpRequest, obj: Candidate | None = None) -> bool:
        return False

    def may_erase(self, request: HttpRequest) -> bool:
        return super().has_delete_permission(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        candidate = self.get_object(request, object_id)
        if candidate is not None and candidate.merged_into_id is not None:
            # Old addresses and bookmarks of a duplicate lead to the person.
            return redirect("admin:interviews_candidate_change", candidate.merged_into_id)
        return super().change_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        candidate = kwargs.get("obj")
        if candidate is not None:
            context |= {
                "person": people.person(request, candidate),
                "may_change": self.has_change_permission(request),
                "may_invite": request.user.has_perm("interviews.change_invitation"),
                "may_decide": request.user.has_perm("interviews.change_application"),
                "may_erase": self.may_erase(request),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Candidate, form: CandidateForm, change: bool) -> None:
        if not change:
            obj.save(force_insert=True)
        change_candidate(
            candidate=obj,
            fields={"name", "email"}.intersection(form.changed_data) if change else (),
            tags=form.cleaned_data["tag_names"],
        )
        if position := form.cleaned_data.get("apply_for"):
            try:
                apply_for(candidate=obj, position=position)
            except Refused as refusal:
                messages.error(request, refusal.message)

    # Actions with a page to confirm ---------------------------------------------------------------------------------

    def decide_view(self, request: HttpRequest, application_id: int) -> HttpResponse:
        if not request.user.has_perm("interviews.change_application"):
            raise PermissionDenied
        applications = visible_applications(acting_user(request)).select_related("candidate", "position")
        application = get_object_or_404(applications, pk=application_id)
        return deciding.page(request, self.admin_site, application, acting_user(request))

    def _whole(self, request: HttpRequest, candidate_id: int) -> Candidate:
        """Somebody of whom nothing is hidden from the viewer, for what concerns all of it."""
        seen = visible_candidates(acting_user(request)).filter(merged_into=None)
        candidate = get_object_or_404(seen, pk=candidate_id)
        if not sees_all_of(acting_user(request), candidate):
            raise PermissionDenied
        return candidate

    def merge_view(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        kept = self._whole(request, candidate_id)
        return merging.page(request, self.admin_site, kept, acting_user(request))

    def erase_view(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        if not self.may_erase(request):
            raise PermissionDenied
        candidate = self._whole(request, candidate_id)
        return erasing.page(request, self.admin_site, candidate, acting_user(request))
