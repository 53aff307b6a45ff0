"""The base of all JSON endpoints."""

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, ClassVar

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from rest_framework.exceptions import Throttled
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from talentsync.lib.errors import Refused
from talentsync.lib.json_api.errors import ApiError, ErrorCode, error_body, handle
from talentsync.lib.json_api.parsers import StrictJsonParser
from talentsync.lib.json_api.rates import Rate, take


def harden(response: HttpResponseBase) -> None:
    """The headers of everything below /v1: kept in no cache, and the address with its token sent to nobody."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"


def error_response(
    status: int, code: str, detail: str, headers: Mapping[str, str] | None = None
) -> JsonResponse:
    """An error from outside of a DRF view."""
    response = JsonResponse(error_body(code, detail), status=status, headers=dict(headers or {}))
    harden(response)
    return response


class AlwaysJson(BaseContentNegotiation):
    """There is one format, so an Accept header that names another is no reason to refuse."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        media_type = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == media_type), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, str(renderer.media_type)


class JsonView(APIView):
    """A view whose every answer is JSON.

    It carries no authentication of DRF's: neither session nor cookie counts here, so there is nothing that another site
    could make a browser send along, and nothing for CSRF tokens to protect. Subclasses say in `initial` who asks.
    """

    authentication_classes: Sequence[Any] = ()
    permission_classes: Sequence[Any] = ()
    renderer_classes = (JSONRenderer,)
    parser_classes: Sequence[type[BaseParser]] = (StrictJsonParser,)
    content_negotiation_class = AlwaysJson
    # Not OPTIONS, with which DRF would describe the serializers: the schema does that better.
    http_method_names = ["get", "post", "put", "delete", "head"]

    # The status of each code with which the rules behind this view refuse.
    statuses: ClassVar[Mapping[str, int]] = {}
    max_body_bytes: ClassVar[int] = 16 * 1024

    def get_exception_handler(self) -> Any:
        return handle

    def more_about(self, refusal: Refused) -> dict[str, Any]:
        """Further fields of the answer to a refusal."""
        return {}

    def headers_of(self, refusal: Refused) -> dict[str, str]:
        """Further headers of the answer to a refusal."""
        return {}

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        self._declared_length = request.META.get("CONTENT_LENGTH") or None
        self._is_chunked = "HTTP_TRANSFER_ENCODING" in request.META
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self._check_length()

    def _check_length(self) -> None:
        """Before anything is parsed. The server holds clients to the length that they declare."""
        if self._declared_length is None:
            if self._is_chunked:
                raise ApiError(ErrorCode.LENGTH_REQUIRED, "Send the body with a Content-Length.")
            return
        if not self._declared_length.isdecimal():
            raise ApiError(ErrorCode.PARSE_ERROR, "The Content-Length is not a number.")
        if int(self._declared_length) > self.max_body_bytes:
            raise ApiError(
                ErrorCode.TOO_LARGE, f"A request's body is at most {self.max_body_bytes} bytes here."
            )

    def take_rate(self, key: str, rate: Rate) -> None:
        """Count this request. Raises Throttled, which becomes a 429 with Retry-After."""
        if seconds := take(key, rate):
            raise Throttled(wait=seconds)

    def finalize_response(self, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(*args, **kwargs)
        harden(response)
        return response


AsyncView = Callable[..., Coroutine[Any, Any, HttpResponseBase]]


class AsyncJsonView(JsonView):
    """A view that waits for something once the request is checked and handled; until then DRF is synchronous."""

    @classmethod
    def as_async_view(cls) -> AsyncView:
        """Like `as_view`, for the URL configuration."""
        handle = cls.as_view()
        handle_in_thread = sync_to_async(handle)

        # With the attributes by which the schema generator and Django's CSRF check know DRF's views.
        @wraps(handle)
        async def view(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            response: Response = await handle_in_thread(request, **kwargs)
            return await cls.complete(request, response) if response.status_code < 400 else response

        return view

    @classmethod
    async def complete(cls, request: HttpRequest, response: Response) -> HttpResponseBase:
        """The response to send in place of a successful one. It is not rendered yet where it is DRF's."""
        raise NotImplementedError
