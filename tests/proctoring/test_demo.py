"""The demo of the review: made once, and only where there is a demo."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from interviews.models import Invitation, User
from proctoring.choices import SnapshotState
from proctoring.models import Incident, Snapshot
from proctoring.services.erasure_check import what_stays
from tests.conftest import signed_in
from tests.interviews.admin_pages import change_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Settings, presets: None) -> None:
    settings.DEMO_DATA = True
    call_command("seed_demo", verbosity=0)
    for _ in range(2):
        call_command("seed_proctoring", verbosity=0)


def test_it_shows_a_whole_review(demo: None) -> None:
    snapshots = Snapshot.objects.all()
    assert {snapshot.state for snapshot in snapshots} == {SnapshotState.STORED}
    assert snapshots.count() == 22
    assert Incident.objects.gaps().get().details["stillMissing"] == 2
    browser: Client = signed_in(User.objects.get(username="rita"))
    tomas = Invitation.objects.filter(snapshots__isnull=False).distinct().get()
    page = browser.get(reverse("admin:proctoring_proctoredcandidate_change", args=[tomas.pk]))
    assert "back from a scratch file" in page.content.decode()
    interview = browser.get(change_path(tomas.interview_id))
    assert "Tomas Lind: the candidate handed in" in interview.content.decode()
    replay = browser.get(f"/interviews/{tomas.interview_id}/replay/")
    assert "No candidate has started" not in replay.content.decode()
    # Its events are such as a session leaves.
    assert what_stays(tomas) == []


def test_without_a_demo_there_is_none(settings: Settings) -> None:
    settings.DEMO_DATA = False
    with pytest.raises(CommandError):
        call_command("seed_proctoring")
    assert not Snapshot.objects.exists()


def test_without_the_demos_people_nothing_is_made(settings: Settings, presets: None) -> None:
    settings.DEMO_DATA = True
    call_command("seed_proctoring", verbosity=0)
    assert not Snapshot.objects.exists()
