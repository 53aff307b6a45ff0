"""Candidates' checks of their computers: what a page may report, storing it, and what it says in short."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

import msgspec
from django.utils import timezone
from msgspec import Meta

from dsa.submissions.sanitize import is_storable
from interviews.choices import ENDED_STATES, StageMode
from interviews.models import Invitation
from interviews.timeline import Actor
from rooms.errors import invalid_payload
from rooms.models import ComputerCheck
from rooms.models.computer_check import MAX_USER_AGENT

MAX_WORDS: Final = 300
MAX_BODY_BYTES: Final = 8_000
PARTS: Final[Mapping[str, str]] = {
    "browser": "Browser",
    "server": "Connection to TalentSync",
    "path": "Way for picture and sound",
    "camera": "Camera",
    "microphone": "Microphone",
    "sound": "Speaker",
}
# In the words of recruiters, the worst first.
STATES: Final[Mapping[str, str]] = {
    "failed": "does not work",
    "warning": "may not work",
    "skipped": "not checked",
    "ok": "works",
}

Part = Literal["browser", "server", "path", "camera", "microphone", "sound"]


class Finding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one part did, and what the candidate read about it."""

    state: Literal["ok", "warning", "failed", "skipped"]
    words: Annotated[str, Meta(min_length=1, max_length=MAX_WORDS)]


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a page sends when its check is over."""

    findings: Annotated[dict[Part, Finding], Meta(min_length=1)]


def parts_for(invitation: Invitation) -> list[str]:
    """What this candidate's interview needs of their computer."""
    stage = invitation.interview.stage
    if stage.mode == StageMode.LIVE:
        return list(PARTS) if stage.tools_config["video"] else ["browser", "server"]
    return ["browser", "camera"] if stage.dsa_config["proctoringEnabled"] else ["browser"]


def may_check(invitation: Invitation) -> bool:
    """Whether there is still something to check for."""
    return invitation.interview.state not in ENDED_STATES


def read_report(body: bytes, invitation: Invitation) -> Report:
    """What a page has sent. Raises Refused with `invalid_payload`."""
    try:
        report = msgspec.json.decode(body, type=Report)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise invalid_payload(f"{error}.") from None
    if unasked := set(report.findings) - set(parts_for(invitation)):
        raise invalid_payload(f"{', '.join(sorted(unasked))}: not part of this check.")
    if not all(is_storable(finding.words) for finding in report.findings.values()):
        raise invalid_payload("words holds a character that cannot be stored.")
    return report


def store_report(*, invitation: Invitation, report: Report, user_agent: str) -> None:
    """Keep it in place of an earlier one."""
    ComputerCheck.objects.update_or_create(
        invitation=invitation,
        defaults={
            "checked_at": timezone.now(),
            "user_agent": user_agent[:MAX_USER_AGENT].replace("\0", ""),
            "findings": msgspec.to_builtins(report.findings),
        },
    )


def delete_check(invitation: Invitation, actor: Actor | None = None) -> None:
    """Forget it: the candidate wants that, or is erased."""
    ComputerCheck.objects.filter(invitation=invitation).delete()


def worst_state(findings: Mapping[str, Any]) -> str:
    """The state that stands for all of them."""
    told = {finding["state"] for finding in findings.values()}
    return next(state for state in STATES if state in told)


def summary(findings: Mapping[str, Any]) -> str:
    """`Camera does not work, speaker not checked`; that all is well only where all was checked."""
    told = [
        f"{PARTS[part].lower()} {STATES[finding['state']]}"
        for part, finding in findings.items()
        if finding["state"] != "ok"
    ]
    states = {finding["state"] for finding in findings.values()}
    if states == {"ok", "skipped"}:
        told.append("the rest works")
    words = ", ".join(told) or "all works"
    return words[0].upper() + words[1:]


def described(check: ComputerCheck) -> list[dict[str, str]]:
    """Part by part, as people read it."""
    return [
        {
            "part": label,
            "state": finding["state"],
            "outcome": STATES[finding["state"]],
            "words": finding["words"],
        }
        for part, label in PARTS.items()
        if (finding := check.findings.get(part)) is not None
    ]
