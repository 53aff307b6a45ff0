"""Paths that the operating system has opinions about."""

import hashlib
import os
import tempfile
from pathlib import Path

# 104 bytes with the closing zero on macOS, 108 on Linux.
MAX_SOCKET_PATH_BYTES = 100


def socket_path(preferred: Path) -> Path:
    """Where to put a Unix socket: `preferred`, or a short path that stands for it if the system cannot take it.

    The short one lies in a directory of this user below the temporary directory. Whoever listens there makes that
    directory and checks that nobody else did.
    """
    if len(os.fsencode(preferred)) <= MAX_SOCKET_PATH_BYTES:
        return preferred
    digest = hashlib.sha256(os.fsencode(preferred)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"talentsync-{os.geteuid()}-{digest}" / preferred.name
