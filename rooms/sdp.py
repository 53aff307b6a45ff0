"""What a session description says of one's own sound (RFC 8866, RFC 3264)."""

SENDING = frozenset({"sendrecv", "sendonly"})
DIRECTIONS = SENDING | {"recvonly", "inactive"}


def sends_audio(sdp: str) -> bool:
    """Whether an audio section would send. A section without a direction has the session's, or sends and receives."""
    session = direction = "sendrecv"
    media: str | None = None
    for line in sdp.splitlines():
        if line.startswith("m="):
            if media == "audio" and direction in SENDING:
                return True
            media, direction = line[2:].partition(" ")[0], session
        elif line.startswith("a=") and line[2:].strip() in DIRECTIONS:
            direction = line[2:].strip()
            if media is None:
                session = direction
    return media == "audio" and direction in SENDING
