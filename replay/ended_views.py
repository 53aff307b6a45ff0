"""The list of ended interviews, for interviewers and recruiters."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from interviews.access.looking_back import looks_back
from interviews.models import Interview
from replay.ended import ended_interviews, missing_of
from replay.views import reader_of

PER_PAGE = 25
MAX_SEARCH_LENGTH = 200


@never_cache
@require_safe
@login_required
def ended(request: HttpRequest) -> HttpResponse:
    """`?q=` searches, `?missing=1` leaves those where something is to be done yet."""
    user = reader_of(request)
    if not looks_back(user):
        raise PermissionDenied
    search = request.GET.get("q", "").replace("\0", "").strip()[:MAX_SEARCH_LENGTH]
    only_missing = request.GET.get("missing") == "1"
    found = ended_interviews(user, search, only_missing=only_missing)
    page: Paginator[Interview] = Paginator(found, PER_PAGE)
    shown = page.get_page(request.GET.get("page"))
    missing = missing_of(user, shown.object_list)
    query = {
        name: value for name, value in (("q", search), ("missing", "1" if only_missing else "")) if value
    }
    context = {
        "page": shown,
        "rows": [(interview, missing.get(interview.pk, [])) for interview in shown.object_list],
        "search": search,
        "only_missing": only_missing,
        "query": urlencode(query),
    }
    return render(request, "replay/ended.html", context)
