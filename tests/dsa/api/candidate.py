"""A candidate as an HTTP client, and the judging that workers would do."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.test import Client

from dsa.judging import runner
from dsa.models import Judgement
from tests.dsa.factories import MIRROR_PYTHON
from tests.openapi import described

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

WORK = {"problemId": "mirror", "language": "python", "sourceCode": MIRROR_PYTHON}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Speaks JSON with the addresses below its token. What it is answered has to be what the document describes."""

    browser: Client
    token: str

    def at(self, path: str = "") -> str:
        return f"/v1/dsa/{self.token}{path}"

    def get(self, path: str = "", **headers: str) -> "Answer":
        return described(self.browser.get(self.at(path), headers=headers))

    def post(self, path: str, body: Any = None, **headers: str) -> "Answer":
        return self.send("POST", path, json.dumps({} if body is None else body), **headers)

    def put(self, path: str, body: Any, **headers: str) -> "Answer":
        return self.send("PUT", path, json.dumps(body), **headers)

    def send(
        self,
        method: str,
        path: str,
        body: str | bytes,
        content_type: str = "application/json",
        **headers: str,
    ) -> "Answer":
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return described(self.browser.generic(method, self.at(path), body, content_type, headers=names))

    def run(self, **changes: Any) -> Any:
        """The JSON of a run that was taken."""
        return self._taken("/run", changes)

    def submit(self, **changes: Any) -> Any:
        """The JSON of a submission that was taken."""
        return self._taken("/submit", changes)

    def _taken(self, path: str, changes: dict[str, Any]) -> Any:
        answer = self.post(path, {**WORK, **changes})
        assert answer.status_code == 202, answer.content
        return answer.json()

    def submission(self, submission_id: str) -> Any:
        answer = self.get(f"/submissions/{submission_id}")
        assert answer.status_code == 200, answer.content
        return answer.json()


def refusal(answer: "Answer") -> tuple[int, str]:
    """Status and code of an error, which has the one shape that errors have."""
    body = dict(answer.json())
    assert isinstance(body.pop("code"), str)
    assert isinstance(body.pop("detail"), str)
    body.pop("current", None)
    assert body == {}
    return answer.status_code, answer.json()["code"]


def judge_everything() -> None:
    """What workers do, in this process: judge all that waits, in the order in which it came."""
    for judgement_id in Judgement.objects.unfinished().order_by("pk").values_list("pk", flat=True):
        judgement = runner.claim(judgement_id)
        assert judgement is not None
        runner.execute(judgement)
