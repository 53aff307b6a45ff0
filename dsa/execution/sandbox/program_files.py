"""A submission's files on their way into a sandbox, where they are copies: a mounted directory of the host would tell a
program where on the host it lies, and a standing container would keep it.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path


def files_below(folder: Path) -> Iterator[tuple[str, Path, int]]:
    """Name, path and mode of each file."""
    for path in sorted(folder.rglob("*")):
        found = path.lstat()
        if stat.S_ISREG(found.st_mode):
            yield str(path.relative_to(folder)), path, stat.S_IMODE(found.st_mode)


def archive(folder: Path) -> bytes:
    """All files of a folder, as box.h unpacks them."""
    parts = []
    for name, path, mode in files_below(folder):
        content = path.read_bytes()
        parts += [b"%s\0%o\0%d\0" % (os.fsencode(name), mode, len(content)), content]
    return b"".join(parts)
