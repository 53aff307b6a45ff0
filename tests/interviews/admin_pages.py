"""The admin's pages as tests use them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse

from interviews.models import Interview
from tests.interviews.browser_form import read_form

LIST = "/admin/interviews/interview/"
ADD = "/admin/interviews/interview/add/"


def change_path(interview_id: UUID) -> str:
    return reverse("admin:interviews_interview_change", args=[interview_id])


def errors_of(response: Any) -> str:
    """The error lists of a page that was not saved, as text."""
    assert response.status_code == 200, f"it was saved: {response.status_code} {response.get('Location')}"
    return str(response.context["errors"])


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def submit(client: Client, page: str, answers: Mapping[str, Any], *, form_id: str = "interview_form") -> Any:
    """Open a page, change some answers of its form and send it; None takes an answer out."""
    form = read_form(client.get(page).content.decode(), form_id)
    form.update({name: value for name, value in answers.items() if value is not None})
    sent = {name: value for name, value in form.items() if answers.get(name, value) is not None}
    return client.post(page, sent)


def saved(client: Client, page: str, answers: Mapping[str, Any], *, form_id: str = "interview_form") -> Any:
    """The same, and it must be stored; gives the page that follows."""
    response = submit(client, page, answers, form_id=form_id)
    assert response.status_code == 302, errors_of(response)
    return client.get(response["Location"])


def only_interview() -> Interview:
    return Interview.objects.get()
