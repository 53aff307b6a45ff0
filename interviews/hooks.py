"""What other apps require of a candidate before a coding session starts, such as an answer about the webcam.

An app that has such a rule appends it in its `ready()`; the app that starts sessions asks all of them, and the two need
not know each other.
"""

from collections.abc import Callable

from interviews.models import Invitation
from talentsync.lib.errors import Refused

# Each gives the reason why this candidate may not start yet, or None.
session_gates: list[Callable[[Invitation], Refused | None]] = []


def gate_refusal(invitation: Invitation) -> Refused | None:
    """The first reason that any gate has against starting."""
    return next((reason for gate in session_gates if (reason := gate(invitation)) is not None), None)
