"""The OpenAPI document and the page that shows it, for signed-in staff."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from interviews.models import User


def _require_staff(user: User | AnonymousUser) -> None:
    if not (user.is_active and user.is_staff):
        raise PermissionDenied


@never_cache
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3, as JSON."""
    _require_staff(request.user)
    return JsonResponse(document(), content_type="application/vnd.oai.openapi+json")


@never_cache
@require_safe
@login_required
def docs(request: HttpRequest) -> HttpResponse:
    """The same to read and to try out: Swagger UI, its files from our own host."""
    _require_staff(request.user)
    return render(request, "dsa/api_docs.html")


def document() -> dict[str, Any]:
    generated: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return generated


def closed_objects(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A hook of drf-spectacular: objects have no other fields than those described, in requests as in answers."""
    for component in result["components"]["schemas"].values():
        if component.get("type") == "object":
            component.setdefault("additionalProperties", False)
    return result
