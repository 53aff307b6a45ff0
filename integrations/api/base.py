"""The base of the API's views: token, scope, rate, and errors of one shape."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from knox.settings import CONSTANTS
from rest_framework import serializers
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from dsa.errors import SessionCode
from integrations.choices import Scope
from integrations.errors import RecordCode, TokenCode, refused
from integrations.models import ApiToken
from integrations.services.tokens import is_grantable, note_use
from interviews.access.codes import AccessCode
from interviews.errors import PeopleCode
from interviews.models import User
from replay.errors import RecordRefusal
from talentsync.lib.errors import Refused
from talentsync.lib.json_api import ApiError, ErrorCode, JsonView, StrictSerializer, WholeNumber
from talentsync.lib.json_api.rates import Rate
from talentsync.lib.queries import first_or_none

Row = TypeVar("Row", bound=Model)

# Of one address whose tokens are not valid.
DENIED_RATE: Final = Rate(burst=20, per_minute=20)
PAGE_SIZE: Final = 50
MAX_PAGE_SIZE: Final = 200
BEARER: Final = b"bearer"

STATUS_OF_CODE: Final[Mapping[str, int]] = {
    TokenCode.TOKEN_MISSING: 401,
    TokenCode.TOKEN_INVALID: 401,
    TokenCode.SCOPE_MISSING: 403,
    TokenCode.OWNER_NOT_ALLOWED: 403,
    RecordCode.CANDIDATE_NOT_FOUND: 404,
    RecordCode.POSITION_NOT_FOUND: 404,
    RecordCode.APPLICATION_NOT_FOUND: 404,
    RecordCode.INTERVIEW_NOT_FOUND: 404,
    RecordCode.INVITATION_NOT_FOUND: 404,
    RecordCode.RECORD_NOT_FOUND: 404,
    RecordCode.RECORD_NOT_MADE: 409,
    RecordCode.STAGE_NOT_FOUND: 409,
    RecordCode.INTERVIEWER_NOT_FOUND: 409,
    RecordCode.PROBLEM_NOT_FOUND: 409,
    RecordCode.ALREADY_INVITED: 409,
    RecordCode.SECOND_CANDIDATE: 409,
    RecordCode.EXPIRY_PAST: 400,
    RecordCode.DECIDED_MEANWHILE: 409,
    RecordCode.WRONG_CANDIDATE: 409,
    PeopleCode.ADDRESS_TAKEN: 409,
    PeopleCode.ALREADY_MERGED: 409,
    PeopleCode.POSITION_ARCHIVED: 409,
    PeopleCode.REASON_REQUIRED: 400,
    PeopleCode.SEVERAL_CANDIDATES: 409,
    AccessCode.INTERVIEW_OVER: 409,
    AccessCode.INTERVIEW_CANCELLED: 409,
    AccessCode.NOT_A_LIVE_STAGE: 409,
    RecordRefusal.NOT_BEGUN: 409,
    RecordRefusal.NO_CANDIDATES_EDITION: 409,
    SessionCode.IDEMPOTENCY_KEY_REUSED: 422,
    SessionCode.TAKES_NO_PROBLEMS: 409,
    SessionCode.PROBLEM_NOT_READY: 409,
    SessionCode.PROBLEM_NOT_JUDGEABLE: 409,
    SessionCode.PROBLEMS_IN_USE: 409,
}


class BearerToken(TokenAuthentication):  # type: ignore[misc]  # knox has no types
    """knox' tokens by its hash, refused with our codes. An expired or revoked one stays as a row to be looked up."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken]:
        scheme, _, text = get_authorization_header(request).partition(b" ")
        if scheme.lower() != BEARER or not text.strip():
            raise refused(TokenCode.TOKEN_MISSING)
        return self.authenticate_credentials(text.strip())

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        text = token.decode("latin-1")
        alike = ApiToken.objects.filter(
            token_key=text[: CONSTANTS.TOKEN_KEY_LENGTH], digest=hash_token(text)
        ).select_related("user")
        found = first_or_none(alike)
        if found is None or not found.opens_anything(timezone.now()) or not found.user.is_active:
            raise refused(TokenCode.TOKEN_INVALID)
        return found.user, found


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "integrations.api.base.BearerToken"
    name = "apiToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "A token made in the admin."}


