"""Accounts in a real browser: a passkey, an authenticator app, an invitation; every page of them, dark and light."""

from collections.abc import Callable
from typing import Literal
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone
from playwright.sync_api import Page, expect

from integrations.choices import Scope
from integrations.models import WebhookDelivery
from integrations.services.tokens import make_token
from integrations.webhooks.events import tell_test
from interviews.choices import ColleagueRole
from interviews.models import Interview, User
from interviews.services.colleagues import invite_colleague
from tests.conftest import PASSWORD
from tests.e2e.conftest import LAPTOP, Inspect, Tabs
from tests.integrations.conftest import new_endpoint
from tests.servers import ServerProcess
from tests.totp import totp_code

ColorScheme = Literal["dark", "light"]
SCHEMES = pytest.mark.parametrize("scheme", ["dark", "light"])
NEW = "a password of their own"
# axe reads the admin's style sheets by inline styles of its own.
AXE_ONLY = "Applying inline style violates|Couldn't load preload assets"


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.fixture
def with_password(rita: User) -> User:
    """Rita, with a hash of the kind that the server under test knows: other tests use a quicker one."""
    rita.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1000)
    rita.save()
    return rita


def confirm_password(page: Page) -> None:
    """What is asked before something about signing in is changed."""
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


@pytest.fixture
def localhost(site: ServerProcess) -> str:
    """The site by a name: passkeys belong to names, not to numbers."""
    return f"http://localhost:{urlsplit(site.url).port}"


@pytest.fixture
def authenticator(tabs: Tabs, localhost: str) -> Page:
    """A page in a browser with a passkey store that agrees to everything."""
    page, _ = tabs.open(localhost, label="rita")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def test_a_passkey_signs_in(authenticator: Page, localhost: str, with_password: User) -> None:
    page = authenticator
    page.goto(f"{localhost}/accounts/2fa/webauthn/add/")
    sign_in(page, "rita")
    confirm_password(page)
    page.get_by_label("Name").fill("Laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Recovery codes", ignore_case=True)
    page.goto(f"{localhost}/accounts/2fa/webauthn/")
    expect(page.locator("strong", has_text="Laptop")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_an_authenticator_app_from_its_code_to_the_admin(
    tabs: Tabs, site: ServerProcess, inspect: Inspect, with_password: User
) -> None:
    page, _ = tabs.open(site.url, label="rita")
    page.goto(f"{site.url}/accounts/2fa/totp/activate/")
    sign_in(page, "rita")
    confirm_password(page)
    expect(page.get_by_role("img", name="QR code of the secret below")).to_be_visible()
    inspect(page)
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Authenticator code").fill(totp_code(secret))
    page.get_by_role("button", name="Activate").click()
    page.goto(f"{site.url}/accounts/2fa/recovery-codes/")
    codes = page.get_by_label("Unused codes").input_value().split()
    inspect(page)

    page.set_viewport_size(LAPTOP)
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{site.url}/admin/")
    sign_in(page, "rita")
    expect(page.get_by_role("heading", name="Two-Factor Authentication")).to_be_visible()
    inspect(page)
    page.set_viewport_size(LAPTOP)
    page.get_by_label("Code").first.fill(codes[0])
    page.get_by_role("button", name="Sign In", exact=True).click()
    expect(page.get_by_role("heading", name="Waits for you")).to_be_visible()


@SCHEMES
def test_an_invited_colleague_makes_an_account(
    tabs: Tabs, site: ServerProcess, inspect: Inspect, rita: User, scheme: ColorScheme
) -> None:
    hers, recording = tabs.open(site.url, person=rita, label="rita", color_scheme=scheme)
    recording.tolerate(AXE_ONLY)
    hers.goto(f"{site.url}/admin/interviews/colleague/")
    hers.get_by_role("link", name="Invite a colleague").click()
    hers.get_by_label("E-mail").fill("nora@company.example")
    inspect(hers)
    hers.set_viewport_size(LAPTOP)
    hers.get_by_role("button", name="Save", exact=True).click()
    link = hers.get_by_role("textbox", name="the link").input_value()
    inspect(hers)

    page, _ = tabs.open(site.url, label="nora", color_scheme=scheme)
    page.goto(link)
    inspect(page)
    page.set_viewport_size(LAPTOP)
    page.get_by_label("First name").fill("Nora")
    page.get_by_label("Password", exact=True).fill(NEW)
    page.get_by_label("Password confirmation").fill(NEW)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("link", name="Nora")).to_be_visible()
    page.get_by_role("link", name="Nora").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    inspect(page)


