"""The demo's live room holds a program that runs."""

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from interviews.models import Interview
from rooms import demo
from rooms.document.store import document_at
from rooms.models import DocumentUpdate

pytestmark = pytest.mark.usefixtures("presets", "db")


def test_the_shared_document_holds_a_program_once() -> None:
    call_command("seed_demo", verbosity=0)
    call_command("seed_rooms", verbosity=0)
    call_command("seed_rooms", verbosity=0)

    update = DocumentUpdate.objects.get()
    interview = Interview.objects.get(pk=update.interview_id)
    assert interview.stage.key == "live_technical"
    document = document_at(interview.pk)
    assert (document.code, document.language) == (demo.CODE, demo.LANGUAGE)
    assert update.actor_user == interview.interviewers.get()
    compile(document.code, "main.py", "exec")


@override_settings(DEMO_DATA=False)
def test_not_where_the_demo_is_off() -> None:
    with pytest.raises(CommandError):
        call_command("seed_rooms")
    assert not DocumentUpdate.objects.exists()
