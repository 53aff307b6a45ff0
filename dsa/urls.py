"""Addresses of coding sessions."""

from django.urls import include, path

urlpatterns = [
    path("v1/", include("dsa.api.urls")),
]
