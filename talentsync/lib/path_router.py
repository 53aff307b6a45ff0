"""Different ASGI applications for different paths."""

from collections.abc import Collection

from talentsync.lib.body_limit import Application, Message, Receive, Send


class PathRouter:
    """Passes requests for exactly `paths` to one application, and all others to another."""

    def __init__(self, paths: Collection[str], application: Application, *, otherwise: Application) -> None:
        self._paths = frozenset(paths)
        self._application = application
        self._otherwise = otherwise

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        application = self._application if scope["path"] in self._paths else self._otherwise
        await application(scope, receive, send)


async def refuse_websocket(scope: Message, receive: Receive, send: Send) -> None:
    """Close a WebSocket that nothing serves; the server makes a 403 of it."""
    await send({"type": "websocket.close"})
