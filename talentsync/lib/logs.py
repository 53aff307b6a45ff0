"""Keeps invitation tokens out of the logs."""

import logging
import re

# The paths of design section 5 that carry a candidate's token.
TOKEN_IN_PATH = re.compile(r"(/(?:join|dsa)/)[^/\s?\"']+")


def redact_tokens(text: str) -> str:
    """The text with each token in a path replaced by `[token]`."""
    return TOKEN_IN_PATH.sub(r"\1[token]", text)


class RedactTokens(logging.Filter):
    """Rewrites a record in place: a handler's filter sees every record that it would print."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = redact_tokens(record.getMessage())
        record.args = None
        if record.exc_info:
            # Formatted here, so that a token in a traceback's message is covered as well.
            record.exc_text = redact_tokens(logging.Formatter().formatException(record.exc_info))
        return True
