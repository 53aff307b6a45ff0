"""Proctoring's paths outside the admin."""

from django.urls import path
from django.views.generic import RedirectView

from proctoring import views
from proctoring.api import views as api
from proctoring.storage import Folder

urlpatterns = [
    # Until there was one page for everything that is kept of a candidate, proctoring's was here.
    path(
        "dsa/<str:token>/proctoring/",
        RedirectView.as_view(pattern_name="own_records"),
        name="own_records_before",
    ),
    path(
        "me/<str:token>/incidents/<uuid:incident_id>/reply/",
        views.reply_to_incident,
        name="reply_to_incident",
    ),
    path(
        "me/<str:token>/pictures/<uuid:snapshot_id>/",
        views.own_picture,
        {"folder": Folder.PICTURE},
        name="own_picture",
    ),
    path(
        "me/<str:token>/thumbnails/<uuid:snapshot_id>/",
        views.own_picture,
        {"folder": Folder.THUMBNAIL},
        name="own_thumbnail",
    ),
    path(
        "me/<str:token>/pictures/<uuid:snapshot_id>/reply/",
        views.reply_to_picture,
        name="reply_to_picture",
    ),
    path("me/<str:token>/withdraw/", views.withdraw_consent, name="withdraw_consent"),
    path("v1/dsa/<str:token>/proctoring", api.StateView.as_view(), name="proctoring_state"),
    path("v1/dsa/<str:token>/proctoring/consent", api.ConsentView.as_view(), name="proctoring_consent"),
    path(
        "v1/dsa/<str:token>/proctoring/camera-check",
        api.CameraCheckView.as_view(),
        name="proctoring_camera_check",
    ),
    path(
        "v1/dsa/<str:token>/proctoring/exemption-request",
        api.ExemptionRequestView.as_view(),
        name="proctoring_exemption_request",
    ),
    path("v1/dsa/<str:token>/snapshots", api.SnapshotsView.as_view(), name="snapshots"),
    path("v1/dsa/<str:token>/incidents", api.IncidentsView.as_view(), name="incidents"),
    path(
        "v1/dsa/<str:token>/incidents/<uuid:incident_id>/reply",
        api.ReplyView.as_view(),
        name="incident_reply",
    ),
]
