"""What the schema allows, and what it forbids, sent by schemathesis: no failure of ours, no undocumented answer.

Each answer is held against the schema, whose objects are closed: a field that is not described there fails this test.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dsa.api.docs_views import document
from tests.dsa.api.http_client import RemoteCandidate
from tests.dsa.api.test_schema import OPERATIONS
from tests.dsa.factories import MIRROR_PYTHON
from tests.dsa.workers import WorkerProcess

pytestmark = pytest.mark.xdist_group("api")

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
)
EXAMPLES = 6


def for_candidates(busy: RemoteCandidate, ending: RemoteCandidate, known: list[str]) -> dict[str, Any]:
    """The schema with what only a candidate knows: a token in each path, real problems and real submissions.

    The session that is ended is another one than that of all other requests.
    """
    schema: dict[str, Any] = json.loads(json.dumps(document()))
    paths: dict[str, Any] = {}
    for path, methods in schema["paths"].items():
        if "{token}" not in path:
            continue
        for operation in methods.values():
            parameters = [one for one in operation["parameters"] if one["name"] != "token"]
            operation["parameters"] = [_with_values(one, known) for one in parameters]
        token = ending.token if path.endswith("/finish") else busy.token
        paths[path.replace("{token}", token)] = methods
    schema["paths"] = paths
    for name in ("RunRequest", "SubmitRequest"):
        problem = schema["components"]["schemas"][name]["properties"]["problemId"]
        problem.pop("pattern")
        problem["enum"] = ["mirror", "shout", "nowhere"]
    return schema


def _with_values(parameter: dict[str, Any], known: list[str]) -> dict[str, Any]:
    values = {"submission_id": known, "problem_id": ["mirror", "shout", "nowhere"], "Prefer": ["wait=5", "x"]}
    if parameter["name"] not in values:
        return parameter
    return {**parameter, "schema": {"type": "string", "enum": values[parameter["name"]]}}


def test_no_failure_and_no_undocumented_answer(
    remote_cara: RemoteCandidate,
    remote_mallory: RemoteCandidate,
    api_worker: WorkerProcess,
    tmp_path: Path,
) -> None:
    work = {"problemId": "mirror", "language": "python", "sourceCode": MIRROR_PYTHON}
    own = remote_cara.post("/submit", work, Prefer="wait=30").json()
    others = remote_mallory.post("/run", work, Prefer="wait=30").json()
    assert own["status"] == others["status"] == "finished"
    plan = for_candidates(remote_cara, remote_mallory, [own["id"], others["id"]])
    operations = sum(len(methods) for methods in plan["paths"].values())
    assert operations >= len(OPERATIONS)
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(plan))
    attack = subprocess.run(
        [
            str(Path(sys.executable).with_name("st")),
            *("run", str(schema), "--url", remote_cara.server),
            *("--checks", ",".join(CHECKS), "--phases", "coverage,fuzzing", "--mode", "all"),
            *("--max-examples", str(EXAMPLES), "--generation-deterministic"),
            *("--workers", "1", "--suppress-health-check", "all", "--warnings", "off", "--no-color"),
        ],
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "160", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert attack.returncode == 0, attack.stdout + attack.stderr
    assert f"Tested: {operations}\n" in attack.stdout
