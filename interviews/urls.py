"""Pages of signed-in people outside the admin and the room."""

from allauth.account import views as account_views
from django.contrib.auth.decorators import login_required
from django.urls import include, path
from django.views.generic import RedirectView

from interviews import choosing_views, own_record_views, scorecard_views, views
from interviews.accounts import views as own_account_views
from interviews.api.views import NotesView, NoteView

to_account = login_required(RedirectView.as_view(pattern_name="account"))

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/login/", account_views.login, name="login"),
    path("accounts/logout/", account_views.logout, name="logout"),
    path("accounts/", own_account_views.account, name="account"),
    path("accounts/invitation/<str:token>/", own_account_views.accept, name="colleague_invitation"),
    # Addresses are corrected by recruiters, and what is connected is one company's sign-in.
    path("accounts/email/", to_account, name="account_email"),
    path("accounts/3rdparty/", to_account),
    path("accounts/", include("allauth.urls")),
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
