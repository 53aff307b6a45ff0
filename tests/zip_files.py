"""Reads a zip out of a streamed answer."""

import io
import zipfile
from typing import Any

from asgiref.sync import async_to_sync


def files_in(answer: Any) -> dict[str, bytes]:
    """The files of a zip that was answered, by name."""

    async def whole() -> bytes:
        return b"".join([part async for part in answer.streaming_content])

    with zipfile.ZipFile(io.BytesIO(async_to_sync(whole)())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
