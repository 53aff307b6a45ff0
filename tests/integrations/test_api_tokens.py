"""Which tokens are taken, and what their scopes and their owners' rights open."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from pytest_django import Settings

from integrations.choices import Scope
from integrations.models import ApiToken
from integrations.services.tokens import make_token, revoke_token
from interviews.models import Interview, Invitation, User
from talentsync.lib.errors import Refused
from tests.conftest import signed_in
from tests.integrations.client import Api, code_of
from tests.integrations.conftest import MakeToken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]


def test_a_token_opens_what_its_scope_says(rita: User, make: MakeToken, interview: Interview) -> None:
    api = Api(make(rita, Scope.INTERVIEWS_READ))
    assert [row["id"] for row in api.get("/interviews").json()["results"]] == [str(interview.pk)]
    refused = api.get("/candidates")
    assert code_of(refused) == "403 scope_missing"
    assert refused["WWW-Authenticate"] == 'Bearer error="insufficient_scope"'
    assert code_of(api.post(f"/interviews/{interview.pk}/cancel")) == "403 scope_missing"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic cml0YTpwYXNzd29yZA==", "Token abc"])
def test_without_a_token(db: None, header: str) -> None:
    api = Api()
    api._headers = {"authorization": header} if header else {}
    answer = api.get("/interviews")
    assert code_of(answer) == "401 token_missing"
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("text", ["wrong", "tsapi_" + "0" * 64, "ä" * 20, "a b"])
def test_tokens_that_are_none(db: None, text: str) -> None:
    assert code_of(Api(text).get("/interviews")) == "401 token_invalid"


def test_the_beginning_of_a_token_is_not_enough(rita: User, make: MakeToken) -> None:
    text = make(rita, Scope.INTERVIEWS_READ)
    assert code_of(Api(text[:-1]).get("/interviews")) == "401 token_invalid"
    assert code_of(Api(text + "0").get("/interviews")) == "401 token_invalid"


def test_revoked_expired_and_orphaned_tokens(rita: User, root: User) -> None:
    token, text = make_token(owner=rita, name="A", scopes=[Scope.INTERVIEWS_READ], valid_days=1)
    api = Api(text)
    assert api.get("/interviews").status_code == 200
    User.objects.filter(pk=rita.pk).update(is_active=False)
    assert code_of(api.get("/interviews")) == "401 token_invalid"
    User.objects.filter(pk=rita.pk).update(is_active=True)
    ApiToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert code_of(api.get("/interviews")) == "401 token_invalid"
    ApiToken.objects.update(expiry=None)
    assert revoke_token(token=token, actor=root)
    assert not revoke_token(token=token, actor=rita)
    assert code_of(api.get("/interviews")) == "401 token_invalid"
    # The row stays, to be looked up.
    assert ApiToken.objects.get().revoked_by == root


def test_an_owner_who_loses_a_right_takes_it_from_the_token(rita: User, make: MakeToken) -> None:
    api = Api(make(rita, Scope.CANDIDATES_READ))
    assert api.get("/candidates").status_code == 200
    rita.groups.clear()
    assert code_of(api.get("/candidates")) == "403 owner_not_allowed"


def test_nobody_grants_what_they_may_not_do(ivan: User, rita: User) -> None:
    for scope in Scope:
        with pytest.raises(Refused, match="scope_not_grantable"):
            make_token(owner=ivan, name="A", scopes=[scope], valid_days=None)
    rita.groups.clear()
    rita.user_permissions.set(Permission.objects.filter(codename="view_candidate"))
    rita = User.objects.get(pk=rita.pk)
    make_token(owner=rita, name="A", scopes=[Scope.CANDIDATES_READ], valid_days=None)
    with pytest.raises(Refused, match="scope_not_grantable"):
        make_token(owner=rita, name="A", scopes=[Scope.CANDIDATES_WRITE], valid_days=None)


def test_neither_a_session_nor_a_candidates_link_counts(rita: User, cara: Invitation) -> None:
    assert signed_in(rita).get("/v1/interviews").status_code == 401
    assert code_of(Api(cara.token).get("/interviews")) == "401 token_invalid"
    assert code_of(Api(cara.key).get("/interviews")) == "401 token_invalid"


def test_an_api_token_opens_no_page_and_no_session(rita: User, make: MakeToken, cara: Invitation) -> None:
    text = make(rita, *Scope)
    api = Api(text)
    assert api._client.get("/admin/", headers=api._headers).status_code == 302
    assert api._client.get(f"/v1/dsa/{text}", headers=api._headers).status_code == 404


def test_each_token_has_its_own_rate(rita: User, make: MakeToken, settings: Settings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 10
    first, second = (Api(make(rita, Scope.INTERVIEWS_READ)) for _ in range(2))
    assert [first.get("/interviews").status_code for _ in range(3)] == [200, 200, 429]
    answer = first.get("/interviews")
    assert code_of(answer) == "429 rate_limited"
    assert int(answer["Retry-After"]) >= 1
    assert second.get("/interviews").status_code == 200


def test_guessing_is_slow(rita: User, make: MakeToken) -> None:
    answers = [Api(f"tsapi_{number}").get("/interviews").status_code for number in range(21)]
    assert answers == [401] * 20 + [429]
    # Whoever has a valid one is not kept waiting by it.
    assert Api(make(rita, Scope.INTERVIEWS_READ)).get("/interviews").status_code == 200


def test_only_a_hash_is_stored_and_the_use_is_noted(rita: User, make: MakeToken) -> None:
    text = make(rita, Scope.INTERVIEWS_READ)
    row = ApiToken.objects.get()
    assert text not in str(vars(row))
    assert text.startswith("tsapi_")
    assert row.last_used_at is None
    Api(text).get("/interviews")
    row.refresh_from_db()
    assert row.last_used_at is not None
