"""Addresses of coding sessions."""

from django.urls import include, path

from dsa.views import session_page

urlpatterns = [
    path("dsa/<str:token>/", session_page, name="dsa_session"),
    path("v1/", include("dsa.api.urls")),
]
