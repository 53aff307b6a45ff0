"""Who gets into the admin, and what each person finds there."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.models import Interview, Invitation, StageTypeConfig, User
from interviews.models.user import INTERVIEWERS
from interviews.services.interviews import schedule_interview
from interviews.services.invitations import issue_invitation
from tests.conftest import PASSWORD, make_person, signed_in
from tests.interviews.admin_pages import ADD, LIST, change_path

AUTOCOMPLETE = "/admin/autocomplete/?app_label=interviews&model_name=interview&field_name=interviewers&term="


def recruiting_pages(interview: Interview, cara: Invitation) -> list[str]:
    stage = interview.stage
    return [
        "/admin/",
        LIST,
        ADD,
        change_path(interview.pk),
        reverse("admin:interviews_interview_history", args=[interview.pk]),
        reverse("admin:interviews_interview_cancel", args=[interview.pk]),
        reverse("admin:interviews_invitation_revoke", args=[cara.pk]),
        "/admin/interviews/stagetypeconfig/",
        "/admin/interviews/stagetypeconfig/add/",
        f"/admin/interviews/stagetypeconfig/{stage.pk}/change/",
        AUTOCOMPLETE,
    ]


SYSTEM_PAGES = [
    "/admin/interviews/user/",
    "/admin/interviews/user/add/",
    "/admin/auth/group/",
    "/admin/auth/group/add/",
]
NOWHERE = [
    "/admin/interviews/timelineevent/",
    "/admin/interviews/timelineevent/add/",
    "/admin/interviews/invitation/",
    "/admin/interviews/interviewquestion/",
    "/admin/sessions/session/",
    "/admin/admin/logentry/",
]


def test_rita_finds_all_of_recruiting(rita: User, interview: Interview, cara: Invitation) -> None:
    client = signed_in(rita)
    for path in recruiting_pages(interview, cara):
        assert client.get(path).status_code == 200, path


def test_rita_finds_nothing_of_the_system(rita: User, ivan: User) -> None:
    client = signed_in(rita)
    for path in [
        *SYSTEM_PAGES,
        f"/admin/interviews/user/{ivan.pk}/change/",
        f"/admin/interviews/user/{ivan.pk}/password/",
    ]:
        assert client.get(path).status_code == 403, path
    index = client.get("/admin/").content.decode()
    assert "/admin/interviews/user/" not in index
    assert "/admin/auth/" not in index


def test_rita_deletes_nothing_that_has_a_history(
    rita: User, interview: Interview, stage_hr: StageTypeConfig
) -> None:
    client = signed_in(rita)
    for path in [
        reverse("admin:interviews_interview_delete", args=[interview.pk]),
        reverse("admin:interviews_stagetypeconfig_delete", args=[stage_hr.pk]),
    ]:
        assert client.post(path, {"post": "yes"}).status_code == 403, path
    client.post(LIST, {"action": "delete_selected", "_selected_action": [interview.pk], "post": "yes"})
    assert Interview.objects.filter(pk=interview.pk).exists()


def test_a_right_to_accounts_given_by_mistake_opens_none(rita: User, ivan: User) -> None:
    rita.user_permissions.set(Permission.objects.filter(content_type__model="user"))
    client = signed_in(rita)
    for path in ["/admin/interviews/user/", f"/admin/interviews/user/{ivan.pk}/change/"]:
        assert client.get(path).status_code == 403, path


@pytest.mark.parametrize("who", ["ivan", "sam", "anonymous"])
def test_everybody_else_is_asked_to_sign_in(
    who: str, interview: Interview, cara: Invitation, ivan: User, sam: User
) -> None:
    client = Client()
    if who != "anonymous":
        client.force_login({"ivan": ivan, "sam": sam}[who])
    for path in [*recruiting_pages(interview, cara), *SYSTEM_PAGES]:
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 302, path
            assert answer["Location"].startswith("/admin/login/?next="), path
    interview.refresh_from_db()
    assert interview.timeline.count() == 2


def test_an_interviewer_who_may_enter_the_admin_finds_nothing_there(
    interview: Interview, cara: Invitation
) -> None:
    client = signed_in(make_person("staff", INTERVIEWERS, is_staff=True))
    for path in recruiting_pages(interview, cara)[1:]:
        assert client.get(path).status_code == 403, path
        assert client.post(path).status_code in {403, 405}, path


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_a_recruiter_who_leaves_is_out_at_once(rita: User, change: dict[str, bool]) -> None:
    client = signed_in(rita)
    assert client.get(LIST).status_code == 200
    User.objects.filter(pk=rita.pk).update(**change)
    assert client.get(LIST).status_code == 302


def test_the_sign_in_lets_recruiters_in_and_nobody_else(rita: User, ivan: User) -> None:
    for name, status in (("rita", 200), ("ivan", 403)):
        browser = Client()
        asked = browser.get("/admin/", follow=True)
        assert asked.redirect_chain[-1][0] == "/accounts/login/?next=/admin/"
        answer = browser.post(
            "/accounts/login/", {"login": name, "password": PASSWORD, "next": "/admin/"}, follow=True
        )
        assert answer.status_code == status, name


@pytest.mark.parametrize("path", NOWHERE)
def test_what_is_written_by_services_alone_has_no_page(root: User, path: str) -> None:
    assert signed_in(root).get(path).status_code == 404


def test_a_superuser_keeps_the_accounts(root: User, ivan: User) -> None:
    client = signed_in(root)
    for path in [*SYSTEM_PAGES, f"/admin/interviews/user/{ivan.pk}/change/"]:
        assert client.get(path).status_code == 200, path


class TestChoosingInterviewers:
    """The one thing that recruiters learn of accounts: who may hold an interview."""

    def names(self, client: Client, term: str = "") -> set[str]:
        answer = client.get(AUTOCOMPLETE + term)
        assert answer.status_code == 200
        for result in answer.json()["results"]:
            assert set(result) == {"id", "text"}
        return {result["text"] for result in answer.json()["results"]}

    def test_active_interviewers_only(self, rita: User, ivan: User, ines: User, sam: User) -> None:
        User.objects.filter(pk=ines.pk).update(is_active=False)
        assert self.names(signed_in(rita)) == {"Ivan Example (ivan)"}

    def test_search(self, rita: User, ivan: User, ines: User) -> None:
        assert self.names(signed_in(rita), "ines") == {"Ines Example (ines)"}

    @pytest.mark.parametrize("term", ["pbkdf2", "md5", "@company.example"])
    def test_search_reaches_no_secret(self, rita: User, ivan: User, term: str) -> None:
        found = self.names(signed_in(rita), term)
        assert found == ({"Ivan Example (ivan)"} if "@" in term else set())

    @pytest.mark.parametrize(
        "field",
        [
            "model_name=interview&field_name=created_by",
            "model_name=interviewquestion&field_name=owner",
            "model_name=timelineevent&field_name=actor_user",
        ],
    )
    def test_other_ways_to_the_accounts_are_closed(self, rita: User, root: User, field: str) -> None:
        answer = signed_in(rita).get(f"/admin/autocomplete/?app_label=interviews&{field}")
        assert answer.status_code == 403
        assert b"root" not in answer.content


def test_the_list_cannot_be_used_to_guess_at_accounts(rita: User, interview: Interview) -> None:
    """Django allows lookups from the address only where the admin's filters and search name them."""
    for lookup in [
        "created_by__password__startswith=md5",
        "interviewers__is_superuser=1",
    ]:
        answer = signed_in(rita).get(f"{LIST}?{lookup}")
        assert answer.status_code in {302, 400}, lookup


@pytest.mark.parametrize("count", [3, 12])
def test_the_list_costs_the_same_however_long_it_is(
    rita: User,
    stage_live: StageTypeConfig,
    ivan: User,
    count: int,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for number in range(count):
        interview = schedule_interview(
            interview=Interview(title=f"No {number}", stage=stage_live, scheduled_start=timezone.now()),
            interviewers=[ivan],
            actor=rita,
        )
        issue_invitation(
            invitation=Invitation(interview=interview, name=f"C{number}", email=f"c{number}@mail.example"),
            actor=rita,
        )
    client = signed_in(rita)
    with django_assert_max_num_queries(12):
        client.get(LIST)
