"""A proxy before Redis that a test can cut, freeze and hold up, as networks do."""

import asyncio
from contextlib import suppress
from pathlib import Path

CHUNK_BYTES = 1 << 16


class Link:
    """One connection through the proxy, with all that its client has sent."""

    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.sent = b""
        self.seconds_per_reply = 0.0
        self.requests_flow = asyncio.Event()
        self.replies_flow = asyncio.Event()
        self.requests_flow.set()
        self.replies_flow.set()
        self._writers = (client, server)

    async def carry(self, source: asyncio.StreamReader, *, are_requests: bool) -> None:
        client, server = self._writers
        flow, target = (self.requests_flow, server) if are_requests else (self.replies_flow, client)
        with suppress(OSError):
            while data := await source.read(CHUNK_BYTES):
                if are_requests:
                    self.sent += data
                await flow.wait()
                if not are_requests:
                    await asyncio.sleep(self.seconds_per_reply)
                target.write(data)
                await target.drain()
        self.cut()

    def cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()


class Proxy:
    """Listens on a Unix socket and carries what comes to another. Belongs to the test's event loop."""

    def __init__(self, listen: Path, target: str) -> None:
        self.url = f"unix://{listen}"
        self._listen = listen
        self._target = target
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.links: list[Link] = []
        self._stands_still = False
        self._seconds_per_reply = 0.0

    async def start(self) -> None:
        self._server = await asyncio.start_unix_server(self._accept, self._listen)

    async def stop(self) -> None:
        """Nobody can connect any more, and nobody is connected."""
        assert self._server is not None
        self._server.close()
        self.cut()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._listen.unlink(missing_ok=True)

    def cut(self) -> None:
        """End all connections."""
        links, self.links = self.links, []
        for link in links:
            link.cut()

    def freeze(self) -> None:
        """Nothing passes on the present connections, and nobody is told."""
        self.hold_requests()
        self.hold_replies()

    def stand_still(self) -> None:
        """The same, and on new connections as well: Redis itself does nothing."""
        self._stands_still = True
        self.freeze()

    def be_slow(self, seconds: float) -> None:
        """Each piece of what Redis says takes so long from now on, on new connections as well."""
        self._seconds_per_reply = seconds
        for link in self.links:
            link.seconds_per_reply = seconds

    def hold_requests(self) -> None:
        for link in self.links:
            link.requests_flow.clear()

    def hold_replies(self) -> None:
        for link in self.links:
            link.replies_flow.clear()

    def thaw(self) -> None:
        self._stands_still = False
        for link in self.links:
            link.requests_flow.set()
            link.replies_flow.set()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            server_reader, server_writer = await asyncio.open_unix_connection(self._target)
        except OSError:
            writer.transport.abort()
            return
        link = Link(writer, server_writer)
        self.links.append(link)
        link.seconds_per_reply = self._seconds_per_reply
        if self._stands_still:
            self.freeze()
        try:
            await asyncio.gather(
                link.carry(reader, are_requests=True), link.carry(server_reader, are_requests=False)
            )
        finally:
            link.cut()
