"""The API as another system uses it. Every answer is held against the OpenAPI document."""

import json
from typing import Any

from django.test import Client

from tests.openapi import described


class Api:
    """`api.get("/candidates", name="Cara")`, `api.post("/candidates", {...})`."""

    def __init__(self, token: str = "") -> None:
        self._client = Client()
        self._headers = {"authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **query: Any) -> Any:
        return self.checked(self._client.get(self.url(path), query, headers=self._headers))

    def post(self, path: str, body: object = None, **headers: str) -> Any:
        return self.send("post", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: object) -> Any:
        return self.send("patch", path, body)

    def send(self, method: str, path: str, body: object, **headers: str) -> Any:
        answer = getattr(self._client, method)(
            self.url(path),
            json.dumps(body),
            content_type="application/json",
            headers={**self._headers, **{name.replace("_", "-"): value for name, value in headers.items()}},
        )
        return self.checked(answer)

    @staticmethod
    def url(path: str) -> str:
        return path if path.startswith("http") else f"/v1{path}"

    @staticmethod
    def checked(answer: Any) -> Any:
        assert answer["Cache-Control"] == "no-store"
        return described(answer)


def code_of(answer: Any) -> str:
    return f"{answer.status_code} {answer.json()['code']}"