class TokenView(JsonView):
    """A view for tokens. `scopes` names for each method the one scope that opens it."""

    authentication_classes = (BearerToken,)
    http_method_names = ["get", "post", "patch", "head"]
    statuses = STATUS_OF_CODE
    max_body_bytes: ClassVar[int] = 64 * 1024
    scopes: ClassVar[Mapping[str, Scope]]
    user: User
    token: ApiToken

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self._count_denied(request)
        super().initial(request, *args, **kwargs)
        assert isinstance(request.auth, ApiToken)
        assert isinstance(request.user, User)
        self.user, self.token = request.user, request.auth
        per_minute = settings.API_REQUESTS_PER_MINUTE
        self.take_rate(f"api:{self.token.public_id}", Rate(max(1, per_minute // 5), per_minute))
        note_use(self.token)
        wanted = self.scopes.get("GET" if request.method == "HEAD" else str(request.method))
        if wanted is not None:
            self.require(wanted)

    def require(self, scope: Scope) -> None:
        """Raises Refused: the token's scopes and its owner's own rights must both allow it."""
        if not self.token.allows(scope):
            raise refused(TokenCode.SCOPE_MISSING, f"This token has no scope for that: {scope.value}.")
        if not is_grantable(self.user, scope):
            raise refused(TokenCode.OWNER_NOT_ALLOWED)

    def may(self, scope: Scope) -> bool:
        return self.token.allows(scope) and is_grantable(self.user, scope)

    def _count_denied(self, request: Request) -> None:
        try:
            # Authenticates; the base class would do it next.
            bool(request.user)
        except Refused:
            self.take_rate(f"api-denied:{request.META.get('REMOTE_ADDR', '')}", DENIED_RATE)
            raise

    def headers_of(self, refusal: Refused) -> dict[str, str]:
        if refusal.code in {TokenCode.TOKEN_MISSING, TokenCode.TOKEN_INVALID}:
            return {"WWW-Authenticate": "Bearer"}
        if refusal.code == TokenCode.SCOPE_MISSING:
            return {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}
        return {}


class Pages(CursorPagination):
    """Pages by a cursor, so that what is added meanwhile moves nothing: `{next, previous, results}`."""

    page_size = PAGE_SIZE
    max_page_size = MAX_PAGE_SIZE
    page_size_query_param = "pageSize"

    def decode_cursor(self, request: Request) -> Any:
        try:
            return super().decode_cursor(request)
        except NotFound:
            raise ApiError(ErrorCode.INVALID_REQUEST, "cursor: Not one of ours.") from None


class PageQuery(StrictSerializer):
    """What every list takes besides its filters."""

    cursor = serializers.CharField(required=False, max_length=500, help_text="Out of `next` or `previous`.")
    pageSize = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE_SIZE)


class ListView(TokenView):
    """Lists rows, filtered and in pages. Subclasses give the rows, their filters and the serializer."""

    query: ClassVar[type[PageQuery]] = PageQuery
    answer: ClassVar[type[serializers.Serializer[Any]]]
    ordering: ClassVar[tuple[str, ...]] = ("-created_at", "-pk")

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        raise NotImplementedError

    def page(self, request: Request) -> Response:
        query = self.query(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        pages = Pages()
        pages.ordering = self.ordering
        rows = pages.paginate_queryset(self.rows(query.validated_data), request, view=self)
        return pages.get_paginated_response(self.present(rows or []))

    def present(self, rows: Sequence[Any]) -> Any:
        return self.answer(rows, many=True, context={"view": self}).data


def found(rows: QuerySet[Row], code: RecordCode, **lookup: Any) -> Row:
    """The one row, among those that are seen. "Not yours" and "not there" are the same answer. Raises Refused."""
    row = first_or_none(rows.filter(**lookup))
    if row is None:
        raise refused(code)
    return row


def read(form_type: type[StrictSerializer], data: Any, **options: Any) -> Mapping[str, Any]:
    """The body, checked. Raises ValidationError, which becomes a 400."""
    form = form_type(data=data, **options)
    form.is_valid(raise_exception=True)
    fields: Mapping[str, Any] = form.validated_data
    return fields


class Id(WholeNumber):
    """The number of a record."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=2**63 - 1, **options)
