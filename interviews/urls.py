"""Pages of signed-in people outside the admin and the room."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from interviews import choosing_views, own_record_views, scorecard_views, views
from interviews.api.views import NotesView, NoteView

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/login/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("interviews/<uuid:interview_id>/scorecard/", scorecard_views.scorecard, name="scorecard"),
    path("choose/<str:token>/", choosing_views.choose, name="choose_time"),
    path("v1/interviews/<uuid:interview_id>/notes", NotesView.as_view(), name="notes"),
    path("v1/interviews/<uuid:interview_id>/notes/<uuid:note_id>", NoteView.as_view(), name="note"),
    path("me/<str:token>/", own_record_views.own_records, name="own_records"),
    path("me/<str:token>/copy/", own_record_views.copy, name="own_copy"),
    path("me/<str:token>/delete/", own_record_views.delete, name="own_deletion"),
    path("questions/", views.questions, name="questions"),
    path("questions/add/", views.question_add, name="question_add"),
    path("questions/<int:question_id>/", views.question_edit, name="question_edit"),
    path("questions/<int:question_id>/delete/", views.question_delete, name="question_delete"),
    path("questions/<int:question_id>/move/", views.question_move, name="question_move"),
]
