"""A program with the stock socket.io-client from npm meets a person with a browser in one room."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from interviews.models import Interview, Invitation
from tests.e2e.conftest import CARA, REPOSITORY
from tests.e2e.room_page import RoomPage
from tests.e2e.waiting import PATIENCE_SECONDS
from tests.servers import ServerProcess


def test_the_stock_client_joins_as_the_protocol_says(
    ivans: RoomPage, site: ServerProcess, interview: Interview, cara: Invitation
) -> None:
    script = Path(__file__).with_name("lone_client.cjs")
    # node comes with the virtualenv; the client is the one that the front-end is built with.
    node = Path(sys.executable).parent / "node"
    environment = {**os.environ, "NODE_PATH": str(REPOSITORY / "frontend" / "node_modules")}
    with subprocess.Popen(
        [node, script, site.url, str(interview.pk), cara.token],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as client:
        try:
            # Under the invitation's name, with the one that it gave itself beside it.
            tile = ivans.tile(CARA)
            expect(tile).to_contain_text("says “Node”")
            expect(tile.locator(".tile-role")).to_have_text("Candidate")
            ivans.push_typed("Are you a program?")
            expect(ivans.push_result).to_have_text("Shown to the candidate.")
            output, _ = client.communicate(timeout=PATIENCE_SECONDS)
        finally:
            client.kill()
    ivans.expect_alone()

    told: dict[str, Any] = dict(json.loads(line) for line in output.splitlines())
    joined = told.pop("joined")
    assert told == {
        "unknown event": "unknown_event",
        "before joining": "not_in_room",
        "pushing": "forbidden",
        "candidate": {},
        "question": {"questionText": "Are you a program?"},
        "left": {},
    }
    # The claimed role counts for nothing.
    assert joined["role"] == "candidate"
    assert [peer["name"] for peer in joined["peers"]] == ["Ivan Example"]
    assert {"userId", "resumeToken", "resumed", "iceServers", "tools", "question"} <= set(joined["fields"])
