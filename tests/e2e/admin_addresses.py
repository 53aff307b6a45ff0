"""The address of every page of the admin, out of its URL patterns: what is registered later is among them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dsa.models import Draft, DsaSession, Problem, ProblemCheck, SimilarPair, Submission
from integrations.models import ApiToken, WebhookDelivery, WebhookEndpoint
from interviews.demo import INES
from interviews.models import (
    Application,
    Candidate,
    ColleagueInvitation,
    Interview,
    Invitation,
    OutgoingMail,
    OwnDeletion,
    Position,
    User,
)
from proctoring.models import ProctoredCandidate

# What answers GET with something else than a page, by the pattern's name.
NO_PAGES: Final[Mapping[str, str]] = {
    "login": "leads to the site's own",
    "logout": "POST alone",
    "password_change_done": "leads to the site's own",
    "autocomplete": "JSON",
    "jsi18n": "a script",
    "view_on_site": "a redirect",
    "dsa_problem_check": "POST alone",
    "dsa_problem_ready": "POST alone",
    "dsa_problem_retire": "POST alone",
    "dsa_problem_restore": "POST alone",
    "dsa_session_export": "CSV",
    "dsa_session_export_candidates": "CSV",
    "dsa_similarity_compare": "POST alone",
    "interviews_interview_plan_candidates": "JSON",
    "interviews_interview_plan_times": "JSON",
    "interviews_mailtemplate_preview": "POST alone",
    "interviews_position_export": "CSV",
    "interviews_position_mails": "a part of the page of links",
    "interviews_position_links_export": "CSV",
    "integrations_webhookdelivery_again": "POST alone",
    "integrations_webhookendpoint_test": "POST alone",
    "proctoring_export": "POST alone",
    "proctoring_proctoredcandidate_history": "none: the interview's timeline tells it",
    "proctoring_picture": "a picture",
    "proctoring_thumbnail": "a picture",
}


def _first(model: type[Model], **conditions: Any) -> Callable[[], Any]:
    return lambda: model._default_manager.filter(**conditions).order_by("pk")[0].pk


# Whose pages are walked, by the names of the patterns' parameters; those of one page by its name before them.
SUBJECTS: Final[Mapping[str, Callable[[], Any]]] = {
    "application_id": _first(Application),
    "candidate_id": _first(Candidate),
    "check_id": _first(ProblemCheck),
    "deletion_id": _first(OwnDeletion),
    "delivery_id": _first(WebhookDelivery),
    "digest": _first(ApiToken),
    "draft_id": _first(Draft),
    "endpoint_id": _first(WebhookEndpoint),
    "id": _first(User, username=INES.username),
    "interview_id": _first(Interview, state="scheduled", stage__mode="live"),
    "invitation_id": _first(Invitation, interview__state="scheduled"),
    "mail_id": _first(OutgoingMail),
    "pair_id": _first(SimilarPair),
    "person_id": _first(User, username=INES.username),
    "position_id": _first(Position),
    "problem_id": _first(Problem, key="paperround"),
    "session_id": _first(DsaSession, state="finished"),
    "submission_id": _first(Submission, judgements__state="finished"),
    "dsa_session_extra_time.invitation_id": _first(Invitation, dsa_session__state="active"),
    "dsa_session_finish.session_id": _first(DsaSession, state="active"),
    "dsa_session_results.interview_id": _first(Interview, invitations__dsa_session__state="finished"),
    "dsa_submission_rejudge_problem_in_interview.interview_id": _first(
        Interview, invitations__dsa_session__state="finished"
    ),
    "interviews_colleagueinvitation_revoke.invitation_id": _first(ColleagueInvitation),
    **{
        f"proctoring_{page}.candidate_id": _first(ProctoredCandidate, snapshots__isnull=False)
        for page in ("exempt", "ask_again", "erase")
    },
    "proctoring_interview.interview_id": _first(Interview, title="Backend engineer: proctored session"),
}
# Pages that look different for another subject or choice: the pattern's name, a subject, a query.
MORE: Final[tuple[tuple[str, Callable[[], Any] | None, str], ...]] = (
    ("index", None, "?q=cara"),
    ("interviews_interview_changelist", None, "?start=next-7-days&q=x"),
    ("interviews_interview_change", _first(Interview, stage__mode="dsa", state="completed"), ""),
    ("interviews_interview_change", _first(Interview, stage__mode="live", state="completed"), ""),
    ("dsa_problem_change", _first(Problem, key="paperround"), ""),
)


def patterns() -> Iterator[URLPattern]:
    """Those of the admin that have a name. The ones without lead to others."""

    def below(resolver: URLResolver) -> Iterator[URLPattern]:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                yield from below(one)
            elif one.name is not None:
                yield one

    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and resolver.app_name == admin.site.name:
            yield from below(resolver)


def addresses(viewer: User) -> list[str]:
    """The path and query of each page, once; of the newest row that they see of each kind."""
    request = HttpRequest()
    request.user = viewer
    found: dict[str, None] = {}
    for pattern in patterns():
        if pattern.name not in NO_PAGES:
            found |= dict.fromkeys(
                _addresses_of(request, str(pattern.name), list(pattern.pattern.converters))
            )
    if not found:
        raise LookupError("the admin has no pages")
    for name, subject, query in MORE:
        arguments = [] if subject is None else [subject()]
        found[reverse(f"admin:{name}", args=arguments) + query] = None
    return list(found)


def _addresses_of(request: HttpRequest, name: str, parameters: list[str]) -> Iterator[str]:
    if name == "app_list":
        for label in sorted({model._meta.app_label for model in admin.site._registry}):
            yield reverse("admin:app_list", args=[label])
        return
    if parameters == ["object_id"]:
        model_admin = admin.site.get_model_admin(_registered_under(name))
        arguments = [model_admin.get_queryset(request).order_by("-pk")[0].pk]
    else:
        arguments = [
            SUBJECTS[f"{name}.{each}" if f"{name}.{each}" in SUBJECTS else each]() for each in parameters
        ]
    yield reverse(f"admin:{name}", args=arguments)


def _registered_under(name: str) -> type[Model]:
    """Whose admin has the pattern `app_model_page`."""
    return next(
        model
        for model in admin.site._registry
        if name.startswith(f"{model._meta.app_label}_{model._meta.model_name}_")
    )
