"""Every HTTP path (design section 5)."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("", include("talentsync.health")),
    path("", include("interviews.urls")),
    path("", include("proctoring.urls")),
    path("", include("rooms.urls")),
]
