"""A call that may only go through the relay."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from interviews.models import Invitation, User
from tests.e2e.conftest import CARA, IVAN, OpenRoom, StartServer
from tests.e2e.relay import SECRET, Relay


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Relay]:
    started = Relay(tmp_path)
    yield started
    started.stop()


def expect_a_checked_path(page: Page) -> None:
    """By the check of the computer, from the lobby and back."""
    page.get_by_role("link", name="Check my computer").click()
    page.get_by_role("button", name="Start the check").click()
    page.get_by_role("button", name="Yes, I heard them").click()
    expect(page.locator("#check-status")).to_have_text(
        "All works. The people who invited you can see the result."
    )
    path = page.locator('[data-part="path"]')
    expect(path).to_have_attribute("data-state", "ok")
    expect(path).to_contain_text(re.compile(r"over the relay server: \d+ ms there and back"))
    page.get_by_role("link", name="Back to the interview").click()


def test_picture_and_sound_go_through_coturn_and_the_page_says_so(
    open_room: OpenRoom, start_server: StartServer, relay: Relay, ivan: User, cara: Invitation
) -> None:
    server = start_server(TURN_URLS=relay.url, TURN_SECRET=SECRET, ICE_RELAY_ONLY="true")
    ivans = open_room(ivan, at=server.url)
    ivans.join()
    caras = open_room(cara, at=server.url)
    expect_a_checked_path(caras.browser_page)
    check = caras.browser_page.locator("#connection-check")
    check.get_by_role("button").click()
    expect(check).to_have_attribute("data-result", "relayed")
    expect(check).to_contain_text("The way is free")
    caras.join()

    for page, other in ((ivans, CARA), (caras, IVAN)):
        page.expect_connected(other)
        page.expect_flowing(other)
        expect(page.tile(other)).to_have_attribute("data-route", "relayed")
        expect(page.browser_page.locator(".person-connection").first).to_contain_text("relay server")
        candidates = page.recording.sent("ICE_CANDIDATE")
        assert any(" typ relay " in frame for frame in candidates)
        assert not any(" typ host " in frame or " typ srflx " in frame for frame in candidates)
    assert "ALLOCATE processed, success" in relay.told()
