"""The words of proctoring as enums, and the named sets that rules speak of."""

from enum import StrEnum

from django.db.models import TextChoices


class Decision(TextChoices):
    """A candidate's answer to the consent text."""

    GIVEN = "given", "Agreed"
    DECLINED = "declined", "Declined"


class ConsentStatus(StrEnum):
    """What the answers and exemptions of a candidate come to."""

    REQUIRED = "required"
    GIVEN = "given"
    DECLINED = "declined"
    EXEMPTED = "exempted"

    @property
    def label(self) -> str:
        return {
            ConsentStatus.REQUIRED: "Not answered yet",
            ConsentStatus.GIVEN: "Agreed",
            ConsentStatus.DECLINED: "Declined",
            ConsentStatus.EXEMPTED: "Goes without a camera",
        }[self]


# With these a session may start.
MAY_START = frozenset({ConsentStatus.GIVEN, ConsentStatus.EXEMPTED})


class SnapshotState(TextChoices):
    """Where a snapshot stands: as it was sent, as it is kept, or found to be no image."""

    RECEIVED = "received", "Received"
    STORED = "stored", "Stored"
    REJECTED = "rejected", "Rejected"


class SnapshotReason(TextChoices):
    """Why the page took it."""

    START = "start", "Start of the session"
    INTERVAL = "interval", "Interval"
    SUBMIT = "submit", "Submission"


class RejectCode(TextChoices):
    """Why an upload was not kept."""

    UNDECODABLE = "undecodable", "It is no image that can be decoded."
    TRUNCATED = "truncated", "The image is cut off."
    TOO_MANY_PIXELS = "too_many_pixels", "The image has too many pixels."
    UPLOAD_LOST = "upload_lost", "The upload vanished from the storage."
    PROCESSING_FAILED = "processing_failed", "Processing it ended its worker again and again."


class IncidentKind(TextChoices):
    """What was noticed. The words are neutral: each of them has innocent reasons."""

    CAMERA_LOST = "camera_lost", "The camera could not be used"
    CAMERA_COVERED = "camera_covered", "The picture was black"
    CAMERA_ENDED = "camera_ended", "The camera stopped"
    PERMISSION_REVOKED = "permission_revoked", "The permission for the camera was taken back"
    TAB_HIDDEN = "tab_hidden", "The page was in the background"
    TAB_SHOWN = "tab_shown", "The page was in front again"
    FULLSCREEN_LEFT = "fullscreen_left", "Full screen was left"
    LARGE_PASTE = "large_paste", "A long text was pasted"
    WINDOW_BLUR = "window_blur", "Another window had the focus"
    WINDOW_FOCUS = "window_focus", "The page had the focus again"
    NETWORK_LOST = "network_lost", "The network was gone"
    NETWORK_BACK = "network_back", "The network was back"
    CAPTURE_FAILED = "capture_failed", "A snapshot could not be taken"
    SNAPSHOT_GAP = "snapshot_gap", "Snapshots are missing"
    SNAPSHOT_REJECTED = "snapshot_rejected", "An upload was not a usable image"


# Noticed by the server, and told by no page.
SERVER_KINDS = frozenset({IncidentKind.SNAPSHOT_GAP, IncidentKind.SNAPSHOT_REJECTED})
PAGE_KINDS = tuple(kind for kind in IncidentKind if kind not in SERVER_KINDS)


class ReviewStatus(TextChoices):
    """What a person made of a candidate's snapshots. Nothing but a person sets it."""

    NOT_REVIEWED = "not_reviewed", "Not reviewed"
    PASSED = "passed", "Passed"
    SUSPICIOUS = "suspicious", "Suspicious"
