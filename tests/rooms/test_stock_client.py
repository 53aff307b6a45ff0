"""The stock socket.io-client goes through the room, over each way that it may take to the server."""

from pathlib import Path
from typing import Any

import pytest

from interviews.models import Interview, Invitation, User
from tests.rooms.conftest import session_cookie
from tests.rooms.node_process import NodeProcess
from tests.servers import ServerProcess


@pytest.mark.parametrize(
    ("options", "first", "last"),
    [
        pytest.param({}, "polling", "websocket", id="default options"),
        pytest.param({"transports": ["polling"]}, "polling", "polling", id="polling only"),
        pytest.param({"transports": ["websocket", "polling"]}, "websocket", "websocket", id="our pages"),
    ],
)
def test_the_rooms_whole_flow(
    server: ServerProcess,
    ivan: User,
    cara: Invitation,
    interview: Interview,
    options: dict[str, Any],
    first: str,
    last: str,
) -> None:
    with NodeProcess(Path(__file__).parent / "node" / "stock_client.mjs") as node:
        heard = node.ask(
            {
                "url": server.url,
                "roomId": str(interview.pk),
                "token": cara.token,
                "cookie": session_cookie(ivan),
                "options": options,
            }
        )
    assert heard == {
        "first": [first, first],
        "last": [last, last],
        "peers": ["Ivan Example"],
        "arrived": "Cara Candidate",
        "offer": "v=0",
        "offeredByCara": True,
        "acknowledgements": [{}, {"delivered": 1, "candidates": 1, "interviewers": 0}, {}, {}],
        "question": {"questionText": "Why?"},
        "text": "print(1)",
        "leftIsCara": True,
    }
