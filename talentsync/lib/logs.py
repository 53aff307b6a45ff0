"""What the handlers of the settings do with each record: say what it belongs to, and keep invitation tokens out."""

import logging
import re

from talentsync.lib.request_id import request_id

# The paths that carry a token: a candidate's below /join/, /check/, /choose/, /me/, /dsa/ and /v1/dsa/, and below
# /accounts/ a colleague's invitation and the link that resets a password. A token is longer than the names of our own
# files and folders below dsa/, which tracebacks would be useless without.
TOKEN_IN_PATH = re.compile(
    r"(/(?:join|check|choose|me|dsa|accounts/invitation|accounts/password/reset/key)/)(?![a-z_]+\.py\b)[^/\s?\"']{16,}"
)


def redact_tokens(text: str) -> str:
    """The text with each token in a path replaced by `[token]`."""
    return TOKEN_IN_PATH.sub(r"\1[token]", text)


PROBE_PATHS = frozenset({"/healthz", "/readyz"})


class SkipProbes(logging.Filter):
    """Drops the lines that tell of health probes: they come every few seconds and say nothing new.

    Two loggers write them: uvicorn's access log, with the path as an argument, and Django for every answer of 400 and
    above, with the request on the record. An error with a traceback is always kept.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info:
            return True
        if record.name == "uvicorn.access" and isinstance(record.args, tuple):
            return not any(argument in PROBE_PATHS for argument in record.args)
        return getattr(getattr(record, "request", None), "path", None) not in PROBE_PATHS


class AddRequestId(logging.Filter):
    """Puts `request_id` on each record: of the request, the WebSocket connection or the task that it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class RedactTokens(logging.Filter):
    """Rewrites a record in place: a handler's filter sees every record that it would print."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = redact_tokens(record.getMessage())
        record.args = None
        if record.exc_info:
            # Formatted here, so that a token in a traceback's message is covered as well.
            record.exc_text = redact_tokens(logging.Formatter().formatException(record.exc_info))
        if record.stack_info:
            record.stack_info = redact_tokens(record.stack_info)
        return True
