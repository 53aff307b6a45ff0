"""The recruiter's side, in Django's own admin (docs/adr/0005-stock-admin.md says why)."""

from interviews.admin import candidates, colleagues, interviews, mail_texts, mails, positions, stages, users

__all__ = ["candidates", "colleagues", "interviews", "mail_texts", "mails", "positions", "stages", "users"]
