"""Every page and endpoint against every kind of person, by a walk over the URL configuration.

A new address fails this test until its line in the table says who gets in.
"""

import re
from typing import Any, Final
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from integrations.choices import Scope
from integrations.services.tokens import make_token
from interviews.choices import ColleagueRole
from interviews.models import Interview, Invitation, Position, StageTypeConfig, User
from interviews.models.user import INTERVIEWERS
from interviews.services.applications import apply_for, place_interview
from interviews.services.colleagues import invite_colleague
from interviews.services.interviews import schedule_interview
from interviews.services.invitations import issue_invitation
from tests.conftest import make_person, signed_in
from tests.integrations import addresses
from tests.integrations.addresses import PARAMETER, REFUSALS, all_addresses, plain
from tests.integrations.conftest import new_endpoint

# Not in a transaction: some views answer from threads of their own, and one closes what it had opened.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]

# Who is let in, in the order of the columns: nobody in particular (s)tranger without an account, (n)obody's account in
# no group, (i)nterviewer of the interview, (o)ther interviewer, (r)ecruiter, super(u)ser.
EVERYBODY: Final = "snioru"
ACCOUNTS: Final = "nioru"
ADMIN: Final = "ru"
SUPERUSER: Final = "u"
HOLDER: Final = "i"
TOKEN: Final = "token"
CANDIDATE: Final = "candidate"
METHODS: Final = ("get", "post", "put", "patch", "delete")
METHODS_OF_PAGES: Final = ("get", "post")

# By the beginning of the path, the longest that fits.
TABLE: Final[dict[str, str]] = {
    "": ACCOUNTS,
    "healthz": EVERYBODY,
    "readyz": EVERYBODY,
    "accounts/": EVERYBODY,
    "accounts/$": ACCOUNTS,
    "accounts/email/": ACCOUNTS,
    "accounts/password/change/": ACCOUNTS,
    "accounts/password/set/": ACCOUNTS,
    "accounts/2fa/": ACCOUNTS,
    "accounts/2fa/webauthn/login/": EVERYBODY,
    "accounts/2fa/authenticate/": EVERYBODY,
    "accounts/reauthenticate/": ACCOUNTS,
    "accounts/3rdparty/": EVERYBODY,
    "accounts/3rdparty/$": ACCOUNTS,
    "accounts/confirm-email/": EVERYBODY,
    "accounts/invitation/": EVERYBODY,
    "admin/": ADMIN,
    "admin/login/": "sru",
    "admin/logout/": EVERYBODY,
    "admin/auth/": SUPERUSER,
    "admin/interviews/user/": SUPERUSER,
    "admin/r/": ADMIN,
    "interviews/": HOLDER,
    "interviews/waiting/": ACCOUNTS,
    "interviews/<uuid:interview_id>/replay/": "iru",
    "interviews/<uuid:interview_id>/record/": "iru",
    "interviews/<uuid:interview_id>/submissions/": "iru",
    "interviews/ended/": "ioru",
    "questions/": "nioru",
    "join/": CANDIDATE,
    "check/": CANDIDATE,
    "choose/": CANDIDATE,
    "dsa/": CANDIDATE,
    "me/": CANDIDATE,
    "v1/dsa/": CANDIDATE,
    "v1/schema": ADMIN,
    "v1/docs": ADMIN,
    "v1/interviews/<uuid:interview_id>/notes": HOLDER,
    "v1/": TOKEN,
}


def all_routes() -> list[str]:
    return [address.route for address in all_addresses()]


def methods(route: str) -> tuple[str, ...]:
    """Pages know two; what programs use may know others."""
    return METHODS if route.startswith("v1/") else METHODS_OF_PAGES


def column(route: str) -> str:
    if f"{route}$" in TABLE:
        return TABLE[f"{route}$"]
    fitting = [
        start
        for start in TABLE
        if start and not start.endswith("$") and (route == start or route.startswith(start))
    ]
    if route == "":
        return TABLE[""]
    assert fitting, f"Say in the table who gets to {route!r}"
    return TABLE[max(fitting, key=len)]


