"""Reads a zip out of a streamed answer."""

import io
import zipfile
from typing import Any

from tests.streamed import body_of


def files_in(answer: Any) -> dict[str, bytes]:
    """The files of a zip that was answered, by name."""
    with zipfile.ZipFile(io.BytesIO(body_of(answer))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
