"""Error codes of proctoring, with the sentence that people read for each."""

from collections.abc import Mapping
from enum import StrEnum

from talentsync.lib.errors import Refused


class ProctoringCode(StrEnum):
    """Stable codes of refused requests; docs/proctoring.md lists them.

    Those about the link are AccessCode's, those about the session are SessionCode's.
    """

    PROCTORING_OFF = "proctoring_off"
    CONSENT_REQUIRED = "consent_required"
    CAMERA_REQUIRED = "camera_required"
    CONSENT_TEXT_CHANGED = "consent_text_changed"
    NOT_ACTIVE = "not_active"
    TOO_MANY = "too_many"
    CLIENT_ID_REUSED = "client_id_reused"
    UNSUPPORTED_TYPE = "unsupported_type"
    TOO_LARGE = "too_large"
    INCIDENT_NOT_FOUND = "incident_not_found"
    STORAGE_UNAVAILABLE = "storage_unavailable"
    REVIEWED_MEANWHILE = "reviewed_meanwhile"
    NOTE_REQUIRED = "note_required"
    ALREADY_EXEMPTED = "already_exempted"
    PICTURE_NOT_FOUND = "picture_not_found"


CODE_MESSAGES: Mapping[ProctoringCode, str] = {
    ProctoringCode.PROCTORING_OFF: "This session has no webcam snapshots.",
    ProctoringCode.CONSENT_REQUIRED: "Answer first whether your webcam may be used.",
    ProctoringCode.CAMERA_REQUIRED: (
        "This session starts only with a working camera. Allow it in your browser and look at its picture, or ask "
        "for a session without a camera."
    ),
    ProctoringCode.CONSENT_TEXT_CHANGED: "The text has changed since you opened it. Read it again, please.",
    ProctoringCode.NOT_ACTIVE: "No session is under way, so nothing is recorded.",
    ProctoringCode.TOO_MANY: "There are too many records of this session already.",
    ProctoringCode.CLIENT_ID_REUSED: "This clientId was used for another picture.",
    ProctoringCode.UNSUPPORTED_TYPE: "The image is neither a JPEG nor a PNG.",
    ProctoringCode.TOO_LARGE: "The image is larger than what is taken here.",
    ProctoringCode.INCIDENT_NOT_FOUND: "There is no such note about you.",
    ProctoringCode.STORAGE_UNAVAILABLE: "Pictures cannot be stored at the moment. Send it again in a minute.",
    ProctoringCode.REVIEWED_MEANWHILE: "Somebody else has reviewed this meanwhile. Nothing was saved.",
    ProctoringCode.NOTE_REQUIRED: "Say in the note what makes it suspicious.",
    ProctoringCode.PICTURE_NOT_FOUND: "There is no such picture of you.",
    ProctoringCode.ALREADY_EXEMPTED: "You take this session without a camera already.",
}


def proctoring_refused(code: ProctoringCode) -> Refused:
    """The exception for a code, with its message."""
    return Refused(code, CODE_MESSAGES[code])