class World:
    """One record of each kind, for the addresses of all pages."""

    def __init__(self, interview: Interview, cara: Invitation, dsa: Invitation, rita: User) -> None:
        self.token, _ = make_token(owner=rita, name="A", scopes=list(Scope), valid_days=None)
        self.endpoint = new_endpoint("https://ats.example/", rita)
        self.interview, self.cara, self.dsa, self.rita = interview, cara, dsa, rita
        self.colleague = invite_colleague(
            email="new@company.example", role=ColleagueRole.INTERVIEWER, only_own_positions=False, actor=rita
        )

    def path(self, route: str) -> str:
        """The address of a route, with the ids of our records, or with some that fit where there are none."""
        return "/" + PARAMETER.sub(lambda match: self._value(route, match), plain(route))

    def _value(self, route: str, match: re.Match[str]) -> str:
        kind, name = match.group(1) or "str", match.group(2)
        if name == "token":
            if "accounts/" in route:
                return self.colleague.token
            return (self.dsa if "dsa/" in route else self.cara).token
        if kind == "uuid":
            return str(self.interview.pk if name == "interview_id" else uuid4())
        if kind == "int":
            return "1"
        if name == "object_id":
            return "1"
        return {"app_label": "interviews", "uidb36": "1", "key": "key", "provider_id": "company"}.get(
            name, "1"
        )


@pytest.fixture
def world(
    presets: None, interview: Interview, cara: Invitation, rita: User, stage_dsa: StageTypeConfig
) -> World:
    position = Position.objects.create(title="Backend")
    place_interview(interview=interview, position=position, actor=rita)
    session = schedule_interview(
        interview=Interview(title="Test", stage=stage_dsa, scheduled_start=timezone.now()), actor=rita
    )
    invitation = Invitation(interview=session, name="Dan", email="dan@mail.example")
    dsa = issue_invitation(invitation=invitation, actor=rita)
    apply_for(candidate=dsa.candidate, position=position)
    return World(interview, cara, dsa, rita)


def is_refused(answer: Any) -> bool:
    # Django leads from an address of before to the page of today, which says no.
    if answer.status_code in {301, 302} and answer["Location"].endswith("/1/change/"):
        return True
    return addresses.is_refused(answer)


def fresh(world: World, letter: str, people: dict[str, Any]) -> Client:
    person = people[letter]
    return Client() if isinstance(person, AnonymousUser) else signed_in(person)


def test_every_address_against_every_person(
    world: World, sam: User, ivan: User, ines: User, rita: User, root: User
) -> None:
    people: dict[str, Any] = {
        "s": AnonymousUser(),
        "n": sam,
        "i": ivan,
        "o": ines,
        "r": rita,
        "u": root,
    }
    let_in_by_mistake, broken = [], []
    browsers: dict[str, Client] = {}
    before = ""
    for route in all_routes():
        wanted = column(route)
        path = world.path(route)
        for letter in people:
            if letter not in browsers or "accounts/" in before or "login" in before or "logout" in before:
                browsers[letter] = fresh(world, letter, people)
            browser = browsers[letter]
            for method in methods(route):
                answer = getattr(browser, method)(path)
                # No worker runs here, which is what it says.
                if answer.status_code >= 500 and route != "readyz":
                    broken.append((route, letter, method, answer.status_code))
                gets_in = not is_refused(answer)
                if wanted == TOKEN:
                    may = False
                elif wanted == CANDIDATE:
                    may = True
                else:
                    may = letter in wanted
                if gets_in and not may:
                    let_in_by_mistake.append((route, letter, method, answer.status_code))
        before = route
    assert not broken, "\n".join(map(str, broken))
    assert not let_in_by_mistake, "\n".join(map(str, let_in_by_mistake))
    # Recruiters may have done what a confirmed button does; nobody has more rights than before.
    assert User.objects.filter(is_superuser=True).count() == 1


