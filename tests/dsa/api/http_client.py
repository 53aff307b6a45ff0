"""A candidate as a program on the network, and reading event streams."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests

TIMEOUT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Event:
    """One server-sent event. A comment has no name."""

    name: str
    id: str
    data: Any


@dataclass(frozen=True, slots=True)
class RemoteCandidate:
    """Speaks with a real server. `heard` collects everything that it ever received: bodies and headers."""

    server: str
    token: str
    heard: list[str]

    def at(self, path: str = "") -> str:
        return f"{self.server}/v1/dsa/{self.token}{path}"

    def get(self, path: str = "") -> requests.Response:
        return self._kept(requests.get(self.at(path), timeout=TIMEOUT_SECONDS))

    def post(self, path: str, body: Any = None, **headers: str) -> requests.Response:
        answer = requests.post(self.at(path), json=body or {}, headers=headers, timeout=TIMEOUT_SECONDS)
        return self._kept(answer)

    def put(self, path: str, body: Any) -> requests.Response:
        return self._kept(requests.put(self.at(path), json=body, timeout=TIMEOUT_SECONDS))

    def _kept(self, answer: requests.Response) -> requests.Response:
        self.heard.extend([answer.text, *(f"{name}: {value}" for name, value in answer.headers.items())])
        return answer

    @contextmanager
    def stream(self, submission_id: str, *, after: str = "") -> Iterator[requests.Response]:
        headers = {"Last-Event-ID": after} if after else {}
        with requests.get(
            self.at(f"/submissions/{submission_id}/events"),
            headers=headers,
            stream=True,
            timeout=TIMEOUT_SECONDS,
        ) as answer:
            yield answer

    def events(self, submission_id: str) -> list[Event]:
        """The whole stream of a submission, to its end."""
        with self.stream(submission_id) as answer:
            assert answer.headers["Content-Type"] == "text/event-stream"
            text = b"".join(answer.iter_content(None)).decode()
        self.heard.extend([text, *(f"{name}: {value}" for name, value in answer.headers.items())])
        return read_events(text)


def read_events(text: str) -> list[Event]:
    """The events of a stream, comments left out."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append(Event(fields["event"], fields["id"], json.loads(fields["data"])))
    return found
