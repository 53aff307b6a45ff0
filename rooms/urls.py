"""The live room's paths."""

from django.urls import path

from rooms import check_views, views

urlpatterns = [
    path("interviews/<uuid:interview_id>/room/", views.room, name="room"),
    path("interviews/waiting/", views.waiting_people, name="waiting_people"),
    path("interviews/<uuid:interview_id>/colleagues/", views.invite_colleague, name="invite_colleague"),
    path("interviews/<uuid:interview_id>/end/", views.end_interview, name="end_interview"),
    path("join/<str:token>/", views.join, name="join"),
    path("check/<str:token>/", check_views.computer_check, name="computer_check"),
    path("check/<str:token>/result/", check_views.computer_check_result, name="computer_check_result"),
]
