"""The room on a phone: everything that matters can be seen and tapped."""

from typing import Any

from playwright.sync_api import expect

from interviews.models import Invitation
from tests.e2e.conftest import CARA, IVAN, OpenRoom
from tests.e2e.room_page import RoomPage

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
# WCAG 2.2, success criterion 2.5.8, asks for 24; thumbs ask for more.
SMALLEST_TARGET_PX = 40


def test_a_candidate_with_a_phone(ivans: RoomPage, open_room: OpenRoom, cara: Invitation) -> None:
    caras = open_room(cara, **PHONE)
    caras.wait_for_devices()
    _expect_no_sideways_scrolling(caras)
    caras.join_button.tap()
    caras.expect_in_the_room()
    caras.expect_connected(IVAN)
    caras.expect_flowing(IVAN)

    _expect_no_sideways_scrolling(caras)
    controls = caras.browser_page.locator(".controls button:visible")
    expect(controls.filter(has_text="Leave")).to_have_count(1)
    for control in controls.all():
        expect(control).to_be_in_viewport(ratio=1)
        box = control.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= SMALLEST_TARGET_PX

    caras.control("microphone").tap()
    ivans.expect_mark(CARA, "no-audio", shown=True)
    caras.control("camera").tap()
    ivans.expect_mark(CARA, "no-video", shown=True)

    ivans.push_typed("Can you read this on your phone?")
    expect(caras.question_text).to_be_in_viewport()
    _expect_no_sideways_scrolling(caras)
    caras.browser_page.get_by_role("tab", name="Call").tap()
    expect(caras.question_card).to_be_hidden()
    caras.browser_page.get_by_role("tab", name="Question").tap()
    expect(caras.question_text).to_be_in_viewport()
    caras.browser_page.get_by_role("tab", name="Call").tap()

    caras.browser_page.locator("#leave").tap()
    caras.expect_over("You have left")
    ivans.expect_alone()


def _expect_no_sideways_scrolling(page: RoomPage) -> None:
    width: int = page.browser_page.evaluate("() => document.scrollingElement.scrollWidth")
    assert width <= PHONE["viewport"]["width"]
