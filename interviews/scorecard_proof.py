"""Digest of a handed-in scorecard, which its event in the timeline holds; docs/proof.md has the canonical form."""

import hashlib
import secrets
from typing import Any, Final
from uuid import UUID

from interviews.chain import canonical, time_text
from interviews.models import Scorecard
from interviews.timeline import Actor

# Of the canonical form. Another form gets another number, and this one stays, to verify what was made so.
VERSION: Final = 1


def new_salt() -> str:
    """Random text that goes into the digest: a scorecard of few words could be guessed from it otherwise."""
    return secrets.token_hex(16)


def scorecard_digest(scorecard: Scorecard) -> str:
    """Of all that a scorecard says, in hexadecimal."""
    content = {
        "version": VERSION,
        "salt": scorecard.proof_salt,
        "interview": str(scorecard.interview_id),
        "interviewer": scorecard.interviewer_id,
        "ratings": scorecard.ratings,
        "recommendation": scorecard.recommendation,
        "summary": scorecard.summary,
        "handedInAt": None if scorecard.handed_in_at is None else time_text(scorecard.handed_in_at),
    }
    return hashlib.sha256(canonical(content)).hexdigest()


def handed_in_payload(scorecard: Scorecard) -> dict[str, Any]:
    """For the event that it was handed in: nothing of what it says."""
    return {"version": VERSION, "digest": scorecard_digest(scorecard)}


def handed_in_digests(interview_id: UUID) -> dict[str, str]:
    """What the digests of an interview's handed-in scorecards are now, by their interviewers' keys as actors."""
    scorecards = Scorecard.objects.handed_in().filter(interview=interview_id).order_by("handed_in_at", "pk")
    return {Actor(user_id=each.interviewer_id).key: scorecard_digest(each) for each in scorecards}
