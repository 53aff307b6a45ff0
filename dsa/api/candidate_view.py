"""What the endpoints below /v1/dsa/<token> share. Whoever has the token is the candidate: see
`talentsync.lib.json_api.JsonView`.

Rules and writes are the services', shapes are `dsa.sessions.presenters`'.
"""

from typing import Any, ClassVar

from django.conf import settings
from rest_framework.request import Request

from dsa.api.http_status import STATUS_OF_CODE
from dsa.errors import DraftConflict, SessionCode
from dsa.models import DsaSession
from dsa.sessions.presenters.draft import present_draft
from dsa.sessions.services import open_session
from talentsync.lib.errors import Refused
from talentsync.lib.json_api import JsonView
from talentsync.lib.json_api.rates import Rate

RETRY_WHEN_UNAVAILABLE_SECONDS = 30


class CandidateView(JsonView):
    """A view of one candidate's session. `rate` names what is counted: see DSA_RATES in the settings."""

    statuses = STATUS_OF_CODE
    rate: ClassVar[str] = "read"
    session: DsaSession

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.session = open_session(kwargs["token"])
        rate = Rate(*settings.DSA_RATES[self.rate]).times(settings.DSA_RATE_FACTOR)
        self.take_rate(f"dsa:{self.rate}:{self.session.pk}", rate)

    def more_about(self, refusal: Refused) -> dict[str, Any]:
        return {"current": present_draft(refusal.current)} if isinstance(refusal, DraftConflict) else {}

    def headers_of(self, refusal: Refused) -> dict[str, str]:
        if refusal.code == SessionCode.EXECUTION_UNAVAILABLE:
            return {"Retry-After": str(RETRY_WHEN_UNAVAILABLE_SECONDS)}
        return {}
