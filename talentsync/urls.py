"""Every HTTP path."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("", include("talentsync.health")),
    path("", include("interviews.urls")),
    path("", include("proctoring.urls")),
    path("", include("dsa.urls")),
    path("", include("rooms.urls")),
    path("", include("replay.urls")),
    path("", include("integrations.urls")),
]
if settings.MAIL_TRANSPORT == "anymail":
    # Where the provider tells of mails that came back.
    urlpatterns.append(path("anymail/", include("anymail.urls")))
if settings.VITE_DEV_PORT:
    urlpatterns.append(path("", include("talentsync.lib.vite_worker")))

# Below /v1 the answers are JSON.
handler400 = "talentsync.lib.json_api.pages.bad_request"
handler403 = "talentsync.lib.json_api.pages.permission_denied"
handler404 = "talentsync.lib.json_api.pages.page_not_found"
handler500 = "talentsync.lib.json_api.pages.server_error"
