"""What recruiters may do with proctored candidates. `interviews.permissions` grants it."""

from typing import Final

from interviews.models.user import RECRUITERS

PERMISSIONS: Final[dict[str, tuple[str, ...]]] = {
    RECRUITERS: (
        "view_proctoredcandidate",
        "change_proctoredcandidate",
        "delete_proctoredcandidate",
    ),
}
