"""Proctoring's tables. Other modules import models from here, never from the modules below."""

from proctoring.models.camera_check import CameraCheck
from proctoring.models.candidate import ProctoredCandidate
from proctoring.models.consent import Consent, Exemption
from proctoring.models.exemption_request import ExemptionRequest
from proctoring.models.incident import Incident
from proctoring.models.review import Review, SnapshotView
from proctoring.models.snapshot import Snapshot

__all__ = [
    "CameraCheck",
    "Consent",
    "Exemption",
    "ExemptionRequest",
    "Incident",
    "ProctoredCandidate",
    "Review",
    "Snapshot",
    "SnapshotView",
]
