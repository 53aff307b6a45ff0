"""Work of the schedule on many rows, of which one that fails keeps no other from its turn."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

logger = logging.getLogger(__name__)

Item = TypeVar("Item")


def count_done(items: Iterable[Item], work: Callable[[Item], bool], what: str) -> int:
    """For how many of the items `work` came to true. What fails is logged, and tried again by the next call."""
    done = 0
    for item in items:
        try:
            done += work(item)
        except Exception:  # whatever it is: the others have nothing to do with it
            logger.exception("%s failed: %s", what, getattr(item, "pk", item))
    return done
