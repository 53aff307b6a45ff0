"""Lengths of time in words."""

from datetime import timedelta


def duration(span: timedelta) -> str:
    """For example `1 h 05 min`, `12 min`, `2 min 03 s` or `8 s`."""
    minutes, seconds = divmod(max(int(span.total_seconds()), 0), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    if minutes >= 10:
        return f"{minutes} min"
    if minutes:
        return f"{minutes} min {seconds:02} s"
    return f"{seconds} s"
