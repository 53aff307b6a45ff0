"""What an authenticator app shows."""

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time


def totp_code(secret: str) -> str:
    """The code of now. It is taken for a while longer, as one that is typed slowly is."""
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2])))
