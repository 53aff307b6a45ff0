"""A recruiter who sees only their own positions finds nothing else, anywhere in the admin."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.choices import ApplicationDecision
from interviews.models import Interview, Invitation, Position, StageTypeConfig, User
from interviews.models.user import RECRUITERS
from interviews.services.applications import decide, place_interview
from interviews.services.interviews import schedule_interview
from interviews.services.invitations import issue_invitation
from interviews.visibility import visible_candidates, visible_interviews, visible_positions
from tests.conftest import make_person, signed_in
from tests.interviews.admin_pages import change_path, saved
from tests.interviews.browser_form import read_form

pytestmark = pytest.mark.django_db
MARKER = "HIDDEN-from-Lena"


@pytest.fixture
def lena(db: None) -> User:
    """A recruiter who sees only her own positions."""
    lena = make_person("lena", RECRUITERS, is_staff=True)
    lena.only_own_positions = True
    lena.save()
    return lena


@pytest.fixture
def others(stage_live: StageTypeConfig, rita: User, ivan: User) -> Interview:
    """An interview for a position of others, with the marker in every name."""
    interview = schedule_interview(
        interview=Interview(title=f"{MARKER} talk", stage=stage_live, scheduled_start=timezone.now()),
        interviewers=[ivan],
        actor=rita,
    )
    invitation = Invitation(interview=interview, name=f"{MARKER} person", email="hidden@mail.example")
    issue_invitation(invitation=invitation, actor=rita)
    place_interview(interview=interview, position=Position.objects.create(title=f"{MARKER} job"), actor=rita)
    interview.refresh_from_db()
    return interview


def pages_of(interview: Interview) -> list[str]:
    invitation = interview.invitations.get()
    application = interview.application
    assert application is not None
    return [
        reverse("admin:interviews_interview_change", args=[interview.pk]),
        reverse("admin:interviews_interview_history", args=[interview.pk]),
        reverse("admin:interviews_interview_cancel", args=[interview.pk]),
        reverse("admin:interviews_invitation_revoke", args=[invitation.pk]),
        reverse("admin:interviews_invitation_reissue", args=[invitation.pk]),
        reverse("admin:interviews_candidate_change", args=[invitation.candidate_id]),
        reverse("admin:interviews_candidate_merge", args=[invitation.candidate_id]),
        reverse("admin:interviews_candidate_erase", args=[invitation.candidate_id]),
        reverse("admin:interviews_application_decide", args=[application.pk]),
        reverse("admin:interviews_position_change", args=[application.position_id]),
        reverse("admin:interviews_position_links", args=[application.position_id]),
        reverse("admin:interviews_position_export", args=[application.position_id]),
        reverse("replay", args=[interview.pk]),
    ]


LISTS = [
    "/admin/",
    f"/admin/?q={MARKER}",
    "/admin/?q=hidden",
    "/admin/interviews/interview/",
    "/admin/interviews/interview/add/",
    "/admin/interviews/interview/invite/",
    "/admin/interviews/candidate/",
    "/admin/interviews/candidate/add/",
    "/admin/interviews/position/",
    "/admin/proctoring/proctoredcandidate/",
    "/admin/dsa/dsasession/",
]


def without_query(answer: Any, path: str) -> str:
    return str(answer.content.decode().replace(f"“{MARKER}”", "").replace(f'value="{MARKER}"', ""))


def test_nothing_of_others_is_there(lena: User, others: Interview) -> None:
    client = signed_in(lena)
    for path in pages_of(others):
        for answer in (client.get(path), client.post(path)):
            # Django leads from what is not there to the first page.
            assert answer.status_code in {302, 404, 405}, path
            assert answer.status_code != 302 or answer["Location"] in {"/admin/", "/"}, path
    for path in LISTS:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert MARKER not in without_query(answer, path), path
    others.refresh_from_db()
    assert others.state == "scheduled"


def test_all_of_it_is_there_for_who_is_on_the_position(lena: User, others: Interview) -> None:
    assert others.application is not None
    others.application.position.members.add(lena)
    client = signed_in(lena)
    for path in pages_of(others)[:-1]:
        assert client.get(path).status_code == 200, path
    for path in ("/admin/", "/admin/interviews/interview/", "/admin/interviews/candidate/"):
        assert MARKER in client.get(path).content.decode(), path


def test_what_they_schedule_or_hold_is_theirs(lena: User, others: Interview) -> None:
    assert not visible_interviews(lena).exists()
    others.interviewers.add(lena)
    assert visible_interviews(lena).get() == others
    assert visible_candidates(lena).count() == 1
    # Holding one interview opens no position.
    assert not visible_positions(lena).exists()


def test_saving_what_they_hold_leaves_it_in_its_application(lena: User, others: Interview) -> None:
    """They see the interview because they hold it, and not the position that it is for."""
    others.interviewers.add(lena)
    before = others.application
    saved(signed_in(lena), change_path(others.pk), {"title": "Renamed"})
    others.refresh_from_db()
    assert (others.title, others.application) == ("Renamed", before)


def test_of_a_person_they_see_their_own_part(lena: User, others: Interview) -> None:
    """Somebody applied for a position of Lena's as well: she sees that application, and not the other."""
    candidate = others.invitations.get().candidate
    own = Position.objects.create(title="Lena's job")
    own.members.add(lena)
    candidate.applications.create(position=own, created_at=timezone.now())
    page = signed_in(lena).get(reverse("admin:interviews_candidate_change", args=[candidate.pk]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Lena&#x27;s job" in text
    assert f"{MARKER} job" not in text
    assert f"{MARKER} talk" not in text
    # What concerns all of a person is for who sees all of it.
    for name in ("erase", "merge"):
        path = reverse(f"admin:interviews_candidate_{name}", args=[candidate.pk])
        assert signed_in(lena).get(path).status_code == 403


def test_the_list_of_people_tells_nothing_of_their_other_applications(lena: User, others: Interview) -> None:
    """Neither by its filters, nor by the numbers in them, nor by its count of interviews."""
    candidate = others.invitations.get().candidate
    own = Position.objects.create(title="Lena's job")
    own.members.add(lena)
    candidate.applications.create(position=own, created_at=timezone.now())
    assert others.application is not None
    hidden = others.application
    decide(
        application=hidden,
        decision=ApplicationDecision.OFFER,
        reason="Good.",
        seen=0,
        actor=others.created_by,
    )
    client, people = signed_in(lena), "/admin/interviews/candidate/"
    listed = client.get(people, {"_facets": "True"})
    assert [person.number for person in listed.context["cl"].result_list] == [0]
    assert "Offer made (0)" in listed.content.decode()
    assert not client.get(people, {"decision": "offer"}).context["cl"].result_list
    assert client.get(people, {"decision": "undecided"}).context["cl"].result_list
    by_position = "applications__position__id__exact"
    assert client.get(people, {by_position: str(own.pk)}).context["cl"].result_list
    for query in (
        {by_position: str(hidden.position_id)},
        {by_position: "x"},
        {"applications__position": str(hidden.position_id)},
        {"applications__position__in": str(hidden.position_id)},
        {"applications": str(hidden.pk)},
        {"invitations__isnull": "False"},
    ):
        assert client.get(people, query).status_code == 400, query


def test_a_position_that_they_make_is_theirs(lena: User) -> None:
    client = signed_in(lena)
    form = read_form(client.get("/admin/interviews/position/add/").content.decode(), "position_form")
    assert client.post("/admin/interviews/position/add/", {**form, "title": "New"}).status_code == 302
    assert visible_positions(lena).get().title == "New"


def test_an_application_for_a_position_of_others_is_refused(lena: User, others: Interview) -> None:
    assert others.application is not None
    form = {
        "name": "Dan",
        "email": "dan@mail.example",
        "tag_names": "",
        "apply_for": str(others.application.position_id),
    }
    answer: Any = signed_in(lena).post("/admin/interviews/candidate/add/", form)
    assert answer.status_code == 200
    assert answer.context["errors"]


def test_an_address_that_is_taken_names_nobody_hidden(lena: User, rita: User, others: Interview) -> None:
    form = {"name": "Dan", "email": others.invitations.get().email, "tag_names": ""}
    for person, names in ((lena, False), (rita, True)):
        answer: Any = signed_in(person).post("/admin/interviews/candidate/add/", form)
        assert answer.status_code == 200
        assert (MARKER in str(answer.context["errors"])) == names
    assert "on no position of yours" not in str(answer.context["errors"])


def test_everybody_else_sees_everything(rita: User, root: User, others: Interview) -> None:
    root.only_own_positions = True
    for person in (rita, root):
        assert visible_interviews(person).count() == 1
    client: Client = signed_in(rita)
    for path in pages_of(others)[:-1]:
        assert client.get(path).status_code == 200, path
