"""The rules of admission, as pure functions over what the records and presence say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from interviews.choices import Admission, Role, Standing
from rooms.models import RequestReason

# After a refusal one may ask again, but not at once.
PAUSE_AFTER_DENIAL = timedelta(seconds=30)
# A person has asked too often with so many requests within this time.
WINDOW = timedelta(minutes=10)
MAX_REQUESTS = 20


@dataclass(frozen=True, slots=True)
class Facts:
    """What counts for one attempt to join.

    `has_admission`: an interviewer has admitted this very socket. `link_in_use`: somebody else is in the room with the
    same invitation.
    """

    role: Role
    admission: Admission
    standing: Standing
    is_locked: bool
    link_in_use: bool = False
    has_admission: bool = False


def reason_to_ask(facts: Facts) -> RequestReason | None:
    """Why this person has to be admitted before they may enter; None where they walk in.

    Interviewers always walk in: a locked room must not lock out the one who would unlock it.
    """
    if facts.role == Role.INTERVIEWER or facts.has_admission:
        return None
    if facts.standing == Standing.REMOVED:
        return RequestReason.REMOVED
    if facts.link_in_use and facts.role == Role.CANDIDATE:
        return RequestReason.LINK_IN_USE
    if facts.is_locked:
        return RequestReason.LOCKED
    if (
        facts.role == Role.CANDIDATE
        and facts.admission == Admission.KNOCK
        and facts.standing != Standing.ADMITTED
    ):
        return RequestReason.KNOCK
    return None


def pause_before_asking(
    now: datetime, *, denied_at: datetime | None, requested_at: Iterable[datetime], factor: float
) -> timedelta | None:
    """How long somebody still has to wait before they may ask (again); None where they may now.

    `factor` is the installation's for all rates: with 2, twice as often.
    """
    pauses = []
    if denied_at is not None:
        pauses.append(denied_at + PAUSE_AFTER_DENIAL / factor - now)
    recent = sorted(at for at in requested_at if at > now - WINDOW)
    most = max(1, round(MAX_REQUESTS * factor))
    if len(recent) >= most:
        pauses.append(recent[-most] + WINDOW - now)
    longest = max(pauses, default=timedelta(0))
    return longest if longest > timedelta(0) else None
