"""The one way in which TalentSync says no."""

from enum import StrEnum


class Refused(Exception):
    """A request that the rules do not allow. It has changed nothing.

    `code` is stable and for programs; `message` is one sentence for the person who asked, and holds nothing that they
    may not know.
    """

    def __init__(self, code: StrEnum, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message

    def as_json(self) -> dict[str, str]:
        """`{"code", "message"}`, as socket events carry it."""
        return {"code": self.code.value, "message": self.message}
