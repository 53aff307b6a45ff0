"""Addresses of coding sessions."""

from django.urls import include, path

from dsa.views import practice_page, session_page

urlpatterns = [
    path("dsa/<str:token>/", session_page, name="dsa_session"),
    path("dsa/<str:token>/practice/", practice_page, name="dsa_practice"),
    path("v1/", include("dsa.api.urls")),
]
