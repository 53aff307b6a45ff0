"""Replay's paths."""

from django.urls import path

from replay import coding_session_views, continue_views, ended_views, record_views, views

urlpatterns = [
    path("interviews/<uuid:interview_id>/replay/", views.player, name="replay"),
    path("interviews/<uuid:interview_id>/replay/timeline.json", views.timeline, name="replay_timeline"),
    path("interviews/<uuid:interview_id>/replay/document.json", views.document, name="replay_document"),
    path("interviews/<uuid:interview_id>/replay/authorship.json", views.authorship, name="replay_authorship"),
    path("interviews/<uuid:interview_id>/replay/runs/<uuid:run_id>/", views.run, name="replay_run"),
    path("interviews/<uuid:interview_id>/replay/code/", views.code, name="replay_code"),
    path("interviews/<uuid:interview_id>/replay/moment.json", views.moment, name="replay_moment"),
    path("interviews/<uuid:interview_id>/replay/board.json", views.board_log, name="replay_board_log"),
    path("interviews/<uuid:interview_id>/replay/board/", views.board, name="replay_board"),
    path(
        "interviews/<uuid:interview_id>/replay/sessions/<int:session_id>/code/<int:draft_id>/",
        coding_session_views.session_code,
        name="replay_session_code",
    ),
    path(
        "interviews/<uuid:interview_id>/replay/sessions/<int:session_id>/timeline.json",
        coding_session_views.session_timeline,
        name="replay_session_timeline",
    ),
    path(
        "interviews/<uuid:interview_id>/replay/sessions/<int:session_id>/streams/<int:stream_id>.json",
        coding_session_views.session_stream,
        name="replay_session_stream",
    ),
    path(
        "interviews/<uuid:interview_id>/replay/sessions/<int:session_id>/search.json",
        coding_session_views.session_search,
        name="replay_session_search",
    ),
    path("interviews/ended/", ended_views.ended, name="ended"),
    path(
        "interviews/<uuid:interview_id>/replay/continue/",
        continue_views.continue_interview,
        name="continue_interview",
    ),
    path("interviews/<uuid:interview_id>/submissions/", continue_views.open_session, name="open_submission"),
    path("interviews/<uuid:interview_id>/record/", record_views.records, name="records"),
    path("interviews/<uuid:interview_id>/record/status.json", record_views.status, name="record_status"),
    path("interviews/<uuid:interview_id>/record/<uuid:record_id>/", record_views.take, name="record_file"),
]
