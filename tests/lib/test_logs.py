"""No log line lets its reader into an interview."""

import logging
import re
from io import StringIO

import pytest
from django.conf import settings

from talentsync.lib.logs import RedactTokens, redact_tokens
from tests.integrations.test_access_table import all_routes

TOKEN = "d3QRJln4K0HomQG0e6zngg.Zlz0HC1Zm7ningL2r1azuTmehhOANcabc"


@pytest.fixture
def lines() -> tuple[logging.Logger, StringIO]:
    """A logger whose one handler writes as the settings' handler does, and what it has written."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(RedactTokens())
    handler.setFormatter(logging.Formatter("{levelname} {message}", style="{"))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    return logger, written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f'"GET /join/{TOKEN}/ HTTP/1.1" 200', '"GET /join/[token]/ HTTP/1.1" 200'),
        (f"GET /join/{TOKEN}", "GET /join/[token]"),
        (f"/v1/dsa/{TOKEN}/submit?x=1", "/v1/dsa/[token]/submit?x=1"),
        (f"/dsa/{TOKEN}?next=/", "/dsa/[token]?next=/"),
        (f"'/join/{TOKEN}' and '/dsa/{TOKEN}'", "'/join/[token]' and '/dsa/[token]'"),
        (f"/v1/dsa/{TOKEN}", "/v1/dsa/[token]"),
        (f"/v1/dsa/{TOKEN}/submissions/8f1/events", "/v1/dsa/[token]/submissions/8f1/events"),
        ("/interviews/8f1/room/", "/interviews/8f1/room/"),
        ("/srv/dsa/api/views.py and /srv/dsa/services_submissions.py", None),
        ("the join of two tables", "the join of two tables"),
    ],
)
def test_tokens_in_paths_are_replaced(text: str, expected: str | None) -> None:
    assert redact_tokens(text) == (expected or text)


def test_no_page_has_a_token_in_its_address_that_would_be_logged() -> None:
    routes = [route for route in all_routes() if re.search(r"<(?:\w+:)?token>", route)]
    assert any(route.startswith("join/") for route in routes)
    for route in routes:
        path = re.sub(r"<(?:\w+:)?token>", TOKEN, route.replace("^", ""))
        assert TOKEN not in redact_tokens(f"GET /{path} HTTP/1.1"), route


def test_tokens_that_come_as_arguments(lines: tuple[logging.Logger, StringIO]) -> None:
    """As uvicorn writes its access log."""
    logger, written = lines
    logger.info('%s - "%s %s HTTP/%s" %d', "127.0.0.1", "GET", f"/join/{TOKEN}/", "1.1", 200)
    assert written.getvalue() == 'INFO 127.0.0.1 - "GET /join/[token]/ HTTP/1.1" 200\n'


def test_tokens_in_tracebacks(lines: tuple[logging.Logger, StringIO]) -> None:
    logger, written = lines
    try:
        try:
            raise KeyError(f"/join/{TOKEN}/")
        except KeyError as cause:
            raise ValueError(f"no page at /dsa/{TOKEN}/") from cause
    except ValueError:
        logger.exception("Failed on /join/%s/", TOKEN)
    assert TOKEN not in written.getvalue()
    assert "ValueError: no page at /dsa/[token]/" in written.getvalue()
    assert "KeyError: '/join/[token]/'" in written.getvalue()


def test_tokens_in_stacks(lines: tuple[logging.Logger, StringIO]) -> None:
    logger, written = lines
    record = logger.makeRecord("test", logging.INFO, "f", 1, "here", (), None, sinfo=f"in /join/{TOKEN}/")
    logger.handle(record)
    assert written.getvalue() == "INFO here\nin /join/[token]/\n"


def test_every_handler_of_the_settings_redacts() -> None:
    handlers: dict[str, dict[str, list[str]]] = getattr(settings, "LOGGING")["handlers"]  # noqa: B009  typed as object
    assert handlers
    for name, handler in handlers.items():
        assert "redact" in handler["filters"], name
