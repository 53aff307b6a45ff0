"""The Prefer header (RFC 7240), as far as we heed it."""

import re

WAIT = re.compile(r'(?:^|[,;])\s*wait\s*=\s*"?(\d{1,6})"?\s*(?=$|[,;])', re.IGNORECASE)


def preferred_wait(header: str, *, max_seconds: int) -> int | None:
    """The seconds that the client would wait for, at most `max_seconds`; None where it did not say. A preference
    that cannot be read is ignored, as the RFC wants it.
    """
    found = WAIT.search(header)
    return None if found is None else min(int(found.group(1)), max_seconds)
