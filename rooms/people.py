"""What people in a room see of each other."""

from typing import Any

from interviews.access.rooms import Participant
from interviews.choices import Role


def user_info(
    participant: Participant, typed_name: str, media: dict[str, bool], *, has_webrtc: bool
) -> dict[str, Any]:
    """`userInfo`: the name on record, and a typed one beside it where it is another; `webrtc` only if false."""
    if participant.role == Role.OBSERVER:
        media = {**media, "audio": False, "screen": False}
    info = {"name": participant.name, "role": participant.role.value, "media": media}
    if typed_name and typed_name.casefold() != participant.name.casefold():
        info["typedName"] = typed_name
    return info if has_webrtc else {**info, "webrtc": False}


def has_webrtc(user_info: dict[str, Any]) -> bool:
    """Whether this person's page can take part in the call."""
    told: bool = user_info.get("webrtc", True)
    return told


def resumption(user_id: str, *, has_webrtc: bool) -> dict[str, Any]:
    """The payload of `peer_resumed`. The page that comes back may be another browser's, with or without WebRTC."""
    return {"userId": user_id} if has_webrtc else {"userId": user_id, "webrtc": False}
