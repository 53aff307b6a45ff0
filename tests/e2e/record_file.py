"""A record's file, as who has taken it along opens it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Request

from tests.e2e.browsers import Browsers
from tests.e2e.conftest import LAPTOP


@contextmanager
def opened_from_disk(browsers: Browsers, path: Path) -> Iterator[Page]:
    """The file in a browser without a network; whatever it asks for or complains of fails the test."""
    context = browsers.with_devices(()).new_context(offline=True, viewport=LAPTOP)
    page = context.new_page()
    trouble: list[str] = []

    def on_request(request: Request) -> None:
        if not request.url.startswith((path.as_uri(), "blob:", "data:")):
            trouble.append(f"asked for {request.url}")

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            trouble.append(message.text)

    page.on("request", on_request)
    page.on("console", on_console)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.add_init_script(
        """addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
          console.error(`policy: ${violatedDirective} ${blockedURI} ${sample}`);
        });"""
    )
    try:
        page.goto(path.as_uri())
        yield page
        assert trouble == []
    finally:
        context.close()
