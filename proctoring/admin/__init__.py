"""The reviewer's side, in the admin."""

from proctoring.admin import candidates

__all__ = ["candidates"]
