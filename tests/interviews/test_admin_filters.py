"""The filter of interviews by their start looks ahead and back, in the viewer's days."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from interviews.models import Interview, StageTypeConfig, User
from interviews.services.interviews import schedule_interview
from tests.conftest import signed_in
from tests.interviews.admin_pages import LIST

ZONE = ZoneInfo("America/Bogota")
# Days from the viewer's today on which an interview starts, half an hour after midnight there.
STARTS = (-31, -30, -7, -1, 0, 1, 6, 7, 29, 30)


@pytest.fixture
def page(rita: User, stage_live: StageTypeConfig) -> Client:
    midnight = datetime.combine(timezone.localdate(timezone=ZONE), time(0, 30), tzinfo=ZONE)
    for days in STARTS:
        schedule_interview(
            interview=Interview(
                title=f"{days} days", stage=stage_live, scheduled_start=midnight + timedelta(days=days)
            ),
            actor=rita,
        )
    client = signed_in(rita)
    client.cookies["timezone"] = ZONE.key
    return client


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("today", {0}),
        ("tomorrow", {1}),
        ("next-7-days", {0, 1, 6}),
        ("next-30-days", {0, 1, 6, 7, 29}),
        ("past-7-days", {-7, -1}),
        ("past-30-days", {-30, -7, -1}),
    ],
)
def test_each_span(page: Client, chosen: str, expected: set[int]) -> None:
    listed = page.get(LIST, {"start": chosen}).context["cl"].queryset
    assert {interview.title for interview in listed} == {f"{days} days" for days in expected}


def test_interviews_that_nobody_holds_are_named_in_words(page: Client, ivan: User) -> None:
    held = Interview.objects.first()
    assert held is not None
    held.interviewers.add(ivan)
    listed = page.get(LIST)
    (by_interviewer,) = (spec for spec in listed.context["cl"].filter_specs if spec.title == "interviewers")
    choices = {
        str(one["display"]): one["query_string"] for one in by_interviewer.choices(listed.context["cl"])
    }
    assert list(choices) == ["All", str(ivan), "Nobody yet"]
    nobodys = page.get(f"{LIST}{choices['Nobody yet']}").context["cl"].queryset
    assert nobodys.count() == len(STARTS) - 1
    assert held not in nobodys


def test_an_unknown_span_filters_nothing(page: Client) -> None:
    assert page.get(LIST, {"start": "yesteryear"}).context["cl"].queryset.count() == len(STARTS)


def test_saved_filters_are_above_the_list(page: Client) -> None:
    for query, current in (
        ({}, "All"),
        ({"start": "tomorrow", "q": "days"}, "Tomorrow"),
        ({"start": "past-7-days"}, None),
    ):
        html = page.get(LIST, query).content.decode()
        saved = re.findall(r'<li><a href="\?([^"]*)"( aria-current="page")?>([^<]+)</a></li>', html)
        assert [label for _, _, label in saved] == ["All", "Live now", "Today", "Tomorrow", "Next 7 days"]
        assert [label for _, is_current, label in saved if is_current] == ([current] if current else [])
        for address, _, _ in saved:
            assert page.get(f"{LIST}?{address}").status_code == 200
