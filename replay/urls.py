"""Replay's paths."""

from django.urls import path

from replay import views

urlpatterns = [
    path("interviews/<uuid:interview_id>/replay/", views.player, name="replay"),
    path("interviews/<uuid:interview_id>/replay/timeline.json", views.timeline, name="replay_timeline"),
    path("interviews/<uuid:interview_id>/replay/document.json", views.document, name="replay_document"),
    path("interviews/<uuid:interview_id>/replay/authorship.json", views.authorship, name="replay_authorship"),
    path("interviews/<uuid:interview_id>/replay/runs/<uuid:run_id>/", views.run, name="replay_run"),
    path("interviews/<uuid:interview_id>/replay/code/", views.code, name="replay_code"),
    path("interviews/<uuid:interview_id>/replay/board.json", views.board_log, name="replay_board_log"),
    path("interviews/<uuid:interview_id>/replay/board/", views.board, name="replay_board"),
]
