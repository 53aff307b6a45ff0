"""What recruiters may do with tokens and webhooks. `interviews.permissions` grants it."""

from typing import Final

from interviews.models.user import RECRUITERS

PERMISSIONS: Final[dict[str, tuple[str, ...]]] = {
    RECRUITERS: (
        # One's own. Changing one is revoking it.
        *(f"{act}_apitoken" for act in ("add", "change", "view")),
        *(f"{act}_webhookendpoint" for act in ("add", "change", "delete", "view")),
        # Changing one is sending it again.
        *(f"{act}_webhookdelivery" for act in ("change", "view")),
    ),
}
