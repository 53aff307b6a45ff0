"""Inviting many at once: the dry run, errors by row, one go, the links; and what a hundred cost."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interviews.choices import EventKind, InterviewState
from interviews.hooks import InviteField, invite_fields
from interviews.mail import sending
from interviews.models import (
    Application,
    Candidate,
    Interview,
    Invitation,
    OutgoingMail,
    Position,
    StageTypeConfig,
    TimelineEvent,
    User,
)
from interviews.models.user import RECRUITERS
from interviews.services.candidates import candidate_for
from interviews.services.merging import merge_candidates
from tests.conftest import SentTasks, make_person, signed_in
from tests.interviews.admin_pages import messages_of
from tests.interviews.browser_form import read_form
from tests.interviews.mail.conftest import mail_server as mail_server
from tests.interviews.mail.server import MailServer

INVITE = "/admin/interviews/interview/invite/"


@pytest.fixture
def page(rita: User, stage_dsa: StageTypeConfig) -> Client:
    return signed_in(rita)


@pytest.fixture
def position(db: None) -> Position:
    return Position.objects.create(title="Data engineer")


@pytest.fixture(autouse=True)
def noted() -> Iterator[list[tuple[int, str]]]:
    """In place of the fields of other apps one that notes for how many interviews it was saved, and with what."""
    told: list[tuple[int, str]] = []

    def save(interviews: Sequence[Interview], answer: Any, actor: User) -> None:
        told.append((len(interviews), answer))

    ours = InviteField("room_name", lambda: forms.CharField(initial="R1"), save)
    others = list(invite_fields)
    for each in others:
        invite_fields.unregister(each)
    invite_fields.register(ours)
    yield told
    invite_fields.unregister(ours)
    for each in others:
        invite_fields.register(each)


def sent(client: Client, page: Any, button: str, **answers: Any) -> Any:
    """Press a button of the form as it stands on a page."""
    form = {**read_form(page.content.decode(), "invite-form"), **answers, button: "1"}
    return client.post(INVITE, form)


def checked(client: Client, text: str, **answers: Any) -> Any:
    response = sent(client, client.get(INVITE), "check", people=text, **answers)
    assert response.status_code == 200
    return response


def words_of(response: Any) -> list[tuple[str, str]]:
    return [(line.person.email, line.words) for line in response.context["checked"].lines]


def test_from_the_list_to_the_links(
    page: Client, position: Position, stage_dsa: StageTypeConfig, noted: list[tuple[int, str]]
) -> None:
    known = candidate_for(name="Bob", email="bob@mail.example")
    asked = checked(
        page,
        "Ada <ada@mail.example>\nRobert <Bob@mail.example>\nnobody\nada@mail.example",
        position=position.pk,
        tag_names="autumn",
    )
    assert words_of(asked) == [
        ("ada@mail.example", "New."),
        ("Bob@mail.example", "Known as Bob."),
        ("", "There is no address on this line."),
        ("ada@mail.example", "The same address as on line 1."),
    ]
    assert "4 on the list: 1 new, 1 known already, 2 with an error" in asked.content.decode()
    assert not Interview.objects.exists(), "a dry run stores nothing"

    response = sent(page, asked, "invite")
    links = reverse("admin:interviews_position_links", args=[position.pk])
    assert response["Location"] == f"{links}?stage={stage_dsa.pk}"
    after = page.get(response["Location"])
    assert messages_of(after) == ["2 people were invited. Their links are below: mail is off here."]
    for invitation in Invitation.objects.select_related("interview__application", "candidate"):
        assert f"http://testserver/dsa/{invitation.token}/" in after.content.decode()
        assert invitation.interview.application is not None
        assert invitation.interview.application.position == position
        assert invitation.interview.application.candidate == invitation.candidate
        assert invitation.interview.stage == stage_dsa
        assert [tag.name for tag in invitation.candidate.tags.all()] == ["autumn"]
        assert invitation.expires_at - timezone.now() > timedelta(days=6)
    assert Invitation.objects.get(candidate=known).name == "Robert"
    assert noted == [(2, "R1")]
    kinds = TimelineEvent.objects.values_list("kind", flat=True)
    assert sorted(kinds) == sorted([EventKind.INTERVIEW_SCHEDULED, EventKind.INVITATION_ISSUED] * 2)


def test_who_sees_only_own_positions_reads_no_name_of_others(page: Client, position: Position) -> None:
    known = candidate_for(name="Hidden Bob", email="bob@mail.example")
    former = candidate_for(name="Hidden Bob", email="robert@mail.example")
    candidate_for(name="Ada", email="hidden-ada@mail.example")
    listed = "Robert <bob@mail.example>\nRobert <robert@mail.example>\nAda <ada@mail.example>"
    asked = checked(page, listed, new_position="New")
    assert words_of(asked)[0] == ("bob@mail.example", "Known as Hidden Bob.")
    assert "hidden-ada@" in asked.content.decode()
    lena = make_person("lena", RECRUITERS, is_staff=True)
    lena.only_own_positions = True
    lena.save()
    hers = signed_in(lena)
    asked = checked(hers, listed, new_position="New")
    assert [words for _, words in words_of(asked)] == ["New.", "New.", "New."]
    html = asked.content.decode()
    assert "Hidden Bob" not in html
    assert "hidden-ada@" not in html
    position.members.add(lena)
    former.applications.create(position=position, created_at=timezone.now())
    asked = checked(hers, listed, position=position.pk)
    assert [words for _, words in words_of(asked)] == ["New.", "Known as Hidden Bob.", "New."]
    # Their record is found all the same, and from then on they are hers to see.
    assert sent(hers, asked, "invite").status_code == 302
    assert Invitation.objects.filter(candidate=known).count() == 1
    again = checked(hers, listed, position="", new_position="Next")
    assert words_of(again)[0] == ("bob@mail.example", "Known as Hidden Bob.")


def test_the_same_form_sent_twice_invites_once(page: Client, position: Position) -> None:
    asked = checked(page, "ada@mail.example", position=position.pk)
    sent(page, asked, "invite")
    again = sent(page, asked, "invite")
    assert "Something has changed since you checked" in messages_of(again)[-1]
    assert words_of(again) == [("ada@mail.example", "Was invited to this already; left out.")]
    assert Interview.objects.count() == 1


def test_what_was_changed_after_the_check_is_shown_first(page: Client, position: Position) -> None:
    asked = checked(page, "ada@mail.example", position=position.pk)
    again = sent(page, asked, "invite", people="ada@mail.example\neve@mail.example")
    assert not Interview.objects.exists()
    assert len(words_of(again)) == 2


def test_who_took_it_is_left_out_and_whose_was_cancelled_is_not(
    page: Client, position: Position, stage_dsa: StageTypeConfig
) -> None:
    sent(page, checked(page, "ada@mail.example\nbob@mail.example", position=position.pk), "invite")
    now = timezone.now()
    ada, bob = Invitation.objects.order_by("email")
    Interview.objects.filter(pk=ada.interview_id).update(
        state=InterviewState.COMPLETED, started_at=now, ended_at=now
    )
    Interview.objects.filter(pk=bob.interview_id).update(state=InterviewState.CANCELLED, ended_at=now)
    asked = checked(page, "ada@mail.example\nbob@mail.example", position=position.pk)
    assert words_of(asked) == [
        ("ada@mail.example", "Took this already; left out."),
        ("bob@mail.example", "Known."),
    ]


def test_a_new_position_is_made_in_the_same_go(page: Client) -> None:
    asked = checked(page, "ada@mail.example", position="", new_position="Backend engineer")
    assert not Position.objects.exists()
    sent(page, asked, "invite")
    assert Application.objects.get().position == Position.objects.get(title="Backend engineer")
    # The same title is the same position as long as it is open.
    sent(page, checked(page, "bob@mail.example", position="", new_position="backend ENGINEER"), "invite")
    assert Position.objects.count() == 1


def test_the_next_list_starts_from_what_was_last(page: Client, position: Position) -> None:
    Position.objects.create(title="Another")
    sent(page, checked(page, "ada@mail.example", position=position.pk), "invite")
    form = read_form(page.get(INVITE).content.decode(), "invite-form")
    assert form["position"] == [str(position.pk)]


def test_a_file_is_read_once(page: Client, position: Position) -> None:
    upload = SimpleUploadedFile("people.csv", "Name;E-Mail\nZoë;zoe@mail.example\n".encode("cp1252"))
    asked = checked(page, "", position=position.pk, file=upload)
    sent(page, asked, "invite")
    assert Candidate.objects.get().name == "Zoë"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"people": ""}, "Nobody is on this list."),
        ({"position": ""}, "Choose a position, or name a new one."),
        ({"file": SimpleUploadedFile("x.csv", b"\0\x01PK")}, "This file is no text."),
        ({"file": SimpleUploadedFile("x.csv", b"x" * 1_000_001)}, "This file is too large."),
        ({"valid_days": "0"}, "greater than or equal to 1"),
        ({"room_name": ""}, "This field is required"),
    ],
)
def test_what_is_refused_as_a_whole(
    page: Client, position: Position, answers: dict[str, Any], words: str
) -> None:
    all_answers = {"people": "ada@mail.example", "position": position.pk} | answers
    response = sent(page, page.get(INVITE), "invite", **all_answers)
    assert words in unescape(response.content.decode())
    assert not Interview.objects.exists()


def test_live_stages_are_not_offered(page: Client, position: Position, stage_live: StageTypeConfig) -> None:
    response = sent(page, page.get(INVITE), "check", people="a@mail.example", stage=stage_live.pk)
    assert response.context["form"].errors["stage"]


def test_namesakes_are_shown(page: Client, position: Position) -> None:
    candidate_for(name="Ada Lovelace", email="ada@work.example")
    asked = checked(page, "Ada Lovelace <ada@mail.example>", position=position.pk)
    assert "Perhaps the same person as" in asked.content.decode()
    assert "ada@work.example" in asked.content.decode()


def test_two_addresses_of_one_person_are_one_invitation(page: Client, position: Position, rita: User) -> None:
    kept = candidate_for(name="Ada", email="ada@mail.example")
    duplicate = candidate_for(name="Ada", email="ada@work.example")
    merge_candidates(kept=kept, duplicate=duplicate, actor=rita)
    asked = checked(page, "ada@work.example\nada@mail.example", position=position.pk)
    assert words_of(asked)[1] == ("ada@mail.example", "The same person as on line 1; left out.")
    sent(page, asked, "invite")
    assert Invitation.objects.get().candidate == kept


def test_the_links_can_be_taken_along(page: Client, position: Position, stage_dsa: StageTypeConfig) -> None:
    sent(page, checked(page, "=cmd <ada@mail.example>\nbob@mail.example", position=position.pk), "invite")
    bob = Invitation.objects.get(email="bob@mail.example")
    Invitation.objects.filter(pk=bob.pk).update(revoked_at=timezone.now())
    response = page.get(reverse("admin:interviews_position_links_export", args=[position.pk]))
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert "no-store" in response["Cache-Control"]
    (row,) = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline=""))
    ada = Invitation.objects.get(email="ada@mail.example")
    assert row["candidate"] == "'=cmd"
    assert row["link"] == f"http://testserver/dsa/{ada.token}/"
    assert (row["position"], row["stage"]) == ("Data engineer", stage_dsa.name)


def test_a_hundred_cost_a_bounded_number_of_queries_each(page: Client, position: Position) -> None:
    """Under ten seconds of request time for a hundred: at most 30 queries each leave ample room for that."""
    people = "\n".join(f"Person {number} <p{number}@mail.example>" for number in range(100))
    asked = checked(page, people, position=position.pk)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        sent(page, asked, "invite")
    assert Invitation.objects.count() == 100
    assert len(queries) <= 30 * 100
    with CaptureQueriesContext(connection) as of_one:
        checked(page, people.splitlines()[0], position=position.pk)
    with CaptureQueriesContext(connection) as of_all:
        checked(page, people, position=position.pk)
    assert len(of_all) == len(of_one), "a dry run costs the same however long the list"


def test_with_mail_on_everybody_gets_one(
    page: Client,
    position: Position,
    mail_server: MailServer,
    sent_tasks: SentTasks,
    django_capture_on_commit_callbacks: Any,
) -> None:
    people = "\n".join(f"p{number}@mail.example" for number in range(3))
    asked = checked(page, people, position=position.pk)
    assert "Everybody gets their link by mail" in asked.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        response = sent(page, asked, "invite")
    after = page.get(response["Location"])
    assert messages_of(after) == ["3 people were invited. Their mails are on the way."]
    assert "0 of 3 sent, 3 on the way." in after.content.decode()
    assert sent_tasks == [
        ("interviews.tasks.send_mail", mail.pk) for mail in OutgoingMail.objects.order_by("pk")
    ]
    for _, mail in sent_tasks:
        sending.send(mail)
    assert sorted(str(one["To"]) for one in mail_server.messages) == [
        f"P{number} <p{number}@mail.example>" for number in range(3)
    ]
