"""Addresses below /v1."""

from django.urls import path

from dsa.api import docs_views, draft_log_views, draft_views, practice_views, session_views, submission_views

SESSION = "dsa/<str:token>"

urlpatterns = [
    path("schema", docs_views.schema, name="api_schema"),
    path("docs", docs_views.docs, name="api_docs"),
    path(SESSION, session_views.SessionView.as_view(), name="dsa_api_session"),
    path(f"{SESSION}/start", session_views.StartView.as_view(), name="dsa_start"),
    path(f"{SESSION}/finish", session_views.FinishView.as_view(), name="dsa_finish"),
    path(f"{SESSION}/run", submission_views.RunView.as_async_view(), name="dsa_run"),
    path(f"{SESSION}/submit", submission_views.SubmitView.as_async_view(), name="dsa_submit"),
    path(f"{SESSION}/submissions", submission_views.SubmissionsView.as_view(), name="dsa_submissions"),
    path(
        f"{SESSION}/submissions/<uuid:submission_id>",
        submission_views.SubmissionView.as_view(),
        name="dsa_submission",
    ),
    path(
        f"{SESSION}/submissions/<uuid:submission_id>/events",
        submission_views.EventsView.as_async_view(),
        name="dsa_submission_events",
    ),
    path(f"{SESSION}/drafts", draft_views.DraftsView.as_view(), name="dsa_drafts"),
    path(f"{SESSION}/drafts/<slug:problem_id>", draft_views.DraftView.as_view(), name="dsa_draft"),
    path(f"{SESSION}/draft-log", draft_log_views.DraftLogView.as_view(), name="dsa_draft_log"),
    path(f"{SESSION}/own-tests", draft_views.OwnTestListsView.as_view(), name="dsa_own_test_lists"),
    path(
        f"{SESSION}/own-tests/<slug:problem_id>",
        draft_views.OwnTestListView.as_view(),
        name="dsa_own_test_list",
    ),
    path(f"{SESSION}/practice", practice_views.PracticeView.as_view(), name="dsa_api_practice"),
    path(f"{SESSION}/practice/runs", practice_views.PracticeRunsView.as_view(), name="dsa_practice_runs"),
    path(
        f"{SESSION}/practice/runs/<uuid:run_id>",
        practice_views.PracticeRunView.as_view(),
        name="dsa_practice_run",
    ),
]
