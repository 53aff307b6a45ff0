"""The records of the API: what is listed, written and refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from dsa.choices import ProblemState
from dsa.models import Problem
from dsa.sessions.stage_problems import set_stage_problems
from integrations.choices import Scope
from integrations.models import IdempotentRequest
from integrations.services.idempotency import forget_keys
from interviews.choices import EventKind
from interviews.models import Application, Candidate, Interview, Invitation, Position, StageTypeConfig, User
from interviews.services.applications import apply_for
from interviews.services.candidates import candidate_for
from interviews.services.choosing import offer_times
from interviews.services.interviews import complete_interview, schedule_interview, start_interview
from interviews.services.invitations import revoke_invitation
from interviews.services.scorecards import Rating, criteria_of, save_scorecard
from interviews.timeline import Actor, record_event
from tests.dsa.factories import make_problem, make_shout
from tests.integrations.client import Api, code_of
from tests.integrations.conftest import MakeToken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]
MARKER = "MARKER-for-nobody-else"


@pytest.fixture
def api(rita: User, make: MakeToken) -> Api:
    """With every scope."""
    return Api(make(rita, *Scope))


def all_of(api: Api, path: str, **query: object) -> list[Any]:
    """Every row of a list, page by page."""
    answer = api.get(path, **query).json()
    rows = list(answer["results"])
    while answer["next"]:
        answer = api.get(answer["next"]).json()
        rows += answer["results"]
    return rows


class TestCandidates:
    def test_added_once_and_found_by_address(self, api: Api) -> None:
        body = {"name": "Cara Candidate", "email": "cara@mail.example", "tags": ["Go", "go", "Berlin"]}
        made = api.post("/candidates", body)
        assert made.status_code == 201
        again = api.post("/candidates", {"name": "C. Candidate", "email": "CARA@mail.example"})
        assert again.status_code == 200
        assert again.json()["id"] == made.json()["id"]
        assert again.json()["name"] == "Cara Candidate"
        assert sorted(tag.lower() for tag in again.json()["tags"]) == ["berlin", "go"]
        for query in ({"email": "Cara@Mail.example"}, {"name": "candi"}, {"tag": "go"}):
            assert [row["id"] for row in all_of(api, "/candidates", **query)] == [made.json()["id"]]
        assert all_of(api, "/candidates", email="nobody@mail.example") == []

    def test_corrected(self, api: Api) -> None:
        one = candidate_for(name="Cara", email="cara@mail.example")
        candidate_for(name="Dan", email="dan@mail.example")
        changed = api.patch(f"/candidates/{one.pk}", {"name": "Cara C.", "tags": ["Rust"]})
        assert (changed.json()["name"], changed.json()["tags"]) == ("Cara C.", ["Rust"])
        taken = api.patch(f"/candidates/{one.pk}", {"email": "dan@mail.example"})
        assert code_of(taken) == "409 address_taken"
        assert api.get(f"/candidates/{one.pk}").json()["email"] == "cara@mail.example"

    @pytest.mark.parametrize(
        "body",
        [
            [],
            "text",
            {},
            {"name": "Cara"},
            {"name": "Cara", "email": "no address"},
            {"name": " ", "email": "cara@mail.example"},
            {"name": 5, "email": "cara@mail.example"},
            {"name": "C" * 81, "email": "cara@mail.example"},
            {"name": "Cara\0", "email": "cara@mail.example"},
            {"name": "Cara", "email": "cara@mail.example", "tags": "Go"},
            {"name": "Cara", "email": "cara@mail.example", "score": 100},
        ],
    )
    def test_what_is_no_candidate(self, api: Api, body: object) -> None:
        assert code_of(api.post("/candidates", body)) == "400 invalid_request"
        assert not Candidate.objects.exists()


def test_pages_by_cursor(api: Api, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(7):
        candidate_for(name=f"No {number}", email=f"c{number}@mail.example")
    first = api.get("/candidates", pageSize=3).json()
    assert [row["name"] for row in first["results"]] == ["No 6", "No 5", "No 4"]
    # Who comes meanwhile moves nobody from one page to the next.
    candidate_for(name="Late", email="late@mail.example")
    assert [row["name"] for row in api.get(first["next"]).json()["results"]] == ["No 3", "No 2", "No 1"]
    names = [row["name"] for row in all_of(api, "/candidates", pageSize=2)]
    assert names == ["Late", *(f"No {number}" for number in reversed(range(7)))]


@pytest.mark.parametrize(
    "query",
    [
        {"pageSize": 0},
        {"pageSize": 201},
        {"pageSize": "x"},
        {"cursor": "x"},
        {"page": 2},
        {"positionId": "x"},
        {"positionId": 2**80},
    ],
)
def test_queries_that_mean_nothing(api: Api, query: dict[str, object]) -> None:
    assert code_of(api.get("/candidates", **query)) == "400 invalid_request"


class TestPositionsAndApplications:
    def test_from_a_position_to_a_decision(self, api: Api) -> None:
        position = api.post("/positions", {"title": "Backend engineer"}).json()
        candidate = api.post("/candidates", {"name": "Cara", "email": "cara@mail.example"}).json()
        body = {"candidateId": candidate["id"], "positionId": position["id"]}
        made = api.post("/applications", body)
        assert made.status_code == 201
        assert api.post("/applications", body).json() == made.json()
        application = made.json()
        assert application["decision"] == "undecided"
        path = f"/applications/{application['id']}"
        decided = api.post(f"{path}/decisions", {"decision": "offer", "reason": "Did well.", "seen": 0})
        assert (decided.status_code, decided.json()["decision"]) == (201, "offer")
        for seen in (0, 2**31 - 1):  # a column takes no larger number than the second
            late = api.post(f"{path}/decisions", {"decision": "rejected", "reason": "No.", "seen": seen})
            assert code_of(late) == "409 decided_meanwhile"
        (record,) = api.get(f"{path}/decisions").json()["decisions"]
        assert (record["number"], record["reason"]) == (1, "Did well.")
        assert [row["id"] for row in all_of(api, "/applications", decision="offer")] == [application["id"]]
        assert all_of(api, "/applications", decision="rejected") == []
        assert [row["id"] for row in all_of(api, "/candidates", positionId=position["id"])] == [
            candidate["id"]
        ]

    def test_an_archived_position_takes_nobody(self, api: Api) -> None:
        position = Position.objects.create(title="Old")
        assert api.patch(f"/positions/{position.pk}", {"state": "archived"}).json()["state"] == "archived"
        cara = candidate_for(name="Cara", email="cara@mail.example")
        answer = api.post("/applications", {"candidateId": cara.pk, "positionId": position.pk})
        assert code_of(answer) == "409 position_archived"
        assert all_of(api, "/positions", state="open") == []
        assert len(all_of(api, "/positions", state="archived", title="ol")) == 1

    def test_not_there(self, api: Api) -> None:
        for path in ("/candidates/9", "/positions/9", "/applications/9", f"/candidates/{2**70}"):
            assert api.get(path).status_code == 404, path
        answer = api.post("/applications", {"candidateId": 9, "positionId": 9})
        assert code_of(answer) == "404 candidate_not_found"


class TestInterviews:
    def scheduled(self, api: Api, **fields: object) -> Any:
        start = timezone.now() + timedelta(days=1)
        body = {"title": "Backend", "stage": "live_technical", "scheduledStart": start.isoformat(), **fields}
        return api.post("/interviews", body)

    def test_from_the_appointment_to_the_link(
        self, api: Api, stage_live: StageTypeConfig, ivan: User
    ) -> None:
        cara = candidate_for(name="Cara", email="cara@mail.example")
        application = apply_for(candidate=cara, position=Position.objects.create(title="Backend"))
        made = self.scheduled(api, interviewerIds=[ivan.pk], applicationId=application.pk)
        assert made.status_code == 201
        interview = made.json()
        assert interview["durationMinutes"] == stage_live.usual_minutes
        assert interview["interviewerIds"] == [ivan.pk]
        invited = api.post("/invitations", {"interviewId": interview["id"]})
        assert invited.status_code == 201
        invitation = invited.json()
        assert (invitation["candidateId"], invitation["status"]) == (cara.pk, "valid")
        stored = Invitation.objects.get()
        assert invitation["link"].endswith(f"/join/{stored.token}/")
        assert code_of(api.post("/invitations", {"interviewId": interview["id"]})) == "409 already_invited"
        # Another link, and none.
        path = f"/invitations/{invitation['id']}"
        renewed = api.post(f"{path}/renew").json()
        assert renewed["link"] not in {None, invitation["link"]}
        revoked = api.post(f"{path}/revoke").json()
        assert (revoked["status"], revoked["link"]) == ("revoked", None)
        assert [row["id"] for row in all_of(api, "/invitations", status="revoked")] == [invitation["id"]]
        assert all_of(api, "/invitations", status="valid") == []

    def test_a_second_candidate_comes_into_a_room_only_where_that_is_asked_for(
        self, api: Api, interview: Interview, cara: Invitation, rita: User
    ) -> None:
        other = candidate_for(name="Dora", email="dora@mail.example")
        body = {"interviewId": str(interview.pk), "candidateId": other.pk}
        assert code_of(api.post("/invitations", body)) == "409 second_candidate"
        assert list(interview.invitations.all()) == [cara]
        assert api.post("/invitations", {**body, "sharesRoom": True}).status_code == 201

    def test_whose_link_was_withdrawn_is_in_nobodys_way(
        self, api: Api, interview: Interview, cara: Invitation, rita: User
    ) -> None:
        revoke_invitation(invitation=cara, actor=rita)
        other = candidate_for(name="Dora", email="dora@mail.example")
        body = {"interviewId": str(interview.pk), "candidateId": other.pk}
        assert api.post("/invitations", body).status_code == 201

    def test_nor_by_a_new_link_for_whom_it_was_withdrawn_from(
        self, api: Api, interview: Interview, cara: Invitation, rita: User
    ) -> None:
        revoke_invitation(invitation=cara, actor=rita)
        other = candidate_for(name="Dora", email="dora@mail.example")
        body = {"interviewId": str(interview.pk), "candidateId": other.pk}
        assert api.post("/invitations", body).status_code == 201
        path = f"/invitations/{cara.pk}/renew"
        assert code_of(api.post(path)) == "409 second_candidate"
        assert api.get(f"/invitations/{cara.pk}").json()["status"] == "revoked"
        assert api.post(path, {"sharesRoom": True}).json()["status"] == "valid"
        # Who shares the room already gets another link as anybody does.
        assert api.post(path).status_code == 200

    def test_one_person_with_two_addresses_is_no_second_candidate(
        self, api: Api, interview: Interview, cara: Invitation
    ) -> None:
        Invitation.objects.filter(pk=cara.pk).update(email="cara@old.example")
        body = {"interviewId": str(interview.pk), "candidateId": cara.candidate_id}
        assert api.post("/invitations", body).status_code == 201

    def test_a_link_that_would_have_expired_is_not_made(self, api: Api, interview: Interview) -> None:
        person = candidate_for(name="Dora", email="dora@mail.example")
        body = {
            "interviewId": str(interview.pk),
            "candidateId": person.pk,
            "expiresAt": (timezone.now() - timedelta(minutes=1)).isoformat(),
        }
        assert code_of(api.post("/invitations", body)) == "400 expiry_past"
        assert not interview.invitations.exists()

    def test_a_time_that_is_still_to_be_chosen_is_told_apart(
        self, api: Api, interview: Interview, rita: User
    ) -> None:
        path = f"/interviews/{interview.pk}"
        assert api.get(path).json()["isTimeOpen"] is False
        offer_times(interview=interview, starts=[timezone.now() + timedelta(days=2)], actor=rita)
        assert api.get(path).json()["isTimeOpen"] is True

    def test_links_have_a_scope_of_their_own(self, rita: User, make: MakeToken, cara: Invitation) -> None:
        api = Api(make(rita, Scope.INVITATIONS_READ))
        answer = api.get(f"/invitations/{cara.pk}")
        assert answer.json()["link"] is None
        assert cara.token not in answer.content.decode()

    def test_changed_and_cancelled(self, api: Api, interview: Interview, ines: User) -> None:
        later = (timezone.now() + timedelta(days=3)).isoformat()
        path = f"/interviews/{interview.pk}"
        changed = api.patch(path, {"scheduledStart": later, "interviewerIds": [ines.pk]}).json()
        assert changed["interviewerIds"] == [ines.pk]
        event = interview.timeline.filter(kind=EventKind.INTERVIEW_CHANGED).get()
        assert event.payload["fields"] == ["scheduled_start"]
        assert api.post(f"{path}/cancel").json()["state"] == "cancelled"
        assert api.post(f"{path}/cancel").status_code == 200
        assert code_of(api.patch(path, {"title": "Other"})) == "409 interview_cancelled"

    def test_what_is_sent_as_it_was_is_no_change(
        self, api: Api, interview: Interview, cara: Invitation, settings: Settings
    ) -> None:
        settings.MAIL_TRANSPORT = "smtp"
        path = f"/interviews/{interview.pk}"
        body = {name: api.get(path).json()[name] for name in ("title", "scheduledStart", "durationMinutes")}
        assert api.patch(path, body).status_code == 200
        assert not interview.timeline.filter(kind=EventKind.INTERVIEW_CHANGED).exists()
        assert not interview.mails.exists()
        api.patch(path, {**body, "durationMinutes": body["durationMinutes"] + 15})
        event = interview.timeline.get(kind=EventKind.INTERVIEW_CHANGED)
        assert event.payload["fields"] == ["duration_minutes"]

    def test_a_completed_one_cannot_be_cancelled(self, api: Api, interview: Interview, ivan: User) -> None:
        start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
        complete_interview(interview_id=interview.pk, actor=Actor.user(ivan))
        assert code_of(api.post(f"/interviews/{interview.pk}/cancel")) == "409 interview_over"

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"stage": "no_such"}, "409 stage_not_found"),
            ({"interviewerIds": [999]}, "409 interviewer_not_found"),
            ({"applicationId": 999}, "404 application_not_found"),
            ({"problemIds": ["nothing"]}, "409 problem_not_found"),
            ({"durationMinutes": 1}, "400 invalid_request"),
            ({"scheduledStart": "tomorrow"}, "400 invalid_request"),
        ],
    )
    def test_refused_without_a_trace(
        self, api: Api, presets: None, fields: dict[str, object], code: str
    ) -> None:
        assert code_of(self.scheduled(api, **fields)) == code
        assert not Interview.objects.exists()

    def test_problems_for_a_room_without_an_editor(self, api: Api, presets: None, mirror: Problem) -> None:
        refused = self.scheduled(api, stage="live_hr", problemIds=["mirror"])
        assert code_of(refused) == "409 takes_no_problems"
        assert not Interview.objects.exists()

    def test_what_the_stage_carries_unless_others_are_named(
        self,
        api: Api,
        stage_live: StageTypeConfig,
        stage_hr: StageTypeConfig,
        stage_dsa: StageTypeConfig,
        mirror: Problem,
    ) -> None:
        shout, retired = make_shout(), make_problem("retired", {"a 1": "1"})
        for stage in (stage_live, stage_hr, stage_dsa):
            set_stage_problems(stage=stage, problems=[shout, retired, mirror])
        Problem.objects.filter(pk=retired.pk).update(state=ProblemState.RETIRED)
        for fields, keys in (
            ({"stage": "technical_dsa"}, ["shout", "mirror"]),
            ({"stage": "live_technical"}, ["shout", "mirror"]),
            # Without shared code there is nothing to run on their tests.
            ({"stage": "live_hr"}, []),
            ({"stage": "technical_dsa", "problemIds": ["mirror"]}, ["mirror"]),
            ({"stage": "technical_dsa", "problemIds": []}, []),
        ):
            made = self.scheduled(api, **fields)
            assert made.status_code == 201, fields
            rows = Interview.objects.get(pk=made.json()["id"]).problems.all()
            assert [row.problem.key for row in rows] == keys, fields

    def test_filters(self, api: Api, interview: Interview, cara: Invitation, ivan: User, ines: User) -> None:
        other = self.scheduled(api, interviewerIds=[ines.pk]).json()["id"]
        soon = (timezone.now() + timedelta(hours=1)).isoformat()
        filters: list[tuple[dict[str, object], list[str]]] = [
            ({"interviewerId": ivan.pk}, [str(interview.pk)]),
            ({"candidateId": cara.candidate_id}, [str(interview.pk)]),
            ({"startFrom": soon}, [other]),
            ({"startBefore": soon}, [str(interview.pk)]),
            ({"state": "live"}, []),
            ({"stage": "live_technical"}, [other, str(interview.pk)]),
        ]
        for query, ids in filters:
            assert [row["id"] for row in all_of(api, "/interviews", **query)] == ids, query

    def test_a_repeated_request_makes_no_second_one(
        self, api: Api, rita: User, make: MakeToken, presets: None
    ) -> None:
        start = (timezone.now() + timedelta(days=1)).isoformat()
        body = {"title": "Backend", "stage": "live_technical", "scheduledStart": start}
        first = api.post("/interviews", body, idempotency_key="k-1")
        assert first.status_code == 201
        again = api.post("/interviews", dict(reversed(body.items())), idempotency_key="k-1")
        assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
        other = api.post("/interviews", {**body, "title": "Frontend"}, idempotency_key="k-1")
        assert code_of(other) == "422 idempotency_key_reused"
        assert code_of(api.post("/interviews", body, idempotency_key="")) == "400 invalid_request"
        assert Interview.objects.count() == 1
        # Keys are a token's own.
        elsewhere = Api(make(rita, Scope.INTERVIEWS_WRITE)).post("/interviews", body, idempotency_key="k-1")
        assert elsewhere.status_code == 201
        # What was refused may be tried again under the same key.
        assert api.post("/interviews", {**body, "stage": "none"}, idempotency_key="k-2").status_code == 409
        assert api.post("/interviews", body, idempotency_key="k-2").status_code == 201
        IdempotentRequest.objects.update(created_at=timezone.now() - timedelta(days=8))
        assert forget_keys() == 3

    def test_recruiters_notes_stay(self, api: Api, interview: Interview, cara: Invitation) -> None:
        Interview.objects.update(recruiter_notes=MARKER, stage_data={})
        for path in ("/interviews", f"/interviews/{interview.pk}", "/invitations", "/results"):
            assert MARKER not in api.get(path).content.decode()

    def test_stages_and_interviewers(self, api: Api, stage_dsa: StageTypeConfig, ivan: User) -> None:
        stages = {row["key"]: row for row in api.get("/stages").json()["stages"]}
        assert stages["technical_dsa"]["mode"] == "dsa"
        people = api.get("/interviewers").json()["interviewers"]
        assert people == [{"id": ivan.pk, "name": "Ivan Example"}]


class TestScorecards:
    def hand_in(self, interview: Interview, interviewer: User) -> None:
        save_scorecard(
            interviewer=interviewer,
            interview_id=interview.pk,
            ratings=[Rating(3, "Good") for _ in criteria_of(interview.stage)],
            recommendation=4,
            summary=MARKER,
            hand_in=True,
        )

    def test_once_all_are_handed_in(self, api: Api, interview: Interview, ivan: User, ines: User) -> None:
        interview.stage.scorecard_config = {"criteria": [{"name": "Code"}, {"name": "Talk"}]}
        interview.stage.save()
        interview.interviewers.add(ines)
        start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
        for person in (ivan, ines):
            record_event(interview.pk, EventKind.PARTICIPANT_JOINED, actor=Actor.user(person))
        self.hand_in(interview, ivan)
        path = f"/interviews/{interview.pk}/scorecards"
        early = api.get(path)
        assert early.json() == {"scorecards": [], "awaitedInterviewerIds": [ines.pk]}
        assert MARKER not in early.content.decode()
        self.hand_in(interview, ines)
        handed_in = api.get(path).json()
        assert handed_in["awaitedInterviewerIds"] == []
        assert {card["interviewerId"] for card in handed_in["scorecards"]} == {ivan.pk, ines.pk}
        card = handed_in["scorecards"][0]
        assert (card["recommendation"], card["summary"]) == (4, MARKER)
        assert {rating["mark"] for rating in card["ratings"]} == {3}

    def test_results_have_them_with_their_scope_only(
        self, rita: User, make: MakeToken, interview: Interview, cara: Invitation, ivan: User
    ) -> None:
        interview.stage.scorecard_config = {"criteria": [{"name": "Code"}]}
        interview.stage.save()
        start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
        self.hand_in(interview, ivan)

        def keys(*scopes: Scope) -> set[str]:
            (row,) = all_of(Api(make(rita, *scopes)), "/results")
            return {result["key"] for result in row["results"]}

        assert {"recommendation", "criterion-code"} <= keys(Scope.RESULTS_READ, Scope.SCORECARDS_READ)
        assert not keys(Scope.RESULTS_READ)


@pytest.mark.parametrize("count", [2, 9])
def test_lists_cost_the_same_however_long_they_are(
    api: Api,
    rita: User,
    interview: Interview,
    cara: Invitation,
    count: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        person = candidate_for(name=f"No {number}", email=f"c{number}@mail.example")
        body = {"interviewId": str(interview.pk), "candidateId": person.pk, "sharesRoom": True}
        assert api.post("/invitations", body).status_code == 201
    for path in ("/candidates", "/interviews", "/invitations", "/results", "/applications", "/positions"):
        with django_assert_max_num_queries(12):
            api.get(path)


class TestOnlyOwnPositions:
    """A token shows no more than its owner sees."""

    @pytest.fixture
    def others(self, interview: Interview, cara: Invitation, root: User) -> tuple[Position, Application]:
        position = Position.objects.create(title="Secret project")
        application = apply_for(candidate=cara.candidate, position=position)
        Interview.objects.update(application=application, created_by=root)
        return position, application

    def test_others_are_not_there(
        self,
        api: Api,
        rita: User,
        others: tuple[Position, Application],
        interview: Interview,
        cara: Invitation,
    ) -> None:
        position, application = others
        paths = [
            f"/candidates/{cara.candidate_id}",
            f"/positions/{position.pk}",
            f"/applications/{application.pk}",
            f"/applications/{application.pk}/decisions",
            f"/interviews/{interview.pk}",
            f"/interviews/{interview.pk}/scorecards",
            f"/invitations/{cara.pk}",
        ]
        lists = ["/candidates", "/positions", "/applications", "/interviews", "/invitations", "/results"]
        assert {api.get(path).status_code for path in paths} == {200}
        assert all(all_of(api, path) for path in lists)
        User.objects.filter(pk=rita.pk).update(only_own_positions=True)
        assert {api.get(path).status_code for path in paths} == {404}
        assert not any(all_of(api, path) for path in lists)
        for path in (f"/invitations/{cara.pk}/revoke", f"/interviews/{interview.pk}/cancel"):
            assert api.post(path).status_code == 404
        hidden = api.post("/candidates", {"name": "Cara", "email": cara.email})
        assert code_of(hidden) == "409 address_taken"
        position.members.add(rita)
        assert {api.get(path).status_code for path in paths} == {200}
        assert all(all_of(api, path) for path in lists)

    def test_a_filter_tells_nothing_of_hidden_applications(
        self, api: Api, rita: User, others: tuple[Position, Application]
    ) -> None:
        position, application = others
        assert all_of(api, "/candidates", positionId=position.pk)
        User.objects.filter(pk=rita.pk).update(only_own_positions=True)
        own = Position.objects.create(title="Own")
        own.members.add(rita)
        apply_for(candidate=application.candidate, position=own)
        assert all_of(api, "/candidates", positionId=own.pk)
        assert not all_of(api, "/candidates", positionId=position.pk)

    def test_who_was_just_added_is_invited(
        self, api: Api, rita: User, stage_live: StageTypeConfig, others: tuple[Position, Application]
    ) -> None:
        User.objects.filter(pk=rita.pk).update(only_own_positions=True)
        interview = schedule_interview(
            interview=Interview(title="Hers", stage=stage_live, scheduled_start=timezone.now()), actor=rita
        )
        added = api.post("/candidates", {"name": "Dora", "email": "dora@mail.example"}).json()
        body = {"interviewId": str(interview.pk), "candidateId": added["id"]}
        assert api.post("/invitations", body).status_code == 201
        hidden = {**body, "candidateId": others[1].candidate_id, "sharesRoom": True}
        assert code_of(api.post("/invitations", hidden)) == "404 candidate_not_found"

    def test_who_is_known_to_others_applies_for_their_own_position(
        self, api: Api, rita: User, make: MakeToken, others: tuple[Position, Application]
    ) -> None:
        hidden, application = others
        User.objects.filter(pk=rita.pk).update(only_own_positions=True)
        own, archived = (Position.objects.create(title=title) for title in ("Own", "Over"))
        own.members.add(rita)
        archived.members.add(rita)
        body = {"name": "C.", "email": application.candidate.email, "tags": ["Go"]}
        without = api.post("/candidates", body)
        assert code_of(without) == "409 address_taken"
        assert "positionId" in without.json()["detail"]
        Position.objects.filter(pk=archived.pk).update(state="archived")
        for position, code in ((hidden, "404 position_not_found"), (archived, "409 position_archived")):
            assert code_of(api.post("/candidates", {**body, "positionId": position.pk})) == code
        one_scope = Api(make(rita, Scope.CANDIDATES_WRITE))
        assert code_of(one_scope.post("/candidates", {**body, "positionId": own.pk})) == "403 scope_missing"
        assert not application.candidate.tags.exists()
        for _ in range(2):
            taken_on = api.post("/candidates", {**body, "positionId": own.pk})
            assert (taken_on.status_code, taken_on.json()["id"]) == (200, application.candidate_id)
        assert [row["positionId"] for row in all_of(api, "/applications")] == [own.pk]

    def test_adding_somebody_again_finds_them(self, api: Api, rita: User) -> None:
        """They are on no position yet, so that nobody sees them who sees only their own."""
        User.objects.filter(pk=rita.pk).update(only_own_positions=True)
        body = {"name": "Dan", "email": "dan@mail.example"}
        first, again = api.post("/candidates", body), api.post("/candidates", body)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json() == again.json()

    def test_what_they_make_they_see(self, api: Api, rita: User, presets: None) -> None:
        User.objects.filter(pk=rita.pk).update(only_own_positions=True)
        position = api.post("/positions", {"title": "Own"}).json()
        candidate = api.post("/candidates", {"name": "Dan", "email": "dan@mail.example"}).json()
        body = {"candidateId": candidate["id"], "positionId": position["id"]}
        assert api.post("/applications", body).status_code == 201
        assert [row["id"] for row in all_of(api, "/candidates")] == [candidate["id"]]
