"""The list of proctored candidates, and the page on which one is reviewed."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from interviews.admin.confirmed_actions import ConfirmedAction, confirm
from interviews.admin.display import local_time
from interviews.admin.requests import acting_user
from interviews.hooks import Link
from interviews.models import Interview, User
from interviews.timeline import Actor
from interviews.visibility import interview_condition, visible_interviews
from proctoring import export
from proctoring.admin import timeline
from proctoring.choices import ReviewStatus, SnapshotState
from proctoring.image_response import image_response
from proctoring.models import Consent, Exemption, Incident, ProctoredCandidate, Review, Snapshot
from proctoring.models.review import MAX_NOTE_LENGTH
from proctoring.selectors import open_request, proctoring_of
from proctoring.services import retention
from proctoring.services import review as review_services
from proctoring.services.consent import grant_exemption, withdraw_exemption
from proctoring.storage import Folder
from talentsync.lib.errors import Refused

PICTURES_PER_PAGE = 120
SHAPES = {ReviewStatus.NOT_REVIEWED: "○", ReviewStatus.PASSED: "✓", ReviewStatus.SUSPICIOUS: "!"}


def status_badge(status: ReviewStatus) -> SafeString:
    """A status as a shape and its word."""
    return format_html(
        '<span class="state review-{}"><span aria-hidden="true">{}</span> {}</span>',
        status.value,
        SHAPES[status],
        status.label,
    )


class ReviewForm(forms.Form):
    """What a reviewer says. `seen` is the number of the latest statement on the page that they read."""

    status = forms.ChoiceField(
        label="Outcome",
        choices=ReviewStatus.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=MAX_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For recruiters only. Needed with “suspicious”: say what you saw, and when.",
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class CameraAnswer(TextChoices):
    """Where a candidate stands with the camera, as the list of candidates tells it."""

    ASKED = "asked", "Asks to go without"
    DECLINED = "declined", "Declined"
    GIVEN = "given", "Agreed"
    EXEMPTED = "exempted", "Goes without"
    MISSING = "missing", "Not answered yet"


class CameraFilter(admin.SimpleListFilter):
    """By the answer about the webcam."""

    title = "camera"
    parameter_name = "camera"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(answer.value, answer.label) for answer in CameraAnswer]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(camera_answer=value) if value in CameraAnswer.values else queryset


class StatusFilter(admin.SimpleListFilter):
    """By the latest review."""

    title = "review"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status.value, status.label) for status in ReviewStatus]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(review_status=value) if value in ReviewStatus.values else queryset


def _seen(request: HttpRequest) -> Any:
    """The candidates of those interviews that the viewer sees."""
    seen = interview_condition(acting_user(request), "interview")
    return ProctoredCandidate.objects.proctored().filter(seen)


def _count(rows: QuerySet[Any]) -> Coalesce:
    of_one = rows.filter(invitation=OuterRef("pk")).order_by().values("invitation")
    return Coalesce(Subquery(of_one.annotate(number=Count("pk")).values("number")), 0)


def links(request: HttpRequest, interview: Interview) -> list[Link]:
    """What stands above the interview's own page: the way to the pictures, and who waits for an answer."""
    if not request.user.has_perm("proctoring.view_proctoredcandidate"):
        return []
    candidates = ProctoredCandidate.objects.proctored().filter(interview=interview)
    if not candidates.exists():
        return []
    answers = [answer for (answer,) in candidates.annotate(answer=_camera_answer()).values_list("answer")]
    label = "Webcam snapshots"
    if asking := answers.count(CameraAnswer.ASKED):
        label += f" ({asking} {'asks' if asking == 1 else 'ask'} to go without a camera)"
    elif declined := answers.count(CameraAnswer.DECLINED):
        label += f" ({declined} declined)"
    return [Link(label, reverse("admin:proctoring_interview", args=[interview.pk]))]


