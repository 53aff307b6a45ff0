"""Incidents: reported once, neutral, with gaps that close again, and room for a reply."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from interviews.choices import EventKind
from interviews.models import Invitation, TimelineEvent
from proctoring.gaps import missing_ranges, overlap, uncovered
from proctoring.models import Incident
from proctoring.models.incident import MAX_REPLY_LENGTH
from proctoring.services import incidents as incident_services
from tests.proctoring.conftest import NOON, OpenPage, code_of, received

pytestmark = pytest.mark.django_db


def incident(kind: str = "tab_hidden", **changes: Any) -> dict[str, Any]:
    return {"clientId": str(uuid4()), "kind": kind, "occurredAt": NOON.isoformat(), **changes}


def test_what_a_page_reports_is_kept_once(page: OpenPage, willing: Invitation) -> None:
    some = [incident(), incident("large_paste", details={"characters": 1200})]
    for _ in range(2):
        answer = page(willing).post("incidents", {"incidents": some})
        assert (answer.status_code, answer.json()) == (202, {"accepted": 2})
    assert [(each.kind, each.details) for each in Incident.objects.order_by("kind")] == [
        ("large_paste", {"characters": 1200}),
        ("tab_hidden", {}),
    ]
    told = TimelineEvent.objects.filter(kind=EventKind.PROCTORING_INCIDENT)
    ids = {each.kind: str(each.pk) for each in Incident.objects.all()}
    assert [(event.actor_invitation, event.payload) for event in told] == [
        (willing, {"incidentId": ids["tab_hidden"]}),
        (willing, {"incidentId": ids["large_paste"]}),
    ]


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"incidents": []},
        {"incidents": [incident() for _ in range(51)]},
        {"incidents": [incident("stared_out_of_the_window")]},
        {"incidents": [incident("snapshot_gap")]},
        {"incidents": [incident("snapshot_rejected")]},
        {"incidents": [incident(clientId="7")]},
        {"incidents": [incident(occurredAt="noon")]},
        {"incidents": [incident(weight=3)]},
        {"incidents": [incident(details={"text": "what was pasted"})]},
        {"incidents": [incident(details={"characters": -1})]},
        {"incidents": [incident(details={"errorName": "<script>"})]},
        {"incidents": [incident(), {}]},
        {"incidents": [incident()], "more": True},
    ],
    ids=range(14),
)
def test_a_report_of_another_shape_is_refused_as_a_whole(
    page: OpenPage, willing: Invitation, document: Any
) -> None:
    assert code_of(page(willing).post("incidents", document)) == (400, "invalid_request")
    assert not Incident.objects.exists()


def test_a_report_that_is_too_large_is_refused_unread(page: OpenPage, willing: Invitation) -> None:
    answer = page(willing).post("incidents", {"incidents": "x" * 100_000})
    assert code_of(answer) == (413, "too_large")


def test_without_an_agreement_nothing_is_noted(page: OpenPage, cara: Invitation) -> None:
    assert code_of(page(cara).post("incidents", {"incidents": [incident()]})) == (403, "consent_required")
    assert not Incident.objects.exists()


def test_there_is_an_end_to_what_is_noted(
    page: OpenPage, willing: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incident_services, "MAX_PER_CANDIDATE", 2)
    first = [incident(), incident()]
    assert page(willing).post("incidents", {"incidents": first}).status_code == 202
    assert code_of(page(willing).post("incidents", {"incidents": [incident()]})) == (429, "too_many")
    assert page(willing).post("incidents", {"incidents": first}).status_code == 202, "known ones are no more"


# Gaps -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "missing"),
    [
        ([], []),
        ([0, 1, 2], []),
        ([0, 2], [(1, 1)]),
        ([3], [(0, 2)]),
        ([0, 4, 5, 9, 4], [(1, 3), (6, 8)]),
    ],
)
def test_missing_ranges(seen: Sequence[int], missing: list[tuple[int, int]]) -> None:
    assert missing_ranges(seen) == missing


@pytest.mark.parametrize(
    ("missing", "known", "rest"),
    [
        ((1, 9), [], [(1, 9)]),
        ((1, 9), [(1, 9)], []),
        ((1, 9), [(0, 3), (8, 20)], [(4, 7)]),
        ((1, 9), [(4, 5)], [(1, 3), (6, 9)]),
        ((1, 2), [(7, 9)], [(1, 2)]),
    ],
)
def test_what_is_not_known_yet(
    missing: tuple[int, int], known: list[tuple[int, int]], rest: list[tuple[int, int]]
) -> None:
    assert uncovered(missing, known) == rest


def test_how_much_is_still_missing() -> None:
    assert overlap(2, 8, [(0, 3), (6, 6), (8, 20)]) == 4


def gaps() -> list[tuple[int, int, int, bool]]:
    return [
        (
            each.details["firstSequence"],
            each.details["lastSequence"],
            each.details["stillMissing"],
            each.resolved_at is not None,
        )
        for each in Incident.objects.gaps().order_by("received_at")
    ]


def test_a_gap_is_noted_and_late_snapshots_fill_it(willing: Invitation) -> None:
    received(willing, 0)
    received(willing, 1)
    assert gaps() == []
    received(willing, 5, captured_at=NOON + timedelta(minutes=3))
    assert gaps() == [(2, 4, 3, False)]
    received(willing, 3)
    assert gaps() == [(2, 4, 2, False)], "the same incident, not another one"
    received(willing, 9)
    assert gaps() == [(2, 4, 2, False), (6, 8, 3, False)]
    received(willing, 2)
    received(willing, 4)
    assert gaps() == [(2, 4, 0, True), (6, 8, 3, False)]


def test_a_snapshot_that_is_rejected_leaves_no_gap(willing: Invitation) -> None:
    received(willing, 0)
    received(willing, 1, content=b"\xff\xd8\xff")
    received(willing, 2)
    assert gaps() == []


def test_the_page_goes_on_counting_where_it_was(page: OpenPage, willing: Invitation) -> None:
    assert page(willing).get().json()["clientSequenceNext"] == 0
    received(willing, 0)
    received(willing, 6)
    assert page(willing).get().json()["clientSequenceNext"] == 7


# Replies --------------------------------------------------------------------------------------------------------------


def test_a_reply_is_kept_with_its_time_and_can_be_replaced(page: OpenPage, willing: Invitation) -> None:
    page(willing).post("incidents", {"incidents": [incident()]})
    shown = page(willing).get().json()["incidents"][0]
    assert (shown["label"], shown["reply"]) == ("The page was in the background", None)
    for text in ("The doorbell.", "The doorbell, twice."):
        answer = page(willing).post(f"incidents/{shown['id']}/reply", {"text": text})
        assert answer.json()["incidents"][0]["reply"] == text
    assert Incident.objects.get().replied_at is not None


def test_nobody_replies_for_somebody_else(page: OpenPage, willing: Invitation, nils: Invitation) -> None:
    page(willing).post("incidents", {"incidents": [incident()]})
    path = f"incidents/{Incident.objects.get().pk}/reply"
    assert code_of(page(nils).post(path, {"text": "Hello"})) == (404, "incident_not_found")
    assert code_of(page(nils).post(f"incidents/{uuid4()}/reply", {"text": "x"})) == (
        404,
        "incident_not_found",
    )
    assert Incident.objects.get().reply == ""


@pytest.mark.parametrize(
    "document", [{}, {"text": ""}, {"text": "x" * (MAX_REPLY_LENGTH + 1)}, {"text": "a\0b"}]
)
def test_a_reply_of_another_shape_is_refused(
    page: OpenPage, willing: Invitation, document: dict[str, str]
) -> None:
    page(willing).post("incidents", {"incidents": [incident()]})
    path = f"incidents/{Incident.objects.get().pk}/reply"
    assert code_of(page(willing).post(path, document)) == (400, "invalid_request")