@SCHEMES
@pytest.mark.parametrize(
    "path",
    [
        "accounts/password/reset/",
        "accounts/password/reset/done/",
        "accounts/signup/",
        "accounts/invitation/x/",
    ],
)
def test_pages_of_a_stranger(
    tabs: Tabs, site: ServerProcess, inspect: Inspect, path: str, scheme: ColorScheme
) -> None:
    page, recording = tabs.open(site.url, color_scheme=scheme)
    recording.tolerate("the server responded with a status of 410")
    page.goto(f"{site.url}/{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    inspect(page)


Fill = Callable[[], list[str]]


@pytest.fixture
def fill(rita: User, ivan: User, interview: Interview) -> Fill:
    """Makes one record of each kind; gives the admin's pages of them."""

    def make() -> list[str]:
        token, _ = make_token(owner=rita, name="Applicant tracking", scopes=list(Scope), valid_days=30)
        endpoint = new_endpoint("https://ats.example/a/rather/long/address/of/an/endpoint", rita)
        tell_test(endpoint, timezone.now())
        endpoint.suspended_at = endpoint.failing_since = timezone.now()
        endpoint.failures = 12
        endpoint.save()
        delivery = WebhookDelivery.objects.latest("pk")
        invitation = invite_colleague(
            email="nora@company.example", role=ColleagueRole.RECRUITER, only_own_positions=True, actor=rita
        )
        return [
            "",
            "integrations/apitoken/",
            "integrations/apitoken/add/",
            f"integrations/apitoken/{token.pk}/change/",
            f"integrations/apitoken/{token.pk}/revoke/",
            "integrations/webhookendpoint/",
            "integrations/webhookendpoint/add/",
            f"integrations/webhookendpoint/{endpoint.pk}/change/",
            f"integrations/webhookendpoint/{endpoint.pk}/resume/",
            "integrations/webhookdelivery/",
            f"integrations/webhookdelivery/{delivery.pk}/change/",
            "interviews/colleague/",
            f"interviews/colleague/{ivan.pk}/change/",
            f"interviews/colleague/{rita.pk}/change/",
            "interviews/colleagueinvitation/",
            f"interviews/colleagueinvitation/{invitation.pk}/change/",
            "interviews/position/add/",
        ]

    return make


@SCHEMES
def test_pages_of_the_admin(
    tabs: Tabs, site: ServerProcess, inspect: Inspect, rita: User, fill: Fill, scheme: ColorScheme
) -> None:
    paths = fill()
    page, recording = tabs.open(site.url, person=rita, label="rita", color_scheme=scheme)
    recording.tolerate(AXE_ONLY)
    for path in paths:
        page.goto(f"{site.url}/admin/{path}")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        inspect(page)
        page.set_viewport_size(LAPTOP)
    # What axe's own styles break on the last page goes with it.
    page.goto(f"{site.url}/admin/interviews/interview/")


def test_a_token_is_made_and_copied(tabs: Tabs, site: ServerProcess, rita: User) -> None:
    page, _ = tabs.open(
        site.url, person=rita, label="rita", permissions=["clipboard-read", "clipboard-write"]
    )
    page.goto(f"{site.url}/admin/integrations/apitoken/add/")
    page.get_by_role("textbox", name="Name").fill("Applicant tracking")
    page.get_by_label("Read candidates").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Copy The token").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("tsapi_")
