"""Every page of the admin, light and dark at a laptop's width, and at a phone's: nothing is wrong with any.

The pages come from the admin's own URL patterns, so one that is added is walked as well; the rows are those of the demo
and of `admin_rows`. Each page is opened once, and then only its window and colours change.
"""

from pathlib import Path
from typing import Any, Final

import pytest
from django.contrib import admin
from playwright.sync_api import Page

import talentsync.celery  # noqa: F401  what the demo wakes goes to its broker, as in a web process
from interviews.models import User
from tests.e2e import admin_rows
from tests.e2e.admin_addresses import NO_PAGES, addresses, patterns
from tests.e2e.conftest import LAPTOP, PHONE, Tabs
from tests.e2e.recording import Recording
from tests.servers import ServerProcess

FAULTS: Final = Path(__file__).with_name("page_faults.js")
# What depends on colours alone; a window's width changes nothing about it, and it takes most of axe's time.
CONTRAST: Final = ("color-contrast", "link-in-text-block")
# The window, the colours, axe's options, by the name in a fault's line.
LOOKS: Final[dict[str, tuple[Any, Any, dict[str, Any]]]] = {
    "1280 px, light": (LAPTOP, "light", {}),
    "1280 px, dark": (LAPTOP, "dark", {"runOnly": list(CONTRAST)}),
    "360 px, dark": (PHONE, "dark", {"rules": {rule: {"enabled": False} for rule in CONTRAST}}),
}
# Forms that Django has an address for and nobody a permission.
CLOSED: Final = ("/add/", "/delete/")


@pytest.fixture
def rows(root: User, presets: None, valkey: str, tests_stored: None, pictures_stored: None) -> None:
    """A row of everything."""
    admin_rows.fill(root)


class Walk:
    """Opens pages one after the other and gathers what is wrong with them."""

    def __init__(self, page: Page, recording: Recording) -> None:
        self._page, self._recording = page, recording
        self._script = FAULTS.read_text()
        self.faults: list[str] = []
        self.seen: set[str] = set()

    def visit(self, url: str) -> None:
        page = self._page
        page.set_viewport_size(LAPTOP)
        page.emulate_media(color_scheme="light")
        known = len(self._recording.errors)
        answer = page.goto(url)
        # Some addresses lead to another's page.
        here = page.url.partition("#")[0]
        if answer is None or answer.status != 200:
            if answer is None or answer.status != 403 or not url.endswith(CLOSED):
                self.faults.append(f"{url} answers {answer and answer.status}")
            return
        if here in self.seen:
            return
        self.seen.add(here)
        for look, (size, scheme, options) in LOOKS.items():
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            self.faults += [f"{url} ({look}): {fault}" for fault in page.evaluate(self._script, options)]
        self.faults += [f"{url}: {error}" for error in self._recording.errors[known:]]


def test_every_page_of_the_admin(tabs: Tabs, site: ServerProcess, axe: str, rows: None, root: User) -> None:
    assert [model._meta.label for model in admin.site._registry if not model._default_manager.exists()] == []
    known = {pattern.name for pattern in patterns()}
    assert NO_PAGES.keys() <= known
    page, recording = tabs.open(site.url, person=root, label="root", reduced_motion="reduce")
    recording.tolerate("the server responded with a status of 403")
    page.context.add_init_script(axe)
    walk = Walk(page, recording)
    for address in addresses(root):
        walk.visit(site.url + address)
    assert not walk.faults, "\n".join(walk.faults)
    assert len(walk.seen) > len(admin.site._registry) * 3
