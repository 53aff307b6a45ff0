"""What a page did and got, kept for assertions and for whoever looks into a failure."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Request, WebSocket


@dataclass
class Recording:
    """Attach it before the page opens anything."""

    page: Page
    origin: str
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    # "> " sent, "< " received; binary frames as the text of their bytes.
    frames: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    # What the API sent this page, as far as it has arrived: "GET /v1/... 200" and the body below it.
    answers: list[str] = field(default_factory=list)
    _tolerated: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))
        self.page.on("request", self._on_request)
        self.page.on("requestfinished", self._on_finished)
        self.page.on("websocket", self._on_websocket)

    def _on_console(self, message: ConsoleMessage) -> None:
        line = f"{message.type}: {message.text}"
        self.console.append(line)
        if message.type == "error":
            self.errors.append(line)

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("blob", "data"):
            self.hosts.add(f"{address.scheme}://{address.netloc}")

    def _on_finished(self, request: Request) -> None:
        path = urlsplit(request.url).path
        if not path.startswith("/v1/"):
            return
        try:
            response = request.response()
            assert response is not None
            self.answers.append(f"{request.method} {path} {response.status}\n{response.text()}")
        except Error:
            # The page is gone, and the body with it. Tests that look for something say what they must have found.
            self.answers.append(f"{request.method} {path} (lost)")

    def _on_websocket(self, websocket: WebSocket) -> None:
        address = urlsplit(websocket.url)
        self.hosts.add(f"{address.scheme.replace('ws', 'http')}://{address.netloc}")
        self.frames.append(f"= open {address.path}")
        websocket.on("framesent", lambda payload: self.frames.append(f"> {payload!s}"))
        websocket.on("framereceived", lambda payload: self.frames.append(f"< {payload!s}"))
        websocket.on("close", lambda _: self.frames.append("= close"))

    def sent(self, event: str) -> list[str]:
        """The frames with which this page sent an event."""
        return [frame for frame in self.frames if re.match(rf'> 42\d*\["{event}"', frame)]

    def received(self, event: str) -> list[str]:
        return [frame for frame in self.frames if frame.startswith(f'< 42["{event}"')]

    def tolerate(self, pattern: str) -> None:
        """Expect errors on the console that match, because the test causes them."""
        self._tolerated.append(pattern)

    def complaints(self) -> list[str]:
        """Errors on the console, violated policies and foreign hosts, but for what the test tolerates."""
        foreign = [f"asked another host: {host}" for host in sorted(self.hosts - {self.origin})]
        found = [*self.errors, *self._violations(), *foreign]
        return [line for line in found if not any(re.search(pattern, line) for pattern in self._tolerated)]

    def _violations(self) -> list[str]:
        if self.page.is_closed():
            return []
        violations: list[str] = self.page.evaluate("() => window.probe?.violations() ?? []")
        return [f"content security policy: {violation}" for violation in violations]

    def save(self, directory: Path, name: str) -> None:
        """Screenshot, console and frames, into files of this directory that start with the given name."""
        (directory / f"{name}.console.txt").write_text("\n".join([*self.console, *self.errors]))
        (directory / f"{name}.frames.txt").write_text("\n".join(self.frames))
        (directory / f"{name}.answers.txt").write_text("\n".join(self.answers))
        if self.page.is_closed():
            return
        try:
            self.page.screenshot(path=directory / f"{name}.png", timeout=5_000)
        except Error as error:
            # A page that hangs is the failure itself: its log is worth more than its picture.
            (directory / f"{name}.png.failed.txt").write_text(str(error))
        marks = self.page.evaluate(
            "() => performance.getEntriesByType('mark').map(m => [m.name, m.startTime])"
        )
        (directory / f"{name}.marks.json").write_text(json.dumps(marks, indent=1))