def test_everybody_finds_what_is_theirs(world: World, sam: User, ivan: User, rita: User, root: User) -> None:
    """That the table does not hold only because everything is closed."""
    people: dict[str, Any] = {"s": AnonymousUser(), "n": sam, "i": ivan, "r": rita, "u": root}
    for letter, paths in {
        "s": ["/accounts/login/", "/accounts/password/reset/", "/healthz"],
        "n": ["/", "/accounts/"],
        "i": ["/", "/questions/", f"/interviews/{world.interview.pk}/room/"],
        "r": ["/admin/", "/admin/interviews/interview/", "/v1/schema", "/admin/integrations/apitoken/"],
        "u": ["/admin/", "/admin/interviews/user/", "/admin/auth/group/"],
    }.items():
        browser = fresh(world, letter, people)
        for path in paths:
            assert browser.get(path).status_code == 200, (letter, path)


def api_routes() -> list[str]:
    return [route for route in all_routes() if column(route) == TOKEN]


def test_every_endpoint_wants_a_scope_of_its_own(world: World, rita: User, settings: Settings) -> None:
    """Of the tokens with one scope each, exactly one opens it: for what changes something one that writes."""
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    opened: dict[str, set[str]] = {}
    for scope in Scope:
        _, text = make_token(owner=rita, name=scope.value, scopes=[scope], valid_days=None)
        for route in api_routes():
            for method in METHODS:
                answer = (
                    getattr(Client(), method)(
                        world.path(route),
                        data="{}",
                        content_type="application/json",
                        headers={"authorization": f"Bearer {text}"},
                    )
                    if method != "get"
                    else Client().get(world.path(route), headers={"authorization": f"Bearer {text}"})
                )
                assert answer.status_code < 500, (route, method)
                if answer.status_code == 405:
                    continue
                opened.setdefault(f"{method} {route}", set())
                if answer.status_code not in {401, 403}:
                    opened[f"{method} {route}"].add(scope.value)
    assert opened
    for address, scopes in opened.items():
        assert len(scopes) == 1, f"{address} is opened by {sorted(scopes)}"
        writes = not address.startswith("get ")
        assert scopes.pop().endswith(":write" if writes else ":read"), address


def test_a_candidates_token_opens_their_own_pages_and_nothing_else(world: World) -> None:
    for invitation in (world.cara, world.dsa):
        header = {"authorization": f"Bearer {invitation.token}"}
        for route in all_routes():
            if column(route) in {CANDIDATE, EVERYBODY}:
                continue
            browser = Client(headers=header)
            browser.cookies["sessionid"] = invitation.token
            for method in methods(route):
                answer = getattr(browser, method)(world.path(route))
                assert is_refused(answer), (route, method, answer.status_code)


def test_an_api_token_opens_no_page(world: World, rita: User) -> None:
    _, text = make_token(owner=rita, name="All", scopes=list(Scope), valid_days=None)
    for route in all_routes():
        if column(route) in {TOKEN, CANDIDATE, EVERYBODY}:
            continue
        for method in methods(route):
            answer = getattr(Client(headers={"authorization": f"Bearer {text}"}), method)(world.path(route))
            assert is_refused(answer), (route, method, answer.status_code)
    for route in all_routes():
        if column(route) == CANDIDATE:
            forged = re.sub(r"<\w+:token>", text, route)
            answer = Client().get(world.path(forged))
            if answer.headers.get("location", "").startswith("/me/"):  # a page that has moved
                answer = Client().get(answer.headers["location"])
            assert answer.status_code in REFUSALS, route


def test_staff_without_rights_find_the_first_page_only(world: World) -> None:
    browser = signed_in(make_person("staff", INTERVIEWERS, is_staff=True))
    for route in all_routes():
        if not route.startswith("admin/") or route in {
            "admin/",
            "admin/login/",
            "admin/logout/",
            "admin/jsi18n/",
            "admin/password_change/",
            "admin/password_change/done/",
        }:
            continue
        answer = browser.get(world.path(route))
        assert answer.status_code in {301, 302, 403, 404, 405}, (route, answer.status_code)
        if answer.status_code == 302:
            # Django leads from what is not there to the first page.
            assert answer["Location"] in {"/admin/", "/accounts/login/"} or "/change/" in answer["Location"]
