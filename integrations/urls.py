"""Addresses of the API for recruiters' systems."""

from django.urls import path

from integrations.api import interview_views, people_views, record_views

urlpatterns = [
    path("v1/candidates", people_views.CandidatesView.as_view(), name="api_candidates"),
    path("v1/candidates/<int:candidate_id>", people_views.CandidateView.as_view(), name="api_candidate"),
    path("v1/positions", people_views.PositionsView.as_view(), name="api_positions"),
    path("v1/positions/<int:position_id>", people_views.PositionView.as_view(), name="api_position"),
    path("v1/applications", people_views.ApplicationsView.as_view(), name="api_applications"),
    path(
        "v1/applications/<int:application_id>", people_views.ApplicationView.as_view(), name="api_application"
    ),
    path(
        "v1/applications/<int:application_id>/decisions",
        people_views.DecisionsView.as_view(),
        name="api_decisions",
    ),
    path("v1/interviews", interview_views.InterviewsView.as_view(), name="api_interviews"),
    path("v1/interviews/<uuid:interview_id>", interview_views.InterviewView.as_view(), name="api_interview"),
    path(
        "v1/interviews/<uuid:interview_id>/cancel",
        interview_views.CancelInterviewView.as_view(),
        name="api_interview_cancel",
    ),
    path(
        "v1/interviews/<uuid:interview_id>/scorecards",
        interview_views.ScorecardsView.as_view(),
        name="api_scorecards",
    ),
    path("v1/invitations", interview_views.InvitationsView.as_view(), name="api_invitations"),
    path(
        "v1/invitations/<int:invitation_id>", interview_views.InvitationView.as_view(), name="api_invitation"
    ),
    path(
        "v1/invitations/<int:invitation_id>/revoke",
        interview_views.RevokeInvitationView.as_view(),
        name="api_invitation_revoke",
    ),
    path(
        "v1/invitations/<int:invitation_id>/renew",
        interview_views.RenewInvitationView.as_view(),
        name="api_invitation_renew",
    ),
    path("v1/results", interview_views.ResultsView.as_view(), name="api_results"),
    path("v1/records", record_views.RecordsView.as_view(), name="api_records"),
    path("v1/records/<uuid:record_id>", record_views.RecordView.as_view(), name="api_record"),
    path("v1/records/<uuid:record_id>/file", record_views.RecordFileView.as_view(), name="api_record_file"),
    path("v1/stages", interview_views.StagesView.as_view(), name="api_stages"),
    path("v1/interviewers", interview_views.InterviewersView.as_view(), name="api_interviewers"),
]
