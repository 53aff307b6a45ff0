"""The ASGI server, as `make run` and production start it: `python -m talentsync.server`."""

import sys
from contextlib import suppress

import uvicorn
from django.core.exceptions import ImproperlyConfigured

from talentsync.lib.uvicorn_protocols import AbortableWebSockets, InterruptibleHttp


def configuration() -> uvicorn.Config:
    """uvicorn's options, out of the settings.

    Raises ImproperlyConfigured for an unusable environment variable.
    """
    from talentsync import settings

    return uvicorn.Config(
        "talentsync.asgi:application",
        host=settings.HOST,
        port=settings.PORT,
        loop="uvloop",
        # The fastest implementation here, without compression: that would triple the memory of an idle connection.
        ws=AbortableWebSockets,
        http=InterruptibleHttp,
        ws_per_message_deflate=False,
        ws_max_size=settings.SOCKETIO_MAX_PAYLOAD_BYTES,
        # Engine.IO has a heartbeat of its own, whose times are settings.
        ws_ping_interval=None,
        lifespan="off",
        # Django configures logging, with the filter that keeps invitation tokens out of the access log.
        log_config=None,
        # The application does that itself.
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=settings.SHUTDOWN_SECONDS,
    )


def main() -> int:
    try:
        server = uvicorn.Server(configuration())
    except ImproperlyConfigured as error:
        print(f"talentsync: {error}", file=sys.stderr)  # noqa: T201  logging is not configured yet
        return 1
    with suppress(KeyboardInterrupt):  # what uvicorn makes of a SIGINT once it has stopped
        server.run()
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
