"""The proxy before Redis, for tests without an event loop: on one of its own, in a thread."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

from tests.channel_layer.proxy import Proxy

PATIENCE_SECONDS = 20.0


class ProxyInThread:
    """Carries from the start. Servers that are given its `url` have Redis behind it."""

    def __init__(self, listen: Path, target: str) -> None:
        self._proxy = Proxy(listen, target)
        self.url = self._proxy.url
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._proxy.start(), self._loop).result(PATIENCE_SECONDS)

    def freeze(self) -> None:
        self._do(self._proxy.freeze)

    def stand_still(self) -> None:
        self._do(self._proxy.stand_still)

    def hold_replies(self) -> None:
        self._do(self._proxy.hold_replies)

    def be_slow(self, seconds: float) -> None:
        self._do(lambda: self._proxy.be_slow(seconds))

    def thaw(self) -> None:
        self._do(self._proxy.thaw)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._proxy.stop(), self._loop).result(PATIENCE_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_SECONDS)
        self._loop.close()

    def _do(self, action: Callable[[], None]) -> None:
        """And return when it is done."""

        async def in_loop() -> None:
            action()

        asyncio.run_coroutine_threadsafe(in_loop(), self._loop).result(PATIENCE_SECONDS)
