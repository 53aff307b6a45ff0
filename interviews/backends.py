"""Signing in by name and password, and what an account may do."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db.models import Q


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """django-allauth's. It reads a person's permissions in one query instead of two: every page of the admin asks."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        known: set[str] | None = getattr(user_obj, "_all_permissions", None)
        if known is None:
            permissions = Permission.objects.all()
            if not user_obj.is_superuser:
                permissions = permissions.filter(Q(user=user_obj) | Q(group__user=user_obj)).distinct()
            rows = permissions.order_by().values_list("content_type__app_label", "codename")
            known = {f"{app}.{codename}" for app, codename in rows}
            user_obj._all_permissions = known
        return known
