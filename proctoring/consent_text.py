"""What a candidate reads before the camera starts, and what their answers come to. No ORM queries here.

The words live in code, so that a change of them is reviewed like any other; `WORDING` is counted up with them.
"""

import hashlib
import json
from dataclasses import dataclass

from proctoring.choices import ConsentStatus, Decision

WORDING = 1


@dataclass(frozen=True, slots=True)
class Terms:
    """What the text promises, in numbers: seconds between snapshots, days that each kind of record is kept."""

    interval_seconds: int
    snapshot_days: int
    incident_days: int
    consent_days: int


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The text with its version. Other words or other terms make another version."""

    version: str
    intro: str
    points: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {"intro": self.intro, "points": list(self.points)}


def consent_text(terms: Terms) -> ConsentText:
    """The text for these terms."""
    intro = (
        "During this coding session your webcam takes still pictures, so that the people who invited you can see "
        "that you work on it yourself. It starts only if you agree."
    )
    points = (
        "What: one picture when you start, one each time you submit, and one about every "
        f"{_span(terms.interval_seconds)} in between. No video, no sound, nothing of your screen. While the camera is "
        "on, you see yourself and a sign that says so.",
        "Also noted, with the time: the camera stopping or going dark, this page in the background, another window in "
        "front, full screen left, a long text pasted, the connection lost. You can read each note and answer it.",
        "Who sees it: the recruiters who look after your interview. Each time somebody opens a picture, that is "
        "logged.",
        "What is not done: no face recognition, no measuring of your face, no verdict by a computer. A note alone "
        "proves nothing; a person looks at the pictures and decides.",
        f"For how long: pictures are deleted {_days(terms.snapshot_days)} after they were taken, notes and what the "
        f"reviewers wrote after {_days(terms.incident_days)}, and your answer to this text after "
        f"{_days(terms.consent_days)}.",
        "You may say no, and you may take your agreement back at any time; then no more pictures are taken or "
        "accepted. The page says whom to ask for another way to take part, for a copy of what is held, or for "
        "deleting it earlier.",
    )
    return ConsentText(version=_version(intro, points), intro=intro, points=points)


def _version(intro: str, points: tuple[str, ...]) -> str:
    digest = hashlib.sha256(json.dumps([intro, points]).encode()).hexdigest()
    return f"{WORDING}.{digest[:12]}"


def _span(seconds: int) -> str:
    if seconds % 60 == 0:
        return "minute" if seconds == 60 else f"{seconds // 60} minutes"
    return f"{seconds} seconds"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def consent_status(
    *, latest: Decision | None, text_version: str, current_version: str, is_exempted: bool, has_started: bool
) -> ConsentStatus:
    """What a candidate's latest answer comes to.

    An agreement to terms that have changed since counts no more, unless the session has begun on it: nobody is stopped
    in the middle of their work because an operator changed a setting.
    """
    if is_exempted:
        return ConsentStatus.EXEMPTED
    if latest is None:
        return ConsentStatus.REQUIRED
    if latest == Decision.DECLINED:
        return ConsentStatus.DECLINED
    return ConsentStatus.GIVEN if has_started or text_version == current_version else ConsentStatus.REQUIRED
