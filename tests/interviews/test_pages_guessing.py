"""Guessing passwords is slow, and locks nobody else out."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from interviews.models import User
from tests.conftest import PASSWORD

TRIES = 10


@pytest.fixture(autouse=True)
def counted(valkey: str) -> None:
    """Tries of an address and of a name are counted in Redis, those of a pair in the database."""


def try_to_sign_in(username: str, password: str, *, address: str = "192.0.2.1") -> int:
    browser = Client(REMOTE_ADDR=address)
    return browser.post(reverse("login"), {"login": username, "password": password}).status_code


def test_after_ten_wrong_passwords_even_the_right_one_waits(rita: User) -> None:
    answers = [try_to_sign_in("rita", f"wrong {number}") for number in range(TRIES)]
    assert answers == [200] * (TRIES - 1) + [429]
    assert try_to_sign_in("rita", PASSWORD) == 429


def test_many_names_from_one_address_wait(ivan: User, settings: Settings) -> None:
    """Each name is tried once: no pair is, but the address has had its share."""
    settings.SIGN_IN_RATE_OF_ADDRESS = (5, 1)
    assert [try_to_sign_in(f"name{number}", "wrong") for number in range(6)] == [200] * 5 + [429]
    assert try_to_sign_in("ivan", PASSWORD) == 429
    assert try_to_sign_in("ivan", PASSWORD, address="192.0.2.2") == 302


def test_one_name_from_many_addresses_waits(ivan: User, rita: User, settings: Settings) -> None:
    settings.SIGN_IN_RATE_OF_NAME = (5, 1)
    tries = [try_to_sign_in("Ivan", "wrong", address=f"192.0.2.{number}") for number in range(10, 16)]
    assert tries == [200] * 5 + [429]
    assert try_to_sign_in("ivan", PASSWORD, address="192.0.2.99") == 429
    assert try_to_sign_in("rita", PASSWORD, address="192.0.2.99") == 302


def test_the_page_says_when_to_come_back(ivan: User, settings: Settings) -> None:
    settings.SIGN_IN_RATE_OF_ADDRESS = (1, 1)
    try_to_sign_in("ivan", "wrong")
    answer = Client(REMOTE_ADDR="192.0.2.1").post(reverse("login"), {"login": "ivan", "password": "wrong"})
    assert int(answer["Retry-After"]) > 0
    assert "Wait 1 minute" in answer.content.decode()


def test_without_redis_people_still_sign_in(ivan: User, settings: Settings) -> None:
    settings.REDIS_URLS = ["unix:///nowhere/at/all.sock"]
    assert try_to_sign_in("ivan", PASSWORD) == 302


def test_other_names_and_other_addresses_are_not_locked_out(rita: User, ivan: User) -> None:
    for number in range(TRIES):
        try_to_sign_in("rita", f"wrong {number}")
    assert try_to_sign_in("ivan", PASSWORD) == 302
    assert try_to_sign_in("rita", PASSWORD, address="192.0.2.2") == 302


def test_signing_in_forgets_the_typing_errors_before(ivan: User) -> None:
    for _ in range(2):
        for number in range(TRIES - 1):
            assert try_to_sign_in("ivan", f"wrong {number}") == 200
        assert try_to_sign_in("ivan", PASSWORD) == 302


def test_page_says_how_long_to_wait(ivan: User) -> None:
    for number in range(TRIES - 1):
        try_to_sign_in("ivan", f"wrong {number}")
    answer = Client(REMOTE_ADDR="192.0.2.1").post(reverse("login"), {"login": "ivan", "password": "wrong"})
    assert "There were 10 wrong passwords" in answer.content.decode()
