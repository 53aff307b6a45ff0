"""Values of the JSON that a candidate gets."""

from datetime import UTC, datetime
from typing import Any

# An object of the API. `dsa.api.response_schemas` declares the fields of each.
Json = dict[str, Any]


def utc_time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def optional_time(moment: datetime | None) -> str | None:
    return None if moment is None else utc_time(moment)
