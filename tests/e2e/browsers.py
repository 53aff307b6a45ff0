"""Debian's Chromium, with fake devices and cut off from the network."""

import shutil

from playwright.sync_api import Browser, Playwright

# Nothing leaves the machine: no name resolves, and Chromium's own services stay silent.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    "--allow-loopback-in-peer-connection",
)
FAKE_DEVICES = ("--use-fake-device-for-media-stream=fps=10", "--use-fake-ui-for-media-stream")
SLOW_CAMERA = ("--use-fake-device-for-media-stream=fps=5", "--use-fake-ui-for-media-stream")
# The second of them is a depth camera, whose picture no call can send.
THREE_CAMERAS = ("--use-fake-device-for-media-stream=device-count=3,fps=10", "--use-fake-ui-for-media-stream")
PERMISSION_DENIED = ("--use-fake-device-for-media-stream=fps=10", "--use-fake-ui-for-media-stream=deny")
NO_CAMERA = ("--use-fake-device-for-media-stream=device-count=0", "--use-fake-ui-for-media-stream")


class Browsers:
    """Browser processes by their devices: each kind is started when the first page wants it, and then shared."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._running: dict[tuple[str, ...], Browser] = {}

    def with_devices(self, devices: tuple[str, ...]) -> Browser:
        if devices not in self._running:
            self._running[devices] = self._playwright.chromium.launch(
                executable_path=_chromium(), args=["--headless=new", *FLAGS, *devices]
            )
        return self._running[devices]

    def close(self) -> None:
        for browser in self._running.values():
            browser.close()


def _chromium() -> str:
    path = shutil.which("chromium")
    if path is None:
        raise RuntimeError(
            "The browser tests need Chromium: `make test` installs it (Debian's package chromium)."
        )
    return path
