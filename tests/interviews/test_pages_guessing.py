"""Guessing passwords is slow, and locks nobody else out."""

import pytest
from django.test import Client
from django.urls import reverse

from interviews.models import User
from tests.conftest import PASSWORD

TRIES = 10


def try_to_sign_in(username: str, password: str, *, path: str = "login", address: str = "192.0.2.1") -> int:
    browser = Client(REMOTE_ADDR=address)
    return browser.post(reverse(path), {"username": username, "password": password}).status_code


@pytest.mark.parametrize("path", ["login", "admin:login"])
def test_after_ten_wrong_passwords_even_the_right_one_waits(rita: User, path: str) -> None:
    answers = [try_to_sign_in("rita", f"wrong {number}", path=path) for number in range(TRIES)]
    assert answers == [200] * (TRIES - 1) + [429]
    assert try_to_sign_in("rita", PASSWORD, path=path) == 429


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
    answer = Client(REMOTE_ADDR="192.0.2.1").post(reverse("login"), {"username": "ivan", "password": "wrong"})
    assert "There were 10 wrong passwords" in answer.content.decode()
