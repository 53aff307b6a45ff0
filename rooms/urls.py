"""The live room's paths."""

from django.urls import path

from rooms import views

urlpatterns = [
    path("interviews/<uuid:interview_id>/room/", views.room, name="room"),
    path("interviews/<uuid:interview_id>/end/", views.end_interview, name="end_interview"),
    path("join/<str:token>/", views.join, name="join"),
]
