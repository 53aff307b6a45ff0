"""What the OpenAPI document says of each operation."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers

from integrations.api import schemas
from integrations.choices import Scope

F = TypeVar("F", bound=Callable[..., Any])

DESCRIPTIONS: Final[Mapping[int, str]] = {
    400: "Not understood, nothing was done",
    401: "No token, or one that is not valid: `token_missing`, `token_invalid`",
    403: "The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`",
    404: "Not there, or not to be seen by the token's owner: the two are not told apart",
    409: "In conflict with how things stand",
    411: "The body has no declared length",
    413: "Too large",
    415: "Not JSON",
    422: "The key was used for something else: `idempotency_key_reused`",
    429: "Too many requests: `rate_limited`",
    500: "Our fault",
}
ALWAYS: Final = (401, 403, 429, 500)
OF_BODIES: Final = (400, 411, 413, 415)
RETRY_AFTER: Final = OpenApiParameter(
    "Retry-After", OpenApiTypes.INT, OpenApiParameter.HEADER, response=[429], description="Seconds to wait."
)

IDEMPOTENCY_KEY: Final = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="The same key with the same body gives the interview that it made before, for a week.",
)
FILE: Final = OpenApiResponse(
    OpenApiTypes.BINARY, "One HTML file, to be saved: it plays without a server and without a network."
)


def operation(
    name: str,
    summary: str,
    scope: Scope,
    answers: Mapping[Any, Any],
    *errors: int,
    request: Any = None,
    parameters: Sequence[Any] = (),
    description: str = "",
) -> Callable[[F], F]:
    """One operation with the statuses of its errors, and its answers by status, or by status and media type."""
    statuses = {*ALWAYS, *errors, *(OF_BODIES if request is not None else ())}
    describe: Callable[[F], F] = extend_schema(
        operation_id=name,
        summary=summary,
        description=f"{description or summary}. Scope: `{scope.value}`.",
        tags=["Recruiters' systems"],
        parameters=[*parameters, RETRY_AFTER],
        request=request,
        responses={
            **answers,
            **{
                status: OpenApiResponse(schemas.ApiError, f"{DESCRIPTIONS[status]}.")
                for status in sorted(statuses)
            },
        },
    )
    return describe


def listing(
    name: str,
    summary: str,
    scope: Scope,
    answer: type[serializers.Serializer[Any]],
    query: type[serializers.Serializer[Any]],
    description: str = "",
) -> Callable[[F], F]:
    """A list in pages."""
    page = inline_serializer(
        name=f"{answer.__name__.removesuffix('Answer')}Page",
        fields={
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": answer(many=True),
        },
    )
    return operation(name, summary, scope, {200: page}, 400, parameters=[query], description=description)
