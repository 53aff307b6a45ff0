"""Starts the workers of pages that `make dev` serves. Their scripts are on Vite's server, which is another origin, and
a browser starts a worker only with a script of the page's own. Only with VITE_DEV_PORT.
"""

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from talentsync.lib.worker_policy import policy


def vite_worker(request: HttpRequest) -> HttpResponse:
    """A script that only imports the module of Vite's that `module` names, with the policy that a build gives a worker.

    What Vite serves may be loaded as well, and so may nothing else.
    """
    module = request.GET.get("module", "")
    if not module.startswith(f"{settings.STATIC_URL}dist/"):
        raise Http404
    return HttpResponse(
        f"import {json.dumps(settings.VITE_SOURCES[0] + module)};\n",
        content_type="text/javascript",
        headers={"Content-Security-Policy": policy(*settings.VITE_SOURCES)},
    )


urlpatterns = [path("vite-worker.js", vite_worker)]
