"""The recruiter's side, in Django's own admin (docs/adr/0005-stock-admin.md says why)."""

from interviews.admin import interviews, stages, users

__all__ = ["interviews", "stages", "users"]
