"""Django's SMTP backend, which tells when a mail server is about to be given a whole mail.

Whatever fails before that moment has sent nothing, and whatever is lost after it may have arrived.
"""

import smtplib
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

Handover = Callable[[], None]


class _Handover:
    """Mixed into smtplib's classes. They send commands as text, and the mail, after the server's 354, as bytes."""

    def __init__(self, *args: Any, on_handover: Handover, **kwargs: Any) -> None:
        self._on_handover = on_handover
        super().__init__(*args, **kwargs)

    def send(self, s: Any) -> None:
        if isinstance(s, bytes):
            self._on_handover()
        super().send(s)  # type: ignore[misc]  # that of smtplib.SMTP


class _Smtp(_Handover, smtplib.SMTP):
    pass


class _SmtpOverTls(_Handover, smtplib.SMTP_SSL):
    pass


class HandoverBackend(EmailBackend):
    """Set `on_handover` before sending."""

    on_handover: Handover = staticmethod(lambda: None)

    def abandon(self) -> None:
        """Close the connection without a word: in the middle of a mail the server would wait for its rest."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    @property
    def connection_class(self) -> Any:
        return partial(_SmtpOverTls if self.use_ssl else _Smtp, on_handover=lambda: self.on_handover())
