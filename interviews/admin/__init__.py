"""The recruiter's side, in Django's own admin (docs/adr/0005-stock-admin.md says why)."""

from interviews.admin import candidates, interviews, positions, stages, users

__all__ = ["candidates", "interviews", "positions", "stages", "users"]
