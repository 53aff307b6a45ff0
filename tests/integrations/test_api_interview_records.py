"""Interviews as files through the API: asked for, looked at, taken, and by whom not."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from integrations.choices import Scope
from interviews.choices import EventKind
from interviews.models import Interview, Invitation, Position, StageTypeConfig, User
from interviews.services.applications import apply_for
from interviews.services.interviews import complete_interview, schedule_interview, start_interview
from interviews.timeline import Actor, record_event
from replay.models import Edition, Record, RecordState
from replay.record import services
from replay.record.manifest import read_record
from replay.record.verification import verify_record
from tests.conftest import signed_in
from tests.integrations.client import Api, code_of
from tests.integrations.conftest import MakeToken
from tests.streamed import body_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey", "records_made")]


@pytest.fixture
def api(rita: User, make: MakeToken) -> Api:
    """With what records need, and no more."""
    return Api(make(rita, Scope.RECORDS_READ, Scope.RECORDS_WRITE))


@pytest.fixture
def held(interview: Interview, ivan: User, cara: Invitation) -> Interview:
    """An interview that Cara came to."""
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    for actor, role in ((Actor.user(ivan), "interviewer"), (Actor(invitation_id=cara.pk), "candidate")):
        payload = {"userId": role, "role": role}
        record_event(interview.pk, EventKind.PARTICIPANT_JOINED, actor=actor, payload=payload)
    complete_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    return Interview.objects.select_related("stage").get(pk=interview.pk)


def ask(api: Api, interview: Interview, edition: str = "recruiter") -> Any:
    return api.post("/records", {"interviewId": str(interview.pk), "edition": edition})


def stored(interview: Interview, user: User, **fields: Any) -> Record:
    return Record.objects.create(interview=interview, edition=Edition.RECRUITER, requested_by=user, **fields)


# Asked for, made and taken --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", Edition.values)
def test_from_asking_to_the_file(api: Api, held: Interview, edition: str, rita: User) -> None:
    answer = ask(api, held, edition)
    assert answer.status_code == 202
    asked = answer.json()
    record = Record.objects.get()
    assert (str(record.pk), record.requested_by) == (asked["id"], rita)
    assert asked == {
        "id": str(record.pk),
        "interviewId": str(held.pk),
        "edition": edition,
        "state": "queued",
        "progress": 0,
        "sizeBytes": None,
        "problem": None,
        "madeAt": None,
        "createdAt": asked["createdAt"],
    }
    path = f"/records/{record.pk}"
    assert code_of(api.get(f"{path}/file")) == "409 record_not_made"
    services.make(record.pk)
    made = api.get(path).json()
    assert (made["state"], made["progress"], made["problem"]) == ("made", 100, None)
    assert made["madeAt"] is not None
    assert api.get("/records").json()["results"] == [made]
    answer = api.get(f"{path}/file")
    assert answer.status_code == 200
    content = body_of(answer)
    assert len(content) == made["sizeBytes"] == int(answer["Content-Length"])
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="backend-engineer-{edition}.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    head = api.checked(api._client.head(api.url(f"{path}/file"), headers=api._headers))
    assert (head.status_code, head["Content-Length"]) == (200, answer["Content-Length"])
    assert verify_record(content.decode()).problems == []
    assert read_record(content.decode()).manifest["edition"] == edition
    # Their page shows what their system had made, and the other way round.
    assert b"Take the" in signed_in(rita).get(f"/interviews/{held.pk}/record/").content


def test_one_that_is_being_made_is_answered_and_not_made_twice(api: Api, held: Interview, rita: User) -> None:
    first = ask(api, held).json()
    again = ask(api, held)
    assert (again.status_code, again.json()) == (202, first)
    signed_in(rita).post(f"/interviews/{held.pk}/record/", {"edition": "recruiter"})
    assert Record.objects.count() == 1
    # The other edition is another record, and so is another after it.
    assert ask(api, held, "candidate").json()["id"] != first["id"]
    Record.objects.filter(pk=first["id"]).update(state=RecordState.MADE, progress=100)
    assert ask(api, held).json()["id"] != first["id"]
    assert Record.objects.count() == 3


def test_found_by_interview_edition_and_state(
    api: Api, held: Interview, rita: User, stage_live: StageTypeConfig
) -> None:
    other = schedule_interview(
        interview=Interview(title="Other", stage=stage_live, scheduled_start=timezone.now()), actor=rita
    )
    now = timezone.now()
    old = stored(held, rita, state=RecordState.MADE, created_at=now - timedelta(hours=2))
    hers = stored(held, rita, created_at=now - timedelta(hours=1))
    Record.objects.filter(pk=hers.pk).update(edition=Edition.CANDIDATE)
    elsewhere = stored(other, rita, created_at=now)

    def ids(**query: object) -> list[str]:
        return [row["id"] for row in api.get("/records", **query).json()["results"]]

    assert ids() == [str(record.pk) for record in (elsewhere, hers, old)]
    assert ids(interviewId=held.pk) == [str(hers.pk), str(old.pk)]
    assert ids(interviewId=held.pk, edition="recruiter") == [str(old.pk)]
    assert ids(state="queued") == [str(elsewhere.pk), str(hers.pk)]
    assert ids(interviewId=uuid4()) == []
    for query in ({"interviewId": "x"}, {"edition": "everything"}, {"state": "ready"}, {"candidateId": 1}):
        assert code_of(api.get("/records", **query)) == "400 invalid_request"


def test_a_list_costs_the_same_however_long_it_is(
    api: Api, held: Interview, rita: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(9):
        stored(held, rita, state=RecordState.FAILED)
    with django_assert_max_num_queries(8):
        assert len(api.get("/records").json()["results"]) == 9


# What there is not ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"edition": "recruiter"},
        {"interviewId": "x", "edition": "recruiter"},
        {"interviewId": "00000000-0000-4000-8000-000000000001"},
        {"interviewId": "00000000-0000-4000-8000-000000000001", "edition": "everything"},
        {"interviewId": "00000000-0000-4000-8000-000000000001", "edition": "recruiter", "user": 1},
    ],
)
def test_what_asks_for_no_record(api: Api, body: object) -> None:
    assert code_of(api.post("/records", body)) == "400 invalid_request"


def test_refused_as_on_the_page(
    api: Api, interview: Interview, ivan: User, rita: User, stage_dsa: StageTypeConfig
) -> None:
    session = schedule_interview(
        interview=Interview(title="Test", stage=stage_dsa, scheduled_start=timezone.now()), actor=rita
    )
    assert code_of(ask(api, session)) == "409 not_begun"
    assert code_of(ask(api, interview)) == "409 not_begun"
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    nobody = ask(api, interview, "candidate")
    assert code_of(nobody) == "409 no_candidates_edition"
    assert "No candidate has been in" in nobody.json()["detail"]
    assert code_of(ask(api, Interview(pk=uuid4()))) == "404 interview_not_found"
    assert not Record.objects.exists()
    assert ask(api, interview).status_code == 202


def test_what_could_not_be_made_says_so_and_no_more(
    api: Api, held: Interview, settings: Settings, tmp_path: Any
) -> None:
    settings.VITE_BUILD_DIR = tmp_path
    record_id = ask(api, held).json()["id"]
    services.make(record_id)
    assert "build the front-end" in Record.objects.get().failure
    answer = api.get(f"/records/{record_id}")
    failed = answer.json()
    assert (failed["state"], failed["sizeBytes"], failed["madeAt"]) == ("failed", None, None)
    assert failed["problem"].startswith("The record could not be made.")
    assert "build the front-end" not in answer.content.decode()
    assert code_of(api.get(f"/records/{record_id}/file")) == "409 record_not_made"
    # It is asked for again, and is another one.
    assert ask(api, held).json()["id"] != record_id


def test_a_file_that_is_gone(api: Api, held: Interview, rita: User) -> None:
    record = stored(held, rita, state=RecordState.MADE, file="records/gone.html", size_bytes=5)
    assert code_of(api.get(f"/records/{record.pk}/file")) == "404 record_not_found"
    assert code_of(api.get(f"/records/{uuid4()}")) == "404 record_not_found"


# Whose they are -------------------------------------------------------------------------------------------------------


def test_reading_and_asking_are_two_scopes(held: Interview, rita: User, make: MakeToken) -> None:
    reads, asks = Api(make(rita, Scope.RECORDS_READ)), Api(make(rita, Scope.RECORDS_WRITE))
    assert code_of(ask(reads, held)) == "403 scope_missing"
    record_id = ask(asks, held).json()["id"]
    for path in ("/records", f"/records/{record_id}", f"/records/{record_id}/file"):
        assert code_of(asks.get(path)) == "403 scope_missing"
    assert reads.get(f"/records/{record_id}").status_code == 200
    # All other scopes together open none of it: the recruiter's edition holds more than any of them.
    others = Api(make(rita, *(set(Scope) - {Scope.RECORDS_READ, Scope.RECORDS_WRITE})))
    for path in ("/records", f"/records/{record_id}", f"/records/{record_id}/file"):
        assert code_of(others.get(path)) == "403 scope_missing"
    rita.groups.clear()
    assert code_of(reads.get("/records")) == "403 owner_not_allowed"
    assert code_of(ask(asks, held)) == "403 owner_not_allowed"


def test_a_record_is_its_askers_alone(api: Api, held: Interview, root: User, make: MakeToken) -> None:
    """Another recruiter may read other notes and scorecards than they."""
    others = Api(make(root, Scope.RECORDS_READ, Scope.RECORDS_WRITE))
    record_id = ask(api, held).json()["id"]
    services.make(record_id)
    assert others.get("/records").json()["results"] == []
    for path in (f"/records/{record_id}", f"/records/{record_id}/file"):
        assert api.get(path).status_code == 200
        assert code_of(others.get(path)) == "404 record_not_found"
    assert ask(others, held).json()["id"] != record_id


def test_of_an_interview_that_is_not_seen_any_more_there_is_none(
    api: Api, held: Interview, cara: Invitation, rita: User, root: User
) -> None:
    position = Position.objects.create(title="Secret project")
    application = apply_for(candidate=cara.candidate, position=position)
    Interview.objects.update(application=application)
    record_id = ask(api, held).json()["id"]
    services.make(record_id)
    paths = (f"/records/{record_id}", f"/records/{record_id}/file")
    assert {api.get(path).status_code for path in paths} == {200}
    Interview.objects.update(created_by=root)
    User.objects.filter(pk=rita.pk).update(only_own_positions=True)
    assert {code_of(api.get(path)) for path in paths} == {"404 record_not_found"}
    assert api.get("/records").json()["results"] == []
    assert api.get("/records", interviewId=held.pk).json()["results"] == []
    assert code_of(ask(api, held)) == "404 interview_not_found"
    assert Record.objects.count() == 1
    position.members.add(rita)
    assert {api.get(path).status_code for path in paths} == {200}
    assert ask(api, held).status_code == 202
