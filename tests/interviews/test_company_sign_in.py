"""The company's own sign-in (OpenID Connect), against a provider on this machine."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from interviews.accounts import adapters
from interviews.choices import ColleagueRole
from interviews.models import User
from interviews.services.colleagues import invite_colleague, revoke_colleague_invitation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]
CALLBACK = "/accounts/oidc/company/login/callback/"


@dataclass
class Provider:
    """Who signs in there next, and what was asked of it."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    exchanges: list[dict[str, list[str]]] = field(default_factory=list)

    def signs_in(self, email: str, *, verified: bool = True, subject: str = "subject-1") -> None:
        self.claims = {
            "sub": subject,
            "email": email,
            "email_verified": verified,
            "given_name": "Nora",
            "family_name": "New",
        }


@contextmanager
def providing() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def answer(self, document: Any) -> None:
            body = json.dumps(document).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            if self.path == "/.well-known/openid-configuration":
                self.answer(
                    {
                        "issuer": provider.url,
                        "authorization_endpoint": f"{provider.url}/authorize",
                        "token_endpoint": f"{provider.url}/token",
                        "userinfo_endpoint": f"{provider.url}/userinfo",
                        "jwks_uri": f"{provider.url}/keys",
                    }
                )
            else:
                self.answer(provider.claims)

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["content-length"])).decode()
            authorization = self.headers.get("authorization", "")
            if authorization.startswith("Basic "):
                form += f"&basic={base64.b64decode(authorization[6:]).decode()}"
            provider.exchanges.append(parse_qs(form))
            now = 1_900_000_000
            claims = {
                **provider.claims,
                "iss": provider.url,
                "aud": "client",
                "exp": now,
                "iat": 1_700_000_000,
            }
            token = jwt.encode(claims, "a key that only the provider has, long enough", algorithm="HS256")
            self.answer({"access_token": "access", "token_type": "Bearer", "id_token": token})

        def log_message(self, format: str, *args: Any) -> None:
            """Not into the tests' output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    with providing() as provider:
        app = {
            "provider_id": "company",
            "name": "Example Inc",
            "client_id": "client",
            "secret": "secret",
            "settings": {"server_url": provider.url},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield provider


def come_from(provider: Provider, browser: Client) -> Any:
    """To the company's page and back; gives the page that follows."""
    asked = browser.post("/accounts/oidc/company/login/")
    assert asked.status_code == 302
    query = parse_qs(urlsplit(asked["Location"]).query)
    assert query["redirect_uri"] == [f"http://testserver{CALLBACK}"]
    assert query["code_challenge_method"] == ["S256"]
    return browser.get(CALLBACK, {"code": "code", "state": query["state"][0]}, follow=True)


def who(browser: Client) -> str:
    page = browser.get(reverse("account"))
    return str(page.context["user"].username) if page.status_code == 200 else ""


def test_the_button_is_there_only_where_it_is_set_up(provider: Provider, settings: Settings) -> None:
    assert "Sign in with Example Inc" in Client().get(reverse("login")).content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "Sign in with Example Inc" not in Client().get(reverse("login")).content.decode()
    assert Client().get("/accounts/oidc/company/login/").status_code == 404


def test_the_account_with_that_address_is_signed_in(provider: Provider, ivan: User) -> None:
    provider.signs_in("Ivan@Company.Example")
    browser = Client()
    come_from(provider, browser)
    assert who(browser) == "ivan"
    assert "code_verifier" in provider.exchanges[0]
    # Known by the subject from now on, whatever becomes of the address.
    provider.signs_in("renamed@company.example")
    again = Client()
    come_from(provider, again)
    assert who(again) == "ivan"


def test_an_address_that_is_not_verified_opens_nothing(provider: Provider, ivan: User) -> None:
    provider.signs_in("ivan@company.example", verified=False)
    browser = Client()
    page = come_from(provider, browser)
    assert who(browser) == ""
    assert page.status_code == 200
    assert User.objects.count() == 1


def test_a_stranger_gets_no_account(provider: Provider, ivan: User) -> None:
    provider.signs_in("mallory@mail.example")
    browser = Client()
    page = come_from(provider, browser)
    assert "by invitation" in page.content.decode()
    assert who(browser) == ""
    assert User.objects.count() == 1


def test_who_is_invited_gets_the_role_of_the_invitation(provider: Provider, rita: User) -> None:
    invitation = invite_colleague(
        email="nora@company.example", role=ColleagueRole.RECRUITER, only_own_positions=True, actor=rita
    )
    provider.signs_in("nora@company.example")
    browser = Client()
    come_from(provider, browser)
    assert who(browser) == "nora"
    nora = User.objects.get(username="nora")
    assert (nora.is_staff, nora.only_own_positions, nora.has_usable_password()) == (True, True, False)
    assert (nora.first_name, nora.last_name) == ("Nora", "New")
    invitation.refresh_from_db()
    assert invitation.accepted_by == nora


@pytest.mark.parametrize("moment", ["before", "while"])
def test_an_invitation_that_is_withdrawn_meanwhile_makes_no_account(
    provider: Provider, rita: User, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """After the sign-up was found open: before the account is made, or while it is."""
    invitation = invite_colleague(
        email="nora@company.example", role=ColleagueRole.RECRUITER, only_own_positions=False, actor=rita
    )
    name = {"before": "_free_name", "while": "accept_invitation"}[moment]
    place: Any = {"before": adapters.SocialAdapter, "while": adapters}[moment]
    work = getattr(place, name)

    def too_late(*args: Any, **kwargs: Any) -> Any:
        revoke_colleague_invitation(invitation=invitation)
        return work(*args, **kwargs)

    monkeypatch.setattr(place, name, staticmethod(too_late) if moment == "before" else too_late)
    provider.signs_in("nora@company.example")
    browser = Client()
    page = come_from(provider, browser)
    assert page.status_code == 410
    assert "This invitation leads nowhere" in page.content.decode()
    assert who(browser) == ""
    assert not User.objects.filter(email="nora@company.example").exists()


def test_who_cancels_at_the_company_is_told_so(provider: Provider) -> None:
    browser = Client()
    asked = browser.post("/accounts/oidc/company/login/")
    state = parse_qs(urlsplit(asked["Location"]).query)["state"][0]
    page = browser.get(CALLBACK, {"error": "access_denied", "state": state}, follow=True)
    assert "was cancelled" in page.content.decode()
    assert who(browser) == ""


def test_a_closed_account_stays_closed(provider: Provider, ivan: User) -> None:
    User.objects.filter(pk=ivan.pk).update(is_active=False)
    provider.signs_in("ivan@company.example")
    browser = Client()
    come_from(provider, browser)
    assert who(browser) == ""


def test_an_answer_that_nobody_asked_for_is_refused(provider: Provider, ivan: User) -> None:
    provider.signs_in("ivan@company.example")
    browser = Client()
    page = browser.get(CALLBACK, {"code": "code", "state": "made-up"})
    assert "did not work" in page.content.decode()
    assert who(browser) == ""
    assert provider.exchanges == []
