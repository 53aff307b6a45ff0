"""What tests of the recruiters' pages share."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from interviews.models import User
from tests.conftest import signed_in

Press = Callable[..., tuple[Any, list[str]]]


@pytest.fixture
def browser(rita: User) -> Client:
    """Rita's."""
    return signed_in(rita)


@pytest.fixture
def press(browser: Client) -> Press:
    """Opens a page that asks once more, presses its button, and gives the page that follows with what it says.

    `twice=True` presses it twice, as an impatient hand does.
    """

    def act(name: str, *args: Any, twice: bool = False, **entries: Any) -> tuple[Any, list[str]]:
        path = reverse(f"admin:dsa_{name}", args=args)
        asked = browser.get(path)
        assert asked.status_code == 200
        sent = {"version": asked.context["confirmed"].form["version"].value(), **entries}
        if twice:
            browser.post(path, sent)
        answer = browser.post(path, sent, follow=True)
        told = [str(message) for message in answer.context.get("messages", ())]
        return answer, told

    return act


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    """The page of this name, which must be there."""
    answer = client.get(reverse(f"admin:dsa_{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()
