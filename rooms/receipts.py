"""Who got a pushed question, by the word of the sockets that it was written to."""

import asyncio
from collections.abc import Collection
from typing import Any

from interviews.choices import Role

# Whoever has not received it by then is not counted: their server process is gone, or its way to Redis.
PATIENCE_SECONDS = 2.0


class Receipts:
    """Collects the receipts of one message. `acknowledgement` ends when all who are expected have sent theirs."""

    def __init__(self, expected: Collection[str]) -> None:
        self._missing = set(expected)
        self._roles: dict[str, Role] = {}
        loop = asyncio.get_running_loop()
        self.acknowledgement: asyncio.Future[dict[str, Any]] = loop.create_future()
        self._timer = loop.call_later(PATIENCE_SECONDS, self._finish)
        self._finish_if_complete()

    def add(self, user_id: str, role: Role) -> None:
        """A peer got it, expected or not."""
        self._roles[user_id] = role
        self._missing.discard(user_id)
        self._finish_if_complete()

    def _finish_if_complete(self) -> None:
        if not self._missing:
            self._finish()

    def _finish(self) -> None:
        self._timer.cancel()
        if self.acknowledgement.done():
            return
        roles = list(self._roles.values())
        self.acknowledgement.set_result(
            {
                "delivered": len(roles),
                "candidates": roles.count(Role.CANDIDATE),
                "interviewers": roles.count(Role.INTERVIEWER),
            }
        )
