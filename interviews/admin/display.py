"""How the admin shows what it shows more than once."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from interviews.choices import (
    ApplicationDecision,
    DeletionState,
    InterviewState,
    InvitationStatus,
    MailState,
    PositionState,
)
from interviews.services.inviting import LineOutcome

# Stands where there is nothing to show.
NOTHING = "—"

# A shape for each state beside its word, so that no state is told by colour alone.
SHAPES: dict[str, str] = {
    InterviewState.SCHEDULED: "○",
    InterviewState.LIVE: "●",
    InterviewState.COMPLETED: "✓",
    InterviewState.CANCELLED: "✕",
    InvitationStatus.VALID: "✓",
    InvitationStatus.EXPIRED: "⌛",
    InvitationStatus.REVOKED: "✕",
    PositionState.OPEN: "○",
    PositionState.ARCHIVED: "✕",
    ApplicationDecision.UNDECIDED: "○",
    ApplicationDecision.ON_HOLD: "◐",
    ApplicationDecision.OFFER: "✓",
    ApplicationDecision.HIRED: "✓",
    ApplicationDecision.REJECTED: "✕",
    ApplicationDecision.WITHDRAWN: "✕",
    LineOutcome.NEW: "✓",
    LineOutcome.KNOWN: "✓",
    LineOutcome.INVITED: "↷",
    LineOutcome.ERROR: "✕",
    MailState.WAITING: "○",
    MailState.SENDING: "◐",
    MailState.SENT: "✓",
    MailState.UNCLEAR: "?",
    MailState.FAILED: "✕",
    MailState.SKIPPED: "↷",
    MailState.SET_ASIDE: "↷",
    DeletionState.DONE: "✓",
}


def badge(status: InterviewState | InvitationStatus | PositionState | ApplicationDecision) -> SafeString:
    """A state as a shape and its word."""
    return state(status.value, str(status.label))


def state(value: str, label: str) -> SafeString:
    """The same by the stored value and its words."""
    return format_html(
        '<span class="state state-{}"><span aria-hidden="true">{}</span> {}</span>',
        value,
        SHAPES[value],
        label,
    )


def local_time(moment: datetime | None) -> str:
    """A moment in the viewer's zone, which it names; `NOTHING` where there is none."""
    if moment is None:
        return NOTHING
    local = timezone.localtime(moment)
    return f"{date_format(local, 'D j M Y, H:i')} {local.tzname()}"


def copyable(link: str, *, name: str, element_id: str) -> SafeString:
    """A link with a button that copies it. `name` tells assistive technology which link it is."""
    return format_html(
        '<span class="copyable">'
        '<input type="text" readonly id="{id}" value="{link}" aria-label="{name}">'
        '<button type="button" class="button" data-copy="{id}" aria-label="Copy {name}">Copy</button>'
        '<span class="copyable-outcome" role="status"></span>'
        "</span>",
        id=element_id,
        link=link,
        name=name,
    )
