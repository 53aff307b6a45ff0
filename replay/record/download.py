"""A record's file as an answer."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from replay.models import Record
from replay.presenters import record_file_name
from talentsync.lib.streaming import streamed


def download_of(record: Record) -> StreamingHttpResponse:
    """A made record, to be saved under its name; its interview is read for that. One with a board has megabytes, so it
    is sent piece by piece.

    Raises FileNotFoundError where the file is gone.
    """
    size = record.file.size
    header = content_disposition_header(
        as_attachment=True, filename=record_file_name(record.interview, record.edition)
    )
    assert header is not None
    return StreamingHttpResponse(
        streamed(_pieces(record)),
        content_type="text/html; charset=utf-8",
        headers={"Content-Disposition": header, "Content-Length": str(size)},
    )


def _pieces(record: Record) -> Iterator[bytes]:
    # Not opened before the first piece is wanted: where nobody wants one, nothing is left open.
    with record.file.open("rb") as file:
        yield from file.chunks()
