"""The page of the API's document: Swagger UI from our own host, within the policy of every page."""

from playwright.sync_api import expect

from interviews.models import User
from tests.e2e.conftest import Tabs
from tests.servers import ServerProcess


def test_staff_can_read_what_an_operation_answers(tabs: Tabs, site: ServerProcess, rita: User) -> None:
    """That nothing violated the policy, and nothing came from elsewhere, is checked after each browser test."""
    page, _ = tabs.open(site.url, person=rita, label="rita")
    page.goto(f"{site.url}/v1/docs")
    page.locator("#operations-Coding_session-submit button.opblock-summary-control").click()
    expect(page.get_by_text("idempotency_key_reused")).to_be_visible()
