"""What the schema of the recruiters' API allows and forbids, sent by schemathesis with a token of all scopes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dsa.api.docs_views import document
from integrations.choices import Scope
from integrations.services.tokens import make_token
from interviews.models import Invitation, Position, User
from interviews.services.applications import apply_for
from tests.servers import ServerProcess

pytestmark = [
    pytest.mark.integration,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("api"),
]

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "unsupported_method",
)
EXAMPLES = 4
TAG = "Recruiters' systems"


@pytest.fixture
def server(tmp_path: Path, valkey: str, transactional_db: None) -> Iterator[ServerProcess]:
    process = ServerProcess(tmp_path / "log", LOG_LEVEL="WARNING", API_REQUESTS_PER_MINUTE="1000000")
    process.start()
    yield process
    process.stop()


def own_schema() -> dict[str, Any]:
    """Only the operations of this API, and without what the test sends itself."""
    schema: dict[str, Any] = json.loads(json.dumps(document()))
    schema["paths"] = {
        path: methods
        for path, methods in schema["paths"].items()
        if all(TAG in operation["tags"] for operation in methods.values())
    }
    for methods in schema["paths"].values():
        for operation in methods.values():
            operation.pop("security", None)
    return schema


def test_no_failure_and_no_undocumented_answer(
    server: ServerProcess, presets: None, cara: Invitation, rita: User, tmp_path: Path
) -> None:
    apply_for(candidate=cara.candidate, position=Position.objects.create(title="Backend"))
    _, token = make_token(owner=rita, name="A", scopes=list(Scope), valid_days=None)
    plan = own_schema()
    assert len(plan["paths"]) >= 21
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(plan))
    attack = subprocess.run(
        [
            str(Path(sys.executable).with_name("st")),
            *("run", str(schema), "--url", server.url, "-H", f"Authorization: Bearer {token}"),
            *("--checks", ",".join(CHECKS), "--phases", "coverage,fuzzing", "--mode", "all"),
            *("--max-examples", str(EXAMPLES), "--generation-deterministic"),
            *("--workers", "1", "--suppress-health-check", "all", "--warnings", "off", "--no-color"),
        ],
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "160", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert attack.returncode == 0, f"{attack.stdout}\n{attack.stderr}\n{server.log.read_text()}"
