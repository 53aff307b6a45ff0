"""The live room on Channels' stock layer, which stays possible by setting."""

from collections.abc import Callable

from interviews.models import Interview, Invitation, User
from tests.rooms.conftest import OpenPage
from tests.rooms.typist import Typist
from tests.servers import ServerProcess


def test_two_processes_share_a_room(
    start_server: Callable[..., ServerProcess],
    open_page: OpenPage,
    ivan: User,
    ines: User,
    cara: Invitation,
    interview: Interview,
) -> None:
    """Joining, relaying, typing, questions with their receipts, and leaving: to each other, and within one process."""
    interview.interviewers.add(ines)
    one, other = (start_server(CHANNEL_LAYER="channels_redis") for _ in range(2))
    ivans, iness, caras = open_page(ivan, at=one), open_page(ines, at=one), open_page(cara, at=other)
    for page in (ivans, iness, caras):
        page.join(interview.pk)
    assert [ivans.wait_for("USER_JOINED")["userId"] for _ in range(2)] == [iness.user_id, caras.user_id]

    for target in (iness, caras):
        assert ivans.ask("OFFER", {"sdp": "v=0", "targetId": target.user_id}) == {}
        assert target.wait_for("OFFER")["senderId"] == ivans.user_id
    typist = Typist()
    for letter in "abc":
        assert caras.ask("doc_update", {"update": typist.type(letter)}) == {}
    for page in (ivans, iness):
        assert [page.wait_for("doc_update")["update"] for _ in "abc"] == typist.made
    delivered = {"delivered": 2, "candidates": 1, "interviewers": 1}
    assert ivans.ask("push_question", {"questionText": "Why?"}) == delivered

    caras.leave()
    for page in (ivans, iness):
        assert page.wait_for("USER_LEFT") == {"userId": caras.user_id}
