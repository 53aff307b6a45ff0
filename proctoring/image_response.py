"""A picture as an HTTP response. Whoever calls has checked who asks."""

from django.http import Http404, HttpResponse

from proctoring import storage
from proctoring.models import Snapshot
from proctoring.storage import Folder, StorageUnavailable, name_of


def image_response(snapshot: Snapshot, folder: Folder) -> HttpResponse:
    """The picture or its thumbnail, for no cache. Raises Http404 where it has gone meanwhile."""
    try:
        content = storage.read(name_of(folder, snapshot.pk))
    except FileNotFoundError:
        raise Http404 from None
    except StorageUnavailable:
        return HttpResponse("The picture cannot be read at the moment.", "text/plain", 503)
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Cache-Control"] = "no-store, private"
    answer["Content-Disposition"] = f'inline; filename="snapshot-{snapshot.sequence}.jpg"'
    return answer
