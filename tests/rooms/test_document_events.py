"""The shared document over the socket: synced, stored before it is acknowledged, and passed on."""

from interviews.models import Interview, Invitation, User
from rooms.document_services import document_at
from rooms.models import DocumentUpdate
from tests.rooms.page import Page
from tests.rooms.typist import Typist


def send(page: Page, update: bytes, **fields: object) -> None:
    assert page.ask("doc_update", {"update": update, **fields}) == {}


def test_what_one_types_the_other_gets_and_the_server_keeps(
    ivans_page: Page, caras_page: Page, ivan: User, cara: Invitation, interview: Interview
) -> None:
    ivans, caras = Typist(), Typist()
    send(ivans_page, ivans.type("def add(a, b):"))
    received = caras_page.wait_for("doc_update")
    assert received == {"update": ivans.made[0], "senderId": ivans_page.user_id}
    caras.hear(received["update"])
    send(caras_page, caras.type("\n    return a + b"))
    ivans.hear(ivans_page.wait_for("doc_update")["update"])
    send(ivans_page, ivans.choose("python"))

    assert ivans.code == "def add(a, b):\n    return a + b"
    stored = DocumentUpdate.objects.filter(interview=interview)
    assert [(row.sequence, bytes(row.update_bytes), row.actor.key) for row in stored] == [
        (1, ivans.made[0], f"user:{ivan.pk}"),
        (2, caras.made[0], f"invitation:{cara.pk}"),
        (3, ivans.made[1], f"user:{ivan.pk}"),
    ]
    assert document_at(interview.pk).code == ivans.code
    assert document_at(interview.pk).language == "python"
