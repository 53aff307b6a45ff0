"""Requests to a Judge0 server, and what an answer must look like."""

import base64
import binascii
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import requests

from dsa.execution.types import BackendUnavailable, PermanentError, TransientError

T = TypeVar("T")

logger = logging.getLogger(__name__)

ATTEMPTS = 5
FIRST_PAUSE_SECONDS = 0.25
# Judge0 answers these before it reads what it is sent: its queue is full, or it is in maintenance.
BUSY = frozenset({429, 503})


@dataclass(frozen=True)
class Judge0Settings:
    """How to reach the server. An empty token sends none."""

    url: str
    token: str = ""
    token_header: str = "X-Auth-Token"  # noqa: S105  the header's name
    timeout_seconds: float = 10.0


class Junk(Exception):
    """An answer of the right status that is no answer to what was asked."""


class Judge0Api:
    """One server. Its methods may be called from several threads."""

    def __init__(self, settings: Judge0Settings, sleep: Callable[[float], None] = time.sleep) -> None:
        self._settings = settings
        self.sleep = sleep

    def get(self, path: str, read: Callable[[Any], T], *, attempts: int = ATTEMPTS) -> T:
        """The answer, asked again after failures that may pass. Raises TransientError or PermanentError."""
        return self._ask("GET", path, read, None, attempts)

    def create(
        self, path: str, read: Callable[[Any], T], body: Mapping[str, Any], *, attempts: int = ATTEMPTS
    ) -> T:
        """The answer to a POST, which is repeated only where nothing can have been created.

        Otherwise a program would run twice. Raises BackendUnavailable for a server that stays busy, TransientError or
        PermanentError.
        """
        return self._ask("POST", path, read, body, attempts)

    def _ask(
        self, method: str, path: str, read: Callable[[Any], T], body: Mapping[str, Any] | None, attempts: int
    ) -> T:
        may_repeat = method == "GET"
        problem = ""
        is_busy = False
        for attempt in range(attempts):
            if attempt:
                self.sleep(FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
            is_busy = False
            try:
                response = self._send(method, path, body)
            except requests.RequestException as error:
                problem = f"cannot be reached: {type(error).__name__}"
                if may_repeat or _never_arrived(error):
                    continue
                break
            status = response.status_code
            if status in {200, 201}:
                try:
                    return read(response.json())
                except (ValueError, Junk):
                    problem = "answers something that is not Judge0's"
                    if may_repeat:
                        continue
                    break
            if status not in {408, 429} and status < 500:
                raise PermanentError(_refusal(response))
            problem = f"answers {status} {_error_in(response)}".rstrip()
            is_busy = status in BUSY
            if not (may_repeat or is_busy or status == 408):
                break
        # Who asks once asks again soon, and says when that begins to fail and when it is over.
        level = logging.WARNING if attempts > 1 else logging.DEBUG
        logger.log(level, "Judge0: %s %s: %s", method, path.partition("?")[0], problem)
        if is_busy and not may_repeat:
            raise BackendUnavailable(f"the Judge0 server {problem}")
        raise TransientError(f"the Judge0 server {problem}")

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None) -> requests.Response:
        settings = self._settings
        return requests.request(
            method,
            settings.url.rstrip("/") + path,
            json=body,
            headers={settings.token_header: settings.token} if settings.token else {},
            timeout=settings.timeout_seconds,
            allow_redirects=False,
        )


# Shapes of answers ----------------------------------------------------------------------------------------------------


def an_object(answer: Any) -> Mapping[str, Any]:
    if not isinstance(answer, dict):
        raise Junk
    return answer


def objects(answer: Any) -> Sequence[Mapping[str, Any]]:
    if not isinstance(answer, list) or not all(isinstance(entry, dict) for entry in answer):
        raise Junk
    return answer


def submissions(answer: Any) -> Sequence[Mapping[str, Any] | None]:
    entries = an_object(answer).get("submissions")
    if not isinstance(entries, list) or not all(
        entry is None or isinstance(entry, dict) for entry in entries
    ):
        raise Junk
    return entries


def encode(text: bytes) -> str:
    return base64.b64encode(text).decode("ascii")


def decode(text: str | None) -> bytes:
    """Judge0 wraps its base64 in lines. Raises ValueError for what is none."""
    if text is None:
        return b""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, AttributeError) as error:
        raise ValueError("not base64") from error


# Failures -------------------------------------------------------------------------------------------------------------


def _never_arrived(error: requests.RequestException) -> bool:
    """Whether the server cannot have read the request."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or type(reason).__name__ in {
        "NewConnectionError",
        "NameResolutionError",
    }


def _error_in(response: requests.Response) -> str:
    """Judge0's own words, of which some answers have none."""
    try:
        return str(response.json().get("error", ""))[:200]
    except (ValueError, AttributeError):
        return ""


def _refusal(response: requests.Response) -> str:
    status = response.status_code
    if status in {401, 403}:
        return f"the Judge0 server answers {status}; check JUDGE0_TOKEN and JUDGE0_TOKEN_HEADER"
    if status == 404 or 300 <= status < 400:
        return f"the Judge0 server answers {status}; check JUDGE0_URL"
    return f"the Judge0 server answers {status}: {response.text[:300]}"
