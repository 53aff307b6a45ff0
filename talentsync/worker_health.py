"""How workers show that they live: for each queue a key in Redis that expires unless tasks keep writing it."""

from django.conf import settings
from redis import Redis

from talentsync import queues

KEYS: dict[str, str] = {queue: f"talentsync:worker-heartbeat:{queue}" for queue in queues.ALL}
# Three missed beats of the schedule in the settings.
LIFETIME_SECONDS = 35


def beat(queue: str) -> None:
    """Called by a task of that queue, so that it proves broker, worker and scheduler at once."""
    with Redis.from_url(settings.REDIS_URLS[0], socket_timeout=5, socket_connect_timeout=5) as client:
        client.set(KEYS[queue], "1", ex=LIFETIME_SECONDS)
