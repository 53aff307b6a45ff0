"""A network that lets no WebSocket through: the page polls instead, by itself."""

from playwright.sync_api import expect

from interviews.models import Invitation, User
from tests.e2e.conftest import CARA, IVAN, SOCKET_TROUBLE, LayCable, OpenRoom
from tests.servers import ServerProcess

POLLED = "performance.getEntriesByType('resource').some((entry) => entry.name.includes('transport=polling'))"


def test_the_room_works_by_polling(
    lay_cable: LayCable, open_room: OpenRoom, site: ServerProcess, ivan: User, cara: Invitation
) -> None:
    ivans = open_room(ivan)
    ivans.join()
    caras = open_room(cara, at=lay_cable(site, upgrades=False).url)
    caras.recording.tolerate(SOCKET_TROUBLE)
    caras.join()
    for page, other in ((ivans, CARA), (caras, IVAN)):
        page.expect_connected(other)
        page.expect_flowing(other)
    ivans.push_typed("Can you hear me?")
    expect(ivans.push_result).to_have_text("Shown to the candidate.")
    assert caras.browser_page.evaluate(POLLED)

    # A page that goes says so, long before its place is given up.
    with caras.elsewhere():
        ivans.expect_connection_words(CARA, "Left the page")
    ivans.expect_connected(CARA)
    assert not ivans.browser_page.evaluate(POLLED)
