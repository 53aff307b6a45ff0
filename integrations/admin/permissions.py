"""Who gets to webhooks: an endpoint is told of every interview, so whoever sees only some of them manages none."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from interviews.visibility import sees_everything


class ForThoseWhoSeeAll(admin.ModelAdmin[Any]):
    """Closed to people who see only their own positions, whatever their permissions."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return sees_everything(request.user) and super().has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return sees_everything(request.user) and super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return sees_everything(request.user) and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return sees_everything(request.user) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return sees_everything(request.user) and super().has_delete_permission(request, obj)
