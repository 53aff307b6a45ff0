"""Holds answers of the HTTP API against the OpenAPI document, whose objects are closed: no field more, none less."""

import re
from functools import lru_cache
from typing import Any, TypeVar

from jsonschema import Draft202012Validator

from dsa.api.docs_views import document

Response = TypeVar("Response", bound=Any)
JSON = "application/json"


def described(response: Response) -> Response:
    """The test client's response; fails where its JSON is not what the document says of that operation and status."""
    request = response.request
    if response.headers.get("Content-Type", "").startswith(JSON):
        for pattern, operations in _paths():
            operation = operations.get(request["REQUEST_METHOD"].lower())
            if operation is not None and pattern.fullmatch(request["PATH_INFO"]):
                _validator_of(operation["operationId"], str(response.status_code)).validate(response.json())
    return response


def validator(name: str) -> Draft202012Validator:
    """A validator of one component."""
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": _components()})


@lru_cache
def _paths() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    return [
        (re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), item) for path, item in document()["paths"].items()
    ]


@lru_cache
def _validator_of(operation_id: str, status: str) -> Draft202012Validator:
    for _, operations in _paths():
        for operation in operations.values():
            if operation["operationId"] == operation_id and status in operation["responses"]:
                schema = operation["responses"][status]["content"][JSON]["schema"]
                return Draft202012Validator({**_json_schema(schema), "components": _components()})
    raise AssertionError(f"{operation_id} answers {status}, which the document does not describe")


@lru_cache
def _components() -> Any:
    return _json_schema(document()["components"])


def _json_schema(rule: Any) -> Any:
    """OpenAPI 3.0 says `nullable` where JSON Schema has a type of its own."""
    if isinstance(rule, list):
        return [_json_schema(inner) for inner in rule]
    if not isinstance(rule, dict):
        return rule
    plain = {key: _json_schema(value) for key, value in rule.items() if key != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if rule.get("nullable") is True else plain