def _camera_answer() -> Case:
    latest = Consent.objects.filter(invitation=OuterRef("pk")).order_by("-pk").values("decision")[:1]
    return Case(
        When(
            Exists(Exemption.objects.active().filter(invitation=OuterRef("pk"))),
            then=Value(CameraAnswer.EXEMPTED.value),
        ),
        When(exemption_request__isnull=False, then=Value(CameraAnswer.ASKED.value)),
        default=Coalesce(Subquery(latest), Value(CameraAnswer.MISSING.value)),
        output_field=CharField(),
    )


@admin.register(ProctoredCandidate)
class ProctoredCandidateAdmin(admin.ModelAdmin[ProctoredCandidate]):
    """Reading and routing; `services*` write."""

    list_display = [
        "name",
        "review_shown",
        "camera_shown",
        "interview",
        "start",
        "pictures_shown",
        "incidents_shown",
    ]
    list_display_links = ["name"]
    list_filter = [CameraFilter, StatusFilter, ("interview__stage", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name", "email", "interview__title"]
    search_help_text = "Candidate's name or address, interview."
    list_select_related = ["interview"]
    list_per_page = 50
    ordering = ["-interview__scheduled_start", "pk"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProctoredCandidate]:
        latest = Review.objects.filter(invitation=OuterRef("pk")).order_by("-number")
        candidates: QuerySet[ProctoredCandidate] = _seen(request).annotate(
            picture_count=_count(Snapshot.objects.stored()),
            incident_count=_count(Incident.objects.all()),
            review_status=Coalesce(
                Subquery(latest.values("status")[:1]), Value(ReviewStatus.NOT_REVIEWED.value)
            ),
            camera_answer=_camera_answer(),
        )
        return candidates

    @admin.display(description="review")
    def review_shown(self, candidate: Any) -> SafeString:
        return status_badge(ReviewStatus(candidate.review_status))

    @admin.display(description="camera", ordering="camera_answer")
    def camera_shown(self, candidate: Any) -> SafeString:
        answer = CameraAnswer(candidate.camera_answer)
        # What waits for the recruiter has a colour and a shape beside its words.
        mark = "! " if answer in (CameraAnswer.ASKED, CameraAnswer.DECLINED) else ""
        return format_html('<span class="state camera-{}">{}{}</span>', answer.value, mark, answer.label)

    @admin.display(description="start", ordering="interview__scheduled_start")
    def start(self, candidate: ProctoredCandidate) -> str:
        return local_time(candidate.interview.scheduled_start)

    @admin.display(description="pictures", ordering="picture_count")
    def pictures_shown(self, candidate: Any) -> str:
        return (
            "no camera" if candidate.camera_answer == CameraAnswer.EXEMPTED else str(candidate.picture_count)
        )

    @admin.display(description="incidents", ordering="incident_count")
    def incidents_shown(self, candidate: Any) -> str:
        return str(candidate.incident_count)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    # Pages ----------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(never_cache(view)), name=f"proctoring_{name}")

        return [
            page("<int:candidate_id>/exempt/", self.exempt_view, "exempt"),
            page("<int:candidate_id>/ask-again/", self.ask_again_view, "ask_again"),
            page("<int:candidate_id>/erase/", self.erase_view, "erase"),
            page("<int:candidate_id>/export/", require_POST(self.export_view), "export"),
            page("interview/<uuid:interview_id>/", require_safe(self.interview_view), "interview"),
            page("pictures/<uuid:snapshot_id>/", require_safe(self.picture_view), "picture"),
            page("thumbnails/<uuid:snapshot_id>/", require_safe(self.thumbnail_view), "thumbnail"),
            *super().get_urls(),
        ]

    def _to_see(self, request: HttpRequest) -> User:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return acting_user(request)

    def _candidate(self, request: HttpRequest, candidate_id: object) -> ProctoredCandidate:
        candidates = _seen(request).select_related("interview__stage", "interview__created_by")
        # The stubs give a proxy the manager of the model that it stands for.
        return cast(ProctoredCandidate, get_object_or_404(candidates, pk=candidate_id))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Proctored candidates", **(extra_context or {})})

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The right to delete is that to erase; invitations are revoked, never deleted."""
        raise PermissionDenied

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The interview's timeline tells it."""
        raise Http404

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The review of one candidate."""
        actor = self._to_see(request)
        if not object_id.isdigit():
            raise Http404
        candidate = self._candidate(request, object_id)
        form = None
        if request.method == "POST":
            if not self.has_change_permission(request):
                raise PermissionDenied
            form = ReviewForm(request.POST)
            if form.is_valid() and self._review(request, candidate, form):
                return redirect("admin:proctoring_proctoredcandidate_change", candidate.pk)
        else:
            review_services.record_opening(invitation=candidate, actor=actor)
        return self._page(request, candidate, form)

    def _review(self, request: HttpRequest, candidate: ProctoredCandidate, form: ReviewForm) -> bool:
        try:
            review_services.review(
                invitation=candidate,
                status=ReviewStatus(form.cleaned_data["status"]),
                note=form.cleaned_data["note"],
                seen=form.cleaned_data["seen"],
                actor=acting_user(request),
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return False
        messages.success(request, "Your review is saved.")
        return True

    def _page(
        self, request: HttpRequest, candidate: ProctoredCandidate, form: ReviewForm | None
    ) -> HttpResponse:
        reviews = list(
            Review.objects.filter(invitation=candidate).select_related("reviewer").order_by("-number")
        )
        latest = reviews[0] if reviews else None
        status = ReviewStatus(latest.status) if latest else ReviewStatus.NOT_REVIEWED
        pictures = Snapshot.objects.stored().filter(invitation=candidate)
        proctoring = proctoring_of(candidate)
        deletion = Snapshot.objects.filter(invitation=candidate).pending_deletion().count()
        context = {
            **self.admin_site.each_context(request),
            "title": f"Review of {candidate.name}",
            "opts": ProctoredCandidate._meta,
            "candidate": candidate,
            "interview": candidate.interview,
            "consent_status": proctoring.consent_status.label,
            "consents": [
                (consent.get_decision_display(), local_time(consent.decided_at), consent.text_version)
                for consent in Consent.objects.filter(invitation=candidate)
            ],
            "exemption_request": open_request(candidate),
            "is_exempted": Exemption.objects.active().filter(invitation=candidate).exists(),
            "pictures": Paginator(pictures, PICTURES_PER_PAGE).get_page(request.GET.get("page")),
            "expected": timeline.expected_pictures(candidate),
            "waiting": Snapshot.objects.received().filter(invitation=candidate).count(),
            "being_deleted": deletion,
            "deletion_date": local_time(pictures.aggregate(last=Max("keep_until"))["last"]),
            "lines": timeline.lines(candidate),
            "reviews": [
                (status_badge(ReviewStatus(each.status)), each, local_time(each.reviewed_at))
                for each in reviews
            ],
            "status_badge": status_badge(status),
            "form": form
            or ReviewForm(initial={"status": status.value, "seen": latest.number if latest else 0}),
            "can_review": self.has_change_permission(request),
            "can_erase": self.has_delete_permission(request),
        }
        page_status = 422 if form is not None else 200
        return TemplateResponse(request, "admin/proctoring/review.html", context, status=page_status)

    def interview_view(self, request: HttpRequest, interview_id: UUID) -> HttpResponse:
        """From an interview's page: to its candidate, or to the list of them."""
        self._to_see(request)
        interview = get_object_or_404(visible_interviews(acting_user(request)), pk=interview_id)
        candidates = list(ProctoredCandidate.objects.proctored().filter(interview=interview)[:2])
        if len(candidates) == 1:
            return redirect("admin:proctoring_proctoredcandidate_change", candidates[0].pk)
        changelist = reverse("admin:proctoring_proctoredcandidate_changelist")
        return redirect(f"{changelist}?interview__id__exact={interview.pk}")

    # Pictures -------------------------------------------------------------------------------------------------------

    def picture_view(self, request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
        return self._show(request, snapshot_id, Folder.PICTURE)

    def thumbnail_view(self, request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
        return self._show(request, snapshot_id, Folder.THUMBNAIL)

    def _show(self, request: HttpRequest, snapshot_id: UUID, folder: Folder) -> HttpResponse:
        """One image, to somebody who may see it, after noting that they do."""
        actor = self._to_see(request)
        seen = interview_condition(actor, "invitation__interview")
        snapshot = get_object_or_404(Snapshot.objects.stored().filter(seen), pk=snapshot_id)
        review_services.record_view(snapshot=snapshot, is_thumbnail=folder is Folder.THUMBNAIL, actor=actor)
        return image_response(snapshot, folder)

    # Actions --------------------------------------------------------------------------------------------------------

    def exempt_view(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        return self._exemption(
            request,
            candidate_id,
            grant_exemption,
            title="Let {} go without a camera?",
            consequence="They may start the session without agreeing to webcam snapshots, and none are taken.",
            button="Go without a camera",
            done="{} takes the session without a camera.",
            stale_message="That was granted already.",
        )

    def ask_again_view(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        return self._exemption(
            request,
            candidate_id,
            withdraw_exemption,
            title="Ask {} for the camera again?",
            consequence="Before they start, they must agree to webcam snapshots. A session that has begun goes on.",
            button="Ask for the camera",
            done="{} is asked for the camera again.",
            stale_message="There was no exemption.",
        )

    def _exemption(
        self, request: HttpRequest, candidate_id: int, act: Callable[..., bool], **words: str
    ) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        candidate = self._candidate(request, candidate_id)
        actor = acting_user(request)
        told = {name: word.format(candidate.name) for name, word in words.items()}
        return confirm(
            request,
            self.admin_site,
            candidate,
            ConfirmedAction(
                title=told["title"],
                consequence=told["consequence"],
                button=told["button"],
                done=told["done"],
                stale_message=told["stale_message"],
                action=lambda: bool(act(invitation=candidate, actor=actor)),
            ),
        )

    def erase_view(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        if not self.has_delete_permission(request):
            raise PermissionDenied
        candidate = self._candidate(request, candidate_id)
        actor = acting_user(request)
        pictures = (
            Snapshot.objects.not_deleted().filter(invitation=candidate).exclude(state=SnapshotState.REJECTED)
        )
        return confirm(
            request,
            self.admin_site,
            candidate,
            ConfirmedAction(
                title=f"Erase what is held about {candidate.name}?",
                consequence=(
                    f"{pictures.count()} pictures, all incidents, replies, answers and requests about the camera "
                    "and all reviews are deleted for good. The interview's timeline keeps that they were, and when. "
                    "A session under way records nothing more until the candidate agrees again."
                ),
                button="Erase all of it",
                is_dangerous=True,
                done=f"What was held about {candidate.name} is erased; the files of pictures follow at once.",
                stale_message="Nothing was held.",
                action=lambda: bool(
                    retention.erase_candidate_data(invitation=candidate, actor=Actor.user(actor))
                ),
            ),
        )

    def export_view(self, request: HttpRequest, candidate_id: int) -> StreamingHttpResponse:
        actor = self._to_see(request)
        candidate = self._candidate(request, candidate_id)
        review_services.record_export(invitation=candidate, actor=actor)
        answer = StreamingHttpResponse(export.stream(candidate), content_type="application/zip")
        answer["Content-Disposition"] = f'attachment; filename="candidate-{candidate.pk}.zip"'
        answer["Cache-Control"] = "no-store, private"
        return answer
