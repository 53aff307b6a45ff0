"""The ASGI server, as `make run` and production start it: `python -m talentsync.server`."""

import socket
import sys
from contextlib import suppress

import uvicorn
from django.core.exceptions import ImproperlyConfigured

from talentsync.lib.connection_times import Times
from talentsync.lib.garbage_collection import keep_collector_from_startup
from talentsync.lib.threads import leave_connections_to_threads
from talentsync.lib.uvicorn_protocols import AbortableWebSockets, InterruptibleHttp


def configuration() -> uvicorn.Config:
    """Uvicorn's options, out of the settings.

    Raises ImproperlyConfigured for an unusable environment variable.
    """
    # Read here, so that `main` can tell of a variable that is unusable.
    from talentsync import settings  # noqa: PLC0415

    InterruptibleHttp.times = Times(
        head=settings.REQUEST_HEAD_SECONDS,
        body=settings.REQUEST_BODY_SECONDS,
        unread=settings.RESPONSE_UNREAD_SECONDS,
    )
    return uvicorn.Config(
        "talentsync.asgi:application",
        host=settings.HOST,
        port=settings.PORT,
        loop="uvloop",
        http=InterruptibleHttp,
        # The fastest implementation here, without compression: that would triple the memory of an idle connection.
        ws=AbortableWebSockets,
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


def shared_sockets(host: str, port: int) -> list[socket.socket]:
    """Sockets of every address of `host`, on which other processes may listen too: the kernel shares connections out.

    Raises OSError.
    """
    sockets = []
    for family, kind, protocol, _, address in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    ):
        opened = socket.socket(family, kind, protocol)
        sockets.append(opened)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind(address)
    return sockets


def main() -> int:
    try:
        config = configuration()
        from talentsync import settings  # noqa: PLC0415

        # One process alone refuses a port on which somebody listens.
        sockets = shared_sockets(settings.HOST, settings.PORT) if settings.WEB_PROCESSES > 1 else None
    except (ImproperlyConfigured, OSError) as error:
        print(f"talentsync: {error}", file=sys.stderr)  # noqa: T201  logging is not configured yet
        return 1
    config.load()
    keep_collector_from_startup()
    leave_connections_to_threads()
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):  # what uvicorn makes of a SIGINT once it has stopped
        server.run(sockets)
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
